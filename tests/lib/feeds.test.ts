import { parseFeed } from '@rowanmanning/feed-parser';
import { expect, test } from 'vitest';
import { atomFeed, mostEntries, type FeedEntry } from '@/lib/feeds.ts';
import { readAtom } from '../site/feeds.ts';

const hostile = '</title><script>alert("1")</script> & ]]> \u0000\u0008\ud800 “引号”';
const entry = (over: Partial<FeedEntry> = {}): FeedEntry => ({ path: '/veterans/li/', title: '老李', summary: '一个兵。', author: '编写组', category: '老兵故事', published: '2026-11-01', checked: '2026-11-20', ...over });
const feed = (entries: FeedEntry[], over: object = {}) => atomFeed({ site: '戎迹', title: '戎迹：全部', path: '/feeds/all.xml', page: '/', entries, link: (path) => `https://a.example${path}`, ...over });

test('a feed reader gets what the entry says, newest first', () => {
  const read = parseFeed(feed([entry(), entry({ path: '/veterans/wang/', title: '老王', published: '2026-11-09', checked: '2026-11-09' })]));
  expect(read.items.map(({ title, url }) => [title, url])).toEqual([['老王', 'https://a.example/veterans/wang/'], ['老李', 'https://a.example/veterans/li/']]);
  expect(read.items[1]).toMatchObject({ description: '一个兵。', published: new Date('2026-11-01T00:00:00+08:00'), updated: new Date('2026-11-20T00:00:00+08:00') });
  expect(read.updated).toEqual(new Date('2026-11-20T00:00:00+08:00'));
});

test('no text breaks out of its element, and no character breaks the XML', () => {
  const { entries } = readAtom(feed([entry({ title: hostile, summary: hostile, author: hostile, category: hostile, path: '/a"b&c/' })], { title: hostile }));
  expect(entries).toHaveLength(1);
  expect(entries[0]!.title).toBe('</title><script>alert("1")</script> & ]]> \ufffd “引号”');
  expect(entries[0]!.link).toBe('https://a.example/a"b&c/');
});

test('an entry keeps its id when its words, its days or the host change', () => {
  const id = (xml: string) => readAtom(xml).entries[0]!.id;
  const first = id(feed([entry()]));
  expect(id(feed([entry({ title: '改了题', summary: '改了', checked: '2027-01-01' })], { link: (path: string) => `https://b.example/x${path}` }))).toBe(first);
  expect(id(feed([entry({ path: '/veterans/zhao/' })]))).not.toBe(first);
});

test('a long feed ends, with the newest in it; an empty one is refused', () => {
  const many = Array.from({ length: mostEntries + 5 }, (_, i) => entry({ path: `/veterans/p${i}/`, published: `2026-01-${String((i % 28) + 1).padStart(2, '0')}` }));
  const read = readAtom(feed([...many, entry({ title: '最新', path: '/veterans/new/' })]));
  expect(read.entries).toHaveLength(mostEntries);
  expect(read.entries[0]!.title).toBe('最新');
  expect(() => feed([])).toThrow('没有条目');
});
