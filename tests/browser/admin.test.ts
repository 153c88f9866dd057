import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readContent } from '@/lib/content.ts';
import { serveAdmin } from '../../tools/admin-preview.ts';
import { launchBrowser } from './serve.ts';

// The editor as `npm run dev` shows it. The folder that an editor chooses is one that the browser keeps for itself: its handles are the same as those of the disk.
const work = join('.build', 'admin-test');
const files = Object.fromEntries(
  (readdirSync('content', { recursive: true }) as string[])
    .map((file) => `content/${file.replaceAll('\\', '/')}`)
    .filter((file) => statSync(file).isFile())
    .map((file) => [file, readFileSync(file, 'utf8')]),
);
let browser: Browser;
let page: Page;
let url: string;
let stop: () => void;
const requests: string[] = [];
const errors: string[] = [];

beforeAll(async () => {
  const answer = serveAdmin({ name: '戎迹', url: '', base: '/', admin: { backend: 'local' } });
  const server = createServer((request, response) => {
    // The browser asks for it by itself when it shows a picture.
    if (request.url === '/favicon.ico') return void response.writeHead(204).end();
    if (request.url === '/favicon.svg') return void response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(readFileSync('public/favicon.svg'));
    void answer(request, response, (error) => void response.writeHead(error ? 500 : 404).end(String(error ?? '')));
  });
  await new Promise<void>((ready) => server.listen(0, 'localhost', ready));
  url = `http://localhost:${(server.address() as AddressInfo).port}/admin/`;
  browser = await launchBrowser();
  // Fields are made when they come into view.
  const context = await browser.newContext({ viewport: { width: 1280, height: 6000 }, locale: 'zh-CN' });
  context.setDefaultTimeout(120_000);
  page = await context.newPage();
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => message.type() === 'error' && errors.push(`${message.text()} ${message.location().url}`));
  page.on('pageerror', (error) => errors.push(error.message));
  await page.addInitScript(() => Object.assign(window, { showDirectoryPicker: () => navigator.storage.getDirectory() }));
  await page.goto(new URL('/favicon.svg', url).href);
  await put({ ...files, 'site.config.ts': '' });
  stop = () => server.close();
  await page.goto(url);
  await page.getByRole('button', { name: '打开本站的文件夹' }).waitFor();
});
afterAll(async () => {
  await browser.close();
  stop();
  rmSync(work, { recursive: true, force: true });
});

const put = (texts: Record<string, string>) =>
  page.evaluate(async (texts) => {
    for (const [path, text] of Object.entries(texts)) {
      const parts = path.split('/');
      const name = parts.pop()!;
      let folder = await navigator.storage.getDirectory();
      for (const part of parts) folder = await folder.getDirectoryHandle(part, { create: true });
      const file = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await file.write(text);
      await file.close();
    }
  }, texts);

/** Every file of the folder as it is now. */
const folder = () =>
  page.evaluate(async () => {
    const found: Record<string, string> = {};
    const walk = async (at: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const [name, item] of (at as unknown as { entries(): AsyncIterable<[string, FileSystemHandle]> }).entries())
        if (item.kind === 'directory') await walk(item as FileSystemDirectoryHandle, `${path}${name}/`);
        else found[path + name] = await (await (item as FileSystemFileHandle).getFile()).text();
    };
    await walk(await navigator.storage.getDirectory(), '');
    return found;
  });

const field = (path: string) => page.locator(`[data-key-path="${path}"]`).first();
const open = async (entry: string) => {
  await page.evaluate((hash) => void (location.hash = hash), `#/collections/${entry}`);
  await field(entry.startsWith('lexicon') ? 'words' : 'title').waitFor();
};
/** Saves, and waits until the editor is back in its list. */
const save = async () => {
  const before = await page.evaluate(() => location.hash);
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await page.waitForFunction((hash) => location.hash !== hash, before);
};
/** What our own check says of the folder, written to disk. */
const check = async () => {
  const now = await folder();
  rmSync(work, { recursive: true, force: true });
  for (const [path, text] of Object.entries(now)) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), text);
  }
  return { now, content: readContent(join(work, 'content')) };
};
test('a folder that is not the project is refused in words', async () => {
  await page.evaluate(async () => (await navigator.storage.getDirectory()).removeEntry('site.config.ts'));
  // There is no account to sign in with.
  expect(await page.locator('button:visible').allInnerTexts()).toEqual(['打开本站的文件夹']);
  await page.getByRole('button', { name: '打开本站的文件夹' }).click();
  await page.getByText('选的不是本站的文件夹').waitFor();
  await put({ 'site.config.ts': '' });
});

test('the folder opens with all its entries, in Chinese, out of our own host', async () => {
  await page.getByRole('button', { name: '打开本站的文件夹' }).click();
  for (const [name, count] of [['老兵故事', 6], ['英烈纪念：人物', 3], ['英烈纪念：群体', 2], ['英烈纪念：设施', 2], ['办事指南', 13], ['出处和事实', 65]] as const) await expect.poll(() => page.locator('body').innerText(), { timeout: 60_000 }).toMatch(new RegExp(`${name}\\s+${count}\\s`));
});

test('a form shows the fields of its schema, and what a reader will see of the facts in a text', async () => {
  await open('veterans/entries/zhang-xiangwen');
  for (const [path, label] of [['summary', '摘要'], ['timeline', '大事'], ['living', '写到的人健在吗'], ['consent', '依据什么公开'], ['body', '正文']] as const) await field(path).getByText(label, { exact: true }).first().waitFor();
  await field('summary').getByText('读者看到：抗美援朝老兵张向温，【1950年').waitFor();
  await field('body').getByText('280元〔zhangxiangwen-press/cemetery-gift〕').waitFor();
});

test('what is saved is what our check accepts, and no other byte is touched', async () => {
  await field('checked').getByRole('button', { name: '今天' }).click();
  await save();
  const path = 'content/veterans/zhang-xiangwen.mdx';
  const { now, content } = await check();
  expect(content.problems).toEqual([]);
  expect(Object.keys(now).filter((file) => files[file] !== undefined && now[file] !== files[file])).toEqual([path]);
  expect(now[path]!.replace(/^checked: .*$/m, '')).toBe(files[path]!.replace(/^checked: .*$/m, ''));
});

test('nothing was asked of another host, and nothing went wrong', () => {
  expect(requests.filter((address) => !address.startsWith(new URL('/', url).href) && !/^(blob|data):/.test(address))).toEqual([]);
  expect(errors.filter((text) => !/NotFoundError|要改/.test(text))).toEqual([]);
});
