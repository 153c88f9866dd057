import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { serve, type Site } from './serve.ts';

let site: Site;
beforeAll(async () => {
  site = await serve();
});
afterAll(() => site.close());

const type = (page: Page) => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('.prose p')!).fontSize));
const attributes = (page: Page) => page.evaluate(() => ({ ...document.documentElement.dataset }));
const story = '/veterans/zhang-xiangwen/';

describe('the reading panel', () => {
  test('opens by its button and by a key, and by keyboard alone sets everything, for this page and the next', async () => {
    const { page, errors, requests, done } = await site.open(story, { viewport: { width: 360, height: 740 } });
    await page.keyboard.press('=');
    const panel = page.getByRole('dialog', { name: '阅读设置' });
    await panel.waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    const button = page.getByRole('button', { name: '阅读设置' });
    await button.focus();
    await page.keyboard.press('Enter');
    await panel.waitFor();

    await panel.getByRole('radio', { name: '标准' }).focus();
    const seen = [await type(page)];
    for (let step = 0; step < 4; step++) {
      await page.keyboard.press('ArrowRight');
      seen.push(await type(page));
    }
    expect(seen).toEqual([18, 21, 24, 28, 32]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    for (const _ of ['contrast', 'pointer', 'ruler']) {
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
    }
    const all = { size: '5', elder: 'true', theme: 'dark', contrast: 'more', pointer: 'true', ruler: 'true' };
    expect(await attributes(page)).toMatchObject(all);
    await page.keyboard.press('Escape');
    expect(await button.evaluate((node) => node === document.activeElement)).toBe(true);
    await page.locator('.reading-ruler').waitFor();
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('h1')!).cursor)).toContain('url(');

    await page.goto(`${site.url}/guides/youdaizheng/`);
    expect(await attributes(page)).toMatchObject(all);
    await page.locator('.reading-ruler').waitFor();
    await page.keyboard.press('=');
    await panel.waitFor();
    expect(await panel.getByRole('radio', { name: '最大' }).isChecked()).toBe(true);
    await panel.getByRole('button', { name: '恢复原样' }).press('Enter');
    expect(await attributes(page)).toEqual({ script: 'on' });
    await page.locator('.reading-ruler').waitFor({ state: 'detached' });
    expect(await panel.getByRole('status').textContent()).toBe('已恢复原样。');
    expect(errors).toEqual([]);
    expect(requests.filter((address) => !address.startsWith(site.url) && !address.startsWith('data:'))).toEqual([]);
    await done();
  });

  test('keeps the focus inside while it is open, and closes at a press beside it', async () => {
    const { page, done } = await site.open(story);
    await page.getByRole('button', { name: '阅读设置' }).click();
    const panel = page.getByRole('dialog');
    await panel.waitFor();
    for (let i = 0; i < 20; i++) {
      await page.keyboard.press('Tab');
      // Between the last control and the first the browser's own bar has its turn.
      expect(await page.evaluate(() => document.activeElement === document.body || document.activeElement!.closest('dialog') !== null)).toBe(true);
    }
    await page.mouse.click(200, 600);
    await panel.waitFor({ state: 'hidden' });
    await done();
  });

  test('the key can be switched off, for the search too, and does not fire while someone types', async () => {
    const { page, done } = await site.open(story);
    await page.locator('#site-search').focus();
    await page.keyboard.type('a=/');
    expect(await page.locator('#site-search').inputValue()).toBe('a=/');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('button', { name: '阅读设置' }).click();
    await page.getByRole('checkbox', { name: '快捷键' }).uncheck();
    await page.keyboard.press('Escape');
    await page.locator('#main').focus();
    await page.keyboard.press('=');
    await page.keyboard.press('/');
    await page.waitForTimeout(300);
    expect(await page.getByRole('dialog').count()).toBe(0);
    await done();
  });
});

test('the first paint has what was chosen: nothing is drawn in the old way first', async () => {
  const context = await site.browser.newContext({ viewport: { width: 360, height: 740 } });
  await context.addInitScript(() => {
    localStorage.setItem('rongji-display', '{"elder":"true","theme":"dark"}');
    const sizes: string[] = [];
    Object.assign(window, { sizes });
    // Every style the page ever had while it was being read, from the first element of the body on.
    new MutationObserver(() => document.body && sizes.push(`${getComputedStyle(document.documentElement).fontSize} ${getComputedStyle(document.documentElement).backgroundColor}`)).observe(document, { childList: true, subtree: true });
  });
  const page = await context.newPage();
  await page.goto(site.url + story, { waitUntil: 'load' });
  const sizes = await page.evaluate(() => (window as unknown as { sizes: string[] }).sizes);
  expect(sizes.length).toBeGreaterThan(0);
  expect(new Set(sizes)).toEqual(new Set(['24px rgb(25, 22, 19)']));
  await context.close();
});

describe('elder mode', () => {
  test('is one press away and one press back, on every kind of page', async () => {
    const { page, errors, done } = await site.open(story, { viewport: { width: 360, height: 740 } });
    await page.getByRole('button', { name: '关怀版' }).click();
    expect(await type(page)).toBeGreaterThanOrEqual(24);
    await page.goto(`${site.url}/`);
    const doors = page.locator('.journeys a');
    expect(await page.evaluate(() => document.documentElement.dataset['elder'])).toBe('true');
    // Fewer words, one column, large doors.
    expect(await page.locator('.site-nav').isVisible()).toBe(false);
    expect(await page.locator('main').innerText().then((words) => words.length)).toBeLessThan(200);
    const boxes = await doors.evaluateAll((nodes) => nodes.map((node) => node.closest('li')!.getBoundingClientRect()).map(({ left, height }) => ({ left, height })));
    expect(new Set(boxes.map(({ left }) => left)).size).toBe(1);
    for (const { height } of boxes) expect(height).toBeGreaterThanOrEqual(120);
    // The way on is at the foot.
    for (const name of ['老兵故事', '英烈纪念', '红色地标', '地方做法', '办事指南', '服务站点', '五地', '搜索']) expect(await page.locator('.site-footer').getByRole('link', { name, exact: true }).isVisible(), name).toBe(true);
    await page.getByRole('button', { name: '标准版' }).click();
    expect(await page.locator('.site-nav').isVisible()).toBe(true);
    await page.reload();
    expect(await page.evaluate(() => document.documentElement.dataset['elder'])).toBeUndefined();
    expect(errors).toEqual([]);
    await done();
  });

  test.each([
    ['the finder', '/stations/#at=27.24,119.89', '.answers > section'],
    ['the planner', '/visits/', '.planner-form > *'],
    ['a list of places', '/regions/zherong/', '.inside .entry'],
    ['a guide', '/guides/youdaizheng/', '.guide > section'],
  ])('is one column on a desk too: %s', async (_, path, cells) => {
    const { page, done } = await site.open(path);
    await page.locator(cells).first().waitFor();
    const columns = () => page.locator(cells).evaluateAll((nodes) => new Set(nodes.map((node) => Math.round(node.getBoundingClientRect().left))).size);
    expect(await columns()).toBeGreaterThan(1);
    await page.getByRole('button', { name: '关怀版' }).click();
    expect(await columns()).toBe(1);
    await done();
  });

  test('holds for the page when storage is blocked', async () => {
    const context = await site.browser.newContext();
    await context.addInitScript(() => Object.defineProperty(window, 'localStorage', { get: () => { throw new Error('blocked'); } }));
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(site.url + story);
    await page.getByRole('button', { name: '关怀版' }).click();
    expect(await type(page)).toBe(24);
    await page.getByRole('button', { name: '阅读设置' }).click();
    await page.getByRole('checkbox', { name: '高对比' }).check();
    expect(await attributes(page)).toMatchObject({ elder: 'true', contrast: 'more' });
    expect(errors).toEqual([]);
    await context.close();
  });
});

test('a device that asks for more contrast is heard, also after another choice and after a reset, until the reader says no', async () => {
  const { page, done } = await site.open(story, { contrast: 'more' });
  const contrast = () => page.evaluate(() => document.documentElement.dataset['contrast']);
  expect(await contrast()).toBe('more');
  await page.getByRole('button', { name: '关怀版' }).click();
  await page.reload();
  expect(await contrast()).toBe('more');
  await page.getByRole('button', { name: '阅读设置' }).click();
  await page.getByRole('checkbox', { name: '高对比' }).uncheck();
  await page.getByRole('checkbox', { name: '关怀版' }).uncheck();
  await page.reload();
  expect(await contrast()).toBeUndefined();
  await page.getByRole('button', { name: '阅读设置' }).click();
  await page.getByRole('button', { name: '恢复原样' }).click();
  expect(await contrast()).toBe('more');
  await done();
});

test('without scripts the page follows the device, and no dead button is shown', async () => {
  const { page, done } = await site.open(story, { javaScriptEnabled: false, colorScheme: 'dark' });
  expect(await page.locator('html').evaluate((node) => getComputedStyle(node).backgroundColor)).toBe('rgb(25, 22, 19)');
  expect(await page.getByRole('button', { name: '关怀版' }).count()).toBe(0);
  await done();
});
