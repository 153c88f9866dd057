// Works out what a clerk's sheet would change in the sheets on file: every row is matched, made ready, judged by the schema; no file is touched.
import { basename } from 'node:path';
import { stations } from '../../src/schema/stations.ts';
import { columns, precisionWords, stationKinds } from '../../src/schema/station-words.ts';
import { readContent, showProblem } from '../../src/lib/content.ts';
import { editorialProblems } from '../../src/lib/editorial.ts';
import { readStationSheet } from '../../src/lib/stations-csv.ts';
import { degrees, readCell, trimmed, type Ready } from './cells.ts';
import { addedTo, basisWords, clearWord, datumIn, datumWords, extraHeads, headOf, nearestHead, plainHead, removeWord, useOf, type Use } from './columns.ts';
import { editSheet, type Edits } from './edit.ts';
import type { Cell, Change, Datum, Field, ImportOptions, ImportResult, Plan, SheetNote, SheetProblem, Table } from './model.ts';
import { fromWgs84, toWgs84 } from './points.ts';
import { findHead, letters, readTable, some } from './read-table.ts';
import { countiesOf, divisionsCalled, findPlace, isBarePlace, isField, isWithin, noSource, otherPlace, placeName, whyNoPlace, type Named, type Row, type Standing } from './standing.ts';

const fields = Object.values(columns) as Field[];
const required: Field[] = ['id', 'name', 'kind', 'level', 'code', 'basis', 'source', 'checked'];
/** What says where the rest is from: not a change by itself that has to be founded again. */
const grounds: readonly Field[] = ['basis', 'source', 'checked'];
type Ground = 'basis' | 'source' | 'checked';
const howToGround: Record<Ground, string> = { basis: '加 --basis stated（原文点名）', source: '加 --source 出处编号', checked: '加 --checked 核对的日子' };
/** What a document says of a station that it names; of one that it only counts, it says none of this. */
const namedOnly: Field[] = ['services', 'address', 'phone', 'hours'];
/** Rows for which a sheet has no column to say what they rest on. */
type Lacking = Map<Ground, number[]>;
const noId = '新的专门设施要写编号：小写拼音、数字和短横，例如 某地拼音-设施拼音';
const noCell: Cell = { text: '', as: 'text' };

/**
 * Reads a file and works out what it would change. Every problem of every row is told, and then there is no plan.
 * Never throws and touches no file. Looks at rows by themselves; `checkPlan` looks at what the content would be as a whole.
 */
export async function planImport(bytes: Uint8Array, name: string, standing: Standing, options: ImportOptions): Promise<ImportResult> {
  try {
    return planTable(await readTable(bytes, name, options.sheet), standing, options);
  } catch {
    return { problems: [{ message: `${name}：程序没有料到这样的表，没有导入；请把表格交给维护的人` }], notes: [] };
  }
}

type Column = { at: number; use: Use; head: string; datum?: Datum | undefined };

/** The same of a table that is read already. */
export function planTable(table: Table, standing: Standing, options: ImportOptions): ImportResult {
  const problems: SheetProblem[] = [...table.problems];
  const notes: SheetNote[] = [...table.notes];
  // A head with one name that is known is still more likely than a row with none.
  const at = findHead(table.rows) ?? findHead(table.rows, 1);
  if (at === undefined) {
    if (!table.problems.length) problems.push({ message: table.rows.length ? `找不到写列名的一行；前几行里要有一行写着列名，例如 ${['name', 'code', 'phone', 'address'].map((field) => headOf[field as Field]).join('、')}。列名像乱码的，是编码不对：用 WPS 或 Excel 另存为 .xlsx 再导入` : '表里没有内容；请核对选的文件和工作表' });
    return { problems: sorted(problems), notes: sorted(notes) };
  }
  const head = table.rows[at]!;
  for (const { row, cells } of table.rows.slice(0, at)) if (holdsStation(cells, standing)) problems.push({ row, message: `这一行在列名（第 ${head.row} 行）的上面，像是一个站点，读不到它；把写列名的一行移到所有站点的上面（排序时不要选上它），不要导入的就删去这一行` });
  const body = table.rows.slice(at + 1);
  const heads = readHeads(head, body, options, problems, notes);
  if (body.length === 0) problems.push({ message: '列名下面一行内容也没有；请核对选的文件和工作表' });
  const entries = body.flatMap(({ row, cells }) => {
    // Long lists repeat their head on each printed page.
    if (cells.every(({ text }, i) => trimmed(text) === trimmed(head.cells[i]?.text ?? ''))) return [];
    const foot = cells.find(({ text }) => /^(合计|总计|小计|共计|总数)|^(填表|制表|填报|审核|经办)(人|单位|时间|日期)?[:：]|^注[:：]/.test(trimmed(text)));
    if (foot) {
      problems.push({ row, message: `“${trimmed(foot.text).slice(0, 20)}”像是合计或落款，不是站点；请删去这一行` });
      return [];
    }
    const beyond = cells.findIndex(({ text }, i) => i >= head.cells.length && trimmed(text) !== '');
    if (beyond >= 0) {
      problems.push({ row, column: `${letters(beyond)} 列`, message: '这一格在表头之外；内容里的逗号要用引号括起来，或检查这一行是不是错了一格' });
      return [];
    }
    return [readEntry(row, cells, heads, table.days1904)];
  });
  const lacking: Lacking = new Map();
  const home = homeOf(entries, standing);
  const rows = entries.map((entry) => settle(entry, standing, options, problems, notes, lacking, home));
  for (const [field, those] of lacking) problems.push({ message: `第 ${some(those)} 行有新增或改动，要有${headOf[field]}；${howToGround[field]}，或在表里加一列“${headOf[field]}”` });
  const plan = gather(rows.filter((one) => one !== undefined), standing, problems);
  if (problems.length || !plan) return { problems: sorted(problems), notes: sorted(notes) };
  return { plan: { ...plan, notes: sorted(notes), read: table.read, ...(table.sheet === undefined ? {} : { sheet: table.sheet }) } };
}

/** The county that all rows are of which say by their id or code where they are; undefined where there are several. */
function homeOf(entries: Entry[], standing: Standing): string | undefined {
  const codes = entries.flatMap(({ ready }) => {
    const [id, code] = (['id', 'code'] as const).map((field) => ready.get(field));
    return (standing.byId.get(id?.raw ?? '')?.cells.code ?? (code && 'text' in code ? code.text : '')) || [];
  });
  const counties = new Set(codes.map((code) => code.slice(0, 6)));
  return counties.size === 1 ? [...counties][0] : undefined;
}

/** True for a row of several cells that names a station on file, by id, code or name, and is no line on who filled the sheet. */
function holdsStation(cells: Cell[], standing: Standing): boolean {
  const texts = cells.map(({ text }) => trimmed(text)).filter(Boolean);
  if (texts.length < 2 || texts.some((text) => /^(填表|制表|填报|报送|上报|审核|经办)(人|单位|时间|日期)?([:：]|$)|[:：]$/.test(text))) return false;
  return texts.some((text) => {
    const code = text.normalize('NFKC').replace(/^(\d{9})000$/, '$1').replace(/^(\d{6})000$/, '$1');
    return standing.byId.has(text) || standing.byName.has(text) || standing.byCode.has(code) || (code.length > 6 && standing.divisions.has(code));
  });
}

const sorted = <T extends SheetProblem>(list: T[]): T[] => {
  const seen = new Set<string>();
  return list
    .filter(({ row, column, message }) => {
      const key = JSON.stringify([row, column, message]);
      return !seen.has(key) && seen.add(key);
    })
    .sort((a, b) => (a.row ?? 0) - (b.row ?? 0));
};

function readHeads(head: Table['rows'][number], body: Table['rows'], options: ImportOptions, problems: SheetProblem[], notes: SheetNote[]): Column[] {
  const heads: Column[] = [];
  const say = (column: string, message: string) => problems.push({ row: head.row, column, message });
  for (const [at, cell] of head.cells.entries()) {
    const name = trimmed(cell.text).replace(/\s+/g, '').slice(0, 40);
    const where = `${letters(at)} 列`;
    if (cell.as === 'formula' || cell.as === 'error') {
      say(where, '列名是公式或错误值；请直接写字');
      continue;
    }
    if (!name || !plainHead(name)) {
      const first = body.find(({ cells }) => trimmed(cells[at]?.text ?? '') !== '');
      if (first) say(where, `这一列没有列名，第 ${first.row} 行起却有内容；写上列名，或删去这一列`);
      continue;
    }
    const use = useOf(name);
    const added = use === undefined || use === 'personal' ? addedTo(name) : undefined;
    if (use === undefined || use === 'personal') {
      const near = use ? undefined : nearestHead(name);
      if (options.ignoreColumns) notes.push({ row: head.row, column: name, message: '没有这一列，没有读' });
      else if (use && added) say(name, `括号里写的“${added.inside}”是个人的或不公开的内容，站点表不收；请删去这一列，或加 --ignore-columns 不读它`);
      else if (added) say(name, `列名括号里的“${added.inside}”不认得，不知道这一列是不是“${added.head}”；是的，列名就只写“${added.head}”，不是的，删去这一列，或加 --ignore-columns 不读它`);
      else if (use) say(name, '这是个人信息，站点表不收；请删去这一列，或加 --ignore-columns 不读它');
      else say(name, `没有这一列${near ? `，是不是“${near}”？` : '；'}请改列名；不要导入的，删去这一列，或加 --ignore-columns 不读它`);
      continue;
    }
    if (use === 'skip') continue;
    const twin = heads.find((one) => one.use === use);
    if (twin) {
      say(name, `和“${twin.head}”是同一列的内容；请留一列`);
      continue;
    }
    const datum = ['lat', 'lng', 'point'].includes(use) ? datumIn(name) : undefined;
    if (datum && options.datum && datum !== options.datum) say(name, `列名写的坐标系是 ${datumWords[datum]}，--datum 写的是 ${datumWords[options.datum]}；请改成一样的`);
    const other = datum && heads.find((one) => one.datum && one.datum !== datum);
    if (other) say(name, `这一列写的坐标系是 ${datumWords[datum]}，“${other.head}”写的是 ${datumWords[other.datum!]}；纬度和经度要是同一个坐标系的，请核对后改成一样的`);
    heads.push({ at, use, head: name, datum });
  }
  return heads;
}

type Entry = { row: number; ready: Map<Field, Ready>; heads: Map<Use, string>; extra: Record<'county' | 'village' | 'action' | 'datum', string>; wrong: SheetProblem[]; datum?: Datum | undefined };

function readEntry(row: number, cells: Cell[], heads: Column[], days1904?: true): Entry {
  const entry: Entry = { row, ready: new Map(), heads: new Map(heads.map(({ use, head }) => [use, head])), extra: { county: '', village: '', action: '', datum: '' }, wrong: [], datum: heads.find(({ datum }) => datum)?.datum };
  for (const { at, use, head } of heads) {
    const cell = cells[at] ?? noCell;
    if (isField(use)) entry.ready.set(use, readCell(use, cell, days1904));
    else if (use === 'point') readPoint(entry, cell, head);
    else if (use === 'county' || use === 'village' || use === 'action' || use === 'datum') {
      const ready = readCell('township', cell);
      if ('message' in ready) entry.wrong.push({ row, column: head, message: ready.message });
      else entry.extra[use] = ready.text;
    }
  }
  return entry;
}

/** Takes a column that holds both numbers of a point apart; which is which shows by itself in China. */
function readPoint(entry: Entry, cell: Cell, head: string): void {
  const wrong = (message: string) => void entry.wrong.push({ row: entry.row, column: head, message });
  const whole = readCell('note', cell);
  if ('message' in whole) return wrong(whole.message);
  if (whole.clear) for (const field of ['lat', 'lng'] as const) entry.ready.set(field, { raw: clearWord, text: '', clear: true });
  if (!whole.text) return;
  if (['lat', 'lng'].some((field) => entry.ready.get(field as Field)?.raw)) return wrong('“坐标”和“纬度”“经度”只写一处');
  const numbers = whole.text.normalize('NFKC').split(/[,;、/|\s]+/).filter(Boolean).map(degrees);
  const [a, b] = numbers;
  if (numbers.length !== 2 || a === undefined || b === undefined || a > 60 === b > 60) return wrong(`“${whole.raw.slice(0, 40)}”不是一对经纬度；写两个小数，中间用逗号隔开`);
  const [lat, lng] = a > 60 ? [b, a] : [a, b];
  entry.ready.set('lat', { raw: String(lat), text: String(lat) });
  entry.ready.set('lng', { raw: String(lng), text: String(lng) });
}

/** A row that is understood: what was on file, what will be, and who said so. */
type Settled = { entry: Entry; old: Row | undefined; cells: Record<Field, string>; remove: boolean; sound: boolean };

function settle(entry: Entry, standing: Standing, options: ImportOptions, problems: SheetProblem[], notes: SheetNote[], lacking: Lacking, home: string | undefined): Settled | undefined {
  const { row, ready, extra } = entry;
  let sound = true;
  const told = new Set<string>();
  const column = (use: Use) => entry.heads.get(use) ?? (isField(use) ? headOf[use] : extraHeads[use as keyof typeof extraHeads]);
  const say = (use: Use | undefined, message: string) => {
    sound = false;
    if (use) told.add(use);
    problems.push({ row, ...(use ? { column: column(use) } : {}), message });
  };
  const remarks: SheetNote[] = [];
  const remark = (use: Use, message: string) => remarks.push({ row, column: column(use), message });
  for (const wrong of entry.wrong) {
    sound = false;
    problems.push(wrong);
  }
  const text = (field: Field) => {
    const one = ready.get(field);
    return one && 'text' in one ? one.text : '';
  };
  const raw = (field: Field) => ready.get(field)?.raw ?? '';

  // Which station is it?
  const remove = extra.action === removeWord || extra.action === '删' || extra.action === '撤销';
  if (extra.action && !remove && !/^(新增|修改|更新|保留|不变|增加|添加)$/.test(extra.action)) say('action', `“操作”只写“${removeWord}”，别的空着`);
  const kindOf = (name: string) => (/服务中心$/.test(name) ? '服务中心' : /服务站$/.test(name) ? '服务站' : '');
  let kind = text('kind');
  let code = text('code');
  const id = text('id');
  let old: Row | undefined = standing.byId.get(id || raw('id'));
  const name = text('name') || raw('name');
  let found: string | undefined;
  const named = (): Named => ({ county: extra.county, township: text('township'), village: extra.village, name, kind: kind || kindOf(name), home });
  if (!old && !raw('id')) {
    kind ||= kindOf(name);
    const many = (rows: Row[]) => say('name', `名单里有 ${rows.length} 个“${name}”：${rows.slice(0, 4).map(({ cells }) => `${cells.id}（${cells.township || placeName(standing, cells.code)}）`).join('、')}；写上编号或区划代码`);
    const said = named();
    if (code || raw('code')) {
      if (kind && kind !== '专门设施') old = standing.byCode.get(code);
      else {
        const same = (standing.byName.get(name) ?? []).filter(({ cells }) => cells.code === code);
        if (same.length > 1) many(same);
        [old] = same;
      }
    } else if (name) {
      const place = findPlace(standing, said);
      const county = place && 'code' in place ? place.code.slice(0, 6) : undefined;
      const counties = said.county ? countiesOf(standing, said.county) : undefined;
      const same = (standing.byName.get(name) ?? []).filter(({ cells }) => (!said.township || cells.township === said.township || !cells.township) && (!county || cells.code.startsWith(county)) && (!counties || counties.some((one) => isWithin(cells.code, one))));
      if (place && 'message' in place) say(place.at, place.message);
      else if (same.length === 1 && place && kind !== '专门设施' && !same[0]!.cells.code.startsWith(place.code)) say('name', `照地名是${placeName(standing, place.code)}（${place.code}），名单里叫这个名称的却是 ${same[0]!.cells.id}（${placeName(standing, same[0]!.cells.code)}）；写上编号或区划代码`);
      else if (same.length === 1) [old] = same;
      else if (same.length > 1 && !place) many(same);
      else if (place && 'code' in place) {
        code = found = place.code;
        if (kind && kind !== '专门设施') old = standing.byCode.get(code);
        else old = same.find(({ cells }) => cells.code === code);
        if (old && isBarePlace(said) && old.cells.name !== name) {
          remark('name', `“${name.slice(0, 40)}”认作“${old.cells.name}”，名称没有改`);
          ready.set('name', { raw: old.cells.name, text: old.cells.name });
        }
      }
    }
  } else if (!old && !raw('code')) {
    // An id that is on no file is one of a new station, which has to be somewhere too.
    const place = findPlace(standing, named());
    if (place && 'message' in place) say(place.at, place.message);
    else if (place) found = place.code;
  }
  if (remove) {
    if (!old && sound) say(undefined, '名单里没有这个站点，删不了；写上它的编号或区划代码');
    if (old && name && name !== old.cells.name && raw('name') !== old.cells.name) say('name', `要删的 ${old.cells.id} 在名单里叫“${old.cells.name}”，这里写的是“${name.slice(0, 40)}”；请核对要删哪一个，编号、区划代码和名称要是同一个站点的`);
    if (old && raw('code') && raw('code') !== old.cells.code && code !== old.cells.code) say('code', `要删的 ${old.cells.id} 在名单里的区划代码是 ${old.cells.code}，这里写的是 ${raw('code').slice(0, 40)}；请核对要删哪一个`);
    if (old) comparePlace(old.cells);
    return old ? { entry, old, cells: old.cells, remove, sound } : undefined;
  }
  // Nothing can be said of a row that may be one of several.
  if (!old && !sound && !raw('id') && !code) {
    tellCells();
    return undefined;
  }

  // What will its cells be?
  const cells = Object.fromEntries(fields.map((field) => [field, old?.cells[field] ?? ''])) as Record<Field, string>;
  const same = (field: Field, one: Ready) => old !== undefined && !('clear' in one && one.clear) && (one.raw === old.cells[field] || ('text' in one && one.text === old.cells[field]));
  for (const [field, one] of ready) {
    if (grounds.includes(field) || field === 'lat' || field === 'lng') continue;
    if (same(field, one)) continue;
    if ('message' in one) say(field, one.message);
    else if (one.clear) {
      if (required.includes(field)) say(field, `“${column(field)}”不能清空`);
      else cells[field] = '';
    } else if (one.text) {
      cells[field] = one.text;
      if (one.note && field !== 'precision') remark(field, one.note);
    }
  }
  if (cells.parent && !standing.byId.has(cells.parent) && cells.parent !== old?.cells.parent) {
    const called = (standing.byName.get(cells.parent) ?? []).filter((one) => !cells.code || one.cells.code.slice(0, 4) === cells.code.slice(0, 4));
    if (called.length === 1) {
      remark('parent', `“${cells.parent}”的编号是 ${called[0]!.cells.id}`);
      cells.parent = called[0]!.cells.id;
    }
  }
  const movePoint = placePoint();
  if (!old) {
    if (found) {
      cells.code = found;
      remark('code', `照地名填上 ${found}（${placeName(standing, found)}）`);
    }
    if (!cells.kind && kind) {
      cells.kind = kind;
      remark('kind', `照名称填上“${kind}”`);
    }
    if (!cells.name && !told.has('name')) say('name', '新的站点要写名称');
    if (!told.has('kind') && !stationKinds.includes(cells.kind as (typeof stationKinds)[number])) say('kind', cells.kind ? `没有“${cells.kind.slice(0, 20)}”这一类；类别写 ${stationKinds.join('、')}` : '写服务中心、服务站或专门设施');
    // With the right kind the place may well be known.
    const placed = told.has('kind') && (text('township') || extra.village || findPlace(standing, { ...named(), kind: '服务站' }));
    if (!cells.code && !placed && !['code', 'county', 'township', 'village', 'name'].some((use) => told.has(use))) {
      const why = whyNoPlace(standing, named());
      say(why.at, why.message);
    }
    const level = cells.code.length === 12 ? '村' : cells.code.length === 9 ? '乡' : cells.code.endsWith('00') ? '市' : '县';
    if (!cells.level && cells.code && !told.has('level')) {
      cells.level = level;
      remark('level', `照区划代码填上“${level}”`);
    }
    const township = cells.code.length >= 9 ? standing.divisions.get(cells.code.slice(0, 9))?.name : undefined;
    if (!cells.township && township && !told.has('township')) {
      cells.township = township;
      remark('township', `照区划代码填上“${township}”`);
    }
    const held = cells.kind && cells.kind !== '专门设施' ? standing.byCode.get(cells.code) : undefined;
    if (held && raw('id')) say('id', `名单里没有编号 ${raw('id')}，而 ${placeName(standing, cells.code)}已有“${held.cells.name}”，编号是 ${held.cells.id}；要改它就写它的编号，是另外的设施就把类别写成“专门设施”`);
    const twin = (standing.byName.get(cells.name) ?? []).find((one) => one.cells.code === cells.code);
    if (twin && raw('id') && !told.has('id')) say('id', `名单里没有编号 ${raw('id')}，而${placeName(standing, cells.code)}已有“${cells.name}”，编号是 ${twin.cells.id}；要改它就写它的编号，是另外一处就换一个分得清的名称`);
    if (!cells.id && !told.has('id') && cells.kind === '专门设施') say('id', noId);
    else if (!cells.id && !told.has('id') && cells.code) {
      if (standing.byId.has(cells.code)) say('id', `编号 ${cells.code} 已经给了“${standing.byId.get(cells.code)!.cells.name}”；请另写一个编号`);
      else if (cells.kind) {
        cells.id = cells.code;
        remark('id', `用区划代码作编号：${cells.code}`);
      }
    }
  }
  if (cells.name !== old?.cells.name && /^(退役军人)?(服务站|服务中心)$/.test(cells.name)) say('name', `名称只写了“${cells.name}”，读者分不清是哪里的；写上地名，例如 某某村退役军人服务站`);
  const asked = cells.code.length >= 9 ? standing.divisions.get(cells.code.slice(0, 9))?.name : undefined;
  if (asked && cells.township && cells.township !== asked && (cells.code !== old?.cells.code || cells.township !== old.cells.township)) {
    if (asked.startsWith(cells.township) && /(镇|乡|街道)$/.test(asked)) {
      remark('township', `“${cells.township}”写成全称“${asked}”`);
      cells.township = asked;
    } else say('township', `区划代码 ${cells.code} 是${asked}的，这里写的是“${cells.township}”；请核对哪一个对`);
  }
  comparePlace(cells);
  if (old && text('township') === '' && cells.code !== old.cells.code && asked) cells.township = asked;

  // What does it rest on?
  const facts = fields.filter((field) => !grounds.includes(field) && cells[field] !== (old?.cells[field] ?? ''));
  const regrounded = grounds.filter((field) => {
    const one = ready.get(field);
    return field !== 'checked' && options[field as Ground] === undefined && one && 'text' in one && one.text && !same(field, one);
  });
  const affected = !old || facts.length > 0 || regrounded.length > 0;
  const what = [...facts, ...regrounded].slice(0, 3).map((field) => headOf[field]).join('、');
  for (const field of grounds) {
    const one = ready.get(field);
    const given = one && !same(field, one) && ('message' in one || one.clear || one.text) ? one : undefined;
    // An option stands for the whole column: what it wrote is then not undone by the same sheet the next time.
    const option = options[field as Ground];
    if (option !== undefined) {
      if (!affected) continue;
      cells[field] = option;
      // What the clerk wrote into this very row is not put aside for what is said of all.
      if (field === 'source' && given && 'text' in given && given.text && given.text !== option) {
        say('source', `这一格写的是 ${given.text.slice(0, 60)}，--source 写的是 ${option.slice(0, 60)}；请核对这一行出自哪一份，改成一样的；出处不同的行，分开导入`);
        continue;
      }
      if (given?.raw && !('text' in given && given.text === option)) remark(field, `没有读这一格，用了 --${field}`);
    } else if (given && 'message' in given) say(field, given.message);
    else if (given?.clear) say(field, `“${column(field)}”不能清空`);
    else if (given) {
      cells[field] = given.text;
      if (given.note && field !== 'basis') remark(field, given.note);
    }
    else if (affected) {
      const ground = field as Ground;
      // A day that stands there already says nothing of a change made today, unless it is today; what was named stays named.
      const stands = ground === 'checked' ? one && raw(field) && (!old || cells.checked === options.today) : ground === 'basis' ? cells.basis === 'stated' : one && raw(field);
      if (stands) continue;
      if (ground === 'basis' && old && one && raw(field)) continue;
      if (!one) {
        sound = false;
        lacking.set(ground, [...(lacking.get(ground) ?? []), row]);
      } else if (!old) say(field, `新的站点要有${headOf[field]}；写在这一格里，或${howToGround[ground]}`);
      else if (raw(field)) say(field, `改了${what}，核对日期还是原来的 ${old.cells.checked}；写上这次核对的日子，或${howToGround[ground]}`);
      else say(field, `改了${what}，要有${headOf[field]}；写在这一格里，或${howToGround[ground]}`);
    }
  }
  const unsaid = cells.basis === 'derived' && !told.has('basis') && !lacking.get('basis')?.includes(row) ? namedOnly.filter((field) => facts.includes(field) && cells[field]) : [];
  if (unsaid.length) say('basis', `写了${unsaid.map((field) => headOf[field]).join('、')}，依据却是“依全覆盖列出”，那样的出处没有写这些；请把出处换成写了它们的文件，依据写“原文点名”`);
  // That a day does not exist is told below.
  const dayExists = stations.shape.checked.safeParse(cells.checked).success;
  if (dayExists && cells.checked > options.today && !told.has('checked') && cells.checked !== old?.cells.checked) say('checked', `${cells.checked} 还没有到，今天是 ${options.today}；请写真正核对的日子`);
  if (dayExists && old && cells.checked < old.cells.checked && !told.has('checked')) say('checked', `${cells.checked} 比名单里的 ${old.cells.checked} 还早，这张表像是旧的；请核对，旧表不要用，重新导出一张再改`);
  // A day for all rows does not make an old sheet a new one: what stands in the row says when it was exported.
  const shown = ready.get('checked');
  if (options.checked !== undefined && affected && old && shown && 'text' in shown && shown.text && stations.shape.checked.safeParse(shown.text).success && shown.text < old.cells.checked && !told.has('checked')) say('checked', `这一格是 ${shown.text}，比名单里的 ${old.cells.checked} 还早，这张表像是旧的；请重新导出一张，在新表里改。有 --checked 也一样`);
  tellKeptSource();
  if (affected && cells.source && standing.sources && !standing.sources.has(cells.source) && !told.has('source')) say('source', noSource(cells.source, standing.sources));
  const about = standing.regionOf.get(cells.source);
  if (affected && about && standing.divisions.has(cells.code.slice(0, 6)) && (options.source !== undefined || cells.source !== old?.cells.source) && !isWithin(cells.code, about) && !isWithin(about, cells.code) && !told.has('source') && !told.has('code')) say('source', `出处 ${cells.source} 讲的是${placeName(standing, about)}，这一行在${placeName(standing, cells.code.slice(0, 6))}；请核对，写上讲这个地方的出处`);
  if (movePoint) for (const field of ['precision', 'point_source'] as const) if (!raw(field) && !told.has(field)) say(field, `写了新的坐标，要写${headOf[field]}`);

  if (affected || fields.some((field) => cells[field] !== old?.cells[field])) {
    const judged = stations.safeParse(cells);
    for (const issue of judged.success ? [] : judged.error.issues) {
      const field = String(issue.path[0] ?? '');
      // What is missing of a point is told already, column by column.
      if (field === 'lat' && issue.code === 'custom' && ['precision', 'point_source', 'lng'].some((one) => told.has(one))) continue;
      if (!told.has(field) && (cells[field as Field] || !required.includes(field as Field) || sound)) say(isField(field) ? field : undefined, issue.message);
    }
    notes.push(...remarks);
  }
  return { entry, old, cells, remove, sound };

  /** Tells where something new would be credited to the document that stood there before, without anybody's having said that it is in it; --source says so. */
  function tellKeptSource(): void {
    if (!old || !affected || options.source !== undefined || told.has('source') || told.has('basis') || lacking.get('source')?.includes(row) || cells.basis !== 'stated') return;
    const { source } = cells;
    const kept = source === old.cells.source;
    const county = cells.code.slice(0, 6);
    const blanket = !kept && standing.rows.some((one) => one.cells.basis === 'derived' && one.cells.source === source && one.cells.code.startsWith(county));
    if (old.cells.basis === 'derived' && (kept || blanket)) return say('source', `依据由“依全覆盖列出”改成“原文点名”，出处${kept ? '却还' : ''}是 ${source}；这份文件是用来按“全覆盖”列出站点的，不一定写着这个站。写着${what}的是另一份文件，就写上它的编号；${source} 里确实写着，加 --source ${source} 再来`);
    // A row that was named goes back to what only counts it: an old sheet of the same day would say so.
    if (blanket) return say('source', `出处由 ${old.cells.source} 换成了 ${source}；这份文件是用来按“全覆盖”列出站点的，不一定写着这个站，这张表也可能是旧的，请核对；${source} 里确实写着，加 --source ${source} 再来`);
    const claimed = (['name', ...namedOnly] as Field[]).filter((field) => facts.includes(field) && cells[field]).map((field) => headOf[field]).join('、');
    if (kept && claimed) say('source', `改了${claimed}，出处仍是 ${source}；${source} 里写着新的${claimed}的，加 --source ${source} 再来；不是的，写上新的出处`);
  }

  /** Tells what is wrong with cells of a row that is given up. */
  function tellCells() {
    for (const [field, one] of ready) if ('message' in one && !told.has(field)) say(field, one.message);
    if (kind === '专门设施' && !told.has('id') && !standing.byName.has(name)) say('id', noId);
    const source = options.source ?? text('source');
    if (source && standing.sources && !standing.sources.has(source) && !told.has('source')) say('source', noSource(source, standing.sources));
  }

  /** Tells where a row's county, village or new name are of another place than its code. */
  function comparePlace(now: Record<Field, string>): void {
    const { code } = now;
    if (!code || told.has('code')) return;
    const own = `区划代码 ${code} 是${placeName(standing, code)}`;
    if (extra.county && !told.has('county')) {
      const counties = countiesOf(standing, extra.county);
      if (!counties.length) say('county', `区划名单里没有“${extra.county}”；请核对县名`);
      else if (!counties.some((one) => isWithin(code, one))) say('county', `${own}，这里写的是“${extra.county}”；请核对哪一个对`);
    }
    if (extra.village && !told.has('village') && !divisionsCalled(standing, extra.village, [code], [12]).length && [...standing.divisions.keys()].some((one) => one.length === 12 && isWithin(one, code.slice(0, 9)))) say('village', `${own}，这里写的是“${extra.village}”；请核对哪一个对`);
    if (now.name === old?.cells.name || told.has('name')) return;
    const namesake = (standing.byName.get(now.name) ?? []).find((one) => one !== old && one.cells.code.slice(0, 9) === code.slice(0, 9));
    if (old && namesake) return say('name', `“${now.name}”是名单里 ${namesake.cells.id} 的名称，这一行却是 ${old.cells.id}（“${old.cells.name}”）；请核对编号、区划代码和名称，哪一个写错了`);
    const other = now.kind === '专门设施' ? undefined : otherPlace(standing, now.name, code);
    if (other) say('name', `${own}，名称里的地名却是${placeName(standing, other)}（${other}）；请核对哪一个对`);
  }

  /** Puts the row's point into its cells; true when it is another than on file. */
  function placePoint(): boolean {
    const lat = ready.get('lat');
    const lng = ready.get('lng');
    const wrote = datumIn(extra.datum);
    if (extra.datum && !wrote) say('datum', `“${extra.datum}”不是认得的坐标系；写 ${Object.values(datumWords).join('、')}`);
    if (wrote && options.datum && wrote !== options.datum) say('datum', `这一行写的是 ${datumWords[wrote]}，--datum 写的是 ${datumWords[options.datum]}；请改成一样的`);
    if (wrote && entry.datum && wrote !== entry.datum) say('datum', `这一行写的是 ${datumWords[wrote]}，列名写的坐标系是 ${datumWords[entry.datum]}；请核对坐标是从哪种地图取的，改成一样的`);
    if (!lat?.raw && !lng?.raw) return false;
    const use = (field: 'lat' | 'lng'): Use => (entry.heads.has(field) ? field : entry.heads.has('point') ? 'point' : field);
    const clears = [lat, lng].filter((one) => one && 'clear' in one && one.clear).length;
    if (clears) {
      if (clears === 1) say(use('lat'), `纬度和经度要一起清空，两格都写“${clearWord}”`);
      else for (const field of ['lat', 'lng', 'precision', 'point_source'] as const) cells[field] = '';
      return false;
    }
    if (old && (!lat || same('lat', lat)) && (!lng || same('lng', lng)) && !wrote && !options.datum && !entry.datum) return false;
    for (const [field, one] of [['lat', lat], ['lng', lng]] as const) if (one && 'message' in one) say(use(field), one.message);
    if (!lat || !lng || 'message' in lat || 'message' in lng) {
      if ((!lat || !lng) && sound) say(use(lat ? 'lat' : 'lng'), '纬度和经度要一起写');
      return false;
    }
    if (!lat.text || !lng.text) {
      say(use(lat.text ? 'lng' : 'lat'), '纬度和经度要一起写');
      return false;
    }
    const point = { lat: Number(lat.text), lng: Number(lng.text) };
    const datum = wrote ?? entry.datum ?? options.datum;
    if (old?.cells.lat) {
      const held = fromWgs84({ lat: Number(old.cells.lat), lng: Number(old.cells.lng) }, datum ?? 'wgs84');
      if (held.lat === point.lat && held.lng === point.lng) return false;
      if (Number(old.cells.lat) === point.lat && Number(old.cells.lng) === point.lng) {
        say(use('lat'), `和名单里的 WGS-84 坐标一样，却说是 ${datumWords[datum!]}；没有改坐标的行，坐标系照 WGS-84`);
        return false;
      }
    }
    const outside = !(point.lat >= 3 && point.lat <= 54 && point.lng >= 73 && point.lng <= 136);
    if (outside) {
      say(use('lat'), point.lng >= 3 && point.lng <= 54 && point.lat >= 73 && point.lat <= 136 ? '纬度和经度写反了；请对调' : '坐标不在中国；纬度应在 3 到 54 之间，经度应在 73 到 136 之间，请核对');
      return false;
    }
    if (!datum) {
      say(use('lat'), '没有说明坐标是哪个坐标系的；加 --datum wgs84（手机定位、天地图）、gcj02（高德、腾讯）或 bd09（百度），或在表里加一列“坐标系”');
      return false;
    }
    const moved = toWgs84(point, datum);
    cells.lat = String(moved.lat);
    cells.lng = String(moved.lng);
    if (datum !== 'wgs84') remark(use('lat'), `由 ${datumWords[datum]} 换算成 WGS-84：${cells.lat}, ${cells.lng}`);
    return true;
  }
}

/** A sheet's path as the content check writes it: "content/stations/350926.csv". */
const shownFile = ({ root }: Standing, sheet: string) => `${basename(root)}/stations/${sheet}`;

/** A cell as clerks read it. */
const inWords = (field: Field, text: string): string => (field === 'precision' ? precisionWords[text as keyof typeof precisionWords] : field === 'basis' ? basisWords[text as keyof typeof basisWords] : undefined) ?? text;

/** Brings settled rows together: no station twice, and the texts that the sheets will have. */
function gather(rows: Settled[], standing: Standing, problems: SheetProblem[]): Pick<Plan, 'changes' | 'unchanged' | 'files'> | undefined {
  const taken = new Map<string, number>();
  const take = (key: string, row: number, message: (other: number) => string) => {
    const other = taken.get(key);
    if (other !== undefined) problems.push({ row, message: message(other) });
    else taken.set(key, row);
  };
  for (const { entry, old, cells, remove } of rows) {
    const before = problems.length;
    const own = old?.cells.id ?? cells.id;
    if (own) take(`id ${own}`, entry.row, (other) => `和第 ${other} 行是同一个站点（编号 ${own}）；请留一行`);
    if (!remove && cells.code && cells.kind !== '专门设施' && problems.length === before) take(`code ${cells.code}`, entry.row, (other) => `和第 ${other} 行都是 ${cells.code} 的服务中心或服务站；一个地方只有一个，别的写“专门设施”`);
  }
  const changes: Change[] = [];
  const edits = new Map<string, Edits>();
  const of = (sheet: string) => edits.get(sheet) ?? edits.set(sheet, { rows: new Map(), added: [] }).get(sheet)!;
  let unchanged = 0;
  for (const { entry, old, cells, remove, sound } of rows) {
    if (!sound) continue;
    const sheet = `${cells.code.slice(0, 6)}.csv`;
    const named = { row: entry.row, id: cells.id, name: cells.name, file: shownFile(standing, sheet) };
    const differing = fields.filter((field) => cells[field] !== (old?.cells[field] ?? ''));
    if (remove) {
      changes.push({ kind: 'remove', ...named, fields: [] });
      of(old!.sheet).rows.set(old!.line, null);
    } else if (!old) {
      changes.push({ kind: 'new', ...named, fields: fields.filter((field) => cells[field]).map((field) => ({ head: headOf[field], from: '', to: inWords(field, cells[field]) })) });
      of(sheet).added.push(cells);
    } else if (differing.length) {
      changes.push({ kind: 'change', ...named, fields: differing.map((field) => ({ head: headOf[field], from: inWords(field, old.cells[field]), to: inWords(field, cells[field]) })) });
      if (old.sheet === sheet) of(sheet).rows.set(old.line, cells);
      else {
        of(old.sheet).rows.set(old.line, null);
        of(sheet).added.push(cells);
      }
    } else unchanged++;
  }
  if (problems.length) return undefined;
  const files: Plan['files'] = new Map();
  for (const [sheet, edit] of [...edits].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const before = standing.sheets.get(sheet);
    files.set(sheet, { before, after: editSheet(before, edit) });
  }
  return { changes, unchanged, files };
}

/** What would be wrong with the content as a whole after the plan, told at the clerk's rows; none when all is well. `today` is the day in China. */
export function checkPlan(plan: Plan, standing: Standing, today: string): SheetProblem[] {
  if (plan.files.size === 0) return [];
  const content = readContent(standing.root, new Map([...plan.files].map(([name, { after }]) => [name, after])));
  const found = content.problems.length ? content.problems : editorialProblems(content, today);
  const rowsById = new Map(plan.changes.map((change) => [change.id, change]));
  const idAt = new Map<string, string>();
  for (const [name, { after }] of plan.files) {
    const read = readStationSheet(after.replace(/\r\n/g, '\n'));
    if ('rows' in read) for (const { line, cells } of read.rows) idAt.set(`${shownFile(standing, name)} ${line}`, cells['id'] ?? '');
  }
  return sorted(
    found.map((problem): SheetProblem => {
      const own = rowsById.get(idAt.get(`${problem.file} ${problem.line}`) ?? '');
      if (own && own.kind !== 'remove') {
        const advice = problem.field === '依据' ? '；出处点了这个站点的名，就把依据写成“原文点名”' : '';
        return { row: own.row, ...(problem.field ? { column: problem.field } : {}), message: problem.message + advice };
      }
      // Something else may lean on a station that would go.
      const gone = plan.changes.find(({ kind, id }) => kind === 'remove' && new RegExp(`(^|[^a-z0-9-])${id}($|[^a-z0-9-])`).test(problem.message));
      if (gone) return { row: gone.row, message: `删去“${gone.name}”以后，${showProblem(problem)}` };
      const stranger = /counties 里写了这个代码/.test(problem.message) ? plan.changes.find(({ file }) => file === problem.file) : undefined;
      if (stranger) return { row: stranger.row, column: headOf.code, message: `本站没有区划代码是 ${basename(problem.file, '.csv')} 的县或市；请核对区划代码` };
      const inFile = problem.line === 1 ? plan.changes.find(({ file }) => file === problem.file) : undefined;
      return { ...(inFile ? { row: inFile.row } : {}), message: `改了以后，内容检查通不过：${showProblem(problem)}` };
    }),
  );
}

/** Plans an import and checks what it would make of the content; the plan is fit to be put in place. Never throws. */
export async function prepareImport(bytes: Uint8Array, name: string, standing: Standing, options: ImportOptions): Promise<ImportResult> {
  const result = await planImport(bytes, name, standing, options);
  if ('problems' in result) return result;
  const problems = checkPlan(result.plan, standing, options.today);
  return problems.length ? { problems, notes: result.plan.notes } : result;
}
