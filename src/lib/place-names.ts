// Finding a place by what people type of its name: characters in a row, with or without the county before it, pinyin, initials.
import { divisionAbove, divisionLevel, type Division } from './divisions.ts';

/** The divisions of a region as a file: one a line, villages and townships by the digits they add; and how each character may be read. */
export type PlaceFile = { v: 1; lines: string; readings: Record<string, string> };

/** Divisions in the order of their codes as the lines of a file: "350823 上杭县", "106 古田镇", "-001 古田村". */
export const placeLines = (divisions: Division[]) =>
  divisions.map(({ code, name }) => `${code.length === 6 ? code : code.length === 9 ? code.slice(6) : `-${code.slice(9)}`} ${name}`).join('\n');

/** The counterpart of `placeLines`; throws when the value is no such file. */
export function readPlaces(file: unknown): { divisions: Division[]; readings: Map<string, string[]> } {
  const { v, lines, readings } = (file ?? {}) as PlaceFile;
  if (v !== 1 || typeof lines !== 'string') throw new Error('not a file of places');
  let county = '';
  let township = '';
  const divisions = lines.split('\n').map((line) => {
    const [, sign, digits, name] = /^(-?)(\d+) (.+)$/.exec(line)!;
    const code = sign ? township + digits : digits!.length === 6 ? digits! : county + digits;
    if (code.length === 6) county = code;
    else if (!sign) township = code;
    return { code, name: name! };
  });
  return { divisions, readings: new Map(Object.entries(readings).map(([character, all]) => [character, all.split(' ')])) };
}

/** What is left of a query when width, case, blanks, signs and the words every station's name ends in are taken away. */
export function bareQuery(query: string): string {
  const bare = query.normalize('NFKC').toLowerCase().replace(/[\s\p{P}\p{S}]+/gu, '');
  const own = /^(.+?)(退役军人(服务(中心|站)?|事务局)?|服务中心|服务站)$/.exec(bare)?.[1];
  // "军人服务站" is not the station of a place called 军人.
  return own && !'退役军人'.endsWith(own) ? own : bare;
}

/** True when the letters can be cut into the beginnings of successive readings, from the first: "shch" and "shuangchengz" for 双城镇, and "双cheng", as a character stands for itself; with `whole`, only when no character is left over. */
export function soundsFrom(letters: string, name: string, at: number, readings: Map<string, string[]>, whole = false): boolean {
  if (letters === '') return !whole || at === name.length;
  const character = name[at];
  if (character === undefined) return false;
  if (letters.startsWith(character)) return soundsFrom(letters.slice(character.length), name, at + 1, readings, whole);
  const own = readings.get(character);
  if (!own) return false;
  return own.some((reading) => {
    for (let length = Math.min(reading.length, letters.length); length > 0; length--)
      if (reading.startsWith(letters.slice(0, length)) && soundsFrom(letters.slice(length), name, at + 1, readings, whole)) return true;
    return false;
  });
}

/** How well a name answers a query: 4 the same, 3 begins with it, 2 holds it, 1 sounds like it from the first character, 0 not at all. */
export function nameMatch(query: string, name: string, readings: Map<string, string[]>): number {
  if (name === query) return 4;
  if (name.startsWith(query)) return 3;
  if (name.includes(query)) return 2;
  return /^[a-zü]+$/.test(query) && soundsFrom(query.replaceAll('ü', 'v'), name, 0, readings) ? 1 : 0;
}

/** True when letters sound like a part of a name, begun at any character; signs in the name are passed over. */
export function soundsLike(letters: string, name: string, readings: Map<string, string[]>): boolean {
  const plain = name.replace(/[\s\p{P}\p{S}]+/gu, '');
  return /^[a-zü]{2,}$/.test(letters) && [...plain].some((_, at) => soundsFrom(letters.replaceAll('ü', 'v'), plain, at, readings));
}

/** True when the query ends in the place's own name and what comes before are beginnings of the names above it: "柘荣双城", "龙岩上杭县古田镇". */
function namesChain(query: string, names: string[]): boolean {
  if (query === '') return true;
  for (const [i, name] of names.entries())
    for (let length = Math.min(name.length, query.length); length > 1; length--)
      if (query.endsWith(name.slice(0, length)) && namesChain(query.slice(0, -length), names.slice(i + 1))) return true;
  return false;
}

/** True when a query ends in two or more of a name's first characters. */
function endsInName(query: string, name: string): boolean {
  for (let length = 2; length <= name.length; length++) if (query.endsWith(name.slice(0, length))) return true;
  return false;
}

const rank = ['县', '乡', '村', '市', '省'];
/** Places that answer a query, the best first: by how well, then counties before townships before villages. */
export function findPlaces(query: string, divisions: Map<string, Division>, readings: Map<string, string[]>, most = 30): Division[] {
  const bare = bareQuery(query);
  if (!bare) return [];
  const names = (code: string): string[] => {
    const above = divisionAbove(code);
    return [divisions.get(code)?.name ?? '', ...(above ? names(above) : [])];
  };
  const found: { division: Division; score: number }[] = [];
  for (const division of divisions.values()) {
    const own = nameMatch(bare, division.name, readings);
    const score = own || (bare.length > 3 && endsInName(bare, division.name) && namesChain(bare, names(division.code)) ? 3 : 0);
    if (score) found.push({ division, score });
  }
  return found
    .sort((a, b) => b.score - a.score || rank.indexOf(divisionLevel(a.division.code)) - rank.indexOf(divisionLevel(b.division.code)) || (a.division.code < b.division.code ? -1 : 1))
    .slice(0, most)
    .map(({ division }) => division);
}
