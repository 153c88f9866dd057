import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settingLine } from '../../tools/settings-problems.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rongji-check-'));
  cpSync('tests/fixtures/content', join(folder, 'content'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const rongji = (words: string[], site?: object) => spawnSync(process.execPath, ['tools/rongji.ts', ...words, '--content', join(folder, 'content')], { encoding: 'utf8', env: { ...process.env, ...(site && { RONGJI_SITE: JSON.stringify(site) }) } });
const today = ['--today', '2026-03-01'];
const write = (file: string, change: (text: string) => string) => writeFileSync(join(folder, 'content', file), change(readFileSync(join(folder, 'content', file), 'utf8')));

describe('check', () => {
  test('sound content ends with 0 and its counts', () => {
    const { status, stdout } = rongji(['check', ...today]);
    expect(stdout).toMatch(/检查通过：条目 \d+，站点 \d+，出处 \d+，事实 \d+。/);
    expect(status).toBe(0);
  });
  test('mistakes are told by file with line, field and what to write; a second round is announced', () => {
    write('veterans/li.mdx', (text) => text.replace(/^published: .*$/m, 'published: 2026-02-30'));
    const { status, stdout } = rongji(['check', ...today]);
    expect(stdout).toMatch(/^content\/veterans\/li\.mdx\n {2}要改 {2}第 \d+ 行，published：没有这一天/m);
    expect(stdout).toContain('要改的有 1 处。有的检查要等这些改好才能做，改完请再查一遍。');
    expect(status).toBe(1);
  });
  test('JSON has a form that stays', () => {
    write('veterans/li.mdx', (text) => text.replace(/^checked: .*$/m, 'checked: 2026-04-01'));
    const { status, stdout } = rongji(['check', '--json', ...today]);
    const found = JSON.parse(stdout);
    const line = readFileSync(join(folder, 'content/veterans/li.mdx'), 'utf8').split('\n').findIndex((text) => text.startsWith('checked:')) + 1;
    expect(found).toEqual({
      problems: [{ file: 'content/veterans/li.mdx', line, field: 'checked', message: expect.stringContaining('还没有到'), level: 'mend' }],
      counts: { mend: 1, look: 0, stale: 0, entries: expect.any(Number), stations: expect.any(Number), sources: expect.any(Number), facts: expect.any(Number), documents: 0 },
      more: true,
    });
    expect(status).toBe(1);
  });
  test('what is only worth a look fails with --strict alone; what grew old never does', () => {
    write('sources/report.yaml', (text) => text.replace('facts:\n', "facts:\n  spare:\n    value: 一条\n    of: 没有用到的\n    where: 第一段\n"));
    const plain = rongji(['check', '--json', ...today]);
    const line = readFileSync(join(folder, 'content/sources/report.yaml'), 'utf8').split('\n').indexOf('  spare:') + 1;
    expect(JSON.parse(plain.stdout).problems).toContainEqual({ file: 'content/sources/report.yaml', line, field: 'facts.spare', message: '没有一页用到这条事实', level: 'look' });
    expect(plain.status).toBe(0);
    expect(rongji(['check', '--strict', ...today]).status).toBe(1);
    write('sources/report.yaml', (text) => text.replace(/ {2}spare:\n( {4}.*\n){3}/, ''));
    write('veterans/li.mdx', (text) => text.replace('related: []', 'related: [heritage/hall, regions/here]'));
    const old = rongji(['check', '--strict', '--json', '--today', '2030-01-01']);
    expect(JSON.parse(old.stdout).counts).toMatchObject({ mend: 0, look: 0, stale: 7 });
    expect(old.status).toBe(0);
  });
  test('settings are looked at too, and a region that the content lacks', () => {
    const { stdout, status } = rongji(['check', '--json', ...today], { base: 'tyjr', regions: ['nowhere'] });
    expect(JSON.parse(stdout).problems).toEqual([{ file: '环境变量 RONGJI_SITE', line: 1, field: 'base', message: expect.stringContaining('前后都要有斜杠'), level: 'mend' }]);
    expect(status).toBe(1);
    expect(JSON.parse(rongji(['check', '--json', ...today], { regions: ['nowhere'] }).stdout).problems).toEqual([{ file: 'site.config.ts', line: expect.any(Number), field: 'regions', message: expect.stringContaining('没有 nowhere 这个地方'), level: 'mend' }]);
  });
  test('a sentence taken from a document is found', () => {
    const words = '他在山上守了一辈子林子，谁来问路都要送上一程才回去。';
    write('veterans/li.mdx', (text) => `${text}\n${words}\n`);
    writeFileSync(join(folder, '原文.txt'), `记者到时，${words}`);
    expect(rongji(['check', ...today, '--documents', folder])).toMatchObject({ status: 1, stdout: expect.stringContaining('与《原文》一字不差') });
  });
  test.each([
    [['--today', '2026-02-30'], '没有这一天'],
    [['--documents', '/nowhere'], '没有 /nowhere 这个文件夹'],
  ])('%j is wrong use', (words, message) => expect(rongji(['check', ...words])).toMatchObject({ status: 2, stderr: expect.stringContaining(message) }));
});

test('paths are meant from where npm was called', () => {
  mkdirSync(join(folder, '原文'));
  writeFileSync(join(folder, '原文', '甲.txt'), '别的话');
  const run = (words: string[]) => spawnSync(process.execPath, ['tools/rongji.ts', ...words, '--content', 'content'], { encoding: 'utf8', env: { ...process.env, INIT_CWD: folder } });
  write('veterans/li.mdx', (text) => text.replace('title: 老李', 'titel: 老李'));
  expect(run(['check', ...today, '--documents', '原文']).stdout).toContain('没有“titel”这个字段');
  expect(run(['stale', '--csv', '核对.csv', '--today', '2027-06-01']).stderr).toContain('内容有 2 处要改');
  expect(existsSync(join(folder, '核对.csv'))).toBe(true);
  writeFileSync(join(folder, '答案.txt'), 'title=试写文件\npublisher=某局\nkind=official\npublished=2026-01\nread=original\n');
  expect(run(['new', 'sources', '--answers', '答案.txt', ...today])).toMatchObject({ status: 0, stderr: '' });
  expect(existsSync(join(folder, 'content/sources/shi-xie-wen-jian.yaml'))).toBe(true);
});

test('a setting is found on its line, or the group that lacks it', () => {
  const text = "import x from 'y';\nexport const site: X = {\n  name: 'a',\n  operator: {\n    icp: '',\n  },\n  embedders: [\n    'a',\n    'b',\n  ],\n} satisfies X;\n";
  expect([['name'], ['operator', 'icp'], ['operator', 'name'], ['embedders', '1'], ['url'], []].map((path) => settingLine(text, path))).toEqual([3, 5, 4, 9, 2, 2]);
});

describe('stale', () => {
  test('is grouped by office, then author or sheet, the oldest first', () => {
    write('veterans/li.mdx', (text) => text.replace(/^author: /m, 'owner: 优抚科\nauthor: '));
    const { status, stdout } = rongji(['stale', '--today', '2027-01-03']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^优抚科，1 处\n {2}content\/veterans\/li\.mdx 第 \d+ 行，checked：上次核对是 2026-01-02，过了 366 天$/m);
    expect(stdout).toMatch(/^.+的站点表（地方没有写 owner），\d+ 处\n {2}content\/stations\/350926\.csv/m);
    const { groups, count } = JSON.parse(rongji(['stale', '--json', '--today', '2027-01-03']).stdout);
    expect(groups.reduce((sum: number, group: { count: number }) => sum + group.count, 0)).toBe(count);
    expect(rongji(['stale', '--strict', '--today', '2027-01-03']).status).toBe(1);
    expect(rongji(['stale', '--strict', '--today', '2026-01-03'])).toMatchObject({ status: 0, stdout: expect.stringContaining('没有超过 365 天没核对的') });
  });
  test('a region of which an office sees to takes its sheets along; one line a sheet, or all', () => {
    write('regions/here.mdx', (text) => text.replace(/^author: /m, 'owner: 信息科\nauthor: '));
    const shown = (words: string[]) => JSON.parse(rongji(['stale', '--json', '--today', '2027-06-01', ...words]).stdout).groups.find((group: { owner: string }) => group.owner === '信息科').lines.filter((line: { file: string }) => line.file.endsWith('.csv'));
    const [sheet, ...others] = shown([]);
    expect(others).toEqual([]);
    expect(shown(['--all'])).toHaveLength(sheet.rows);
  });
  test('the list is saved as a sheet, and never over another file', () => {
    const sheet = join(folder, '核对.csv');
    for (let i = 0; i < 2; i++) expect(rongji(['stale', '--today', '2027-06-01', '--csv', sheet]).status).toBe(0);
    expect(readFileSync(sheet, 'utf8')).toMatch(/^\uFEFF负责,文件,行,字段,上次核对,过了几天\r\n.+,content\//);
    const other = join(folder, 'content/stations/350926.csv');
    const text = readFileSync(other, 'utf8');
    expect(rongji(['stale', '--csv', other])).toMatchObject({ status: 2, stderr: expect.stringContaining('没有动它') });
    expect(readFileSync(other, 'utf8')).toBe(text);
  });
  test('a list that cannot be saved is told in Chinese', () => {
    for (const [sheet, words] of [[folder, '是文件夹；请写表格文件的名字'], [join(folder, 'content/sources/report.yaml/核对.csv'), '这里已经有同名的文件'], [join(folder, 'content/sources/report.yaml/甲/核对.csv'), '不是文件夹']] as const) {
      const { status, stderr } = rongji(['stale', '--csv', sheet]);
      expect(stderr).toContain(words);
      expect(stderr).not.toMatch(/程序意外出错|\n\s+at /);
      expect(status).not.toBe(0);
    }
  });
  test('content that cannot be read is never a short list', () => {
    rmSync(join(folder, 'content'), { recursive: true });
    expect(rongji(['stale', '--strict'])).toMatchObject({ status: 1, stderr: expect.stringContaining('读不出来的没有算进去'), stdout: expect.stringContaining('读得出来的里面，没有超过') });
  });
  test('days are a number', () => expect(rongji(['stale', '--days', 'x'])).toMatchObject({ status: 2, stderr: expect.stringContaining('--days 写天数') }));
});
