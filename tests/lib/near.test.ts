import { brotliCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildNear, type NearOptions } from '@/lib/near-build.ts';
import { distanceToCellM, openNear, quarters, world, type Cell, type Search } from '@/lib/near.ts';
import { distanceM, type Place } from '@/lib/places.ts';
import { roundDegrees } from '@/lib/station-files.ts';
import type { StationPoint } from '@/lib/stations.ts';

type Placed = StationPoint & Place;
const kinds = ['服务站', '服务中心', '专门设施'];
const stationAt = ({ lat, lng }: Place, i: number): Placed => {
  const code = String(350926100200 + ((i * 7919) % 100_003)); // not in the order of the places
  return { id: code, name: `${code}村退役军人服务站`, kind: kinds[i % 3]!, level: '村', code, county: '柘荣县', township: '双城镇', services: [], basis: 'derived', page: false, lat: roundDegrees(lat), lng: roundDegrees(lng), precision: 'village' };
};

/** Lehmer's generator, numbers in (0, 1). */
function seededRandom(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** Every station in the order the search must find them. */
const inOrder = (stations: Placed[], from: Place) =>
  stations.map((station) => ({ ...station, distanceM: distanceM(from, station) })).sort((a, b) => a.distanceM - b.distanceM || (a.id < b.id ? -1 : 1));

/** A search over files in memory, and the names of those it has asked for. */
async function searchOver({ index, leaves }: ReturnType<typeof buildNear>) {
  const asked: string[] = [];
  const load = async (name: string): Promise<unknown> => {
    asked.push(name);
    const value = name === 'index' ? index : leaves.get(name);
    if (!value) throw new Error(`no file ${name}`);
    return JSON.parse(JSON.stringify(value));
  };
  return { search: await openNear(load), asked };
}

/** Evenly spread; fc.double would give mostly numbers next to nothing. */
const between = (min: number, max: number) => fc.integer({ min: Math.round(min * 1e6), max: Math.round(max * 1e6) }).map((n) => n / 1e6);
const degrees = (limit: number) => between(-limit, limit);
const anywhere = fc.record({ lat: degrees(90), lng: degrees(180) });
const shift = (place: Place, by: number, lat: number, lng: number): Place => ({
  lat: Math.min(90, Math.max(-90, place.lat + by * lat)),
  lng: Math.min(180, Math.max(-180, place.lng + by * lng)),
});
const clustered = fc
  .tuple(fc.array(anywhere, { minLength: 1, maxLength: 4 }), fc.array(fc.tuple(fc.nat(3), degrees(1), degrees(1)), { maxLength: 150 }), fc.constantFrom(0.001, 0.1, 5))
  .map(([centres, offsets, spread]) => offsets.map(([which, lat, lng]) => shift(centres[which % centres.length]!, spread, lat, lng)));
const line = fc.tuple(anywhere, degrees(1), degrees(1), fc.nat(120)).map(([start, lat, lng, n]) => Array.from({ length: n }, (_, i) => shift(start, i / 10, lat, lng)));
const onePoint = fc.tuple(anywhere, fc.nat(80)).map(([place, n]) => Array.from({ length: n }, () => place));
const dateLine = fc.array(fc.record({ lat: degrees(60), lng: fc.oneof(fc.constantFrom(-180, 180), between(179, 180), between(-180, -179)) }), { maxLength: 100 });
const poles = fc.array(fc.record({ lat: fc.oneof(fc.constantFrom(-90, 90), between(88, 90), between(-90, -88)), lng: degrees(180) }), { maxLength: 100 });
const onEdges = fc.array(fc.record({ lat: fc.integer({ min: -16, max: 16 }).map((n) => (n * 90) / 16), lng: fc.integer({ min: -16, max: 16 }).map((n) => (n * 180) / 16) }), { maxLength: 100 });
const pointSet = fc.oneof(clustered, line, onePoint, dateLine, poles, onEdges, fc.array(anywhere, { maxLength: 80 }), fc.tuple(onePoint, clustered).map((sets) => sets.flat()));
/** Queries come from anywhere, from a station itself or from close by, and from the special lines of the globe. */
const query = (stations: Placed[]) =>
  fc.oneof(
    anywhere,
    fc.record({ lat: fc.constantFrom(-90, -45, 0, 22.5, 45, 90), lng: fc.constantFrom(-180, -90, 0, 90, 112.5, 180) }),
    ...(stations.length ? [fc.tuple(fc.constantFrom(...stations), degrees(1), degrees(1), fc.constantFrom(0, 0.01, 1)).map(([near, lat, lng, by]) => shift(near, by, lat, lng))] : []),
  );
const scene = pointSet.map((places) => places.map(stationAt)).chain((stations) => fc.tuple(fc.constant(stations), fc.array(query(stations), { minLength: 1, maxLength: 4 })));
/** So small that a hundred stations make a tree; without files far out at sea, as a set all over the world would need thousands. */
const small: NearOptions = { cap: 24, limit: Infinity, fineness: 3, reachM: 50_000 };

describe('against looking at every station', () => {
  test('the ten nearest are exact, and take two files near any station', () =>
    fc.assert(
      fc.asyncProperty(scene, async ([stations, places]) => {
        const built = buildNear(stations, small);
        for (const place of places) {
          const { search, asked } = await searchOver(built);
          const found = await search.nearest(place, { count: 10, maxFiles: Infinity });
          const expected = inOrder(stations, place).slice(0, 10);
          expect(found.stations).toEqual(expected);
          expect(found.complete).toBe(true);
          if (expected[0] && expected[0].distanceM < small.reachM!) expect(asked.length).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: 300 },
    ));

  test('any number, with a filter, on a search that has files already, is exact', () =>
    fc.assert(
      fc.asyncProperty(scene, fc.integer({ min: 1, max: 40 }), fc.constantFrom(...kinds, undefined), fc.constantFrom(small, { ...small, cap: 16, limit: 16 }), async ([stations, places], count, kind, options) => {
        const { search } = await searchOver(buildNear(stations, options));
        const accept: Search['accept'] = kind ? (station) => station.kind === kind : undefined;
        for (const place of places) {
          const found = await search.nearest(place, { count, ...(accept && { accept }), maxFiles: Infinity });
          const expected = inOrder(stations, place).filter(accept ?? (() => true));
          expect(found.stations).toEqual(expected.slice(0, count));
          expect(found.complete).toBe(true);
          const beyond = expected[found.stations.length];
          if (beyond && found.stations.length < count) expect(beyond.distanceM).toBeGreaterThan(found.horizonM);
        }
      }),
      { numRuns: 300 },
    ));

  test('few of many, far apart: the search goes on until none can be nearer', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: -80, max: 80 }), degrees(1), degrees(1), async (seed, lat, y, x) => {
        const random = seededRandom(seed);
        const middle = { lat, lng: 178.5 };
        const stations = Array.from({ length: 500 }, (_, i) => stationAt(shift(middle, 2, random() - 0.5, random() - 0.5), i));
        const { search } = await searchOver(buildNear(stations, { ...small, cap: 24 }));
        const rare = new Set(stations.filter((_, i) => i % 100 === 0).map(({ id }) => id));
        const place = shift(middle, 1.5, y, x);
        const found = await search.nearest(place, { count: 3, accept: ({ id }) => rare.has(id), maxFiles: Infinity });
        const expected = inOrder(stations, place).filter(({ id }) => rare.has(id));
        expect(found.stations).toEqual(expected.slice(0, 3));
      }),
      { numRuns: 30 },
    ));

  test('a search that gives up says how far it looked, and goes on when asked again', async () => {
    const stations = Array.from({ length: 2000 }, (_, i) => stationAt({ lat: 25 + (i % 40) / 10, lng: 110 + Math.floor(i / 40) / 10 }, i));
    const rare = stations[1999]!.id;
    const { search, asked } = await searchOver(buildNear(stations, { cap: 100 }));
    const wanted = { count: 1, accept: ({ id }: StationPoint) => id === rare, maxFiles: 8 };
    const first = await search.nearest({ lat: 25, lng: 110 }, wanted);
    expect(first).toMatchObject({ stations: [], complete: false });
    expect(asked).toHaveLength(9);
    expect(first.horizonM).toBeGreaterThan(10_000);
    let last = first;
    for (let i = 0; i < 60 && !last.complete; i++) {
      const next = await search.nearest({ lat: 25, lng: 110 }, wanted);
      expect(next.horizonM).toBeGreaterThan(last.horizonM);
      last = next;
    }
    expect(last.stations[0]?.id).toBe(rare);
    expect(new Set(asked).size).toBe(asked.length);
  });
});

test('the least distance to a cell is reached in the cell and nowhere undercut', () =>
  fc.assert(
    fc.property(anywhere, fc.oneof(fc.array(fc.nat(3), { maxLength: 3 }), fc.array(fc.nat(3), { maxLength: 10 })), fc.array(fc.tuple(between(0, 1), between(0, 1)), { minLength: 20, maxLength: 20 }), (from, digits, parts) => {
      const cell = digits.reduce<Cell>((whole, digit) => quarters(whole)[digit]!, world);
      const least = distanceToCellM(from, cell);
      const at = (x: number, y: number) => distanceM(from, { lat: cell.south + (cell.north - cell.south) * y, lng: cell.west + (cell.east - cell.west) * x });
      for (const [x, y] of parts) expect(at(x, y)).toBeGreaterThanOrEqual(least - 1);
      const fine = Array.from({ length: 401 }, (_, i) => i / 400);
      const reached = Math.min(...fine.flatMap((t) => [at(0, t), at(1, t), at(t, 0), at(t, 1), ...(from.lng >= cell.west && from.lng <= cell.east ? [distanceM(from, { lat: Math.min(Math.max(from.lat, cell.south), cell.north), lng: from.lng })] : [])]));
      expect(least - reached).toBeLessThanOrEqual(1);
      expect(reached - least).toBeLessThanOrEqual(1 + (20_100_000 * 2) / 400 / 2 ** digits.length);
    }),
    { numRuns: 1000 },
  ));

test('a place once more round the world is the same place', async () => {
  const { search } = await searchOver(buildNear([stationAt({ lat: 20, lng: 179.9 }, 0), stationAt({ lat: 20, lng: -179.8 }, 1)]));
  const ids = async (lng: number) => (await search.nearest({ lat: 20, lng }, { count: 2 })).stations.map(({ id, distanceM }) => [id, Math.round(distanceM)]);
  expect(await ids(190)).toEqual(await ids(-170));
  expect(await ids(-541)).toEqual(await ids(179));
  await expect(search.nearest({ lat: Number.NaN, lng: 0 }, { count: 1 })).rejects.toThrow(RangeError);
});

test('the order of the stations does not change the files', () => {
  const stations = Array.from({ length: 300 }, (_, i) => stationAt({ lat: 20 + ((i * 37) % 100) / 10, lng: 100 + ((i * 91) % 100) / 10 }, i));
  expect(buildNear([...stations].reverse(), small)).toEqual(buildNear(stations, small));
});

test('stations without a point are left out, and two with one id are refused', () => {
  const { lat: _, lng: __, ...nowhere } = stationAt({ lat: 0, lng: 0 }, 0);
  expect(buildNear([nowhere]).index.count).toBe(0);
  expect(() => buildNear([stationAt({ lat: 0, lng: 0 }, 0), stationAt({ lat: 1, lng: 0 }, 0)])).toThrow('编号相同');
});

test('a file that fails to load rejects, and the next try succeeds', async () => {
  const { index, leaves } = buildNear(Array.from({ length: 100 }, (_, i) => stationAt({ lat: i / 10, lng: i / 5 }, i)), small);
  const answers: unknown[] = [index, new Error('offline'), '<!doctype html>', { v: 1, nearest: 10, stations: { v: 1, n: 3 } }];
  const search = await openNear(async (name) => {
    const answer = answers.length ? answers.shift() : leaves.get(name);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const ask = () => search.nearest({ lat: 3, lng: 6 }, { count: 1 });
  await expect(ask()).rejects.toThrow('offline');
  await expect(ask()).rejects.toThrow('站点数据读不出来');
  await expect(ask()).rejects.toThrow('站点数据读不出来');
  expect((await ask()).stations[0]).toMatchObject({ lat: 3, lng: 6, distanceM: 0 });
});

test.each([
  ['nothing', undefined],
  ['a page', '<!doctype html>'],
  ['another version', { v: 0, count: 0, shape: 'AA==' }],
  ['half a tree', { v: 1, count: 9, shape: 'gA==' }],
  ['a tree and more', { v: 1, count: 9, shape: 'AAAA' }],
  ['no base64', { v: 1, count: 9, shape: '{}' }],
])('%s is no index', async (_, value) => {
  await expect(openNear(async () => value)).rejects.toThrow();
});

test('a crowd at one spot stays one file and does not cut the rest of the world to pieces', async () => {
  const crowd = Array.from({ length: 3000 }, (_, i) => stationAt({ lat: 30, lng: 110 }, i));
  const others = Array.from({ length: 40 }, (_, i) => stationAt({ lat: 30 + Math.cos(i), lng: 110 + Math.sin(i) }, 3000 + i));
  const stations = [...crowd, ...others];
  const built = buildNear(stations);
  const { search } = await searchOver(built);
  expect(built.leaves.size).toBeLessThan(400);
  for (const place of [{ lat: 30, lng: 110 }, { lat: 30.3, lng: 110.2 }, { lat: 31, lng: 111 }])
    expect((await search.nearest(place, { count: 12, maxFiles: Infinity })).stations).toEqual(inOrder(stations, place).slice(0, 12));
});

test('20,000 stations in towns: at most two files and 20 KB compressed for the ten nearest', async () => {
  // A fixed seed, so that the sizes are the same in every run.
  const random = seededRandom(1);
  const bell = () => random() + random() + random() - 1.5;
  const towns = Array.from({ length: 900 }, () => ({ lat: 22 + 20 * random() ** 2, lng: 98 + 24 * Math.sqrt(random()), spread: 0.02 + 0.1 * random() ** 3 }));
  const stations = Array.from({ length: 20_000 }, (_, i) => {
    const town = towns[Math.floor(random() ** 2 * towns.length)]!;
    return stationAt(shift(town, town.spread, bell(), bell()), i);
  });
  const { index, leaves } = buildNear(stations);
  const sizes = new Map<string, number>();
  const bytes = (name: string, value: unknown) => sizes.get(name) ?? sizes.set(name, brotliCompressSync(JSON.stringify(value)).length).get(name)!;
  for (let i = 0; i < 200; i++) {
    const near = stations[Math.floor(random() * stations.length)]!;
    const place = shift(near, i % 3 ? 0.05 : 1.5, bell(), bell());
    let [requests, total] = [0, 0];
    const search = await openNear(async (name) => {
      const value = name === 'index' ? index : leaves.get(name)!;
      requests++;
      total += bytes(name, value);
      return value;
    });
    const found = await search.nearest(place, { count: 10 });
    const tenthM = Float64Array.from(stations, (station) => distanceM(place, station)).sort()[9]!;
    const expected = inOrder(
      stations.filter((station) => distanceM(place, station) <= tenthM),
      place,
    );
    expect(found.stations).toEqual(expected.slice(0, 10));
    expect(requests).toBe(2);
    expect(total).toBeLessThanOrEqual(20_000);
  }
});
