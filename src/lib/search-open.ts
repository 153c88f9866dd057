// Fetches the search index in the browser.
import { fileNames } from './search-files.ts';
import { Search } from './search.ts';

const patienceMs = 20_000;

/** Fetches JSON; rejects when the host does not have it, it is no JSON, or it does not come in time. */
async function fetchJson(address: string, cache: RequestCache): Promise<unknown> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patienceMs);
  try {
    const response = await fetch(address, { cache, signal: stop.signal });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return (await response.json()) as unknown;
  } finally {
    clearTimeout(timer);
  }
}

/** Opens the index under an address that ends in a slash. What was fetched once serves again without a network. */
export async function openSearch(index: string): Promise<Search> {
  // The manifest alone keeps its name from release to release, so it has to be asked for each time.
  const manifest = await fetchJson(index + fileNames.manifest, 'no-cache').catch(() => fetchJson(index + fileNames.manifest, 'force-cache'));
  const { folder } = manifest as { folder: string };
  return new Search(manifest, (name) => fetchJson(`${index}${folder}/${name}`, 'force-cache'));
}

/** Answers out of an index that opens with the first question, and again when a new release has taken the files of the old one away. */
export class SearchDesk {
  #index: string;
  #open: Promise<Search> | undefined;
  constructor(index: string) {
    this.#index = index;
  }
  async ask(question: Parameters<Search['ask']>[0]): ReturnType<Search['ask']> {
    const open = (this.#open ??= openSearch(this.#index));
    open.catch(() => (this.#open = undefined));
    const search = await open;
    try {
      return await search.ask(question);
    } catch (error) {
      // Without a network the old one still answers what it has in hand.
      const fresh = await openSearch(this.#index).catch(() => undefined);
      if (!fresh || fresh.manifest.folder === search.manifest.folder) throw error;
      this.#open = Promise.resolve(fresh);
      return fresh.ask(question);
    }
  }
}
