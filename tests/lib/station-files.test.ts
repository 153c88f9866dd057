import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeStations, encodeStations, roundDegrees } from '@/lib/station-files.ts';
import type { StationPoint } from '@/lib/stations.ts';

const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.constantFrom('', '=', '=甲村退役军人服务站', '退役军人服务站', '金良村退役军人服务站', '赤壁市退役军人服务中心'));
const code = fc.oneof(
  fc.constantFrom('350926', '350926100', '350926100203', '350926100204', '999999999999', '100000000000'),
  fc.stringMatching(/^[1-9]\d{11}$/),
  fc.stringMatching(/^\d{0,13}$/),
  text,
);
const degrees = (limit: number) => fc.integer({ min: -limit * 1e5, max: limit * 1e5 }).map((n) => roundDegrees(n / 1e5));
const optional = { requiredKeys: ['id', 'name', 'kind', 'level', 'code', 'county', 'services', 'basis', 'page'] as never[] };
const station = fc
  .record(
    {
      id: fc.option(text),
      name: text,
      kind: text,
      level: text,
      code,
      county: text,
      township: text,
      services: fc.array(text, { maxLength: 3 }),
      phone: text,
      address: text,
      hours: text,
      basis: fc.constantFrom('stated', 'derived'),
      page: fc.boolean(),
      lat: degrees(90),
      lng: degrees(180),
      precision: text,
    },
    optional,
  )
  .map((fields) => ({ ...fields, id: fields.id ?? fields.code }) as StationPoint);

test('what is packed comes out again, through JSON too', () => {
  fc.assert(
    fc.property(fc.array(station, { maxLength: 30 }), (stations) => {
      expect(decodeStations(JSON.parse(JSON.stringify(encodeStations(stations))))).toStrictEqual(stations);
    }),
    { numRuns: 500 },
  );
});

test('coordinates keep 1e-5 of a degree', () => {
  const odd = { ...example[0]!, lat: 27.239594, lng: 119.893896 };
  expect(decodeStations(encodeStations([odd]))[0]).toMatchObject({ lat: 27.23959, lng: 119.8939 });
});

test('a coordinate off the globe is refused, not written', () => expect(() => encodeStations([{ ...example[0]!, lat: 119.9, lng: 27.2 }])).toThrow('lat 119.9'));

const example: StationPoint[] = [
  { id: '350926100203', name: '甲村退役军人服务站', kind: '服务站', level: '村', code: '350926100203', county: '柘荣县', township: '双城镇', services: ['走访慰问'], basis: 'derived', page: false, lat: 27.24, lng: 119.89, precision: 'village' },
  { id: '350926100204', name: '乙村退役军人服务站', kind: '服务站', level: '村', code: '350926100204', county: '柘荣县', township: '双城镇', services: ['走访慰问'], basis: 'derived', page: false, lat: 27.25, lng: 119.9, precision: 'village' },
  { id: 'zherong-center', name: '柘荣县退役军人服务中心', kind: '服务中心', level: '县', code: '350926', county: '柘荣县', services: [], phone: '0593-8350000', basis: 'stated', page: true },
];

test('a row of a full sheet costs little', () => {
  const many = Array.from({ length: 300 }, (_, i) => ({ ...example[0]!, id: String(350926100200 + i), code: String(350926100200 + i) }));
  expect(JSON.stringify(encodeStations(many)).length).toBeLessThan(300 * 20);
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a page of HTML', '<!doctype html><title>404</title>'],
  ['a list', []],
  ['another kind of JSON', { type: 'FeatureCollection', features: [] }],
  ['another version', { ...encodeStations(example), v: 2 }],
  ['fewer rows than it says', { ...encodeStations(example), n: 4 }],
  ['a column cut short', { ...encodeStations(example), name: ['甲村'] }],
  ['a missing column', { ...encodeStations(example), kind: undefined }],
  ['a row of no value', { ...encodeStations(example), kind: { values: ['服务站'], rows: [0, 0, 1] } }],
  ['a latitude beyond the pole', { ...encodeStations(example), lat: [8_000_000, 2_000_000, null] }],
  ['a code that grew', { ...encodeStations(example), code: [350926100203, 1e12, '350926'] }],
])('%s is refused', (_, value) => expect(() => decodeStations(value)).toThrow('站点数据读不出来'));

const isStation = (one: StationPoint) =>
  [one.id, one.name, one.kind, one.level, one.code, one.county].every((field) => typeof field === 'string') &&
  [one.township, one.phone, one.address, one.hours, one.precision].every((field) => field === undefined || typeof field === 'string') &&
  [one.lat, one.lng].every((field) => field === undefined || Number.isFinite(field)) &&
  Math.abs(one.lat ?? 0) <= 90 &&
  Math.abs(one.lng ?? 0) <= 180 &&
  Array.isArray(one.services) &&
  one.services.every((field) => typeof field === 'string') &&
  ['stated', 'derived'].includes(one.basis) &&
  typeof one.page === 'boolean';

test('a file with any one value spoilt is refused or still gives proper stations', () => {
  const paths = (value: unknown, at: string[] = []): string[][] =>
    typeof value === 'object' && value !== null ? [at, ...Object.entries(value).flatMap(([key, part]) => paths(part, [...at, key]))] : [at];
  const places = paths(encodeStations(example));
  fc.assert(
    fc.property(fc.nat(places.length - 1), fc.jsonValue(), (which, spoilt) => {
      const file = JSON.parse(JSON.stringify({ file: encodeStations(example) }));
      const path = ['file', ...places[which]!];
      const holder = path.slice(0, -1).reduce((part, key) => part[key], file);
      holder[path.at(-1)!] = spoilt;
      let stations: StationPoint[];
      try {
        stations = decodeStations(file.file);
      } catch (error) {
        expect((error as Error).message).toContain('站点数据读不出来');
        return;
      }
      expect(stations.every(isStation)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
