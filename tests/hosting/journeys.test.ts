import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSite } from '../../src/lib/site.ts';
import { site as example } from '../../examples/county-in-portal.ts';
import { launchBrowser, saved } from '../browser/serve.ts';
import { servers, startServer, type Host } from './servers.ts';

// The county's example as it is: under the portal's path, on the portal's nginx. All places are kept, so that the journeys know what they meet.
const settings = { ...example, regions: [], name: '戎迹', tagline: '老兵的故事，身边的服务' };
const site = readSite(settings, {});
const { base } = site;
const dist = join(process.cwd(), '.build', 'hosted');
const it = test.runIf(servers.nginx);
let host: Host;
let browser: Browser;
beforeAll(async () => {
  if (!servers.nginx) return;
  const { status, stderr } = spawnSync(process.execPath, ['tools/build.ts'], { encoding: 'utf8', env: { ...process.env, RONGJI_SITE: JSON.stringify(settings), RONGJI_DIST: dist } });
  expect(status, stderr).toBe(0);
  host = await startServer('nginx', 'portal', site, dist);
  browser = await launchBrowser();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await host?.stop();
  rmSync(dist, { recursive: true, force: true });
});

type Visit = { page: Page; complaints: string[]; outside: string[]; done(): Promise<void> };
/** A page that writes down each complaint of the console, each breach of a policy and each request that leaves the site's path. */
async function open(path: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'zh-CN' });
  const complaints: string[] = [];
  const outside: string[] = [];
  await context.exposeBinding('tellBreach', (_, told: string) => void complaints.push(told));
  await context.addInitScript(() => document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => (window as unknown as { tellBreach(told: string): void }).tellBreach(`${violatedDirective} ${blockedURI}`)));
  context.on('request', (request) => !request.url().startsWith(host.url + base) && outside.push(request.url()));
  const page = await context.newPage();
  page.on('console', (message) => (message.type() === 'error' || message.type() === 'warning') && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(host.url + base + path, { waitUntil: 'load' });
  return { page, complaints, outside, done: () => context.close() };
}

it('a reader searches and reads a story', async () => {
  const { page, complaints, outside, done } = await open('');
  await page.getByRole('searchbox').first().fill('张向温');
  await page.getByRole('button', { name: '搜索' }).first().click();
  await page.locator('a[data-result]').first().click();
  expect(await page.locator('h1').textContent()).toContain('张向温');
  expect(new URL(page.url()).pathname).toBe(`${base}veterans/zhang-xiangwen/`);
  await page.getByRole('button', { name: '阅读设置' }).click();
  await page.getByRole('dialog').getByRole('radio', { name: '特大' }).check();
  await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click();
  await page.keyboard.press('/');
  await page.getByRole('dialog').getByRole('searchbox').fill('zherong');
  await page.getByRole('dialog').locator('a[data-result]').first().waitFor();
  expect({ complaints, outside }).toEqual({ complaints: [], outside: [] });
  await done();
});

it('a teacher plans a visit and gets its papers', async () => {
  const { page, complaints, outside, done } = await open('visits/');
  await page.getByLabel('地方').selectOption('longyan');
  await page.getByLabel('日期').fill('2026-10-14');
  await page.getByLabel('学生人数').fill('45');
  await page.getByRole('button', { name: /^加入/ }).first().click();
  await page.getByRole('link', { name: '打印整套材料' }).click();
  await page.locator('.paper').first().waitFor();
  expect(new URL(page.url()).pathname.startsWith(`${base}visits/`)).toBe(true);
  expect(await page.locator('.paper h2').allTextContents()).toContain('致家长的一封信');
  const { bytes } = await saved(page, () => page.getByRole('button', { name: '存成 Word（.docx）' }).click());
  expect(bytes.subarray(0, 2).toString()).toBe('PK');
  expect({ complaints, outside }).toEqual({ complaints: [], outside: [] });
  await done();
});

it('a family finds the station that is theirs and prints its sheet, and does so again without a network', async () => {
  const { page, complaints, outside, done } = await open('stations/');
  await page.getByRole('combobox', { name: /村、社区/ }).fill('双城镇');
  await page.getByRole('option', { name: /^双城镇/ }).first().click();
  const mine = page.locator('section[aria-labelledby=mine]');
  await mine.getByText('双城镇退役军人服务站').waitFor();
  await page.locator('.pin').first().waitFor();
  await page.getByText('断网也能查').waitFor();
  expect({ complaints, outside }).toEqual({ complaints: [], outside: [] });
  await page.context().setOffline(true);
  await page.goto(`${host.url}${base}stations/`);
  await page.getByRole('combobox', { name: /村、社区/ }).fill('双城镇');
  await page.getByRole('option', { name: /^双城镇/ }).first().click();
  await mine.getByText('双城镇退役军人服务站').waitFor();
  await page.context().setOffline(false);
  await page.getByLabel('要办的事').selectOption('youdaizheng');
  await page.getByRole('link', { name: /打成一张单子/ }).click();
  await page.locator('chosen-station').getByText('双城镇退役军人服务站').waitFor();
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('chosen-station').isVisible()).toBe(true);
  expect(await page.locator('.print-foot').textContent()).toContain(`${site.url}${base}guides/youdaizheng/`);
  await done();
});

it('nobody shows a page in a frame but those who may, and those only the page that is made for it', async () => {
  const frames = createServer((request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(`<iframe src="${host.url}${base}${new URL(request.url!, 'http://x').searchParams.get('page')}"></iframe>`));
  await new Promise<void>((ready) => frames.listen(0, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${(frames.address() as AddressInfo).port}`;
  const embed = join(dist, 'stations/embed');
  mkdirSync(embed, { recursive: true });
  writeFileSync(join(embed, 'trial.html'), '<!doctype html><title>可以嵌入</title><h1>可以嵌入</h1>');
  const strict = host;
  const kind = await startServer('nginx', 'portal', { ...site, embedders: [origin] }, dist);
  const context = await browser.newContext();
  const page = await context.newPage();
  const shown = async (path: string) => {
    await page.goto(`${origin}/?page=${path}`, { waitUntil: 'load' });
    // What the browser shows instead has headings too.
    return (await page.frames()[1]!.locator('h1').allTextContents()).some((heading) => heading === '可以嵌入' || heading.includes(site.tagline));
  };
  try {
    expect(await shown('')).toBe(false);
    expect(await shown('stations/embed/trial.html')).toBe(false);
    host = kind;
    expect(await shown('')).toBe(false);
    expect(await shown('stations/embed/trial.html')).toBe(true);
  } finally {
    host = strict;
    await kind.stop();
    await context.close();
    await new Promise((closed) => frames.close(closed));
  }
});

it('the build’s settings for the host are the ones that were served', () => {
  const written = readFileSync(join('.build', 'hosting-trial', 'nginx', 'locations.conf'), 'utf8');
  expect(written).toContain(`location ^~ "${base}" {`);
  expect(written).toContain('alias "/var/www/html/zwgk/tyjr/";');
});
