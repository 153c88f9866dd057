import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { readXlsx, writeXlsx, type Cell as XlsxCell } from 'hucre/xlsx';
import { encode } from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readContent } from '@/lib/content.ts';
import { readDivisions } from '@/lib/divisions-csv.ts';
import { journalName, journalText, readSheets, textDigest } from '@/lib/station-sheets.ts';
import { killImports, seeded } from '../../bench/kill-import.ts';
import { commitSheets, finishImport, holdSheets, importingNow } from '../../tools/sheets/commit.ts';
import { showSheetLine, type ImportOptions, type Plan } from '../../tools/sheets/model.ts';
import { planImport, prepareImport } from '../../tools/sheets/plan.ts';
import { fromWgs84, toWgs84 } from '../../tools/sheets/points.ts';
import { makeStanding, readStanding } from '../../tools/sheets/standing.ts';
import { clerkCsv, clerkHeads, clerkRows, clerkWorkbook } from '../../tools/sheets/workbook.ts';

const today = '2026-03-01';
const options: ImportOptions = { today };
const grounds: ImportOptions = { today, source: 'report', checked: today, basis: 'stated' };
let content: string;
let sheet: string;
beforeEach(() => {
  content = join(mkdtempSync(join(tmpdir(), 'rongji-import-')), 'content');
  sheet = join(content, 'stations/350926.csv');
  cpSync('tests/fixtures/content', content, { recursive: true });
  writeFileSync(join(content, 'divisions/350926.csv'), `${readFileSync(join(content, 'divisions/350926.csv'), 'utf8')}350926100202,另村\n350926101,乙镇\n350926101201,某村\n350926101202,东门社区\n`);
});
afterEach(() => rmSync(join(content, '..'), { recursive: true, force: true }));

const csv = (...lines: string[]) => Buffer.from(lines.join('\r\n') + '\r\n');
const plan = async (bytes: Uint8Array, given: ImportOptions = grounds): Promise<Plan> => {
  const result = await prepareImport(bytes, '表.csv', readStanding(content), given);
  if ('problems' in result) throw new Error(result.problems.map(showSheetLine).join('\n'));
  return result.plan;
};
const wrong = async (bytes: Uint8Array, given: ImportOptions = grounds): Promise<string[]> => {
  const result = await prepareImport(bytes, '表.csv', readStanding(content), given);
  return 'problems' in result ? result.problems.map(showSheetLine) : [];
};
const fieldsOf = ({ changes }: Plan) => changes.map(({ kind, id, fields }) => ({ kind, id, ...Object.fromEntries(fields.map(({ head, to }) => [head, to])) }));

describe('out and in again', () => {
  const standing = readStanding('content');
  const unchanged = async (bytes: Uint8Array, name: string) => {
    const result = await planImport(bytes, name, standing, options);
    expect(result).toMatchObject({ plan: { changes: [], unchanged: standing.rows.length } });
    expect((result as { plan: Plan }).plan.files.size).toBe(0);
  };
  for (const datum of ['wgs84', 'gcj02', 'bd09'] as const) {
    const rows = clerkRows(standing.rows, datum);
    test(`all stations as .csv, .csv in GBK and .xlsx change nothing (${datum})`, async () => {
      await unchanged(clerkCsv(rows, 'utf-8'), '站点.csv');
      await unchanged(clerkCsv(rows, 'gbk'), '站点.csv');
      await unchanged(await clerkWorkbook(rows, [], [], []), '站点.xlsx');
    });
  }
  test('what our own sheets hold, and other ways to save a sheet, change nothing either', async () => {
    const [head, ...rows] = [clerkHeads, ...clerkRows(standing.rows.slice(0, 300), 'wgs84')];
    const lines = (mark: string) => [head!, ...rows].map((row) => row.map((cell) => (/["\t;,\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(mark)).join('\r\n');
    const few = async (bytes: Uint8Array) => expect(await planImport(bytes, '站点.csv', standing, options)).toMatchObject({ plan: { changes: [], unchanged: 300 } });
    await few(Buffer.from(`\uFEFF${lines('\t')}`, 'utf16le'));
    await few(Buffer.from(lines(';')));
    await few(Buffer.from(`sep=;\r\n${lines(';')}`));
    for (const [name, text] of standing.sheets) expect(await planImport(Buffer.from(text), name, standing, options), name).toMatchObject({ plan: { changes: [] } });
  });
  test('a character that GBK lacks is told instead of lost', () => {
    expect(() => clerkCsv([['𠮷村退役军人服务站']], 'gbk')).toThrow(/GBK 里没有“𠮷”这个字/);
  });
});

test('a GBK sheet with five kinds of mistake gets five clear lines, and nothing is written', async () => {
  const path = join(content, '..', '站点.csv');
  writeFileSync(
    path,
    encode(
      ['某县退役军人服务站一览表,,,,', '*站点名称,所属乡镇,村（社区）,联系电话,核对日期', '某镇退役军人服务站,某镇,,13800001111,2026-02-01', '另村退役军人服务站,某镇,另村,5.93835E+11,2026-02-01', '无名村退役军人服务站,某镇,无名村,0593-1234567,2026-02-01', '乙镇退役军人服务站,乙镇,,0593-1234568,2026年2月30日', '东门社区退役军人服务站,乙镇,东门社区,#N/A,2026-02-01', ''].join('\r\n'),
      'gbk',
    ),
  );
  const before = readFileSync(sheet, 'utf8');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/rongji.ts', 'import', 'stations', path, '--content', content, '--source', 'report', '--basis', 'stated'], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr.split('\n').filter((line) => line.startsWith('第 '))).toEqual([
    '第 3 行，联系电话：像是个人手机号，不能公开；请写单位的座机，没有就空着',
    expect.stringMatching(/^第 4 行，联系电话：“5.93835E\+11”是表格软件改坏的电话号码；把这一列设成“文本”格式/),
    '第 5 行，村（社区）：某县某镇没有“无名村”；照区划名单写，或写上区划代码',
    '第 6 行，核对日期：没有这一天，请核对年月日',
    expect.stringMatching(/^第 7 行，联系电话：这一格是表格软件的错误值 #N\/A/),
  ]);
  expect(stderr).toContain('要改 5 处；名单没有动');
  expect(readFileSync(sheet, 'utf8')).toBe(before);
});

describe('what a sheet is understood to say', () => {
  test('heads by their usual names, in any order, below a title', async () => {
    const result = await plan(csv('某县站点表,,,', '填表：某局,,,', '★ 办公电话（座机）,详细地址,所属乡镇/街道,单位名称*', '（0593） 8351234,一路１号,某镇,某镇退役军人服务站'));
    expect(fieldsOf(result)).toEqual([{ kind: 'change', id: 'station', 地址: '一路1号', 电话: '0593-8351234', 核对日期: today }]);
    expect(result.notes.map(showSheetLine)).toContain('第 4 行，★办公电话（座机）：“（0593） 8351234”写成“0593-8351234”');
  });

  test.each([
    ['０５９３－８３５１２３４', '0593-8351234'],
    ['05938351234', '0593-8351234'],
    ['01012345678', '010-12345678'],
    ['+86-593-8351234', '0593-8351234'],
    ['0593—8351234转801', '0593-8351234-801'],
    ['12345', '12345'],
  ])('the phone %s', async (typed, held) => {
    expect(fieldsOf(await plan(csv('编号,电话', `station,${typed}`)))).toEqual([{ kind: 'change', id: 'station', 电话: held, 核对日期: today }]);
  });
  test.each([
    ['8351234', /没有区号/],
    ['5938351234', /丢了区号开头的 0/],
    ['593-8351234', /丢了区号开头的 0/],
    ['4008001234', /是 400、800 开头的热线，这一格只写带区号的座机/],
    ['800-810-1234', /是 400、800 开头的热线/],
    ['0593-8351234/8351235', /只写一个/],
    ['139-0000-1111', /个人手机号/],
    ['暂无', /不是内容/],
    ['0593-8351234转', /“转”后面没有分机号/],
    ['=1+1', /公式/],
  ])('the phone %s is refused', async (typed, message) => {
    expect(await wrong(csv('编号,电话', `station,${typed}`))).toEqual([expect.stringMatching(message)]);
  });

  test.each([['2026/2/3'], ['2026年2月3日'], ['2026.02.03'], ['20260203'], ['46056'], ['2026-02-03 00:00:00']])('the day %s', async (typed) => {
    expect(fieldsOf(await plan(csv('编号,核对日期,地址', `station,${typed},一路`), { today, source: 'report' }))).toEqual([{ kind: 'change', id: 'station', 地址: '一路', 核对日期: '2026-02-03' }]);
  });
  test.each([
    ['2/3/2026', /看不准/],
    ['2026-02', /不是一个完整的日子/],
    ['2026-03-02', /还没有到/],
    ['2025-12-31', /比名单里的 2026-01-02 还早/],
  ])('the day %s is refused', async (typed, message) => {
    expect(await wrong(csv('编号,核对日期', `station,${typed}`), options)).toEqual([expect.stringMatching(message)]);
  });

  test('a new station by its place: code, level, township and id come from the divisions, and that is said', async () => {
    const result = await plan(csv('名称,乡镇,村', '东门社区退役军人服务站,,', '某村退役军人服务站,乙镇,某村'));
    expect(fieldsOf(result)).toEqual([
      { kind: 'new', id: '350926101202', 编号: '350926101202', 名称: '东门社区退役军人服务站', 类别: '服务站', 级别: '村', 区划代码: '350926101202', 所属乡镇街道: '乙镇', 依据: '原文点名', 出处: 'report', 核对日期: today },
      { kind: 'new', id: '350926101201', 编号: '350926101201', 名称: '某村退役军人服务站', 类别: '服务站', 级别: '村', 区划代码: '350926101201', 所属乡镇街道: '乙镇', 依据: '原文点名', 出处: 'report', 核对日期: today },
    ]);
    expect(result.notes.map(showSheetLine)).toContain('第 3 行，区划代码：照地名填上 350926101201（某县乙镇某村）');
  });

  test('what may be one of several, and what is twice, is not guessed at', async () => {
    expect(await wrong(csv('名称,地址', '某村委会服务站,一路'))).toEqual([expect.stringMatching(/^第 2 行，名称：有 2 个地方叫“某村委会”：某县某镇某村（350926100201）、某县乙镇某村（350926101201）；写上乡镇或区划代码$/)]);
    expect(await wrong(csv('编号,地址', 'station,一路', 'center,二路', 'station,三路'))).toEqual(['第 4 行：和第 2 行是同一个站点（编号 station）；请留一行']);
    // One of two villages of that name has a station on file; the other may be meant.
    expect(await wrong(csv('名称,地址', '某村退役军人服务站,一路'))).toEqual([expect.stringMatching(/^第 2 行，名称：有 2 个地方叫“某村”/)]);
    expect((await plan(csv('名称,乡镇,地址', '某村退役军人服务站,某镇,一路'))).changes).toMatchObject([{ kind: 'change', id: '350926100201' }]);
    expect(await wrong(csv('编号,名称,类别,区划代码', 'other,别的名称,服务站,350926100'))).toEqual([expect.stringMatching(/已有“某镇退役军人服务站”，编号是 station；要改它就写它的编号/)]);
    expect(await wrong(csv('名称,乡镇,村', '退役军人服务站,乙镇,东门社区'))).toEqual([expect.stringMatching(/^第 2 行，名称：名称只写了“退役军人服务站”/)]);
    expect(await wrong(csv('名称,乡镇,村', '西门社区退役军人服务站,乙镇,西门社区', '合计：1 个,,'))).toEqual([expect.stringMatching(/^第 2 行，村：某县乙镇没有“西门社区”，有东门社区/), '第 3 行：“合计：1 个”像是合计或落款，不是站点；请删去这一行']);
    expect(await wrong(csv('名称,类别,区划代码', '调解室,专门设施,350926100'))).toEqual([expect.stringMatching(/^第 2 行，编号：新的专门设施要写编号/)]);
    expect(await wrong(csv('编号,区划代码,乡镇', '350926101201,350926101201,某镇'))).toContainEqual(expect.stringMatching(/区划代码 350926101201 是乙镇的，这里写的是“某镇”/));
  });

  test('codes with zeros up to twelve digits are those of towns; mangled ones are refused', async () => {
    expect((await plan(csv('区划代码,类别,地址', '350926100000,服务站,一路'))).changes).toMatchObject([{ id: 'station' }]);
    expect(await wrong(csv('区划代码,类别,地址', '3.50926E+11,服务站,一路'))).toContainEqual(expect.stringMatching(/改坏的区划代码/));
  });

  test('an empty cell keeps what is on file, 清空 empties it, 删除 takes the station out', async () => {
    const held = await plan(csv('编号,名称,电话,地址,操作', 'center,,,清空,', '350926100201,,,,删除'));
    expect(fieldsOf(held)).toEqual([{ kind: 'change', id: 'center', 地址: '', 核对日期: today }, { kind: 'remove', id: '350926100201' }]);
    expect(await wrong(csv('编号,名称', 'center,清空'))).toEqual(['第 2 行，名称：“名称”不能清空']);
    expect(await wrong(csv('编号,操作', 'center,删除'))).toEqual([expect.stringMatching(/^第 2 行：删去“某县退役军人服务中心”以后，content\/stations\/350926.csv 第 2 行，上级站点：找不到上级站点 center；请写表里有的编号，不知道就空着$/)]);
  });

  test('a change has to rest on something: a document and a day of its own', async () => {
    const changed = csv('编号,电话', 'center,0593-7654321', 'station,0593-7654322');
    expect(await wrong(changed, options)).toEqual([expect.stringMatching(/^第 2、3 行有新增或改动，要有出处/), expect.stringMatching(/^第 2、3 行有新增或改动，要有核对日期/)]);
    expect(await wrong(csv('编号,电话,核对日期,出处', 'center,0593-7654321,2026-01-02,report'), options)).toEqual([expect.stringMatching(/改了电话，核对日期还是原来的 2026-01-02/), expect.stringMatching(/^第 2 行，出处：改了电话，出处仍是 report/)]);
    expect(await wrong(csv('编号,电话', 'center,0593-7654321'), { ...grounds, source: 'elsewhere' })).toEqual(['第 2 行，出处：找不到出处 elsewhere；请核对编号（有的是：report），没有的先运行“npm run rongji -- new sources”']);
    expect(await wrong(csv('编号,电话,依据', '350926100201,0593-7654321,依全覆盖列出'), { ...grounds, basis: undefined })).toEqual([expect.stringMatching(/^第 2 行，依据：写了电话，依据却是“依全覆盖列出”/)]);
    expect(await wrong(csv('编号,出处,依据', 'station,another,'), options)).toEqual([expect.stringMatching(/^第 2 行有新增或改动，要有核对日期/), expect.stringMatching(/^第 2 行，出处：找不到出处 another/)]);
    // What did not change is not given a new day.
    expect((await plan(csv('编号,电话', 'center,0593-1234567'))).changes).toEqual([]);
  });

  /** A document besides `report`, and what the sheet holds with some of its text replaced. */
  const notice = "title: 一份名单\npublisher: 某局\nkind: official\npublished: 日期未载\nread: original\nregion: here\nchecked: '2026-01-02'\nfacts: {}\n";
  const onFile = (from: string, to: string) => {
    const text = readFileSync(sheet, 'utf8');
    expect(text).toContain(from);
    writeFileSync(sheet, text.replace(from, to));
  };

  test('an old sheet stays an old one, whatever day is given for all rows', async () => {
    writeFileSync(join(content, 'sources/notice.yaml'), notice);
    onFile('derived,report,2026-01-02', 'stated,notice,2026-02-01');
    const given: ImportOptions = { today, checked: today, basis: 'stated' };
    const old = '350926100201,,依全覆盖列出,report,2026-01-02';
    for (const row of [old, old.replace(',,', ',0593-7654321,'), '350926100201,0593-7654321,,,2026-01-02'])
      for (const more of [{}, { source: 'report' }]) {
        if (row === old && 'source' in more) continue; // Nothing of it is read then.
        expect(await wrong(csv('编号,电话,依据,出处,核对日期', row), { ...given, ...more }), row).toContainEqual('第 2 行，核对日期：这一格是 2026-01-02，比名单里的 2026-02-01 还早，这张表像是旧的；请重新导出一张，在新表里改。有 --checked 也一样');
      }
    // As it was exported, or with a day of its own, it is none.
    for (const day of ['2026-02-01', '2026-02-20', '']) expect((await plan(csv('编号,电话,核对日期', `350926100201,0593-7654321,${day}`), { ...given, source: 'notice' })).changes, day).toMatchObject([{ kind: 'change' }]);
  });

  test('what was only counted is named by a new document, or by the old one where that is said', async () => {
    writeFileSync(join(content, 'sources/notice.yaml'), notice);
    const row = '350926100201,0593-7654321,依全覆盖列出,report,2026-01-02';
    const head = '编号,电话,依据,出处,核对日期';
    const given: ImportOptions = { today, checked: today, basis: 'stated' };
    expect(await wrong(csv(head, row), given)).toEqual([expect.stringMatching(/^第 2 行，出处：依据由“依全覆盖列出”改成“原文点名”，出处却还是 report；.*写上它的编号；report 里确实写着，加 --source report 再来$/)]);
    expect(await wrong(csv(head, '350926100201,,原文点名,report,2026-02-01'), options)).toEqual([expect.stringMatching(/^第 2 行，出处：依据由/)]);
    expect(fieldsOf(await plan(csv(head, row), { ...given, source: 'report' }))).toMatchObject([{ 依据: '原文点名', 电话: '0593-7654321' }]);
    expect(fieldsOf(await plan(csv(head, row), { ...given, source: 'notice' }))).toMatchObject([{ 依据: '原文点名', 出处: 'notice' }]);
    expect(fieldsOf(await plan(csv(head, row.replace('report', 'notice')), given))).toMatchObject([{ 依据: '原文点名', 出处: 'notice' }]);
    // The document that other rows are counted by is no better, though this row had another.
    writeFileSync(sheet, `${readFileSync(sheet, 'utf8').replace('derived,report', 'derived,notice')}350926100202,另村退役军人服务站,服务站,村,350926100202,某镇,,,,,,,,,,derived,report,2026-01-02,\n`);
    expect(await wrong(csv(head, row), given)).toContainEqual(expect.stringMatching(/^第 2 行，出处：依据由“依全覆盖列出”改成“原文点名”，出处是 report；/));
    onFile('stated,report,2026-01-02', 'stated,notice,2026-01-02');
    expect(await wrong(csv(head, 'center,,,report,2026-01-02'), given)).toEqual([expect.stringMatching(/^第 2 行，出处：出处由 notice 换成了 report；.*这张表也可能是旧的/)]);
    expect(await planImport(csv(head, 'center,0593-7654321,,report,2026-01-02'), '表.csv', readStanding(content), { ...given, source: 'report' })).toMatchObject({ plan: { changes: [{ id: 'center' }] } });
  });

  test('a new telephone is not credited to the document of the old one unless that is said', async () => {
    writeFileSync(join(content, 'sources/notice.yaml'), notice);
    const head = '编号,电话,出处,核对日期';
    const row = 'center,0593-7654321,report,2026-01-02';
    const given: ImportOptions = { today, checked: today, basis: 'stated' };
    expect(await wrong(csv(head, row), given)).toEqual(['第 2 行，出处：改了电话，出处仍是 report；report 里写着新的电话的，加 --source report 再来；不是的，写上新的出处']);
    expect(await wrong(csv(head.replace('电话', '地址'), row.replace('0593-7654321', '新路1号').replace('2026-01-02', today)), options)).toEqual([expect.stringMatching(/^第 2 行，出处：改了地址，出处仍是 report/)]);
    expect(fieldsOf(await plan(csv(head, row), { ...given, source: 'report' }))).toEqual([{ kind: 'change', id: 'center', 电话: '0593-7654321', 核对日期: today }]);
    expect(fieldsOf(await plan(csv(head, row.replace('report', 'notice')), given))).toMatchObject([{ 电话: '0593-7654321', 出处: 'notice' }]);
    // To take something out, or to add a remark, is to credit nothing.
    expect((await plan(csv('编号,电话,备注,出处,核对日期', 'center,清空,新址,report,2026-01-02'), given)).changes).toHaveLength(1);
    // The document for all rows does not take the place of the one that a row names.
    expect(await wrong(csv(head, row, 'station,0593-7654322,notice,'), { ...given, source: 'report' })).toEqual([expect.stringMatching(/^第 3 行，出处：这一格写的是 notice，--source 写的是 report；/)]);
  });

  test('an option stands for its whole column, so that the same sheet once more changes nothing', async () => {
    const typed = csv('编号,服务内容,依据,出处,核对日期', '350926100201,建档；咨询,依全覆盖列出,report,2026-01-02');
    const first = await plan(typed);
    expect(fieldsOf(first)).toEqual([{ kind: 'change', id: '350926100201', 服务内容: '建档；咨询', 依据: '原文点名', 核对日期: today }]);
    writeFileSync(sheet, first.files.get('350926.csv')!.after);
    expect((await plan(typed)).changes).toEqual([]);
  });

  test('personal columns and unknown ones stop the import, or are left out when asked for', async () => {
    const typed = csv('编号,联系人,地扯,温度,电话', 'center,王某,一路,20,0593-7654321');
    expect(await wrong(typed)).toEqual([
      '第 1 行，联系人：这是个人信息，站点表不收；请删去这一列，或加 --ignore-columns 不读它',
      expect.stringMatching(/^第 1 行，地扯：没有这一列，是不是“地址”？/),
      expect.stringMatching(/^第 1 行，温度：没有这一列/),
    ]);
    expect(fieldsOf(await plan(typed, { ...grounds, ignoreColumns: true }))).toEqual([{ kind: 'change', id: 'center', 电话: '0593-7654321', 核对日期: today }]);
    expect(await wrong(csv('编号,电话,联系电话', 'center,0593-1234567,'))).toEqual([expect.stringMatching(/和“电话”是同一列/)]);
    expect(await wrong(csv('编号,电话,', 'center,0593-1234567,什么'))).toEqual([expect.stringMatching(/这一列没有列名，第 2 行起却有内容/)]);
    expect(await wrong(csv('编号,地址', 'center,一路,二号'))).toEqual([expect.stringMatching(/这一格在表头之外/)]);
  });

  test('rows above the head are not dropped without a word', async () => {
    const head = '编号,名称,电话';
    expect(await wrong(csv('center,,0593-7654321', '甲,某镇退役军人服务站,', '350926100202,某地,', head, '350926100201,,0593-8351234'))).toEqual([1, 2, 3].map((row) => expect.stringMatching(new RegExp(`^第 ${row} 行：这一行在列名（第 4 行）的上面，像是一个站点，读不到它；`))));
    for (const title of ['某县站点表,,', '填报单位,某县退役军人服务中心,', '某县退役军人服务中心填,2026年,']) expect((await plan(csv(title, head, '350926100201,,0593-8351234'))).changes).toHaveLength(1);
  });

  test('a removal says of one station only which it is', async () => {
    for (const [head, row] of [['编号', 'station'], ['区划代码', '350926100']]) expect(await wrong(csv(`${head},名称,类别,操作`, `${row},某村退役军人服务站,服务站,删除`))).toEqual([expect.stringMatching(/^第 2 行，名称：要删的 station 在名单里叫“某镇退役军人服务站”，这里写的是“某村退役军人服务站”/)]);
    expect(await wrong(csv('编号,区划代码,操作', '350926100201,350926100202,删除'))).toEqual([expect.stringMatching(/^第 2 行，区划代码：要删的 350926100201 在名单里的区划代码是 350926100201，这里写的是 350926100202/)]);
    expect(await wrong(csv('编号,县,村,操作', '350926100201,某县,另村,删除'))).toEqual([expect.stringMatching(/^第 2 行，村：区划代码 350926100201 是某县某镇某村，这里写的是“另村”/)]);
    expect((await plan(csv('编号,名称,区划代码,县,村,操作', '350926100201,某村退役军人服务站,350926100201,某县,某村,删除'))).changes).toMatchObject([{ kind: 'remove' }]);
  });

  test('county, village and a new name have to be of the place that the code is of', async () => {
    expect(await wrong(csv('区划代码,类别,县,村,地址', '350926100201,服务站,别县,河东社区,一路'))).toEqual([expect.stringMatching(/^第 2 行，县：区划名单里没有“别县”/), expect.stringMatching(/^第 2 行，村：区划代码 350926100201 是某县某镇某村，这里写的是“河东社区”/)]);
    expect(await wrong(csv('编号,村,地址', 'station,东门社区,一路'))).toEqual([expect.stringMatching(/^第 2 行，村：区划代码 350926100 是某县某镇，这里写的是“东门社区”/)]);
    // The code of a neighbour, for a station that is on file and for one that is not.
    expect(await wrong(csv('区划代码,名称', '350926100201,某镇退役军人服务站'))).toEqual([expect.stringMatching(/^第 2 行，名称：“某镇退役军人服务站”是名单里 station 的名称，这一行却是 350926100201（“某村退役军人服务站”）/)]);
    for (const row of ['350926100201,另村退役军人服务站', '350926101201,东门社区退役军人服务站']) expect(await wrong(csv('区划代码,名称', row))).toEqual([expect.stringMatching(/^第 2 行，名称：区划代码 350926\d{6} 是某县.镇某村，名称里的地名却是某县.镇(另村|东门社区)/)]);
    for (const row of ['350926100201,某县,某村,某村村退役军人服务站', '350926100,某县,某村,某镇退役军人服务站', '350926101201,某,某村,某村退役军人服务站']) expect(await wrong(csv('区划代码,县,村,名称', row)), row).toEqual([]);
  });

  test('a facility is looked for in the county that is named', async () => {
    writeFileSync(join(content, 'divisions/421281.csv'), '区划代码,名称\n420000,远省\n421200,远市\n421281,远县\n');
    writeFileSync(join(content, 'stations/421281.csv'), `${readFileSync(sheet, 'utf8').split('\n')[0]}\nfar,退役军人调解室,专门设施,县,421281,,,,,,,,,,,stated,report,2026-01-02,\n`);
    writeFileSync(join(content, 'sources/notice.yaml'), 'title: 一份名单\n');
    expect(await wrong(csv('县,名称,类别,地址', '某县,退役军人调解室,专门设施,一路'))).toEqual([expect.stringMatching(/^第 2 行，区划代码：看不出是哪个地方的站点/), expect.stringMatching(/^第 2 行，编号：新的专门设施要写编号/)]);
    const result = await planImport(csv('县,名称,类别,地址', '远县,退役军人调解室,专门设施,一路'), '表.csv', readStanding(content), { ...grounds, source: 'notice' });
    expect(result).toMatchObject({ plan: { changes: [{ kind: 'change', id: 'far' }] } });
  });

  test('a new facility is placed by its township, or its village where that is written', async () => {
    const head = '编号,名称,类别,级别,所属乡镇街道,村';
    const room = { kind: 'new', id: 'here-room', 名称: '调解室', 区划代码: '350926100', 级别: '乡', 所属乡镇街道: '某镇' };
    for (const level of ['', '乡']) expect(fieldsOf(await plan(csv(head, `here-room,调解室,专门设施,${level},某镇,`)))).toMatchObject([room]);
    expect(fieldsOf(await plan(csv(head, 'here-room,调解室,专门设施,,某镇,另村')))).toMatchObject([{ ...room, 区划代码: '350926100202', 级别: '村' }]);
    // Another county has a township of that name.
    writeFileSync(join(content, 'divisions/421281.csv'), '区划代码,名称\n420000,远省\n421200,远市\n421281,远县\n421281100,某镇\n');
    const row = 'here-room,调解室,专门设施,,某镇,';
    expect(await wrong(csv(head, row))).toEqual(['第 2 行，所属乡镇街道：有 2 个地方叫“某镇”：某县某镇（350926100）、远县某镇（421281100）；写上县或区划代码']);
    expect(fieldsOf(await plan(csv(head, row.replace('调解室', '某县调解室'))))).toMatchObject([{ ...room, 名称: '某县调解室' }]);
    expect(fieldsOf(await plan(csv(head, row, 'center,,,,,')))).toMatchObject([room]);
    expect(fieldsOf(await plan(csv(`${head},县`, `${row},某县`)))).toMatchObject([room]);
    expect((await wrong(csv(head, row.replace('here-room', ''), ',东门社区退役军人服务站,,,乙镇,'))).join()).toMatch(/第 2 行，所属乡镇街道：有 2 个地方叫“某镇”.*第 2 行，编号：新的专门设施要写编号/);
  });

  test('a place that is not known is named, with those of nearly its name; a wrong kind is one mistake', async () => {
    expect(await wrong(csv('名称,乡镇', '试填村退役军人服务站,乙镇'))).toEqual(['第 2 行，名称：某县乙镇的区划名单里没有“试填村”；照区划名单写地名，或写上乡镇的全称、区划代码']);
    expect(await wrong(csv('名称,电话', '东阁社区退役军人服务站,'))).toEqual([expect.stringMatching(/^第 2 行，名称：区划名单里没有“东阁社区”；是不是东门社区？/)]);
    expect(await wrong(csv('名称,乡镇', '东门社区退役军人服务站,丙镇'))).toEqual([expect.stringMatching(/^第 2 行，乡镇：区划名单里没有“丙镇”；照区划名单写全称/)]);
    expect(await wrong(csv('名称,类别', '东门社区退役军人服务站,驿站', '东门社区驿站,驿站'))).toContainEqual('第 2 行，类别：没有“驿站”这一类；类别写 服务中心、服务站、专门设施');
    expect(await wrong(csv('名称,类别,乡镇', '东门社区驿站,驿站,乙镇'))).toEqual(['第 2 行，类别：没有“驿站”这一类；类别写 服务中心、服务站、专门设施']);
    // A name that is only a place will do where the kind says what is there, and does not take the place of the name on file.
    expect(fieldsOf(await plan(csv('名称,类别', '东门社区,服务站')))).toMatchObject([{ kind: 'new', id: '350926101202' }]);
    expect(await wrong(csv('名称,类别', '东门社区,专门设施'))).toContainEqual(expect.stringMatching(/^第 2 行，区划代码：看不出是哪个地方/));
    const known = await plan(csv('名称,类别,备注', '某镇,服务站,新址'));
    expect(fieldsOf(known)).toEqual([{ kind: 'change', id: 'station', 备注: '新址', 核对日期: today }]);
    expect(known.notes.map(showSheetLine)).toContain('第 2 行，名称：“某镇”认作“某镇退役军人服务站”，名称没有改');
  });

  test('all mistakes of a row are told at once', async () => {
    const told = await wrong(csv('名称,类别,所属乡镇街道,出处,电话', '调解室,专门设施,丙镇,nothing,8351234'), { today, checked: today, basis: 'stated' });
    for (const column of ['所属乡镇街道', '编号', '出处', '电话']) expect(told.filter((line) => line.startsWith(`第 2 行，${column}：`)), told.join('\n')).toHaveLength(1);
  });

  test('a document that is not there: the nearest are named, not all', async () => {
    for (let i = 0; i < 20; i++) writeFileSync(join(content, `sources/mingdan-${i}.yaml`), '');
    const result = await planImport(csv('编号,地址', 'center,一路'), '表.csv', readStanding(content), { ...grounds, source: 'reprot' });
    const [line] = 'problems' in result ? result.problems.map(showSheetLine) : [];
    expect(line).toMatch(/^第 2 行，出处：找不到出处 reprot；请核对编号（有的是：report、.* 等），没有的先运行“npm run rongji -- new sources”$/);
    expect(line!.split('、')).toHaveLength(8);
    rmSync(join(content, 'sources'), { recursive: true });
    cpSync('tests/fixtures/content/sources', join(content, 'sources'), { recursive: true });
    const typed = join(content, '..', '站点.csv');
    writeFileSync(typed, csv('编号,地址', 'center,一路'));
    expect(spawnSync(process.execPath, ['tools/rongji.ts', 'import', 'stations', typed, '--content', content, '--source', 'reprot'], { encoding: 'utf8' })).toMatchObject({ status: 2, stderr: expect.stringContaining('找不到出处 reprot；请核对编号（有的是：report），没有的先运行“npm run rongji -- new sources”') });
  });

  test('a document about another region is no ground for a row', async () => {
    writeFileSync(join(content, 'divisions/421281.csv'), '区划代码,名称\n420000,远省\n421200,远市\n421281,远县\n421281100,远镇\n');
    writeFileSync(join(content, 'regions/far.mdx'), readFileSync(join(content, 'regions/here.mdx'), 'utf8').replace('350926', '421281'));
    writeFileSync(join(content, 'sources/far-list.yaml'), 'title: 一份名单\nregion: far\n');
    const row = csv('编号,电话', 'center,0593-7654321');
    const told = ['第 2 行，出处：出处 far-list 讲的是远县，这一行在某县；请核对，写上讲这个地方的出处'];
    expect(await wrong(row, { ...grounds, source: 'far-list' })).toEqual(told);
    expect(await wrong(csv('编号,电话,出处', 'center,0593-7654321,far-list'), { today, checked: today })).toEqual(told);
    expect(fieldsOf(await (async () => {
      const result = await planImport(csv('名称,乡镇', '远镇退役军人服务站,远镇'), '表.csv', readStanding(content), { ...grounds, source: 'far-list' });
      if ('problems' in result) throw new Error(result.problems.map(showSheetLine).join('\n'));
      return result.plan;
    })())).toMatchObject([{ kind: 'new', 区划代码: '421281100', 出处: 'far-list' }]);
    // What speaks of no place in particular, or of the city above, may be about it.
    for (const about of ['', 'region: far\n']) {
      writeFileSync(join(content, 'sources/far-list.yaml'), `title: 一份名单\n${about}`);
      writeFileSync(join(content, 'regions/far.mdx'), readFileSync(join(content, 'regions/here.mdx'), 'utf8').replace('350926', '350900'));
      expect(await planImport(row, '表.csv', readStanding(content), { ...grounds, source: 'far-list' }), about).toMatchObject({ plan: { changes: [{ kind: 'change' }] } });
    }
  });

  test('brackets of a head say how to fill it, or make another column of it', async () => {
    for (const head of ['备注（内部掌握，不公开）', '地址（站长家庭住址）', '电话（站长家里）', '电话（手机）']) expect(await wrong(csv(`编号,${head}`, 'center,一路')), head).toEqual([expect.stringMatching(/^第 1 行，.*：括号里写的“.+”是个人的或不公开的内容，站点表不收；请删去这一列/)]);
    for (const head of ['名称（曾用名）', '地址（原）']) expect(await wrong(csv(`编号,${head}`, 'center,一路')), head).toEqual([expect.stringMatching(/^第 1 行，.*：列名括号里的“.+”不认得，不知道这一列是不是“(名称|地址)”/)]);
    for (const head of ['地址（必填）', '地址（单位，全称）', '地址（例如某路1号）', '地址 [选填]']) expect(fieldsOf(await plan(csv(`编号,${head}`, 'center,一路'))), head).toMatchObject([{ 地址: '一路' }]);
    for (const head of ['电话（座机，含区号）', '电话（不写手机）', '电话（区号-号码）']) expect(fieldsOf(await plan(csv(`编号,${head}`, 'center,0593-7654321'))), head).toMatchObject([{ 电话: '0593-7654321' }]);
    expect(await wrong(csv('编号,联系人（手机）', 'center,一路'))).toEqual([expect.stringMatching(/手机.*站点表不收/)]);
    expect((await plan(csv('序号（自编）,编号,电话', '1,center,0593-1234567'))).changes).toEqual([]);
    expect((await plan(csv('编号,乡镇（街道）,区划代码（12位）,核对日期（yyyy-mm-dd）,纬度（度，WGS-84）', 'station,某镇,350926100000,,'))).changes).toEqual([]);
    expect(fieldsOf(await plan(csv('编号,备注（内部）,电话', 'center,一路,0593-7654321'), { ...grounds, ignoreColumns: true }))).toMatchObject([{ 电话: '0593-7654321' }]);
  });

  test('a facility whose id is mistyped is not a new one', async () => {
    writeFileSync(sheet, `${readFileSync(sheet, 'utf8')}here-room,调解室,专门设施,乡,350926100,某镇,,,,,,,,,,stated,report,2026-01-02,\n`);
    const head = '编号,名称,类别,区划代码,地址';
    expect(await wrong(csv(head, 'here-rooom,调解室,专门设施,350926100,一路'))).toEqual([expect.stringMatching(/^第 2 行，编号：名单里没有编号 here-rooom，而某县某镇已有“调解室”，编号是 here-room；要改它就写它的编号/)]);
    expect(await wrong(csv(head, 'one-room,议事室,专门设施,350926100,一路', 'two-room,议事室,专门设施,350926100,二路'))).toEqual([expect.stringMatching(/^第 3 行，名称：与 content\/stations\/350926.csv 第 6 行（编号 one-room）同名，区划代码也相同/)]);
  });

  test('a day that does not exist is told as such, cells that an option stands for are told, and a name stays one of a place', async () => {
    for (const day of ['2025-02-30', '2026-02-30', '2027-02-30']) expect(await wrong(csv('编号,电话,核对日期', `station,0593-7654321,${day}`), { today: '2026-12-01', source: 'report' })).toEqual(['第 2 行，核对日期：没有这一天，请核对年月日']);
    for (const day of ['昨天', '#N/A', '清空']) expect((await plan(csv('编号,电话,核对日期', `station,0593-7654321,${day}`))).notes.map(showSheetLine)).toEqual(['第 2 行，核对日期：没有读这一格，用了 --checked']);
    expect(await wrong(csv('编号,名称', 'station,退役军人服务站'))).toEqual([expect.stringMatching(/^第 2 行，名称：名称只写了“退役军人服务站”/)]);
  });

  test('two words on the coordinate system have to be one', async () => {
    const more = '门口,现场定位';
    expect(await wrong(csv('编号,纬度(GCJ-02),经度(BD-09),精度,坐标来源', `station,27.25,119.9,${more}`))).toEqual([expect.stringMatching(/^第 1 行，经度\(BD-09\)：这一列写的坐标系是 BD-09（百度），“纬度\(GCJ-02\)”写的是 GCJ-02/)]);
    expect(await wrong(csv('编号,纬度(GCJ-02),经度(GCJ-02),坐标系,精度,坐标来源', `station,27.25,119.9,WGS-84,${more}`))).toEqual([expect.stringMatching(/^第 2 行，坐标系：这一行写的是 WGS-84，列名写的坐标系是 GCJ-02/)]);
  });

  test('points: a system has to be declared, and another than WGS-84 is converted', async () => {
    const there = { lat: 27.25, lng: 119.9 };
    const gcj = fromWgs84(there, 'gcj02');
    const row = (head: string, point: string) => csv(`编号,${head},精度,坐标来源`, `station,${point},门口,现场定位`);
    expect(await wrong(row('经度,纬度', '119.9,27.25'))).toEqual([expect.stringMatching(/没有说明坐标是哪个坐标系/)]);
    expect(await wrong(row('经度,纬度', '27.25,119.9'), { ...grounds, datum: 'wgs84' })).toEqual([expect.stringMatching(/写反了/)]);
    expect(await wrong(row('经度,纬度', '119.9,'), { ...grounds, datum: 'wgs84' })).toEqual([expect.stringMatching(/要一起写/)]);
    const moved = { kind: 'change', id: 'station', 纬度: '27.25', 经度: '119.9', 精度: '门口', 坐标来源: '现场定位', 核对日期: today };
    expect(fieldsOf(await plan(row('坐标', '"119.9, 27.25"'), { ...grounds, datum: 'wgs84' }))).toEqual([moved]);
    expect(fieldsOf(await plan(row('经度（GCJ-02）,纬度', `${gcj.lng},${gcj.lat}`)))).toEqual([moved]);
    expect(fieldsOf(await plan(row('坐标系,经纬度', `高德,"${gcj.lng},${gcj.lat}"`)))).toEqual([moved]);
    expect(fieldsOf(await plan(row('东经,北纬', `119°54′,27°15'00"`), { ...grounds, datum: 'wgs84' }))).toMatchObject([{ 纬度: '27.25', 经度: '119.9' }]);
    // 119.9 east, 26 north is another county, or the sea.
    expect(await wrong(row('经度,纬度', '119.9,26'), { ...grounds, datum: 'wgs84' })).toEqual([expect.stringMatching(/^第 2 行，纬度：坐标不在某县的范围里/)]);
    expect(await wrong(csv('编号,坐标', 'station,"119.9,27.25"'), { ...grounds, datum: 'wgs84' })).toEqual([expect.stringMatching(/要写精度/), expect.stringMatching(/要写坐标来源/)]);
    // Declared wrongly, a point that nobody moved would move.
    expect(await wrong(csv('编号,经度,纬度', 'center,119.89,27.24'), { ...grounds, datum: 'gcj02' })).toEqual([expect.stringMatching(/和名单里的 WGS-84 坐标一样，却说是 GCJ-02/)]);
  });
  test.each(['gcj02', 'bd09'] as const)('a point there and back in %s is the same to six decimals', (datum) => {
    for (const point of [{ lat: 27.24, lng: 119.89 }, { lat: 43.5, lng: 123.501234 }, { lat: 22.59759, lng: 113.14341 }]) {
      const back = toWgs84(fromWgs84(point, datum), datum);
      expect(Math.abs(back.lat - point.lat)).toBeLessThan(3e-6);
      expect(Math.abs(back.lng - point.lng)).toBeLessThan(3e-6);
    }
  });
});

describe('files that are no sheets, or odd ones', () => {
  const book = (cells: [string, Partial<XlsxCell>][], more: object = {}, rows: (string | number | Date)[][] = [['编号', '电话', '核对日期', '地址'], ['center', '0593-7654321', '', '']]) => writeXlsx({ sheets: [{ name: '站点', rows, cells: new Map(cells), ...more }] });
  const told = async (bytes: Uint8Array, given = grounds) => (await wrong(bytes, given)).join('\n');

  test('formulas, error values, dates and times that a program made of texts', async () => {
    expect(await told(await book([['1,1', { value: '0593-7654321', formula: 'A1&B1', formulaResult: '0593-7654321' }]]))).toMatch(/^第 2 行，电话：这一格是公式/);
    expect(await told(await book([['1,1', { value: '#REF!', type: 'error' }]]))).toMatch(/错误值 #REF!/);
    expect(await told(await book([['1,3', { value: new Date('2026-08-12'), style: { numFmt: 'm"月"d"日"' } }]]))).toMatch(/^第 2 行，地址：这一格成了日期 2026-08-12/);
    expect(await told(await book([['1,3', { value: true, type: 'boolean' }]]))).toMatch(/逻辑值/);
    expect(await told(await book([], {}, [['编号', '电话'], ['center', 5937654321]]))).toMatch(/丢了区号开头的 0（表格软件把它当成了数字）/);
  });
  test('days as the program keeps them', async () => {
    for (const day of [new Date('2026-02-03'), 46056]) expect(fieldsOf(await plan(await book([['1,2', { value: day, ...(day instanceof Date && { style: { numFmt: 'yyyy/m/d' } }) }]]), { today, source: 'report' }))).toMatchObject([{ 核对日期: '2026-02-03', 电话: '0593-7654321' }]);
  });
  test('merged cells, hidden rows, columns and sheets', async () => {
    expect(await told(await book([], { merges: [{ startRow: 1, startCol: 1, endRow: 2, endCol: 1 }] }))).toMatch(/^第 2 行，B2:B3：格子合并了/);
    expect(await told(await book([], { rowDefs: new Map([[1, { hidden: true }]]) }))).toMatch(/第 2 行是隐藏的，可能开着筛选/);
    expect(await told(await book([], { columns: [{}, { hidden: true }] }))).toMatch(/B 列是隐藏的/);
    const rows = [['编号', '地址'], ['center', '一路']];
    const two = await writeXlsx({ sheets: [{ name: '甲', rows }, { name: '乙', rows: [['编号', '地址'], ['center', '二路']] }, { name: '丙', rows, hidden: true }] });
    expect(await told(two)).toMatch(/有 3 张工作表像是站点表：“甲”、“乙”、“丙”（隐藏的）；用 --sheet 名称/);
    expect(fieldsOf(await plan(two, { ...grounds, sheet: '乙' }))).toMatchObject([{ 地址: '二路' }]);
    expect(await told(two, { ...grounds, sheet: '丙' })).toMatch(/工作表“丙”是隐藏的/);
    expect(await told(two, { ...grounds, sheet: '丁' })).toMatch(/没有叫“丁”的工作表/);
  });
  test.each([
    ['an empty file', Buffer.alloc(0), /文件是空的/],
    ['an old .xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), /旧格式的表格（\.xls、\.et），或者加了密码；.*另存为/],
    ['a PDF', Buffer.from('%PDF-1.7'), /这是 PDF/],
    ['a web page called .xls', Buffer.from('<html><table><tr><td>编号'), /这是网页/],
    ['a .docx', Buffer.from(zipSync({ 'word/document.xml': strToU8('<w/>') })), /这是 Word 文档/],
    ['another zip', Buffer.from(zipSync({ 'a.txt': strToU8('x') })), /这不是 \.xlsx 表格/],
    ['a broken zip', Buffer.from([0x50, 0x4b, 3, 4, 1, 2, 3]), /文件坏了/],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0xff]), /认不出|找不到写列名|不是表格/],
    ['text cut in a character', csv('编号,名称', 'center,某县').subarray(0, -4), /没有存完整/],
    ['a quote that is never closed', csv('编号,名称', 'center,"某县', 'station,某镇'), /引号没有成对/],
    ['only a head', csv('编号,名称'), /列名下面一行内容也没有/],
    ['no head', csv('甲,乙', 'center,某县'), /找不到写列名的一行/],
    ['a last line that is cut off', Buffer.from('编号,名称,地址\r\ncenter,,\r\nstation,某镇'), /没有存完整/],
  ])('%s', async (_, bytes, message) => {
    expect(await told(bytes)).toMatch(message);
  });
  test('a zip bomb is not unpacked, whatever size it declares', async () => {
    const zip = (declared: number) => {
      const bytes = Buffer.from(zipSync({ 'xl/worksheets/sheet1.xml': new Uint8Array(3_000_000), 'xl/workbook.xml': strToU8('<workbook/>') }));
      // The size in the central directory, 24 bytes into its first entry.
      bytes.writeUInt32LE(declared, bytes.indexOf('PK\x01\x02', 0, 'latin1') + 24);
      return bytes;
    };
    expect(await told(zip(200_000_000))).toMatch(/解开以后超过 120 MB/);
    expect(await told(zip(10))).toMatch(/文件坏了/);
  });
  test('a workbook that lost something on the way is refused, not read with holes', async () => {
    const parts = unzipSync(await book([]));
    const change = (name: string, make: (text: string) => string) => Buffer.from(zipSync({ ...parts, [name]: strToU8(make(strFromU8(parts[name]!))) }));
    expect(await told(change('xl/worksheets/sheet1.xml', (text) => text))).toBe('');
    expect(await told(change('xl/worksheets/sheet1.xml', (text) => text.slice(0, -40)))).toMatch(/文件坏了，或者没有存完整/);
    expect(await told(change('xl/sharedStrings.xml', (text) => text.replace(/<si>(?!.*<si>).*<\/si>/, '')))).toMatch(/文件坏了，或者没有存完整/);
    expect(await told(change('xl/worksheets/sheet1.xml', (text) => text.replace('<worksheet', `<!--${' '.repeat(5_000)}--><!DOCTYPE x [<!ENTITY i "x">]><worksheet`)))).toMatch(/DOCTYPE/);
    const flipped = Buffer.from(zipSync(parts, { level: 0 }));
    flipped.write('7654320', flipped.indexOf('7654321'));
    expect(await told(flipped)).toMatch(/文件坏了，或者没有存完整/);
  });
  test('names of objects are names like others', async () => {
    expect(await told(csv('编号,__proto__,constructor', 'center,x,y'), grounds)).toMatch(/第 1 行，__proto__：没有这一列[\s\S]*第 1 行，constructor：没有这一列/);
    expect(await told(csv('编号,地址,出处', '__proto__,一路,constructor'))).toMatch(/第 2 行/);
  });
});

describe('what is written', () => {
  const write = (result: Plan) => {
    const release = holdSheets(join(content, 'stations'));
    commitSheets(join(content, 'stations'), result.files);
    release();
  };
  test('rows that did not change keep every byte, with mark, line ends, quotes, order of columns and empty lines', async () => {
    const lines = ['名称,编号,类别,级别,区划代码,所属乡镇街道,上级站点,服务内容,地址,电话,开放时间,纬度,经度,精度,坐标来源,依据,出处,核对日期,备注', '"某县退役军人服务中心", center ,服务中心,县,350926,,,建档；咨询,城区,0593-1234567,,27.24,119.89,county,试验,stated,report,2026-01-02,"两', '行"', '', '某镇退役军人服务站,station,服务站,乡,350926100,某镇,center,,,,,,,,,stated,report,2026-01-02,', '某村退役军人服务站,350926100201,服务站,村,350926100201,某镇,,,,,,,,,,derived,report,2026-01-02,'];
    const text = `\uFEFF${lines.join('\r\n')}`;
    writeFileSync(sheet, text);
    write(await plan(csv('编号,名称,电话,类别,区划代码', 'station,,0593-8351234,,', ',另村退役军人服务站,,服务站,350926100202')));
    const changed = lines.with(4, '某镇退役军人服务站,station,服务站,乡,350926100,某镇,center,,,0593-8351234,,,,,,stated,report,2026-03-01,');
    expect(readFileSync(sheet, 'utf8')).toBe(`\uFEFF${[...changed, '另村退役军人服务站,350926100202,服务站,村,350926100202,某镇,,,,,,,,,,stated,report,2026-03-01,'].join('\r\n')}\r\n`);
    write(await plan(csv('编号,操作', '350926100202,删除')));
    expect(readFileSync(sheet, 'utf8')).toBe(`\uFEFF${changed.join('\r\n')}\r\n`);
    expect(readContent(content).problems).toEqual([]);
    expect(readdirSync(join(content, 'stations'))).toEqual(['350926.csv']);
  });

  test('a journal is the import: whoever reads sees it done, and the next command does it', () => {
    const folder = join(content, 'stations');
    const before = readFileSync(sheet, 'utf8');
    const after = before.replace('0593-1234567', '0593-7654321');
    writeFileSync(join(folder, journalName), journalText(new Map([['350926.csv', { before: textDigest(before), after }]])));
    expect(readSheets(folder).get('350926.csv')!.toString()).toBe(after);
    expect(readContent(content).stations[0]!.data.phone).toBe('0593-7654321');
    expect(readFileSync(sheet, 'utf8')).toBe(before);
    expect(finishImport(content)).toEqual(['上一次导入没有做完，现在做完了：350926.csv']);
    expect(readFileSync(sheet, 'utf8')).toBe(after);
    expect(readdirSync(folder)).toEqual(['350926.csv']);
  });

  test('what somebody edited after an import was cut off is put aside, not lost', () => {
    const folder = join(content, 'stations');
    const before = readFileSync(sheet, 'utf8');
    writeFileSync(join(folder, journalName), journalText(new Map([['350926.csv', { before: textDigest(before), after: before.replace('城区', '新址') }]])));
    const edited = before.replace('城区', '旧址');
    writeFileSync(sheet, edited);
    expect(finishImport(content)[1]).toContain('_350926-改过的.csv');
    expect(readFileSync(join(folder, '_350926-改过的.csv'), 'utf8')).toBe(edited);
    // Cut off again after the renaming, it is named all the same.
    writeFileSync(join(folder, journalName), journalText(new Map([['350926.csv', { before: textDigest(before), after: before.replace('城区', '新址') }]])));
    rmSync(sheet);
    expect(finishImport(content)[1]).toContain('_350926-改过的.csv');
    expect(readContent(content).problems).toEqual([]);
  });

  test('a journal that is broken is told and not obeyed', () => {
    writeFileSync(join(content, 'stations', journalName), '{"sum":"x","sheets":"[]"}');
    expect(readContent(content).problems[0]!.message).toContain('坏了');
    expect(() => finishImport(content)).toThrow(/坏了/);
  });

  test('a sheet that changed since it was read is not written over', async () => {
    const result = await plan(csv('编号,地址', 'center,一路'));
    writeFileSync(sheet, `${readFileSync(sheet, 'utf8')}\n`);
    expect(() => write(result)).toThrow(/刚才被别的程序改过/);
    expect(existsSync(join(content, 'stations', journalName))).toBe(false);
  });

  test('two imports at once: one waits its turn, with exit code 3', async () => {
    const typed = join(content, '..', '站点.csv');
    writeFileSync(typed, csv('编号,地址', 'center,一路'));
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      const lock = join(content, 'stations', `.import-lock-${other.pid}`);
      writeFileSync(lock, String(other.pid));
      const run = (...more: string[]) => spawnSync(process.execPath, ['tools/rongji.ts', 'import', 'stations', typed, '--content', content, '--source', 'report', '--checked', '2026-01-03', ...more], { encoding: 'utf8' });
      const refused = run();
      expect(refused.stderr).toContain('另一个导入正在进行');
      expect(refused.status).toBe(3);
      expect(run('--dry-run').status).toBe(0);
      other.kill('SIGKILL');
      await new Promise((done) => other.once('close', done));
      // A dead process's lock is nobody's.
      const done = run('--json');
      expect(JSON.parse(done.stdout)).toMatchObject({ written: true, changes: [{ kind: 'change', id: 'center', row: 2 }], files: ['content/stations/350926.csv'] });
      expect(readFileSync(sheet, 'utf8')).toContain('一路');
      expect(readdirSync(join(content, 'stations'))).toEqual(['350926.csv']);
    } finally {
      other.kill('SIGKILL');
    }
  });

  test('a lock of another process that had the same number holds nothing, and what may be in the way is named', () => {
    const folder = join(content, 'stations');
    const lock = join(folder, `.import-lock-${process.ppid}`);
    // What a process writes of itself, as if its parent had.
    const release = holdSheets(folder);
    const own = JSON.parse(readFileSync(join(folder, `.import-lock-${process.pid}`), 'utf8')) as { host: string; boot: string; began: string };
    release();
    const held = (mark: object, age_ms = 0) => {
      writeFileSync(lock, JSON.stringify(mark));
      const then = new Date(Date.now() - age_ms);
      utimesSync(lock, then, then);
      return importingNow(folder);
    };
    expect(held({ host: own.host, boot: own.boot })).toEqual({ pid: process.ppid, lock });
    expect(() => holdSheets(folder)).toThrow(`删去 ${lock}`);
    if (own.boot) expect(held({ ...own, boot: 'another' })).toBeUndefined();
    if (own.began) expect(held({ ...own, began: '1' })).toBeUndefined();
    expect(held({ ...own, host: `${own.host}-elsewhere` })).toBeDefined();
    expect(held({ ...own, host: `${own.host}-elsewhere` }, 7_200_000)).toBeUndefined();
    holdSheets(folder)();
    expect(readdirSync(folder)).toEqual(['350926.csv']);
  });

  test('imports that are killed leave the stations wholly old or wholly new', async () => {
    const { kills, finished, old, new: fresh, broken } = await killImports(6, seeded(2));
    expect(broken).toEqual([]);
    expect(kills).toBeGreaterThan(0);
    expect(old + fresh).toBe(kills + finished);
  });
});

test('an empty sheet has drop-downs, a note on every head, and cells that keep zeros', async () => {
  const { sheets } = await readXlsx(await clerkWorkbook([], ['某镇', '乙镇'], ['report'], ['说明']), { readStyles: true });
  const [main, about, lists] = sheets;
  expect(sheets.map(({ name, hidden }) => [name, Boolean(hidden)])).toEqual([['站点', false], ['说明', false], ['选项', true]]);
  for (const [at] of clerkHeads.entries()) {
    expect(main!.cells!.get(`0,${at}`)!.comment!.text, clerkHeads[at]).not.toBe('');
    expect(about!.rows.some(([head, say]) => head === clerkHeads[at] && say)).toBe(true);
  }
  const offered = Object.fromEntries(main!.dataValidations!.map(({ range, formula1 }) => {
    const column = formula1!.charCodeAt('选项!$'.length) - 65;
    return [clerkHeads[range.charCodeAt(0) - 65]!, lists!.rows.slice(1).map((row) => row[column]).filter(Boolean)];
  }));
  expect(offered).toEqual({ 类别: ['服务中心', '服务站', '专门设施'], 级别: ['市', '县', '乡', '村'], 所属乡镇街道: ['某镇', '乙镇'], 精度: ['门口', '村中心', '乡镇中心', '县城中心'], 依据: ['原文点名', '依全覆盖列出'], 出处: ['report'], 坐标系: ['WGS-84', 'GCJ-02（高德、腾讯）', 'BD-09（百度）'], 操作: ['删除'] });
  // Every word that is offered is read back; a phone typed into a cell stays text.
  const parts = unzipSync(await clerkWorkbook([], [], [], []));
  const styles = strFromU8(parts['xl/styles.xml']!);
  const [, style] = /<c r="J2" s="(\d+)"/.exec(strFromU8(parts['xl/worksheets/sheet1.xml']!))!;
  const [, format] = /numFmtId="(\d+)"/.exec([...styles.split('<cellXfs')[1]!.matchAll(/<xf [^>]*>/g)][Number(style)]![0])!;
  expect(styles).toContain(`numFmtId="${format}" formatCode="@"`);
});

test('export and template write sheets that import reads, and nothing over a file that is there', () => {
  const run = (...words: string[]) => spawnSync(process.execPath, ['tools/rongji.ts', ...words, '--content', content], { encoding: 'utf8' });
  const to = join(content, '..', '站点.xlsx');
  expect(run('export', 'stations', '--to', to).status).toBe(0);
  expect(run('export', 'stations', '--to', to)).toMatchObject({ status: 1, stderr: expect.stringContaining('已经有了，没有覆盖') });
  expect(run('import', 'stations', to)).toMatchObject({ status: 0, stdout: expect.stringContaining('没变 3') });
  expect(run('export', 'stations', '--to', join(content, '..', 'x.xls')).status).toBe(2);
  expect(run('export', 'stations', '--county', '99', '--to', join(content, '..', 'y.csv'))).toMatchObject({ status: 1, stderr: expect.stringContaining('350926 某县') });
  const empty = join(content, '..', '空表.xlsx');
  expect(run('template', 'stations', '--region', 'here', '--to', empty).status).toBe(0);
  expect(run('template', 'stations', '--region', 'nowhere', '--to', empty)).toMatchObject({ status: 2, stderr: expect.stringContaining('here（某县）') });
  expect(run('import', 'stations', empty)).toMatchObject({ status: 1, stderr: expect.stringContaining('列名下面一行内容也没有') });
});

test('options are read as the cells are, and part of a code is no county', () => {
  const run = (...words: string[]) => spawnSync(process.execPath, ['tools/rongji.ts', ...words, '--content', content], { encoding: 'utf8' });
  const typed = join(content, '..', '站点.csv');
  writeFileSync(typed, csv('编号,电话', '350926100201,0593-7654321'));
  const trial = (...words: string[]) => run('import', 'stations', typed, '--dry-run', '--source', 'report', ...words);
  const { status, stdout } = trial('--checked', '2026/3/1', '--basis', '原文点名');
  expect(status).toBe(0);
  expect(stdout).toMatch(/依据 +依全覆盖列出 → 原文点名\n[^]*核对日期 +2026-01-02 → 2026-03-01\n/);
  expect(trial('--checked', '2026-02-30', '--basis', 'stated')).toMatchObject({ status: 2, stderr: expect.stringMatching(/--checked 写一个真有的日子，例如今天：\d{4}-\d\d-\d\d；这里写的是 2026-02-30/) });
  expect(trial('--checked', '2026/3/1', '--basis', '听说')).toMatchObject({ status: 2, stderr: expect.stringContaining('--basis 写 stated（原文点名）或 derived（依全覆盖列出）；这里写的是 听说') });
  const to = join(content, '..', '出.csv');
  expect(run('export', 'stations', '--county', '35092', '--to', to)).toMatchObject({ status: 2, stderr: expect.stringMatching(/县、市 6 位.*这里写的是 35092/) });
  expect(existsSync(to)).toBe(false);
  for (const county of ['35', '3509', '350900', '350926', '350926000000']) expect(run('export', 'stations', '--county', county, '--to', to, '--replace'), county).toMatchObject({ status: 0, stdout: expect.stringContaining('导出了 3 个站点') });
});

test('sheets on file, or a journal, that cannot be read are told in plain words by every command', () => {
  const run = (...words: string[]) => spawnSync(process.execPath, ['tools/rongji.ts', ...words, '--content', content], { encoding: 'utf8' });
  const typed = join(content, '..', '站点.csv');
  writeFileSync(typed, csv('编号,地址', 'center,一路'));
  const told = (words: RegExp) => {
    for (const command of [['export', 'stations', '--to', join(content, '..', '出.xlsx')], ['template', 'stations', '--to', join(content, '..', '空.xlsx')], ['import', 'stations', typed], ['import', 'stations', typed, '--dry-run']]) {
      const { status, stderr } = run(...command);
      expect(status, command.join(' ')).toBe(1);
      expect(stderr, command.join(' ')).toMatch(words);
      expect(stderr, command.join(' ')).not.toMatch(/意外出错|^\s+at |Error/m);
    }
  };
  const before = readFileSync(sheet, 'utf8');
  writeFileSync(sheet, before.replace('某镇退役', '"某镇退役'));
  told(/content\/stations\/350926.csv 第 \d+ 行.*引号没有成对/);
  writeFileSync(sheet, before);
  writeFileSync(join(content, 'stations', journalName), '{"sum":"x","sheets":"[]"}');
  told(/坏了；它是一次没有做完的导入留下的/);
  rmSync(join(content, 'stations', journalName));
  const { status, stderr } = run('stale', '--csv', content);
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('是文件夹') });
  expect(stderr).not.toMatch(/意外出错|^\s+at |Error/m);
});

test('options that npm took for its own stop the command before it does anything', () => {
  const typed = join(content, '..', '站点.csv');
  writeFileSync(typed, csv('编号,地址', 'center,一路'));
  const before = readFileSync(sheet, 'utf8');
  const { status, stderr } = spawnSync(process.execPath, ['tools/rongji.ts', 'import', 'stations', typed, '--content', content, '--source', 'report', '--checked', '2026-01-03'], { encoding: 'utf8', env: { ...process.env, npm_config_dry_run: 'true' } });
  expect(status).toBe(2);
  expect(stderr).toContain('npm 后面少了两条短横，选项 --dry-run 没有传到');
  expect(readFileSync(sheet, 'utf8')).toBe(before);
});

test('no sheet makes the planner throw that holds any of its words', async () => {
  const standing = makeStanding(content, new Map([['350926.csv', readFileSync(sheet, 'utf8')]]), readDivisions(content));
  const random = seeded(7);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const words = [...clerkHeads, '坐标', '村', '县', '', '清空', '删除', 'center', '350926', '350926100201', '某村', '某镇', '119.9,27.2', '119.9', '27.2', '2026-02-01', '46056', '0593-1234567', '="x"', '<b>', '\u200b', '"', '服务站', '__proto__', '9'.repeat(400)];
  for (let i = 0; i < 400; i++) {
    const text = Array.from({ length: 1 + Math.floor(random() * 5) }, (_, line) => Array.from({ length: 1 + Math.floor(random() * 6) }, () => (line === 0 ? pick(clerkHeads) : pick(words))).join(',')).join('\n');
    const result = await planImport(Buffer.from(text), 'x.csv', standing, pick([options, grounds, { ...grounds, datum: 'bd09' as const }]));
    if ('problems' in result) expect(result.problems.map(showSheetLine).join('\n'), text).not.toContain('程序没有料到');
  }
});
