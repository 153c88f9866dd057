import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { channels, contrast, linePairs, textPairs } from '../contrast.ts';
import { readPages } from '../site/pages.ts';
import { lookAtColours, lookAtFocus, places, setMode, strain, survey, sweepScript, violations } from './page-look.ts';
import { serve, type Site } from './serve.ts';

/*
Every built page is loaded once and then looked at in each mode and width without loading it again.
- On every page: all rules of axe but those of colours, sideways scroll and the height of controls in all fifteen ways, what large type and spacing cut off, the console, other hosts.
- Colours hang on what an element is and is in, not on its words or its page: so a page is looked at in depth when something on it stands where nothing stood before (273 pages of areas bring a dozen such places). In depth is: all rules of axe wherever the layout differs, axe's contrast once in each mode (at 7:1 in high contrast; it takes five times as long as all other rules), the colours in use in all fifteen ways, and the ring of the focus.
- Dark and high contrast are tokens: of axe's rules only those of colours read them.
*/
const modes: Record<string, Record<string, string>> = {
  normal: {},
  elder: { elder: 'true' },
  dark: { theme: 'dark' },
  'high contrast': { contrast: 'more' },
  'high contrast, dark': { contrast: 'more', theme: 'dark' },
};
const ways = Object.entries(modes).map(([name, attributes]) => ({ name, attributes, finger: name === 'elder' ? 60 : 44 }));
const widths = [1280, 768, 320];
/** Rules that read colours; the stricter one is for high contrast. */
const coloured = ['color-contrast', 'link-in-text-block'];
const strictlyColoured = ['color-contrast-enhanced', 'link-in-text-block'];
/** Rules whose outcome hangs on the length of the words. */
const worded = ['target-size', 'scrollable-region-focusable'];
/** WCAG 1.4.12: nothing may be lost when a reader sets lines, letters and words this far apart. */
const spacing = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }';

type State = { path: string; act?(page: Page): Promise<unknown>; ready: string };
/** What scripts make of a page when there is something in it. */
const plan = 'v=1&region=longyan&grade=chuzhong&stops=heritage/gutian-huiyi-huizhi.60~heritage/caixi-jinianguan.60';
const states: State[] = [
  { path: '/search/?q=王奔', ready: 'a[data-result]' },
  { path: '/stations/#at=27.24,119.89&division=350926100', ready: 'section[aria-labelledby=mine] .answer' },
  { path: '/visits/#site=heritage/gutian-huiyi-huizhi', ready: '.planner-day' },
  { path: `/visits/#${plan}`, ready: '.planner-day' },
  { path: `/visits/pack/#${plan}&sum=000000`, ready: '.paper' },
  { path: '/veterans/zhang-xiangwen/#c1', ready: '#c1:target' },
  { path: '/guides/youdaizheng/#station=350926/zherong-shuangcheng', ready: 'chosen-station :is(p, h2, h3)' },
  {
    path: '/about/',
    ready: 'dialog a[data-result]',
    act: async (page) => {
      await page.keyboard.press('/');
      await page.locator('#quick-q').fill('王奔');
    },
  },
  { path: '/regions/zherong/', ready: 'dialog.display-panel[open]', act: (page) => page.keyboard.press('=') },
];

const pages = readPages('dist').map(({ path }) => path);
const visits: State[] = [...pages.map((path) => ({ path, ready: 'body' })), ...states];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const found = { axe: [] as string[], wide: [] as string[], small: [] as string[], clipped: [] as string[], console: [] as string[], hosts: [] as string[], unfocused: [] as string[] };
const texts = new Map<string, string>();
const lines = new Map<string, string>();
const known = new Set<number>();
let inDepth = 0;
let looks = 0;
let site: Site;

beforeAll(async () => {
  site = await serve();
  const queue = [...visits];
  await Promise.all([worker(queue), worker(queue), worker(queue)]);
}, 3_600_000);
afterAll(() => site.close());

async function worker(queue: State[]) {
  // Nothing may move while it is looked at, and what the service worker keeps is no business of this test.
  const context = await site.browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'zh-CN', reducedMotion: 'reduce', bypassCSP: true, serviceWorkers: 'block' });
  await context.addInitScript(`${axe};${sweepScript}`);
  const page = await context.newPage();
  let now = '';
  page.on('console', (message) => message.type() === 'error' && found.console.push(`${now}: ${message.text()}`));
  page.on('pageerror', (error) => found.console.push(`${now}: ${error.message}`));
  page.on('request', (request) => !request.url().startsWith(site.url) && !/^(data|blob|about):/.test(request.url()) && found.hosts.push(`${now}: ${request.url()}`));
  for (let state = queue.shift(); state; state = queue.shift()) {
    now = state.path;
    await visit(page, state).catch((error: Error) => found.console.push(`${state!.path} could not be looked at: ${error.message.split('\n')[0]}`));
    // An address that differs in its fragment only would not load.
    await page.goto('about:blank');
  }
  await context.close();
}

async function visit(page: Page, { path, ready, act }: State) {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(site.url + path, { waitUntil: 'load' });
  await page.waitForFunction(() => !document.querySelector('astro-island[ssr]'));
  await act?.(page);
  await page.locator(ready).first().waitFor();
  const standing = await page.evaluate(places);
  const fresh = states.some((state) => state.path === path) || standing.some((one) => !known.has(one));
  for (const one of standing) known.add(one);
  if (fresh) inDepth++;
  const tell = (list: string[], what: string[], how: string) => list.push(...what.map((one) => `${path} ${how}: ${one}`));

  for (const width of widths) {
    if (width !== 1280) await page.setViewportSize({ width, height: width === 320 ? 640 : 900 });
    for (const [mode, { wide, small }] of Object.entries(await page.evaluate(survey, ways))) {
      looks++;
      tell(found.wide, wide, `${mode}, ${width} px`);
      tell(found.small, small, `${mode}, ${width} px`);
    }
    for (const { name: mode, attributes } of fresh ? ways : ways.filter(({ name }) => name === 'normal' || name === 'elder')) {
      const how = `${mode}, ${width} px`;
      const layout = mode === 'normal' || mode === 'elder';
      await page.evaluate(setMode, attributes);
      if (layout && (fresh || (mode === 'normal' && width === 1280))) tell(found.axe, await page.evaluate(violations, undefined), how);
      else if (layout && width === 320) tell(found.axe, await page.evaluate(violations, worded), how);
      if (!fresh) continue;
      if (width === (mode === 'elder' ? 320 : 1280)) tell(found.axe, await page.evaluate(violations, attributes['contrast'] ? strictlyColoured : coloured), how);
      const seen = await page.evaluate(lookAtColours);
      for (const [pair, where] of Object.entries(seen.texts)) texts.set(`${mode}/${pair}`, texts.get(`${mode}/${pair}`) ?? `${path} ${where}`);
      for (const [pair, where] of Object.entries(seen.lines)) lines.set(`${mode}/${pair}`, lines.get(`${mode}/${pair}`) ?? `${path} ${where}`);
    }
    if (width === 768) continue;
    const { wide, clipped } = await page.evaluate(strain, { attributes: {}, css: spacing });
    tell(found.wide, wide, `text set apart, ${width} px`);
    tell(found.clipped, clipped, `text set apart, ${width} px`);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  for (const attributes of [{ size: '5' }, { size: '5', elder: 'true' }] as Record<string, string>[]) {
    const how = `${JSON.stringify(attributes)}, 360 px`;
    const { wide, clipped } = await page.evaluate(strain, { attributes, css: '' });
    tell(found.wide, wide, how);
    tell(found.clipped, clipped, how);
  }
  if (fresh) {
    // From here on what is focused counts as focused by the keyboard.
    await page.keyboard.press('Shift');
    for (const [mode, attributes] of Object.entries(modes)) {
      await page.evaluate(setMode, attributes);
      const { bare, lines: rings } = await page.evaluate(lookAtFocus);
      tell(found.unfocused, bare, mode);
      for (const [pair, where] of Object.entries(rings)) {
        const [ring, ground] = pair.split('/') as [string, string];
        if (contrast(channels(ring), channels(ground)) < 3) found.unfocused.push(`${path} ${mode}: ring ${ring} on ${ground}, ${where}`);
      }
    }
  }
}

/** Fails with the first of what was found, by what they have in common: a fault of a template is on hundreds of pages. */
const none = (list: string[]) => expect(list.length, list.slice(0, 25).join('\n')).toBe(0);

test('every page is looked at in five modes and three widths', () => {
  expect(pages.length).toBeGreaterThan(460);
  expect(looks).toBe(visits.length * Object.keys(modes).length * widths.length);
  console.log(`${visits.length} pages and states, ${inDepth} of them in depth`);
});
test('axe finds nothing', () => none(found.axe));
test('nothing is wider than the window, in the largest type and with text set apart too', () => none(found.wide));
test('nothing is cut off when text is large or set apart', () => none(found.clipped));
test('controls are 44 px high for a finger, 60 px in elder mode', () => none(found.small));
test('the keyboard’s place shows on every kind of control', () => none(found.unfocused));
test('no page has an error on the console or asks another host', () => {
  none(found.console);
  none(found.hosts);
});

/** Pairs seen that are in no table: a token pair may go by several names where tokens share a colour. */
const unknown = (seen: Map<string, string>, table: string[]) =>
  [...seen].filter(([key]) => {
    const [, front, ground] = key.split('/') as [string, string, string];
    return !front.split('|').some((one) => ground.split('|').some((other) => table.includes(`${one} on ${other}`)));
  });
test('every text stands on a ground that the table of contrasts knows', () => none(unknown(texts, textPairs).map(([key, where]) => `${key} at ${where}`)));
test('so does every border of a control', () => none(unknown(lines, linePairs).map(([key, where]) => `${key} at ${where}`)));
test('the table holds no pair that is nowhere', () => {
  const used = (seen: Map<string, string>) => new Set([...seen.keys()].flatMap((key) => key.split('/')[1]!.split('|').flatMap((front) => key.split('/')[2]!.split('|').map((ground) => `${front} on ${ground}`))));
  expect(textPairs.filter((pair) => !used(texts).has(pair))).toEqual([]);
});
