/// <reference lib="webworker" />
// Keeps the station pages and the guides usable without a network once the finder has been opened. tools/offline.ts bundles it with the list of files.
import { clientsClaim } from 'workbox-core';
import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';
import { registerRoute, setCatchHandler } from 'workbox-routing';
import { NetworkFirst } from 'workbox-strategies';

declare const self: ServiceWorkerGlobalScope;
declare const filesToKeep: { url: string; revision: string | null }[];
/** Names the release, so that what was read of one is never mixed with files of another. */
declare const release: string;

const read = `stations-read-${release}`;
const pages = /\/(stations|guides|search)\//;
const files = /\/(data|search\/index)\//;

// The first visit counts already. Without skipWaiting a new release takes over only when the last page of the old one is closed.
clientsClaim();
cleanupOutdatedCaches();
self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith('stations-read-') && name !== read).map((name) => caches.delete(name)))));
});
// The search page is one page whatever it is asked.
precacheAndRoute(filesToKeep, { directoryIndex: 'index.html', cleanURLs: false, ignoreURLParametersMatching: [/^(q|kind|region)$/] });
// Other pages, files of the directory and of the search index: what was read once can be read again.
registerRoute(
  ({ request, url }) => url.origin === self.location.origin && url.pathname.startsWith(new URL(self.registration.scope).pathname) && (request.mode === 'navigate' ? pages.test(url.pathname) : files.test(url.pathname)),
  new NetworkFirst({ cacheName: read, networkTimeoutSeconds: 4 }),
);
setCatchHandler(async ({ request }) => {
  if (request.mode !== 'navigate') return Response.error();
  const words = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>没有网络</title><h1>没有网络</h1><p>这一页还没有存到这台设备。连上网再打开，或回到<a href="${new URL('stations/', self.registration.scope).pathname}">服务站点</a>。</p>`;
  return new Response(words, { headers: { 'content-type': 'text/html; charset=utf-8' } });
});
