import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readContent } from '@/lib/content.ts';

let folder: string;
let content: string;
let sheet: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rongji-directory-'));
  content = join(folder, 'content');
  sheet = join(content, 'stations/350926.csv');
  cpSync('tests/fixtures/content', content, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const run = () => spawnSync(process.execPath, ['tools/directory.ts', '2026-11-25', content], { encoding: 'utf8' });
const change = (file: string, from: string | RegExp, to: string) => writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));

test('adds a row for every covered place that has none, leaves the others as they are, and the content stays sound', () => {
  change(join(content, 'divisions/350926.csv'), /$/, '350926100202,另村\n');
  const before = readFileSync(sheet, 'utf8');
  expect(run().status).toBe(0);
  expect(readFileSync(sheet, 'utf8')).toBe(`${before}350926100202,另村退役军人服务站,服务站,村,350926100202,某镇,,,,,,,,,,derived,report,2026-11-25,\n`);
  expect(readContent(content).problems).toEqual([]);
  const once = readFileSync(sheet, 'utf8');
  expect(run().stdout).toContain('没有要加的行');
  expect(readFileSync(sheet, 'utf8')).toBe(once);
});

test('begins a sheet that is not there, with its head', () => {
  const head = readFileSync(sheet, 'utf8').split('\n')[0];
  rmSync(sheet);
  expect(run().status).toBe(0);
  expect(readFileSync(sheet, 'utf8').split('\n')).toEqual([head, expect.stringMatching(/^350926100201,某村退役军人服务站,服务站,村,/), '']);
});

test('a sheet whose last line has no end is not run together with what is added', () => {
  change(join(content, 'divisions/350926.csv'), /$/, '350926100202,另村\n');
  writeFileSync(sheet, readFileSync(sheet, 'utf8').trimEnd());
  expect(run().status).toBe(0);
  expect(readContent(content).problems).toEqual([]);
});

test('content with a mistake is left alone', () => {
  change(join(content, 'divisions/350926.csv'), /$/, '350926100202,另村\n');
  change(sheet, '0593-1234567', '打电话');
  const before = readFileSync(sheet, 'utf8');
  const { status, stderr } = run();
  expect(status).toBe(1);
  expect(stderr).toContain('电话写作');
  expect(readFileSync(sheet, 'utf8')).toBe(before);
});
