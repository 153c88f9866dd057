// What stands in content/ before an import: the sheets as texts, their rows, and the divisions by their names.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, parseDocument } from 'yaml';
import { columns } from '../../src/schema/station-words.ts';
import { divisionAbove, divisionLevel, divisionPrefix, type Division } from '../../src/lib/divisions.ts';
import { readDivisions } from '../../src/lib/divisions-csv.ts';
import { readSheets } from '../../src/lib/station-sheets.ts';
import { readStationSheet } from '../../src/lib/stations-csv.ts';
import { explain } from '../publish/trouble.ts';
import { distance } from './columns.ts';
import type { Field } from './model.ts';

/** A row on file: its cells as texts, and where it stands. */
export type Row = { sheet: string; line: number; cells: Record<Field, string> };
export type Standing = {
  /** The folder of content. */
  root: string;
  /** Texts of the sheets by name, byte-order marks and line ends kept. */
  sheets: Map<string, string>;
  rows: Row[];
  byId: Map<string, Row>;
  /** The centre or station of a division. */
  byCode: Map<string, Row>;
  byName: Map<string, Row[]>;
  divisions: Map<string, Division>;
  /** Ids of the documents, where they are known. */
  sources?: Set<string> | undefined;
  /** The division that a document speaks of, by its id; none of one that speaks of no place in particular. */
  regionOf: Map<string, string>;
  /** Codes of the divisions that a text can mean: 东源乡, 柘荣县东源乡, 东源乡某村. */
  places: Map<string, string[]>;
};

/** Reads what stands under a folder of content. Throws in Chinese when the sheets or divisions cannot be read. */
export function readStanding(root: string): Standing {
  try {
    const sheets = new Map([...readSheets(join(root, 'stations'))].map(([name, bytes]) => [name, bytes.toString()]));
    const folder = join(root, 'sources');
    const sources = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')).map((name) => name.slice(0, -5)) : [];
    return makeStanding(root, sheets, readDivisions(root), new Set(sources), regionsOf(root, sources));
  } catch (error) {
    throw explain(error, '读现在的名单');
  }
}

/** Codes of the regions that documents are about; the content check tells what is wrong with those that cannot be read. */
function regionsOf(root: string, sources: string[]): Map<string, string> {
  const field = (path: string, name: string): string | undefined => {
    if (!existsSync(path)) return undefined;
    const [, front, whole] = /^---\r?\n([^]*?)\r?\n---|^([^]*)$/.exec(readFileSync(path, 'utf8').replace(/^\ufeff/, '')) ?? [];
    const read = parseDocument(front ?? whole ?? '', { logLevel: 'silent' });
    const value: unknown = isMap(read.contents) ? read.contents.get(name) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const codes = new Map<string, string | undefined>();
  return new Map(
    sources.flatMap((id): [string, string][] => {
      const region = field(join(root, 'sources', `${id}.yaml`), 'region');
      if (region === undefined) return [];
      if (!codes.has(region)) codes.set(region, field(join(root, 'regions', `${region}.mdx`), 'code'));
      const code = codes.get(region);
      return code !== undefined && /^\d{6}$/.test(code) ? [[id, code]] : [];
    }),
  );
}

/** The same of texts and divisions that are read already. */
export function makeStanding(root: string, sheets: Map<string, string>, divisions: Division[], sources?: Set<string>, regionOf = new Map<string, string>()): Standing {
  const rows: Row[] = [];
  for (const [sheet, text] of sheets) {
    const read = readStationSheet(text.replace(/\r\n/g, '\n'));
    if ('message' in read) throw new Error(`content/stations/${sheet} 第 ${read.line} 行：${read.message}`);
    for (const { line, cells } of read.rows) rows.push({ sheet, line, cells: cells as Row['cells'] });
  }
  const byName = new Map<string, Row[]>();
  for (const row of rows) byName.set(row.cells.name, [...(byName.get(row.cells.name) ?? []), row]);
  const known = new Map(divisions.map((one) => [one.code, one]));
  const places = new Map<string, string[]>();
  for (const { code, name } of divisions) {
    if (divisionLevel(code) === '省') continue;
    const above = divisionAbove(code);
    const chain = [above, above && divisionAbove(above), above && divisionAbove(above) && divisionAbove(divisionAbove(above)!)].map((one) => (one ? (known.get(one)?.name ?? '') : ''));
    const [first = '', second = '', third = ''] = chain;
    // Lists write a place with what it belongs to, or leave the middle out.
    for (const form of new Set([name, first + name, second + first + name, third + second + first + name, second + name])) places.set(form, [...(places.get(form) ?? []), code]);
  }
  return {
    root,
    sheets,
    rows,
    byId: new Map(rows.map((row) => [row.cells.id, row])),
    byCode: new Map(rows.filter(({ cells }) => cells.kind !== '专门设施').map((row) => [row.cells.code, row])),
    byName,
    divisions: known,
    sources,
    regionOf,
    places,
  };
}

/** "柘荣县双城镇某村" of a code, as far as its county. */
export function placeName(standing: Standing, code: string): string {
  const above = divisionAbove(code);
  const name = standing.divisions.get(code)?.name ?? code;
  return code.length > 6 && above ? placeName(standing, above) + name : name;
}

/** What a station's name says of its place: "双城镇退役军人服务站" → "双城镇". */
const placeIn = (name: string) => /^(.+?)(退役军人|退伍军人)?(服务中心|服务站|服务保障中心)$/.exec(name)?.[1]?.replace(/退役军人.*$/, '') ?? '';
const bare = (name: string) => name.replace(/[\s（(].*$/, '').replace(/(村民委员会|村委会|民委员会|居民委员会|居委会)$/, (end) => (end.startsWith('村') ? '村' : ''));

/** True for a division that is another or lies in it. */
export const isWithin = (code: string, above: string): boolean => code.startsWith(divisionPrefix(above));

/** Codes of the divisions of some lengths that a text can mean, in one of those `above` where any are given. */
export function divisionsCalled(standing: Standing, text: string, above: string[] | undefined, lengths: number[]): string[] {
  const found = [text, bare(text), `${bare(text)}村`, `${bare(text)}社区`].map((form) => (standing.places.get(form) ?? []).filter((code) => lengths.includes(code.length) && (!above || above.some((one) => isWithin(code, one)))));
  return found.find((codes) => codes.length) ?? [];
}

/** Codes of the counties that a text can mean, with or without its last character: 柘荣, 柘荣县. */
export function countiesOf(standing: Standing, text: string): string[] {
  const named = divisionsCalled(standing, text, undefined, [6]);
  return named.length ? named : ['县', '区', '市'].flatMap((end) => divisionsCalled(standing, text + end, undefined, [6]));
}

/** The place that a station's name says, when it is known and is another than the code's; villages are looked for in the code's own county only. */
export function otherPlace(standing: Standing, name: string, code: string): string | undefined {
  const said = placeIn(name);
  const own = standing.divisions.get(code)?.name;
  // A name may leave out what kind of place it is: 双城 of 双城镇.
  if (!said || !own || [own, own.replace(/(村|社区|镇|乡|街道|县|区|市)$/, '')].some((form) => form && (said.endsWith(form) || bare(said).endsWith(form)))) return undefined;
  const found = [divisionsCalled(standing, said, [code.slice(0, 9)], [6, 9, 12]), divisionsCalled(standing, said, [code.slice(0, 6)], [6, 9, 12]), divisionsCalled(standing, said, undefined, [6, 9])].find((codes) => codes.length) ?? [];
  return found.includes(code) ? undefined : found[0];
}

/** What a row says of its place, column by column; `home` is the one county that the sheet's other rows are of, where there is one. */
export type Named = { county: string; township: string; village: string; name: string; kind: string; home?: string | undefined };
type Misplaced = { message: string; at: 'county' | 'township' | 'village' | 'name' | 'code' };

const several = (standing: Standing, text: string, codes: string[]) => `有 ${codes.length} 个地方叫“${text}”：${codes.slice(0, 4).map((code) => `${placeName(standing, code)}（${code}）`).join('、')}${codes.length > 4 ? ' 等' : ''}；写上${codes[0]!.length === 12 ? '乡镇' : '县'}或区划代码`;

/** "；是不是富贵社区？" for a text that is nearly the name of a division of some lengths, below one of those `above`. */
function alikeTo(standing: Standing, text: string, above: string[] | undefined, lengths: number[]): string {
  const names = [...standing.divisions.values()].filter(({ code, name }) => lengths.includes(code.length) && Math.abs(name.length - text.length) < 2 && (!above || above.some((one) => isWithin(code, one)))).map(({ name }) => name);
  const near = [...new Set(names)].map((name) => ({ name, far: distance(text.slice(0, 20), name) })).filter(({ name, far }) => far <= (name.length > 4 ? 2 : 1) && far < name.length - 1).sort((one, other) => one.far - other.far).slice(0, 3);
  return near.length ? `；是不是${near.map(({ name }) => name).join('、')}？` : '；';
}

/** Townships that a facility's row can mean: where several have the name, its own name or the rest of the sheet may say which county. */
function townshipsOf(standing: Standing, named: Named, above: string[] | undefined): string[] {
  const codes = divisionsCalled(standing, named.township, above, [9]);
  if (codes.length < 2 || named.kind !== '专门设施') return codes;
  const countyOf = (code: string) => standing.divisions.get(code.slice(0, 6))?.name ?? '';
  const narrowed = [codes.filter((code) => countyOf(code) && named.name.includes(countyOf(code))), codes.filter((code) => named.home !== undefined && code.startsWith(named.home))];
  return narrowed.find(({ length }) => length === 1) ?? codes;
}

/** True for a name that is no more than a place, with a kind that says what is there. */
export const isBarePlace = ({ name, kind }: Pick<Named, 'name' | 'kind'>): boolean => kind === '服务站' && name !== '' && !placeIn(name);
const saidIn = (named: Named) => placeIn(named.name) || (isBarePlace(named) ? named.name : '');

/**
 * The division that the places named in a row mean, or what is wrong in Chinese, or undefined when the row names none that is known.
 * `county` and `township` narrow what `village` or the station's own name may mean; more than one left is not guessed at.
 */
export function findPlace(standing: Standing, named: Named): { code: string } | Misplaced | undefined {
  const look = (text: string, above: string[] | undefined, lengths: number[]) => divisionsCalled(standing, text, above, lengths);
  let above: string[] | undefined;
  if (named.county) {
    above = countiesOf(standing, named.county);
    if (!above.length) return { at: 'county', message: `区划名单里没有“${named.county}”；请核对县名，或写上区划代码` };
  }
  let township: string[] | undefined;
  if (named.township) {
    township = townshipsOf(standing, named, above);
    if (!township.length) return { at: 'township', message: `区划名单里没有“${named.township}”${alikeTo(standing, named.township, above, [9])}照区划名单写全称（如某某镇、某某街道），或写上区划代码` };
  }
  const village = named.village;
  if (village) {
    const codes = look(village, township ?? above, [12]);
    if (codes.length === 1) return { code: codes[0]! };
    if (codes.length) return { at: 'village', message: several(standing, village, codes) };
    const there = township?.length === 1 ? [...standing.divisions.values()].filter(({ code }) => code.length === 12 && code.startsWith(township![0]!)).map(({ name }) => name) : [];
    const alike = there.filter((name) => [...bare(village).replace(/(村|社区)$/, '')].some((sign) => name.includes(sign))).slice(0, 5);
    return { at: 'village', message: `${township?.length === 1 ? placeName(standing, township[0]!) : '区划名单里'}没有“${village}”${alike.length ? `，有${alike.join('、')}` : ''}；照区划名单写，或写上区划代码` };
  }
  if (named.kind === '专门设施') return township?.length === 1 ? { code: township[0]! } : undefined;
  const said = saidIn(named);
  if (said) {
    const codes = look(said, township ?? above, isBarePlace(named) ? [9, 12] : [6, 9, 12]);
    if (codes.length === 1) return { code: codes[0]! };
    if (codes.length > 1) return { at: named.township ? 'township' : 'name', message: several(standing, said, codes) };
  }
  return undefined;
}

/** Why `findPlace` knows no place for a row, and what to write. */
export function whyNoPlace(standing: Standing, named: Named): Misplaced {
  const above = named.county ? countiesOf(standing, named.county) : undefined;
  const township = named.township ? townshipsOf(standing, named, above) : [];
  if (named.kind === '专门设施' && township.length > 1) return { at: 'township', message: several(standing, named.township, township) };
  const said = named.kind === '专门设施' ? '' : saidIn(named);
  if (!said) return { at: 'code', message: '看不出是哪个地方的站点；写上区划代码，或写上乡镇和村的全称' };
  const where = township.length === 1 ? `${placeName(standing, township[0]!)}的` : above?.length === 1 ? `${placeName(standing, above[0]!)}的` : '';
  return { at: 'name', message: `${where}区划名单里没有“${said.slice(0, 40)}”${alikeTo(standing, said, township.length ? township : (above ?? (named.home ? [named.home] : undefined)), [6, 9, 12])}照区划名单写地名，或写上乡镇的全称、区划代码` };
}

/** That there is no such document, and the few whose ids are nearest. */
export function noSource(id: string, ids: Iterable<string>): string {
  const plain = id.slice(0, 60);
  const all = [...ids].map((one) => ({ one, far: distance(plain, one) - (one.startsWith(plain) || one.endsWith(plain) ? one.length : 0) })).sort((a, b) => a.far - b.far || (a.one < b.one ? -1 : 1));
  const shown = all.slice(0, 8).map(({ one }) => one).join('、');
  return `找不到出处 ${plain}；请核对编号${shown ? `（有的是：${shown}${all.length > 8 ? ' 等' : ''}）` : ''}，没有的先运行“npm run rongji -- new sources”`;
}

const fields = Object.values(columns);
/** True for a name of a field. */
export const isField = (use: string): use is Field => (fields as readonly string[]).includes(use);
