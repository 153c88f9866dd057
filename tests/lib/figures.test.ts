import { expect, test } from 'vitest';
import type { FactEntry } from '@/lib/facts.ts';
import { chartFigures } from '@/lib/figures.ts';

const fact = (id: string, value: number | string, unit?: string) => ({ id, value, ...(unit && { unit }), of: id, where: '', conflicts: [], source: 'a', unverified: false }) as FactEntry;

test('three of a unit make a chart, largest first, shares of the largest; the rest stay in order', () => {
  const { charts, rest } = chartFigures([fact('a', 10, '人'), fact('name', '荆楚楷模'), fact('b', 40, '人'), fact('c', 3, '万元'), fact('d', 20, '人')]);
  expect(charts).toHaveLength(1);
  expect(charts[0]!.unit).toBe('人');
  expect(charts[0]!.rows.map(({ fact: one, share }) => [one.id, share])).toEqual([['b', 1], ['d', 0.5], ['a', 0.25]]);
  expect(rest.map(({ id }) => id)).toEqual(['name', 'c']);
});

test('a village is not measured against its veterans', () => {
  expect(chartFigures([fact('residents', 7313, '人'), fact('veterans', 122, '人'), fact('pensioners', 2, '人')]).charts).toEqual([]);
});

test('percentages and zeros are no bars', () => {
  expect(chartFigures([fact('a', 100, '%'), fact('b', 20, '%'), fact('c', 30, '%')]).charts).toEqual([]);
  expect(chartFigures([fact('a', 0, '人'), fact('b', 20, '人'), fact('c', 30, '人')]).charts).toEqual([]);
});
