import { longestGram, type GramFile } from './grams.ts';
import { writePosting, type Posting } from './postings.ts';

/** A piece of a page that a match must lie within: its folded text, and the least weight of what stands in it. */
export type Passage = { text: string; weight: 0 | 2 | 3 };
export type GramIndex = { first: string[]; files: GramFile[] };
type Options = {
  /** A gram that more pages hold is indexed again with each character that follows. */
  commonest: number;
  /** Signs of a file, about, as long as that does not make more files than `mostFiles`; then they grow. */
  fileLength: number;
  mostFiles: number;
};

/** The grams of one length in a page with their weights; beyond pairs only those whose beginning `isCommon`. */
function gramsOf(page: readonly Passage[], length: number, isCommon: (gram: string) => boolean): Map<string, number> {
  const counts = new Map<string, number>();
  const weights = new Map<string, number>();
  for (const { text, weight } of page)
    for (let at = 0; at + length <= text.length; at++) {
      if (length > 2 && !isCommon(text.slice(at, at + length - 1))) continue;
      const gram = text.slice(at, at + length);
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
      if (weight > (weights.get(gram) ?? 0)) weights.set(gram, weight);
    }
  for (const [gram, count] of counts) counts.set(gram, weights.get(gram) ?? (count >= 3 ? 1 : 0));
  return counts;
}

/** Indexes pages, each a list of folded passages; a page is known by its place in the list. */
export function buildGrams(pages: readonly (readonly Passage[])[], { commonest, fileLength, mostFiles }: Options): GramIndex {
  const all = new Map<string, string>();
  let common = new Set<string>();
  for (let length = 1; length <= longestGram; length++) {
    // As numbers, since there are millions of them: page and weight in one.
    const level = new Map<string, number[]>();
    for (const [page, passages] of pages.entries())
      for (const [gram, weight] of gramsOf(passages, length, (beginning) => common.has(beginning))) {
        const postings = level.get(gram);
        if (postings) postings.push(4 * page + weight);
        else level.set(gram, [4 * page + weight]);
      }
    common = new Set();
    for (const [gram, postings] of level) {
      all.set(gram, writePosting(postings.map((posting): Posting => ({ page: posting >> 2, weight: posting & 3 }))));
      if (postings.length > commonest) common.add(gram);
    }
    if (length > 1 && common.size === 0) break;
  }
  const grams = [...all.keys()].sort();
  const index = cut(grams, all, fileLength);
  return index.files.length > mostFiles ? cut(grams, all, Math.ceil((fileLength * index.files.length) / mostFiles)) : index;
}

/** Cuts grams in order into files. */
function cut(grams: string[], pages: Map<string, string>, fileLength: number): GramIndex {
  const files: GramFile[] = [];
  let own: string[] = [];
  let length = 0;
  const close = () => {
    if (own.length) files.push({ grams: own.join(' '), pages: own.map((gram) => pages.get(gram)!) });
    own = [];
    length = 0;
  };
  for (const gram of grams) {
    const more = gram.length + pages.get(gram)!.length;
    if (length > 0 && length + more > fileLength) close();
    own.push(gram);
    length += more;
  }
  close();
  return { first: files.map((file) => file.grams.split(' ', 1)[0]!), files };
}
