import { expect, test } from 'vitest';
import { clustersOf } from '@/lib/clusters.ts';
import { coverageOf, yearBefore } from '@/lib/coverage.ts';
import type { StationPoint } from '@/lib/stations.ts';

test('coverage counts what is known of a division and of nothing beside it', () => {
  const row = (code: string, rest = {}) => ({ kind: '服务站', code, basis: 'derived', checked: '2026-01-02', ...rest });
  const rows = [
    row('350926', { kind: '服务中心', basis: 'stated', phone: '0593-1234567', precision: 'site' }),
    row('350926100', { precision: 'township', checked: '2024-01-02' }),
    row('350926', { kind: '专门设施', basis: 'stated' }),
    row('421281'),
  ];
  expect(coverageOf(rows, '350926', '2026-11-25')).toEqual({ all: 3, special: 1, stated: 2, derived: 1, phone: 1, exact: 1, coarse: 1, recent: 2 });
  expect(coverageOf(rows, '350900', '2026-11-25').all).toBe(3);
  expect(coverageOf(rows, '350927', '2026-11-25').all).toBe(0);
});
test.each([['2026-11-25', '2025-11-25'], ['2028-02-29', '2027-02-28']])('a year before %s is %s', (day, before) => expect(yearBefore(day)).toBe(before));

test('clusters count stations with a point by county, or by city where there would be too many', () => {
  const at = (code: string, lat?: number, lng?: number) => ({ code, ...(lat && { lat, lng }) }) as StationPoint;
  const divisions = new Map(['350802 新罗区', '350823 上杭县', '350800 龙岩市'].map((line) => [line.slice(0, 6), { code: line.slice(0, 6), name: line.slice(7) }]));
  const stations = [at('350802001', 25, 117), at('350802', 25.2, 117.2), at('350823106201', 25.3, 116.8), at('350823')];
  expect(clustersOf(stations, divisions)).toEqual([
    { code: '350802', name: '新罗区', count: 2, lat: 25.1, lng: 117.1 },
    { code: '350823', name: '上杭县', count: 1, lat: 25.3, lng: 116.8 },
  ]);
  expect(clustersOf(stations, divisions, 1)).toMatchObject([{ code: '350800', name: '龙岩市', count: 3 }]);
});
