// Names that sound like what was typed, or are a character away from it.
import { soundsFrom } from './place-names.ts';

/** How each character may be read, without tones. */
export type Readings = Map<string, string[]>;

/** How well a folded name answers letters: 3 they are the whole name, in syllables or initials; 2 it begins so; 1 a later part of it does; 0 not at all. */
export function soundMatch(letters: string, name: string, readings: Readings): 0 | 1 | 2 | 3 {
  const typed = letters.replaceAll('ü', 'v');
  if (soundsFrom(typed, name, 0, readings, true)) return 3;
  if (soundsFrom(typed, name, 0, readings)) return 2;
  // A few initials stand somewhere in almost every long name.
  if (typed.length < 5) return 0;
  for (let at = 1; at < name.length - 1; at++) if (soundsFrom(typed, name, at, readings)) return 1;
  return 0;
}

const same = (a: string, b: string, readings: Readings) => a === b || (readings.get(a)?.some((reading) => readings.get(b)?.includes(reading)) ?? false);

/** How alike two texts of one length are, 0 to 1: a character of the same sound counts almost as the same; one may be another in three or more. */
function likeness(a: string, b: string, readings: Readings): number {
  let equal = 0;
  let alike = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) equal++;
    else if (same(a[i]!, b[i]!, readings)) alike++;
  }
  const other = a.length - equal - alike;
  return other > (a.length > 2 ? 1 : 0) || equal === 0 ? 0 : (equal + 0.9 * alike) / a.length;
}

/** How near a folded name is to what was typed, 0 to 1: either whole against a part of the other, or with one character too many or too few. */
export function nearness(typed: string, name: string, readings: Readings): number {
  const [short, long] = typed.length <= name.length ? [typed, name] : [name, typed];
  if (short.length < 2) return 0;
  let best = 0;
  for (let at = 0; at + short.length <= long.length; at++) best = Math.max(best, likeness(short, long.slice(at, at + short.length), readings));
  // A name within what was typed is a part of it, never what was meant but for a slip.
  best *= typed.length > name.length ? Math.min(0.74, 0.5 + (0.5 * name.length) / typed.length) : 0.9 + (0.1 * typed.length) / name.length;
  if (long.length === short.length + 1 && short.length > 2)
    for (let at = 0; at < long.length; at++) if (long.slice(0, at) + long.slice(at + 1) === short) best = Math.max(best, 1 - 1 / long.length);
  // A long name is said in short by some of its characters: "英烈保护法".
  if (typed.length > 3 && best < shortForm && isShortFor(typed, name)) best = shortForm + typed.length / name.length / 10;
  return best;
}

/** How near a short form is to the whole name, before its length counts. */
const shortForm = 0.77;

/** Whether the characters stand in a name in their order, the last two at its end. */
function isShortFor(typed: string, name: string): boolean {
  if (!name.endsWith(typed.slice(-2))) return false;
  let at = 0;
  for (const character of name) if (character === typed[at]) at++;
  return at === typed.length;
}

/** How near letters are to a way of reading a name's first characters, 0 to 1: one letter in five may be wrong, missing or too many, but no more than two. */
export function soundNearness(letters: string, name: string, readings: Readings): number {
  const typed = letters.replaceAll('ü', 'v');
  const slips = Math.min(2, Math.floor(typed.length / 5));
  if (slips === 0) return 0;
  // For each beginning of what was typed, the fewest slips that make it of the characters so far.
  let fewest = Array.from({ length: typed.length + 1 }, (_, length) => length);
  let best = Infinity;
  for (const character of name) {
    const own = readings.get(character);
    if (!own) break;
    const after = own.map((reading) => [...reading].reduce(withLetter(typed), fewest));
    fewest = fewest.map((_, i) => Math.min(...after.map((row) => row[i]!)));
    if (Math.min(...fewest) > slips) break;
    best = Math.min(best, fewest[typed.length]!);
  }
  return best > slips ? 0 : 1 - best / typed.length;
}

/** A row of the edit distance (Levenshtein) to `typed`, out of the row before it and the next letter. */
const withLetter = (typed: string) => (row: number[], letter: string) => {
  const next = [row[0]! + 1];
  for (let i = 1; i < row.length; i++) next.push(Math.min(row[i]! + 1, next[i - 1]! + 1, row[i - 1]! + (typed[i - 1] === letter ? 0 : 1)));
  return next;
};
