/// <reference lib="webworker" />
// Keeps the finder, the guides and the search page, what was read, and the regions that visitors saved, for when there is no network. tools/offline.ts bundles it with the list of the release.
//
// With a network, pages come from it: what the operator publishes is what visitors get, and a bad release is undone by publishing the one before. Without one, a page comes from what is on the device, and its data from the same release; files named by their content belong to any.
import { clientsClaim } from 'workbox-core';
import type { WorkboxPlugin } from 'workbox-core';
import { PrecacheController } from 'workbox-precaching';
import { cacheNames, filesList, hashOf, isCacheOf, keptHeaders, namedByContent, switchName, type FileHashes, type ReleaseFiles } from './lib/offline-files.ts';
import { dropCaches, savedFile, savedRegions } from './lib/offline-store.ts';

declare const self: ServiceWorkerGlobalScope;
/** The files that every device with the worker keeps. */
declare const shell: FileHashes;
declare const release: string;

const { scope } = self.registration;
const names = cacheNames(scope);
const read = names.read(release);
const ofShell = new Map(Object.entries(shell));
const lostPage = 'offline/';
/** A page of another release than the worker that came from the network. */
const elsewhere = 'elsewhere';
const patienceMs = 4000;
const mostRead = 300;
/** What a server says that cannot answer; other codes say something of their own. */
const failing = [500, 502, 503, 504];
let off = false;

const checked: WorkboxPlugin = {
  // What a visitor saved need not come again.
  cachedResponseWillBeUsed: async ({ cachedResponse, cacheName, request, event }) => {
    if (cachedResponse || event.type !== 'install') return cachedResponse;
    const saved = await savedFile(scope, ofShell.get(pathOf(request.url)!)!);
    if (saved) await (await caches.open(cacheName)).put(request, saved.clone());
    return saved;
  },
  // While a release is being published the server may have files of two.
  fetchDidSucceed: async ({ request, response }) => {
    if (response.ok && (await hashOf(await response.clone().arrayBuffer())) !== ofShell.get(pathOf(request.url)!)) throw new Error(`${request.url} is of another release`);
    return response;
  },
};
const precache = new PrecacheController({ plugins: [checked], fallbackToNetwork: false });
precache.addToCacheList(Object.entries(shell).map(([path, hash]) => ({ url: scope + path, revision: namedByContent(path) ? null : hash })));
// The first visit counts already. Without skipWaiting a new release takes over only when the last page of the old one is closed.
clientsClaim();

self.addEventListener('install', (event) => {
  event.waitUntil(install(event));
});
self.addEventListener('activate', (event) => {
  event.waitUntil(precache.activate(event));
  event.waitUntil(takeOver().catch(() => undefined));
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const path = pathOf(request.url);
  // The editor is no page to be kept.
  if (off || path === undefined || path.startsWith('admin/') || request.method !== 'GET' || request.cache === 'reload') return;
  const answer = request.mode === 'navigate' ? openPage(event, path) : namedByContent(path) ? namedFile(event, path) : ofShell.has(path) || /^data\/.+\.(json|csv)$/.test(path) ? dataFile(event, path) : undefined;
  if (!answer) return;
  // Whatever is wrong in here must lock nobody out.
  event.respondWith(answer.catch(() => fetch(request)));
  if (request.mode === 'navigate') event.waitUntil(heedSwitch());
});

async function install(event: ExtendableEvent): Promise<void> {
  if (await isOff()) throw new Error('switched off');
  try {
    await precache.install(event);
  } catch (error) {
    // The page sees only that it did not install.
    for (const client of await self.clients.matchAll({ includeUncontrolled: true })) client.postMessage({ notInstalled: (error as Error).name });
    throw error;
  }
}

/** The path under the site's base, without query and fragment. */
function pathOf(address: string): string | undefined {
  const { origin, pathname } = new URL(address);
  const path = origin + pathname;
  return path.startsWith(scope) ? path.slice(scope.length).replace(/(^|\/)index\.html$/, '$1') : undefined;
}

type Kept = { response: Response; of: string };

const inShell = async (path: string): Promise<Response | undefined> => (ofShell.has(path) && !off ? precache.matchPrecache(scope + path) : undefined);
const inRead = async (path: string): Promise<Response | undefined> => ((await caches.has(read)) ? (await caches.open(read)).match(scope + path) : undefined);
/** A file that was saved with a region, of the release asked for; otherwise of the worker's, or of the region saved last. */
async function inSaved(path: string, of?: string): Promise<Kept | undefined> {
  const regions = (await savedRegions(scope)).filter((region) => region.files[path] !== undefined && (of === undefined || region.release === of));
  for (const region of [...regions.filter((one) => one.release === release), ...regions]) {
    const response = await savedFile(scope, region.files[path]!);
    if (response) return { response, of: region.release };
  }
  return undefined;
}
/** A page that is on the device: what the visitor saved comes first, so that one stays within it. */
async function keptPage(path: string): Promise<Kept | undefined> {
  const saved = await inSaved(path);
  if (saved) return saved;
  const response = (await inShell(path)) ?? (await inRead(path));
  return response && { response, of: release };
}

const listIn = async (response: Response) => new Map(Object.entries(((await response.json()) as ReleaseFiles).files));
let listed: Promise<ReadonlyMap<string, string>> | undefined;
/** What belongs to the worker's release. */
const files = (): Promise<ReadonlyMap<string, string>> => (listed ??= inShell(filesList).then((response) => (response ? listIn(response) : ofShell)));

/** Releases of open pages that are not the worker's, also on the device, as a worker is ended whenever it has nothing to do. */
const releases = new Map<string, Promise<string>>();
function setRelease(event: FetchEvent, of: Promise<string>) {
  const id = event.resultingClientId;
  if (!id) return;
  releases.set(id, of);
  event.waitUntil(of.then(async (known) => known !== release && !off && (await caches.open(names.clients)).put(`${scope}offline/client/${id}`, new Response(known))).catch(() => undefined));
}
async function releaseOf(id: string): Promise<string> {
  const known = releases.get(id);
  if (known) return known;
  if (!(await caches.has(names.clients))) return release;
  return (await (await caches.open(names.clients)).match(`${scope}offline/client/${id}`))?.text() ?? release;
}

async function openPage(event: FetchEvent, path: string): Promise<Response> {
  const network = fetch(event.request).catch(() => undefined);
  const first = await Promise.race([network, new Promise<undefined>((late) => setTimeout(late, patienceMs))]);
  if (!first || failing.includes(first.status)) {
    const kept = (await keptPage(path)) ?? (path.endsWith('/') ? undefined : await keptPage(`${path}/`));
    if (kept) {
      setRelease(event, Promise.resolve(kept.of));
      return kept.response;
    }
  }
  const response = first ?? (await network);
  if (response) {
    // A copy is read beside the page, so that it is not held up. After a redirect the browser asks again.
    if (response.type !== 'opaqueredirect') setRelease(event, response.ok ? keep(path, response.clone()).then((ours) => (ours ? release : elsewhere)) : Promise.resolve(elsewhere));
    return response;
  }
  const lost = await keptPage(lostPage);
  if (lost) setRelease(event, Promise.resolve(lost.of));
  return lost?.response ?? Response.error();
}

/** Keeps a response in what was read if it is of the worker's release, and says whether it is. */
async function keep(path: string, response: Response): Promise<boolean> {
  const hash = (await files()).get(path);
  if (hash === undefined) return false;
  const bytes = await response.arrayBuffer();
  if ((await hashOf(bytes)) !== hash) return false;
  // Switched off meanwhile: opening a cache would make it anew.
  if (ofShell.has(path) || off) return true;
  try {
    const cache = await caches.open(read);
    await cache.put(scope + path, new Response(bytes, { headers: keptHeaders(response.headers) }));
    // Files of the search are bounded by the release; many small ones would drive out the pages.
    const pages = (await cache.keys()).filter(({ url }) => url.endsWith('/'));
    await Promise.all(pages.slice(0, Math.max(0, pages.length - mostRead)).map((request) => cache.delete(request)));
  } catch {
    // A full device reads as well.
  }
  return true;
}

const gone = new Set<string>();
async function namedFile(event: FetchEvent, path: string): Promise<Response> {
  const kept = (await inShell(path)) ?? (await inSaved(path))?.response ?? (await inRead(path));
  if (kept) return kept;
  const response = await fetch(event.request);
  if (response.ok) event.waitUntil(keep(path, response.clone()));
  // The server has a newer index and no longer this one; the page then asks for the list of the newer.
  else if (response.status === 404 && path.startsWith('search/')) gone.add(path.split('/')[2]!);
  return response;
}

async function dataFile(event: FetchEvent, path: string): Promise<Response> {
  const of = await releaseOf(event.clientId);
  if (of === elsewhere) return fetch(event.request);
  const kept = of === release ? ((await inShell(path)) ?? (await inSaved(path, of))?.response ?? (await inRead(path))) : (await inSaved(path, of))?.response;
  if (kept && !(path === 'search/index/manifest.json' && gone.has(((await kept.clone().json()) as { folder: string }).folder))) return kept;
  const response = await fetch(event.request);
  if (kept || !response.ok) return response;
  // Data of another release than the page would be misread; the page says that it has none.
  if (of !== release) {
    const list = (await inSaved(filesList, of))?.response;
    return list && (await listIn(list)).get(path) === (await hashOf(await response.clone().arrayBuffer())) ? response : Response.error();
  }
  return !(await files()).has(path) || (await keep(path, response.clone())) ? response : Response.error();
}

/** Carries over what was read and has not changed; the rest of the old release goes. */
async function takeOver(): Promise<void> {
  const now = await files();
  for (const name of await caches.keys()) {
    if (!isCacheOf(name, scope) || !name.startsWith('rongji-read-') || name === read) continue;
    const old = await caches.open(name);
    for (const request of await old.keys()) {
      const path = pathOf(request.url)!;
      const response = (await old.match(request))!;
      if (now.has(path) && !ofShell.has(path)) await keep(path, response);
    }
    await caches.delete(name);
  }
  await caches.delete(names.clients);
}

async function isOff(): Promise<boolean> {
  try {
    const response = await fetch(scope + switchName, { cache: 'no-store' });
    return response.ok && ((await response.json()) as { off?: unknown }).off === true;
  } catch {
    return false;
  }
}
async function heedSwitch(): Promise<void> {
  if (!(await isOff())) return;
  off = true;
  await dropCaches(scope);
  await self.registration.unregister();
  // What was under way when the switch was seen has come to its end.
  await dropCaches(scope);
}
