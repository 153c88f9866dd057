// Builds the files of the search index out of what pages say.
import { buildGrams, type Passage } from './gram-build.ts';
import { charactersBySound, readingsOf } from './readings.ts';
import { fileNames, namesInFile, searchVersion, type Body, type CollectionIndex, type Manifest, type NamesFile, type PageText, type Range, type SoundsFile, type TextPassage, type TextsFile, type TraditionalFile } from './search-files.ts';
import { fold, simplifiedSet, type Simplified } from './search-text.ts';

/** What the index takes of a page. `names` are other names than the title. */
export type IndexedPage = { path: string; title: string; names: string[]; kind: string; region?: string; passages: TextPassage[] };
export type IndexFiles = { manifest: Omit<Manifest, 'folder'>; files: Map<string, unknown> };

/** Characters of a file of passages, about: with brotli some 3 KB. */
const textLength = 4000;
/** Signs of a file of grams, and up to how many files there should be before they grow. */
const gramLength = 12_000;
const mostGramFiles = 1500;

const searchable = ({ title, names, passages }: IndexedPage, simplified: Simplified): Passage[] => [
  ...[title, ...names].map((name) => ({ text: fold(name, simplified).text, weight: 3 as const })),
  ...passages.map(([weight, , text]) => ({ text: fold(text, simplified).text, weight })),
];

/** Pages in the order of their kinds and then regions, which is also the order of equal results. */
function inOrder(pages: readonly IndexedPage[], kinds: string[], regions: string[]): IndexedPage[] {
  const rank = (list: string[], value: string | undefined) => (value === undefined ? -1 : list.indexOf(value));
  return pages.toSorted((a, b) => rank(kinds, a.kind) - rank(kinds, b.kind) || rank(regions, a.region) - rank(regions, b.region) || (a.path < b.path ? -1 : 1));
}

function rangesOf(pages: readonly IndexedPage[]): Range[] {
  const ranges: Range[] = [];
  for (const { kind, region } of pages) {
    const last = ranges.at(-1);
    if (last && last.kind === kind && last.region === region) last.count++;
    else ranges.push({ kind, ...(region ? { region } : {}), count: 1 });
  }
  return ranges;
}

/** The traditional characters in some texts, as a file has them; nothing when there are none. */
function traditionalIn(texts: Iterable<string>, simplified: Simplified): { traditional?: TraditionalFile } {
  const found = new Map<string, string>();
  for (const text of texts) for (const character of text) if (simplified.has(character)) found.set(character, simplified.get(character)!);
  return found.size ? { traditional: Object.fromEntries(found) } : {};
}

/** Adds the files of one body to `files`; its pages are in their order already. */
function addBody(body: Body, pages: readonly IndexedPage[], simplified: Simplified, files: Map<string, unknown>): CollectionIndex {
  const texts: number[] = [];
  let length = Infinity;
  for (const [page, { path, title, passages }] of pages.entries()) {
    if (length > textLength) {
      texts.push(page);
      length = 0;
      files.set(fileNames.texts(body, texts.length - 1), { pages: [] } satisfies TextsFile);
    }
    const kept: PageText = { path, title, passages };
    (files.get(fileNames.texts(body, texts.length - 1)) as TextsFile).pages.push(kept);
    length += title.length + passages.reduce((sum, [, , text]) => sum + text.length, 0);
  }
  for (let number = 0; number < texts.length; number++) {
    const file = files.get(fileNames.texts(body, number)) as TextsFile;
    Object.assign(file, traditionalIn(file.pages.flatMap(({ title, passages }) => [title, ...passages.map(([, , text]) => text)]), simplified));
  }
  for (let from = 0; from < pages.length; from += namesInFile) {
    const names = pages.slice(from, from + namesInFile).map(({ title, names }) => [...new Set([title, ...names])]);
    const readings = readingsOf(names.flat().map((name) => [...name].map((character) => simplified.get(character) ?? character).join('')));
    files.set(fileNames.names(body, from / namesInFile), { names, readings, ...traditionalIn(names.flat(), simplified) } satisfies NamesFile);
  }
  const passages = pages.map((page) => searchable(page, simplified));
  // A tenth of a per cent of many pages is still many; of few, looking at some dozens is cheap.
  const commonest = Math.max(40, Math.round(pages.length / 100));
  const grams = buildGrams(passages, { commonest, fileLength: gramLength, mostFiles: mostGramFiles });
  for (const [number, file] of grams.files.entries()) files.set(fileNames.grams(body, number), file);
  return { ranges: rangesOf(pages), grams: grams.first, texts };
}

/** The same for every index, and slow to make. */
let sounds: SoundsFile | undefined;

/** The index of a site: its pages, and the stations that have no page of their own. `labels` give kinds and regions in their order. */
export function buildSearch(pages: readonly IndexedPage[], stations: readonly IndexedPage[], labels: Manifest['labels'], simplified: Simplified): IndexFiles {
  const files = new Map<string, unknown>();
  const kinds = Object.keys(labels.kinds);
  const regions = Object.keys(labels.regions);
  const bodies = {
    pages: addBody('pages', inOrder(pages, kinds, regions), simplified, files),
    stations: addBody('stations', inOrder(stations, kinds, regions), simplified, files),
  };
  files.set(fileNames.sounds, (sounds ??= charactersBySound(simplifiedSet())));
  files.set(fileNames.traditional, Object.fromEntries(simplified));
  return { manifest: { v: searchVersion, labels, ...bodies }, files };
}
