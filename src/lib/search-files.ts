// The files of the search index, as they are written at build and read by the browser.

/** Raised whenever a page with older code could misread the files. */
export const searchVersion = 1;

/** Pages that follow one another in the index and are of one kind and region. */
export type Range = { kind: string; region?: string; count: number };
/** One body of pages with its own grams: the site's pages, or the stations of the lists. */
export type CollectionIndex = {
  ranges: Range[];
  /** The first gram of each file of grams. */
  grams: string[];
  /** The first page of each file of passages. */
  texts: number[];
};
export type Manifest = {
  v: typeof searchVersion;
  /** The folder beside the manifest that holds everything else; another one with every change. */
  folder: string;
  /** What kinds and regions are called. */
  labels: { kinds: Record<string, string>; regions: Record<string, string> };
  pages: CollectionIndex;
  stations: CollectionIndex;
};
export type Body = 'pages' | 'stations';

/** Titles and other names of so many pages in a file. */
export const namesInFile = 256;
/** For each page its title and then its other names; how each of their characters, traditional ones simplified, may be read; and which those are. */
export type NamesFile = { names: string[][]; readings: Record<string, string>; traditional?: TraditionalFile };

/** A paragraph, heading or table cell: 2 for headings and the summary, 0 for the rest; the id it stands at or under; its words. */
export type TextPassage = [weight: 0 | 2, anchor: string, text: string];
/** `path` is the address under the site's base, without a slash at its beginning. */
export type PageText = { path: string; title: string; passages: TextPassage[] };
/** Traditional characters stand beside the pages that have some, so that nobody needs the whole table to read them. */
export type TextsFile = { pages: PageText[]; traditional?: TraditionalFile };
/** Traditional characters and what they are folded into. */
export type TraditionalFile = Record<string, string>;
/** Readings without tones, and the characters that may be read so. */
export type SoundsFile = Record<string, string>;

/** Stands where a mark was taken out of a text: words on both sides of it are not one run in the page. */
export const seam = '\u2060';

export const fileNames = {
  manifest: 'manifest.json',
  traditional: 'traditional.json',
  sounds: 'sounds.json',
  grams: (body: Body, number: number) => `${body}-g${number}.json`,
  names: (body: Body, number: number) => `${body}-n${number}.json`,
  texts: (body: Body, number: number) => `${body}-t${number}.json`,
};
