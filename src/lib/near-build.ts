import { distanceToCellM, leafName, quarterOf, quarters, slackM, version, world, type Cell, type EncodedLeaf, type NearIndex } from './near.ts';
import { distanceM, type Place } from './places.ts';
import { encodeStations, roundDegrees } from './station-files.ts';
import type { StationPoint } from './stations.ts';

export type NearOptions = {
  /** Every leaf holds this many nearest stations for every point of its cell. */
  nearest?: number;
  /** A cell with more stations than this, its own and its neighbours', is quartered. */
  cap?: number;
  /** A cell without stations that is farther than this from all of them, in metres, gets no file: the search goes straight to the nearest cells with stations. */
  reachM?: number;
  /** Where quartering does not help (a crowd at one spot, seen from afar), a leaf may hold up to this many; beyond, only its own. */
  limit?: number;
  /** The neighbours are found for parts of a cell, quartered this many times: the finer, the fewer of them, and the longer it takes. */
  fineness?: number;
};

const earthRadiusM = distanceM({ lat: 0, lng: 0 }, { lat: 0, lng: 180 }) / Math.PI;
const radians = Math.PI / 180;
/** At depth 14 a cell is 1.2 km from south to north; a crowd closer than that stays together. */
const maxDepth = 14;

/** Upper bound in metres on the distance from the middle of a cell to any point of it: every term of the haversine at its greatest. */
function radiusM({ west, south, east, north }: Cell): number {
  const middle = ((south + north) / 2) * radians;
  const widest = south <= 0 && north >= 0 ? 0 : Math.min(Math.abs(south), Math.abs(north)) * radians;
  const h = Math.sin(((north - south) / 4) * radians) ** 2 + Math.cos(middle) * Math.cos(widest) * Math.sin(((east - west) / 4) * radians) ** 2;
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Unit vector of a place in WGS-84 degrees, taken as spherical. */
function unitVector({ lat, lng }: Place): [number, number, number] {
  const across = Math.cos(lat * radians);
  return [across * Math.cos(lng * radians), across * Math.sin(lng * radians), Math.sin(lat * radians)];
}

/** The static files of the nearest-station search, out of the stations that have a point; the same files for the same stations in any order. */
export function buildNear(
  stations: StationPoint[],
  { nearest = 10, cap = 500, reachM = 300_000, limit = 750, fineness = 5 }: NearOptions = {},
): { index: NearIndex; leaves: Map<string, EncodedLeaf> } {
  const placed = stations
    .filter(({ lat, lng }) => lat !== undefined && lng !== undefined)
    // Rounded as the reader will see them, so that the margins hold for what is in the files.
    .map((station) => ({ ...station, lat: roundDegrees(station.lat!), lng: roundDegrees(station.lng!) }))
    .sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : a.id < b.id ? -1 : 1));
  const ids = new Set(placed.map(({ id }) => id));
  if (ids.size < placed.length) throw new Error('有两个站点的编号相同');

  const xyz = new Float64Array(3 * placed.length);
  placed.forEach((place, i) => xyz.set(unitVector(place), 3 * i));
  // Room for the loops that run billions of times.
  const squares = new Float64Array(placed.length);
  const kept = new Int32Array(placed.length);
  const closest = new Float64Array(nearest);

  /** Those of the stations that can be among the nearest of some point of the cell. If one is, at a point p, then its distance from the middle is at most that of the middle's own nearest plus twice the radius, as p is within one radius. */
  function around(cell: Cell, among: Int32Array): Int32Array {
    if (among.length <= nearest) return among;
    const [x, y, z] = unitVector({ lat: (cell.south + cell.north) / 2, lng: (cell.west + cell.east) / 2 });
    closest.fill(Infinity);
    for (let i = 0; i < among.length; i++) {
      const at = 3 * among[i]!;
      const square = (xyz[at]! - x) ** 2 + (xyz[at + 1]! - y) ** 2 + (xyz[at + 2]! - z) ** 2;
      squares[i] = square;
      if (square >= closest[nearest - 1]!) continue;
      let slot = nearest - 1;
      for (; slot > 0 && closest[slot - 1]! > square; slot--) closest[slot] = closest[slot - 1]!;
      closest[slot] = square;
    }
    const angle = 2 * Math.asin(Math.min(1, Math.sqrt(closest[nearest - 1]!) / 2)) + (2 * radiusM(cell) + 2 * slackM) / earthRadiusM;
    if (angle >= Math.PI) return among;
    const farthest = (2 * Math.sin(angle / 2)) ** 2;
    let n = 0;
    for (let i = 0; i < among.length; i++) if (squares[i]! <= farthest) kept[n++] = among[i]!;
    return kept.slice(0, n);
  }

  const marks = new Uint32Array(placed.length);
  let mark = 0;
  /** As `around`, but found for the parts of the cell and put together. What a part needs the whole needs too, so each looks only among what the one above it kept. */
  function needed(cell: Cell, among: Int32Array): Int32Array {
    const candidates = around(cell, among);
    // A cell this full will be quartered in any case.
    const depth = candidates.length > 16 * cap ? 1 : fineness;
    mark++;
    const visit = (part: Cell, within: Int32Array, left: number) => {
      if (left === 0) for (const i of within) marks[i] = mark;
      else for (const quarter of quarters(part)) visit(quarter, around(quarter, within), left - 1);
    };
    visit(cell, candidates, depth);
    return candidates.filter((i) => marks[i] === mark);
  }

  // Of stations at one and the same point only the first by id can be among the nearest of anywhere: the same distance goes in
  // the order of the ids. So a crowd put at the middle of a county is a matter of its own cell alone.
  const seen = new Map<string, number>();
  const isEligible = new Uint8Array(placed.length);
  for (const i of [...placed.keys()].sort((a, b) => (placed[a]!.id < placed[b]!.id ? -1 : 1))) {
    const point = `${placed[i]!.lat},${placed[i]!.lng}`;
    const before = seen.get(point) ?? 0;
    seen.set(point, before + 1);
    isEligible[i] = before < nearest ? 1 : 0;
  }

  const bits: (0 | 1)[] = [];
  const leaves = new Map<string, EncodedLeaf>();
  const leaf = (cell: Cell, own: Int32Array, others: Int32Array, vouched: number) => {
    bits.push(0, 1, own.length ? 1 : 0);
    const rows = [...new Set([...own, ...others])].sort((a, b) => a - b);
    leaves.set(leafName(cell), { v: version, nearest: vouched, stations: encodeStations(rows.map((i) => placed[i]!)) });
  };
  function grow(cell: Cell, own: Int32Array, held: Int32Array): void {
    const size = held.length + own.filter((i) => !isEligible[i]).length;
    // A file that is all margin is as long as a file may be: there are only distant things to tell apart by cutting it up.
    if (size <= (own.length ? cap : limit)) return leaf(cell, own, held, nearest);
    const isFar = own.length === 0 && held.every((i) => distanceToCellM(placed[i]!, cell) > reachM);
    const parts = !isFar && cell.key.length < maxDepth ? quarters(cell).map((quarter) => ({ quarter, held: needed(quarter, held) })) : [];
    const helps = parts.length > 0 && (radiusM(cell) > reachM || parts.some((part) => part.held.length <= 0.9 * held.length));
    if (!helps && size <= limit) return leaf(cell, own, held, nearest);
    if (!helps && own.length === 0) return void bits.push(0, 0);
    if (parts.length === 0 || (!helps && own.length <= cap)) return leaf(cell, own, own, 0);
    bits.push(1);
    parts.forEach((part, digit) =>
      grow(
        part.quarter,
        own.filter((i) => quarterOf(cell, placed[i]!) === digit),
        part.held,
      ),
    );
  }
  const all = Int32Array.from(placed.keys());
  grow(
    world,
    all,
    all.filter((i) => isEligible[i]),
  );

  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => (bytes[i >> 3]! |= bit << (7 - (i & 7))));
  let letters = '';
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return { index: { v: version, count: placed.length, shape: btoa(letters) }, leaves };
}
