import { expect, test } from 'vitest';
import type { Brief } from '@/lib/entries.ts';
import { factTable } from '@/lib/facts.ts';
import { mergeTimelines } from '@/lib/timeline.ts';

const date = (value: string, conflicts: string[] = []) => ({ value, of: '一件事', where: '第1段', conflicts });
const facts = factTable([
  { id: 'report', data: { title: '报道', publisher: '报', kind: 'news', published: '日期未载', read: 'original', checked: '2026-11-21', facts: { founded: date('2018-12'), later: date('2021-09'), count: { value: 33, unit: '家', of: '企业', where: '', conflicts: [] } } } },
  { id: 'repost', data: { title: '转载', publisher: '报', kind: 'reference', published: '日期未载', read: 'secondhand', checked: '2026-11-21', facts: { fell: date('1935', ['report/founded']) } } },
]);
const entry = (kind: Brief['kind'], id: string): Brief => ({ kind, id, title: id, summary: '' });

test('moments stand in order, history apart from recent work, with their marks', () => {
  const { history, recent } = mergeTimelines(
    [
      { entry: entry('practices', 'alliance'), timeline: [{ date: 'report/later', text: '联盟有{report/count}' }, { date: 'report/founded', text: '挂牌' }] },
      { entry: entry('memorials', 'ma'), timeline: [{ date: 'repost/fell', text: '牺牲' }] },
    ],
    facts,
  );
  expect(history).toEqual([{ when: '1935', text: '牺牲', unverified: true, disputed: true, entry: entry('memorials', 'ma') }]);
  expect(recent.map(({ when, text }) => [when, text])).toEqual([['2018-12', '挂牌'], ['2021-09', '联盟有33家']]);
});

test('what a region and a page of its own both tell is told once, by the page', () => {
  const { recent } = mergeTimelines(
    [
      { entry: entry('regions', 'zherong'), timeline: [{ date: 'report/later', text: '联盟组建。' }, { date: 'report/founded', text: '局挂牌。' }] },
      { entry: entry('practices', 'alliance'), timeline: [{ date: 'report/later', text: '“拥军优属联盟”组建。' }] },
    ],
    facts,
  );
  expect(recent.map(({ when, entry: { id } }) => [when, id])).toEqual([['2018-12', 'zherong'], ['2021-09', 'alliance']]);
});
