import { globSync, readFileSync } from 'node:fs';
import { generate, parse, walk } from 'css-tree';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../browser/serve.ts';
import { readPages } from '../site/pages.ts';
import { serveOld } from './stage.ts';
import type { Site } from '../browser/serve.ts';
import type { Page } from 'playwright-core';

let site: Site;
/** The same page in the Chromium of the other tests, to tell what came later from what was never there. */
let recent: Page;
beforeAll(async () => {
  site = await serveOld();
  recent = await (await launchBrowser()).newPage();
  await recent.goto(`${site.url}/404.html`);
});
afterAll(async () => {
  await recent.context().browser()!.close();
  await site.close();
});

/** The selectors of a list, parted at commas outside brackets. */
const alternatives = (selector: string): string[] => selector.split(/,(?![^([]*[)\]])/).map((one) => one.trim());

const readme = readFileSync('README.md', 'utf8');
/** What the README names as wanting in Chromium 88: the words in back quotes in the first column of its table. */
const named = [...(/### What degrades in Chromium 88\n([\s\S]*?)\n\n(?!\|)/.exec(readme)?.[1] ?? '').matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`([^`]+)`/g)].map((word) => word[1]!));

describe('styles', () => {
  /** At-rules of old: no ranges, layers, containers, nor questions about what a browser can. */
  const plain = /^@(page|keyframes [\w-]+|media (?:print|screen|\((?:(?:min|max)-(?:width|height):[\d.]+(?:rem|px)|prefers-[\w-]+:[\w-]+|forced-colors:active|hover:none)\)|,| and )+)$/;

  /** All that the built site says in CSS: properties with a value, selectors, and what at-rules ask; each once. Custom properties are written out. */
  const said = () => {
    const texts = new Set([
      ...readPages('dist').flatMap(({ html }) => [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map((match) => match[1]!)),
      ...globSync('dist/**/*.css').map((file) => readFileSync(file, 'utf8')),
    ]);
    const custom = new Map<string, string>();
    const declarations = new Map<string, [string, string]>();
    const selectors = new Set<string>();
    const conditions = new Set<string>();
    for (const text of texts) {
      const sheet = parse(text, { parseValue: false, parseRulePrelude: false, parseAtrulePrelude: false, parseCustomProperty: false });
      walk(sheet, (node) => {
        if (node.type === 'Rule' && !/^(from|to|[\d.]+%)/.test(generate(node.prelude))) selectors.add(generate(node.prelude));
        if (node.type === 'Atrule') conditions.add(`@${node.name} ${node.prelude ? generate(node.prelude) : ''}`.trim());
        if (node.type !== 'Declaration') return;
        const value = generate(node.value).trim();
        if (node.property.startsWith('--')) custom.set(node.property, custom.get(node.property) ?? value);
        else declarations.set(`${node.property}: ${value}`, [node.property, value]);
      });
    }
    // What stands behind a name is judged where it is used: with var() in it any value is taken for good.
    const write = (value: string): string => {
      const plain = value.replace(/var\((--[\w-]+)(?:,([^()]*))?\)/g, (all, name: string, fallback?: string) => custom.get(name) ?? fallback ?? all);
      return plain === value ? value : write(plain);
    };
    return { declarations: [...declarations.values()].map(([property, value]) => [property, write(value)] as const), selectors: [...selectors], conditions: [...conditions] };
  };

  test('nothing that Chromium 88 does not know, but for what the README names', async () => {
    const { declarations, selectors, conditions } = said();
    expect(declarations.length).toBeGreaterThan(300);
    const unknown = (page: Page) =>
      page.evaluate(
        ([declarations, selectors]) => [
          ...declarations.filter(([property, value]) => !CSS.supports(property, value.replace(/\s*!important$/, ''))).map(([property, value]) => `${property}: ${value}`),
          ...selectors.filter((selector) => !CSS.supports(`selector(${selector})`)),
        ],
        [declarations, selectors.flatMap(alternatives)] as const,
      );
    // What no Chromium knows is a word to other browsers.
    const toNone = new Set(await unknown(recent));
    const { page, done } = await site.open('/404.html');
    const all = new Set(declarations.map(([property, value]) => `${property}: ${value}`));
    // What also stands there under its older name is not missed.
    const wanting = [...(await unknown(page)), ...conditions.filter((condition) => !plain.test(condition))].filter((one) => !toNone.has(one) && !all.has(`-webkit-${one}`));
    expect(wanting.filter((one) => !named.some((known) => one.includes(known)))).toEqual([]);
    // A list of selectors with one that is not known is void as a whole.
    expect(selectors.filter((selector) => alternatives(selector).length > 1 && wanting.some((one) => alternatives(selector).includes(one)))).toEqual([]);
    // What the README names is there to be named.
    expect(named.filter((known) => known !== ':~:text=' && !wanting.some((one) => one.includes(known)))).toEqual([]);
    await done();
  });
});

describe('scripts', () => {
  test('every file is understood', async () => {
    // Pages of stations may load all of them; on the others the map's library may not write HTML.
    const { page, done } = await site.open('/stations/coverage/');
    const files = globSync('dist/_astro/*.js').map((file) => `/${file.slice('dist/'.length)}`);
    expect(files.length).toBeGreaterThan(20);
    // As text: what is written here as import() would be turned into something of the test runner's.
    const failed = await page.evaluate(`Promise.all(${JSON.stringify(files)}.map((file) => import(file).then(() => '', (error) => file + ': ' + error))).then((all) => all.filter(Boolean))`);
    expect(failed).toEqual([]);
    await done();
  });

  /** Calls that look like one of a newer Chromium and are none, or are made only where it is: file, name, why. */
  const allowed: [RegExp, string, string][] = [
    [/^_astro\/(LocateStation|PositionReader)\./, 'at', 'the element’s own way to a part of it'],
    [/^_astro\/PositionReader\./, 'take', 'the element’s own'],
    [/^_astro\/located\./, 'hasOwn', 'csv-parse with group_columns_by_name, which is not asked for'],
    [/^_astro\/located\./, 'resize', 'csv-parse’s own buffer'],
    [/^_astro\/client\./, 'startViewTransition', 'React’s <ViewTransition>, which no island has'],
    [/^_astro\/pmtiles-layer\./, 'throwIfAborted', 'brought by pmtiles-layer.ts where it is not'],
  ];

  test('no call that Chromium has only since', async () => {
    /** The names of all that can be called: globals, and what the language’s and the page’s own objects offer. */
    const callable = (page: Page) =>
      page.evaluate(() => {
        const found = new Set<string>();
        const take = (object: object) => {
          for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(object))) if (typeof value === 'function') found.add(name);
        };
        take(window);
        const everyday = /^(Object|Function|Array|String|Number|BigInt|Promise|Map|Set|WeakMap|RegExp|Date|Symbol|Error|Math|JSON|Reflect|Proxy|Atomics|ArrayBuffer|Node|\w*Element|Document|DocumentFragment|ShadowRoot|Event|EventTarget|AbortSignal|AbortController|Crypto|SubtleCrypto|URL|URLSearchParams|Blob|File|FileReader|Response|Request|Headers|ReadableStream|Navigator|Clipboard|Storage|StorageManager|History|Location|CSS|CSSStyleSheet|FormData|Range|Selection|Cache|CacheStorage|ServiceWorker\w*|IntersectionObserver|ResizeObserver|MutationObserver|ImageBitmap|Path2D|CanvasRenderingContext2D)$/;
        for (const name of Object.getOwnPropertyNames(window)) {
          const { value } = Object.getOwnPropertyDescriptor(window, name) as { value?: { prototype?: object } };
          if (!value || !everyday.test(name)) continue;
          take(value);
          if (value.prototype) take(value.prototype);
        }
        take(Object.getPrototypeOf(Uint8Array.prototype) as object);
        for (const of of Object.getOwnPropertyNames(Intl)) take((Intl as unknown as Record<string, { prototype: object }>)[of]!.prototype ?? {});
        return [...found];
      });
    const { page, done } = await site.open('/404.html');
    const known = new Set(await callable(page));
    await done();
    const later = new Set((await callable(recent)).filter((name) => !known.has(name)));
    for (const name of ['structuredClone', 'findLast', 'randomUUID', 'at', 'hasOwn', 'toSorted', 'throwIfAborted', 'checkVisibility']) expect(later.has(name), name).toBe(true);
    const used = globSync('dist/**/*.js').flatMap((file) => {
      const from = file.slice('dist/'.length);
      const calls = new Set([...readFileSync(file, 'utf8').matchAll(/\.([A-Za-z]\w+)(?:\?\.)?\(|(?<![\w$.])([A-Za-z]\w{5,})\(/g)].map((match) => match[1] ?? match[2]!));
      return [...calls].filter((name) => later.has(name) && !allowed.some(([where, call]) => call === name && where.test(from))).map((name) => `${from}: ${name}`);
    });
    expect(used).toEqual([]);
  });
});
