import { describe, expect, test } from 'vitest';
import { byDistance, divisionChain, matching, rightful, showReach, type StationPoint } from '@/lib/stations.ts';

const station = (id: string, code: string, rest: Partial<StationPoint> = {}): StationPoint => ({ id, name: id, kind: '服务站', level: '乡', code, county: '某县', services: [], basis: 'stated', page: true, ...rest });
const center = station('center', '350926', { kind: '服务中心', lat: 27.24, lng: 119.89, precision: 'county' });
const township = station('township', '350926100', { lat: 27.25, lng: 119.9, precision: 'site' });
const studio = station('studio', '350926101', { kind: '专门设施', services: ['调解', '法律援助'] });
const village = station('village', '350926100203');
const all = [center, township, studio, village];

describe('rightful', () => {
  test.each([
    ['a village with a station', '350926100203', 'village'],
    ['a village without one', '350926100999', 'township'],
    ['a township without one: a special facility is not responsible', '350926101', 'center'],
    ['a county', '350926', 'center'],
    ['a place elsewhere', '421281', undefined],
  ])('%s', (_, code, id) => expect(rightful(all, code)?.id).toBe(id));
  test('a city centre answers for a county that has none', () => {
    expect(rightful([station('city', '350800', { kind: '服务中心' })], '350823106')?.id).toBe('city');
  });
});

test('the chain goes from the village up', () => expect(divisionChain('350926100203')).toEqual(['350926100203', '350926100', '350926', '350900']));

test('byDistance leaves out what has no point and agrees with a plain sort', () => {
  const from = { lat: 27.26, lng: 119.9 };
  expect(byDistance(all, from).map(({ id }) => id)).toEqual(['township', 'center']);
  expect(byDistance(all, from)[0]!.distanceM).toBeLessThan(byDistance(all, from)[1]!.distanceM);
});

test('distances to anything coarser than a site say so', () => {
  const from = { lat: 27.2, lng: 119.89 };
  const [near, far] = [center, township].map((one) => byDistance([one], from)[0]!);
  expect(showReach(near!, from)).toBe('北约 4.4 公里（算到城区中心）');
  expect(showReach(far!, from)).toBe('北 5.6 公里');
});

test.each([
  ['', 4],
  ['调解', 1],
  ['某县 法律', 1],
  ['ＳＴＵＤＩＯ', 1],
  ['没有', 0],
])('“%s” finds %i', (query, count) => expect(matching(all, query)).toHaveLength(count));
