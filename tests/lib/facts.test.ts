import { describe, expect, test } from 'vitest';
import { factsInBody, factsInData, factTable, fillFacts, getFact, showFact, splitFacts } from '@/lib/facts.ts';
import type { Source } from '@/schema/sources.ts';

const source = (read: Source['read']): Source => ({
  title: '一份报道', publisher: '某报', kind: 'news', published: '日期未载', read, checked: '2026-11-21',
  facts: { visits: { value: 438, unit: '人', of: '走访慰问的人数', where: '第1段', conflicts: [] }, founded: { value: '2018-12', of: '挂牌', where: '第1段', conflicts: [] } },
});
const facts = factTable([{ id: 'report', data: source('original') }, { id: 'repost', data: source('secondhand') }]);

describe('showFact', () => {
  test.each([
    [{ value: 438, unit: '人' }, '438人'],
    [{ value: 597.38, unit: '万元' }, '597.38万元'],
    [{ value: 80, after: '余' as const, unit: '篇' }, '80余篇'],
    [{ value: 300, before: '近' as const, unit: '条' }, '近300条'],
    [{ value: '2018-12' }, '2018年12月'],
    [{ value: '1935', before: '约' as const }, '约1935年'],
    [{ value: '荆楚楷模' }, '荆楚楷模'],
  ])('%o reads %s', (fact, shown) => expect(showFact(fact)).toBe(shown));
});

test('a fact of a document read second hand is unverified', () => {
  expect(getFact(facts, 'report/visits').unverified).toBe(false);
  expect(getFact(facts, 'repost/visits').unverified).toBe(true);
});

test('an unknown fact stops with the file to write it in', () => {
  expect(() => getFact(facts, 'report/nothing')).toThrow('content/sources/report.yaml');
});

test('facts in a text are filled in and split off', () => {
  expect(fillFacts('走访{report/visits}，{report/founded}成立', facts)).toBe('走访438人，2018年12月成立');
  expect(splitFacts('走访{report/visits}。')).toEqual([{ words: '走访' }, { fact: 'report/visits' }, { words: '。' }]);
});

test('facts are found once each, in order, and links between entries are not taken for facts', () => {
  expect(factsInBody('<Fact id="a/x" />到<Fact id="a/y" />，又<Fact id="a/x" />')).toEqual(['a/x', 'a/y']);
  expect(factsInData({ summary: '有{b/z}', figures: ['a/x'], related: ['guides/youdaizheng'], timeline: [{ date: 'a/d', text: '见{a/x}' }] })).toEqual(['b/z', 'a/x', 'a/d']);
});
