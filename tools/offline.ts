// Writes into a built site what visitors keep on their devices: the service worker, and the lists of what a region takes.
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { build } from 'vite';
import type { Content } from '../src/lib/content.ts';
import { divisionChain, divisionPrefix } from '../src/lib/divisions.ts';
import { filesList, isCacheOf, listVersion, shortHash, workerName, type FileHashes, type OfflineIndex, type RegionFiles, type ReleaseFiles } from '../src/lib/offline-files.ts';
import { root } from './setup.mjs';

/** Most bytes of data that a visitor's first look may bring along unasked, before compression; beyond it only what was read or saved is kept. */
const mostDataBytes = 3 * 1024 * 1024;
/** A worker that takes itself away, and the caches of which `ours` holds. Others may have caches on the same host. */
const farewell = (ours: string) => `const isCacheOf = ${isCacheOf};
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => ${ours}).map((name) => caches.delete(name)))).then(() => self.registration.unregister())));
`;
/** Says on which day it was built, and so changes without any news. */
const coverage = 'stations/coverage/';
const compress = promisify(gzip);
/** Compressed sizes by hash: most files of a release are those of the last. */
const sizes = new Map<string, Promise<number>>();

/** The site in a folder as addresses: "regions/zherong/" is regions/zherong/index.html. */
const fileOf = (path: string) => (path === '' || path.endsWith('/') ? `${path}index.html` : path);
const pathOf = (file: string) => file.replaceAll('\\', '/').replace(/(^|\/)index\.html$/, '$1');
const found = (folder: string, ...patterns: string[]) => globSync(patterns, { cwd: folder }).map(pathOf).sort();
const hashOf = (bytes: Uint8Array) => {
  const digest = createHash('sha256').update(bytes).digest();
  return shortHash(digest.buffer.slice(digest.byteOffset, digest.byteOffset + digest.length) as ArrayBuffer);
};
const digestOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);

/** Finds the scripts and styles that a page of the site in `folder` loads now or may load later. */
function assetFinder(folder: string): (page: string) => Iterable<string> {
  const named = new Map<string, string[]>();
  const namedIn = (path: string): string[] => {
    const known = named.get(path);
    if (known) return known;
    const text = readFileSync(join(folder, fileOf(path)), 'utf8');
    const names = [...text.matchAll(/_astro\/([\w.~@-]+\.(?:js|css))/g)].map(([, name]) => `_astro/${name}`);
    if (path.startsWith('_astro/')) for (const [, name] of text.matchAll(/["'`]\.\/([\w.~@-]+\.(?:js|css))["'`]/g)) names.push(`${dirname(path)}/${name}`);
    // A basemap out of one file comes from the network in any case.
    const there = [...new Set(names)].filter((name) => !name.includes('/pmtiles-layer.') && existsSync(join(folder, name)));
    named.set(path, there);
    return there;
  };
  return (page) => {
    const all = new Set<string>();
    const follow = (path: string) => {
      for (const name of namedIn(path)) {
        if (all.has(name)) continue;
        all.add(name);
        follow(name);
      }
    };
    follow(page);
    return all;
  };
}

/** What every device with the worker keeps of the site in `folder`: the finder, the guides, the page of what is kept, the search page. */
function shellOf(folder: string, assetsOf: ReturnType<typeof assetFinder>): string[] {
  const pages = ['stations/', 'stations/locate/', 'search/', 'offline/', ...found(folder, 'guides/*/index.html')].filter((page) => existsSync(join(folder, fileOf(page))));
  const data = found(folder, 'data/{near,places,stations}/**/*.{json,csv}');
  const few = data.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0) <= mostDataBytes;
  return [...new Set([...pages, ...pages.flatMap((page) => [...assetsOf(page)]), ...(few ? data : []), 'data/lexicon.json', 'search/index/manifest.json', 'favicon.svg'])].sort();
}

/** What a region takes beside the shell: everything that is its own or that its page leads to, what belongs to no region, the sources that these pages cite, and the search. */
function filesOfRegion(folder: string, content: Content, id: string, assetsOf: ReturnType<typeof assetFinder>): string[] {
  const region = content.entries.find((entry) => entry.kind === 'regions' && entry.id === id)!;
  const prefix = divisionPrefix(region.data['code']);
  const own = content.entries.filter(({ data }) => data['region'] === id).map(({ kind, id }) => `${kind}/${id}`);
  const stations = new Set(content.stations.filter(({ data }) => data.code.startsWith(prefix)).map(({ data }) => data.id));
  const above = divisionChain(region.data['code']);
  // Its page may lead to what another region does.
  const led = [...readFileSync(join(folder, fileOf(`regions/${id}/`)), 'utf8').matchAll(/href="[^"]*?\/((?:veterans|memorials|heritage|practices|guides|observances)\/[a-z0-9-]+\/)[#"]/g)].map(([, path]) => path!);
  const pages = [
    '', 'about/', 'accessibility/', 'timeline/', 'visits/', 'visits/pack/', coverage, `regions/${id}/`, ...own.map((path) => `${path}/`), ...led,
    // Lists of a kind, and what is the same everywhere.
    ...found(folder, '{regions,veterans,memorials,heritage,practices,guides,observances,sources}/index.html', 'observances/*/index.html'),
    ...found(folder, 'stations/area/*/index.html').filter((path) => path.startsWith(`stations/area/${prefix}`) || above.some((code) => path === `stations/area/${code}/`)),
    ...found(folder, 'stations/*/index.html').filter((path) => stations.has(path.split('/')[1]!)),
    ...found(folder, 'visits/sheets/*/index.html').filter((path) => own.includes(path.split('/')[2]!.replace('-', '/'))),
    ...content.visits.filter(({ data }) => data.region === id).map(({ id }) => `visits/${id}/`),
  ].filter((path) => existsSync(join(folder, fileOf(path))));
  // Lists of everything name every source; those of other regions are not asked for.
  const telling = [...pages.filter((page) => page.split('/').length > 2), ...found(folder, 'guides/*/index.html')];
  const cited = telling.flatMap((page) => [...readFileSync(join(folder, fileOf(page)), 'utf8').matchAll(/href="[^"]*?\/(sources\/[a-z0-9-]+\/)[#"]/g)].map(([, path]) => path!));
  const sources = [...new Set(cited)].filter((path) => existsSync(join(folder, fileOf(path))));
  const all = [...new Set([...pages, ...sources])];
  return [...new Set([...shellOf(folder, assetsOf), ...all, ...all.flatMap((page) => [...assetsOf(page)]), ...regionData(folder, region.data['code'], prefix), 'data/visit-sites.json', ...found(folder, 'search/index/**/*.json')])].sort();
}

/** The directory of a region: places of all, since the finder reads them before anything, and stations of its counties. */
function regionData(folder: string, code: string, prefix: string): string[] {
  return found(folder, 'data/places/*.json', 'data/near/*.json', 'data/stations/*.{json,csv}').filter((path) => {
    const [, kind, name] = path.split('/');
    return kind !== 'stations' || name!.startsWith(prefix) || name!.startsWith(code);
  });
}

/** Writes into the site in `folder` the worker that says farewell, for visitors who still have one of an earlier release. */
export const writeFarewell = (folder: string) => writeFileSync(join(folder, workerName), farewell('isCacheOf(name, self.registration.scope)'));
/** The same for the worker under its former name, which else would stay on devices for ever; what visitors saved since is not its. */
export const writeFormerFarewell = (folder: string) => writeFileSync(join(folder, 'stations-worker.js'), farewell("name.startsWith('stations-read-') || (isCacheOf(name, self.registration.scope) && !name.startsWith('rongji-'))"));

/** Writes worker and lists into the site in `folder`; returns the shell's and each region's files and bytes, as they come over the network with gzip. */
export async function writeOffline(folder: string, content: Content): Promise<{ release: string; shell: { count: number; bytes: number }; regions: OfflineIndex['regions'] }> {
  const assetsOf = assetFinder(folder);
  // The open data are for whoever takes them away; no page reads them.
  const kept = found(folder, '**/*.html', '_astro/*.{js,css}', 'data/{near,places,stations}/**/*.{json,csv}', 'data/{lexicon,visit-sites}.json', 'data/stations.csv', 'search/index/**/*.json', 'favicon.svg');
  const files: FileHashes = Object.fromEntries(kept.map((path) => [path, hashOf(readFileSync(join(folder, fileOf(path))))]));
  const release = digestOf(files);
  const write = (name: string, value: unknown) => {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), JSON.stringify(value));
  };
  write(filesList, { release, files } satisfies ReleaseFiles);
  /** Bytes over the network with gzip: not every host has Brotli, and nobody is to get more than was said. */
  const sent = (path: string): Promise<number> => {
    const bytes = readFileSync(join(folder, fileOf(path)));
    const hash = hashOf(bytes);
    const known = sizes.get(hash) ?? compress(bytes).then(({ length }) => length);
    sizes.set(hash, known);
    return known;
  };
  const total = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0);
  const shellFiles = [...shellOf(folder, assetsOf), filesList];
  const onDevice = (paths: string[]) => total(paths.map((path) => statSync(join(folder, fileOf(path))).size));
  // The worker stands at the site's root, so that paths relative to it hold under any sub-path.
  const shell = Object.fromEntries(shellFiles.map((path) => [path, files[path] ?? hashOf(readFileSync(join(folder, path)))]));
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'error',
    define: { shell: JSON.stringify(shell), release: JSON.stringify(release), 'process.env.NODE_ENV': '"production"' },
    build: { outDir: folder, emptyOutDir: false, target: 'chrome88', lib: { entry: join(root, 'src/offline-worker.ts'), formats: ['iife'], name: 'worker', fileName: () => workerName } },
  });
  const regions: OfflineIndex['regions'] = [];
  const ids = content.entries.filter(({ kind, id }) => kind === 'regions' && files[`regions/${id}/`] !== undefined).sort((a, b) => a.data['order'] - b.data['order']);
  for (const { id, data } of ids) {
    const own = [...filesOfRegion(folder, content, id, assetsOf), filesList];
    const rows = await Promise.all(own.map(async (path): Promise<RegionFiles['files'][number]> => [path, shell[path] ?? files[path]!, await sent(path)]));
    // The worker keeps the shell a second time: it stays when the region goes.
    const extent = { id, title: data['title'] as string, digest: digestOf(rows.flatMap(([path, hash]) => (path === filesList || path === coverage ? [] : [path, hash]))), count: rows.length, bytes: total(rows.map(([, , bytes]) => bytes)) + (await sent(workerName)), stored: onDevice(own) + onDevice(shellFiles) };
    write(`offline/${id}.json`, { v: listVersion, release, ...extent, files: rows } satisfies RegionFiles);
    regions.push(extent);
  }
  write('offline/index.json', { v: listVersion, release, regions } satisfies OfflineIndex);
  return { release, shell: { count: shellFiles.length, bytes: total(await Promise.all(shellFiles.map(sent))) }, regions };
}
