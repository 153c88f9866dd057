import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAtom } from './feeds.ts';
import { attribute, fileOf, readPages } from './pages.ts';
import { dataOf, mistakes, unmet } from './vocabulary.ts';

// What a site says to machines that has no operator and does not know its host.
const pages = readPages('dist');

test('the policy of every page lists the hashes of its own scripts and styles, and no others', () => {
  for (const { path, html } of pages) {
    const policy = /<meta http-equiv="content-security-policy" content="([^"]*)"/.exec(html)![1]!;
    for (const tag of ['script', 'style']) {
      const own = [...html.matchAll(new RegExp(`<${tag}(?![^>]*(?: src=|ld\\+json))[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map((match) => `sha256-${createHash('sha256').update(match[1]!).digest('base64')}`);
      const listed = [...new RegExp(`${tag}-src ([^;]*)`).exec(policy)![1]!.matchAll(/'(sha256-[^']*)'/g)].map((match) => match[1]!);
      expect(new Set(listed), `${path} ${tag}`).toEqual(new Set(own));
    }
  }
});

test('what pages say in the words of schema.org is in its vocabulary, and claims no address', () => {
  const said = pages.flatMap(({ path, html }) => dataOf(html).map((thing) => ({ path, thing })));
  expect(new Set(said.map(({ thing }) => thing['@type']))).toEqual(new Set(['WebSite', 'Article', 'WebPage', 'LearningResource']));
  for (const { path, thing } of said) {
    expect(thing['@context']).toBe('https://schema.org');
    expect([...mistakes(thing), ...unmet(thing, false)], path).toEqual([]);
    expect(thing['url'] ?? thing['image'] ?? thing['publisher'], path).toBeUndefined();
  }
});

test('every entry, source and station says when it was checked', () => {
  for (const { path, html } of pages.filter(({ path }) => /^\/(veterans|memorials|heritage|practices|guides|regions|observances|sources)\/.+|^\/stations\/[a-z0-9-]+\/$/.test(path) && !/\/(locate|coverage)\/$/.test(path)))
    expect(dataOf(html)[0]?.['dateModified'], path).toMatch(/^\d{4}-\d\d-\d\d$/);
});

test('no tag of government sites stands on a site that is none', () => {
  for (const { path, html } of pages) expect(attribute(html, 'name').filter((name) => /^(Site|Column|Article|PubDate|ContentSource)/.test(name)), path).toEqual([]);
});

test('without a host there is no sitemap, and without a site that frames it no window', () => {
  expect(['sitemap.xml', 'robots.txt', 'stations/embed'].filter((file) => existsSync(join('dist', file)))).toEqual([]);
});

describe.each(globSync('feeds/**/*.xml', { cwd: 'dist' }).map((file) => `/${file.replaceAll('\\', '/')}`))('%s', (path) => {
  test('is Atom; its links lead to pages of the site, newest first', () => {
    const feed = readAtom(readFileSync(join('dist', path), 'utf8'));
    expect(feed.links['self']).toBe(path);
    for (const link of [feed.links['alternate']!, ...feed.entries.map(({ link }) => link)]) expect(fileOf('dist', link), link).toBeDefined();
    const days = feed.entries.map(({ published }) => published);
    expect(days).toEqual([...days].sort().reverse());
  });
  test('is listed on the page of feeds', () => {
    const { html } = pages.find((page) => page.path === '/feeds/')!;
    expect(attribute(html, 'href').filter((to) => to === path).length).toBeGreaterThanOrEqual(2);
  });
});

test('pages name the feed of what they list', () => {
  const named = (path: string) => [...pages.find((page) => page.path === path)!.html.matchAll(/<link rel="alternate" type="application\/atom\+xml"[^>]*href="([^"]*)"/g)].map((match) => match[1]);
  expect(named('/')).toEqual(['/feeds/all.xml']);
  expect(named('/guides/')).toEqual(['/feeds/guides.xml']);
  expect(named('/regions/')).toEqual(['/feeds/regions.xml']);
  expect(named('/regions/zherong/')).toEqual(['/feeds/regions/zherong.xml']);
});
