import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brotliBytes } from '../site/pages.ts';
import { serve, type Site } from './serve.ts';

let site: Site;
beforeAll(async () => {
  site = await serve();
});
afterAll(() => site.close());

test('a reader goes from the home page to a story, makes the type larger, and finds where a figure comes from', async () => {
  const { page, errors, requests, done } = await site.open('/', { viewport: { width: 360, height: 740 } });
  await page.getByRole('link', { name: '读一个老兵的故事' }).click();
  await page.getByRole('main').getByRole('link', { name: '张向温' }).click();
  expect(await page.locator('h1').textContent()).toContain('张向温');

  const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('.prose p')!).fontSize));
  expect(await size()).toBeGreaterThanOrEqual(18);
  await page.getByRole('button', { name: '关怀版' }).click();
  expect(await size()).toBeGreaterThanOrEqual(24);
  await page.reload();
  expect(await size()).toBeGreaterThanOrEqual(24);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);

  const mark = page.locator('.prose .cite').first();
  const row = page.locator((await mark.getAttribute('href'))!);
  await mark.click();
  expect(await row.textContent()).toMatch(/\S+：\S+/);
  await expect.poll(() => row.evaluate((node) => node.getBoundingClientRect().top < innerHeight)).toBe(true);
  await page.locator('.document-title a').first().click();
  expect(await page.locator('h1').count()).toBe(1);
  expect(page.url()).toContain('/sources/');
  expect(errors).toEqual([]);
  expect(requests.filter((address) => !address.startsWith(site.url))).toEqual([]);
  await done();
});

describe('a checklist', () => {
  test('keeps its ticks on the device, and lets go of them', async () => {
    const { page, done } = await site.open('/guides/youdaizheng/');
    const boxes = page.locator('.checklist input');
    await boxes.first().check();
    await page.reload();
    expect(await boxes.first().isChecked()).toBe(true);
    expect(await boxes.nth(1).isChecked()).toBe(false);
    await page.goto(`${site.url}/guides/tuiyi-baodao/`);
    expect(await boxes.first().isChecked()).toBe(false);
    await page.goto(`${site.url}/guides/youdaizheng/`);
    await page.getByRole('button', { name: '清除勾选' }).click();
    await page.reload();
    expect(await boxes.first().isChecked()).toBe(false);
    await done();
  });

  test('does no harm when storage is blocked or holds something else', async () => {
    const context = await site.browser.newContext();
    await context.addInitScript(() => {
      localStorage.setItem('rongji-ticks:youdaizheng', '{"a":');
      Storage.prototype.setItem = () => {
        throw new Error('blocked');
      };
    });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${site.url}/guides/youdaizheng/`);
    await page.locator('.checklist input').first().check();
    await page.getByRole('button', { name: '关怀版' }).click();
    expect(await page.locator('.checklist input').first().isChecked()).toBe(true);
    expect(errors).toEqual([]);
    await context.close();
  });
});

test('a teacher finds a place, what to know before the visit, and where it lies', async () => {
  const { page, errors, done } = await site.open('/');
  await page.getByRole('link', { name: '带学生去看看' }).click();
  await page.getByRole('main').getByRole('link', { name: '古田会议会址' }).first().click();
  const visit = page.locator('section[aria-labelledby=visit]');
  for (const name of ['地址', '开放时间', '预约', '承载量', '电话']) expect(await visit.textContent()).toContain(name);
  expect(await visit.textContent()).toContain('原文未载');
  expect(await page.locator('.place-map svg').getAttribute('aria-label')).toMatch(/古田会议会址位置示意图。在.*方向/);
  expect(errors).toEqual([]);
  await done();
});

test('every journey can be walked with JavaScript off', async () => {
  const off = { javaScriptEnabled: false };
  const { page, done } = await site.open('/stations/', off);
  expect(await page.locator('[data-station-id]').count()).toBeGreaterThan(5);
  expect(await page.getByRole('button', { name: '用我的位置' }).count()).toBe(0);
  await page.getByRole('main').getByRole('link', { name: '按地方一级一级找' }).click();
  await page.getByRole('main').getByRole('link', { name: '柘荣县', exact: true }).click();
  await page.getByRole('main').getByRole('link', { name: '双城镇', exact: true }).click();
  // Who answers for a village, and what to bring, without script.
  expect(await page.locator('.villages').textContent()).toContain('城北社区退役军人服务站');
  expect(await page.locator('.station-guides').textContent()).toContain('优待证申领');
  await page.getByRole('main').getByRole('link', { name: '双城镇退役军人服务站' }).click();
  expect(await page.locator('h1').textContent()).toBe('双城镇退役军人服务站');
  await page.goto(`${site.url}/search/?q=王奔`);
  expect(await page.locator('main').textContent()).toContain('这台浏览器关掉了脚本');
  await page.getByRole('main').getByRole('link', { name: '王奔' }).click();
  expect(await page.locator('.prose').textContent()).toContain('王奔镇');
  await done();
});

describe('bytes, compressed', () => {
  const weigh = async (path: string, act: (visit: Awaited<ReturnType<Site['open']>>) => Promise<unknown>) => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    const bodies: Promise<[string, Buffer]>[] = [];
    page.on('response', (response) => bodies.push(response.body().then((body) => [new URL(response.url()).pathname, body] as [string, Buffer])));
    await page.goto(site.url + path, { waitUntil: 'networkidle' });
    await act({ page } as Awaited<ReturnType<Site['open']>>);
    await page.waitForLoadState('networkidle');
    const weights = (await Promise.all(bodies)).map(([file, body]) => ({ file, bytes: /\.(js|css|html|json|svg)$|\/$/.test(file) ? brotliBytes(body) : body.length, body }));
    await context.close();
    return weights;
  };

  test('the finder’s JavaScript and CSS stay within 125 KB', async () => {
    const weights = await weigh('/stations/#at=27.24,119.89', async ({ page }) => page.locator('section[aria-labelledby=nearest] .answer').waitFor());
    const css = weights.find(({ file }) => file === '/stations/')!.body.toString().match(/<style[\s\S]*?<\/style>/g)!.join('');
    const total = weights.filter(({ file }) => file.endsWith('.js')).reduce((sum, { bytes }) => sum + bytes, brotliBytes(css));
    console.log(`finder: ${total} bytes`);
    expect(total).toBeLessThanOrEqual(125 * 1024);
  });
});
