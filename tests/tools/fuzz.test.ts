import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { readContent, showProblem } from '@/lib/content.ts';
import { editorialProblems } from '@/lib/editorial.ts';
import { degrees, readCell } from '../../tools/sheets/cells.ts';
import { datumIn, nearestHead, plainHead, useOf } from '../../tools/sheets/columns.ts';
import { datums, type Cell, type Field, type ImportOptions, type ImportResult, type Table } from '../../tools/sheets/model.ts';
import { checkPlan, planImport, planTable } from '../../tools/sheets/plan.ts';
import { fromWgs84, toWgs84 } from '../../tools/sheets/points.ts';
import { readTable } from '../../tools/sheets/read-table.ts';
import { readStanding, type Standing } from '../../tools/sheets/standing.ts';
import { columns } from '@/schema/station-words.ts';
import { stations } from '@/schema/stations.ts';
import { expectPlain, folderHash } from '../fixtures/spoiled/rules.ts';
import { copySoundContent, csvText, sheetXml, soundGrid, workbook, workbookParts, zipped, type Grid } from '../fixtures/spoiled/sheets.ts';
import { anyText, fuzz, spoiledText, textOf } from '../fuzz.ts';

let folder: string;
let content: string;
let standing: Standing;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rongji-fuzz-'));
  content = join(folder, 'content');
  copySoundContent(content);
  standing = readStanding(content);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const today = '2026-11-27';

/** What a clerk may put under each head, right and wrong. */
const usual: Record<string, string[]> = {
  编号: ['center', 'station', '350926100201', '', 'new-place', 'New', '350926100', '../x', '__proto__', 'constructor'],
  名称: ['某县退役军人服务中心', '某镇退役军人服务站', '某村退役军人服务站', '某某工作室', '', '<b>', '=A1', '清空'],
  类别: ['服务中心', '服务站', '专门设施', '', '站'],
  级别: ['县', '乡', '村', '', '镇', '市'],
  区划代码: ['350926', '350926100', '350926100201', '', '350926109', '3.50926E+11', '421281100', '３５０９２６'],
  所属乡镇街道: ['某镇', '', '别镇', '某'],
  上级站点: ['center', 'station', '', '350926100201', 'new-place', '某县退役军人服务中心', 'nobody'],
  服务内容: ['建档；咨询', '建档;', '', '；', '清空', '咨询、走访'],
  地址: ['城区', '', '某镇某路', '无', '清空', '#REF!', '13800001111'],
  电话: ['0593-1234567', '0593-7654321', '', '0593 7654321', '（0593）7654321', '13800001111', '12345', '清空', '无'],
  开放时间: ['', '工作日', '8:30-17:00', '清空'],
  纬度: ['27.24', '', '27.25', '27°15′', '119.89', '0x1B', '-0', '1e308', '清空', '北纬27.25'],
  经度: ['119.89', '', '119.9', '27.24', 'NaN', '清空', '东经119.9°'],
  精度: ['county', 'site', '', '门口', '村中心', '大概'],
  坐标来源: ['试验', '现场定位', '', '清空'],
  依据: ['stated', 'derived', '', '原文点名', '依全覆盖列出', '听说'],
  出处: ['report', 'notice', '', 'nothing'],
  核对日期: ['2026-01-02', '2026-11-20', '2026/11/20', '2026年11月20日', '46346', '', '2026-02-30', '2027-01-01', '1999-01-01', '0000-01-01'],
  备注: ['', '新址', '清空', '长'.repeat(50)],
  坐标系: ['', 'GCJ-02', '百度', 'WGS-84', '高得'],
  操作: ['', '删除', '保留', '删'],
};
/** Cells that are more than text, as the reading of a workbook makes them. */
const typed: fc.Arbitrary<Cell> = fc.oneof(
  fc.oneof(fc.integer(), fc.integer({ min: 30_000, max: 60_000 }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(350926, 350926100, 350926100201, 27.24, 119.89)).map((value): Cell => ({ text: String(value), as: 'number' })),
  fc.date({ min: new Date('1900-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }).map((value): Cell => ({ text: value.toISOString().slice(0, 10), as: 'date' })),
  fc.constantFrom<Cell>({ text: '08:30', as: 'time' }, { text: 'TRUE', as: 'boolean' }, { text: 'FALSE', as: 'boolean' }, { text: '#REF!', as: 'error' }, { text: '#N/A', as: 'error' }, { text: '=A1', as: 'formula' }, { text: '=', as: 'formula' }),
);
const asText = (text: string): Cell => ({ text, as: 'text' });
const cellOf = (head: string): fc.Arbitrary<Cell> => fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...(usual[head] ?? [''])).map(asText) }, { weight: 1, arbitrary: anyText.map(asText) }, { weight: 1, arbitrary: typed });
const edit = fc.constantFrom(...Object.keys(usual)).chain((head) => fc.record({ row: fc.nat(3), head: fc.constant(head), cell: cellOf(head) }));
const changed: fc.Arbitrary<Table> = fc.record({ edits: fc.array(edit, { maxLength: 6 }), rows: fc.array(fc.nat(2), { minLength: 1, maxLength: 4 }), drop: fc.subarray(Object.keys(usual), { maxLength: 5 }), more: fc.boolean() }).map(({ edits, rows, drop, more }) => {
  const base = soundGrid();
  const heads = [...(base[0] as string[]), ...(more ? ['坐标系', '操作'] : [])];
  const body = rows.map((at) => heads.map((_, i) => asText(String(base[at + 1]![i] ?? ''))));
  for (const { row, head, cell } of edits) if (heads.includes(head)) body[row % body.length]![heads.indexOf(head)] = cell;
  const kept = heads.map((head, i) => [head, i] as const).filter(([head]) => !drop.includes(head));
  return { read: 'UTF-8', problems: [], notes: [], rows: [{ row: 1, cells: kept.map(([head]) => asText(head)) }, ...body.map((cells, i) => ({ row: i + 2, cells: kept.map(([, at]) => cells[at]!) }))] };
});
const options: fc.Arbitrary<ImportOptions> = fc.record({ today: fc.constant(today), datum: fc.option(fc.constantFrom(...datums), { nil: undefined }), source: fc.option(fc.constantFrom('report', 'nothing'), { nil: undefined, freq: 1 }), checked: fc.option(fc.constantFrom('2026-11-20', today), { nil: undefined }), basis: fc.option(fc.constantFrom('stated' as const, 'derived' as const), { nil: undefined }), ignoreColumns: fc.boolean() });

/** Every line of a refusal can be acted on. */
function expectTold(result: ImportResult) {
  const { problems, notes } = 'plan' in result ? { problems: [], notes: result.plan.notes } : result;
  if (!('plan' in result)) expect(problems.length).toBeGreaterThan(0);
  for (const { row, message } of problems) {
    expectPlain(message, [folder]);
    if (row !== undefined) expect(row).toBeGreaterThanOrEqual(1);
  }
  for (const { message } of notes) expect(message).toMatch(/[\u4e00-\u9fff]/);
}

describe('the import', () => {
  fuzz(
    'takes a table or tells what is wrong with it, and what it takes is a plan that changes nothing twice',
    4_000,
    fc.property(changed, options, (table, given) => {
      const result = planTable(table, standing, given);
      expectTold(result);
      if (!('plan' in result)) return;
      const { plan } = result;
      for (const [name, { before, after }] of plan.files) {
        expect(name).toMatch(/^\d{6}\.csv$/);
        expect(before).toBe(standing.sheets.get(name));
        expect(after).not.toBe(before);
      }
      expect(plan.changes.length > 0).toBe(plan.files.size > 0);
    }),
  );
  fuzz(
    'never leads to content that the check refuses, and importing it again changes nothing',
    150,
    fc.property(changed, options, (table, given) => {
      const before = folderHash(content);
      const result = planTable(table, standing, given);
      if (!('plan' in result)) return;
      const told = checkPlan(result.plan, standing, today);
      for (const { message } of told) expectPlain(message, [folder]);
      expect(folderHash(content)).toBe(before);
      if (told.length || result.plan.files.size === 0) return;
      const trial = mkdtempSync(join(folder, 'trial-'));
      const copy = join(trial, 'content');
      cpSync(content, copy, { recursive: true });
      for (const [name, { after }] of result.plan.files) writeFileSync(join(copy, 'stations', name), after);
      const read = readContent(copy);
      expect([...read.problems, ...editorialProblems(read, today)].map(showProblem)).toEqual([]);
      const after = readStanding(copy);
      rmSync(trial, { recursive: true });
      // The same sheet once more changes nothing more. What an option put in place of a cell is not that cell's any longer.
      const again = planTable(table, after, given);
      if (!('plan' in again)) expectTold(again);
      else if (!given.basis && !given.source && !given.checked) expect(again.plan.changes).toEqual([]);
      // All that stands there now, as a sheet of its own.
      const heads = Object.entries(columns);
      const own = planTable({ read: '', problems: [], notes: [], rows: [{ row: 1, cells: heads.map(([head]) => asText(head)) }, ...after.rows.map(({ cells }, i) => ({ row: i + 2, cells: heads.map(([, field]) => asText(cells[field])) }))] }, after, { today });
      if (!('plan' in own)) throw new Error(`its own result: ${own.problems.map(({ message }) => message).join('；')}`);
      expect([own.plan.changes, own.plan.unchanged]).toEqual([[], after.rows.length]);
    }),
  );
  const pieces = ['"', ',', '\r\n', '\t', ';', '\u0000', '电话', '清空', '删除', '=', '#REF!', '￥', '\ud800', '<', '13800001111', '2026-02-30', '119.89'];
  const csv = csvText(soundGrid());
  fuzz(
    'ends with a plan or with lines to act on for CSV of any bytes',
    1_500,
    fc.asyncProperty(
      fc.oneof(
        spoiledText(csv, pieces).map((text) => new TextEncoder().encode(text)),
        fc.array(fc.tuple(fc.nat(csv.length), fc.nat(255)), { minLength: 1, maxLength: 5 }).map((edits) => {
          const bytes = new TextEncoder().encode(csv);
          for (const [at, byte] of edits) bytes[at] = byte;
          return bytes;
        }),
        fc.uint8Array({ maxLength: 200 }),
      ),
      async (bytes) => expectTold(await planImport(bytes, 'a.csv', standing, { today })),
    ),
  );
  const sound = workbook(soundGrid());
  const xml = sheetXml(soundGrid());
  fuzz(
    'and for workbooks, spoiled in their bytes, their XML or their cells',
    500,
    fc.asyncProperty(
      fc.oneof(
        fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }).map((edits) => {
          const bytes = sound.slice();
          for (const [at, byte] of edits) bytes[at] = byte;
          return bytes;
        }),
        fc.nat(sound.length).map((length) => sound.slice(0, length)),
        spoiledText(xml, ['<c r="A1">', '</c>', '<v>', '</row>', '<row r="99999999">', '&amp;', '&#0;', '&#x1F600;', '<!--', ']]>', 't="s"', 's="99"', '<f>', 'r="ZZZ1"', '-1', '1e308']).map((text) => zipped(workbookParts({ 站点: text }))),
        fc.array(fc.array(fc.oneof(fc.constantFrom<Grid[number][number]>('编号', '名称', '电话', '', 'center', { error: '#N/A' }, { formula: '1+1', value: 2 }, { serial: 46_346 }, { serial: -1 }, { serial: 2_958_466 }, { yes: true }, 1e308, -0, 350926100201), anyText, fc.double({ noNaN: true, noDefaultInfinity: true })), { maxLength: 8 }), { maxLength: 6 }).map((grid) => workbook(grid)),
      ),
      async (bytes) => expectTold(await planImport(bytes, 'a.xlsx', standing, { today })),
    ),
  );
  fuzz(
    'reads a table as it was written, as a workbook and as CSV alike',
    100,
    fc.asyncProperty(fc.array(fc.array(fc.oneof(fc.constantFrom('', '某镇', '0593-1234567', '350926100201', '甲,乙', '甲"乙', '甲\n乙', '2026-11-20')), { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 6 }), async (rows) => {
      const grid: Grid = [['名称', '电话'], ...rows];
      const text = (table: Table) => table.rows.map(({ cells }) => cells.map((cell) => cell.text));
      const [one, two] = [await readTable(workbook(grid), 'a.xlsx'), await readTable(new TextEncoder().encode(csvText(grid)), 'a.csv')];
      expect([one.problems, two.problems]).toEqual([[], []]);
      const wanted = grid.filter((cells) => cells.some((cell) => cell !== ''));
      const padded = (list: string[][]) => list.map((cells) => [...cells, '', ''].slice(0, 2));
      expect(padded(text(one))).toEqual(wanted);
      expect(padded(text(two))).toEqual(wanted);
    }),
  );
});

describe('the parts of the import', () => {
  const fields = Object.values(columns) as Field[];
  const cell = fc.oneof(...Object.values(usual).map((list) => fc.constantFrom(...list)), anyText, textOf(['0593', '-', '1234567', '(', ')', '（', '转', '2026', '年', '月', '日', '/', '.', '11', '20', '27', '°', '′', '″', 'N', '北纬', '+86', ' ', '、', '；', '０', 'E', '+']), fc.double().map(String), fc.integer().map(String)).map(asText);
  fuzz(
    'cells of every field are read or told',
    10_000,
    fc.property(fc.oneof({ weight: 3, arbitrary: cell }, typed), fc.option(fc.constant(true as const), { nil: undefined }), (given, days1904) => {
      for (const field of fields) {
        const ready = readCell(field, given, days1904);
        if ('message' in ready) expectPlain(ready.message);
        else if (ready.text && !ready.clear && stations.shape[field].safeParse(ready.text).success) {
          // What was made ready is left alone when it comes again.
          const again = readCell(field, { text: ready.text, as: 'text' });
          expect([field, 'text' in again ? again.text : again.message]).toEqual([field, ready.text]);
        }
      }
    }),
  );
  fuzz(
    'days by number are those of the calendar',
    100_000,
    fc.property(fc.integer({ min: 36_526, max: 73_050 }), (serial) => {
      const ready = readCell('checked', { text: String(serial), as: 'number' });
      const wanted = new Date(Date.UTC(1899, 11, 30) + serial * 86_400_000).toISOString().slice(0, 10);
      if ('text' in ready) expect(ready.text).toBe(wanted);
      else expectPlain(ready.message);
    }),
  );
  fuzz(
    'degrees are a number, or none',
    100_000,
    fc.property(fc.oneof(textOf(['27', '119', '°', '度', '′', '分', '″', '秒', '.', '24', 'N', 'E', '北纬', '东经', '-', '+', ' ', '２７', 'e', '0x', 'NaN', 'Infinity'], 7), fc.double().map(String), anyText), (text) => {
      const value = degrees(text);
      if (value !== undefined && (!Number.isFinite(value) || Object.is(value, -0))) throw new Error(`${text} is ${value}`);
    }),
  );
  fuzz(
    'points come back from every system to where they were',
    100_000,
    fc.property(fc.double({ min: 18, max: 53, noNaN: true }), fc.double({ min: 74, max: 134, noNaN: true }), fc.constantFrom(...datums), (lat, lng, datum) => {
      const back = toWgs84(fromWgs84({ lat, lng }, datum), datum);
      expect(Math.abs(back.lat - lat) < 2e-5 && Math.abs(back.lng - lng) < 2e-5, JSON.stringify({ lat, lng, datum, back })).toBe(true);
    }),
  );
  fuzz(
    'heads of columns are known or not',
    5_000,
    fc.property(fc.oneof(textOf(['名称', '电话', '（', '）', '*', '必填', ' ', '联系', '站点', '：', '\n', '１', '__proto__', 'constructor', 'lat', '经度', '坐标', '高德']), anyText), (text) => {
      const use = useOf(text);
      expect(use === undefined || typeof use === 'string').toBe(true);
      expect(useOf(plainHead(text))).toBe(use);
      const near = nearestHead(text);
      if (near !== undefined) expect(useOf(near)).toBeDefined();
      expect([undefined, ...datums]).toContain(datumIn(text));
    }),
  );
});
