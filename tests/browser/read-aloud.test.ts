import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { defaultTreeAdapter as tree, parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spokenForm, type Said } from '@/lib/speech-text.ts';
import { pageKinds } from '@/kinds.ts';
import { readPages } from '../site/pages.ts';
import { giveVoice, type Habits } from './fake-voice.ts';
import { serve, type Site } from './serve.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const articles = readPages('dist').filter(({ path }) => new RegExp(`^/(${pageKinds.join('|')})/.+`).test(path));
const lexicon: Said[] = JSON.parse(readFileSync('dist/data/lexicon.json', 'utf8'));

let site: Site;
beforeAll(async () => {
  site = await serve();
});
afterAll(() => site.close());

/** A page with a voice. */
async function visit(path: string, habits: Habits = {}, options: BrowserContextOptions = {}) {
  const context = await site.browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'zh-CN', reducedMotion: 'reduce', ...options });
  await giveVoice(context, habits);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(site.url + path);
  return { page, errors, done: () => context.close() };
}
const listen = (page: Page) => page.getByRole('button', { name: '听这一篇' });
const bar = (page: Page) => page.getByRole('region', { name: '朗读' });
const button = (page: Page, name: string) => bar(page).getByRole('button', { name, exact: true });
const heard = (page: Page) => page.evaluate(() => window.voice.heard);
const marked = (page: Page) => page.evaluate(() => [...document.querySelectorAll('.said')].map((mark) => mark.textContent).join(''));
const begin = async (page: Page) => {
  await listen(page).click();
  await bar(page).waitFor();
};
const finish = (page: Page) => page.evaluate(() => window.voice.finish());
/** Lets the voice say so many texts; returns when the next has been given to it. */
async function hear(page: Page, count: number) {
  for (let i = 0; i < count; i++) {
    const before = (await heard(page)).length;
    await expect.poll(() => page.evaluate(() => window.speechSynthesis.speaking)).toBe(true);
    await finish(page);
    await expect.poll(async () => (await heard(page)).length).toBeGreaterThan(before);
  }
}

const bare = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '');

/** The words of an article that are there to be heard, read off its HTML without the player. */
function wordsOf(html: string): string {
  const attribute = (element: Tree.Element, name: string) => element.attrs.find((one) => one.name === name)?.value;
  const silent = ['nav', 'script', 'style', 'template', 'svg', 'button', 'input', 'rt', 'rp'];
  const silentClasses = ['cite', 'mark', 'note', 'unseen', 'button'];
  const textOf = (node: Tree.Node): string => (tree.isTextNode(node) ? node.value : 'childNodes' in node ? node.childNodes.map(textOf).join('') : '');
  const spoken = (node: Tree.Node): string => {
    if (tree.isTextNode(node)) return node.value;
    if (!tree.isElementNode(node)) return '';
    if (silent.includes(node.tagName)) return '';
    if (['hidden', 'data-search-skip'].some((name) => attribute(node, name) !== undefined) || attribute(node, 'aria-hidden') === 'true') return '';
    if ((attribute(node, 'class') ?? '').split(' ').some((name) => silentClasses.includes(name))) return '';
    // A paragraph that is one link and no more.
    const kept = node.childNodes.filter((child) => textOf(child).trim());
    if (node.tagName === 'p' && kept.length === 1 && kept[0]!.nodeName === 'a') return '';
    return node.childNodes.map(spoken).join('');
  };
  const article = (function find(node: Tree.Node): Tree.Node | undefined {
    if (node.nodeName === 'article') return node;
    for (const child of 'childNodes' in node ? node.childNodes : []) {
      const found = find(child);
      if (found) return found;
    }
    return undefined;
  })(parse(html));
  return spoken(article!);
}

/** The page without what is meant to change: the button, and the map that follows the reading. */
const bodyAsIs = () => document.body.outerHTML.replace(/<(read-aloud|story-map).*?<\/\1>/gs, '');

/** Where two texts part, so that a failure shows a line and not two pages. */
function difference(got: string, wanted: string): string {
  if (got === wanted) return '';
  let at = 0;
  while (got[at] === wanted[at] && at < got.length) at++;
  return `${got.slice(Math.max(0, at - 15), at)}|${got.slice(at, at + 15)} instead of |${wanted.slice(at, at + 15)}`;
}

test('every kind of article is there', () => expect(new Set(articles.map(({ path }) => path.split('/')[1]))).toEqual(new Set(pageKinds)));

describe('read to its last sentence, nothing is skipped and nothing said twice', () => {
  let page: Page;
  let errors: string[];
  let done: () => Promise<void>;
  beforeAll(async () => void ({ page, errors, done } = await visit('/')));
  afterAll(() => done());
  test.each(articles)('$path', async ({ path, html }) => {
    await page.goto(site.url + path);
    const before = await page.evaluate(bodyAsIs);
    await begin(page);
    await button(page, '重听').waitFor({ timeout: 120_000 });
    const all = await heard(page);
    const sentences = all.filter((one, i) => one.sentence !== all[i - 1]?.sentence);
    expect(difference(bare(sentences.map((one) => one.marked).join('')), bare(wordsOf(html)))).toBe('');
    expect(sentences.filter((one) => !bare(one.marked))).toEqual([]);
    for (const { sentence, marked: raw } of sentences) {
      const texts = all.filter((one) => one.sentence === sentence).map((one) => one.text);
      expect(difference(bare(texts.join('')), bare(spokenForm(raw, lexicon)))).toBe('');
    }
    expect(all.filter((one) => one.hidden > 1).map((one) => `${one.marked} ${one.hidden}`)).toEqual([]);
    expect(new Set(all.map((one) => one.voice))).toEqual(new Set(['zh-CN']));
    await button(page, '停止').click();
    const after = await page.evaluate(bodyAsIs);
    expect(difference(after, before)).toBe('');
    expect(await page.evaluate(() => document.documentElement.getAttribute('style'))).toBeNull();
    expect(errors).toEqual([]);
  });
});

describe('what is said', () => {
  const said = async (path: string) => {
    const { page, done } = await visit(path);
    await begin(page);
    await button(page, '重听').waitFor({ timeout: 120_000 });
    const all = await heard(page);
    await done();
    return all.map((one) => one.text);
  };
  test('begins with the title and the lede; a label goes with its value, a date with what happened', async () => {
    const texts = await said('/veterans/zhang-xiangwen/');
    expect(texts[0]).toBe('张向温：从朝鲜战场到赤壁');
    expect(texts[1]).toMatch(/^抗美援朝老兵张向温/);
    expect(texts).toContain('1984年，到葡其碳素厂做工');
    expect(texts).toContain('重修烈士陵园时张向温捐的钱：280元');
    expect(texts).toContain('张向温向灾区、贫困地区累计捐款捐物的数目，截至2023年10月：30多万元');
  });
  test('a place whose name voices get wrong is given by its sound, and what no source gives is said', async () => {
    const texts = await said('/memorials/malifeng-jinianbei/');
    expect(texts.join('')).not.toContain('柘荣');
    expect(texts).toContain('浙荣的报道');
    expect(texts).toContain('闭馆日：原文未载');
  });
  test('a guide says who, what to bring with its note, the steps and where', async () => {
    const texts = await said('/guides/youdaizheng/');
    for (const one of ['谁可以办', '照片，底色、大小各地不同，先问再拍。', '先打电话到服务站', '归哪里管：户籍地或常住地', '电话：政务热线 一二三四五']) expect(texts).toContain(one);
    expect(texts.join('')).not.toMatch(/待核|清除勾选|找最近的站|接着看/);
  });
});

/** Presses Tab until the element of this name has the focus. */
async function tabTo(page: Page, name: string) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(() => document.activeElement?.textContent ?? '')) === name) return;
  }
  throw new Error(`Tab never came to ${name}`);
}
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

describe('with the keyboard alone', () => {
  test('it begins, pauses, goes back and on, changes speed, and stops', async () => {
    const { page, errors, done } = await visit('/veterans/zhang-xiangwen/', { says: 'when told' });
    await tabTo(page, '听这一篇');
    await page.keyboard.press('Enter');
    await bar(page).waitFor();
    expect(await focused(page)).toBe('暂停');
    await hear(page, 3);
    const third = await marked(page);
    // The focus stays where it is while the voice goes on.
    expect(await focused(page)).toBe('暂停');

    await page.keyboard.press('Space');
    expect(await focused(page)).toBe('播放');
    const count = (await heard(page)).length;
    await page.waitForTimeout(800);
    expect((await heard(page)).length).toBe(count);
    expect(await marked(page)).toBe(third);

    await page.keyboard.press('Space');
    await expect.poll(async () => (await heard(page)).length).toBe(count + 1);
    expect((await heard(page)).at(-1)!.text).toBe((await heard(page)).at(-2)!.text);

    await page.keyboard.press('Shift+Tab');
    expect(await focused(page)).toBe('上一句');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await heard(page)).at(-1)!.text).toMatch(/^抗美援朝老兵/);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('下一句');
    const at = await marked(page);
    await page.keyboard.press('Enter');
    await expect.poll(() => marked(page)).not.toBe(at);

    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await expect.poll(async () => (await heard(page)).at(-1)!.rate).toBe(1.25);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('停止');
    await page.keyboard.press('Enter');
    expect(await bar(page).count()).toBe(0);
    expect(await focused(page)).toBe('听这一篇');
    expect(await page.evaluate(() => window.speechSynthesis.speaking)).toBe(false);

    await page.reload();
    await begin(page);
    expect(await bar(page).getByRole('combobox', { name: '语速' }).inputValue()).toBe('1.25');
    expect((await heard(page))[0]!.rate).toBe(1.25);
    expect(errors).toEqual([]);
    await done();
  });

  test('Escape in the bar stops and gives the focus back', async () => {
    const { page, done } = await visit('/veterans/zhang-xiangwen/', { says: 'when told' });
    const before = await page.evaluate(() => document.querySelector('article')!.outerHTML);
    await begin(page);
    await hear(page, 6);
    expect(await page.locator('.said').count()).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
    expect(await bar(page).count()).toBe(0);
    expect(await focused(page)).toBe('听这一篇');
    expect(difference(await page.evaluate(() => document.querySelector('article')!.outerHTML), before)).toBe('');
    await done();
  });

  test('nothing that has the focus lies under the bar, down to the end of the page', async () => {
    const { page, done } = await visit('/guides/youdaizheng/', { says: 'when told' }, { viewport: { width: 360, height: 640 } });
    await begin(page);
    await page.locator('main').focus();
    const covered: string[] = [];
    for (let i = 0; i < 200; i++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const bar = document.querySelector('.aloud-bar')!;
        const node = document.activeElement!;
        if (bar.contains(node)) return undefined;
        const { top, bottom } = node.getBoundingClientRect();
        return { name: node.textContent!.slice(0, 20), over: bottom - bar.getBoundingClientRect().top, top };
      });
      if (!at) break;
      if (at.over > 1 || at.top < 0) covered.push(`${at.name} ${at.over}`);
    }
    expect(covered).toEqual([]);
    // The last link of the page was passed, and then came the bar.
    expect(await focused(page)).toBe('上一句');
    await done();
  });
});

describe('the button', () => {
  test.each<[string, Habits]>([
    ['there is no voice', { voices: [] }],
    ['no voice is Chinese', { voices: [{ lang: 'en-US', localService: true }, { lang: 'ja-JP', localService: true }] }],
    ['the Chinese voices send the words away', { voices: [{ lang: 'zh-CN', localService: false }] }],
  ])('is hidden when %s', async (_, habits) => {
    const { page, errors, done } = await visit('/veterans/zhang-xiangwen/', habits);
    await page.waitForTimeout(2300);
    expect(await page.locator('read-aloud button').isVisible()).toBe(false);
    expect(errors).toEqual([]);
    await done();
  });
  test.each([true, false])('comes with voices that come late, told of them: %s, and nothing moves', async (told) => {
    const { page, done } = await visit('/veterans/zhang-xiangwen/', { late: true });
    const top = () => page.locator('.prose').evaluate((node) => node.getBoundingClientRect().top);
    const before = await top();
    expect(await listen(page).isVisible()).toBe(false);
    await page.evaluate((told) => window.voice.arrive(told), told);
    await listen(page).waitFor({ timeout: 120_000 });
    expect(await top()).toBe(before);
    await done();
  });
  test('is not there without JavaScript, nor in a browser that cannot speak', async () => {
    const bald = await visit('/veterans/zhang-xiangwen/', {}, { javaScriptEnabled: false });
    expect(await bald.page.locator('read-aloud').isVisible()).toBe(false);
    await bald.done();
    const context = await site.browser.newContext();
    await context.addInitScript(() => Object.defineProperty(window, 'speechSynthesis', { value: undefined }));
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${site.url}/veterans/zhang-xiangwen/`);
    expect(await page.locator('read-aloud button').isVisible()).toBe(false);
    expect(errors).toEqual([]);
    await context.close();
  });
  test('stops what it began, and can begin anew from the top', async () => {
    const { page, done } = await visit('/veterans/zhang-xiangwen/', { says: 'when told' });
    await begin(page);
    await hear(page, 4);
    await page.getByRole('button', { name: '停止朗读' }).click();
    expect(await bar(page).count()).toBe(0);
    await begin(page);
    expect(await marked(page)).toBe('张向温：从朝鲜战场到赤壁');
    expect(await bar(page).count()).toBe(1);
    await done();
  });
  test('says so when the player cannot be had', async () => {
    const { page, done } = await visit('/veterans/zhang-xiangwen/');
    await page.route('**/read-aloud.*.js', (route) => route.abort());
    await listen(page).click();
    const failed = page.getByRole('button', { name: '没有打开，请检查网络，再按一次' });
    await failed.waitFor();
    await page.unroute('**/read-aloud.*.js');
    await failed.click();
    await bar(page).waitFor();
    await button(page, '停止').click();
    await listen(page).waitFor();
    await done();
  });
  test.each([false, true])('reads all the same without the list of words and without storage, whether it fails or hangs (%s)', async (hangs) => {
    const { page, done } = await visit('/regions/zherong/');
    await page.route('**/data/lexicon.json', hangs ? () => undefined : (route) => route.abort());
    await page.evaluate(() => {
      Storage.prototype.getItem = Storage.prototype.setItem = () => {
        throw new Error('blocked');
      };
    });
    await begin(page);
    await expect.poll(async () => (await heard(page)).length).toBeGreaterThan(0);
    expect((await heard(page))[0]!.text).toBe('柘荣县');
    await done();
  });
});

describe('a voice that behaves badly', () => {
  test('one that never says it has done is not waited for', async () => {
    const { page, errors, done } = await visit('/veterans/zhang-xiangwen/', { says: 'mute' });
    await begin(page);
    await expect.poll(async () => (await heard(page)).length).toBeGreaterThanOrEqual(4);
    const texts = (await heard(page)).map((one) => one.text);
    expect(new Set(texts).size).toBe(texts.length);
    expect(errors).toEqual([]);
    await done();
  });
  test.each([
    ['synthesis-failed', /这一句没有读出来/],
    ['audio-hardware', /没有找到扬声器或耳机/],
  ])('one that fails with %s says so in the bar, and is tried again on request', async (error, words) => {
    const { page, errors, done } = await visit('/veterans/zhang-xiangwen/', { says: 'error', error });
    await begin(page);
    await bar(page).getByRole('status').getByText(words).waitFor();
    expect(await heard(page)).toHaveLength(1);
    await page.evaluate(() => (window.voice.habits.says = 'when told'));
    await button(page, '播放').click();
    await expect.poll(async () => (await heard(page)).length).toBe(2);
    expect(await bar(page).getByRole('status').textContent()).toBe('');
    expect(errors).toEqual([]);
    await done();
  });
});

test('a reader who leaves hears no more, and who comes back finds the page as it was', async () => {
  const { page, errors, done } = await visit('/veterans/zhang-xiangwen/', { says: 'when told' });
  await begin(page);
  await hear(page, 3);
  const cancels = () => page.evaluate(() => Number(sessionStorage.getItem('cancelled')));
  const before = await cancels();
  await page.locator('.site-footer').getByRole('link', { name: '出处' }).click();
  await page.waitForURL((url) => !url.pathname.includes('zhang-xiangwen'));
  expect(await cancels()).toBeGreaterThan(before);
  await page.goBack();
  await listen(page).waitFor();
  expect(await bar(page).count()).toBe(0);
  expect(await page.locator('.said').count()).toBe(0);
  expect(errors).toEqual([]);
  await done();
});

test('a page that is put aside whole, as browsers do, is taken down and can be read again', async () => {
  const { page, done } = await visit('/veterans/zhang-xiangwen/', { says: 'when told' });
  await begin(page);
  await hear(page, 3);
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  expect(await bar(page).count()).toBe(0);
  expect(await page.locator('.said').count()).toBe(0);
  expect(await page.evaluate(() => window.speechSynthesis.speaking)).toBe(false);
  await begin(page);
  expect(await marked(page)).toBe('张向温：从朝鲜战场到赤壁');
  await done();
});

test('a page that is left while the player is on its way stays silent', async () => {
  const { page, done } = await visit('/veterans/zhang-xiangwen/', { says: 'when told' });
  let send!: () => void;
  const held = new Promise<void>((go) => (send = go));
  const asked = page.waitForRequest(/lexicon\.json/);
  await page.route(/lexicon\.json/, async (route) => {
    await held;
    await route.continue();
  });
  await listen(page).click();
  await asked;
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  const answered = page.waitForResponse(/lexicon\.json/);
  send();
  await answered;
  await expect.poll(() => listen(page).textContent()).toBe('听这一篇');
  expect(await bar(page).count()).toBe(0);
  expect((await heard(page)).filter(Boolean)).toEqual([]);
  await done();
});

test('nothing in the bar or on the page is announced while the voice speaks', async () => {
  const { page, done } = await visit('/veterans/zhang-xiangwen/', { says: 'when told' });
  await begin(page);
  const live = () => page.evaluate(() => [...document.querySelectorAll('[aria-live], [role="status"], [role="alert"], [role="log"]')].map((node) => node.textContent).join(''));
  const before = await live();
  await hear(page, 5);
  expect(await live()).toBe(before);
  await done();
});

test('the bar and the marks are not printed', async () => {
  const { page, done } = await visit('/guides/youdaizheng/', { says: 'when told' });
  await begin(page);
  await page.emulateMedia({ media: 'print' });
  expect(await bar(page).isVisible()).toBe(false);
  expect(await page.locator('read-aloud').isVisible()).toBe(false);
  await done();
});

describe('the open bar', () => {
  test.each([
    ['320 px', {}, '', 320],
    ['320 px for old eyes, high contrast, the largest type', { elder: '', contrast: 'more', size: '5' }, '32px', 320],
    ['360 px', {}, '', 360],
    ['a desk in the dark', {}, '', 1280],
  ])('at %s has no accessibility violation, fits, and its buttons are large enough', async (_, modes, type, width) => {
    const { page, done } = await visit('/memorials/wang-ben/', { says: 'when told' }, { viewport: { width, height: 640 }, bypassCSP: true, ...(width > 1000 ? { colorScheme: 'dark' as const } : {}) });
    await page.evaluate(([modes, type]) => {
      Object.assign(document.documentElement.dataset, modes);
      document.documentElement.style.fontSize = type;
    }, [modes, type] as const);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    await begin(page);
    await hear(page, 2);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(wide);
    const box = (await bar(page).boundingBox())!;
    expect(box.y + box.height).toBeLessThanOrEqual(640);
    // Half the window at most, so that there is something left to read.
    expect(box.height).toBeLessThanOrEqual(320);
    const controls = await bar(page).locator('button, select').evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ width, height, left, right }) => ({ width, height, left, right })));
    expect(controls).toHaveLength(5);
    for (const one of controls) {
      expect(Math.min(one.width, one.height)).toBeGreaterThanOrEqual(44);
      expect(one.left).toBeGreaterThanOrEqual(0);
      expect(one.right).toBeLessThanOrEqual(width);
    }
    await page.evaluate(axe);
    type Violation = { id: string; nodes: { target: unknown }[] };
    const violations = (await page.evaluate(() => (window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }).axe.run().then((result) => result.violations))) as Violation[];
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => JSON.stringify(node.target)).join(' ')}`)).toEqual([]);
    await done();
  });
});
