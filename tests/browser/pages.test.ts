import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPages } from '../site/pages.ts';
import { serve, type Site } from './serve.ts';

let site: Site;
beforeAll(async () => {
  site = await serve();
});
afterAll(() => site.close());

test('the skip link comes first and leads to the text', async () => {
  const { page, done } = await site.open('/veterans/zhang-xiangwen/');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('跳到正文');
  expect(await page.evaluate(() => document.activeElement!.getBoundingClientRect().top)).toBeGreaterThanOrEqual(0);
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  await done();
});

test('a page that is not there answers with ours', async () => {
  const { page, done } = await site.open('/no/such/page/');
  expect(await page.locator('h1').textContent()).toBe('没有这一页');
  await done();
});

test('a printed guide is one sheet of paper: the checklist and the steps, without furniture', async () => {
  const { page, done } = await site.open('/guides/youdaizheng/');
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.site-nav').isVisible()).toBe(false);
  expect(await page.locator('.search-form').isVisible()).toBe(false);
  expect(await page.locator('.checklist').isVisible()).toBe(true);
  expect(await page.locator('.steps').isVisible()).toBe(true);
  await done();

  for (const guide of readPages('dist').filter(({ path }) => /^\/guides\/.+/.test(path))) {
    const sheet = await site.open(guide.path);
    const pdf = await sheet.page.pdf({ format: 'A4', preferCSSPageSize: false });
    // Two pages are the two sides of one sheet.
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)!.length, guide.path).toBeLessThanOrEqual(2);
    await sheet.done();
  }
});

test('a worksheet prints one page for each band, then the answers, and a band’s own address leaves the others out', async () => {
  // A4 without the margins of 15 mm.
  const [width, height] = [180, 267].map((millimetres) => Math.floor((millimetres / 25.4) * 96)) as [number, number];
  for (const { path } of readPages('dist').filter((built) => built.path.startsWith('/visits/sheets/'))) {
    const { page, done } = await site.open(path, { viewport: { width, height } });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.site-nav, .article-header').filter({ visible: true }).count(), path).toBe(0);
    expect(await page.locator('.on-paper').first().isVisible(), path).toBe(true);
    for (const sheet of await page.locator('.sheet').all()) expect((await sheet.boundingBox())!.height, path).toBeLessThanOrEqual(height);
    const breaks = await page.evaluate(() => [...document.querySelectorAll('.sheet + .sheet, .answers')].map((node) => getComputedStyle(node).breakBefore));
    expect(new Set(breaks), path).toEqual(new Set(['page']));
    await done();
  }
  const { page, done } = await site.open('/visits/sheets/heritage-gutian-huiyi-huizhi/#senior');
  expect(await page.locator('.sheet:visible h2').allTextContents()).toEqual(['高中']);
  expect((await page.locator('.answers dt span:visible').allTextContents()).every((words) => words.startsWith('高中'))).toBe(true);
  await page.getByRole('link', { name: '全部学段' }).click();
  expect(await page.locator('.sheet:visible').count()).toBe(3);
  await done();
});

test('a printed story keeps its sources and leaves out the furniture', async () => {
  const { page, done } = await site.open('/veterans/zhang-xiangwen/');
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.site-nav').isVisible()).toBe(false);
  expect(await page.locator('.related').first().isVisible()).toBe(false);
  expect(await page.locator('.source-list').isVisible()).toBe(true);
  await done();
});

test('where the site does not know its address, a printed page tells the one it was opened at, and no code', async () => {
  const { page, done } = await site.open('/veterans/zhang-xiangwen/#main');
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('print-address').textContent()).toBe(`${site.url}/veterans/zhang-xiangwen/`);
  expect(await page.locator('.print-foot').isVisible()).toBe(true);
  expect(await page.locator('.print-foot img').count()).toBe(0);
  await done();
  const plain = await site.open('/veterans/zhang-xiangwen/', { javaScriptEnabled: false });
  await plain.page.emulateMedia({ media: 'print' });
  expect((await plain.page.locator('.print-foot').textContent())!.trim()).toBe('戎迹');
  await plain.done();
});
