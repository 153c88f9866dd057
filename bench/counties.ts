// The obvious way: a file for each county, and bounding boxes in one small file for each province.
import { distanceToCellM, type Cell } from '../src/lib/near.ts';
import { distanceM, type Place } from '../src/lib/places.ts';
import { decodeStations, encodeStations } from '../src/lib/station-files.ts';
import type { Placed } from './national-set.ts';

/** Code, then west, south, east, north in WGS-84 degrees. */
type Box = [code: string, west: number, south: number, east: number, north: number];

function box(code: string, places: Place[]): Box {
  const whole: Box = [code, 180, 90, -180, -90];
  for (const { lat, lng } of places) {
    whole[1] = Math.min(whole[1], lng);
    whole[2] = Math.min(whole[2], lat);
    whole[3] = Math.max(whole[3], lng);
    whole[4] = Math.max(whole[4], lat);
  }
  return whole;
}

export function groupBy<T>(list: T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(key(one));
    if (group) group.push(one);
    else groups.set(key(one), [one]);
  }
  return groups;
}

/** Files by name: "index", a province's two digits, a county's six. */
export function buildCounties(stations: Placed[]): Map<string, unknown> {
  const files = new Map<string, unknown>();
  const provinces = groupBy(stations, ({ code }) => code.slice(0, 2));
  files.set('index', [...provinces].map(([code, list]) => box(code, list)));
  for (const [province, list] of provinces) {
    const counties = groupBy(list, ({ code }) => code.slice(0, 6));
    files.set(province, [...counties].map(([code, part]) => box(code, part)));
    for (const [code, part] of counties) files.set(code, encodeStations(part.sort((a, b) => (a.code < b.code ? -1 : 1))));
  }
  return files;
}

/** Ids of the ten nearest: the boxes in the order of their least distance, opened until none can hold a nearer one. */
export async function nearestInCounties(load: (name: string) => Promise<unknown>, from: Place): Promise<string[]> {
  const cell = ([key, west, south, east, north]: Box): Cell => ({ key, west, south, east, north });
  const ahead = (boxes: Box[]) => boxes.map((one) => ({ code: one[0], leastM: distanceToCellM(from, cell(one)) }));
  let queue = ahead((await load('index')) as Box[]);
  let found: { id: string; distanceM: number }[] = [];
  for (;;) {
    queue.sort((a, b) => b.leastM - a.leastM);
    const next = queue.pop();
    if (!next || (found.length === 10 && next.leastM > found[9]!.distanceM)) return found.map(({ id }) => id);
    const value = await load(next.code);
    if (next.code.length === 2) queue = queue.concat(ahead(value as Box[]));
    else found = [...found, ...(decodeStations(value) as Placed[]).map((station) => ({ id: station.id, distanceM: distanceM(from, station) }))].sort((a, b) => a.distanceM - b.distanceM || (a.id < b.id ? -1 : 1)).slice(0, 10);
  }
}
