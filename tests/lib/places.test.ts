import { describe, expect, test } from 'vitest';
import { bearingDegrees, distanceM, fragmentOf, inChina, readFragment, showDirection, showDistance } from '@/lib/places.ts';

const shuangliao = { lat: 43.51584, lng: 123.49909 };
const zherong = { lat: 27.23959, lng: 119.8939 };

describe('distanceM', () => {
  test('one degree along a meridian is 111.195 km on the mean sphere', () => expect(distanceM({ lat: 30, lng: 110 }, { lat: 31, lng: 110 })).toBeCloseTo(111_195, -1));
  test('is symmetric and zero to itself', () => {
    expect(distanceM(shuangliao, zherong)).toBeCloseTo(distanceM(zherong, shuangliao), 6);
    expect(distanceM(zherong, zherong)).toBe(0);
  });
  test('antipodes do not break it', () => expect(distanceM({ lat: 0, lng: 0 }, { lat: 0, lng: 180 })).toBeCloseTo(Math.PI * 6_371_008.8, 0));
});

test.each([
  [0, '北'], [22.4, '北'], [22.6, '东北'], [90, '东'], [181, '南'], [270, '西'], [337.4, '西北'], [359.9, '北'],
])('%d° is %s', (degrees, wind) => expect(showDirection(degrees)).toBe(wind));

test('双辽 lies north of 柘荣', () => expect(showDirection(bearingDegrees(zherong, shuangliao))).toBe('北'));
test('east is 90 degrees at the equator', () => expect(bearingDegrees({ lat: 0, lng: 100 }, { lat: 0, lng: 101 })).toBeCloseTo(90, 6));

test.each([
  [0, '10 米'], [424, '420 米'], [949, '950 米'], [950, '0.9 公里'], [4_230, '4.2 公里'], [19_960, '20.0 公里'], [126_400, '126 公里'],
])('%d m reads %s', (metres, shown) => expect(showDistance(metres)).toBe(shown));

test.each([
  ['#at=27.24,119.89', { at: { lat: 27.24, lng: 119.89 } }],
  ['#division=350926&at=27,119', { at: { lat: 27, lng: 119 }, division: '350926' }],
  ['#at=-91,10', {}],
  ['#at=27.24', {}],
  ['#at=27.24,119.89;alert(1)', {}],
  ['#division=35092', {}],
  ['#division=350926100&at=x', { division: '350926100' }],
  ['#%E0%A4%A', {}],
  ['', {}],
])('%s says %o', (fragment, said) => expect(readFragment(fragment)).toEqual(said));

test('a fragment gives back what went in', () => {
  expect(fragmentOf({})).toBe('');
  expect(readFragment(fragmentOf({ at: { lat: 27.23959, lng: 119.8939 }, division: '350926100203' }))).toEqual({ at: { lat: 27.2396, lng: 119.8939 }, division: '350926100203' });
});

test('Paris is not in China, 柘荣 is', () => {
  expect(inChina({ lat: 48.86, lng: 2.35 })).toBe(false);
  expect(inChina(zherong)).toBe(true);
});
