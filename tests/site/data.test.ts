import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, test } from 'vitest';
import { readContent } from '@/lib/content.ts';
import { tableNames, tables, type TableName } from '@/lib/open-data.ts';
import { formula } from '@/schema/formula.ts';
import { packageProblems, readDescriptor } from './data-package.ts';
import { attribute, readPages, textOf } from './pages.ts';

const folder = 'dist/data';
const content = readContent('content');
const descriptor = readDescriptor(folder);
const sheet = (table: TableName, from = folder) => parse(readFileSync(join(from, `${table}.csv`)), { bom: true, columns: true }) as Record<string, string>[];
const json = (table: TableName) => JSON.parse(readFileSync(join(folder, `${table}.json`), 'utf8')) as Record<string, any>[];
const spoiled = mkdtempSync(join(tmpdir(), 'rongji-spoiled-'));
afterAll(() => rmSync(spoiled, { recursive: true, force: true }));

describe('the data package', () => {
  test('is accepted by Frictionless’ validator: profile, every row against its schema, what rows refer to, bytes and hashes', async () => {
    expect(await packageProblems(folder)).toEqual([]);
  });
  test.each([
    ['a kind that is none', 'stations.csv', (text: string) => text.replace(',服务中心,', ',服务处,'), /类别|enum/],
    ['a source that is not there', 'facts.csv', (text: string) => text.replace(/^(aiguo[^,]*),aiguo-zhuyi-jiaoyu-fa,/m, '$1,nowhere,'), /oreign key/],
    ['a day that is none', 'sources.csv', (text: string) => text.replace(/,2026-11-2\d,/, ',2026-11-32,'), /date/],
    ['an id that stands twice', 'sources.csv', (text: string) => `${text}${text.trimEnd().split('\n').at(-1)}\n`, /uniq|duplicate/i],
    ['a latitude for a longitude', 'stations.csv', (text: string) => text.replace(',27.23959,119.8939,', ',119.8939,27.23959,'), /maximum|minimum/],
  ])('%s is noticed', async (_, file, change, words) => {
    cpSync(folder, spoiled, { recursive: true, filter: (path) => !/\.(br|gz)$/.test(path) });
    const text = readFileSync(join(folder, file), 'utf8');
    const changed = change(text);
    expect(changed).not.toBe(text);
    writeFileSync(join(spoiled, file), changed);
    const problems = await packageProblems(spoiled);
    expect(problems.some((problem) => /another hash/.test(problem))).toBe(true);
    expect(problems.filter((problem) => words.test(problem)).length, problems.join('\n')).toBeGreaterThan(0);
  });
  test('names every file that is there, and claims no licence, no publisher and no address that nobody has given', () => {
    const there = globSync('*.{csv,json,geojson}', { cwd: folder }).filter((file) => !['datapackage.json', 'lexicon.json', 'visit-sites.json'].includes(file));
    expect(descriptor.resources.map(({ path }) => path).sort()).toEqual(there.sort());
    for (const key of ['licenses', 'contributors', 'homepage', 'created']) expect(descriptor[key], key).toBeUndefined();
    expect(descriptor['version']).toMatch(/^\d{4}\.\d{1,2}\.\d{1,2}\+[0-9a-f]{8}$/);
  });
});

describe.each(tableNames)('%s', (table) => {
  const { columns } = tables[table];
  const rows = sheet(table);
  test('the sheet and the JSON say the same', () => {
    const cells = json(table).map((row) => Object.fromEntries(columns.map(({ key, name }) => [name, Array.isArray(row[key]) ? row[key].join('；') : String(row[key] ?? '')])));
    expect(rows).toEqual(cells);
  });
  test('patterns hold for whole cells, and no cell is a formula', () => {
    for (const row of rows)
      for (const { name, constraints, type } of columns) {
        const cell = row[name]!;
        if (constraints?.pattern && cell) expect(cell, name).toMatch(new RegExp(`^(?:${constraints.pattern})$`));
        if (!type && !/^-?[\d.]+$/.test(cell)) expect(cell, name).not.toMatch(formula);
      }
  });
});

describe('nothing is lost and nothing is added', () => {
  const ids = (table: TableName) => sheet(table).map((row) => row['编号']!).sort();
  test('every station, entry, fact and source has its row', () => {
    expect(ids('stations')).toEqual(content.stations.map(({ data }) => data.id).sort());
    expect(ids('entries')).toEqual(content.entries.map(({ kind, id }) => `${kind}/${id}`).sort());
    expect(ids('facts')).toEqual([...content.facts.keys()].sort());
    expect(ids('sources')).toEqual(content.sources.map(({ id }) => id).sort());
  });
  test('a fact keeps its value, its qualifiers and how it was read', () => {
    const rows = new Map(json('facts').map((row) => [row['id'], row]));
    for (const fact of content.facts.values())
      expect(rows.get(fact.id), fact.id).toMatchObject({ value: fact.value, of: fact.of, where: fact.where, ...(fact.unit && { unit: fact.unit }), ...(fact.before && { before: fact.before }), ...(fact.after && { after: fact.after }), ...(fact.conflicts.length > 0 && { conflicts: fact.conflicts }), read: fact.unverified ? 'secondhand' : 'original' });
  });
  test('lists name rows that are there', () => {
    const entries = new Set(ids('entries'));
    const facts = new Set(ids('facts'));
    const stations = new Set(ids('stations').map((id) => `stations/${id}`));
    for (const { id, pages = [], conflicts = [] } of json('facts')) expect([...pages.filter((page: string) => !entries.has(page)), ...conflicts.filter((one: string) => !facts.has(one))], id).toEqual([]);
    for (const { id, facts: used = [], related = [] } of json('entries')) expect([...used.filter((fact: string) => !facts.has(fact)), ...related.filter((one: string) => !entries.has(one) && !stations.has(one))], id).toEqual([]);
  });
  test('the text of an entry is words alone', () => {
    for (const { id, text = '', fields } of json('entries')) expect(`${text}${JSON.stringify(fields)}`, id).not.toMatch(/<[A-Za-z/]|\{[a-z0-9-]+\/[a-z0-9-]+\}/);
    const story = json('entries').find(({ id }) => id === 'memorials/ma-lifeng')!;
    expect(story['text']).toContain('## 在福州入党（');
    expect(story['fields'].name).toBe('马立峰');
  });
  test('points are those of the rows, longitude first', () => {
    for (const table of ['stations', 'entries'] as const) {
      const { features } = JSON.parse(readFileSync(join(folder, `${table}.geojson`), 'utf8'));
      const placed = json(table).filter(({ lat }) => lat !== undefined);
      expect(features.map(({ properties, geometry }: any) => [properties.id, ...geometry.coordinates, properties.precision])).toEqual(placed.map(({ id, lat, lng, precision }) => [id, lng, lat, precision]));
      expect(placed.length).toBeGreaterThan(5);
    }
  });
});

test('the page explains every column and leads to every file', () => {
  const { html } = readPages('dist').find(({ path }) => path === '/data/')!;
  const said = textOf(html);
  for (const table of tableNames) for (const { name, key, description } of tables[table].columns) expect(html.replace(/&#39;|&quot;/g, ''), `${table} ${key}`).toContain(`<th scope="row">${name}<code>${key}</code></th><td>${description}</td>`);
  const keysIn = (value: any, path: string[] = []): string[] =>
    Array.isArray(value) ? value.flatMap((item) => keysIn(item, path)) : value && typeof value === 'object' ? Object.entries(value).flatMap(([key, item]) => [[...path, key].join('.'), ...keysIn(item, [...path, key])]) : [];
  const keys = new Set<string>(json('entries').flatMap(({ fields }) => keysIn(fields)));
  expect(keys.size).toBeGreaterThan(60);
  for (const key of keys) expect(html.replaceAll('<wbr>', ''), key).toContain(`<th scope="row"><code>${key}</code></th>`);
  expect(attribute(html, 'href')).toEqual(expect.arrayContaining([...descriptor.resources.map(({ path }) => `/data/${path}`), '/data/datapackage.json']));
  expect(said).toContain('没有声明再利用的许可');
  expect(said).toContain('GeoNames');
});

test('pages where one looks for it lead there', () => {
  const pages = readPages('dist');
  for (const path of ['/about/', '/sources/', '/stations/', '/stations/coverage/']) expect(attribute(pages.find((page) => page.path === path)!.html, 'href'), path).toContain('/data/');
});

test('no device keeps the open data unasked', () => {
  const lists = [readFileSync('dist/offline-worker.js', 'utf8'), ...globSync('dist/offline/*.json').filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8'))];
  for (const list of lists) for (const { path } of descriptor.resources) if (path !== 'stations.csv') expect(list.includes(`data/${path}`), path).toBe(false);
});

test('without an address for mistakes no page asks to be told of them', () => {
  for (const { html, path } of readPages('dist')) expect(html.includes('有误？'), path).toBe(false);
});
