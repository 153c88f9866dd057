import { expect, test } from 'vitest';
import { componentsIn, looseDigits } from '@/lib/prose.ts';

test.each([
  ['走访了438人', 1],
  ['全角的４３８人', 1],
  ['投入 597.38 万元，帮了 11432 人', 2],
  ['走访了<Fact id="zherong-report/visited" />', 0],
  ['走访了{zherong-report/visited}', 0],
  ['退役军人保障法第14条、第53条第2款', 0],
  ['“9·30”烈士纪念日', 0],
  ['拨打12345或12348', 0],
  ['拨打12346', 1],
  ['见[这里](/a1/b2/)', 0],
])('%s has %i loose figures', (text, count) => expect(looseDigits(text)).toHaveLength(count));

test('an entry may use its own words', () => {
  expect(looseDigits('每年8月1日是建军节', ['8月1日'])).toEqual([]);
  expect(looseDigits('每年8月2日', ['8月1日'])).toHaveLength(2);
});

test('components are named', () => expect(componentsIn('<Fact id="a/b" />和<script>')).toEqual(['Fact', 'script']));
