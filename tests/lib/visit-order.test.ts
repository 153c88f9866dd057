import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Place } from '@/lib/places.ts';
import { routeLengthM, shortestOrder } from '@/lib/visit-order.ts';

const coordinate = (middle: number, spread: number) => fc.integer({ min: -1000, max: 1000 }).map((n) => middle + (n * spread) / 1000);
// A county, a province, places on one line, and places on top of each other.
const place: fc.Arbitrary<Place> = fc.oneof(
  fc.record({ lat: coordinate(25.2, 0.2), lng: coordinate(116.4, 0.2) }),
  fc.record({ lat: coordinate(27, 4), lng: coordinate(117, 4) }),
  fc.record({ lat: fc.constant(25), lng: coordinate(116, 1) }),
  fc.record({ lat: fc.constantFrom(25, 25.1), lng: fc.constantFrom(116, 116.1) }),
);
const start = fc.option(place, { nil: undefined });
const orders = (rest: number[]): number[][] => (rest.length ? rest.flatMap((i) => orders(rest.filter((j) => j !== i)).map((order) => [i, ...order])) : [[]]);
const given = (points: readonly unknown[]) => points.map((_, i) => i);

describe('shortestOrder', () => {
  test('is as short as the shortest of all orders', () =>
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 7 }), start, (points, from) => {
        const leastM = Math.min(...orders(given(points)).map((order) => routeLengthM(order, points, from)));
        expect(routeLengthM(shortestOrder(points, { from }), points, from) - leastM).toBeLessThanOrEqual(0.02);
      }),
      { numRuns: 60 },
    ));

  test('is an order of all stops, those without a point last, and never longer than the given one', () =>
    fc.assert(
      fc.property(fc.array(fc.option(place, { nil: undefined, freq: 4 }), { maxLength: 20, size: 'max' }), start, (points, from) => {
        const order = shortestOrder(points, { from });
        expect([...order].sort((a, b) => a - b)).toEqual(given(points));
        const placed = order.filter((i) => points[i]);
        expect(order.slice(placed.length)).toEqual(given(points).filter((i) => !points[i]));
        const length = (order: number[]) => routeLengthM(given(order), order.map((i) => points[i]!), from);
        expect(length(placed)).toBeLessThanOrEqual(length([...placed].sort((a, b) => a - b)));
        // Asked again about its own answer, it changes nothing.
        if (placed.length <= 9) expect(shortestOrder(order.map((i) => points[i]), { from })).toEqual(given(points));
      }),
      { numRuns: 200 },
    ));

  const line = [5, 2, 8, 1].map((n) => ({ lat: 25, lng: 116 + n / 10 }));
  test('along a line, beginning at the end that came earlier', () => {
    expect(shortestOrder(line)).toEqual([2, 0, 1, 3]);
    expect(shortestOrder([...line].reverse())).toEqual([0, 2, 3, 1]);
    expect(shortestOrder([line[0], undefined, line[1], line[2], undefined, line[3]])).toEqual([3, 0, 2, 5, 1, 4]);
  });
  test('from school and back', () => expect(shortestOrder([{ lat: 25.1, lng: 116.1 }, { lat: 25, lng: 116 }, { lat: 25.1, lng: 116 }], { from: { lat: 25, lng: 116.1 } })).toEqual([0, 2, 1]));
  test('of nothing, of one, of stops nobody can place', () => {
    expect(shortestOrder([])).toEqual([]);
    expect(shortestOrder([line[0]])).toEqual([0]);
    expect(shortestOrder([undefined, undefined, line[0]])).toEqual([2, 0, 1]);
  });
  test('an order that is as short stays as it is', () => expect(shortestOrder([line[0], line[0], line[0]])).toEqual([0, 1, 2]));
  test('twenty along a circle are found one after the other', () => {
    const circle = Array.from({ length: 20 }, (_, i) => ({ lat: 25 + Math.sin((i * 7 * Math.PI) / 10) / 10, lng: 116 + Math.cos((i * 7 * Math.PI) / 10) / 10 }));
    const order = shortestOrder(circle, { from: { lat: 25, lng: 116.1 } });
    const leastM = routeLengthM(Array.from({ length: 20 }, (_, i) => (i * 3) % 20), circle, { lat: 25, lng: 116.1 });
    expect(routeLengthM(order, circle, { lat: 25, lng: 116.1 })).toBeCloseTo(leastM, 0);
  });
});
