import { describe, expect, test } from 'vitest';
import { accepts, everyStation, hasPage, matching, rightfulChain, sheetsOf, showReach, stationPath, townHall, type StationPoint } from '@/lib/stations.ts';

const station = (id: string, code: string, rest: Partial<StationPoint> = {}): StationPoint => ({ id, name: id, kind: '服务站', level: '乡', code, county: '某县', services: [], basis: 'stated', page: true, ...rest });
const center = station('center', '350926', { kind: '服务中心', level: '县', lat: 27.24, lng: 119.89, precision: 'county', phone: '0593-1234567' });
const township = station('township', '350926100', { lat: 27.25, lng: 119.9, precision: 'site' });
const studio = station('studio', '350926101', { kind: '专门设施', services: ['调解', '法律援助'] });
const village = station('village', '350926100203', { level: '村' });
const all = [center, township, studio, village];

describe('rightfulChain: who answers, and who stands above', () => {
  test.each([
    ['a village with a station', '350926100203', ['village', 'township', 'center']],
    ['a village without one', '350926100999', ['township', 'center']],
    ['a township without one: a special facility is not responsible', '350926101', ['center']],
    ['a county', '350926', ['center']],
    ['a place elsewhere', '421281', []],
  ])('%s', (_, code, ids) => expect(rightfulChain(all, code).map(({ id }) => id)).toEqual(ids));
  test('a city centre answers for a county that has none', () => {
    expect(rightfulChain([station('city', '350800', { kind: '服务中心' })], '350823106').map(({ id }) => id)).toEqual(['city']);
  });
});

describe('distances say how exact they are', () => {
  const from = { lat: 27.2, lng: 119.89 };
  test.each([
    ['to anything coarser than a site', center, from, '北约 4.4 公里（算到城区中心）'],
    ['to a site', township, from, '北 5.6 公里'],
    ['to a site from a position that is not exact', township, { ...from, accuracyM: 900 }, '北约 5.6 公里'],
  ])('%s', (_, to, position, words) => expect(showReach({ ...to, distanceM: to === center ? 4_448 : 5_648 }, position)).toBe(words));
  test('a centre less than a kilometre off is no number of metres', () => expect(showReach({ ...center, distanceM: 390 }, from)).toBe('不到 1 公里（算到城区中心）'));
  test.each([['双城镇', '双城镇政府'], ['会城街道', '会城街道办事处'], ['富溪乡', '富溪乡政府']])('one asks for %s at %s', (name, hall) => expect(townHall(name)).toBe(hall));
});

describe('stationPath', () => {
  test.each([
    [township, '/stations/township/'],
    [{ ...village, page: false }, '/stations/area/350926100/#s350926100203'],
    [{ ...township, page: false }, '/stations/area/350926100/'],
    [{ ...center, page: false }, '/stations/area/350926/'],
  ])('%#', (one, path) => expect(stationPath(one)).toBe(path));
});

test.each([
  ['a derived name alone', { basis: 'derived' as const, services: [] }, false],
  ['a derived row with a coarse point', { basis: 'derived' as const, services: [], precision: 'county' as const }, false],
  ['a derived row with its door', { basis: 'derived' as const, services: [], precision: 'site' as const }, true],
  ['a derived row with a telephone', { basis: 'derived' as const, services: [], phone: '0593-1234567' }, true],
  ['a row that a source names', { basis: 'stated' as const, services: [] }, true],
])('%s: a page of its own is %s', (_, row, page) => expect(hasPage(row)).toBe(page));

test.each([
  ['nothing', {}, 4],
  ['a kind', { kind: '专门设施' }, 1],
  ['a level', { level: '乡' }, 2],
  ['a service', { service: '调解' }, 1],
  ['a telephone', { phone: true }, 1],
  ['several', { kind: '服务中心', phone: true, level: '县' }, 1],
])('narrowed by %s', (_, filter, count) => expect(all.filter(accepts({ ...everyStation, ...filter }))).toHaveLength(count));

test.each([
  ['', 0],
  ['调解', 1],
  ['某县 法律', 1],
  ['ＳＴＵＤＩＯ', 1],
  ['没有', 0],
])('“%s” finds %i', (query, count) => expect(matching(all, query)).toHaveLength(count));

test('a city’s own stations have a sheet of their own', () => {
  expect([...sheetsOf([station('city', '350800'), center, village]).keys()]).toEqual(['350800', '350926']);
});
