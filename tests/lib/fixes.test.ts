import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combineFixes, isEnough, type Fix } from '@/lib/fixes.ts';
import { distanceM, type Place } from '@/lib/places.ts';

const door = { lat: 27.23959, lng: 119.8939 };
/** A reading `east` and `north` metres from a place. */
const reading = (accuracyM: number, east = 0, north = 0, from: Place = door, at = 0): Fix => ({
  lat: from.lat + north / 111_195,
  lng: from.lng + east / (111_195 * Math.cos((from.lat * Math.PI) / 180)),
  accuracyM,
  at,
});
const off = (fixes: Fix[], from: Place = door) => distanceM(combineFixes(fixes)!, from);

test('no reading gives no point', () => {
  expect(combineFixes([])).toBeUndefined();
  expect(combineFixes([{ lat: NaN, lng: 119, accuracyM: 5, at: 0 }])).toBeUndefined();
  expect(combineFixes([{ lat: 27, lng: 119, accuracyM: Infinity, at: 0 }])).toBeUndefined();
});

test('one reading is itself', () => {
  const only = reading(12);
  expect(combineFixes([only])).toEqual({ lat: only.lat, lng: only.lng, accuracyM: 12, spreadM: 0, used: [only] });
});

describe('readings', () => {
  test.each<[string, Fix[], { used: number; within: number; accuracyM: number }]>([
    ['of a network come first', [...Array<Fix>(5).fill(reading(900, 400, 300)), reading(9), reading(8, 2), reading(10, 0, -2)], { used: 3, within: 2, accuracyM: 8 }],
    ['of a network are many and one is good', [...Array<Fix>(5).fill(reading(900, 400, 300)), reading(9)], { used: 1, within: 0.1, accuracyM: 9 }],
    ['boast and lie elsewhere', [reading(1, 300), reading(8), reading(9, 2), reading(8, 0, 2)], { used: 3, within: 2, accuracyM: 8 }],
    ['boast and lie beside one that is much better than the rest', [reading(1, 150), reading(5), ...Array<Fix>(4).fill(reading(10.1))], { used: 1, within: 0.1, accuracyM: 5 }],
    ['jump once', [reading(8), reading(8, 1), reading(8, 0, 1), reading(8, -1), reading(8, 80, 80)], { used: 4, within: 1, accuracyM: 8 }],
    ['agree less than they claim', [reading(4, 15), reading(4, -15), reading(4, 0, 15), reading(4, 0, -15)], { used: 4, within: 0.1, accuracyM: 15 }],
    ['are all the same', Array<Fix>(8).fill(reading(6)), { used: 8, within: 0.01, accuracyM: 6 }],
    ['claim no error at all', [reading(0), reading(0, 0.5)], { used: 2, within: 1, accuracyM: 0.25 }],
  ])('that %s', (_, fixes, wanted) => {
    const result = combineFixes(fixes)!;
    expect(result.used).toHaveLength(wanted.used);
    expect(distanceM(result, door)).toBeLessThanOrEqual(wanted.within);
    expect(result.accuracyM).toBeCloseTo(wanted.accuracyM, 1);
  });
  test('weigh by the square of their accuracy', () => expect(off([reading(5), reading(10, 10)])).toBeCloseTo(2, 1));
  test.each([
    [8, 20, true],
    [7, 20, false],
    [30, 21, false],
  ])('%i of %i m: enough is %s', (count, accuracyM, answer) => expect(isEnough(Array<Fix>(count).fill(reading(accuracyM)))).toBe(answer));
});

describe('whatever is read', () => {
  const metres = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
  const inChina = fc.record({ lat: fc.double({ min: 3.5, max: 53.5, noNaN: true }), lng: fc.double({ min: 73.5, max: 135, noNaN: true }) });
  const accuracy = fc.double({ min: 1, max: 2000, noNaN: true });
  const session = inChina.chain((place) => fc.array(fc.tuple(accuracy, metres(500), metres(500)).map(([m, east, north]) => reading(m, east, north, place)), { minLength: 1, maxLength: 30 }));

  test('the point lies inside the hull of the readings used', () =>
    fc.assert(
      fc.property(session, (fixes) => {
        const { used, ...point } = combineFixes(fixes)!;
        for (let angle = 0; angle < Math.PI; angle += Math.PI / 12) {
          const along = ({ lat, lng }: Place) => (lat - used[0]!.lat) * Math.sin(angle) + (lng - used[0]!.lng) * Math.cos(angle);
          const all = used.map(along);
          expect(along(point)).toBeGreaterThanOrEqual(Math.min(...all) - 1e-9);
          expect(along(point)).toBeLessThanOrEqual(Math.max(...all) + 1e-9);
        }
      }),
    ));
  test('no better accuracy is claimed than the best reading used has, nor one that the spread belies', () =>
    fc.assert(
      fc.property(session, (fixes) => {
        const result = combineFixes(fixes)!;
        expect(result.accuracyM).toBeGreaterThanOrEqual(Math.min(...result.used.map(({ accuracyM }) => accuracyM)));
        expect(result.accuracyM).toBeGreaterThanOrEqual(result.spreadM);
        for (const fix of result.used) expect(fixes).toContain(fix);
      }),
    ));
  test('reading on for longer claims no better accuracy', () =>
    fc.assert(
      fc.property(session, fc.integer({ min: 2, max: 50 }), (fixes, times) => {
        const best = Math.min(...fixes.map(({ accuracyM }) => accuracyM));
        expect(combineFixes(Array<Fix[]>(times).fill(fixes).flat())!.accuracyM).toBeGreaterThanOrEqual(best);
      }),
    ));
  test('order does not matter', () =>
    fc.assert(
      fc.property(session.chain((fixes) => fc.tuple(fc.constant(fixes), fc.shuffledSubarray(fixes, { minLength: fixes.length }))), ([fixes, shuffled]) => {
        const [a, b] = [combineFixes(fixes)!, combineFixes(shuffled)!];
        expect(distanceM(a, b)).toBeLessThan(1e-3);
        expect(b.accuracyM).toBeCloseTo(a.accuracyM, 3);
        expect(b.used).toHaveLength(a.used.length);
      }),
    ));
  test('one wild reading moves it no more than a few metres, wherever in China and whatever it claims', () =>
    fc.assert(
      fc.property(
        inChina,
        fc.array(fc.tuple(fc.double({ min: 5, max: 15, noNaN: true }), metres(2), metres(2)), { minLength: 4, maxLength: 20 }),
        fc.tuple(accuracy, fc.double({ min: 150, max: 100_000, noNaN: true }), fc.constantFrom(0, 1, 2, 3)),
        (place, steady, [claim, far, side]) => {
          const fixes = steady.map(([m, east, north]) => reading(m, east, north, place));
          const wild = reading(claim, [far, -far, 0, 0][side]!, [0, 0, far, -far][side]!, place);
          expect(distanceM(combineFixes([...fixes, wild])!, combineFixes(fixes)!)).toBeLessThan(6);
        },
      ),
    ));
});
