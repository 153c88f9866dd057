import { expect, test } from 'vitest';
import { compareWhen, isWhen, showWhen } from '@/lib/when.ts';

test.each([
  ['1938', '1938年'],
  ['1938-07', '1938年7月'],
  ['1951-04-22', '1951年4月22日'],
])('%s is shown as %s', (when, shown) => expect(showWhen(when)).toBe(shown));

test.each([
  ['1938-7', false],
  ['1938/07/12', false],
  ['三十年代', false],
  ['1938-07-12', true],
])('%s is a date: %s', (text, is) => expect(isWhen(text)).toBe(is));

test('a year comes before its months and a month before its days', () => {
  expect(['1938-07-12', '1939', '1938-07', '1938'].sort(compareWhen)).toEqual(['1938', '1938-07', '1938-07-12', '1939']);
});
