// Saves a region on the device; used in the browser.
import { workerAddress } from './late-parts.ts';
import { hashOf, keptHeaders, listVersion, switchName, workerName, type OfflineIndex, type RegionFiles, type SavedRegion } from './offline-files.ts';
import { beginRegion, completeRegion, dropCaches, saveFile, savedHashes } from './offline-store.ts';

/** Why a region was not saved: no network, the device is full, the site changes just now, the operator has switched it off, the browser cannot, something else is being saved, or the visitor has stopped it. */
export type Hindrance = 'network' | 'full' | 'moved' | 'off' | 'unable' | 'busy' | 'cancelled';
export class NotSaved extends Error {
  readonly why: Hindrance;
  constructor(why: Hindrance) {
    super(why);
    this.why = why;
  }
}
export type Progress = { /** Bytes over the network that the files on the device stand for. */ bytes: number; of: number };

const atOnce = 4;
const patienceMs = 30_000;

/** True where pages may be kept at all: a secure address, and storage that is not blocked. */
export async function canSave(): Promise<boolean> {
  try {
    return 'serviceWorker' in navigator && 'caches' in window && (await caches.keys()) !== undefined;
  } catch {
    return false;
  }
}

async function fetchJson<T extends { v: number }>(address: string, signal?: AbortSignal): Promise<T> {
  const response = await fetchInTime(address, 'no-cache', signal);
  const value = response.ok ? ((await response.json().catch(() => undefined)) as T | undefined) : undefined;
  // A newer form of the lists, or none: this page is of another release.
  if (value?.v !== listVersion) throw new NotSaved(response.status >= 500 ? 'network' : 'moved');
  return value;
}
/** What regions there are in the release that stands on the server now, with their bytes. */
export const offlineIndex = (scope: string, signal?: AbortSignal) => fetchJson<OfflineIndex>(`${scope}offline/index.json`, signal);
/** The files of one region in that release. */
export const regionFiles = (scope: string, id: string, signal?: AbortSignal) => fetchJson<RegionFiles>(`${scope}offline/${id}.json`, signal);

/** Saves a region at `scope`, going on from what is on the device already; rejects with NotSaved. Only whole regions count as saved. */
export async function saveRegion(scope: string, id: string, signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<SavedRegion> {
  const save = async () => {
    try {
      return await saveAll(scope, id, signal, onProgress);
    } catch (error) {
      if (signal.aborted) throw new NotSaved('cancelled');
      if (error instanceof NotSaved) throw error;
      throw new NotSaved((error as Error).name === 'QuotaExceededError' ? 'full' : 'unable');
    }
  };
  return alone(scope, save);
}

/** Does what changes the saved regions at `scope`; rejects with NotSaved when something else does so just then: what saves and what sweeps at once would take each other's files. */
export async function alone<T>(scope: string, work: () => Promise<T>): Promise<T> {
  if (!navigator.locks) return work();
  return navigator.locks.request(`rongji-offline-${scope}`, { ifAvailable: true }, (lock) => {
    if (!lock) throw new NotSaved('busy');
    return work();
  });
}

async function saveAll(scope: string, id: string, signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<SavedRegion> {
  if (await heedSwitch(scope, signal)) throw new NotSaved('off');
  // So that the browser does not clear it when space gets short; where it will not promise, or asks the visitor and gets no answer, saving works as well.
  void navigator.storage?.persist?.().catch(() => false);
  let list = await regionFiles(scope, id, signal);
  for (let attempt = 0; ; attempt++) {
    try {
      const region = await saveList(scope, list, signal, onProgress);
      await startWorker(scope, signal);
      if (signal.aborted) throw new NotSaved('cancelled');
      // The browser may have cleared some of it meanwhile.
      if (!(await completeRegion(scope, region))) throw new NotSaved('full');
      return region;
    } catch (error) {
      if (!(error instanceof NotSaved) || error.why !== 'moved') throw error;
      // A new release came in between: once more, with its list; what has not changed is on the device.
      const newer = await regionFiles(scope, id, signal);
      if (attempt > 0 || newer.release === list.release) throw error;
      list = newer;
    }
  }
}

async function saveList(scope: string, list: RegionFiles, signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<SavedRegion> {
  const { id, title, release, digest, count, bytes, stored, files } = list;
  const region: SavedRegion = { id, title, release, digest, count, bytes, stored, saved: new Date().toISOString(), files: Object.fromEntries(files.map(([path, hash]) => [path, hash])) };
  await beginRegion(scope, region);
  const there = await savedHashes(scope);
  const missing = files.filter(([, hash]) => !there.has(hash));
  if (missing.length === files.length) await mindSpace(stored);
  let done = bytes - missing.reduce((sum, [, , size]) => sum + size, 0);
  onProgress({ bytes: done, of: bytes });
  // One that fails stops the others.
  const stop = new AbortController();
  const stopAll = () => stop.abort();
  signal.addEventListener('abort', stopAll);
  // Whoever stopped while the device was being asked is not told again.
  if (signal.aborted) stopAll();
  const work = async () => {
    for (let next = missing.shift(); next && !stop.signal.aborted; next = missing.shift()) {
      const [path, hash, size] = next;
      const file = await take(scope + path, hash, stop.signal);
      await saveFile(scope, hash, file.bytes, file.headers);
      onProgress({ bytes: (done += size), of: bytes });
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, () => work().catch((error: unknown) => {
      stopAll();
      throw error;
    })));
  } finally {
    signal.removeEventListener('abort', stopAll);
  }
  if (signal.aborted) throw new NotSaved('cancelled');
  return { ...region, saved: new Date().toISOString() };
}

/** The bytes with a hash: from another cache of the site, or the network. */
async function take(address: string, hash: string, signal: AbortSignal): Promise<{ bytes: ArrayBuffer; headers: Record<string, string> }> {
  const held = await caches.match(address, { ignoreSearch: true });
  // The worker of another release answers some of what it is asked with an error; it is not asked with "reload".
  const byWorker = () => fetchInTime(address, 'default', signal).catch(() => undefined);
  for (const ask of [...(held ? [async () => held] : []), byWorker, () => fetchInTime(address, 'reload', signal)]) {
    const response = await ask();
    if (!response) continue;
    if (response.status >= 500) throw new NotSaved('network');
    if (!response.ok) continue;
    const bytes = await response.arrayBuffer();
    if ((await hashOf(bytes)) === hash) return { bytes, headers: keptHeaders(response.headers) };
  }
  throw new NotSaved('moved');
}

/** A response with its whole body; rejects with NotSaved when the signal says so, or when nothing comes for so long. A slow network takes longer for a large file than any limit for the whole of it. */
async function fetchInTime(address: string, cache: RequestCache, signal?: AbortSignal): Promise<Response> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  let timer = setTimeout(abort, patienceMs);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  try {
    const { body, status, headers } = await fetch(address, { cache, signal: stop.signal });
    const parts: Uint8Array<ArrayBuffer>[] = [];
    const reader = body?.getReader();
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
      parts.push(next.value);
      clearTimeout(timer);
      timer = setTimeout(abort, patienceMs);
    }
    return new Response(new Blob(parts), { status, headers });
  } catch {
    throw new NotSaved('network');
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** Rejects when the browser says beforehand that so many bytes do not fit. */
async function mindSpace(bytes: number): Promise<void> {
  const { quota, usage } = (await navigator.storage?.estimate?.().catch(() => undefined)) ?? {};
  if (quota !== undefined && quota - (usage ?? 0) < bytes) throw new NotSaved('full');
}

/** Says whether the operator has switched it off, and then takes away what is on the device: where a saving never came to its end there is no worker that would. */
export async function heedSwitch(scope: string, signal?: AbortSignal): Promise<boolean> {
  const response = await fetchInTime(scope + switchName, 'no-store', signal).catch(() => undefined);
  const value = response?.ok ? ((await response.json().catch(() => undefined)) as { off?: unknown } | undefined) : undefined;
  if (value?.off !== true) return false;
  await dropCaches(scope);
  return true;
}

/** Without a worker nothing of what was saved would be read. One that is there already, of whichever release, will do. */
async function startWorker(scope: string, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw new NotSaved('cancelled');
  const aborted = new Promise<never>((_, stop) => signal.addEventListener('abort', () => stop(new NotSaved('cancelled'))));
  // A worker that does not install says why; the message may come after its end.
  let say!: (why: Hindrance) => void;
  const said = new Promise<Hindrance>((resolve) => (say = resolve));
  const listen = ({ data }: MessageEvent<{ notInstalled?: string } | undefined>) => {
    if (data?.notInstalled) say(data.notInstalled === 'QuotaExceededError' ? 'full' : data.notInstalled === 'TypeError' ? 'network' : 'moved');
  };
  navigator.serviceWorker.addEventListener('message', listen);
  try {
    await Promise.race([aborted, installWorker(scope, said)]);
  } finally {
    navigator.serviceWorker.removeEventListener('message', listen);
  }
}
async function installWorker(scope: string, said: Promise<Hindrance>): Promise<void> {
  const registration = await navigator.serviceWorker.register(workerAddress(scope, workerName), { scope }).catch(() => {
    throw new NotSaved(navigator.onLine ? 'unable' : 'network');
  });
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  if (!worker) throw new NotSaved('unable');
  await new Promise<void>((active, failed) => {
    const look = () => {
      if (worker.state === 'activated') active();
      if (worker.state === 'redundant') void Promise.race([said, new Promise<Hindrance>((late) => setTimeout(late, 3000, 'moved'))]).then((why) => failed(new NotSaved(why)));
    };
    worker.addEventListener('statechange', look);
    look();
  });
}

