import { readPosting, type Posting } from './postings.ts';

/**
 * Finding the pages that hold a text in a row, out of small static files. Indexed are all single characters and pairs; a
 * gram that more pages hold than `commonest` is indexed again with each character that follows it, up to eight. So a
 * query either is a gram itself, and its pages are known, or some gram of it is rare, and few pages are left to look at.
 * The grams stand in order, cut into files of about one size: every beginning of a gram is a gram, so the longest gram a
 * text begins with is what it shares with the one before it in that order.
 */
export const longestGram = 8;

/** The file: its grams in order, parted by blanks, and for each the pages that hold it. */
export type GramFile = { grams: string; pages: string[] };
type OpenFile = { grams: string[]; pages: string[] };

/** What is known of where a text stands: the pages, and whether they surely hold it in a row. */
export type Holding = { postings: Posting[]; sure: boolean };

/** Where the last value that is not greater stands in an ordered list; -1 when all are. */
export function lastNotAfter<T>(list: readonly T[], value: T): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** How many characters two texts begin with in common. */
function shared(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** Opens a file that must begin with the gram `first`; throws when it is no such file. */
function readGrams(file: unknown, first: string): OpenFile {
  const { grams, pages } = (file ?? {}) as Partial<GramFile>;
  const list = typeof grams === 'string' ? grams.split(' ') : [];
  if (list[0] !== first || !Array.isArray(pages) || pages.length !== list.length || !pages.every((text) => typeof text === 'string')) throw new Error('not a file of grams');
  return { grams: list, pages };
}

/** Windows looked at in one text at most, spread over it. */
const mostWindows = 12;

export class Grams {
  #first: readonly string[];
  #load: (file: number) => Promise<unknown>;
  #open = new Map<number, Promise<OpenFile>>();

  /** `first` is the first gram of each file; `load` fetches one. */
  constructor(first: readonly string[], load: (file: number) => Promise<unknown>) {
    this.#first = first;
    this.#load = load;
  }

  #file(number: number): Promise<OpenFile> {
    let open = this.#open.get(number);
    if (!open) {
      open = this.#load(number).then((file) => readGrams(file, this.#first[number]!));
      this.#open.set(number, open);
      // What failed may be asked for again.
      open.catch(() => this.#open.delete(number));
    }
    return open;
  }

  /** The longest gram that the text begins with; empty when not even its first character is known. */
  async beginning(text: string): Promise<string> {
    const wanted = text.slice(0, longestGram);
    const file = lastNotAfter(this.#first, wanted);
    if (file < 0) return '';
    const { grams } = await this.#file(file);
    return wanted.slice(0, shared(wanted, grams[lastNotAfter(grams, wanted)] ?? ''));
  }

  /** The pages that hold a gram; none when it is not indexed. */
  async pagesOf(gram: string): Promise<Posting[]> {
    const file = lastNotAfter(this.#first, gram);
    if (file < 0) return [];
    const { grams, pages } = await this.#file(file);
    const at = lastNotAfter(grams, gram);
    return grams[at] === gram ? readPosting(pages[at]!) : [];
  }

  /** The grams that a text begins with at each of its characters, but those within another; a text that is not indexed throughout has none. */
  async #cover(text: string): Promise<string[]> {
    const last = text.length - 2;
    const starts = Array.from({ length: Math.min(last + 1, mostWindows) }, (_, i) => (last < mostWindows ? i : Math.round((i * last) / (mostWindows - 1))));
    const grams = await Promise.all(starts.map((at) => this.beginning(text.slice(at))));
    if (grams.some((gram) => gram.length < 2)) return [];
    let end = 0;
    return grams.filter((gram, i) => {
      const more = starts[i]! + gram.length > end;
      if (more) end = starts[i]! + gram.length;
      return more;
    });
  }

  /** The pages that hold a folded text of one character or more; unless `sure`, a few of them may hold its pieces apart. */
  async holding(text: string): Promise<Holding> {
    if (!text) return { postings: [], sure: true };
    if ((await this.beginning(text)) === text) return { postings: await this.pagesOf(text), sure: true };
    const grams = await this.#cover(text);
    if (grams.length === 0) return { postings: [], sure: true };
    const lists = await Promise.all(grams.map((gram) => this.pagesOf(gram)));
    return { postings: lists.reduce((a, b) => common(a, b, Math.min)), sure: false };
  }

  /** Every gram of two characters or more that a text begins with somewhere, with its pages; for what holds only pieces. */
  async pieces(text: string): Promise<{ gram: string; postings: Posting[] }[]> {
    const starts = [...text.slice(0, mostWindows + 1)].slice(0, -1).map((_, at) => text.slice(at, at + 2));
    return Promise.all([...new Set(starts)].map(async (gram) => ({ gram, postings: await this.pagesOf(gram) })));
  }
}

/** The pages of both lists; `weigh` makes one weight of two. */
export function common(a: Posting[], b: Posting[], weigh: (a: number, b: number) => number): Posting[] {
  const found: Posting[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const one = a[i]!;
    const other = b[j]!;
    if (one.page === other.page) found.push({ page: one.page, weight: weigh(one.weight, other.weight) });
    if (one.page <= other.page) i++;
    if (other.page <= one.page) j++;
  }
  return found;
}
