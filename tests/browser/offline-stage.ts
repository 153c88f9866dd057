// A host that compresses, counts what it sends, can be cut off, and on which one release can be published over another.
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BrowserContext, Page } from 'playwright-core';
import { readContent } from '../../src/lib/content.ts';
import type { RegionFiles } from '../../src/lib/offline-files.ts';
import { writeOffline } from '../../tools/offline.ts';
import { launchBrowser } from './serve.ts';

const types: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png', '.csv': 'text/csv', '.ics': 'text/calendar' };
const content = readContent('content');
const shelf = mkdtempSync(join(tmpdir(), 'rongji-releases-'));
export const clearShelf = () => rmSync(shelf, { recursive: true, force: true });

/** The built site as another release: some files changed, a script under another name and with it all that load it, lists and worker written anew. */
export async function makeRelease(name: string, change: (text: string, file: string) => string, renamed?: RegExp): Promise<string> {
  const folder = join(shelf, name);
  cpSync('dist', folder, { recursive: true });
  const texts = new Map(globSync('**/*.{html,js,json}', { cwd: folder }).map((file) => [file.replaceAll('\\', '/'), readFileSync(join(folder, file), 'utf8')]));
  const scripts = [...texts.keys()].filter((file) => file.startsWith('_astro/')).map((file) => file.slice('_astro/'.length));
  const others = new Set(scripts.filter((script) => renamed?.test(script)));
  // A name is made of the content, so whatever names another script anew gets another name itself.
  for (let before = -1; before < others.size; ) {
    before = others.size;
    for (const script of scripts) if ([...others].some((other) => texts.get(`_astro/${script}`)!.includes(other))) others.add(script);
  }
  const other = (script: string) => script.replace(/\.[\w-]{4}([\w-]*\.js)$/, '.ZZZZ$1');
  for (const [file, text] of texts) {
    let next = change(text, file);
    for (const script of others) next = next.replaceAll(script, other(script));
    if (next !== text) writeFileSync(join(folder, file), next);
  }
  for (const script of others) renameSync(join(folder, '_astro', script), join(folder, '_astro', other(script)));
  await writeOffline(folder, content);
  return folder;
}
export const listOf = (folder: string, region = 'zherong') => JSON.parse(readFileSync(join(folder, `offline/${region}.json`), 'utf8')) as RegionFiles;

export type Stage = Awaited<ReturnType<typeof openStage>>;

/** Serves the release in a folder; `base` is where it was built for. */
export async function openStage(first: string, { base = '/', executablePath }: { base?: string; executablePath?: string } = {}) {
  const state = {
    folder: first,
    /** Refuses every connection. */
    cut: false,
    /** Bytes of the bodies sent. */
    sent: 0,
    asked: [] as string[],
    /** Files that stand in the place of those of the folder. */
    instead: {} as Record<string, string>,
    /** Told of each request before it is answered. */
    onRequest: undefined as ((path: string, count: number) => void) | undefined,
  };
  const packed = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url!, 'http://host').pathname);
    state.asked.push(path);
    state.onRequest?.(path, state.asked.length);
    if (state.cut) return void request.socket.destroy();
    const own = path.startsWith(base) ? path.slice(base.length) : '404.html';
    const file = join(state.folder, own === '' || own.endsWith('/') ? `${own}index.html` : own);
    const known = own in state.instead || (existsSync(file) && statSync(file).isFile());
    const body = own in state.instead ? Buffer.from(state.instead[own]!) : readFileSync(known ? file : join(state.folder, '404.html'));
    const type = types[known ? extname(own in state.instead ? own : file) : '.html'] ?? 'application/octet-stream';
    const key = body.toString('latin1');
    if (!packed.has(key)) packed.set(key, /png/.test(type) ? body : gzipSync(body));
    const small = packed.get(key)!;
    state.sent += small.length;
    response.writeHead(known ? 200 : 404, { 'content-type': type, 'cache-control': 'no-cache', 'x-frame-options': 'DENY', ...(small === body ? {} : { 'content-encoding': 'gzip' }) }).end(small);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await launchBrowser(executablePath);
  return {
    state,
    url: url + base.slice(0, -1),
    browser,
    async visitor(options = {}): Promise<{ context: BrowserContext; page: Page; errors: string[] }> {
      const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'zh-CN', ...options });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      return { context, page, errors };
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** What a visitor's device holds: workers, caches of ours, and the regions saved. */
export const heldOn = (page: Page) =>
  page.evaluate(async () => {
    const names = await caches.keys();
    const saved = names.find((name) => name.startsWith('rongji-saved-'));
    const keys = saved ? (await (await caches.open(saved)).keys()).map(({ url }) => url) : [];
    return { workers: (await navigator.serviceWorker.getRegistrations()).length, caches: names.length, regions: keys.filter((key) => key.includes('/offline/saved/')).map((key) => key.split('/').pop()), begun: keys.filter((key) => key.includes('/offline/begun/')).length, files: keys.filter((key) => key.includes('/offline/file/')).length };
  });

/** Presses the buttons that save a region on its own page. */
export async function saveRegion(page: Page, url: string, id = 'zherong'): Promise<string> {
  await page.goto(`${url}/regions/${id}/`);
  await page.getByRole('button', { name: '保存本地区' }).click();
  await page.getByRole('button', { name: '开始保存' }).click();
  await page.getByText('存好了，断网也能看。').waitFor();
  return (await page.locator('save-region').textContent())!;
}

/** A new release's worker takes over when the last page is closed; the browser takes its time to notice. */
export async function leaveAndReturn(page: Page, address: string): Promise<void> {
  await page.goto('about:blank');
  await page.waitForTimeout(1200);
  await page.goto(address);
}
