// How the characters of place names are read, computed at build so that no reader loads a dictionary.
import { customPinyin, pinyin } from 'pinyin-pro';

// Where the dictionary's commonest reading is not what the place is called.
customPinyin({ 柘荣: 'zhè róng', 长汀: 'cháng tīng', 圩: 'xū', 墟: 'xū', 埔: 'bù', 莨: 'liáng', 畲: 'shē', 崀: 'làng', 塅: 'duàn', 漈: 'jì', 垅: 'lǒng', 畈: 'fàn', 垸: 'yuàn', 澥: 'xiè', 岽: 'dōng', 尧: 'yáo' });

/** Readings without tones of each character of the names, as they are read in them: 长 → "chang zhang". */
export function readingsOf(names: Iterable<string>): Record<string, string> {
  const found = new Map<string, Set<string>>();
  for (const name of names) {
    const read = pinyin(name, { toneType: 'none', type: 'array', v: true, nonZh: 'spaced' });
    for (const [i, character] of [...name].entries()) {
      if (!/\p{Script=Han}/u.test(character)) continue;
      const all = found.get(character) ?? new Set();
      found.set(character, all.add(read[i]!));
    }
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
