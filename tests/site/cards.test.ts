import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kinds } from '@/kinds.ts';
import { readContent } from '@/lib/content.ts';
import { readPages } from './pages.ts';

const pages = readPages('dist');
const content = readContent('content');
const meta = (html: string, name: string) => new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)"`).exec(html)?.[1];
const cards = content.entries.map(({ kind, id }) => ({ path: `${kinds[kind].path}${id}/`, card: `/cards/${kind}/${id}.png` }));

test('every entry names a picture of its own, every other page the site’s', () => {
  const own = new Map(cards.map(({ path, card }) => [path, card]));
  for (const { path, html } of pages) {
    expect(meta(html, 'og:image'), path).toBe(own.get(path) ?? '/cards/site.png');
    expect([meta(html, 'og:image:width'), meta(html, 'og:image:height'), meta(html, 'twitter:card')], path).toEqual(['1200', '630', 'summary_large_image']);
    expect(meta(html, 'og:image:alt')!.length, path).toBeGreaterThan(3);
    // Without the site's address there is none to give.
    expect(meta(html, 'og:url'), path).toBeUndefined();
  }
  expect(pages.filter(({ path }) => own.has(path))).toHaveLength(content.entries.length);
});

test('every picture is a PNG of 1200 × 630 with a palette, small, and like no other', () => {
  const files = ['/cards/site.png', ...cards.map(({ card }) => card)];
  expect(files.filter((file) => !existsSync(join('dist', file)))).toEqual([]);
  const data = files.map((file) => readFileSync(join('dist', file)));
  for (const [i, picture] of data.entries()) {
    expect(picture.subarray(0, 8).toString('latin1'), files[i]).toBe('\x89PNG\r\n\x1a\n');
    // Width, height and colour type of the first chunk (PNG, 11.2.1); 3 is indexed.
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20), picture[25]], files[i]).toEqual([1200, 630, 3]);
    expect(picture.length, files[i]).toBeLessThanOrEqual(30 * 1024);
  }
  expect(data.reduce((sum, { length }) => sum + length, 0) / data.length).toBeLessThanOrEqual(22 * 1024);
  expect(new Set(data.map((picture) => createHash('sha256').update(picture).digest('hex'))).size).toBe(files.length);
});

test('no picture is left over from an entry that is gone', () => expect(globSync('cards/**/*.png', { cwd: 'dist' })).toHaveLength(cards.length + 1));

test('the offline worker fetches no picture and the search does not know them', () => {
  expect(readFileSync('dist/offline-worker.js', 'utf8')).not.toContain('cards/');
  const index = globSync('search/**/*.json', { cwd: 'dist' }).filter((file) => statSync(join('dist', file)).size > 0);
  expect(index.length).toBeGreaterThan(10);
  expect(index.filter((file) => readFileSync(join('dist', file), 'utf8').includes('cards/'))).toEqual([]);
});
