import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readContent, type Content } from '@/lib/content.ts';
import { divisionPrefix } from '@/lib/divisions.ts';
import { journalName, journalText } from '@/lib/station-sheets.ts';
import { writeSelection } from '../../tools/selection.ts';

let folder: string;
let whole: Content;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rongji-selection-'));
  whole = readContent('content');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const regions = readdirSync('content/regions').map((name) => name.replace('.mdx', ''));
const allText = (root: string) => readdirSync(root, { recursive: true, withFileTypes: true }).filter((item) => item.isFile()).map((item) => ({ name: item.name, text: readFileSync(join(item.parentPath, item.name), 'utf8') }));
/** Names that nothing but the region itself goes by. */
const own: Record<string, string[]> = { shuangliao: ['双辽'], chibi: ['赤壁', '蒲圻'], jiangmen: ['江门'], longyan: ['龙岩', '古田会议'], zherong: ['柘荣'] };

describe.each(regions)('the content of %s alone', (id) => {
  let root: string;
  let selected: Content;
  let mentions: unknown[];
  beforeAll(() => {
    root = join(folder, id);
    mentions = writeSelection(whole, 'content', [id], root);
    selected = readContent(root);
  });

  test('is sound', () => expect(selected.problems).toEqual([]));
  test('has every entry, plan and station of the region and what holds everywhere', () => {
    const { data } = whole.entries.find((entry) => entry.kind === 'regions' && entry.id === id)!;
    const expected = whole.entries.filter((entry) => (entry.kind === 'regions' ? entry.id === id : [undefined, id].includes(entry.data['region']))).map((entry) => `${entry.kind}/${entry.id}`);
    expect(selected.entries.map((entry) => `${entry.kind}/${entry.id}`)).toEqual(expected);
    expect(selected.visits.map((one) => one.id)).toEqual(whole.visits.filter((one) => one.data.region === id).map((one) => one.id));
    expect(selected.stations.map((row) => row.data)).toEqual(whole.stations.filter((row) => row.data.code.startsWith(divisionPrefix(data['code']))).map((row) => row.data));
  });
  test('every fact it keeps says what it said', () => {
    for (const [key, fact] of selected.facts) expect(fact).toEqual(whole.facts.get(key));
  });
  test('names no other region, in no file and no file name', () => {
    expect(mentions).toEqual([]);
    for (const [other, names] of Object.entries(own)) {
      if (other === id) continue;
      for (const { name, text } of allText(root)) for (const word of names) expect(text.includes(word) ? `${name}: ${word}` : '').toBe('');
    }
  });
});

test('two regions together keep what links them', () => {
  const root = join(folder, 'two');
  writeSelection(whole, 'content', ['chibi', 'zherong'], root);
  const { entries, problems } = readContent(root);
  expect(problems).toEqual([]);
  expect(entries.find(({ id }) => id === 'fengqiao-station')!.data['related']).toContain('practices/lao-zhanyou');
});

test('all regions together are the whole content', () => {
  const root = join(folder, 'all');
  writeSelection(whole, 'content', regions, root);
  const all = readContent(root);
  expect(all.problems).toEqual([]);
  expect(all.entries.map(({ data }) => data)).toEqual(whole.entries.map(({ data }) => data));
  expect(all.stations.length).toBe(whole.stations.length);
});

test('sheets of an import that was cut off are taken as the import leaves them', () => {
  const root = join(folder, 'cut-off/content');
  cpSync('tests/fixtures/content', root, { recursive: true });
  const sheet = join(root, 'stations/350926.csv');
  const text = readFileSync(sheet, 'utf8');
  const after = text.replace('0593-1234567', '0593-7654321');
  expect(after).not.toBe(text);
  writeFileSync(join(root, 'stations', journalName), journalText(new Map([['350926.csv', { before: null, after }]])));
  for (const step of ['old on disk', 'not on disk yet']) {
    if (step === 'not on disk yet') rmSync(sheet);
    const out = join(folder, 'cut-off-selected', step);
    writeSelection(readContent(root), root, ['here'], out);
    expect(readFileSync(join(out, 'stations/350926.csv'), 'utf8'), step).toBe(after);
  }
});

test('an id that is no region is refused with those there are', () => expect(() => writeSelection(whole, 'content', ['zherong', 'nowhere'], join(folder, 'none'))).toThrow(/没有 nowhere 这个地方；可用的编号是 chibi、/));

test('a page that speaks of a place that is not chosen is told, with its line', () => {
  const root = join(folder, 'changed/content');
  cpSync('tests/fixtures/content', root, { recursive: true });
  const content = readContent(root);
  // The fixture has one region; another one by name, as the check would read it.
  const region = content.entries.find(({ kind }) => kind === 'regions')!;
  const other = { ...region, id: 'elsewhere', data: { ...region.data, title: '别处县', code: '999999' } };
  const entry = content.entries.find(({ data }) => data['region'] === region.id)!;
  const spoken = { ...entry, passages: [...entry.passages, { line: 42, text: '同别处县的做法一样。' }] };
  const mentions = writeSelection({ ...content, entries: content.entries.map((one) => (one === entry ? spoken : one)).concat(other) }, root, [region.id], join(folder, 'told'));
  expect(mentions).toEqual([{ file: entry.file, line: 42, name: '别处县' }]);
});
