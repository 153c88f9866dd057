import { expect, test } from 'vitest';
import { misplacedPoint, type Bounds } from '@/lib/station-bounds.ts';

const counties = new Map<string, { name: string; bounds: Bounds }>([
  ['440703', { name: '蓬江区', bounds: [22.54, 112.91, 22.82, 113.17] }],
  ['440704', { name: '江海区', bounds: [22.48, 113.06, 22.61, 113.19] }],
]);

test.each([
  ['in its county', { lat: 22.6, lng: 113.0 }, '440703006121', undefined],
  ['in either county, for the city itself', { lat: 22.5, lng: 113.18 }, '440700', undefined],
  ['where no box is known', { lat: 43.5, lng: 123.5 }, '220382', undefined],
  ['in another county', { lat: 22.49, lng: 113.18 }, '440703', '坐标落在江海区，不在蓬江区'],
  ['GCJ-02 that leaves the county', { lat: 22.7, lng: 113.174 }, '440703', '像是高德、腾讯地图的 GCJ-02 坐标'],
  ['in the sea', { lat: 21.2, lng: 114.5 }, '440703', '坐标不在蓬江区的范围里（北纬 22.54 到 22.82，东经 112.91 到 113.17）'],
  ['outside the whole city', { lat: 30, lng: 114.5 }, '440700', '坐标不在这个市的范围里'],
])('%s', (_, point, code, words) => {
  const message = misplacedPoint(point, code, counties);
  if (words) expect(message).toContain(words);
  else expect(message).toBeUndefined();
});
