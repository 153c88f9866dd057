import { bearingDegrees, distanceM, showDirection, showDistance, type Place } from './places.ts';

/** What the finder needs of a station. */
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

/** A county (6 digits) or a township (9 digits) of the statistics bureau's list. */
export type Division = { code: string; name: string };

/** Stations with a point, nearest first, with the distance in metres. Ties keep the order of the list. */
export function byDistance<S extends StationPoint>(stations: S[], from: Place): (S & { distanceM: number })[] {
  return stations
    .filter((station) => station.lat !== undefined)
    .map((station) => ({ ...station, distanceM: distanceM(from, { lat: station.lat!, lng: station.lng! }) }))
    .sort((a, b) => a.distanceM - b.distanceM);
}

/** Codes of a division and of all above it, the narrowest first: "350926100203" → village, township, county, city. */
export const divisionChain = (code: string) =>
  [12, 9, 6].filter((length) => code.length >= length).map((length) => code.slice(0, length)).concat(`${code.slice(0, 4)}00`);

/** The station responsible for a division: that of its village, else its township, county or city; special facilities are never responsible. */
export function rightful<S extends StationPoint>(stations: S[], code: string): S | undefined {
  for (const part of divisionChain(code)) {
    const station = stations.find((one) => one.kind !== '专门设施' && one.code === part);
    if (station) return station;
  }
  return undefined;
}

/** Stations whose name, place or services contain every word of the query. */
export function matching<S extends StationPoint>(stations: S[], query: string): S[] {
  const words = query.normalize('NFKC').trim().toLowerCase().split(/\s+/).filter(Boolean);
  return stations.filter((station) => {
    const all = [station.name, station.county, station.township ?? '', station.kind, ...station.services].join('\n').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

const centres: Record<string, string> = { village: '村中心', township: '乡镇（街道）中心', county: '城区中心' };

/** "东北 850 米" to a site; "东北约 4.2 公里（算到城区中心）" to anything coarser. */
export function showReach(station: StationPoint & { distanceM: number }, from: Place): string {
  const wind = showDirection(bearingDegrees(from, { lat: station.lat!, lng: station.lng! }));
  const distance = showDistance(station.distanceM);
  return station.precision === 'site' ? `${wind} ${distance}` : `${wind}约 ${distance}（算到${centres[station.precision!]}）`;
}
