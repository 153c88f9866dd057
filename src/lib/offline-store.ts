// What visitors saved on the device, in the browser's Cache storage; used in pages and in the worker. Files lie there once under their hash, however many regions and releases have them, and a region is saved when its record is: a single write.
import { cacheNames, isCacheOf, type SavedRegion } from './offline-files.ts';

const fileAt = (scope: string, hash: string) => `${scope}offline/file/${hash}`;
const recordAt = (scope: string, id: string) => `${scope}offline/saved/${id}`;
const begunAt = (scope: string, id: string) => `${scope}offline/begun/${id}`;
const open = (scope: string) => caches.open(cacheNames(scope).saved);
/** Opening a cache that is not there would make it. */
const isThere = (scope: string) => caches.has(cacheNames(scope).saved);
const asJson = (value: unknown) => new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json' } });

async function records(scope: string, at: string): Promise<SavedRegion[]> {
  if (!(await isThere(scope))) return [];
  const store = await open(scope);
  const requests = (await store.keys()).filter(({ url }) => url.startsWith(at));
  const found = await Promise.all(requests.map(async (request) => (await store.match(request))?.json() as Promise<SavedRegion> | undefined));
  return found.filter((one) => one !== undefined);
}

/** The regions saved whole, the latest first. */
export const savedRegions = async (scope: string) => (await records(scope, recordAt(scope, ''))).sort((a, b) => (a.saved < b.saved ? 1 : -1));

/** The regions whose saving was begun and not ended. */
export const begunRegions = (scope: string) => records(scope, begunAt(scope, ''));

/** A saved file by its hash. */
export const savedFile = async (scope: string, hash: string): Promise<Response | undefined> => ((await isThere(scope)) ? (await open(scope)).match(fileAt(scope, hash)) : undefined);

/** Hashes of the files on the device. */
export async function savedHashes(scope: string): Promise<Set<string>> {
  const at = fileAt(scope, '');
  if (!(await isThere(scope))) return new Set();
  return new Set((await (await open(scope)).keys()).flatMap(({ url }) => (url.startsWith(at) ? [url.slice(at.length)] : [])));
}

/** Saves bytes whose hash was checked; rejects with QuotaExceededError when the device is full. */
export const saveFile = async (scope: string, hash: string, bytes: ArrayBuffer, headers: Record<string, string>): Promise<void> => (await open(scope)).put(fileAt(scope, hash), new Response(bytes, { headers }));

/** Notes that saving a region has begun; its files are then kept until it is ended or given up. */
export const beginRegion = async (scope: string, region: SavedRegion): Promise<void> => (await open(scope)).put(begunAt(scope, region.id), asJson(region));

/** Makes a region saved, if all its files are there: from here on it is used, and what only its former release had is gone. */
export async function completeRegion(scope: string, region: SavedRegion): Promise<boolean> {
  const there = await savedHashes(scope);
  if (Object.values(region.files).some((hash) => !there.has(hash))) return false;
  const store = await open(scope);
  await store.put(recordAt(scope, region.id), asJson(region));
  await store.delete(begunAt(scope, region.id));
  await sweep(scope);
  return true;
}

/** Gives up what was begun; a release of the region that was saved before stays. */
export async function giveUpRegion(scope: string, id: string): Promise<void> {
  await (await open(scope)).delete(begunAt(scope, id));
  await sweep(scope);
}

/** Removes a region, begun or saved; files that other saved regions have stay. */
export async function removeRegion(scope: string, id: string): Promise<void> {
  await (await open(scope)).delete(recordAt(scope, id));
  await giveUpRegion(scope, id);
}

/** Takes away all that the site at `scope` keeps on the device. */
export async function dropCaches(scope: string): Promise<void> {
  await Promise.all((await caches.keys()).filter((name) => isCacheOf(name, scope)).map((name) => caches.delete(name)));
}

async function sweep(scope: string): Promise<void> {
  const used = new Set([...(await savedRegions(scope)), ...(await begunRegions(scope))].flatMap(({ files }) => Object.values(files)));
  if (used.size === 0) return void (await caches.delete(cacheNames(scope).saved));
  const store = await open(scope);
  for (const hash of await savedHashes(scope)) if (!used.has(hash)) await store.delete(fileAt(scope, hash));
}
