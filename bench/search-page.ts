// The part of the search benchmark that runs in the browser: each way opened and asked as its own interface does.
import { Search } from '../src/lib/search.ts';
import { miniSearchOptions } from './bigrams.ts';

/** A result is known by what its way calls it: an address, a file, a number. */
export type Opened = {
  /** The first ten results with all that is shown of them. */
  firstTen(typed: string): Promise<string[]>;
  /** Every result. */
  all(typed: string): Promise<string[]>;
};
const shown = 10;

async function fetched(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}

async function openOurs(base: string): Promise<Opened> {
  const load = async (name: string) => (await fetched(base + name)).json();
  const search = new Search(await load('manifest.json'), load);
  const ask = async (typed: string, most: number) => (await search.ask({ typed, most })).hits.map(({ path }) => path);
  return { firstTen: (typed) => ask(typed, shown), all: (typed) => ask(typed, Infinity) };
}

async function openPagefind(base: string): Promise<Opened> {
  const address = `${base}pagefind.js`;
  const pagefind = await import(/* @vite-ignore */ address);
  await pagefind.init();
  type Result = { id: string; data(): Promise<unknown> };
  const search = async (typed: string): Promise<Result[]> => (await pagefind.search(typed)).results;
  const ids = (results: Result[]) => results.map(({ id }) => id);
  return {
    firstTen: async (typed) => {
      const results = (await search(typed)).slice(0, shown);
      await Promise.all(results.map((result) => result.data()));
      return ids(results);
    },
    all: async (typed) => ids(await search(typed)),
  };
}

async function openMiniSearch(base: string): Promise<Opened> {
  const address = `${base}minisearch.js`;
  const [{ default: MiniSearch }, index] = await Promise.all([import(/* @vite-ignore */ address), fetched(`${base}index.json`).then((response) => response.text())]);
  const search = MiniSearch.loadJSON(index, miniSearchOptions);
  const ask = async (typed: string): Promise<string[]> => search.search(typed).map(({ id }: { id: number }) => String(id));
  return { firstTen: async (typed) => (await ask(typed)).slice(0, shown), all: ask };
}

/** Opens a way's index under an address. */
export const openers: Record<string, (base: string) => Promise<Opened>> = { ours: openOurs, pagefind: openPagefind, minisearch: openMiniSearch };
