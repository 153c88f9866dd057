import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFarewell } from '../../tools/offline.ts';
import { clearShelf, heldOn, leaveAndReturn, listOf, makeRelease, openStage, saveRegion, type Stage } from './offline-stage.ts';

const first = 'dist';
/** Another text on two pages of the region and in the finder, other data, and a script that every page loads under another name. */
let second: string;
/** What nobody wanted to publish: the pages say nothing, and the worker fails whatever is asked. */
let broken: string;
let stage: Stage;
beforeAll(async () => {
  second = await makeRelease('second', (text, file) => {
    if (/^(regions\/zherong|memorials\/ma-lifeng|stations|guides\/youdaizheng)\/index\.html$/.test(file)) return text.replace('<p class="lede">', '<p class="lede">第二版。');
    return file === 'data/lexicon.json' ? text.replace('[', '[{"word":"第二版","said":"第二版"},') : text;
  }, /display-panel\.[\w-]+\.js$/);
  broken = await makeRelease('broken', (text, file) => (file.endsWith('.html') ? '<!doctype html><title>坏了</title><p>坏了' : text));
  stage = await openStage(first);
});
afterAll(async () => {
  await stage?.close();
  clearShelf();
});

const publish = (folder: string) => Object.assign(stage.state, { folder, cut: false, instead: {}, onRequest: undefined });
const network = (is: boolean) => void (stage.state.cut = !is);
const lede = (page: Page) => page.locator('.lede').first().textContent();
const hasWaiting = (page: Page) => page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting));
const waiting = (page: Page) => expect.poll(() => hasWaiting(page)).toBe(true);
/** The browser takes its time to notice that nobody uses the old worker any more. */
const takenOver = (page: Page, path: string) =>
  expect
    .poll(async () => {
      await leaveAndReturn(page, `${stage.url}/${path}`);
      return hasWaiting(page);
    })
    .toBe(false);

describe('a region saved', () => {
  test('takes the bytes it said, and is read, searched and found in without a network', async () => {
    publish(first);
    const { page, errors, context } = await stage.visitor();
    await page.goto(`${stage.url}/regions/zherong/`, { waitUntil: 'networkidle' });
    expect(await heldOn(page)).toEqual({ workers: 0, caches: 0, regions: [], begun: 0, files: 0 });
    await page.getByRole('button', { name: '保存本地区' }).click();
    await page.getByText(/要下载约 [\d.]+ (KB|MB)（\d+ 个文件）/).waitFor();
    expect(await heldOn(page)).toMatchObject({ workers: 0, caches: 0 });
    // Who does not see hears the size with the button that the focus goes to.
    expect(await page.evaluate(() => document.getElementById(document.activeElement!.getAttribute('aria-describedby')!)!.textContent)).toContain('要下载约');
    const said = Number(/要下载约 ([\d.]+) MB/.exec((await page.locator('save-region').textContent())!)![1]);
    stage.state.sent = 0;
    await page.getByRole('button', { name: '开始保存' }).click();
    await page.getByText('存好了，断网也能看。').waitFor();
    await expect.poll(() => heldOn(page)).toMatchObject({ workers: 1, regions: ['zherong'], begun: 0 });
    const megabytes = stage.state.sent / 1024 / 1024;
    console.log(`said ${said} MB, sent ${megabytes.toFixed(2)} MB`);
    expect(Math.abs(megabytes - said) / said).toBeLessThan(0.1);
    expect(await page.locator('save-region').textContent()).toMatch(/\d{4}年\d+月\d+日存好，约占/);

    network(false);
    stage.state.asked.length = 0;
    // What keeps an answer of the host safe keeps the copy safe.
    expect((await page.goto(`${stage.url}/memorials/ma-lifeng/`))!.headers()).toMatchObject({ 'x-frame-options': 'DENY', 'content-type': 'text/html; charset=utf-8' });
    const { files } = listOf(first);
    const pages = files.map(([path]) => path).filter((path) => /^(regions\/zherong|veterans|memorials|heritage|practices|guides|stations|visits|sources|observances)\/.*$/.test(path) && path.endsWith('/'));
    expect(pages.filter((path) => /^(memorials|practices)\/./.test(path)).length).toBeGreaterThan(8);
    for (const path of pages) {
      await page.goto(`${stage.url}/${path}`, { waitUntil: 'commit' });
      expect(await page.locator('h1').first().textContent(), path).not.toBe('断网查看');
    }
    expect(pages.length).toBeGreaterThan(100);
    // A name of the region, in the page and in the header's box.
    await page.goto(`${stage.url}/search/?q=马立峰`);
    await page.locator('a[data-result]').first().click();
    await page.waitForURL(/memorials\/ma-lifeng/);
    await page.keyboard.press('/');
    await page.getByRole('dialog').getByRole('searchbox').fill('双城镇');
    await page.getByRole('dialog').locator('a[data-result]').first().waitFor();
    // The nearest station and the rightful one, and the sheet with both.
    await page.goto(`${stage.url}/stations/#at=27.24,119.89&division=350926100`);
    await page.locator('section[aria-labelledby=nearest] .answer').waitFor();
    await page.locator('section[aria-labelledby=mine]').getByText('双城镇退役军人服务站').waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('section[aria-labelledby=mine]').isVisible()).toBe(true);
    expect(await page.locator('keep-offline').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    await page.goto(`${stage.url}/visits/sheets/memorials-zherong-anzangdian/`);
    expect(await page.locator('h1').textContent()).toContain('柘荣');
    expect(errors).toEqual([]);

    // What was not saved says so, and leads to what was.
    await page.goto(`${stage.url}/regions/longyan/`);
    await page.getByText('没有网络，刚才那一页没有存').waitFor();
    await page.getByText('年').filter({ hasText: '存好' }).waitFor();
    expect(await page.getByText('没有网络，现在存不了。').count()).toBe(4);
    await page.getByRole('main').getByRole('link', { name: '柘荣县' }).click();
    await page.waitForURL(/regions\/zherong/);
    expect(await page.locator('h1').textContent()).toBe('柘荣县');

    // Removed, it is gone.
    await page.getByRole('button', { name: '删除：柘荣县' }).click();
    await page.getByText('已从这台设备删除。').waitFor();
    expect(await heldOn(page)).toMatchObject({ regions: [], files: 0, begun: 0 });
    await page.goto(`${stage.url}/memorials/ma-lifeng/`);
    await page.getByText('没有网络，刚才那一页没有存').waitFor();
    await context.close();
  });

  test('shares its files with another, and keeps them when that one is removed', async () => {
    publish(first);
    const { page, context } = await stage.visitor();
    await saveRegion(page, stage.url);
    const { files } = await heldOn(page);
    stage.state.sent = 0;
    await page.goto(`${stage.url}/offline/`);
    await page.getByRole('button', { name: '开始保存：赤壁市' }).click();
    await page.getByText('存好了，断网也能看。').waitFor();
    expect(stage.state.sent).toBeLessThan(listOf(first, 'chibi').bytes * 0.4);
    await page.getByRole('button', { name: '删除：赤壁市' }).click();
    await expect.poll(() => heldOn(page)).toMatchObject({ regions: ['zherong'], files });
    await context.close();
  });
});

describe('a saving that does not come to its end', () => {
  test('stopped by the visitor, cut off by the network, or with its page closed: nothing counts as saved, and it goes on where it was', async () => {
    publish(first);
    const { page, context } = await stage.visitor();
    await page.goto(`${stage.url}/regions/zherong/`);
    await page.getByRole('button', { name: '保存本地区' }).click();
    const from = stage.state.asked.length;
    const after = (count: number, act: () => void) => (stage.state.onRequest = (_, now) => void (now === from + count && act()));
    // Playwright presses while the host holds its answers back.
    after(60, () => void page.getByRole('button', { name: /^停下/ }).click());
    await page.getByRole('button', { name: '开始保存' }).click();
    await page.getByText('已经停下，没有存完。').waitFor();
    const stopped = await heldOn(page);
    expect(stopped).toMatchObject({ regions: [], begun: 1, workers: 0 });
    expect(stopped.files).toBeGreaterThan(0);

    const count = stage.state.asked.length;
    stage.state.onRequest = (_, now) => void (now === count + 70 && (stage.state.cut = true));
    await page.getByRole('button', { name: /^接着存/ }).click();
    await page.getByText('网络断了，没有存完。').waitFor();
    const halfway = await heldOn(page);
    expect(halfway).toMatchObject({ regions: [], begun: 1 });
    expect(halfway.files).toBeGreaterThan(stopped.files);

    Object.assign(stage.state, { cut: false });
    const again = stage.state.asked.length;
    const closed = new Promise<void>((done) => (stage.state.onRequest = (_, now) => void (now === again + 50 && page.close().then(done))));
    void page.getByRole('button', { name: /^接着存/ }).click();
    await closed;
    const next = await context.newPage();
    await next.goto(`${stage.url}/regions/zherong/`);
    await next.getByText('没有存完，还不能断网看。').waitFor();
    stage.state.onRequest = undefined;
    const before = await heldOn(next);
    expect(before).toMatchObject({ regions: [], begun: 1 });
    stage.state.sent = 0;
    await next.getByRole('button', { name: /^接着存/ }).click();
    await next.getByText('存好了，断网也能看。').waitFor();
    expect(await heldOn(next)).toMatchObject({ regions: ['zherong'], begun: 0 });
    expect(stage.state.sent).toBeLessThan(listOf(first).bytes * 0.9);
    await context.close();
  });

  test.each([
    ['the device is full', () => {
      const put = Cache.prototype.put;
      let count = 0;
      Cache.prototype.put = function (...given) {
        return ++count > 20 ? Promise.reject(new DOMException('full', 'QuotaExceededError')) : put.apply(this, given);
      };
    }, '这台设备给浏览器的空间不够'],
    ['the browser says beforehand that there is no room', () => {
      navigator.storage.estimate = () => Promise.resolve({ quota: 3_000_000, usage: 1000 });
    }, '这台设备给浏览器的空间不够'],
    ['storage is forbidden', () => {
      caches.keys = () => Promise.reject(new DOMException('no', 'SecurityError'));
    }, '这台浏览器不让网页存东西'],
  ])('says so when %s', async (_, mock, words) => {
    publish(first);
    const { page, context } = await stage.visitor();
    await page.addInitScript(mock);
    await page.goto(`${stage.url}/regions/zherong/`);
    await page.getByRole('button', { name: '保存本地区' }).click();
    const start = page.getByRole('button', { name: '开始保存' });
    if (words.includes('空间')) await start.click();
    await page.getByText(words).waitFor();
    const workers = await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
    expect(workers).toBe(0);
    await context.close();
  });
});

test('what the worker of another release refuses is asked of the host', async () => {
  publish(first);
  const { page, context } = await stage.visitor();
  await page.addInitScript(() => {
    const ask = window.fetch;
    window.fetch = (address, how) => (how?.cache === 'default' && String(address).includes('/data/') ? Promise.reject(new TypeError('Failed to fetch')) : ask(address, how));
  });
  await saveRegion(page, stage.url);
  expect(await heldOn(page)).toMatchObject({ regions: ['zherong'], begun: 0 });
  await context.close();
});

test.each([
  ['a file that never ends', (page: Page) => page.route('**/data/lexicon.json', () => undefined)],
  ['a list that never comes', (page: Page) => page.route('**/offline/zherong.json', () => undefined)],
  // The stop then falls between what has been asked of the device and the first file.
  [
    'a slow device',
    async (page: Page) => {
      await page.route('**/data/lexicon.json', () => undefined);
      await page.evaluate(() => {
        const open = caches.open.bind(caches);
        caches.open = async (name) => {
          await new Promise((resolve) => setTimeout(resolve, 3000));
          return open(name);
        };
      });
    },
  ],
])('stopping ends a saving that waits for %s', async (_, hold) => {
  publish(first);
  const { page, context } = await stage.visitor();
  await page.goto(`${stage.url}/regions/zherong/`);
  await page.getByRole('button', { name: '保存本地区' }).click();
  await page.getByRole('button', { name: '开始保存' }).waitFor();
  await hold(page);
  await page.getByRole('button', { name: '开始保存' }).click();
  await page.getByRole('button', { name: /^停下/ }).click();
  await page.getByText('已经停下，没有存完。').waitFor();
  expect(await heldOn(page)).toMatchObject({ regions: [], workers: 0 });
  await context.close();
});

test('while something is being saved, nothing is removed', async () => {
  publish(first);
  const { page, context } = await stage.visitor();
  await saveRegion(page, stage.url);
  const before = await heldOn(page);
  await page.evaluate(() => {
    void navigator.locks.request(`rongji-offline-${location.origin}/`, () => new Promise((done) => Object.assign(window, { done })));
  });
  await page.getByRole('button', { name: /^删除/ }).click();
  await page.getByText('现在正在存另一个地方，或者另一个窗口正在存。').waitFor();
  expect(await heldOn(page)).toEqual(before);
  await page.evaluate(() => (window as unknown as { done: () => void }).done());
  await page.getByRole('button', { name: /^删除/ }).click();
  await page.getByText('已从这台设备删除。').waitFor();
  await context.close();
});

test.each([
  ['there is no room', 'new DOMException("full", "QuotaExceededError")', '这台设备给浏览器的空间不够'],
  ['the network is cut off', 'new TypeError("Failed to fetch")', '网络断了，没有存完。'],
])('a worker that does not install since %s says so', async (_, error, words) => {
  publish(first);
  stage.state.instead['offline-worker.js'] = `Cache.prototype.put = () => Promise.reject(${error});${readFileSync(join(first, 'offline-worker.js'), 'utf8')}`;
  const { page, context } = await stage.visitor();
  await page.goto(`${stage.url}/regions/zherong/`);
  await page.getByRole('button', { name: '保存本地区' }).click();
  await page.getByRole('button', { name: '开始保存' }).click();
  await page.getByText(words).waitFor();
  expect(await heldOn(page)).toMatchObject({ regions: [], begun: 1, workers: 0 });
  await context.close();
});

test('an update begun to a release that was taken back is given up; the page of what is kept is no lost page under its other name', async () => {
  publish(first);
  const { page, context } = await stage.visitor();
  await saveRegion(page, stage.url);
  await page.evaluate(async () => {
    const cache = await caches.open(`rongji-saved-${location.origin}/`);
    await cache.put('/offline/begun/zherong', (await cache.match('/offline/saved/zherong'))!);
  });
  expect(await heldOn(page)).toMatchObject({ begun: 1 });
  await page.goto(`${stage.url}/offline/index.html`);
  await page.getByText('存好，约占').waitFor();
  expect(await heldOn(page)).toMatchObject({ begun: 0, regions: ['zherong'] });
  expect(await page.getByText('没有网络，刚才那一页没有存').isVisible()).toBe(false);
  await context.close();
});

describe('releases', () => {
  test('one published while a region is being saved: begun once more, and whole of the new one', async () => {
    publish(first);
    const { page, context } = await stage.visitor();
    await page.goto(`${stage.url}/regions/zherong/`);
    await page.getByRole('button', { name: '保存本地区' }).click();
    const from = stage.state.asked.length;
    stage.state.onRequest = (_, now) => void (now === from + 40 && (stage.state.folder = second));
    await page.getByRole('button', { name: '开始保存' }).click();
    await page.getByText('存好了，断网也能看。').waitFor();
    expect(await page.locator('save-region').textContent()).toMatch(/存好，约占/);
    network(false);
    await page.goto(`${stage.url}/memorials/ma-lifeng/`);
    expect(await lede(page)).toContain('第二版');
    await context.close();
  });

  test('one half published: told to come back, and nothing counts as saved', async () => {
    publish(first);
    stage.state.instead['memorials/ma-lifeng/'] = '<!doctype html><title>x</title>';
    const { page, context } = await stage.visitor();
    await page.goto(`${stage.url}/regions/zherong/`);
    await page.getByRole('button', { name: '保存本地区' }).click();
    await page.getByRole('button', { name: '开始保存' }).click();
    await page.getByText('网站正在更新，没有存完。').waitFor();
    expect(await heldOn(page)).toMatchObject({ regions: [], begun: 1, workers: 0 });
    await page.getByRole('button', { name: /^不存了/ }).click();
    await expect.poll(() => heldOn(page)).toMatchObject({ caches: 0 });
    await context.close();
  });

  test('a page and its scripts and data are of one: the old whole without a network until the new is whole', async () => {
    publish(first);
    const { page, errors, context } = await stage.visitor();
    await saveRegion(page, stage.url);
    const panel = (folder: string) => listOf(folder).files.map(([path]) => path).find((path) => /display-panel\..*js$/.test(path))!;
    const words = (folder: string) => readFileSync(join(folder, 'data/lexicon.json'), 'utf8');
    expect(panel(second)).not.toBe(panel(first));
    expect(words(second)).not.toBe(words(first));
    const lexicon = () => page.evaluate(() => fetch('/data/lexicon.json').then((response) => response.text()));
    const opensPanel = async () => {
      await page.getByRole('button', { name: '阅读设置' }).click();
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
    };

    // The new one is published while a page of the old one is open, and the files of the old are gone from the host.
    await page.goto(`${stage.url}/memorials/ma-lifeng/`, { waitUntil: 'networkidle' });
    publish(second);
    expect(await lexicon()).toBe(words(first));
    await opensPanel();

    // With a network a visitor gets the new pages at once, and with them the new data and scripts, whichever worker is there.
    await page.goto(`${stage.url}/memorials/ma-lifeng/`);
    expect(await lede(page)).toContain('第二版');
    expect(await lexicon()).toBe(words(second));
    await opensPanel();
    await waiting(page);

    // Without one, what was saved is whole and of the old release, before and after the new worker has taken over.
    for (const takeOver of [false, true]) {
      if (takeOver) {
        network(true);
        await takenOver(page, 'memorials/ma-lifeng/');
      }
      network(false);
      for (const path of ['memorials/ma-lifeng/', 'regions/zherong/', 'stations/', 'guides/youdaizheng/']) {
        await page.goto(`${stage.url}/${path}`);
        expect(await lede(page), path).not.toContain('第二版');
      }
      await page.goto(`${stage.url}/memorials/ma-lifeng/`);
      expect(await lexicon()).toBe(words(first));
      await opensPanel();
      await page.goto(`${stage.url}/search/?q=马立峰`);
      await page.locator('a[data-result]').first().waitFor();
    }

    // The visitor is told, and fetches only what has changed.
    network(true);
    // The page that is open is of the old release: what that has not is not given to it.
    await page.goto('about:blank');
    network(false);
    await page.goto(`${stage.url}/memorials/ma-lifeng/`);
    network(true);
    const data = (path: string) => page.evaluate((path) => fetch(path).then((response) => response.text(), () => 'refused'), path);
    stage.state.instead['data/of-the-second.json'] = '[]';
    expect(await data('/data/of-the-second.json')).toBe('refused');
    expect(await data('/data/stations.csv')).toBe(readFileSync(join(first, 'data/stations.csv'), 'utf8').replace('\ufeff', ''));
    await page.goto(`${stage.url}/regions/zherong/`);
    await page.getByText('网站有了更新').waitFor();
    stage.state.asked.length = 0;
    await page.getByRole('button', { name: /^更新/ }).click();
    await page.getByText('存好了，断网也能看。').waitFor();
    expect(await page.getByText('网站有了更新').count()).toBe(0);
    network(false);
    for (const path of ['memorials/ma-lifeng/', 'regions/zherong/', 'stations/']) {
      await page.goto(`${stage.url}/${path}`);
      expect(await lede(page), path).toContain('第二版');
    }
    await page.goto(`${stage.url}/memorials/ma-lifeng/`);
    expect(await lexicon()).toBe(words(second));
    await opensPanel();
    expect(errors).toEqual([]);
    await context.close();
  });

  test('a page read with the worker there is read again without a network, also after a release that did not change it', async () => {
    publish(first);
    const { page, context } = await stage.visitor();
    await page.goto(`${stage.url}/stations/`);
    await page.getByText('断网也能查').waitFor();
    const read = ['practices/zoufang/', 'memorials/ma-lifeng/', 'sources/zherong-report/'];
    for (const path of read) await page.goto(`${stage.url}/${path}`, { waitUntil: 'networkidle' });
    network(false);
    for (const path of read) {
      await page.goto(`${stage.url}/${path}`);
      expect(await page.getByText('刚才那一页没有存').isVisible(), path).toBe(false);
      expect(await page.locator('h1').count()).toBe(1);
    }
    network(true);
    const third = await makeRelease('third', (text, file) => (file === 'memorials/ma-lifeng/index.html' ? text.replace('<p class="lede">', '<p class="lede">第三版。') : text));
    publish(third);
    await page.goto(`${stage.url}/stations/`);
    await waiting(page);
    await takenOver(page, 'stations/');
    network(false);
    await page.goto(`${stage.url}/practices/zoufang/`);
    expect(await page.locator('h1').textContent()).not.toBe('断网查看');
    // What has changed is not shown as if it were of this release.
    await page.goto(`${stage.url}/memorials/ma-lifeng/`);
    expect(await page.locator('h1').textContent()).toBe('断网查看');
    await page.getByText('刚才那一页没有存').waitFor();
    await context.close();
  });
});

describe('undoing', () => {
  test('a worker that fails at everything and pages that are broken: publishing the release before brings it back', async () => {
    publish(first);
    const { page, context } = await stage.visitor();
    await page.goto(`${stage.url}/stations/`);
    await page.getByText('断网也能查').waitFor();
    publish(broken);
    stage.state.instead['offline-worker.js'] = 'self.addEventListener("install", () => self.skipWaiting()); self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim())); self.addEventListener("fetch", (event) => event.respondWith(Promise.reject(new Error("broken"))));';
    await page.goto(`${stage.url}/guides/`);
    expect(await page.locator('body').textContent()).toContain('坏了');
    // Now nothing opens any more.
    await expect
      .poll(async () => {
        await page.waitForTimeout(1500);
        return page.goto(`${stage.url}/guides/`).then(() => 'open', () => 'locked out');
    })
      .toBe('locked out');
    publish(first);
    await expect
      .poll(async () => {
        await page.waitForTimeout(1500);
        return page.goto(`${stage.url}/stations/`).then(() => lede(page), () => 'locked out');
    })
      .toContain('最近的站和管您的站');
    await context.close();
  });

  test('a release whose pages are broken and whose worker is ours is undone at the next page', async () => {
    publish(broken);
    const { page, context } = await stage.visitor();
    await page.goto(`${stage.url}/stations/`);
    await page.evaluate(async () => {
      await navigator.serviceWorker.register('/offline-worker.js');
      await navigator.serviceWorker.ready;
    });
    await page.reload();
    expect(await page.locator('body').textContent()).toContain('坏了');
    publish(first);
    await page.goto(`${stage.url}/guides/`);
    await page.goto(`${stage.url}/stations/#at=27.24,119.89`);
    await page.locator('section[aria-labelledby=nearest] .answer').waitFor();
    await context.close();
  });

  test.each([
    ['throws when it is read', 'throw new Error("broken");'],
    ['throws when it installs', 'self.addEventListener("install", () => { throw new Error("broken"); }); self.addEventListener("install", (event) => event.waitUntil(Promise.reject(new Error("broken"))));'],
  ])('a worker that %s changes nothing for anybody', async (_, script) => {
    publish(first);
    const { page, context } = await stage.visitor();
    await page.goto(`${stage.url}/stations/`);
    await page.getByText('断网也能查').waitFor();
    stage.state.instead['offline-worker.js'] = script;
    await page.goto(`${stage.url}/guides/`);
    await page.waitForTimeout(1500);
    expect(await page.locator('h1').textContent()).toBe('办事指南');
    network(false);
    await page.goto(`${stage.url}/guides/youdaizheng/`);
    expect(await page.locator('h1').textContent()).toContain('优待证');
    await context.close();
  });
});

describe('switching off', () => {
  test('one word in offline.json takes everything back, and nothing is kept anew', async () => {
    publish(first);
    const { page, context } = await stage.visitor();
    await saveRegion(page, stage.url);
    await page.evaluate(() => caches.open('of somebody else on this host'));
    stage.state.instead['offline.json'] = '{ "off": true }';
    await page.goto(`${stage.url}/guides/`);
    await expect.poll(() => heldOn(page)).toMatchObject({ workers: 0, caches: 1, files: 0 });
    // The finder asks for the worker again, which then does not install.
    await page.goto(`${stage.url}/stations/`, { waitUntil: 'networkidle' });
    await page.locator('.finder-ask').first().waitFor();
    await page.waitForTimeout(2000);
    expect(await heldOn(page)).toMatchObject({ workers: 0, caches: 1 });
    await page.goto(`${stage.url}/regions/zherong/`);
    await page.getByRole('button', { name: '保存本地区' }).click();
    await page.getByText('本站现在停用了断网查看，存不了。').waitFor();
    // What a saving left that never came to its end has no worker to take it away; the page does.
    await page.evaluate(async () => {
      const cache = await caches.open(`rongji-saved-${location.origin}/`);
      await cache.put('/offline/file/abc', new Response('x'));
    });
    await page.reload();
    await page.getByText('本站现在停用了断网查看，存不了。').waitFor();
    expect(await heldOn(page)).toMatchObject({ workers: 0, caches: 1 });
    // And back on.
    publish(first);
    await saveRegion(page, stage.url);
    expect(await heldOn(page)).toMatchObject({ regions: ['zherong'] });
    await context.close();
  });

  test('a release without offline pages takes back what was kept, and nothing of others on the host', async () => {
    publish(first);
    const { page, context } = await stage.visitor();
    await page.goto(`${stage.url}/stations/`);
    await page.getByText('断网也能查').waitFor();
    expect(await heldOn(page)).toMatchObject({ workers: 1 });
    await page.evaluate(() => caches.open('of somebody else on this host'));
    const folder = mkdtempSync(join(tmpdir(), 'rongji-farewell-'));
    writeFarewell(folder);
    stage.state.instead['offline-worker.js'] = readFileSync(join(folder, 'offline-worker.js'), 'utf8');
    rmSync(folder, { recursive: true });
    // The browser looks for a newer worker by itself when a page is opened.
    await page.goto(`${stage.url}/guides/`);
    await expect.poll(() => heldOn(page)).toMatchObject({ caches: 1, workers: 0 });
    await context.close();
  });
});

test('the worker under its former name goes with its own caches, and leaves what was saved since', async () => {
  publish(first);
  const { page, context } = await stage.visitor();
  await page.goto(`${stage.url}/guides/`);
  stage.state.instead['stations-worker.js'] = 'self.addEventListener("fetch", () => undefined);';
  await page.evaluate(async () => {
    for (const name of ['stations-read-abc', `workbox-precache-v2-${location.origin}/`, `rongji-saved-${location.origin}/`]) await caches.open(name);
    await navigator.serviceWorker.register('/stations-worker.js');
    await navigator.serviceWorker.ready;
  });
  expect(await heldOn(page)).toMatchObject({ workers: 1, caches: 3 });
  publish(first);
  await page.goto(`${stage.url}/guides/youdaizheng/`);
  await expect.poll(() => heldOn(page)).toMatchObject({ workers: 0, caches: 1 });
  expect(await page.evaluate(() => caches.keys())).toEqual([`rongji-saved-${stage.url}/`]);
  await context.close();
});

test('who asked the browser to save data is given nothing unasked', async () => {
  publish(first);
  const { page, context } = await stage.visitor();
  await page.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
  await page.goto(`${stage.url}/stations/`, { waitUntil: 'networkidle' });
  await page.waitForTimeout(1500);
  expect(await heldOn(page)).toMatchObject({ workers: 0, caches: 0 });
  await context.close();
});
