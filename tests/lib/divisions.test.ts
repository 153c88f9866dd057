import { describe, expect, test } from 'vitest';
import { divisionAbove, divisionChain, divisionLevel, divisionPrefix, divisionsBelow } from '@/lib/divisions.ts';
import { divisionRows, readDivisions } from '@/lib/divisions-csv.ts';

describe('codes', () => {
  test.each([
    ['350000', '35', undefined, '省'],
    ['350800', '3508', '350000', '市'],
    ['441000', '4410', '440000', '市'],
    ['350823', '350823', '350800', '县'],
    ['350823100', '350823100', '350823', '乡'],
    ['350823100200', '350823100200', '350823100', '村'],
  ])('%s', (code, prefix, above, level) => {
    expect(divisionPrefix(code)).toBe(prefix);
    expect(divisionAbove(code)).toBe(above);
    expect(divisionLevel(code)).toBe(level);
  });
  test('the chain goes from the village up', () => expect(divisionChain('350926100203')).toEqual(['350926100203', '350926100', '350926', '350900', '350000']));
});

test('only the next step is below', () => {
  const list = ['350000', '350800', '350823', '350823106', '350823106201'].map((code) => ({ code, name: code }));
  expect(divisionsBelow(list, '350800').map(({ code }) => code)).toEqual(['350823']);
  expect(divisionsBelow(list, '350823').map(({ code }) => code)).toEqual(['350823106']);
});

describe('the lists of this release', () => {
  const divisions = readDivisions('content');
  const below = (prefix: string, length: number) => divisions.filter(({ code }) => code.startsWith(prefix) && code.length === length).length;
  test.each([
    ['220382', 18, 229],
    ['421281', 14, 182],
    ['350926', 9, 119],
    ['3508', 133, 1955],
    ['4407', 73, 1335],
  ])('%s has %i townships and %i villages, without units that are no township', (prefix, townships, villages) => {
    expect([below(prefix, 9), below(prefix, 12)]).toEqual([townships, villages]);
  });
  test('every division stands under one that is listed', () => {
    const codes = new Set(divisions.map(({ code }) => code));
    expect(divisions.filter(({ code }) => divisionAbove(code) && !codes.has(divisionAbove(code)!))).toEqual([]);
  });
  test('names are those of places, not of committees', () => expect(divisions.filter(({ name }) => /村委会|村民委员会|社区居委会|社区居民委员会|村村$/.test(name))).toEqual([]));
});

test.each([
  ['代码,名称\n350000,福建省', 1, '第一行写'],
  ['区划代码,名称\n350000,福建省\n35082,上杭县', 3, '六位、九位或十二位'],
  ['区划代码,名称\n350000', 2, '一个逗号'],
  ['区划代码,名称\n350000,<b>福建', 2, '一个名称'],
])('a list that is none: %s', (text, line, words) => expect(divisionRows(text)).toMatchObject({ line, message: expect.stringContaining(words) as string }));
test('a mark of byte order and Windows line ends do no harm', () => expect(divisionRows('\uFEFF区划代码,名称\r\n350000,福建省\r\n')).toEqual([{ code: '350000', name: '福建省' }]));
