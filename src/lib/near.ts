import { distanceM, type Place } from './places.ts';
import { decodeStations, type EncodedStations } from './station-files.ts';
import type { StationPoint } from './stations.ts';

/**
 * The nearest stations out of static files. The world is a quadtree in WGS-84 degrees; a leaf is a file with the stations
 * in its cell *and* every other station that can be among the ten nearest of any point in the cell. So the ten nearest
 * take one index and one leaf. Whoever wants more, or asks from far outside where there are no files, goes through the
 * leaves in the order of their least distance, and is as exact.
 */

/** A cell of the quadtree: quadkey ("" is the world) and bounds in WGS-84 degrees. */
export type Cell = { key: string; west: number; south: number; east: number; north: number };
export type NearIndex = {
  v: typeof version;
  /** Stations in all. */
  count: number;
  /** The tree in preorder, bits packed in base64: 1 is a cell with four quarters, 00 a leaf without a file, 010 a file with none of its own stations, 011 any other. */
  shape: string;
};
export type EncodedLeaf = {
  v: typeof version;
  /** For every point of the cell this many nearest stations are in the file; 0 if it holds the stations in the cell and no others. */
  nearest: number;
  stations: EncodedStations;
};
export type FoundStation = StationPoint & { distanceM: number };
export type Search = {
  count: number;
  accept?: (station: StationPoint) => boolean;
  /** Files to fetch at most for this search, the index apart. */
  maxFiles?: number;
};
export type Found = {
  /** Nearest first, the same distance in the order of the ids. */
  stations: FoundStation[];
  /** False if the search gave up at `maxFiles`; asking again goes on from there. */
  complete: boolean;
  /** All stations up to this distance from the place have been looked at, in metres. */
  horizonM: number;
};

/** Raised whenever a page with older code could misread the files. */
export const version = 1;
/** Above the rounding error of a great-circle distance, which is some decimetres between opposite ends of the earth. */
export const slackM = 1;
const radians = Math.PI / 180;

export const world: Cell = { key: '', west: -180, south: -90, east: 180, north: 90 };

/** The file name of a leaf, without ".json". */
export const leafName = (cell: Cell) => cell.key || 'world';

/** Quarters of a cell in the order of their quadkey digits: north-west, north-east, south-west, south-east. */
export function quarters({ key, west, south, east, north }: Cell): [Cell, Cell, Cell, Cell] {
  const lng = (west + east) / 2;
  const lat = (south + north) / 2;
  return [
    { key: `${key}0`, west, south: lat, east: lng, north },
    { key: `${key}1`, west: lng, south: lat, east, north },
    { key: `${key}2`, west, south, east: lng, north: lat },
    { key: `${key}3`, west: lng, south, east, north: lat },
  ];
}

/** Which quarter of a cell a place in it belongs to; its middle lines belong to the north and the east. */
export const quarterOf = ({ west, south, east, north }: Cell, { lat, lng }: Place) => (lng >= (west + east) / 2 ? 1 : 0) + (lat >= (south + north) / 2 ? 0 : 2);

/** Great-circle distance in metres from a place to the nearest point of a cell, both WGS-84. */
export function distanceToCellM(from: Place, { west, south, east, north }: Cell): number {
  const within = (lat: number) => Math.min(Math.max(lat, south), north);
  if (from.lng >= west && from.lng <= east) return distanceM(from, { lat: within(from.lat), lng: from.lng });
  // On any parallel the nearer end is nearest, so the answer lies on a meridian edge: at the foot of the great circle that
  // meets it at a right angle, or at a corner. The two edges cover the way over the date line and over the poles too.
  let least = Infinity;
  for (const lng of [west, east]) {
    const foot = Math.atan2(Math.sin(from.lat * radians), Math.cos(from.lat * radians) * Math.cos((lng - from.lng) * radians)) / radians;
    for (const lat of [south, within(foot), north]) least = Math.min(least, distanceM(from, { lat, lng }));
  }
  return least;
}

/** Everything that comes before it, or is it, is known. */
type Horizon = { distanceM: number; id: string };
const byDistanceThenId = (a: Horizon, b: Horizon) => a.distanceM - b.distanceM || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const isWhole = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

type LeafCell = Cell & { file: boolean; empty: boolean };
type Tree = LeafCell | (Cell & { quarters: Tree[] });

/** Reads the tree out of an index; throws when the value is no index of this version. */
function readIndex(value: unknown): { tree: Tree; count: number } {
  const { v, count, shape } = (value ?? {}) as Partial<NearIndex>;
  if (v !== version || !isWhole(count) || typeof shape !== 'string') throw new Error('站点索引读不出来：文件不完整，或不是本站这一版的数据');
  const bytes = Uint8Array.from(atob(shape), (letter) => letter.charCodeAt(0));
  let at = 0;
  const bit = () => {
    if (at >= bytes.length * 8) throw new Error('站点索引不完整');
    return (bytes[at >> 3]! >> (7 - (at++ & 7))) & 1;
  };
  const read = (cell: Cell): Tree => (bit() ? { ...cell, quarters: quarters(cell).map(read) } : bit() ? { ...cell, file: true, empty: !bit() } : { ...cell, file: false, empty: true });
  const tree = read(world);
  if (bytes.length !== Math.ceil(at / 8)) throw new Error('站点索引和它的大小对不上');
  return { tree, count };
}

function* leavesOf(tree: Tree): Generator<LeafCell> {
  if ('quarters' in tree) for (const quarter of tree.quarters) yield* leavesOf(quarter);
  else yield tree;
}

/** The same place with its longitude in −180 to 180; maps let people walk round the world more than once. */
function onTheGlobe({ lat, lng }: Place): Place {
  if (!(Math.abs(lat) <= 90) || !Number.isFinite(lng)) throw new RangeError(`not a place: ${lat}, ${lng}`);
  return { lat, lng: Math.abs(lng) <= 180 ? lng : ((((lng + 180) % 360) + 360) % 360) - 180 };
}

/** Reads the index; `load` gets the name of a file without ".json" and returns its parsed JSON. */
export async function openNear(load: (name: string) => Promise<unknown>): Promise<NearestSearch> {
  const { tree, count } = readIndex(await load('index'));
  return new NearestSearch(load, tree, count);
}

/** Finds the nearest stations and remembers the files it has read. */
export class NearestSearch {
  readonly #load: (name: string) => Promise<unknown>;
  readonly #tree: Tree;
  readonly #count: number;
  readonly #files = new Map<string, Promise<EncodedLeaf['nearest']>>();
  readonly #known = new Map<string, StationPoint>();
  readonly #read = new Set<string>();

  constructor(load: (name: string) => Promise<unknown>, tree: Tree, count: number) {
    this.#load = load;
    this.#tree = tree;
    this.#count = count;
  }

  /** The stations nearest to a place in WGS-84 degrees, distances in metres; rejects when a file cannot be loaded, and can be asked again. */
  async nearest(place: Place, { count, accept = () => true, maxFiles = 24 }: Search): Promise<Found> {
    const from = onTheGlobe(place);
    const own = this.#leafAt(from);
    let fetched = !own.file || this.#read.has(own.key) ? 0 : 1;
    const nearest = own.file ? await this.#file(own) : 0;
    let horizon = this.#vouchedFor(from, nearest);
    let found = this.#upTo(horizon, from, accept);
    if (found.length < count && horizon.distanceM < Infinity) {
      const ahead = [...leavesOf(this.#tree)]
        .filter((leaf) => !leaf.empty && !this.#read.has(leaf.key))
        .map((leaf) => ({ leaf, leastM: distanceToCellM(from, leaf) - slackM }))
        .sort((a, b) => a.leastM - b.leastM);
      // One file may do; whoever needs many gets them several at a time.
      for (let step = 1; ; step = Math.min(2 * step, 6)) {
        const leastM = this.#known.size >= this.#count ? Infinity : (ahead[0]?.leastM ?? Infinity);
        if (leastM > horizon.distanceM) horizon = { distanceM: leastM, id: '' };
        found = this.#upTo(horizon, from, accept);
        if (found.length >= count || leastM === Infinity) break;
        const next = ahead.splice(0, Math.min(step, maxFiles - fetched));
        if (next.length === 0) return { stations: found, complete: false, horizonM: Math.max(0, horizon.distanceM) };
        await Promise.all(next.map(({ leaf }) => this.#file(leaf)));
        fetched += next.length;
      }
    }
    return { stations: found.slice(0, count), complete: true, horizonM: Math.max(0, horizon.distanceM) };
  }

  #leafAt(place: Place): LeafCell {
    let cell = this.#tree;
    while ('quarters' in cell) cell = cell.quarters[quarterOf(cell, place)]!;
    return cell;
  }

  /** Reads a leaf once, and returns how many nearest stations it vouches for; a failure is forgotten, so that it can be tried again. */
  #file(leaf: LeafCell): Promise<number> {
    const begun = this.#files.get(leaf.key);
    if (begun) return begun;
    const reading = this.#load(leafName(leaf)).then((value) => {
      const { v, nearest, stations } = (value ?? {}) as Partial<EncodedLeaf>;
      if (v !== version || !isWhole(nearest)) throw new Error('站点数据读不出来：文件不完整，或不是本站这一版的数据');
      for (const station of decodeStations(stations)) this.#known.set(station.id, station);
      this.#read.add(leaf.key);
      return nearest;
    });
    this.#files.set(leaf.key, reading);
    reading.catch(() => this.#files.delete(leaf.key));
    return reading;
  }

  /** The last of the nearest that the place's own leaf vouches for. Up to it everything is known; of more at the same distance the leaf may leave out those whose ids come later. */
  #vouchedFor(from: Place, nearest: number): Horizon {
    if (this.#known.size >= this.#count) return { distanceM: Infinity, id: '' };
    if (nearest === 0) return { distanceM: -slackM, id: '' };
    return this.#inOrder(from)[nearest - 1] ?? { distanceM: Infinity, id: '' };
  }

  #upTo(horizon: Horizon, from: Place, accept: (station: StationPoint) => boolean): FoundStation[] {
    return this.#inOrder(from, accept).filter((station) => byDistanceThenId(station, horizon) <= 0);
  }

  #inOrder(from: Place, accept: (station: StationPoint) => boolean = () => true): FoundStation[] {
    return [...this.#known.values()]
      .filter(accept)
      .map((station) => ({ ...station, distanceM: distanceM(from, station as Place) }))
      .sort(byDistanceThenId);
  }
}
