import { createHash } from 'node:crypto';
import { XmlDocument } from 'libxml2-wasm';
import { expect, test } from 'vitest';
import { readPage, sitemapFiles } from '../../tools/sitemap.ts';
import { keepOwnHashes } from '../../tools/policy-hashes.ts';
import { governmentTags } from '../../src/lib/government-tags.ts';
import { readSite } from '../../src/lib/site.ts';

const page = (head: string) => `<html><head><link rel="canonical" href="https://a.example/x/?a=1&amp;b=2">${head}</head></html>`;

test('a page says its address and its day; one that is not to be found says nothing', () => {
  expect(readPage(page('<script type="application/ld+json">{"@type":"Article","dateModified":"2026-11-21"}</script>'))).toEqual({ address: 'https://a.example/x/?a=1&b=2', checked: '2026-11-21' });
  expect(readPage(page(''))).toEqual({ address: 'https://a.example/x/?a=1&b=2' });
  expect(readPage(page('<meta name="robots" content="noindex">'))).toBeUndefined();
  expect(readPage('<html></html>')).toBeUndefined();
});

test('more addresses than a file may hold become several under a list', () => {
  const pages = Array.from({ length: 5 }, (_, i) => ({ address: `https://a.example/${i}/?a&b`, checked: '2026-11-21' }));
  const files = sitemapFiles(pages, 'https://a.example/', 2);
  expect([...files.keys()]).toEqual(['sitemap.xml', 'sitemap-1.xml', 'sitemap-2.xml', 'sitemap-3.xml']);
  const locations = [...files].map(([, xml]) => {
    using document = XmlDocument.fromString(xml);
    return document.find('//s:loc', { s: 'http://www.sitemaps.org/schemas/sitemap/0.9' }).map(({ content }) => content);
  });
  expect(locations[0]).toEqual(['https://a.example/sitemap-1.xml', 'https://a.example/sitemap-2.xml', 'https://a.example/sitemap-3.xml']);
  expect(locations.slice(1).flat()).toEqual(pages.map(({ address }) => address));
});

test('a policy keeps the hashes of what is in the page, and everything else', () => {
  const own = `'sha256-${createHash('sha256').update('let a;').digest('base64')}'`;
  const html = `<meta http-equiv="content-security-policy" content="default-src 'self'; script-src 'self' 'sha256-AAAA' ${own};style-src 'self' 'sha256-BBBB';">`;
  expect(keepOwnHashes(`${html}<script>let a;</script><style></style>`)).toContain(`content="default-src 'self'; script-src 'self' ${own};style-src 'self';"`);
  expect(keepOwnHashes(html)).toContain(`content="default-src 'self'; script-src 'self';style-src 'self';"`);
});

test('government tags are written for an operator only, and none is empty', () => {
  const words = { title: '题', description: '说明', credits: { published: '2026-11-21', keywords: [] }, column: { name: '栏', type: '类', own: true } };
  const site = (over: object) => readSite({ name: '站', base: '/', map: { kind: 'schematic' }, ...over } as Parameters<typeof readSite>[0], {});
  expect(governmentTags(site({ operator: { name: '' } }), words)).toEqual([]);
  expect(governmentTags(site({ operator: { name: '某局' } }), words)).toEqual([['SiteName', '站'], ['ColumnName', '栏'], ['ColumnDescription', '说明'], ['ColumnType', '类'], ['ArticleTitle', '题'], ['PubDate', '2026-11-21']]);
  expect(governmentTags(site({ operator: { name: '某局', siteIdCode: '3509260012' }, url: 'https://www.example.gov.cn' }), words)).toContainEqual(['SiteDomain', 'www.example.gov.cn']);
});
