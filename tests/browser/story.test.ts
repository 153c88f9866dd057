import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve, type Site } from './serve.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const story = '/memorials/ma-lifeng/';
const phone = { viewport: { width: 360, height: 740 } };

let site: Site;
beforeAll(async () => {
  site = await serve();
});
afterAll(() => site.close());

/** The chapters of the page with the place each names, undefined for none. */
const chapters = (page: Page) => page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.chapter')].map((one) => ({ anchor: one.querySelector('h2')!.id, place: one.dataset['place'] })));
const current = (page: Page) => page.evaluate(() => [...document.querySelectorAll<SVGElement>('.story-map .current')].map((one) => one.dataset['place']));
const until = (page: Page, place: string | undefined) => page.waitForFunction((wanted) => (document.querySelector<SVGElement>('.story-map .current')?.dataset['place'] ?? null) === wanted, place ?? null);
/** Where the mark of the current place is seen, and the part of the map that is in the window. */
const seen = (page: Page) =>
  page.evaluate(() => {
    const mark = document.querySelector('.story-map .current circle')!.getBoundingClientRect();
    const view = document.querySelector('.story-view')!.getBoundingClientRect();
    return { x: mark.x + mark.width / 2, y: mark.y + mark.height / 2, left: view.left, right: view.right, top: Math.max(0, view.top), bottom: view.bottom };
  });
const inside = ({ x, y, left, right, top, bottom }: Awaited<ReturnType<typeof seen>>) => x > left && x < right && y > top && y < bottom;

describe.each([
  ['a phone', phone],
  ['a desk', {}],
])('on %s', (_, options) => {
  test('the map marks the place of the chapter that an anchor leads to, and shows it; the heading is not covered', async () => {
    const { page, errors, done } = await site.open(story, { ...options, reducedMotion: 'reduce' });
    const all = await chapters(page);
    expect(new Set(all.map(({ place }) => place)).size).toBeGreaterThan(3);
    for (const { anchor, place } of all) {
      await page.evaluate((id) => (location.hash = id), anchor);
      await until(page, place);
      const heading = await page.evaluate((id) => document.getElementById(id)!.getBoundingClientRect().top, anchor);
      if (!place) continue;
      const map = await seen(page);
      expect(inside(map)).toBe(true);
      // Beside the text, or above it.
      if (map.left < 300) expect(heading).toBeGreaterThanOrEqual(map.bottom);
    }
    expect(errors).toEqual([]);
    await done();
  });

  test('the map goes along while one scrolls, forth and back', async () => {
    const { page, done } = await site.open(story, { ...options, reducedMotion: 'reduce' });
    expect(await current(page)).toEqual([]);
    const marked: (string | undefined)[] = [];
    const note = async () => {
      const [place] = await current(page);
      if (place !== marked.at(-1)) marked.push(place);
    };
    const height = await page.evaluate(() => document.querySelector('.prose')!.getBoundingClientRect().bottom + scrollY);
    for (let y = 0; y < height; y += 60) {
      await page.evaluate((top) => new Promise((done) => (scrollTo(0, top), requestAnimationFrame(() => requestAnimationFrame(done)))), y);
      await note();
    }
    expect(marked.filter(Boolean)).toEqual((await chapters(page)).map(({ place }) => place).filter((place, i, list) => place && place !== list[i - 1]));
    await page.evaluate(() => document.getElementById('chapter-2')!.scrollIntoView());
    await until(page, 'xiapu');
    await done();
  });
});

test('a link that the keyboard reaches under the strip is brought out of it', async () => {
  const { page, done } = await site.open(story, phone);
  await page.evaluate(() => document.getElementById('chapter-5')!.scrollIntoView());
  await page.evaluate(() => document.querySelector<HTMLElement>('.chapter:nth-of-type(6) .cite, .chapter .cite')!.focus({ preventScroll: true }));
  const covered: number[] = [];
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press(i < 8 ? 'Tab' : 'Shift+Tab');
    await page.waitForTimeout(300);
    covered.push(
      await page.evaluate(() => {
        const link = document.activeElement!.getBoundingClientRect();
        return link.bottom - document.querySelector('.story-view')!.getBoundingClientRect().bottom;
      }),
    );
  }
  expect(covered.filter((below) => below <= 0)).toEqual([]);
  await done();
});

test('the mark glides, and does not where less motion is asked for', async () => {
  const glide = async (reducedMotion: 'reduce' | 'no-preference') => {
    const { page, done } = await site.open(story, { reducedMotion });
    const duration = await page.evaluate(() => getComputedStyle(document.querySelector('.story-map .here')!).transitionDuration);
    await done();
    return duration;
  };
  expect(await glide('no-preference')).not.toBe('0s');
  expect(await glide('reduce')).toBe('0s');
});

test('without script the sections and the map stand there whole', async () => {
  const { page, done } = await site.open(story, { ...phone, javaScriptEnabled: false });
  expect(await page.locator('.chapter h2').count()).toBeGreaterThan(4);
  const view = page.locator('.story-view');
  expect(await view.evaluate((node) => getComputedStyle(node).position)).toBe('static');
  expect(await page.locator('.story-map text').allTextContents()).toEqual(expect.arrayContaining(['福安', '霞浦', '福州', '50 公里']));
  const box = (await view.boundingBox())!;
  const map = (await view.locator('svg').boundingBox())!;
  expect(map.height).toBeLessThanOrEqual(box.height);
  await done();
});

test.each([
  ['the elder mode', phone, { elder: 'true', size: '3' }],
  ['the largest type', phone, { size: '5' }],
  ['a low window', { viewport: { width: 640, height: 360 } }, {}],
])('in %s the map stays in its place in the text', async (_, options, modes) => {
  const { page, done } = await site.open(story, options);
  await page.evaluate((set) => Object.assign(document.documentElement.dataset, set), modes);
  expect(await page.locator('.story-view').evaluate((node) => getComputedStyle(node).position)).toBe('static');
  await done();
});

test('a story whose chapters name one place or none has no map', async () => {
  const { page, errors, done } = await site.open('/heritage/caixi-jinianguan/');
  expect(await page.locator('.chapter').count()).toBeGreaterThan(2);
  expect(await page.locator('story-map').count()).toBe(0);
  expect(errors).toEqual([]);
  await done();
});

describe.each(['/memorials/ma-lifeng/', '/memorials/yu-haichuan/', '/veterans/zhang-xiangwen/', '/veterans/zhichong/', '/heritage/gutian-huiyi-huizhi/', '/heritage/caixi-jinianguan/'])('%s', (path) => {
  test.each([
    ['on a phone', phone],
    ['at a desk in the dark', { colorScheme: 'dark' as const }],
  ])('has no accessibility violation %s', async (_, options) => {
    const { page, errors, done } = await site.open(path, { ...options, bypassCSP: true });
    await page.evaluate(axe);
    const violations = await page.evaluate(() => (window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }> } }).axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id} ${JSON.stringify(nodes.map(({ target }) => target))}`)));
    expect(violations).toEqual([]);
    expect(errors).toEqual([]);
    await done();
  });

  test('fits 320 px', async () => {
    const { page, done } = await site.open(path, { viewport: { width: 320, height: 640 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await done();
  });
});

test('on paper the map is small and stands in the text', async () => {
  const { page, done } = await site.open(story, phone);
  await page.emulateMedia({ media: 'print' });
  const { position, width, shift } = await page.locator('.story-view').evaluate((node) => ({
    position: getComputedStyle(node).position,
    width: node.getBoundingClientRect().width,
    shift: Math.abs(node.getBoundingClientRect().x - node.querySelector('svg')!.getBoundingClientRect().x),
  }));
  expect(position).toBe('static');
  expect(width).toBeLessThan(240);
  // At once: nothing is on its way when the page goes to the printer.
  expect(shift).toBeLessThan(3);
  await done();
});
