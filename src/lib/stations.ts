import { divisionChain } from './divisions.ts';
import { bearingDegrees, showDirection, showDistance, type Place } from './places.ts';

/** What lists, maps and files need of a station. */
export type StationPoint = {
  id: string;
  name: string;
  kind: string;
  level: string;
  code: string;
  county: string;
  township?: string;
  services: string[];
  phone?: string;
  address?: string;
  hours?: string;
  basis: 'stated' | 'derived';
  /** Has a page of its own. */
  page: boolean;
  lat?: number;
  lng?: number;
  precision?: string;
};

/** True when more than its name is known of a station, so that it deserves a page. */
export const hasPage = (row: Pick<StationPoint, 'basis' | 'services' | 'phone' | 'address' | 'hours' | 'precision'> & { note?: string }) =>
  row.basis === 'stated' || row.services.length > 0 || row.precision === 'site' || Boolean(row.phone || row.address || row.hours || row.note);

/** Where a station is shown: its own page, or its line on the page of its township, county or city. */
export const stationPath = ({ page, id, code }: Pick<StationPoint, 'page' | 'id' | 'code'>): `/${string}` =>
  page ? `/stations/${id}/` : code.length === 12 ? `/stations/area/${code.slice(0, 9)}/#s${code}` : `/stations/area/${code}/`;

/** True for a centre or station, which answers for its division; a special facility does not. */
export const isResponsible = (station: Pick<StationPoint, 'kind'>) => station.kind !== '专门设施';

/** The stations responsible for a division, its own first, then those above: village, township, county, city. */
export const rightfulChain = <S extends StationPoint>(stations: S[], code: string): S[] =>
  divisionChain(code).flatMap((part) => stations.find((one) => one.code === part && isResponsible(one)) ?? []);

const centres: Record<string, string> = { village: '村中心', township: '乡镇、街道中心', county: '城区中心' };

/** "东北 850 米" to a site; "东北约 4.2 公里（算到城区中心）" to anything coarser, or when the position itself is not exact. */
export function showReach(station: StationPoint & { distanceM: number }, from: Place & { accuracyM?: number }): string {
  const wind = showDirection(bearingDegrees(from, { lat: station.lat!, lng: station.lng! }));
  const centre = centres[station.precision!];
  // A centre is no door: metres to it would say more than is known.
  if (centre) return station.distanceM < 1000 ? `不到 1 公里（算到${centre}）` : `${wind}约 ${showDistance(station.distanceM)}（算到${centre}）`;
  const distance = showDistance(station.distanceM);
  return `${wind}${(from.accuracyM ?? 0) > 100 ? '约' : ''} ${distance}`;
}

/** What a reader may narrow a list by; an empty text or false lets everything through. */
export type StationFilter = { kind: string; level: string; service: string; phone: boolean };
export const everyStation: StationFilter = { kind: '', level: '', service: '', phone: false };

/** A test for the stations that a filter lets through. */
export const accepts = (filter: StationFilter) => (station: StationPoint) =>
  (!filter.kind || station.kind === filter.kind) &&
  (!filter.level || station.level === filter.level) &&
  (!filter.service || station.services.includes(filter.service)) &&
  (!filter.phone || station.phone !== undefined);

/** Stations whose name, place or services contain every word of the query. */
export function matching<S extends StationPoint>(stations: S[], query: string): S[] {
  const words = query.normalize('NFKC').trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return stations.filter((station) => {
    const all = [station.name, station.county, station.township ?? '', station.kind, ...station.services].join('\n').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** Rows by the sheet they stand in: six digits, that of their county or, for a city's own, of the city. */
export function sheetsOf<R extends { code: string }>(rows: R[]): Map<string, R[]> {
  const sheets = new Map<string, R[]>();
  for (const row of rows) {
    const sheet = row.code.slice(0, 6);
    sheets.set(sheet, [...(sheets.get(sheet) ?? []), row]);
  }
  return sheets;
}

/** In the order of the divisions, what answers for one before its special facilities. */
export const byDivision = <S extends Pick<StationPoint, 'id' | 'code' | 'kind'>>(a: S, b: S): number => {
  const key = (one: S) => `${one.code}${isResponsible(one) ? 0 : 1}${one.id}`;
  return key(a) < key(b) ? -1 : 1;
};

/** The fact of the law that says where stations are set up. */
export const lawFact = 'tuiyi-junren-baozhang-fa/stations';

/** Where one asks in a township: 街道 have an office, 镇 and 乡 a government. */
export const townHall = (name: string) => (name.endsWith('街道') ? `${name}办事处` : `${name}政府`);
