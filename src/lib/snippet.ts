import { seam } from './search-files.ts';
import { fold, type Simplified } from './search-text.ts';

/** A run of text, and whether it is what was searched for. */
export type Run = { text: string; mark: boolean };

/** Where a folded text stands in an original, as [from, to) in its UTF-16 units; undefined when it does not. */
export function placeOf(wanted: string, original: string, simplified?: Simplified): [number, number] | undefined {
  const { text, at } = fold(original, simplified);
  const start = wanted ? text.indexOf(wanted) : -1;
  if (start < 0) return undefined;
  const last = at[start + wanted.length - 1]!;
  return [at[start]!, last + String.fromCodePoint(original.codePointAt(last)!).length];
}

/** A text in runs, every place where one of the folded texts stands marked; longer ones first. */
export function markAll(original: string, wanted: readonly string[], simplified?: Simplified): Run[] {
  const { text, at } = fold(original, simplified);
  const marked = new Uint8Array(original.length);
  for (const one of wanted)
    for (let start = text.indexOf(one); one && start >= 0; start = text.indexOf(one, start + 1)) {
      const last = at[start + one.length - 1]!;
      marked.fill(1, at[start]!, last + String.fromCodePoint(original.codePointAt(last)!).length);
    }
  const runs: Run[] = [];
  for (let i = 0; i < original.length; i++) {
    const mark = marked[i] === 1;
    const unit = original[i]!;
    const run = runs[runs.length - 1];
    if (unit === seam) continue;
    if (run?.mark === mark) run.text += unit;
    else runs.push({ text: unit, mark });
  }
  return runs;
}

const around = 36;
const clauseEnd = /[，。；：！？、“”‘’（）《》…—,;:!?()\s\u2060]/u;

/** A place in a text, moved back to the beginning of its character: half of one can be neither shown nor written into an address. */
const begun = (text: string, at: number) => ((text.codePointAt(at - 1) ?? 0) > 0xffff ? at - 1 : at);

/** The part of a text around a place in it, begun and ended where a clause does if one does so near by. */
export function cutAround(text: string, [from, to]: [number, number]): string {
  let start = begun(text, Math.max(0, from - around));
  let end = begun(text, Math.min(text.length, to + around));
  if (start > 0) {
    const next = text.slice(start, from).search(clauseEnd);
    if (next >= 0 && next < around / 2) start += next + 1;
  }
  if (end < text.length) {
    const tail = text.slice(to, end);
    let last = tail.length - 1;
    while (last >= 0 && !clauseEnd.test(tail[last]!)) last--;
    if (last > around / 2) end = to + last;
  }
  return `${start > 0 ? '……' : ''}${text.slice(start, end)}${end < text.length ? '……' : ''}`;
}

const longestQuote = 36;
const ends = 10;
// Older browsers have none; theirs is then a guess.
const segmenter = typeof Intl.Segmenter === 'function' ? new Intl.Segmenter('zh', { granularity: 'word' }) : undefined;
/** A text in words, as browsers part it that look for whole ones; in characters where that is not known. */
const wordsOf = (text: string): string[] => (segmenter ? [...segmenter.segment(text)].map(({ segment }) => segment) : [...text]);

/** As many of some words, from their beginning or their end, as make up a few characters. */
function fewOf(words: readonly string[], from: 'start' | 'end'): string {
  let text = '';
  for (const word of from === 'start' ? words : [...words].reverse()) {
    if (text.length >= ends) break;
    text = from === 'start' ? text + word : word + text;
  }
  return text;
}

/**
 * The address fragment that opens a page at a place of a text in it: the id above, then the clause as a text directive
 * (URL Fragment Text Directives). Browsers match whole words only, so the clause goes from sign to sign; a seam ends it too.
 */
export function fragmentTo(anchor: string, text: string, [from, to]: [number, number]): string {
  let start = from;
  while (start > 0 && !clauseEnd.test(text[start - 1]!)) start--;
  let end = to;
  while (end < text.length && !clauseEnd.test(text[end]!)) end++;
  // What was searched for may run over a seam; then the first part of it has to do.
  const [clause] = text.slice(start, end).split(seam) as [string];
  let words = wordsOf(clause);
  // The mark that was taken out clings to the word before it, so browsers see no end of a word there.
  if (text[start + clause.length] === seam && words.length > 1) words = words.slice(0, -1);
  const quote = words.join('');
  const encode = (part: string) => encodeURIComponent(part).replaceAll('-', '%2D');
  return `#${anchor}:~:text=${quote.length <= longestQuote ? encode(quote) : `${encode(fewOf(words, 'start'))},${encode(fewOf(words, 'end'))}`}`;
}
