import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileNames, namesInFile, type Body, type Manifest, type NamesFile, type PageText, type TextsFile } from '@/lib/search-files.ts';
import { fold } from '@/lib/search-text.ts';
import { Search } from '@/lib/search.ts';
import { readPage, traditionalCharacters } from '../../tools/search-index.ts';
import { brotliBytes, readPages } from './pages.ts';

const index = 'dist/search/index';
const manifest: Manifest = JSON.parse(readFileSync(join(index, fileNames.manifest), 'utf8'));
const files = new Map<string, string>();
const file = (name: string): any => {
  if (!files.has(name)) files.set(name, readFileSync(join(index, manifest.folder, name), 'utf8'));
  return JSON.parse(files.get(name)!);
};
const search = new Search(manifest, async (name) => file(name));
const found = async (typed: string, kind?: string) => (await search.ask({ typed, kind, most: 10_000 })).hits.map(({ path }) => path.split('#')[0]!);
const size = (body: Body) => manifest[body].ranges.reduce((sum, { count }) => sum + count, 0);
const namesOf = (body: Body): string[][] => Array.from({ length: Math.ceil(size(body) / namesInFile) }, (_, number) => (file(fileNames.names(body, number)) as NamesFile).names).flat();
const textsOf = (body: Body): PageText[] => manifest[body].texts.flatMap((_, number) => (file(fileNames.texts(body, number)) as TextsFile).pages);

describe('the files', () => {
  const bodies = ['pages', 'stations'] as const;
  const implied = [
    fileNames.sounds,
    fileNames.traditional,
    ...bodies.flatMap((body) => [
      ...manifest[body].grams.map((_, number) => fileNames.grams(body, number)),
      ...manifest[body].texts.map((_, number) => fileNames.texts(body, number)),
      ...Array.from({ length: Math.ceil(size(body) / namesInFile) }, (_, number) => fileNames.names(body, number)),
    ]),
  ];
  test('are those the manifest names, and no others', () => {
    // The compressed copies beside them aside.
    const filesOf = (folder: string) => readdirSync(folder).filter((name) => !/\.(br|gz)$/.test(name)).sort();
    expect(filesOf(index)).toEqual([manifest.folder, fileNames.manifest].sort());
    expect(filesOf(join(index, manifest.folder))).toEqual(implied.sort());
  });
  test('hold as many pages as the manifest counts', () => {
    for (const body of bodies) {
      expect(namesOf(body)).toHaveLength(size(body));
      expect(textsOf(body).map(({ title }) => title)).toEqual(namesOf(body).map(([title]) => title));
    }
  });
  test('lead to pages that there are, by addresses under the base', () => {
    for (const { path } of bodies.flatMap(textsOf)) {
      expect(path).not.toMatch(/^\/|:|^\.\./);
      const [page] = path.split('#');
      expect(existsSync(join('dist', page!, page!.endsWith('.html') ? '' : 'index.html')), path).toBe(true);
    }
  });
  test('name no host, no machine and no folder of it, but where a page speaks of one', () => {
    for (const name of implied) {
      const said = file(name);
      const own = name.includes('-t') ? said.pages.map(({ path }: PageText) => path) : said;
      expect(JSON.stringify(own).match(/https?:|localhost|file:|\/(home|work|tmp|root|Users)\//)?.[0], name).toBeUndefined();
    }
  });
  test('with the names of pages are within 40 KB, and no file of one query’s is above 12 KB', () => {
    const bytes = (pattern: RegExp) => implied.filter((name) => pattern.test(name)).map((name) => brotliBytes(JSON.stringify(file(name))));
    expect(bytes(/^pages-n/).reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(40_000);
    expect(Math.max(...bytes(/-[gt]\d/))).toBeLessThanOrEqual(12_000);
  });
});

describe('what is called so is found by it', () => {
  const simplified = traditionalCharacters();
  const folded = (text: string) => fold(text, simplified).text;
  const pages = textsOf('pages').map(({ path }, i) => ({ path, names: namesOf('pages')[i]! }));
  const titles = Map.groupBy(pages, ({ names }) => folded(names[0]!));
  test('every title, the page first', async () => {
    const wrong: string[] = [];
    for (const { path, names } of pages) {
      const same = titles.get(folded(names[0]!))!.length;
      if (!(await found(names[0]!)).slice(0, same).includes(path)) wrong.push(names[0]!);
    }
    expect(wrong).toEqual([]);
  });
  test('every other name', async () => {
    const lost: string[] = [];
    for (const { path, names } of pages) for (const name of names.slice(1)) if (!(await found(name)).includes(path)) lost.push(name);
    expect(lost).toEqual([]);
  });
  test('stations of the lists, when stations are asked for', async () => {
    const lost: string[] = [];
    const paths = textsOf('stations').map(({ path }) => path);
    for (const [i, [name]] of namesOf('stations').entries()) {
      if (i % 67 !== 0) continue;
      const { hits } = await search.ask({ typed: name!, kind: 'stations', most: 200 });
      if (!hits.some(({ path }) => path === paths[i])) lost.push(name!);
    }
    expect(lost).toEqual([]);
  });
});

test('every run of two to eight characters of a passage finds its page, before pages that do not hold it', async () => {
  const simplified = traditionalCharacters();
  const kinds = manifest.pages.ranges.flatMap(({ kind, count }) => Array.from({ length: count }, () => kind));
  const texts = textsOf('pages').map(({ path, passages }, i) => ({ path, kind: kinds[i]!, passages: passages.map(([, , text]) => fold(text, simplified).text), names: namesOf('pages')[i]!.map((name) => fold(name, simplified).text) }));
  const held = texts.map(({ path, kind, names, passages }) => ({ path, kind, text: [...names, ...passages].join('\n') }));
  const all = texts.flatMap(({ kind, passages }) => passages.map((text) => ({ kind, text: text.slice(0, 40) })));
  const step = Math.floor(all.length / 150);
  const runs = new Map(all.filter((_, i) => i % step === 0).flatMap(({ kind, text }) => [2, 3, 4, 5, 6, 7, 8].flatMap((length) => Array.from({ length: Math.max(0, text.length - length + 1) }, (_, at) => [text.slice(at, at + length), kind] as const))));
  const wrong: string[] = [];
  for (const [run, kind] of runs) {
    const wanted = held.filter((page) => page.kind === kind && page.text.includes(run)).map(({ path }) => path);
    // Letters find names by their sound too, and stations of the lists are of a kind with stations’ pages.
    const apart = !/^[a-z]+$/.test(run) && kind !== 'stations';
    const { hits } = await search.ask({ typed: run, kind, most: apart ? wanted.length : 10_000 });
    const paths = new Set(hits.map(({ path }) => path.replace(/#[^#]*:~:text=.*$/, '')));
    if (!wanted.every((path) => paths.has(path))) wrong.push(run);
  }
  expect(runs.size).toBeGreaterThan(5_000);
  expect(wrong).toEqual([]);
});

describe('what is not read is not found', () => {
  const pages = readPages('dist');
  test('lists of other pages at the end of one', async () => {
    const { path, html } = pages.find(({ html }) => html.includes('class="related"') && html.includes('接着看'))!;
    const related = /class="related"[\s\S]*?<\/section>/.exec(html)![0];
    const titles = [...related.matchAll(/<a [^>]*>([^<]+)<\/a>/g)].map((match) => match[1]!.trim()).filter((title) => !(readPage(html, '')!.passages.some(([, , text]) => text.includes(title))));
    expect(titles.length).toBeGreaterThan(0);
    for (const title of titles) expect(await found(`“${title}”`), title).not.toContain(path.slice(1));
    expect(await found('“接着看”')).not.toContain(path.slice(1));
  });
  test('the site’s own frame', async () => {
    const { passages } = readPage(pages.find(({ path }) => path === '/about/')!.html, 'about/')!;
    expect(passages.some(([, , text]) => text.includes('跳到正文'))).toBe(false);
  });
});

test('what a school needs is found on a site’s page; the answers of a worksheet are not', async () => {
  expect(await found('入队入团仪式', 'memorials')).toContain('memorials/zherong-anzangdian/');
  expect(await found('大巴停靠')).toContain('heritage/gutian-huiyi-huizhi/');
  expect(textsOf('pages').filter(({ path }) => path.includes('visits/sheets'))).toEqual([]);
});

test.each([
  ['长汀县', 'stations/area/350821/'],
  ['台山市', 'stations/area/440781/'],
])('the county %s is found among the pages, without the files of the stations', async (county, path) => {
  const names = namesOf('pages').findIndex((own) => own.includes(county));
  expect(textsOf('pages')[names]!.path).toBe(path);
});
