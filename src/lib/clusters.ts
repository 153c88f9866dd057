import { divisionPrefix, type Division } from './divisions.ts';
import type { Place } from './places.ts';
import type { StationPoint } from './stations.ts';

/** Stations of a division counted together, at the mean of their points (WGS-84 degrees). */
export type Cluster = Place & { code: string; name: string; count: number };

/** Counts of stations with a point by county, or by city where that would be more than `most` of them. */
export function clustersOf(stations: StationPoint[], divisions: Map<string, Division>, most = 400): Cluster[] {
  const group = (digits: number) => {
    const groups = new Map<string, StationPoint[]>();
    for (const station of stations) {
      if (station.lat === undefined) continue;
      const code = station.code.slice(0, digits).padEnd(6, '0');
      groups.set(code, [...(groups.get(code) ?? []), station]);
    }
    return groups;
  };
  const byCounty = group(6);
  const groups = byCounty.size > most ? group(4) : byCounty;
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [...groups].map(([code, all]) => ({
    code,
    name: divisions.get(code)?.name ?? divisionPrefix(code),
    count: all.length,
    lat: Number(mean(all.map(({ lat }) => lat!)).toFixed(5)),
    lng: Number(mean(all.map(({ lng }) => lng!)).toFixed(5)),
  }));
}
