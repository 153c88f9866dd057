import { cpSync, mkdirSync, mkdtempSync, openSync, closeSync, ftruncateSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readContent, showProblem, type Problem } from '@/lib/content.ts';
import { editorialProblems } from '@/lib/editorial.ts';
import { spoiledContent } from '../fixtures/spoiled/manifest.ts';
import { expectPlain, folderHash } from '../fixtures/spoiled/rules.ts';

const spoiled = 'tests/fixtures/spoiled';
let folder: string;
let content: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rongji-'));
  content = join(folder, 'content');
  cpSync('tests/fixtures/content', content, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What a build would stop for. */
function said(): Problem[] {
  const read = readContent(content);
  return read.problems.length ? read.problems : editorialProblems(read, '2026-11-27');
}
const put = (at: string, bytes: Uint8Array | string) => {
  mkdirSync(dirname(join(content, at)), { recursive: true });
  writeFileSync(join(content, at), bytes);
};

describe('a spoiled file is named with line, field and what to write, and nothing is changed', () => {
  test.each(spoiledContent)('$fixture', ({ fixture, at, named, line, field, words }) => {
    put(at, readFileSync(join(spoiled, fixture)));
    const before = folderHash(content);
    const problems = said();
    expect(folderHash(content)).toBe(before);
    expect(problems.map(showProblem).join('\n')).toContain(words);
    const found = problems.find((problem) => problem.message.includes(words))!;
    expect([found.file, found.line, found.field]).toEqual([`content/${named ?? at}`, line, field]);
    for (const problem of problems) expectPlain(problem.message, [folder]);
    // One mistake is one line, or a few where it spoils several fields.
    expect(problems.length).toBeLessThanOrEqual(20);
  });
  test('every fixture has its line in the manifest', () => {
    const there = ['yaml', 'mdx', 'csv'].flatMap((kind) => readdirSync(join(spoiled, kind)).map((name) => `${kind}/${name}`));
    expect(there.sort()).toEqual(spoiledContent.map(({ fixture }) => fixture).sort());
  });
});

test('what is said of a file does not steer the terminal it is said on', () => {
  put('stations/350926.csv', readFileSync('tests/fixtures/content/stations/350926.csv', 'utf8').replace('备注', '备\u001b[2J\u202e注').replace('城区', '城\u001b]0;甲\u0007区'));
  put('veterans/li.mdx', readFileSync('tests/fixtures/content/veterans/li.mdx', 'utf8').replace('region: here', 'region: "he\\u001b[31mre"'));
  const lines = said().map(showProblem);
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
});

describe('files too large to be kept here', () => {
  test.each([
    ['sources/report.yaml', `title: ${'长'.repeat(600_000)}\n`, /^content\/sources\/report\.yaml 第 1 行：这个文件有 \d+ 个字符，太长了，最多 500000 个；请分成几份$/],
    ['veterans/li.mdx', `${readFileSync('tests/fixtures/content/veterans/li.mdx', 'utf8')}${'走访。\n\n'.repeat(40_000)}`, /^content\/veterans\/li\.mdx 第 17 行：正文有 \d+ 个字符，太长了，最多 100000 个；请分成几篇/],
    ['stations/350926.csv', `${readFileSync('tests/fixtures/content/stations/350926.csv', 'utf8')}${'x,'.repeat(2_600_000)}\n`, /^content\/stations\/350926\.csv 第 1 行：这个文件有 \d+ 个字符，太长了，最多 5000000 个；请分成几份$/],
    ['stations/350926.csv', `${readFileSync('tests/fixtures/content/stations/350926.csv', 'utf8')}${',,,,,,,,,,,,,,,,,,\n'.repeat(200_000)}`, /^$/],
  ])('%s', (at, text, message) => {
    put(at, text);
    const problems = said();
    expect(problems.map(showProblem)[0] ?? '').toMatch(message);
    for (const problem of problems) expectPlain(problem.message, [folder]);
  });
  test('a file of three gigabytes is not even read', () => {
    const file = openSync(join(content, 'sources/report.yaml'), 'w');
    ftruncateSync(file, 3_000_000_000);
    closeSync(file);
    expect(said().map(showProblem)[0]).toBe('content/sources/report.yaml 第 1 行：这个文件有 3000 MB，太长了，最多 500000 个字符；请分成几份');
  });
});
