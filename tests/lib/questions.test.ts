import { describe, expect, test } from 'vitest';
import { factTable } from '@/lib/facts.ts';
import { answerOf, byBand, factsInAnswers, resultOf, worksheetPath } from '@/lib/questions.ts';
import type { Question } from '@/schema/questions.ts';

const fact = (value: number | string, more = {}) => ({ value, of: '数', where: '第1段', conflicts: [], ...more });
const facts = factTable([
  {
    id: 'a',
    data: {
      title: '一份报道', publisher: '某报', kind: 'news', published: '日期未载', read: 'original', checked: '2026-11-21',
      facts: {
        thirty: fact(30, { unit: '人', before: '约' }), hundred: fact(100, { unit: '人' }), two: fact(2, { unit: '人' }), tenth: fact(0.1, { unit: '万元' }), fifth: fact(0.2, { unit: '万元' }),
        year: fact('1848'), month: fact('1929-12'), later: fact('1929-12-28'), word: fact('某村'),
      },
    },
  },
]);

describe('a sum', () => {
  test.each([
    ['相加', 'a/hundred', 'a/two', '102人'],
    ['相减', 'a/hundred', 'a/two', '98人'],
    ['相减', 'a/hundred', 'a/thirty', '约70人'],
    ['相加', 'a/tenth', 'a/fifth', '0.3万元'],
    ['相隔', 'a/year', 'a/month', '81年'],
  ] as const)('%s %s %s', (by, first, second, result) => expect(resultOf({ by, of: [first, second] }, facts)).toEqual({ result }));
  test.each([
    ['相加', 'a/hundred', 'a/tenth', '两条事实的单位不同，不能相加'],
    ['相减', 'a/two', 'a/hundred', '相减要大的在前'],
    ['相减', 'a/two', 'a/word', '相减要用两条数字事实'],
    ['相隔', 'a/year', 'a/word', '相隔要用两条日期事实'],
    ['相隔', 'a/month', 'a/year', '相隔的两个日期，早的写在前面，而且不在同一年'],
    ['相隔', 'a/month', 'a/later', '相隔的两个日期，早的写在前面，而且不在同一年'],
  ] as const)('%s %s %s cannot be done', (by, first, second, message) => expect(resultOf({ by, of: [first, second] }, facts)).toEqual({ message }));
});

const question = (bands: Question['bands'], fact: string, answer?: string): Question => ({ question: '多少？', bands, fact, kind: '找一找', ...(answer && { answer }) });

test('questions stand under each of their bands, youngest first, and bands without any are left out', () => {
  const [old, both] = [question(['高中'], 'a/two'), question(['高中', '小学'], 'a/year')];
  expect(byBand([old, both])).toEqual([{ band: '小学', questions: [both] }, { band: '高中', questions: [old, both] }]);
});

test('an answer is what is written, or the fact', () => {
  expect(answerOf(question(['小学'], 'a/two'))).toBe('{a/two}');
  expect(factsInAnswers([question(['小学'], 'a/two'), question(['小学'], 'a/year', '{a/year}，{a/two}，{a/month}')])).toEqual(['a/two', 'a/year', 'a/month']);
});

test('a worksheet’s address holds the kind and the entry', () => expect(worksheetPath('memorials', 'wang-ben')).toBe('/visits/sheets/memorials-wang-ben/'));
