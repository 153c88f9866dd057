// A PMTiles v3 archive whose tiles hold our own lists of stations, and the search over it.
import { gzipSync } from 'node:zlib';
import { PMTiles, zxyToTileId } from 'pmtiles';
import { distanceToCellM } from '../src/lib/near.ts';
import { distanceM, type Place } from '../src/lib/places.ts';
import { decodeStations, encodeStations } from '../src/lib/station-files.ts';
import type { Placed } from './national-set.ts';

const zoom = 10;
const across = 2 ** zoom;
const radians = Math.PI / 180;
const column = (lng: number) => Math.min(across - 1, Math.floor(((lng + 180) / 360) * across));
const row = (lat: number) => Math.min(across - 1, Math.max(0, Math.floor(((1 - Math.asinh(Math.tan(lat * radians)) / Math.PI) / 2) * across)));
const west = (x: number) => (x / across) * 360 - 180;
const north = (y: number) => Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / across))) / radians;

type Entry = { id: number; run: number; length: number; offset: number };

/** A directory of the archive: varints by column, gzipped. */
function directory(entries: Entry[]): Buffer {
  const bytes: number[] = [];
  const varint = (n: number) => {
    for (; n > 127; n = Math.floor(n / 128)) bytes.push((n % 128) + 128);
    bytes.push(n);
  };
  varint(entries.length);
  entries.forEach(({ id }, i) => varint(id - (entries[i - 1]?.id ?? 0)));
  for (const { run } of entries) varint(run);
  for (const { length } of entries) varint(length);
  entries.forEach(({ offset }, i) => {
    const before = entries[i - 1];
    varint(before && before.offset + before.length === offset ? 0 : offset + 1);
  });
  return gzipSync(Buffer.from(bytes));
}

/** An archive with one zoom level. */
export function writePmtiles(stations: Placed[]): Buffer {
  const tiles = new Map<number, Placed[]>();
  for (const station of stations) {
    const id = zxyToTileId(zoom, column(station.lng), row(station.lat));
    const list = tiles.get(id);
    if (list) list.push(station);
    else tiles.set(id, [station]);
  }
  const bodies: Buffer[] = [];
  let offset = 0;
  const entries = [...tiles].sort(([a], [b]) => a - b).map(([id, list]) => {
    const body = gzipSync(JSON.stringify(encodeStations(list.sort((a, b) => (a.code < b.code ? -1 : 1)))));
    bodies.push(body);
    offset += body.length;
    return { id, run: 1, length: body.length, offset: offset - body.length };
  });
  const leaves: Buffer[] = [];
  const root: Entry[] = [];
  let leafOffset = 0;
  for (let i = 0; i < entries.length; i += 2048) {
    const leaf = directory(entries.slice(i, i + 2048));
    root.push({ id: entries[i]!.id, run: 0, length: leaf.length, offset: leafOffset });
    leaves.push(leaf);
    leafOffset += leaf.length;
  }
  const rootDirectory = directory(root);
  const metadata = gzipSync('{}');
  const header = Buffer.alloc(127);
  header.write('PMTiles');
  header[7] = 3;
  const places = [127, rootDirectory.length, 127 + rootDirectory.length, metadata.length, 127 + rootDirectory.length + metadata.length, leafOffset, 127 + rootDirectory.length + metadata.length + leafOffset, offset];
  [...places, entries.length, entries.length, entries.length].forEach((n, i) => header.writeBigUInt64LE(BigInt(n), 8 + 8 * i));
  header.set([1, 2, 2, 0, zoom, zoom], 96); // clustered; directories and tiles in gzip; a type of our own
  [-180, -85, 180, 85].forEach((edge, i) => header.writeInt32LE(edge * 1e7, 102 + 4 * i));
  return Buffer.concat([header, rootDirectory, metadata, ...leaves, ...bodies]);
}

/** The ids of the ten nearest: tiles ring by ring, while any of them can hold one that is nearer. */
export async function nearestInPmtiles(url: string, from: Place): Promise<string[]> {
  const archive = new PMTiles(url);
  let found: { id: string; distanceM: number }[] = [];
  const [x0, y0] = [column(from.lng), row(from.lat)];
  for (let ring = 0; ; ring++) {
    const tiles: { x: number; y: number; leastM: number }[] = [];
    for (let x = x0 - ring; x <= x0 + ring; x++)
      for (let y = y0 - ring; y <= y0 + ring; y++)
        if (Math.max(Math.abs(x - x0), Math.abs(y - y0)) === ring && x >= 0 && y >= 0 && x < across && y < across)
          tiles.push({ x, y, leastM: distanceToCellM(from, { key: '', west: west(x), south: north(y + 1), east: west(x + 1), north: north(y) }) });
    tiles.sort((a, b) => a.leastM - b.leastM);
    if (found.length === 10 && tiles.every(({ leastM }) => leastM > found[9]!.distanceM)) return found.map(({ id }) => id);
    for (const { x, y, leastM } of tiles) {
      if (found.length === 10 && leastM > found[9]!.distanceM) break;
      const tile = await archive.getZxy(zoom, x, y);
      if (!tile) continue;
      const stations = decodeStations(JSON.parse(new TextDecoder().decode(tile.data))) as Placed[];
      found = [...found, ...stations.map((station) => ({ id: station.id, distanceM: distanceM(from, station) }))].sort((a, b) => a.distanceM - b.distanceM || (a.id < b.id ? -1 : 1)).slice(0, 10);
    }
  }
}
