import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { madeSite, writeSite } from './made-site.ts';

const work = mkdtempSync(join(tmpdir(), 'rongji-words-'));
const dist = join(work, 'dist');
writeSite(dist, madeSite(1, 10));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const rongji = (words: string[], site: object = {}, more: Record<string, string> = {}) =>
  spawnSync(process.execPath, ['tools/rongji.ts', ...words], { encoding: 'utf8', env: { ...process.env, RONGJI_DIST: dist, RONGJI_SITE: JSON.stringify(site), ...more } });
/** Words that are no Chinese and no name of ours. */
const foreign = (text: string) => [...text.matchAll(/[A-Za-z][a-z]{2,}(?: [a-z]{2,})+/g)].map(([words]) => words).filter((words) => !/^(npm run rongji|run rongji)/.test(words));

test.each([
  [[], '要写一个命令'],
  [['publsh'], '相近的是 publish'],
  [['frobnicate'], '没有这个命令、选项或参数：frobnicate'],
  [['publish', '--frob'], '没有这个命令、选项或参数：frob'],
  [['publish', 'a', 'b'], '没有这个命令、选项或参数：b'],
  [['rollback', '--to'], '选项 to 后面要写值'],
  [['rollback', '--to', 'x', '--list'], '不能一起用'],
  [['doctor', '--timeout', 'x'], '写 1 到 120 之间的秒数'],
  [['doctor', '--url', 'www.example.gov.cn'], '以 https:// 开头'],
  [['publish'], '还没有写发布到哪里'],
  [['check', '--today', '2026-13-01'], '没有这一天'],
  [['new', 'veteran'], '没有 veteran 这一类'],
  [['new'], '要写明写哪一类'],
  [['import', 'stations', 'a.xlsx', '--', 'source', 'x'], '写作 --source'],
  [['import', 'stations', 'a.xlsx', '—basis', 'stated'], '“—basis”前面不是两条英文的短横；切换到英文输入，写作 --basis'],
  [['import', 'stations', 'a.xlsx', '－－basis', 'stated'], '写作 --basis'],
])('%j is explained in Chinese and ends with 2', (words, message) => {
  const { status, stdout, stderr } = rongji(words);
  expect(stderr).toContain(message);
  expect(stdout).toBe('');
  expect(foreign(stderr)).toEqual([]);
  expect(status).toBe(2);
});

test('npm without its two dashes keeps options and leaves their values: said so, not that the values are unknown', () => {
  const { status, stderr } = spawnSync(process.execPath, ['tools/rongji.ts', 'import', 'stations', 'a.xlsx', 'report', '2026-01-03'], { encoding: 'utf8', env: { ...process.env, npm_config_source: 'true', npm_config_checked: 'true' } });
  expect(stderr).toContain('npm 后面少了两条短横，选项 --source、--checked 没有传到');
  expect(status).toBe(2);
});

test.each([[['--help']], [['publish', '--help']], [['rollback', '-h']], [['doctor', '--help']], [['check', '--help']], [['stale', '--help']], [['new', '--help']]])('%j is all Chinese', (words) => {
  const { status, stdout } = rongji(words);
  expect(status).toBe(0);
  expect(stdout).toContain('用法：npm run rongji -- ');
  expect(foreign(stdout)).toEqual([]);
});

test('targets are chosen by name, the only one by itself', () => {
  const publish = { one: { to: 'folder', path: join(work, 'one') }, two: { to: 'folder', path: join(work, 'two') } };
  expect(rongji(['publish', '--built'], { publish })).toMatchObject({ status: 2, stderr: expect.stringContaining('one、two') });
  expect(rongji(['publish', 'three', '--built'], { publish })).toMatchObject({ status: 2, stderr: expect.stringContaining('没有叫 three 的目标') });
  const done = rongji(['publish', 'two', '--built'], { publish });
  expect(done).toMatchObject({ status: 0, stdout: expect.stringMatching(/已发布 [0-9a-f]{12} 到 two/) });
  // No terminal here: plain lines, no control signs.
  expect(done.stderr).not.toMatch(/[\r\u001b]/);
  expect(rongji(['rollback', 'two', '--list'], { publish })).toMatchObject({ status: 0, stdout: expect.stringContaining('现在') });
  expect(rongji(['rollback', 'one'], { publish })).toMatchObject({ status: 1, stderr: expect.stringContaining('还没有发布过') });
});

test.each([
  [{ base: 'tyjr' }, 'base 前后都要有斜杠'],
  [{ operator: { name: '某局', siteIdCode: '12' } }, '标识码是十位'],
  [{ publish: { live: { to: 'ftp' } } }, 'to 写 folder'],
  [{ publish: { live: { to: 'folder', path: '/x', keepdays: 1 } } }, 'keepdays'],
])('the mistake in %j is said before anything is done', (site, message) => {
  const { status, stderr } = rongji(['publish', '--built'], site);
  expect(stderr).toContain(message);
  expect(status).toBe(1);
});

test('a site built for another path is not published', () => {
  const { status, stderr } = rongji(['publish', '--built'], { base: '/zwgk/tyjr/', publish: { live: { to: 'folder', path: join(work, 'path') } } });
  expect(stderr).toContain('是为路径 / 生成的');
  expect(status).toBe(1);
});

test('without dependencies it says what to do', () => {
  const copy = join(work, 'copy');
  mkdirSync(join(copy, 'tools'), { recursive: true });
  for (const file of ['rongji.ts', 'with-node.mjs', 'node-version.mjs']) cpSync(join('tools', file), join(copy, 'tools', file));
  const { status, stderr } = spawnSync(process.execPath, ['tools/with-node.mjs', 'tools/rongji.ts', 'publish'], { cwd: copy, encoding: 'utf8' });
  expect(stderr).toContain('npm ci');
  expect(status).toBe(1);
});
