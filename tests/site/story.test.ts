import { describe, expect, test } from 'vitest';
import { readContent } from '@/lib/content.ts';
import { factsInBody } from '@/lib/facts.ts';
import { blockWords, chaptersOf, readBlock } from '@/lib/story.ts';
import { kinds } from '@/kinds.ts';
import { readPage } from '../../tools/search-index.ts';
import { readPages } from './pages.ts';

const pages = new Map(readPages('dist').map(({ path, html }) => [path, html]));
const stories = readContent('content').entries.filter(({ body }) => body.split('\n').some(readBlock));
const bare = (text: string) => text.replace(/<[^>]*>|\{[^}]*\}|[\s\uE000-\uF8FF\u2060\p{P}]/gu, '');

test('several stories are told in blocks, every block among them', () => {
  const used = new Set(stories.flatMap(({ body }) => body.split('\n').flatMap((line) => readBlock(line)?.name ?? [])));
  expect([...used].sort()).toEqual(['Aside', 'Chapter', 'Compare', 'Figure', 'Pull']);
  expect(stories.filter(({ body }) => chaptersOf(body).length > 2).length).toBeGreaterThan(3);
});

describe.each(stories.map((entry) => [`${kinds[entry.kind].path}${entry.id}/`, entry] as const))('%s', (path, entry) => {
  const html = pages.get(path)!;
  const page = readPage(html, path)!;

  test('the search finds chapters at their anchors, and the words of every block', () => {
    for (const { number, title } of chaptersOf(entry.body)) expect(page.passages).toContainEqual([2, `chapter-${number}`, title]);
    const found = bare(page.passages.map(([, , text]) => text).join(''));
    const words = entry.body.split('\n').flatMap((line) => {
      const tag = readBlock(line);
      return (tag ? blockWords(tag).split(/。(?=绘图)/) : line.replace(/^#+ /, '').split(/<[^>]*>/)).flatMap((text) => text.split(/\{[^}]*\}/)).map(bare).filter(Boolean);
    });
    expect(words.filter((one) => !found.includes(one))).toEqual([]);
  });

  test('the map is not taken for text', () => expect(page.passages.some(([, , text]) => text.includes('按坐标绘制，上为北。'))).toBe(false));

  test('marks are numbered in the order in which they are met', () => {
    const numbers = (text: string) => [...new Set([...text.matchAll(/href="#c(\d+)"/g)].map((match) => Number(match[1])))];
    const before = numbers(/class="lede">([\s\S]*?)<\/p>/.exec(html)![1]!);
    const shown = numbers(html.slice(html.indexOf('<div class="prose">'))).slice(0, factsInBody(entry.body).length);
    const own = shown.filter((number) => !before.includes(number));
    expect(own.length).toBeGreaterThan(3);
    expect(own).toEqual(own.map((_, i) => before.length + 1 + i));
  });

  test('a drawing says that it is one, and who drew it', () => {
    const figures = html.match(/<figure class="drawn">[\s\S]*?<\/figure>/g) ?? [];
    expect(figures.length).toBe(entry.body.split('\n').filter((line) => readBlock(line)?.name === 'Figure').length);
    for (const figure of figures) expect(figure).toMatch(/示意绘图，非史料。绘图：/);
  });
});
