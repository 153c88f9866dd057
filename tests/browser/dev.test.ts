// npm run dev, as somebody who writes uses it: one preview is started and kept through every mistake.
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchBrowser } from './serve.ts';

let copy: string;
let preview: ChildProcess;
let browser: Browser;
let page: Page;
let url: string;
let said = '';

const file = (name: string) => join(copy, name);
/** Spoils a file; the function it returns mends it. */
function spoil(name: string, from: string | RegExp, to: string) {
  const good = readFileSync(file(name), 'utf8');
  const bad = good.replace(from, to);
  expect(bad).not.toBe(good);
  writeFileSync(file(name), bad);
  return () => writeFileSync(file(name), good);
}
const unquoted = "tagline: '老兵的故事，身边的服务'";

beforeAll(async () => {
  copy = mkdtempSync(join(tmpdir(), 'rongji-dev-'));
  for (const name of ['content', 'src', 'public', 'tools', 'package.json', 'tsconfig.json', 'site.config.ts', 'astro.config.mjs']) cpSync(name, join(copy, name), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'), 'junction');
  const probe = createServer().listen(0, 'localhost');
  await new Promise((ready) => probe.once('listening', ready));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  url = `http://localhost:${port}`;
  browser = await launchBrowser();
  page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'zh-CN' })).newPage();
  page.setDefaultTimeout(120_000);
  // Vitest has an environment of its own, in which Astro would not serve.
  const { VITEST: _, NODE_ENV: __, ...env } = process.env;
  spoil('site.config.ts', unquoted, unquoted.slice(0, -1));
  preview = spawn(process.execPath, ['tools/dev.ts', '--port', String(port)], { cwd: copy, env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [preview.stdout!, preview.stderr!]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
});
afterAll(async () => {
  const gone = new Promise((done) => preview.once('exit', done));
  preview.kill();
  await gone;
  await browser.close();
  rmSync(copy, { recursive: true, force: true });
});

// What the preview printed tells more of a failure than what the page did not show.
beforeEach(({ onTestFailed }) => onTestFailed(async () => console.error(`${said.slice(-4000)}\n${page.url()}\n${(await page.content().catch(String)).slice(0, 2000)}`)));

/** The answer to a page, asked for without the browser; 0 while nobody answers. */
async function ask(path: string): Promise<number> {
  try {
    const answer = await fetch(url + path, { headers: { accept: 'text/html' }, signal: AbortSignal.timeout(60_000) });
    await answer.text();
    return answer.status;
  } catch (error) {
    if ((error as Error).name === 'TimeoutError') unanswered.push(path);
    return 0;
  }
}
const unanswered: string[] = [];
/** Opens a page as soon as the preview answers. A page that cannot be reached is not opened: the browser would try again by itself, against us. */
async function open(path: string): Promise<number> {
  let status = 0;
  await expect.poll(() => ask(path), { timeout: 240_000 }).toBeGreaterThan(0);
  // The page that is open may reload itself at this moment; it is left first.
  await page.goto('about:blank', { timeout: 20_000 }).catch(() => undefined);
  await expect.poll(async () => (status = await page.goto(url + path, { timeout: 20_000 }).then((answer) => answer?.status() ?? 0, () => 0)), { timeout: 240_000 }).toBeGreaterThan(0);
  return status;
}
/** What the page says of mistakes, in the panel or in its place. */
const told = () =>
  page
    .evaluate(() => (document.querySelector('rongji-problems')?.shadowRoot?.querySelector('.list') ?? document.querySelector('main.list'))?.textContent ?? '')
    .catch(() => '');
const marks = () => page.evaluate(() => [...document.querySelectorAll('rongji-mark')].map((mark) => `${mark.previousElementSibling?.tagName ?? mark.parentElement?.tagName} ${mark.shadowRoot!.textContent}`)).catch(() => []);
/** True when the page is a page of the site again, with nothing said about it. */
const whole = () => page.evaluate(() => Boolean(document.querySelector('main h1')) && !document.querySelector('html[data-stopped], rongji-problems, rongji-mark, vite-error-overlay')).catch(() => false);

test('settings that cannot be read: a page says where, and the site comes when they are mended', async () => {
  expect(await open('/veterans/')).toBe(500);
  expect(await told()).toMatch(/site\.config\.ts.*第 \d+ 行：读不懂.*tagline/s);
  spoil('site.config.ts', unquoted.slice(0, -1), unquoted);
  await expect.poll(whole, { timeout: 240_000 }).toBe(true);
  expect(await page.textContent('h1')).toBe('老兵故事');
});

test.each([
  ['YAML', 'content/veterans/zhichong.mdx', 'title: ', 'title: "', '/veterans/zhichong/', /content\/veterans\/zhichong\.mdx第 \d+ 行：少了引号、冒号或括号/],
  ['a field', 'content/veterans/zhichong.mdx', "published: '2026-11-21'", "published: '2026-11-31'", '/veterans/zhichong/', /第 10 行，published：没有这一天/],
  ['a fact', 'content/practices/yongjun-lianmeng.mdx', '<Fact id="zherong-report/', '<Fact id="zherong-rapport/', '/practices/yongjun-lianmeng/', /第 \d+ 行：找不到事实 zherong-rapport\//],
  ['MDX', 'content/practices/yongjun-lianmeng.mdx', /$/, '\n\n<Fact id="x\n{a\n', '/practices/yongjun-lianmeng/', /第 \d+ 行：“<Fact”没有写完整/],
  ['a sheet', 'content/stations/350926.csv', /^(zherong-center,[^,]*),[^,]*,/m, '$1,甲类,', '/stations/', /content\/stations\/350926\.csv第 2 行，类别：类别写 服务中心/],
  ['a document', 'content/sources/zherong-report.yaml', 'facts:', 'facts', '/practices/yongjun-lianmeng/', /content\/sources\/zherong-report\.yaml第 \d+ 行：/],
])('a mistake in %s is told in the open page and when it is opened, and goes when it is mended', async (_, name, from, to, path, words) => {
  expect(await open(path)).toBe(200);
  expect(await whole()).toBe(true);
  const mend = spoil(name, from, to);
  await expect.poll(told).toMatch(words);
  await open(path);
  await expect.poll(told).toMatch(words);
  mend();
  await expect.poll(whole, { timeout: 120_000 }).toBe(true);
  expect(said).toContain(name);
  expect(preview.exitCode).toBeNull();
});

test('what is wrong stands beside the field and the paragraph', async () => {
  await open('/veterans/zhichong/');
  const mend = spoil('content/veterans/zhichong.mdx', /^summary: '/m, "summary: '一共37人，");
  await expect.poll(marks).toContainEqual(expect.stringMatching(/^P summary 字段（第 3 行）：.*37.*没有出处/));
  mend();
  await expect.poll(whole).toBe(true);
  const mendBody = spoil('content/veterans/zhichong.mdx', '村党委听了再去改。', '村党委听了再去改，一共37回。');
  await expect.poll(marks).toContainEqual(expect.stringMatching(/^P 这一段（第 38 行）：.*37.*没有出处/));
  await page.setViewportSize({ width: 360, height: 740 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth).catch(() => Infinity)).toBeLessThanOrEqual(360);
  await page.setViewportSize({ width: 1280, height: 900 });
  mendBody();
  await expect.poll(whole).toBe(true);
});

test('a file that is taken away takes its page along, and brings it back, asked for all the while or not', async () => {
  const name = 'content/veterans/zhichong.mdx';
  const text = readFileSync(file(name), 'utf8');
  const path = '/veterans/zhichong/';
  expect(await open(path)).toBe(200);
  // As tabs that wait for it do; none starts the preview anew, so Astro must see the change itself.
  for (let round = 0; round < 3; round++) {
    rmSync(file(name));
    await expect.poll(() => ask(path), { interval: 10 }).toBe(404);
    writeFileSync(file(name), text);
    await expect.poll(() => ask(path), { interval: 10 }).toBe(200);
  }
  expect(await open(path)).toBe(200);
});

test('the preview starts anew when a page asks for it, and when the old one will not go', async () => {
  expect(await open('/practices/')).toBe(200);
  const starts = () => said.split('watching for file changes').length;
  // Which process Astro is, only Linux tells in a file.
  for (const stubborn of existsSync('/proc/self/task') ? [false, true] : [false]) {
    const before = starts();
    // A stopped process hears nothing but the last signal.
    if (stubborn) process.kill(Number(readFileSync(`/proc/${preview.pid}/task/${preview.pid}/children`, 'utf8')), 'SIGSTOP');
    else await fetch(`${url}/__rongji/restart`, { method: 'POST' });
    if (stubborn) spoil('site.config.ts', /$/, '\n');
    await expect.poll(starts, { timeout: 240_000 }).toBe(before + 1);
    expect(await open('/practices/')).toBe(200);
  }
});

test('settings that break while it runs are told; mended, the preview starts anew with them, and with a mistake shows all but its page', async () => {
  await open('/practices/');
  // A page asked for before the preview has read them is Astro's own, of an error.
  spoil('site.config.ts', "icp: ''", "icp: '1'");
  await page.goto(`${url}/practices/`).catch(() => undefined);
  await expect.poll(told).toMatch(/site\.config\.ts.*第 27 行，operator\.icp：ICP 备案号照备案系统里的写/s);
  const mend = spoil('content/veterans/zhichong.mdx', 'form: village', 'from: village');
  // What Astro remembers of the entry would be shown.
  rmSync(file('.astro'), { recursive: true });
  spoil('site.config.ts', "icp: '1'", "icp: ''");
  spoil('site.config.ts', "name: '戎迹'", "name: '试名'");
  await expect.poll(async () => (await open('/veterans/zhichong/'), page.title().catch(() => '')), { timeout: 240_000 }).toBe('有 2 处要改 · 预览');
  expect(await told()).toMatch(/第 13 行，from：没有“from”这个字段/);
  expect(await open('/practices/')).toBe(200);
  await expect.poll(() => page.title().catch(() => '')).toBe('地方做法 · 试名');
  await expect.poll(() => page.evaluate(() => document.querySelector('rongji-problems')?.shadowRoot?.querySelector('button')?.textContent)).toBe('有 2 处要改');
  expect(await open('/veterans/zhichong/')).toBe(500);
  // What is left to mend does not keep the page away.
  const mendRest = spoil('content/veterans/zhichong.mdx', '村党委听了再去改。', '村党委听了再去改，一共37回。');
  spoil('content/veterans/zhichong.mdx', 'from: village', 'form: village');
  await expect.poll(() => page.textContent('h1').catch(() => ''), { timeout: 120_000 }).toBe('直冲村的退役军人');
  mendRest();
  mend();
  await expect.poll(whole, { timeout: 120_000 }).toBe(true);
  expect(await page.textContent('h1')).toBe('直冲村的退役军人');
});

test('no page was waited for in vain', () => expect(unanswered).toEqual([]));

test('nothing of it is in the built site', () => {
  for (const name of globSync('dist/**/*.{html,js}')) expect(readFileSync(name, 'utf8'), name).not.toMatch(/__rongji|rongji-problems/);
});
