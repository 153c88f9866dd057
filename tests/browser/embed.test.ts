import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { XmlDocument } from 'libxml2-wasm';
import type { BrowserContextOptions, FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAtom } from '../site/feeds.ts';
import { attribute, brotliBytes, readPages, type BuiltPage } from '../site/pages.ts';
import { dataOf, mistakes, unmet } from '../site/vocabulary.ts';
import { serve, type Site } from './serve.ts';

// A county's site with everything in its configuration, and two portals that frame its finder, of which only one may.
const host = 'https://www.example.gov.cn';
const dist = join('.build', 'operated');
const operator = { name: '示例县退役军人事务局', undertaker: '示例县退役军人服务中心', address: '示例路0号', postcode: '000000', phone: '000-00000000', siteIdCode: '0000000000', icp: '某ICP备00000000号-1', police: '某公网安备 00000000000000号', conac: '0'.repeat(32), contact: `${host}/hdjl/` };
let site: Site;
/** The same site on a host that lets anybody frame it. */
let careless: Site;
let portal: Portal;
let stranger: Portal;
let pages: BuiltPage[];

type Portal = { server: Server; url: string };
/** A page of another origin with a window to whatever `#` names. */
async function portalWith(allow: string): Promise<Portal> {
  const server = createServer((request, response) => {
    const width = new URL(request.url!, 'http://localhost').searchParams.get('width');
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html><title>门户</title><a href="#x">上一个</a><iframe width="${width}" height="700" title="找退役军人服务站" ${allow} sandbox="allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"></iframe><script>document.querySelector('iframe').src = decodeURIComponent(location.hash.slice(1))</script>`);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

beforeAll(async () => {
  portal = await portalWith('allow="geolocation"');
  stranger = await portalWith('');
  const { status, stderr } = spawnSync(process.execPath, ['tools/build.ts'], { encoding: 'utf8', env: { ...process.env, RONGJI_SITE: JSON.stringify({ url: host, operator, embedders: [portal.url] }), RONGJI_DIST: join(process.cwd(), dist) } });
  expect(status, stderr).toBe(0);
  site = await serve(dist, '/', undefined, { embedders: [portal.url] });
  careless = await serve(dist, '/', undefined, { embedders: [portal.url, stranger.url] });
  pages = readPages(dist);
});
afterAll(async () => {
  await site.close();
  await careless.close();
  for (const { server } of [portal, stranger]) await new Promise((closed) => server.close(closed));
});

const framed = async (by: Portal, width: number, options: BrowserContextOptions = {}, from = site) => {
  const context = await site.browser.newContext({ viewport: { width: 800, height: 760 }, locale: 'zh-CN', ...options });
  const page = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(`${by.url}/?width=${width}#${encodeURIComponent(`${from.url}/stations/embed/`)}`);
  const frame = page.frameLocator('iframe');
  return { page, frame, errors, requests, done: () => context.close() };
};
const overflow = (frame: FrameLocator) => frame.locator('html').evaluate((node) => node.scrollWidth - node.clientWidth);

describe('the finder in a window of another page', () => {
  test.each([300, 700])('finds the station of a village by keyboard at %d px, and opens pages beside the one around it', async (width) => {
    const { page, frame, errors, requests, done } = await framed(portal, width);
    const box = frame.getByRole('combobox', { name: /村、社区/ });
    await expect.poll(() => box.isEnabled()).toBe(true);
    expect(await frame.locator('.stations').isVisible()).toBe(false);
    await page.getByRole('link', { name: '上一个' }).focus();
    for (let presses = 0; presses < 6 && !(await box.evaluate((node) => node === document.activeElement)); presses++) await page.keyboard.press('Tab');
    await page.keyboard.type('双城镇');
    await frame.getByRole('option', { name: /^双城镇/ }).first().waitFor();
    await page.keyboard.press('Enter');
    const answer = frame.locator('section[aria-labelledby=mine] .answer a');
    await answer.getByText('双城镇退役军人服务站').waitFor();
    expect(await frame.locator('.stations').isVisible()).toBe(true);
    expect(await overflow(frame)).toBeLessThanOrEqual(0);
    await answer.focus();
    const [opened] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Enter')]);
    await opened.waitForLoadState();
    expect(await opened.locator('h1').textContent()).toContain('双城镇');
    expect(page.url().startsWith(portal.url)).toBe(true);
    expect(errors).toEqual([]);
    expect(requests.filter((address) => ![portal.url, site.url].some((own) => address.startsWith(own)))).toEqual([]);
    await done();
  });

  test('uses the position where the page around passes it on; keeps nothing of it, sends nothing', async () => {
    const { page, frame, requests, done } = await framed(portal, 360, { geolocation: { latitude: 27.2412, longitude: 119.8917 }, permissions: ['geolocation'] });
    await frame.getByRole('button', { name: '用我的位置' }).click();
    await frame.locator('section[aria-labelledby=nearest] .answer').waitFor();
    expect(requests.filter((address) => /27\.2|119\.8/.test(address))).toEqual([]);
    const kept = await page.frames()[1]!.evaluate(async () => [localStorage.length, sessionStorage.length, document.cookie, (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]);
    expect(kept).toEqual([0, 0, '', 0, 0]);
    expect(await page.frames()[1]!.evaluate(() => location.hash)).toBe('');
    await done();
  });

  test('passes axe', async () => {
    const { page, done } = await framed(portal, 300);
    const inner = page.frames()[1]!;
    await inner.waitForSelector('input:not([disabled])');
    await inner.evaluate(readFileSync(join('node_modules', 'axe-core', 'axe.min.js'), 'utf8'));
    const violations = await inner.evaluate(async () => (await (window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`));
    expect(violations).toEqual([]);
    await done();
  });

  test('is kept out of a page that may not frame it by the host, and says so itself where a host is careless', async () => {
    const kept = await framed(stranger, 360);
    await expect.poll(() => kept.errors.join('\n')).toMatch(/frame-ancestors/);
    expect(await kept.frame.getByRole('heading').count()).toBe(0);
    await kept.done();
    const { frame, done } = await framed(stranger, 360, {}, careless);
    await frame.getByText('没有得到允许嵌入本站').waitFor();
    expect(await frame.getByRole('combobox').count()).toBe(0);
    await done();
  });

  test('opens by itself too, and without scripts leads to the lists', async () => {
    const { page, errors, done } = await site.open('/stations/embed/', { javaScriptEnabled: false });
    await page.locator('noscript p').waitFor();
    expect(await page.locator('noscript p').textContent()).toContain('这台浏览器关掉了脚本');
    expect(await page.getByRole('link', { name: '打开完整的找站页' }).last().getAttribute('href')).toBe('/stations/');
    expect(errors).toEqual([]);
    await done();
  });
});

describe('a site with an operator and a host', () => {
  const metas = (html: string) => new Map([...html.matchAll(/<meta name="([A-Z][A-Za-z]+)" content="([^"]*)"/g)].map((match) => [match[1]!, match[2]!]));

  test('every reading page still fits into the first round trip', () => {
    const reading = pages.filter(({ path }) => !/^\/(stations|stations\/locate|stations\/embed|search|visits|visits\/pack)\/$/.test(path));
    expect(reading.map(({ path, html }) => ({ path, bytes: brotliBytes(html) })).filter(({ bytes }) => bytes > 14 * 1024)).toEqual([]);
  });

  test('writes the tags of government sites on every page, none empty', () => {
    for (const { path, html } of pages.filter((page) => page.path !== '/stations/embed/')) {
      const tags = metas(html);
      expect([...tags.values()].filter((value) => !value.trim()), path).toEqual([]);
      expect([tags.get('SiteName'), tags.get('SiteDomain'), tags.get('SiteIDCode')], path).toEqual(['戎迹', 'www.example.gov.cn', '0000000000']);
      if (/^\/(veterans|memorials|heritage|practices|guides|regions|observances)\/.+/.test(path)) {
        expect(tags.get('PubDate'), path).toBe(/发布：<time datetime="([^"]+)"/.exec(html)![1]);
        expect([...tags.keys()], path).toEqual(expect.arrayContaining(['ArticleTitle', 'ContentSource', 'ColumnName', 'Keywords']));
      }
      if (/^\/(veterans|memorials|heritage|practices|guides|regions|observances|sources|stations|visits)\/$/.test(path)) expect([...tags.keys()], path).toEqual(expect.arrayContaining(['ColumnName', 'ColumnDescription', 'ColumnType']));
    }
  });

  test('says of itself what schema.org knows and what Google asks of results', () => {
    for (const { path, html } of pages) {
      const said = dataOf(html);
      if (!['/', '/404.html', '/stations/embed/'].includes(path)) expect(said.map((thing) => thing['@type']), path).toContain('BreadcrumbList');
      for (const thing of said) expect([...mistakes(thing), ...unmet(thing, true)], path).toEqual([]);
    }
  });

  test('has a sitemap of all its pages with the days they were checked, and robots.txt that names it', () => {
    using document = XmlDocument.fromString(readFileSync(join(dist, 'sitemap.xml'), 'utf8'));
    const names = { s: 'http://www.sitemaps.org/schemas/sitemap/0.9' };
    const listed = document.find('/s:urlset/s:url/s:loc', names).map(({ content }) => content);
    expect([...listed].sort()).toEqual(pages.filter(({ path }) => !['/404.html', '/stations/embed/'].includes(path)).map(({ path }) => host + path).sort());
    const days = document.find('//s:lastmod', names).map(({ content }) => content);
    expect(days.length).toBeGreaterThan(100);
    expect(days.filter((day) => !/^\d{4}-\d\d-\d\d$/.test(day))).toEqual([]);
    expect(readFileSync(join(dist, 'robots.txt'), 'utf8')).toContain(`\nSitemap: ${host}/sitemap.xml\n`);
  });

  test('its feeds give full addresses of pages that are there', () => {
    const { links, entries } = readAtom(readFileSync(join(dist, 'feeds', 'all.xml'), 'utf8'));
    expect(links['self']).toBe(`${host}/feeds/all.xml`);
    for (const { link } of entries) expect(link.startsWith(`${host}/`) && existsSync(join(dist, new URL(link).pathname, 'index.html')), link).toBe(true);
    expect(attribute(pages.find(({ path }) => path === '/feeds/')!.html, 'href')).toContain('/feeds/all.xml');
  });
});
