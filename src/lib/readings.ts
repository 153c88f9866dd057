// How the characters of names are read, computed at build so that no reader loads a dictionary.
import { customPinyin, pinyin } from 'pinyin-pro';

// Where the dictionary's commonest reading is not what the place is called.
customPinyin({ 柘荣: 'zhè róng', 长汀: 'cháng tīng', 圩: 'xū', 墟: 'xū', 埔: 'bù', 莨: 'liáng', 畲: 'shē', 崀: 'làng', 塅: 'duàn', 漈: 'jì', 垅: 'lǒng', 畈: 'fàn', 垸: 'yuàn', 澥: 'xiè', 岽: 'dōng', 尧: 'yáo' });

const read = (text: string, surname: 'head' | 'off' = 'off') => pinyin(text, { toneType: 'none', type: 'array', v: true, nonZh: 'spaced', surname });

const surnames = new Map<string, [character: string, reading: string][]>();
/** The characters of the surname that two characters begin with, when it is read otherwise than they mostly are: 单 "shan", 尉迟 "yu chi". */
function surnameIn(two: string): [character: string, reading: string][] {
  let own = surnames.get(two);
  if (!own) {
    const common = read(two);
    own = read(two, 'head').flatMap((reading, i) => (reading === common[i] ? [] : [[two[i]!, reading]]));
    surnames.set(two, own);
  }
  return own;
}

/** Readings without tones of each character of the names, as they are read in them, and as surnames where one may stand: 长 → "chang zhang". */
export function readingsOf(names: Iterable<string>): Record<string, string> {
  const found = new Map<string, Set<string>>();
  const add = (character: string, reading: string) => found.set(character, (found.get(character) ?? new Set()).add(reading));
  for (const name of names) {
    const own = read(name);
    for (const [i, character] of [...name].entries()) if (/\p{Script=Han}/u.test(character)) add(character, own[i]!);
    // A person is named at the beginning, or in the last two to four characters: 单永生烈士, 老兵单永生.
    for (const [part] of name.matchAll(/\p{Script=Han}+/gu))
      for (const from of new Set([0, part.length - 4, part.length - 3, part.length - 2]))
        if (from >= 0) for (const [character, reading] of surnameIn(part.slice(from, from + 2))) add(character, reading);
  }
  return Object.fromEntries([...found].sort().map(([character, all]) => [character, [...all].sort().join(' ')]));
}

/** Every reading without tones of the characters, the characters of each: "rong" → "荣容融…". */
export function charactersBySound(characters: Iterable<string>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const character of characters)
    for (const reading of new Set(pinyin(character, { toneType: 'none', type: 'array', v: true, multiple: true }))) if (/^[a-zü]+$/.test(reading)) found[reading] = (found[reading] ?? '') + character;
  return found;
}
