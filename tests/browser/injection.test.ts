// Every text of every kind of content, the operator's settings and whatever an address or the device may hold, each as an attack.
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseSheet } from 'csv-parse/sync';
import fc from 'fast-check';
import ICAL from 'ical.js';
import mammoth from 'mammoth';
import { defaultTreeAdapter as tree, parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readContent } from '@/lib/content.ts';
import { duplicates, personalData, unbackedVisits, unfoundedAnswers, unsourcedMartyrs } from '@/lib/editorial.ts';
import { readSite } from '@/lib/site.ts';
import { columns } from '@/schema/station-words.ts';
import type { SiteConfig } from '@/schema/site.ts';
import { readPages, type BuiltPage } from '../site/pages.ts';
import { giveVoice } from './fake-voice.ts';
import { boundLeaves, payloads, schemas, writeHostileContent } from './hostile-content.ts';
import { saved, serve, type Site } from './serve.ts';

let folder: string;
let site: Site;
let pages: BuiltPage[];
/** For each text, by its address, what stands there. */
const written = new Map<string, string>();
/** How many pairs of text and payload the check refused. */
let refusals = 0;

/** A name without digits that stands in no other text: "标adc界". */
const tokens = new Map<string, string>();
const token = (at: string) => {
  if (!tokens.has(at)) tokens.set(at, `标${[...String(tokens.size)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}界`);
  return tokens.get(at)!;
};
const tokenPattern = /标[a-j]+界/g;
const addressOf = (mark: string) => [...tokens].find(([, one]) => one === mark)![0];
const compose = (at: string, { text, alone }: (typeof payloads)[number]) => (alone ? text + token(at) : token(at) + text);

/** Parts of a fact that go with no other value, and are not written. */
const unwritten = /facts\.(words\.unit|number\.value|when\.(value|unit))$/;

/** Problems as a build finds them. */
const problemsOf = (root: string) => {
  const content = readContent(root);
  return content.problems.length ? content.problems : [...unsourcedMartyrs(content), ...personalData(content), ...duplicates(content), ...unfoundedAnswers(content), ...unbackedVisits(content)];
};

/** The texts in which the check lets a payload stand; each it refuses is named with file and line. */
function acceptedBy(root: string, payload: (typeof payloads)[number]): Set<string> {
  writeHostileContent(root, token);
  const held = new Set(tokens.keys());
  for (let round = 0; round < 12; round++) {
    rmSync(root, { recursive: true, force: true });
    writeHostileContent(root, (at) => (held.has(at) ? compose(at, payload) : token(at)));
    const problems = problemsOf(root);
    if (!problems.length) return held;
    const before = held.size;
    for (const { file, line, field, message } of problems) {
      expect(file).toMatch(/^content\//);
      expect(message).toMatch(/\p{Script=Han}/u);
      const name = file.slice('content/'.length);
      const lines = readFileSync(join(root, name), 'utf8').split('\n');
      expect(line, `${file}: ${message}`).toBeLessThanOrEqual(lines.length);
      const column = (columns as Record<string, string>)[field ?? ''];
      // A text of several lines has its name on one of them; its field names it too.
      const marked = lines.slice(0, line).findLast((text) => text.match(tokenPattern)) ?? '';
      const near = [...marked.matchAll(tokenPattern)].map(([mark]) => addressOf(mark));
      const named = [...held].filter((at) => at === `${name} ${column ?? field}`);
      const meant = named.length ? named : near;
      for (const at of meant) held.delete(at);
    }
    if (held.size === before) throw new Error(`no text goes with ${JSON.stringify(problems.slice(0, 3))}`);
  }
  throw new Error(`${payload.text} is refused again and again`);
}

/** The operator's texts, each with as many payloads as the settings take and there is room for. */
function hostileSettings(): Partial<SiteConfig> {
  const operator = { name: '', undertaker: '', address: '' };
  const settings = { name: '甲', tagline: '', url: 'https://example.com', operator, map: { kind: 'xyz' as const, url: '/tiles/{z}/{x}/{y}.png', datum: 'wgs84' as const, attribution: '甲' } };
  const sound = (over: object) => {
    try {
      readSite(settings as SiteConfig, { RONGJI_SITE: JSON.stringify(over) });
      return true;
    } catch (error) {
      expect((error as Error).message).toMatch(/^site\.config\.ts 有 \d+ 处要改/);
      return false;
    }
  };
  const fields: [string, (value: string) => object][] = [
    ['name', (name) => ({ name })],
    ['tagline', (tagline) => ({ tagline })],
    ['operator.name', (name) => ({ operator: { ...operator, name } })],
    ['operator.undertaker', (undertaker) => ({ operator: { ...operator, name: '甲', undertaker } })],
    ['operator.address', (address) => ({ operator: { ...operator, name: '甲', address } })],
    ['map.attribution', (attribution) => ({ map: { ...settings.map, attribution } })],
  ];
  const taken = (value: (words: string) => object) => payloads.map(({ text }) => text.trim()).filter((text) => sound(value(text)));
  const chosen = Object.fromEntries(
    fields.map(([name, value], i) => {
      const all = taken(value);
      refusals += payloads.length - all.length;
      let words = token(`settings ${name}`);
      // Each field begins at another, so that together they hold them all.
      for (const text of [...all.slice(i * 4), ...all.slice(0, i * 4)]) if (words.length + text.length < 110) words += ` ${text}`;
      written.set(`settings ${name}`, words);
      return [name, words];
    }),
  );
  return { ...settings, name: chosen['name']!, tagline: chosen['tagline']!, operator: { name: chosen['operator.name']!, undertaker: chosen['operator.undertaker']!, address: chosen['operator.address']! }, map: { ...settings.map, attribution: chosen['map.attribution']! } };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rongji-injection-'));
  const trial = join(folder, 'trial', 'content');
  const kept = payloads.map((payload) => ({ payload, fields: acceptedBy(trial, payload) }));
  refusals += kept.reduce((sum, { fields }) => sum + tokens.size - fields.size, 0);
  for (const at of tokens.keys()) {
    if (unwritten.test(at)) continue;
    const own = kept.filter(({ fields }) => fields.has(at)).map(({ payload }) => payload);
    const first = own.find(({ alone }) => alone)?.text ?? '';
    written.set(at, first + token(at) + own.filter(({ alone }) => !alone).map(({ text }) => text).join(' '));
  }
  const settings = hostileSettings();

  const copy = join(folder, 'copy');
  for (const name of ['src', 'public', 'tools', 'package.json', 'tsconfig.json', 'site.config.ts', 'astro.config.mjs']) cpSync(name, join(copy, name), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'), 'junction');
  writeFileSync(join(copy, 'package-lock.json'), '{}');
  writeHostileContent(join(copy, 'content'), (at) => written.get(at) ?? token(at));
  // The laws that pages of ours name.
  for (const file of readdirSync('content/sources')) writeFileSync(join(copy, 'content/sources', file), readFileSync(join('content/sources', file), 'utf8').replace(/^region:.*\n/m, ''));
  const { status, stderr } = spawnSync(process.execPath, ['tools/build.ts'], { cwd: copy, encoding: 'utf8', env: { ...process.env, RONGJI_SITE: JSON.stringify(settings), RONGJI_BASE: undefined, RONGJI_DIST: undefined } });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  pages = readPages(join(copy, 'dist'));
  site = await serve(join(copy, 'dist'));
}, 300_000);
afterAll(async () => {
  await site?.close();
  rmSync(folder, { recursive: true, force: true });
});

const dist = () => join(folder, 'copy', 'dist');

describe('what is refused', () => {
  test('each payload is either refused or goes into the pages, in more than two hundred texts', () => {
    expect(tokens.size).toBeGreaterThan(200);
    expect(payloads.length).toBeGreaterThan(25);
    expect(refusals).toBeGreaterThan(1000);
    // Not everything is refused: what the pages show has to be shown well.
    for (const at of ['sources/hostile.yaml title', 'sources/hostile.yaml facts.words.value', 'visits/hostile.yaml title']) expect(written.get(at)).toContain('</script><script>');
    for (const at of ['veterans/hostile.mdx title', 'stations/990101.csv name']) expect(written.get(at)).toContain('" onmouseover=');
  });
  test('no id, day, code or address takes a payload', () => {
    let leaves = 0;
    for (const [kind, schema] of Object.entries(schemas))
      for (const { path, schema: leaf } of boundLeaves(schema)) {
        leaves++;
        expect(payloads.filter(({ text }) => leaf.safeParse(text).success), `${kind}${path}`).toEqual([]);
      }
    expect(leaves).toBeGreaterThan(50);
  });
  test('nothing that cannot be seen and no formula gets through', () => {
    for (const [at, text] of written) {
      expect(text, at).not.toMatch(/[\u0000\u2028\u202e]|\r(?!\n)/);
      if (at.startsWith('stations/')) expect(text, at).not.toMatch(/[<>]|^[=+@\-＝\t]/);
    }
  });
});

const squeezed = (text: string) => text.replace(/\s+/g, ' ').trim();
/** Prose is Markdown: stars and underscores in it are no longer there as typed. Services are split where they have a semicolon. */
const isProse = (at: string) => / (body|chapter|aside|pull|heading|item|services)$/.test(at);

/** What stands in a page around each token, when it is not what was written. */
function bent(where: string, text: string, found: Set<string>): string[] {
  const plain = squeezed(text);
  return [...plain.matchAll(tokenPattern)].flatMap(({ 0: mark, index }) => {
    const at = addressOf(mark);
    const whole = squeezed(written.get(at) ?? mark);
    const from = index - whole.indexOf(mark);
    if (isProse(at) || plain.slice(from, from + whole.length) === whole) return found.add(at) && [];
    return [`${where}: ${at}: ${plain.slice(Math.max(0, from), from + whole.length).slice(0, 200)}`];
  });
}

describe('what is built', () => {
  test('every page holds each text as text: no element, attribute or address of its own comes of it', () => {
    const found = new Set<string>();
    const wrong: string[] = [];
    for (const { path, html } of pages) {
      const walk = (node: Tree.Node) => {
        if (tree.isTextNode(node)) wrong.push(...bent(path, node.value, found));
        if (tree.isCommentNode(node) && /__pwned/.test(node.data)) wrong.push(`${path}: comment`);
        if (!tree.isElementNode(node)) return 'childNodes' in node ? node.childNodes.forEach(walk) : undefined;
        const { tagName, attrs, childNodes } = node;
        if (['iframe', 'math', 'mglyph', 'object', 'embed', 'base'].includes(tagName)) wrong.push(`${path}: <${tagName}>`);
        for (const { name, value } of attrs) {
          if (/^on/.test(name)) wrong.push(`${path}: ${name}`);
          if (/^(href|src|action|formaction|xlink:href|srcdoc|data)$/.test(name) && /^\s*(javascript|vbscript|data:text)/i.test(value)) wrong.push(`${path}: ${name}=${value}`);
          if (name === 'src' && value === 'x') wrong.push(`${path}: src=x`);
          if (/^props$|^data-/.test(name) && /^[[{]/.test(value)) {
            JSON.parse(value);
            for (const [mark] of value.matchAll(tokenPattern)) found.add(addressOf(mark));
          }
          else wrong.push(...bent(`${path} @${name}`, value, found));
        }
        // A block of data runs nothing; it is sound when it is one piece of JSON to its end.
        if (tagName === 'script' && attrs.some(({ name, value }) => name === 'type' && value === 'application/ld+json')) {
          const data = childNodes.map((child) => (tree.isTextNode(child) ? child.value : '')).join('');
          expect(() => JSON.parse(data), path).not.toThrow();
          expect(data, path).not.toContain('<');
          return;
        }
        if (tagName === 'script' || tagName === 'style') {
          if (childNodes.some((child) => tree.isTextNode(child) && /__pwned/.test(child.value))) wrong.push(`${path}: <${tagName}>`);
          return;
        }
        childNodes.forEach(walk);
        if (tagName === 'template') walk((node as Tree.Template).content);
      };
      walk(parse(html, { scriptingEnabled: false }));
    }
    expect(wrong).toEqual([]);
    // Every text is on some page, but for where a point alone on its page comes from, what the map shows, and the office that sees to it, which is on none.
    const quiet = /\.source$| owner$|^settings map\.attribution$/;
    expect([...found].filter((at) => at.endsWith(' owner'))).toEqual([]);
    const unseen = [...written.keys()].filter((at) => !found.has(at) && !quiet.test(at));
    expect(unseen).toEqual([]);
  });

  test('the files to take along hold it as data', () => {
    for (const file of globSync('**/*.{json,geojson}', { cwd: dist() })) expect(() => JSON.parse(readFileSync(join(dist(), file), 'utf8')), file).not.toThrow();
    const sheets = globSync('**/*.csv', { cwd: dist() });
    expect(sheets.length).toBeGreaterThan(1);
    for (const file of sheets) {
      const rows: string[][] = parseSheet(readFileSync(join(dist(), file)), { bom: true });
      const cells = rows.flat();
      expect(cells.filter((cell) => /^[=+\-@\t\r＝＋－＠]/.test(cell)), file).toEqual([]);
      // A round trip is exact: nothing has been put before or taken from a cell.
      const [, table] = /^data\/(entries|facts|sources)\.csv$/.exec(file) ?? [];
      const held = [...written].filter(([at]) => (table === 'entries' ? at === 'veterans/hostile.mdx title' : table === 'sources' ? at === 'sources/hostile.yaml title' : table === 'facts' ? /^sources\/hostile\.yaml facts\..*\.of$/.test(at) : at === 'stations/990101.csv name'));
      expect(held.length, file).toBeGreaterThan(0);
      // Of a line end of Windows within a cell the sheets keep the line end.
      const unix = (text: string) => text.replace(/\r\n/g, '\n');
      for (const [at, text] of held) expect(cells.map(unix), `${file} ${at}`).toContain(unix(text.trim()));
    }
    const calendar = new ICAL.Component(ICAL.parse(readFileSync(join(dist(), 'observances/calendar.ics'), 'utf8')));
    const events = calendar.getAllSubcomponents('vevent');
    expect(new Set(events.flatMap((event) => event.getAllProperties().map(({ name }) => name)))).not.toContain('attach');
    expect(events.map((event) => squeezed(new ICAL.Event(event).summary))).toContain(squeezed(written.get('observances/hostile.yaml title')!));
  });
});

/** A picture of one dot. */
const tile = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** A page as an attacker would want it: without the policy that would stop what escaping let through. */
async function attacked(path: string, options: Parameters<Site['open']>[1] = {}) {
  const visit = await site.open('/accessibility/', { bypassCSP: true, ...options });
  const { page } = visit;
  await page.addInitScript(() => Object.assign(window, { __pwned: () => document.documentElement.setAttribute('data-hit', location.href) }));
  await page.route('**/tiles/**', (route) => route.fulfill({ contentType: 'image/png', body: tile }));
  page.on('dialog', (dialog) => void dialog.dismiss());
  await page.goto(site.url + path, { waitUntil: 'load' });
  return visit;
}
/** Nothing has run, and nothing stands in the page that could. */
const clean = async (page: Page) =>
  expect(
    await page.evaluate(() => ({
      hit: document.documentElement.dataset['hit'],
      alive: [...document.querySelectorAll('iframe, math, object, embed, img[src="x"], a[href^="javascript" i], a[href^="data:text" i]')].map((one) => one.outerHTML.slice(0, 200)),
      handlers: [...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames().filter((name) => name.startsWith('on'))),
    })),
    page.url(),
  ).toEqual({ hit: undefined, alive: [], handlers: [] });

describe('in a browser without the policy', () => {
  test('no page that holds a payload runs anything', { timeout: 300_000 }, async () => {
    const holding = pages.filter(({ html }) => /标[a-j]+界/.test(html) && /__pwned/.test(html)).map(({ path }) => path);
    expect(holding.length).toBeGreaterThan(20);
    const { page, errors, done } = await attacked('/');
    for (const path of holding) {
      await page.goto(site.url + path, { waitUntil: 'load' });
      // Handlers of elements that fail to load come a moment later.
      await page.evaluate(() => new Promise((soon) => requestAnimationFrame(() => setTimeout(soon, 20))));
      await clean(page);
    }
    expect(errors).toEqual([]);
    await done();
  });

  test('finder: suggestions, answers, cards and the map', { timeout: 300_000 }, async () => {
    const { page, done } = await attacked('/stations/', { geolocation: { latitude: 27.2401, longitude: 119.8901 }, permissions: ['geolocation'] });
    await page.getByRole('button', { name: '用我的位置' }).click();
    await page.locator('section[aria-labelledby=nearest] .answer').waitFor();
    expect(squeezed((await page.locator('section[aria-labelledby=nearest]').textContent())!)).toContain(squeezed(written.get('stations/990101.csv name')!));
    await page.locator('.leaflet-marker-icon').first().waitFor();
    await page.locator('.leaflet-marker-icon').evaluateAll((all) => all.forEach((mark) => (mark as HTMLElement).click()));
    await clean(page);
    await page.getByRole('combobox', { name: /村、社区/ }).fill(token('divisions/990100.csv village'));
    const option = page.getByRole('option').first();
    await option.waitFor();
    expect(squeezed((await option.textContent())!)).toContain(squeezed(written.get('divisions/990100.csv village')!));
    await clean(page);
    await option.click();
    await page.locator('section[aria-labelledby=mine] .answer').waitFor();
    expect(squeezed((await page.locator('.finder').textContent())!)).toContain(squeezed(written.get('stations/990101.csv village')!));
    await page.getByLabel('要办的事').selectOption('hostile');
    expect(squeezed((await page.locator('section[aria-labelledby=bring]').textContent())!)).toContain(squeezed(written.get('guides/hostile.mdx bring.0.item')!));
    expect(squeezed((await page.locator('.leaflet-container').textContent())!)).toContain(squeezed(written.get('settings map.attribution')!));
    await clean(page);
    await done();
  });

  test('search: results, snippets, the quick dialog', { timeout: 300_000 }, async () => {
    const { page, done } = await attacked('/search/');
    for (const at of ['veterans/hostile.mdx title', 'sources/hostile.yaml facts.words.value', 'heritage/hostile.mdx visit.note', 'guides/hostile.mdx steps.0.text', 'practices/hostile.mdx aliases.0', 'stations/990101.csv name', 'stations/990101.csv village', 'memorials/hostile.mdx body']) {
      await page.goto(`${site.url}/search/?${new URLSearchParams({ q: token(at) })}`);
      await page.locator('a[data-result]').first().waitFor();
      expect(await page.locator('main').textContent(), at).toContain(token(at));
      await clean(page);
    }
    await page.goto(`${site.url}/about/`);
    await page.keyboard.press('/');
    await page.getByRole('dialog').getByRole('searchbox').fill(token('veterans/hostile.mdx title'));
    const result = page.getByRole('dialog').locator('a[data-result]').first();
    await result.waitFor();
    expect(squeezed((await result.textContent())!)).toContain(squeezed(written.get('veterans/hostile.mdx title')!));
    await clean(page);
    await done();
  });

  test('a day is planned, printed and taken along as .docx and .ics', { timeout: 300_000 }, async () => {
    const { page, done } = await attacked('/visits/');
    const title = squeezed(written.get('heritage/hostile.mdx title')!);
    await page.getByLabel('地方').selectOption('hostile');
    await page.getByLabel('学校（可以不写）').fill('<img src=x onerror=__pwned()>"\'');
    await page.getByLabel('日期').fill('2026-10-14');
    await page.getByRole('button', { name: new RegExp(`^加入${token('heritage/hostile.mdx title')}`) }).or(page.getByRole('button', { name: `加入${title}` })).first().click();
    await page.getByLabel(/路上/).first().fill('30');
    await page.getByLabel(/回学校/).fill('40');
    await expect.poll(() => page.url()).toContain('back=40');
    await clean(page);
    await page.getByRole('link', { name: '打印整套材料' }).click();
    await page.locator('.paper').first().waitFor();
    const papers = squeezed((await page.locator('.pack').textContent())!);
    for (const at of ['heritage/hostile.mdx title', 'heritage/hostile.mdx visit.coach', 'sources/hostile.yaml title']) expect(papers, at).toContain(squeezed(written.get(at)!));
    expect(papers).toContain('<img src=x onerror=__pwned()>');
    await clean(page);
    const { bytes } = await saved(page, () => page.getByRole('button', { name: '存成 Word（.docx）' }).click());
    const { value: text } = await mammoth.extractRawText({ buffer: bytes });
    expect(squeezed(text)).toContain(squeezed(written.get('sources/hostile.yaml title')!));
    const { value: html } = await mammoth.convertToHtml({ buffer: bytes });
    expect(html).not.toMatch(/<(script|img|svg|iframe)\b|<a [^>]*href="javascript/i);
    const { bytes: ics } = await saved(page, () => page.getByRole('button', { name: '存进日历（.ics）' }).click());
    const events = new ICAL.Component(ICAL.parse(ics.toString())).getAllSubcomponents('vevent');
    expect(events.some((event) => new ICAL.Event(event).summary.replace(/\s+/g, ' ').includes(title))).toBe(true);
    expect(events.flatMap((event) => event.getAllProperties('attach'))).toEqual([]);
    await done();
  });

  test('reading aloud', async () => {
    const { page, done } = await attacked('/accessibility/');
    await giveVoice(page.context(), {});
    await page.goto(`${site.url}/veterans/hostile/`);
    await page.getByRole('button', { name: '听这一篇' }).click();
    await page.getByRole('region', { name: '朗读' }).waitFor();
    await expect.poll(() => page.evaluate(() => window.voice.heard.length)).toBeGreaterThan(0);
    await page.evaluate(() => window.voice.finish());
    await clean(page);
    await done();
  });
});

/** An error of a page's own; what it was loading when it was left is none. */
const thrown = (error: string) => !/Failed to (fetch|load)|dynamically imported|ERR_ABORTED|aborted/i.test(error);

describe('what an address or the device says', () => {
  const words = fc.oneof(fc.constantFrom(...payloads.map(({ text }) => text)), fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('%', '%ZZ', '%E4%B8', '\u202e', 'x'.repeat(3000), '__proto__', 'constructor'));
  const fragment = fc.oneof(
    fc.tuple(fc.constantFrom('at', 'division', 'station', 'site', 'plan', 'v', 'title', 'school', 'region', 'stops', 'date', '__proto__'), words).map(([key, value]) => `${key}=${value}`),
    fc.tuple(words, words).map(([title, school]) => `v=1&title=${encodeURIComponent(title.toWellFormed())}&school=${encodeURIComponent(school.toWellFormed())}&region=hostile&stops=heritage/hostile.60`),
    words,
  );
  const places = ['/search/', '/stations/', '/stations/locate/', '/visits/', '/visits/pack/', '/guides/hostile/', '/veterans/hostile/', '/observances/'];

  test('many hostile addresses: nothing runs, and every page still stands', { timeout: 300_000 }, async () => {
    const { page, errors, done } = await attacked('/');
    const sample = fc.sample(fc.tuple(fc.constantFrom(...places), fragment, words), { numRuns: 100, seed: 8 });
    let n = 0;
    for (const [place, hash, query] of sample) {
      // Another query each time, so that the page is loaded anew.
      const search = new URLSearchParams({ n: String(n++), q: query.toWellFormed(), kind: query.toWellFormed(), region: query.toWellFormed() });
      await page.goto(`${site.url}${place}?${search}#${hash.toWellFormed()}`, { waitUntil: 'domcontentloaded' });
      await page.locator('h1').first().waitFor();
      if (place === '/search/') expect(await page.locator('#q').inputValue()).toBeDefined();
      await clean(page);
    }
    expect(errors.filter(thrown)).toEqual([]);
    await done();
  });

  test('hostile things kept on the device: nothing runs, and every page still works', { timeout: 300_000 }, async () => {
    const rows = [{ sheet: '990101', cells: Object.fromEntries(Object.values(columns).map((field) => [field, '"><img src=x onerror=__pwned()>'])) }];
    const values = ['{', 'null', '[]', '{}', '[null]', '7', '"x"', JSON.stringify(rows), '{"__proto__":{"size":"5"},"size":"<img src=x onerror=__pwned()>","theme":{"toString":1}}', '[{"sheet":"<script>","cells":null}]', '["<img src=x onerror=__pwned()>"]', '#v=1&title=<img src=x onerror=__pwned()>', `#${'9'.repeat(5000)}`, '\u0000\u202e', 'NaN', '1e999'];
    const keys = ['rongji-display', 'rongji-keys', 'rongji-visit', 'rongji-located', 'rongji-speech-rate', 'rongji-ticks:hostile'];
    const { page, errors, done } = await attacked('/');
    for (const value of values) {
      await page.evaluate(([all, text]) => all.forEach((key) => localStorage.setItem(key, text)), [keys, value] as const);
      for (const place of ['/stations/', '/stations/locate/', '/visits/', '/guides/hostile/', '/veterans/hostile/']) {
        await page.goto(site.url + place, { waitUntil: 'load' });
        await page.locator('h1').first().waitFor();
        await clean(page);
      }
    }
    await page.goto(`${site.url}/visits/`);
    const back = page.getByRole('button', { name: '取回存下的行程' });
    if (await back.count()) await back.click();
    await clean(page);
    expect(errors.filter(thrown)).toEqual([]);
    await done();
  });
});
