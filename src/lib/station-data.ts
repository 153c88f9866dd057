// The finder's files under data/, fetched once each; used in the browser.
import { divisionAbove, type Division } from './divisions.ts';
import { readPlaces } from './place-names.ts';
import { decodeStations } from './station-files.ts';
import type { StationPoint } from './stations.ts';

export type Places = { divisions: Map<string, Division>; readings: Map<string, string[]> };
export type StationData = {
  /** All divisions by code, with the readings of their characters. */
  places(): Promise<Places>;
  /** The stations that may answer for a division or stand in it: those of its county and of the city above. */
  around(code: string): Promise<StationPoint[]>;
  /** A file of the search by distance. */
  near(name: string): Promise<unknown>;
};

/** Opens the files of a site at `base`, with a file of places for each region and of stations for each sheet. A file that failed is asked for anew. */
export function openStationData(base: string, regions: string[], sheets: string[]): StationData {
  const held = new Map<string, Promise<unknown>>();
  const get = (path: string): Promise<unknown> => {
    const known = held.get(path);
    if (known) return known;
    const asked = fetch(`${base}data/${path}.json`).then((response) => {
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      return response.json() as Promise<unknown>;
    });
    held.set(path, asked);
    asked.catch(() => held.delete(path));
    return asked;
  };
  let all: Promise<Places> | undefined;
  return {
    places() {
      all ??= Promise.all(regions.map((region) => get(`places/${region}`).then(readPlaces))).then((files) => {
        const divisions = new Map(files.flatMap((file) => file.divisions).map((division) => [division.code, division]));
        const readings = new Map<string, string[]>();
        for (const file of files) for (const [character, own] of file.readings) readings.set(character, [...new Set([...(readings.get(character) ?? []), ...own])]);
        return { divisions, readings };
      });
      all.catch(() => (all = undefined));
      return all;
    },
    async around(code) {
      const county = code.slice(0, 6);
      // A city has counties below it; its own sheet holds what belongs to the city itself.
      const wanted = [county, divisionAbove(county)].filter((sheet) => sheet !== undefined && sheets.includes(sheet));
      return (await Promise.all(wanted.map((sheet) => get(`stations/${sheet}`).then(decodeStations)))).flat();
    },
    near: (name) => get(`near/${name}`),
  };
}
