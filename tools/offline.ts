// Writes the service worker of the station pages and the search into a built site.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { root } from './setup.mjs';

/** Most bytes of data that a visitor's first look may bring along unasked, before compression; beyond it only what was read is kept. */
const mostDataBytes = 3 * 1024 * 1024;
const workerName = 'stations-worker.js';
/** A worker that takes itself and all it kept away, for a site that wants no offline pages any more. */
const farewell = `self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => self.registration.unregister())));
`;

/** The scripts and styles that a page of the site loads now or may load later, as paths in the folder. */
function assetsOf(folder: string, page: string): string[] {
  const found = new Set<string>();
  const follow = (file: string) => {
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, name] of text.matchAll(/_astro\/([\w.~@-]+\.(?:js|css))/g)) add(`_astro/${name}`);
    if (file.startsWith('_astro/')) for (const [, name] of text.matchAll(/["'`]\.\/([\w.~@-]+\.(?:js|css))["'`]/g)) add(`${dirname(file)}/${name}`);
  };
  const add = (file: string) => {
    // A basemap out of one file comes from the network in any case.
    if (found.has(file) || file.includes('/pmtiles-layer.') || !existsSync(join(folder, file))) return;
    found.add(file);
    follow(file);
  };
  follow(page);
  return [...found];
}

/** Writes into the site in `folder` the worker that says farewell, for visitors who still have one of an earlier release. */
export const writeFarewell = (folder: string) => writeFileSync(join(folder, workerName), farewell);

/** Bundles the worker for the site in `folder`, with the files it keeps; returns how many and their bytes. */
export async function writeWorker(folder: string): Promise<{ files: number; bytes: number }> {
  const pages = ['stations/index.html', 'stations/locate/index.html', 'search/index.html', ...globSync('guides/*/index.html', { cwd: folder }).map((file) => file.replaceAll('\\', '/'))];
  const data = globSync('data/{near,places,stations}/**/*.{json,csv}', { cwd: folder }).map((file) => file.replaceAll('\\', '/'));
  const size = (files: string[]) => files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  const kept = [...new Set([...pages, ...pages.flatMap((page) => assetsOf(folder, page)), ...(size(data) <= mostDataBytes ? data : []), 'data/lexicon.json', 'favicon.svg'])].sort();
  // The worker stands at the site's root, so that paths relative to it hold under any sub-path. Names in _astro carry their own hash.
  const filesToKeep = kept.map((url) => ({ url: url.replace(/index\.html$/, ''), revision: url.startsWith('_astro/') ? null : createHash('sha256').update(readFileSync(join(folder, url))).digest('hex').slice(0, 16) }));
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'error',
    define: { filesToKeep: JSON.stringify(filesToKeep), release: JSON.stringify(createHash('sha256').update(JSON.stringify(filesToKeep)).digest('hex').slice(0, 12)), 'process.env.NODE_ENV': '"production"' },
    build: { outDir: folder, emptyOutDir: false, target: 'chrome88', lib: { entry: join(root, 'src/stations-worker.ts'), formats: ['iife'], name: 'worker', fileName: () => workerName } },
  });
  return { files: kept.length, bytes: size(kept) };
}
