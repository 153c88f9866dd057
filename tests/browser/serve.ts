import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import sirv from 'sirv';
import { findBrowser } from '../../tools/setup.mjs';

export type Site = { url: string; browser: Browser; open(path: string, options?: BrowserContextOptions): Promise<Visit>; close(): Promise<void> };
export type Visit = { page: Page; requests: string[]; errors: string[]; done(): Promise<void> };

/** A browser without a window that asks nothing of the network by itself. */
export const launchBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await findBrowser(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });

/** Serves a built site as a plain static host under a base path, with a browser beside it. */
export async function serve(dist = 'dist', base = '/'): Promise<Site> {
  const files = sirv(dist, { dev: true });
  const missing = readFileSync(join(dist, '404.html'));
  const server = createServer((request, response) => {
    const lost = () => void response.writeHead(404, { 'content-type': 'text/html' }).end(missing);
    if (!request.url!.startsWith(base)) return lost();
    request.url = request.url!.slice(base.length - 1);
    files(request, response, lost);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await launchBrowser();
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
      await page.goto(url + path, { waitUntil: 'networkidle' });
      return { page, requests, errors, done: () => context.close() };
    },
    async close() {
      await browser.close();
      await new Promise((closed) => server.close(closed));
    },
  };
}
