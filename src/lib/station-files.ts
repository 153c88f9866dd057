import type { StationPoint } from './stations.ts';

/** Values that repeat: each distinct one once, then a row's number in that list; no rows when every row has the only value. */
type Repeated = { values: unknown[]; rows?: number[] };

/** A list of stations column by column, as JSON. Columns in which nothing is filled in are left out. */
export type EncodedStations = {
  v: typeof version;
  n: number;
  /** A number is the distance of a 12-digit code from the row before (shorter codes count as filled up with zeros); a text is the code itself. */
  code: (number | string)[];
  /** 0 where the id is the code. */
  id?: (string | 0)[];
  /** Without `nameEnding`; a name that does not have it starts with "=". */
  name: string[];
  /** Hundred-thousandths of a degree, WGS-84, each as the difference from the last row that has one; null where a row has none. */
  lat?: (number | null)[];
  lng?: (number | null)[];
  phone?: (string | 0)[];
  address?: (string | 0)[];
} & { [name in RepeatedField]?: Repeated };

/** Raised whenever a page with older code could misread a file. */
const version = 1;
const nameEnding = '退役军人服务站';
/** 1e-5 degree is at most 1.1 m. */
const perDegree = 1e5;
const textFields = ['phone', 'address'] as const;
const pointFields = { lat: 90, lng: 180 } as const;

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrAbsent = (value: unknown) => value === null || isText(value);
/** What each repeated column may hold; null stands for a field that is absent. */
const repeatedFields = {
  kind: isText,
  level: isText,
  county: isText,
  township: isTextOrAbsent,
  services: (value: unknown) => Array.isArray(value) && value.every(isText),
  hours: isTextOrAbsent,
  basis: (value: unknown) => value === 'stated' || value === 'derived',
  page: (value: unknown) => typeof value === 'boolean',
  precision: isTextOrAbsent,
};
type RepeatedField = keyof typeof repeatedFields;
const repeatedNames = Object.keys(repeatedFields) as RepeatedField[];

const isVillageCode = (code: string) => /^[1-9]\d{11}$/.test(code);
/** The code as a 12-digit number, 0 for anything that is no code. */
const codeNumber = (code: string) => (/^[1-9]\d{5,11}$/.test(code) ? Number(code.padEnd(12, '0')) : 0);

/** A coordinate in WGS-84 degrees, rounded as the files hold it. */
export const roundDegrees = (degrees: number) => Math.round(degrees * perDegree) / perDegree + 0; // no −0

/** Packs stations as a plain JSON value, in the given order; coordinates in WGS-84 degrees are rounded to 1e-5. Sorted by code they take the least room. */
export function encodeStations(stations: StationPoint[]): EncodedStations {
  let before = 0;
  const file: EncodedStations = {
    v: version,
    n: stations.length,
    code: stations.map(({ code }) => {
      const step = codeNumber(code) - before;
      before = codeNumber(code);
      return isVillageCode(code) ? step : code;
    }),
    name: stations.map(({ name }) => (name.endsWith(nameEnding) && !name.startsWith('=') ? name.slice(0, -nameEnding.length) : `=${name}`)),
  };
  if (stations.some(({ id, code }) => id !== code)) file.id = stations.map(({ id, code }) => (id === code ? 0 : id));
  for (const field of repeatedNames) {
    const texts = stations.map((station) => JSON.stringify(station[field] ?? null));
    const distinct = [...new Set(texts)];
    if (distinct.every((text) => text === 'null')) continue;
    const place = new Map(distinct.map((text, i) => [text, i]));
    file[field] = { values: distinct.map((text) => JSON.parse(text)), ...(distinct.length > 1 && { rows: texts.map((text) => place.get(text)!) }) };
  }
  for (const field of textFields)
    if (stations.some((station) => station[field] !== undefined)) file[field] = stations.map((station) => station[field] ?? 0);
  for (const field of Object.keys(pointFields) as (keyof typeof pointFields)[]) {
    if (stations.every((station) => station[field] === undefined)) continue;
    let last = 0;
    file[field] = stations.map((station) => {
      const degrees = station[field];
      if (degrees === undefined) return null;
      if (!(Math.abs(degrees) <= pointFields[field])) throw new RangeError(`${station.id}: ${field} ${degrees}`);
      const step = Math.round(degrees * perDegree) - last;
      last += step;
      return step + 0;
    });
  }
  return file;
}

/** Unpacks what `encodeStations` packed; throws when the value is anything else, such as half a download or a file of another version. */
export function decodeStations(value: unknown): StationPoint[] {
  const need: (condition: boolean) => asserts condition = (condition) => {
    if (!condition) throw new Error('站点数据读不出来：文件不完整，或不是本站这一版的数据');
  };
  const isObject = (one: unknown): one is Record<string, unknown> => typeof one === 'object' && one !== null && !Array.isArray(one);
  need(isObject(value) && value['v'] === version);
  const n = value['n'];
  need(typeof n === 'number' && Number.isInteger(n) && n >= 0);
  const column = (list: unknown): unknown[] => {
    need(Array.isArray(list) && list.length === n);
    return list;
  };

  let before = 0;
  const codes = column(value['code']).map((part) => {
    if (isText(part)) {
      before = codeNumber(part);
      return part;
    }
    need(typeof part === 'number' && isVillageCode(String(before + part)));
    before += part;
    return String(before);
  });
  const stations = column(value['name']).map((name, i) => {
    need(isText(name));
    return { id: codes[i]!, name: name.startsWith('=') ? name.slice(1) : name + nameEnding, code: codes[i]! } as StationPoint;
  });
  const fill = (field: keyof StationPoint, values: unknown[]) =>
    values.forEach((one, i) => {
      if (one !== undefined) Object.assign(stations[i]!, { [field]: one });
    });

  const textColumn = (list: unknown) =>
    column(list).map((text) => {
      need(isText(text) || text === 0);
      return text === 0 ? undefined : text;
    });
  for (const field of ['id', ...textFields] as const) if (value[field] !== undefined) fill(field, textColumn(value[field]));

  for (const field of repeatedNames) {
    const part = value[field];
    if (part === undefined) {
      // Only what a station may lack can be missing from the file.
      need(n === 0 || repeatedFields[field](null));
      continue;
    }
    need(isObject(part));
    const { values, rows } = part;
    need(Array.isArray(values) && values.every(repeatedFields[field]) && (rows !== undefined || values.length === 1));
    const at = rows === undefined ? new Array<number>(n).fill(0) : column(rows);
    fill(
      field,
      at.map((row) => {
        need(typeof row === 'number' && Number.isInteger(row) && row >= 0 && row < values.length);
        return Array.isArray(values[row]) ? [...values[row]] : (values[row] ?? undefined);
      }),
    );
  }

  for (const [field, limit] of Object.entries(pointFields)) {
    if (value[field] === undefined) continue;
    let last = 0;
    fill(
      field as keyof typeof pointFields,
      column(value[field]).map((step) => {
        if (step === null) return undefined;
        need(typeof step === 'number' && Number.isInteger(step));
        last += step;
        need(Math.abs(last) <= limit * perDegree);
        return last / perDegree;
      }),
    );
  }
  return stations;
}
