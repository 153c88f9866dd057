import { expect, test } from 'vitest';
import { drawLocal, nearbyLabels } from '@/lib/local-map.ts';
import { distanceM } from '@/lib/places.ts';

const main = { lat: 25.21911, lng: 116.8226, name: '古田会议会址' };
const seat = { lat: 25.07485, lng: 117.01775, name: '龙岩市城区' };

test('distances on the drawing agree with the scale bar', () => {
  const drawing = drawLocal(main, [seat]);
  const [a, b] = drawing.points;
  const [number, unit] = drawing.scale.label.split(' ');
  const perUnit = (Number(number) * (unit === '公里' ? 1000 : 1)) / drawing.scale.length;
  const drawn = Math.hypot(a!.x - b!.x, a!.y - b!.y) * perUnit;
  expect(drawn / distanceM(main, seat)).toBeCloseTo(1, 1);
});

test('north is up, east is right, and all stays inside', () => {
  const drawing = drawLocal(main, [seat, { lat: 25.4, lng: 116.5, name: '西北' }]);
  const [here, southEast, northWest] = drawing.points;
  expect(southEast!.x).toBeGreaterThan(here!.x);
  expect(southEast!.y).toBeGreaterThan(here!.y);
  expect(northWest!.y).toBeLessThan(here!.y);
  for (const { x, y } of drawing.points) expect(x >= 0 && x <= drawing.width && y >= 0 && y <= drawing.height).toBe(true);
});

test('a single place still gets a drawing', () => {
  const drawing = drawLocal(main, []);
  expect(drawing.points).toHaveLength(1);
  expect(drawing.scale.length).toBeGreaterThan(0);
});

test('the nearest known places are shown, never the place itself or another province', () => {
  const labels = [{ ...main, name: '自己' }, seat, { lat: 43.5, lng: 123.5, name: '双辽' }];
  expect(nearbyLabels(main, labels).map(({ name }) => name)).toEqual(['龙岩市城区']);
});
