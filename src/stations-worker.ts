/// <reference lib="webworker" />
// Keeps the station pages usable without a network once they have been opened. tools/offline.ts bundles it with the list of files.
import { clientsClaim } from 'workbox-core';
import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { NetworkFirst } from 'workbox-strategies';

declare const self: ServiceWorkerGlobalScope;
declare const filesToKeep: { url: string; revision: string | null }[];

// A new release takes over when the last page of the old one is closed, so that the two are never mixed.
clientsClaim();
cleanupOutdatedCaches();
precacheAndRoute(filesToKeep, { directoryIndex: 'index.html', cleanURLs: false });
// Other pages and files of the directory: what was read once can be read again.
registerRoute(
  ({ request, url }) => url.origin === self.location.origin && (request.mode === 'navigate' || url.pathname.includes('/data/')),
  new NetworkFirst({ cacheName: 'stations-read', networkTimeoutSeconds: 4 }),
);
