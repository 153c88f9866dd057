import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';
import mammoth from 'mammoth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VisitSites } from '@/lib/visit-site.ts';
import { decodePlan } from '@/lib/visit-plan.ts';
import { brotliBytes } from '../site/pages.ts';
import { saved, serve, type Site } from './serve.ts';

let site: Site;
beforeAll(async () => {
  site = await serve();
});
afterAll(() => site.close());

const { sites } = JSON.parse(readFileSync('dist/data/visit-sites.json', 'utf8')) as VisitSites;
const regions = [...new Map(sites.map(({ region, regionTitle }) => [region, regionTitle]))];
const stops = (page: Page) => page.getByRole('list', { name: '行程里的地点' }).getByRole('listitem');
const bytesOf = async (page: Page, button: string) => (await saved(page, () => page.getByRole('button', { name: button }).click())).bytes;

describe.each(regions.map(([id]) => id))('a day in %s', (region) => {
  const own = sites.filter((one) => one.region === region);
  test('is planned by keyboard, shared, printed, and taken along as .docx and .ics', async () => {
    const { page, errors, done } = await site.open('/visits/');
    await page.getByLabel('地方').selectOption(region);
    await page.getByLabel('学校（可以不写）').fill('某某中学');
    await page.getByLabel('日期').fill('2026-10-14');
    await page.getByLabel('学生人数').fill('45');
    for (const { title } of own.slice(0, 3)) {
      await page.getByRole('button', { name: `加入${title}` }).focus();
      await page.keyboard.press('Enter');
    }
    const count = Math.min(3, own.length);
    expect(await stops(page).count()).toBe(count);
    if (count > 1) {
      const before = await stops(page).locator('b').allTextContents();
      await stops(page).nth(0).getByRole('button', { name: /下移/ }).focus();
      await page.keyboard.press('Enter');
      expect(await stops(page).locator('b').allTextContents()).toEqual([before[1], before[0], ...before.slice(2)]);
      // The keyboard goes along with what it moves.
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toContain(before[0]);
    }
    for (let i = 0; i < count; i++) await stops(page).nth(i).getByLabel(/路上/).fill('30');
    await page.getByLabel(/回学校/).fill('40');
    await expect.poll(() => page.url()).toContain('back=40');
    const address = page.url();
    const day = await page.locator('.planner-day').textContent();
    expect(day).not.toContain('待定');

    // A colleague opens the link on another machine.
    const other = await site.open(new URL(address).pathname + new URL(address).hash);
    expect(await other.page.locator('.planner-day').textContent()).toBe(day);
    expect(await other.page.getByLabel('学校（可以不写）').inputValue()).toBe('某某中学');
    await other.page.getByRole('link', { name: '打印整套材料' }).click();
    await other.page.locator('.paper').first().waitFor();
    const papers = await other.page.locator('.paper h2').allTextContents();
    for (const wanted of ['路线单', '预约清单', '活动方案与文字草稿', '致家长的一封信', '安全单', '行为守则', '反馈单', '出处']) expect(papers, wanted).toContain(wanted);
    const shown = (await other.page.locator('.pack').textContent())!;
    expect(shown).toContain('2026年10月14日（星期三）');
    expect(shown).toContain('45人');

    const pdf = (await other.page.pdf({ preferCSSPageSize: true })).toString('latin1');
    const pages = pdf.match(/\/Type\s*\/Page\b/g)!.length;
    expect(pages).toBeGreaterThanOrEqual(papers.length);
    expect(pages).toBeLessThanOrEqual(papers.length + 2 * count + 3);
    await other.page.emulateMedia({ media: 'print' });
    // Nothing is wider than the paper.
    expect(await other.page.evaluate(() => [...document.querySelectorAll('.paper')].filter((paper) => paper.scrollWidth > paper.clientWidth + 1).map(({ id }) => id))).toEqual([]);
    expect(await other.page.locator('.pack-tools').isVisible()).toBe(false);
    await other.page.emulateMedia({ media: 'screen' });

    const { value: text } = await mammoth.extractRawText({ buffer: await bytesOf(other.page, '存成 Word（.docx）') });
    for (const title of papers) expect(text, title).toContain(title);
    const cells = await other.page.locator('.paper td, .paper dt, .paper h3, .paper p:not(.cut):not(.sign)').allTextContents();
    expect(cells.map((cell) => cell.trim()).filter((cell) => cell && cell !== '待填' && !text.includes(cell))).toEqual([]);

    const calendar = new ICAL.Component(ICAL.parse((await bytesOf(other.page, '存进日历（.ics）')).toString()));
    const events = calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
    for (const { title } of own.slice(0, count)) expect(events.some(({ summary }) => summary.includes(title)), title).toBe(true);
    expect(errors).toEqual([]);
    expect(other.errors).toEqual([]);
    await other.done();
    await done();
  });
});

test('a teacher undoes, saves on the device, takes it back, and orders by the shortest way', async () => {
  const { page, done } = await site.open('/visits/');
  const three = sites.slice(0, 3);
  for (const { title } of three) {
    await page.getByLabel('地方').selectOption('');
    await page.getByRole('button', { name: `加入${title}` }).click();
  }
  await page.getByRole('button', { name: '存在这台设备' }).click();
  await page.waitForTimeout(100);
  const kept = page.url();
  await page.getByRole('button', { name: `去掉${three[0]!.title}` }).click();
  expect(await stops(page).count()).toBe(2);
  await page.getByRole('button', { name: '退回一步' }).click();
  expect(await stops(page).count()).toBe(3);
  await page.getByRole('button', { name: '按直线最短排' }).click();
  expect(await stops(page).count()).toBe(3);
  await page.goto(`${site.url}/visits/`);
  await page.getByRole('button', { name: '取回存下的行程' }).click();
  expect(decodePlan(new URL(page.url()).hash, undefined).plan).toEqual(decodePlan(new URL(kept).hash, undefined).plan);
  await done();
});

describe('a link that is not whole', () => {
  const [first] = sites;
  test.each([
    ['cut off', '#v=1&region=longyan&grade=chuzhong&stops=heritage/gutian-huiyi-hu', /打不开/],
    ['of a place that is gone', '#v=1&region=longyan&stops=heritage/gone.60~heritage/gutian-huiyi-huizhi.60&sum=000000', /heritage\/gone/],
    ['of a hundred stops', `#v=1&stops=${Array.from({ length: 100 }, () => `${first!.id}.60`).join('~')}`, /20 站/],
    ['with script in a name', '#v=1&title=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&stops=heritage/gone.60', /打不开/],
    ['of another version', '#v=9&stops=heritage/gutian-huiyi-huizhi.60', /打不开/],
    ['of no sense', '#%E4%ZZ&&==&v=', undefined],
  ])('%s is opened as far as it can be, and says what was left out', async (_, hash, words) => {
    for (const path of ['/visits/', '/visits/pack/']) {
      const { page, errors, done } = await site.open(path + hash);
      if (words) await page.locator('.notice').getByText(words).first().waitFor();
      expect(await page.locator('main img').count()).toBe(0);
      expect(errors).toEqual([]);
      await done();
    }
  });
  test('a day past and a day too full are said so', async () => {
    const { page, done } = await site.open(`/visits/#site=${first!.id}`);
    await page.getByLabel('日期').fill('2020-01-02');
    await page.getByLabel(/回学校/).fill('600');
    await expect.poll(() => page.locator('.planner-clashes').textContent()).toMatch(/过去|已经过了/);
    await done();
  });
});

test('without script each ready plan is a page with its papers, and leads to them', async () => {
  const { page, done } = await site.open('/visits/', { javaScriptEnabled: false });
  for (const name of await page.getByRole('main').locator('.entries h3 a').allTextContents()) {
    await page.goto(`${site.url}/visits/`);
    await page.getByRole('main').getByRole('link', { name }).first().click();
    expect(await page.locator('.paper').count()).toBeGreaterThan(8);
    expect(await page.locator('#worksheet, #route').count()).toBeGreaterThan(0);
  }
  await done();
});

test('reading pages pay nothing for it; the planner and the papers stay within 100 KB, .docx apart', async () => {
  for (const path of ['/visits/', '/visits/pack/#v=1&stops=heritage/gutian-huiyi-huizhi.60']) {
    const { page, requests, done } = await site.open(path);
    const scripts = [...new Set(requests.filter((address) => address.endsWith('.js')))];
    const bodies = await Promise.all(scripts.map(async (address) => brotliBytes(await (await page.request.get(address)).body())));
    const total = bodies.reduce((sum, bytes) => sum + bytes, 0);
    console.log(`${path.split('#')[0]}: ${total} bytes of JavaScript`);
    expect(total).toBeLessThanOrEqual(100 * 1024);
    expect(requests.some((address) => address.includes('docx'))).toBe(false);
    await done();
  }
});
