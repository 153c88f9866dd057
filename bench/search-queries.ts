// What the benchmark asks, and what the right answers are.
import type { IndexedPage } from '../src/lib/search-build.ts';
import { fold, type Simplified } from '../src/lib/search-text.ts';
import { seededRandom } from './national-set.ts';
import { withoutSeams, wordsOf } from './search-sets.ts';

/** A text that was cut out of the page with this number: along words, or anywhere. */
export type Query = { typed: string; page: number; cut: 'words' | 'anywhere' };

const [shortest, longest] = [2, 8];

/** The list in an order of chance. */
export function shuffled<T>(list: readonly T[], seed: number): T[] {
  const random = seededRandom(seed);
  const mixed = [...list];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
  }
  return mixed;
}

/** Every run of whole words of a text, of two to eight characters. */
function* wordRuns(text: string): Generator<string> {
  const words = wordsOf(text);
  for (const from of words.keys()) {
    let run = '';
    for (let to = from; words[to] !== undefined && run.length <= longest; to++) {
      run += words[to];
      const { length } = [...run];
      if (length >= shortest && length <= longest) yield run;
    }
  }
}
/** Every run of two to eight characters of a text. */
function* cuts(text: string): Generator<string> {
  const characters = [...text];
  for (const from of characters.keys()) for (let length = shortest; length <= longest && from + length <= characters.length; length++) yield characters.slice(from, from + length).join('');
}

/** All distinct texts of two to eight characters in a sample of passages, those along words first; what is nothing but signs is left out. */
export function queriesOf(pages: readonly IndexedPage[], passages = 1000, seed = 2): Query[] {
  const all = pages.flatMap(({ passages }, page) => passages.map(([, , text]) => ({ page, text: withoutSeams(text) })));
  const sample = shuffled(all, seed).slice(0, passages);
  const queries = new Map<string, Query>();
  const add = (typed: string, page: number, cut: Query['cut']) => {
    if (!queries.has(typed) && fold(typed).text) queries.set(typed, { typed, page, cut });
  };
  for (const { page, text } of sample) for (const run of wordRuns(text)) add(run, page, 'words');
  for (const { page, text } of sample) for (const run of cuts(text)) add(run, page, 'anywhere');
  return [...queries.values()];
}

/** Finds by looking at everything. */
export class PlainScan {
  #text: string;
  #starts: number[] = [];
  #simplified: Simplified;

  constructor(records: readonly IndexedPage[], simplified: Simplified) {
    this.#simplified = simplified;
    const texts: string[] = [];
    let length = 0;
    for (const { title, names, passages } of records) {
      // A passage ends in a sign that no folded query holds, so that nothing is found across two of them.
      const text = [title, ...names, ...passages.map(([, , text]) => text)].map((text) => `${fold(text, simplified).text}\n`).join('');
      this.#starts.push(length);
      length += text.length;
      texts.push(text);
    }
    this.#text = texts.join('');
  }

  /** The records that hold the query in a row, in their title, another name or a passage. */
  holding(typed: string): Set<number> {
    const wanted = fold(typed, this.#simplified).text;
    const found = new Set<number>();
    let record = 0;
    for (let at = this.#text.indexOf(wanted); at >= 0; at = this.#text.indexOf(wanted, this.#starts[record] ?? Infinity)) {
      let high = this.#starts.length;
      while (record + 1 < high) {
        const middle = (record + high) >> 1;
        if (this.#starts[middle]! <= at) record = middle;
        else high = middle;
      }
      found.add(record);
      record++;
      if (record === this.#starts.length) break;
    }
    return found;
  }
}
