import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boxAround, groupTouching, overlap, placeLabels, ringDistances, showRound } from '@/lib/map-layout.ts';

const points = fc.array(fc.record({ x: fc.integer({ min: -300, max: 300 }), y: fc.integer({ min: -300, max: 300 }) }), { maxLength: 60 });
const reach = { x: 48, y: 40 };

test('marks that are drawn never touch, none is lost, and the first of the list keeps its place', () => {
  fc.assert(
    fc.property(points, (all) => {
      const groups = groupTouching(all, (point) => point, reach);
      expect(groups.flat().length).toBe(all.length);
      if (all.length) expect(groups[0]![0]).toBe(all[0]);
      const marks = groups.map(([first]) => first!);
      marks.forEach((a, i) => marks.slice(i + 1).forEach((b) => expect(Math.abs(a.x - b.x) >= reach.x || Math.abs(a.y - b.y) >= reach.y).toBe(true)));
    }),
  );
});

test('labels never cover each other, what is taken, or the edge of the map', () => {
  const frame = { left: 0, top: 0, right: 360, bottom: 400 };
  fc.assert(
    fc.property(points, (all) => {
      const taken = [boxAround({ x: 100, y: 100 }, 80, 30)];
      const placed = placeLabels(all.map((point) => ({ ...point, width: 64, height: 22, clear: { x: 20, y: 20 } })), taken, frame, 6);
      const boxes = [...taken, ...placed.map(({ label, offset }) => boxAround({ x: label.x + offset.x, y: label.y + offset.y }, label.width, label.height))];
      boxes.forEach((a, i) => {
        expect(a.left >= 0 && a.right <= 360 && a.top >= 0 && a.bottom <= 400).toBe(true);
        boxes.slice(i + 1).forEach((b) => expect(overlap(a, b)).toBe(false));
      });
    }),
  );
});

test('a seat that comes first keeps its name, and a name moves aside for a pin', () => {
  const frame = { left: 0, top: 0, right: 400, bottom: 400 };
  const seat = { x: 200, y: 200, width: 60, height: 20, clear: { x: 34, y: 20 } };
  const labels = [seat, { ...seat }];
  const [first] = placeLabels(labels, [], frame, 6);
  expect(first).toEqual({ label: labels[0], offset: { x: 0, y: 16 } });
  const [beside] = placeLabels(labels, [boxAround({ x: 200, y: 200 }, 34, 34)], frame, 6);
  expect(beside!.offset).toEqual({ x: 0, y: 30 });
  // Where there is no room above or below, it stands beside the pin.
  const [aside] = placeLabels([seat], [boxAround(seat, 34, 90)], frame, 6);
  expect(aside!.offset).toEqual({ x: 64, y: 0 });
});

test.each([
  [10, 300, [500, 1000, 2000]],
  [150, 200, [10_000, 20_000]],
  [1, 60, []],
  [5000, 300, [500_000]],
])('at %d metres a pixel and %d pixels of room the rings are %j', (metresPerPixel, room, rings) => expect(ringDistances(metresPerPixel, room)).toEqual(rings));

test('round distances read as a person says them', () => expect([100, 500, 1000, 50_000].map(showRound)).toEqual(['100 米', '500 米', '1 公里', '50 公里']));
