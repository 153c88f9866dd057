// What the build, the worker and the pages agree on: the lists under offline/, and where a device keeps what it saved.

/** The files of a release: path under the site's base ("" is the home page, pages end in a slash) → hash of the bytes. */
export type FileHashes = Record<string, string>;
/** offline/files.json: what belongs to a release, so that nothing else is kept as part of it. */
export type ReleaseFiles = { release: string; files: FileHashes };
/** What a region takes: files, bytes as they come over the network with gzip (with Brotli it is less), and as the device keeps them, with what the worker keeps. */
export type Extent = { id: string; title: string; /** Changes with any of the files. */ digest: string; count: number; bytes: number; stored: number };
/** offline/index.json. */
export type OfflineIndex = { v: typeof listVersion; release: string; regions: Extent[] };
/** offline/<region>.json; a file is its path, hash and bytes over the network. */
export type RegionFiles = Extent & { v: typeof listVersion; release: string; files: [path: string, hash: string, bytes: number][] };
/** A region that a device has saved whole, or has begun to. */
export type SavedRegion = Extent & { release: string; /** ISO time. */ saved: string; files: FileHashes };

/** Raised whenever a page with older code could misread the lists. */
export const listVersion = 1;
export const workerName = 'offline-worker.js';
export const filesList = 'offline/files.json';
/** The operator's switch: with { "off": true } in it, devices drop the worker and all that was kept. */
export const switchName = 'offline.json';

/** Names of caches; each ends with the site's address, since other sites may share the host. `scope` is that address, with a slash at its end. */
export const cacheNames = (scope: string) => ({
  /** What visitors saved: files by their hash, and a record for each region. */
  saved: `rongji-saved-${scope}`,
  /** What was read of a release. */
  read: (release: string) => `rongji-read-${release}-${scope}`,
  /** Pages that are open and belong to another release than the worker. */
  clients: `rongji-clients-${scope}`,
});
/** True for a cache of the site at `scope`, Workbox's too. */
export const isCacheOf = (name: string, scope: string) => name.endsWith(`-${scope}`);

/** Files whose names change with their content: any release may use them. */
export const namedByContent = (path: string) => /^_astro\/|^search\/index\/[^/]+\//.test(path);

const keptNames = ['content-type', 'content-security-policy', 'cross-origin-embedder-policy', 'cross-origin-opener-policy', 'cross-origin-resource-policy', 'permissions-policy', 'referrer-policy', 'x-content-type-options', 'x-frame-options'];
/** The headers that a copy on the device needs as the host's answer does: its type, and what keeps it safe. */
export const keptHeaders = (headers: Headers): Record<string, string> => Object.fromEntries(keptNames.flatMap((name) => (headers.has(name) ? [[name, headers.get(name)!]] : [])));

/** First 72 bits of a SHA-256 in base64url, from the digest. */
export const shortHash = (digest: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(digest).subarray(0, 9))).replaceAll('+', '-').replaceAll('/', '_');
/** The hash of bytes in a browser. */
export const hashOf = async (bytes: ArrayBuffer) => shortHash(await crypto.subtle.digest('SHA-256', bytes));
