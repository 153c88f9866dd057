import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, selectors, type Browser, type BrowserContextOptions, type Page, type Request } from 'playwright-core';
import sirv from 'sirv';
import { headersFor } from '../../src/lib/response-headers.ts';
import { site as configured, type Site as Settings } from '../../src/lib/site.ts';
import { findBrowser } from '../../tools/setup.mjs';

export type Site = { url: string; browser: Browser; open(path: string, options?: BrowserContextOptions): Promise<Visit>; close(): Promise<void> };
export type Visit = { page: Page; requests: string[]; errors: string[]; done(): Promise<void> };

/**
 * Playwright asks elements for checkVisibility, which Chromium has since 105. What a selector engine's script does is done in
 * Playwright's own world before anything is looked for, and a page's scripts know nothing of it: an old Chromium can be driven too.
 */
const knowVisibility = () => {
  Element.prototype.checkVisibility ??= function (this: Element) {
    for (let node: Element | null = this; node; node = node.parentElement) if (getComputedStyle(node).display === 'none') return false;
    return true;
  };
  return { query: () => null, queryAll: () => [] };
};
await selectors.register('know-visibility', { content: `(${knowVisibility})()` }, { contentScript: true });

/** A browser without a window that asks nothing of the network by itself; the one that the other tools use, or the one at a path. A busy machine is slow, not wrong: a step has two minutes. */
export async function launchBrowser(executablePath?: string): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: executablePath ?? (await findBrowser()),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
    // Without a locale that has Chinese, Chromium on Linux saves such names as "download".
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  const open = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await open(options);
    context.setDefaultTimeout(120_000);
    return context;
  };
  return browser;
}

/** What a page saves when something is done on it: the file's name and its bytes. Chromium before 90 does not tell Playwright of a download, so the folder is watched. */
export async function saved(page: Page, act: () => Promise<unknown>): Promise<{ name: string; bytes: Buffer }> {
  const folder = mkdtempSync(join(tmpdir(), 'rongji-saved-'));
  try {
    const session = await page.context().newCDPSession(page);
    await session.send('Page.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
    await act();
    let last: string | undefined;
    for (let tries = 0; tries < 200; tries++) {
      const [name] = readdirSync(folder).filter((file) => !file.endsWith('.crdownload') && !file.startsWith('.'));
      if (name && name === last) return { name, bytes: readFileSync(join(folder, name)) };
      last = name;
      await wait(250);
    }
    throw new Error('nothing was saved');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Watches what a page loads; the function it returns waits until the islands have come to life and nothing was under way for a tenth of
 * a second, ten seconds at most. Playwright's "networkidle" takes half a second on every page and does not know of islands.
 */
function quiet(page: Page): () => Promise<void> {
  const underWay = new Set<Request>();
  let last = Date.now();
  page.on('request', (request) => underWay.add(request));
  const over = (request: Request) => {
    underWay.delete(request);
    last = Date.now();
  };
  page.on('requestfinished', over);
  page.on('requestfailed', over);
  return async () => {
    const until = Date.now() + 10_000;
    last = Date.now();
    while (Date.now() < until) {
      await wait(25);
      // Without scripts an island stays as it was built.
      if (underWay.size === 0 && Date.now() - last >= 100 && !(await page.locator('html[data-script] astro-island[ssr]').count())) return;
    }
  };
}

/** Serves a built site as a plain static host under a base path, with a browser beside it: the usual one, or the one at a path; `settings` are those that the site was built with beside the usual ones. */
export async function serve(dist = 'dist', base = '/', executablePath?: string, settings: Partial<Pick<Settings, 'map' | 'embedders'>> = {}): Promise<Site> {
  const files = sirv(dist, { dev: true });
  const missing = readFileSync(join(dist, '404.html'));
  const server = createServer((request, response) => {
    const lost = () => void response.writeHead(404, { 'content-type': 'text/html' }).end(missing);
    if (!request.url!.startsWith(base)) return lost();
    request.url = request.url!.slice(base.length - 1);
    // Every journey is walked under the headers that real hosts send; how long a file is kept is sirv's to say.
    const { 'Cache-Control': _, 'Content-Type': __, ...headers } = headersFor({ ...configured, base, ...settings }, decodeURI(request.url.slice(1).replace(/[?#].*/, '')));
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    files(request, response, lost);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await launchBrowser(executablePath);
  return {
    url,
    browser,
    async open(path, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'zh-CN', ...options });
      const page = await context.newPage();
      const requests: string[] = [];
      const errors: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      page.on('pageerror', (error) => errors.push(error.message));
      const calm = quiet(page);
      await page.goto(url + path, { waitUntil: 'load' });
      await calm();
      return { page, requests, errors, done: () => context.close() };
    },
    async close() {
      await browser.close();
      await new Promise((closed) => server.close(closed));
    },
  };
}
