// Writes sitemap.xml, and robots.txt where the site has a host of its own, into a built site.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { xmlText } from '../src/lib/feeds.ts';
import type { Site } from '../src/lib/site.ts';

/** More addresses than this take a list of lists; the protocol says so. */
const mostAddresses = 50_000;

/** The address of a built page and the day it was last checked, out of the page itself; undefined for pages that are not to be found. */
export function readPage(html: string): { address: string; checked?: string } | undefined {
  const address = /<link rel="canonical" href="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#38;', '&').replaceAll('&amp;', '&');
  if (!address || /<meta name="robots" content="[^"]*noindex/.test(html)) return undefined;
  const days = [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map((match) => (JSON.parse(match[1]!) as { dateModified?: string }).dateModified);
  const checked = days.find((day) => day !== undefined);
  return { address, ...(checked && { checked }) };
}

/** The files of a sitemap by name: one, or several under a list. `root` is the site's full address with a slash at its end. */
export function sitemapFiles(pages: { address: string; checked?: string }[], root: string, most = mostAddresses): Map<string, string> {
  const file = (kind: 'urlset' | 'sitemapindex', lines: string[]) => `<?xml version="1.0" encoding="utf-8"?>\n<${kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${lines.join('\n')}\n</${kind}>\n`;
  const lines = pages.map(({ address, checked }) => `<url><loc>${xmlText(address)}</loc>${checked ? `<lastmod>${checked}</lastmod>` : ''}</url>`);
  if (lines.length <= most) return new Map([['sitemap.xml', file('urlset', lines)]]);
  const parts = Array.from({ length: Math.ceil(lines.length / most) }, (_, i) => [`sitemap-${i + 1}.xml`, file('urlset', lines.slice(i * most, (i + 1) * most))] as const);
  return new Map([['sitemap.xml', file('sitemapindex', parts.map(([name]) => `<sitemap><loc>${xmlText(root + name)}</loc></sitemap>`))], ...parts]);
}

/** Writes the files for the site in `folder` and returns how many pages they name. Without a `url` there is nothing to write: a sitemap needs full addresses. A robots.txt counts only at the root of a host. */
export function writeSitemap(folder: string, { url, base }: Pick<Site, 'url' | 'base'>): number {
  if (!url) return 0;
  const root = new URL(base, url).href;
  const pages = globSync('**/*.html', { cwd: folder })
    .filter((file) => file !== '404.html')
    .sort()
    .flatMap((file) => readPage(readFileSync(join(folder, file), 'utf8')) ?? []);
  for (const [name, text] of sitemapFiles(pages, root)) writeFileSync(join(folder, name), text);
  // One that the operator has put into public/ stays.
  if (base === '/' && !existsSync(join(folder, 'robots.txt'))) writeFileSync(join(folder, 'robots.txt'), `User-agent: *\nAllow: /\n\nSitemap: ${root}sitemap.xml\n`);
  return pages.length;
}
