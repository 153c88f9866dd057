import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPages } from '../site/pages.ts';
import { serve, type Site } from './serve.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** One page of each kind and of each layout. */
const paths = [
  '/', '/search/?q=王奔', '/search/?q=张向文', '/timeline/', '/about/', '/404.html',
  '/regions/', '/regions/zherong/', '/veterans/', '/veterans/zhang-xiangwen/', '/memorials/', '/memorials/wang-ben/', '/memorials/zherong-anzangdian/',
  '/heritage/', '/heritage/gutian-huiyi-huizhi/', '/visits/sheets/heritage-gutian-huiyi-huizhi/', '/practices/', '/practices/yongjun-lianmeng/', '/guides/', '/guides/youdaizheng/',
  '/observances/', '/observances/qingming/', '/sources/', '/sources/zherong-report/',
  '/stations/', '/stations/area/350000/', '/stations/area/350926/', '/stations/area/350823106/', '/stations/area/440703006/', '/stations/zherong-shuangcheng/', '/stations/coverage/', '/stations/locate/',
  '/visits/', '/visits/#site=heritage/gutian-huiyi-huizhi', '/visits/longyan-yiri/', '/visits/pack/#v=1&region=longyan&grade=chuzhong&stops=heritage/gutian-huiyi-huizhi.60~heritage/caixi-jinianguan.60&sum=000000', '/visits/sheets/heritage-gutian-huiyi-huizhi/',
];

let site: Site;
beforeAll(async () => {
  site = await serve();
});
afterAll(() => site.close());

type Violation = { id: string; nodes: { target: unknown; failureSummary?: string }[] };

describe.each(paths)('%s', (path) => {
  test.each([
    ['a phone', { viewport: { width: 360, height: 740 } }],
    ['a desk', { viewport: { width: 1280, height: 900 } }],
    ['a desk in the dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' as const }],
  ])('has no accessibility violation on %s', async (_, options) => {
    const { page, errors, requests, done } = await site.open(path, { ...options, bypassCSP: true });
    await page.evaluate(axe);
    const violations = (await page.evaluate(() => (window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }).axe.run().then((result) => result.violations))) as Violation[];
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => JSON.stringify(node.target)).join(' ')}`)).toEqual([]);
    expect(errors.filter((error) => !error.includes('404'))).toEqual([]);
    expect(requests.filter((address) => !address.startsWith(site.url) && !address.startsWith('data:'))).toEqual([]);
    await done();
  });

  test('fits 320 px and large type without sideways scroll, and nothing is cut off', async () => {
    const { page, done } = await site.open(path, { viewport: { width: 320, height: 640 } });
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await wide()).toBeLessThanOrEqual(320);
    await page.getByRole('button', { name: '关怀版' }).click();
    expect(await wide()).toBeLessThanOrEqual(320);
    await done();
  });

  test('controls are large enough for a finger', async () => {
    const { page, done } = await site.open(path, { viewport: { width: 360, height: 740 } });
    const small = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button, input, select, .site-nav a, .site-footer a, .button')]
        .filter((node) => node.offsetParent && (node as HTMLInputElement).type !== 'checkbox')
        .map((node) => ({ name: node.textContent || node.id, height: node.getBoundingClientRect().height }))
        .filter(({ height }) => height < 44),
    );
    expect(small).toEqual([]);
    await done();
  });
});

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
