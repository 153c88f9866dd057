import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// A copy of the project with a site already published in dist/.
let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'rongji-build-'));
  for (const name of ['content', 'src', 'public', 'tools', 'package.json', 'tsconfig.json', 'site.config.ts', 'astro.config.mjs']) cpSync(name, join(copy, name), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'), 'junction');
  writeFileSync(join(copy, 'package-lock.json'), '{}');
  mkdirSync(join(copy, 'dist'));
  writeFileSync(join(copy, 'dist', 'index.html'), '<p>上一版</p>');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const build = () => spawnSync(process.execPath, ['tools/build.ts'], { cwd: copy, encoding: 'utf8' });
const live = () => ({ names: readdirSync(join(copy, 'dist')), page: readFileSync(join(copy, 'dist', 'index.html'), 'utf8') });
const spoil = (file: string, from: string, to: string) => {
  const path = join(copy, file);
  const good = readFileSync(path, 'utf8');
  expect(good).toContain(from);
  writeFileSync(path, good.replace(from, to));
  return () => writeFileSync(path, good);
};

test.each([
  ['a wrong field', 'content/veterans/zhichong.mdx', 'form: village', 'from: village', '没有“from”这个字段'],
  ['an unknown fact', 'content/practices/yongjun-lianmeng.mdx', '<Fact id="zherong-report/', '<Fact id="zherong-rapport/', '找不到事实 zherong-rapport/'],
])('%s stops the build and leaves the published site alone', (_, file, from, to, message) => {
  const mend = spoil(file, from, to);
  const { status, stderr } = build();
  mend();
  expect(status).toBe(1);
  expect(stderr).toContain(message);
  expect(stderr).toContain(file);
  expect(stderr).toContain('原来的网站没有变');
  expect(live()).toEqual({ names: ['index.html'], page: '<p>上一版</p>' });
});

test('a failure in the middle of the build leaves the published site alone', () => {
  const mend = spoil('src/pages/index.astro', 'const facts =', "throw new Error('半路停下');\nconst facts =");
  const { status, stderr } = build();
  mend();
  expect(status).toBe(1);
  expect(stderr).toContain('半路停下');
  expect(live().page).toBe('<p>上一版</p>');
});

test('two builds at once: the second stops and says so', () => {
  mkdirSync(join(copy, '.build'), { recursive: true });
  writeFileSync(join(copy, '.build', 'lock'), String(process.pid));
  const { status, stderr } = build();
  expect(status).toBe(1);
  expect(stderr).toContain('另一个生成正在进行');
  expect(live().page).toBe('<p>上一版</p>');
  rmSync(join(copy, '.build', 'lock'));
});

test('a build cut off while it changed places is made good by the next, whatever becomes of that', () => {
  renameSync(join(copy, 'dist'), join(copy, 'dist.previous'));
  // The process that held this lock is gone.
  writeFileSync(join(copy, '.build', 'lock'), '2147483646');
  const mend = spoil('content/veterans/zhichong.mdx', 'form: village', 'from: village');
  expect(build().status).toBe(1);
  mend();
  expect(live().page).toBe('<p>上一版</p>');
});

test('the content check ends with a code that a script can read', () => {
  expect(execFileSync(process.execPath, ['tools/rongji.ts', 'check'], { cwd: copy, encoding: 'utf8' })).toContain('检查通过');
  const mend = spoil('content/veterans/zhichong.mdx', "published: '2026-11-21'", "published: '2026-11-31'");
  expect(spawnSync(process.execPath, ['tools/rongji.ts', 'check'], { cwd: copy, encoding: 'utf8' })).toMatchObject({ status: 1 });
  mend();
});

describe('what the machine refuses is said in Chinese, and the published site stays', () => {
  test('a full disk', (context) => {
    const work = join(copy, '.build');
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', work]).status === 0;
    // Only root may make a disk that is soon full.
    if (!mounted) return context.skip('no small disk can be mounted here');
    const { status, stderr } = build();
    expect(spawnSync('umount', [work]).status).toBe(0);
    expect(stderr).toContain('磁盘满了，请腾出空间再运行');
    expect(stderr).toContain('原来的网站没有变');
    expect(status).toBe(1);
    expect(live().page).toBe('<p>上一版</p>');
  });
  test.each([
    ['a configuration that cannot be read', "name: '戎迹',", "name: '戎迹'", /site\.config\.ts (第 \d+ 行附近)?读不懂/],
    ['a base without a slash', "base: '/',", "base: '/tyjr',", /site\.config\.ts 有 1 处要改：\n {2}base：base 前后都要有斜杠/],
    ['a wrong code', "siteIdCode: '',", "siteIdCode: '123',", /operator\.siteIdCode：政府网站标识码是十位/],
    ['a region that is none', 'regions: [],', "regions: ['nowhere'],", /site\.config\.ts 的 regions：没有 nowhere 这个地方/],
  ])('%s', (_, from, to, words) => {
    const mend = spoil('site.config.ts', from, to);
    const { status, stderr } = build();
    mend();
    expect(stderr).toMatch(words);
    expect(stderr).toContain('原来的网站没有变');
    expect(status).toBe(1);
    expect(live().page).toBe('<p>上一版</p>');
  });
});
