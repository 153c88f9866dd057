import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { showSheetLine, type ImportOptions } from '../../tools/sheets/model.ts';
import { prepareImport } from '../../tools/sheets/plan.ts';
import { readStanding } from '../../tools/sheets/standing.ts';
import { expectPlain, folderHash } from '../fixtures/spoiled/rules.ts';
import { copySoundContent, csvText, soundGrid, spoiledSheets, workbook } from '../fixtures/spoiled/sheets.ts';

let folder: string;
let content: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rongji-sheets-'));
  content = join(folder, 'content');
  copySoundContent(content);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const options: ImportOptions = { today: '2026-11-27' };

test('the sheet that the others are made of may be imported, as a workbook and as CSV', async () => {
  for (const [name, bytes] of [['a.xlsx', workbook(soundGrid())], ['a.csv', new TextEncoder().encode(csvText(soundGrid()))]] as const) {
    const result = await prepareImport(bytes, name, readStanding(content), options);
    if ('problems' in result) throw new Error(result.problems.map(showSheetLine).join('\n'));
    expect(result.plan.changes.map(({ kind, id }) => `${kind} ${id}`)).toEqual(['change station']);
    expect(result.plan.unchanged).toBe(2);
  }
});

describe('a spoiled sheet is refused with row, column and what to write, and nothing is changed', () => {
  test.each(spoiledSheets)('$fixture', async ({ file, bytes, row, column, words }) => {
    const before = folderHash(content);
    const result = await prepareImport(bytes(), file, readStanding(content), options);
    expect(folderHash(content)).toBe(before);
    if (!('problems' in result)) throw new Error(`accepted: ${JSON.stringify(result.plan.changes)}`);
    const said = result.problems.map(showSheetLine);
    expect(said.length).toBeGreaterThan(0);
    for (const { message } of result.problems) expectPlain(message, [folder]);
    expect(said.join('\n')).toContain(words);
    const found = result.problems.filter((problem) => problem.message.includes(words)).map((problem) => [problem.row, problem.column]);
    expect(found, said.join('\n')).toContainEqual([row, column]);
    expect(said.length).toBeLessThan(60);
  });
  const sample = ['cut', 'merged-cells', 'entities', 'parents-in-a-ring', 'big5'];
  test.each(spoiledSheets.filter(({ fixture }) => sample.includes(fixture)))('$fixture on the command line, which ends with 1', ({ file, bytes, row, column, words }) => {
    const path = join(folder, file);
    writeFileSync(path, bytes());
    const before = folderHash(content);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/rongji.ts', 'import', 'stations', path, '--content', content], { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(stderr).toContain(words);
    if (row) expect(stderr).toContain(`第 ${row} 行${column ? `，${column}` : ''}：`);
    expect(stderr).toContain('名单没有动，一行也没有写');
    for (const line of stderr.trim().split('\n')) expect(line).not.toMatch(/^\s+at |Error|node:/);
    expect(status).toBe(1);
    expect(folderHash(content)).toBe(before);
  });
  test('each has a name of its own', () => expect(new Set(spoiledSheets.map(({ fixture }) => fixture)).size).toBe(spoiledSheets.length));
});
