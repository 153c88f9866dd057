import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readContent } from '@/lib/content.ts';
import { personalData } from '@/lib/editorial.ts';
import { cellProblem, inApp, localDay, locatedCells, pointRemark, readLocated, rowLine, rowsLike, sheetFileName, sheetFileText, showMetres, tidyCell, withRow, withoutRow, type AskedField, type Cells } from '@/lib/located.ts';
import type { Bounds } from '@/lib/station-bounds.ts';
import { readStationSheet } from '@/lib/stations-csv.ts';
import { divisionPrefix } from '@/lib/divisions.ts';

const cells: Cells = {
  id: '350926200207', name: '靴岭尾村退役军人服务站', kind: '服务站', level: '村', code: '350926200207', township: '城郊乡', parent: '', services: '调解；法律援助',
  address: '', phone: '', hours: '', lat: '', lng: '', precision: '', point_source: '', basis: 'derived', source: 'zherong-report', checked: '2026-11-21', note: '靠近“老街”，门朝南',
};
const fix = { lat: 27.240123, lng: 119.9, accuracyM: 7.3 };
const none = { address: '', phone: '', hours: '' };

test('a row gets the point, its source and the day, and keeps the rest', () => {
  expect(locatedCells(cells, fix, { ...none, phone: '0593-8351234' }, '2026-11-25')).toEqual({
    ...cells, phone: '0593-8351234', lat: '27.24012', lng: '119.90000', precision: 'site', point_source: '现场定位，误差约 8 米', checked: '2026-11-25',
  });
});

test('a line is one of its sheet, quoted where it must be', () => {
  expect(rowLine({ ...cells, hours: '8:30,14:30' })).toBe('350926200207,靴岭尾村退役军人服务站,服务站,村,350926200207,城郊乡,,调解；法律援助,,,"8:30,14:30",,,,,derived,zherong-report,2026-11-21,靠近“老街”，门朝南');
});

test('a file reads back as it was written', () => {
  const rows = [cells, { ...cells, id: 'b', address: '"甲",乙', note: '一\n二' }];
  const read = readStationSheet(sheetFileText(rows));
  expect('rows' in read && read.rows.map((row) => row.cells)).toEqual(rows);
  expect(sheetFileText(rows).charCodeAt(0)).toBe(0xfeff);
  expect(sheetFileName('350926', '2026-11-25')).toBe('350926-现场定位-2026-11-25.csv');
});

test('every row of every sheet, located and filled in, passes the content check', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rongji-'));
  try {
    cpSync('content', join(folder, 'content'), { recursive: true });
    const counties = readContent('content').entries.filter((entry) => entry.kind === 'regions').flatMap((entry) => entry.data.counties as { code: string; bounds?: Bounds }[]);
    const stations = join(folder, 'content/stations');
    for (const name of readdirSync(stations)) {
      const read = readStationSheet(readFileSync(join(stations, name), 'utf8'));
      if ('message' in read) throw new Error(read.message);
      const [south, west, north, east] = counties.find(({ code, bounds }) => bounds && code.startsWith(divisionPrefix(name.slice(0, 6))))!.bounds!;
      const middle = { lat: (south + north) / 2, lng: (west + east) / 2, accuracyM: 12 };
      const asked = { address: '政务大厅 1 楼', phone: '0593-8351234', hours: '工作日 8:30,14:30' };
      writeFileSync(join(stations, name), sheetFileText(read.rows.map((row) => locatedCells(row.cells, middle, asked, '2026-11-25'))));
    }
    const content = readContent(join(folder, 'content'));
    expect(content.problems).toEqual([]);
    expect(personalData(content)).toEqual([]);
    expect(new Set(content.stations.map(({ data }) => data.precision))).toEqual(new Set(['site']));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.each<[AskedField, string, string]>([
  ['phone', '０５９３－８３５１２３４', '0593-8351234'],
  ['phone', ' 0593 — 8351234 ', '0593-8351234'],
  ['address', ' 双城镇\n 1 号 ', '双城镇 1 号'],
  ['hours', '8：30—12：00', '8：30—12：00'],
])('%s “%s” becomes “%s”', (field, typed, tidy) => expect(tidyCell(field, typed)).toBe(tidy));

test.each<[AskedField, string, RegExp | undefined]>([
  ['phone', '', undefined],
  ['phone', '0593-8351234', undefined],
  ['phone', '12345', undefined],
  ['phone', '13812345678', /不写个人手机号/],
  ['phone', '8351234', /电话写作/],
  ['address', '靴岭尾村 1 号', undefined],
  ['address', '找老王 13812345678', /像是手机号，个人信息不能公开/],
  ['address', '<b>一楼</b>', /格子里不能有尖括号/],
  ['hours', '工作日 8:30-12:00', undefined],
])('%s “%s”: %s', (field, text, said) => (said ? expect(cellProblem(field, text)).toMatch(said) : expect(cellProblem(field, text)).toBeUndefined()));

test.each([
  [0, '1 米'],
  [8, '8 米'],
  [8.00000001, '8 米'],
  [7.1, '8 米'],
])('%d m is never shown as better: %s', (metres, text) => expect(showMetres(metres)).toBe(text));

test('a day is the device’s own', () => expect(localDay(new Date(2026, 0, 5, 0, 10))).toBe('2026-01-05'));

test.each([
  ['通过验收。图上的点只是县城的大致位置。', '图上的点只是县城的大致位置'],
  ['点位是城区的大致位置，不是中心的门址。', '点位是城区的大致位置，不是中心的门址'],
  ['省里的先进单位。', undefined],
  ['', undefined],
])('of the note “%s” it is “%s” that speaks of the point', (note, said) => expect(pointRemark(note)).toBe(said));

test('one station has one row, the latest last', () => {
  const row = (id: string, lat: string) => ({ sheet: '350926', cells: { ...cells, id, lat } });
  expect(withRow([row('a', '1'), row('b', '2')], row('a', '3')).map((one) => one.cells['lat'])).toEqual(['2', '3']);
  expect(withoutRow([row('a', '1'), row('b', '2')], 'a')).toHaveLength(1);
});

describe('what was stored', () => {
  test('comes back', () => expect(readLocated(JSON.stringify([{ sheet: '350926', cells }]))).toEqual([{ sheet: '350926', cells }]));
  test.each([null, '', 'x', '7', '{}', '[null, 7, {"sheet":"a"}, {"sheet":"a","cells":{"id":1}}, {"sheet":"a","cells":{"id":"b","name":"c","lat":2}}]'])('is left out when it is no row: %s', (stored) => expect(readLocated(stored)).toEqual([]));
});

test.each([
  ['', 1],
  ['城郊', 1],
  ['靴岭 城郊', 1],
  ['双城', 0],
])('“%s” leaves %i', (query, count) => expect(rowsLike([cells], query)).toHaveLength(count));

test.each([
  ['Mozilla/5.0 (Linux; Android 12) Chrome/107 Mobile MicroMessenger/8.0.40', '微信'],
  ['Mozilla/5.0 (Linux; Android 12) Chrome/107 Mobile DingTalk/7.0', '钉钉'],
  ['Mozilla/5.0 (Linux; Android 12; wv) MQQBrowser/6.2 QQ/8.9', 'QQ'],
  ['Mozilla/5.0 (Linux; Android 12) Chrome/107 Mobile MQQBrowser/13', undefined],
  ['Mozilla/5.0 (iPhone) Version/17 Mobile Safari/604', undefined],
])('%s is shown by %s', (agent, app) => expect(inApp(agent)).toBe(app));
