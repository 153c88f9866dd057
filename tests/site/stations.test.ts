import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readContent } from '@/lib/content.ts';
import { divisionPrefix } from '@/lib/divisions.ts';
import { readDivisions } from '@/lib/divisions-csv.ts';
import { readPlaces } from '@/lib/place-names.ts';
import { decodeStations } from '@/lib/station-files.ts';
import { readStationSheet } from '@/lib/stations-csv.ts';
import { byDivision, hasPage, sheetsOf, stationPath } from '@/lib/stations.ts';
import { columns } from '@/schema/station-words.ts';
import { attribute, readPages, textOf } from './pages.ts';

const content = readContent('content');
const rows = content.stations.map(({ data }) => data);
const divisions = readDivisions('content');
const pages = new Map(readPages('dist').map((page) => [page.path, page.html]));
const json = (path: string): any => JSON.parse(readFileSync(`dist/data/${path}`, 'utf8'));

describe('the directory is complete', () => {
  const count = (prefix: string, level: string) => rows.filter((row) => row.kind !== '专门设施' && row.code.startsWith(prefix) && row.level === level).length;
  test('赤壁 comes out at 1 + 14 + 182', () => expect(['县', '乡', '村'].map((level) => count('421281', level))).toEqual([1, 14, 182]));
  test('every division of a covered level has its row', () => {
    for (const { data } of content.entries.filter(({ kind }) => kind === 'regions'))
      for (const { level } of data.coverage as { level: string }[]) {
        const length = { 县: 6, 乡: 9, 村: 12 }[level];
        const wanted = divisions.filter(({ code }) => code.length === length && code.startsWith(divisionPrefix(data.code)) && !(code.length === 6 && code.endsWith('00')));
        const held = new Set(rows.filter((row) => row.kind !== '专门设施').map(({ code }) => code));
        expect(wanted.filter(({ code }) => !held.has(code)), `${data.title} ${level}`).toEqual([]);
      }
  });
  test('a derived row claims no address, telephone or hours', () => expect(rows.filter((row) => row.basis === 'derived' && (row.address || row.phone || row.hours || row.services.length > 0))).toEqual([]));
});

describe('every station can be reached without script', () => {
  test('on a page of its own or on its line of its township’s, county’s or city’s page', () => {
    for (const row of rows) {
      const [path, anchor] = stationPath({ ...row, page: hasPage(row) }).split('#');
      const html = pages.get(path!);
      expect(html, row.id).toBeDefined();
      expect(html, row.id).toContain(row.name);
      if (anchor) expect(attribute(html!, 'id'), row.id).toContain(anchor);
    }
  });
  test('from the finder down: province, city, county, township, village', () => {
    for (const [from, to] of [['/stations/', '350000'], ['/stations/', '350823'], ['/stations/area/350000/', '350800'], ['/stations/area/350800/', '350823'], ['/stations/area/350823/', '350823106']])
      expect(attribute(pages.get(from!)!, 'href'), from).toContain(`/stations/area/${to}/`);
    expect(attribute(pages.get('/stations/area/350823106/')!, 'id')).toContain('s350823106201');
  });
  test('a village that no document covers says so and says whom to ask', () => {
    const html = textOf(pages.get('/stations/area/440703006/')!);
    expect(html).toContain('未见记载');
    expect(html).toContain('《退役军人保障法》第65条');
  });
  test('a station’s page says what to bring, how to go there, and who is above it', () => {
    const html = pages.get('/stations/zherong-shuangcheng/')!;
    for (const words of ['怎么联系', '上下级', '怎么去', '来办什么，带什么', '优待证申领', '上级：', '原文未载']) expect(textOf(html)).toContain(words);
    expect(attribute(html, 'href')).toContain('/guides/youdaizheng/#station=350926/zherong-shuangcheng');
    // Its point is that of the town: no marker may lead a driver there.
    expect(html).not.toMatch(/uri\.amap\.com\/marker|position=1/);
  });
});

test('nobody is put above or below a special facility but by a document', () => {
  expect(textOf(pages.get('/stations/chibi-jiankang/')!)).not.toContain('上级：');
  expect(textOf(pages.get('/stations/chibi-center/')!)).toMatch(/这里还有：退役军人健康服务中心/);
  expect(textOf(pages.get('/stations/shuangliao-liutiao-tiaojieshi/')!)).toContain('上级：柳条乡退役军人服务站');
});

test('a derived row says so wherever it is listed as a card', () => {
  expect(textOf(pages.get('/stations/area/350823106/')!)).toMatch(/古田镇退役军人服务站.*按区划列出/);
  expect(textOf(pages.get('/stations/area/350926100/')!)).not.toMatch(/双城镇退役军人服务站服务站 · 柘荣县 · 双城镇按区划列出/);
});

describe('open data', () => {
  test('stations.csv holds every row and reads back as it was', () => {
    const read = readStationSheet(readFileSync('dist/data/stations.csv', 'utf8'));
    if (!('rows' in read)) throw new Error(read.message);
    expect(read.rows.map(({ cells }) => cells['id'])).toEqual([...rows].sort(byDivision).map(({ id }) => id));
    expect(Object.keys(read.rows[0]!.cells)).toEqual(Object.values(columns));
  });
  test('a county’s sheet holds the lines that content/ holds', () => {
    const lines = (path: string) => readFileSync(path, 'utf8').replace('\uFEFF', '').trimEnd().split('\n').sort();
    for (const sheet of sheetsOf(rows).keys()) expect(lines(`dist/data/stations/${sheet}.csv`), sheet).toEqual(lines(`content/stations/${sheet}.csv`));
  });
  test('stations.geojson holds those with a point, longitude first', () => {
    const { type, features } = json('stations.geojson');
    expect(type).toBe('FeatureCollection');
    expect(features).toHaveLength(rows.filter(({ lat }) => lat !== undefined).length);
    for (const { geometry, properties } of features) {
      const row = rows.find(({ id }) => id === properties.id)!;
      expect(geometry).toEqual({ type: 'Point', coordinates: [row.lng, row.lat] });
    }
  });
  test('the finder’s files give back the stations and the places', () => {
    for (const [sheet, own] of sheetsOf(rows)) expect(decodeStations(json(`stations/${sheet}.json`)).map(({ id }) => id).sort(), sheet).toEqual(own.map(({ id }) => id).sort());
    const places = ['220382', '421281', '440700', '350800', '350926'].flatMap((region) => readPlaces(json(`places/${region}.json`)).divisions.map(({ code }) => code));
    expect(new Set(places)).toEqual(new Set(divisions.map(({ code }) => code)));
  });
});

test('coverage puts what is held beside what is published', () => {
  const html = textOf(pages.get('/stations/coverage/')!);
  for (const words of ['2086个', '119个', '14个', '182个', '合计']) expect(html).toContain(words);
});

test('the worker keeps the finder, its scripts and its data, all of which are there', () => {
  const worker = readFileSync('dist/offline-worker.js', 'utf8');
  const kept = [...worker.matchAll(/["'`]([^"'`\s]+[/.][^"'`\s]*)["'`]:\s*["'`][\w-]{12}["'`]/g)].map((match) => match[1]!);
  for (const wanted of ['stations/', 'stations/locate/', 'guides/youdaizheng/', 'data/near/index.json', 'data/places/350926.json', 'data/stations/350926.json', 'data/stations/350926.csv']) expect(kept).toContain(wanted);
  expect(kept.some((url) => /^_astro\/.*station-map/.test(url))).toBe(true);
  expect(kept.filter((url) => !existsSync(`dist/${url.endsWith('/') ? `${url}index.html` : url}`))).toEqual([]);
});
