// What a host says with each file: security, caching, types. The ready settings for every kind of host (tools/hosting.ts) are written from here.
import { outsideHosts } from './basemap.ts';
import type { Admin, Settings } from '../schema/site.ts';

/** A part of the site whose answers carry the same headers. `under` is a path inside the base: '' is everything, "cards/" a folder, "favicon.svg" a file; '*' stands for one folder named by a digest. Later areas win over earlier ones. */
export type Area = { under: string; headers: Readonly<Record<string, string>> };
type HeaderSite = Pick<Settings, 'url' | 'base' | 'map' | 'embedders'> & { admin?: Admin | undefined };

/** Text becomes HTML only where src/lib/late-parts.ts makes it so. */
export const trustedTypes = "require-trusted-types-for 'script'; trusted-types rongji";
/** Leaflet makes HTML of text as soon as it is loaded, and the service worker is registered by a plain address: pages of stations do without. */
const untrusting = 'stations/';
/** The page that others may show in a frame, when `embedders` names them. */
const embedded = 'stations/embed/';
/** The browser editor, where there is one. */
const editor = 'admin/';
const year = 31_536_000;
const fresh = 'no-cache';
const forEver = `public, max-age=${year}, immutable`;

/** Content types by file extension. Everything that is text is UTF-8. */
export const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  map: 'application/json; charset=utf-8',
  geojson: 'application/geo+json; charset=utf-8',
  webmanifest: 'application/manifest+json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  ics: 'text/calendar; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  rss: 'application/rss+xml; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  zip: 'application/zip',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pmtiles: 'application/vnd.pmtiles',
};

/** Extensions of text, which is worth compressing; the rest is compressed already or read in parts. */
export const textExtensions: readonly string[] = Object.keys(contentTypes).filter((extension) => contentTypes[extension]!.includes('charset='));

/** What the site never asks a device for; of these things it only asks for a position, and that on its own pages. Each name is known to Chromium 88 and to today's. */
const neverAsked = ['accelerometer', 'camera', 'display-capture', 'encrypted-media', 'fullscreen', 'gyroscope', 'magnetometer', 'microphone', 'midi', 'payment', 'picture-in-picture', 'publickey-credentials-get', 'screen-wake-lock', 'usb', 'xr-spatial-tracking'];

/** An origin as a policy may name it; throws when it could end the directive or the header. */
function source(origin: string): string {
  if (!/^https?:\/\/([\w.-]+|\[[\da-f:.]+\])(:\d+)?$/i.test(origin)) throw new Error(`“${origin}”不能写进安全策略，请核对 site.config.ts 里的网址：只写 https://主机`);
  return origin;
}

/**
 * The policy for every file. Each page has a stricter one of its own as a <meta>, which names its scripts and styles by digest; both hold.
 * No digests here: a server's settings are put in place once, and the next release has others.
 */
function policy({ map }: HeaderSite, ancestors: string, trusted: boolean): string {
  const { images, connections } = outsideHosts(map);
  return [
    "base-uri 'self'",
    ["connect-src 'self'", ...connections.map(source)].join(' '),
    "font-src 'self'",
    "form-action 'self'",
    `frame-ancestors ${ancestors}`,
    "frame-src 'self'",
    ["img-src 'self' data:", ...images.map(source)].join(' '),
    "manifest-src 'self'",
    "media-src 'self'",
    "object-src 'none'",
    "script-src-attr 'none'",
    "style-src-attr 'none'",
    "worker-src 'self'",
    ...(trusted ? [trustedTypes] : []),
  ].join('; ');
}

/** The hosts that the browser editor may ask and send forms to; pictures of accounts are not loaded. */
function gitHosts(admin: Admin): string[] {
  if (admin.backend === 'local') return [];
  return admin.backend === 'github' ? ['https://api.github.com', 'https://github.com'] : [source(new URL(admin.baseUrl).origin)];
}

/** The policy of the browser editor's page alone. Its components write styles, and it makes files in memory. */
export function adminPolicy(admin: Admin): string {
  const hosts = gitHosts(admin);
  return ["default-src 'none'", "base-uri 'none'", ["connect-src 'self' data: blob:", ...hosts].join(' '), "font-src 'self'", ["form-action 'self'", ...hosts].join(' '), "img-src 'self' data: blob:", "manifest-src 'self'", "media-src 'self' blob:", "object-src 'none'", "script-src 'self'", "script-src-attr 'none'", "style-src 'self' 'unsafe-inline'", "worker-src 'self' blob:"].join('; ');
}

/** The areas of a site, the widest first, each with all of its headers. */
export function headerAreas(site: HeaderSite): Area[] {
  const { images, connections } = outsideHosts(site.map);
  const common: Record<string, string> = {
    'Content-Security-Policy': policy(site, "'none'", true),
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    // Hosts of maps know by the origin whose key it is; nobody else is told anything.
    'Referrer-Policy': images.length + connections.length ? 'strict-origin-when-cross-origin' : 'same-origin',
    'Permissions-Policy': ['geolocation=(self)', ...neverAsked.map((name) => `${name}=()`)].join(', '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    // It holds for the whole host, so under a portal's path it is the portal's to decide.
    ...(site.url.startsWith('https://') && site.base === '/' ? { 'Strict-Transport-Security': `max-age=${year}` } : {}),
    'Cache-Control': fresh,
  };
  // Open data, and pictures that are there to be shown where an address is shared.
  const open = { ...common, 'Cross-Origin-Resource-Policy': 'cross-origin' };
  const { 'X-Frame-Options': _, ...framable } = common;
  return [
    { under: '', headers: common },
    { under: '_astro/', headers: { ...common, 'Cache-Control': forEver } },
    { under: 'search/index/*/', headers: { ...common, 'Cache-Control': forEver } },
    { under: 'data/', headers: { ...open, 'Access-Control-Allow-Origin': '*' } },
    { under: 'cards/', headers: { ...open, 'Cache-Control': 'public, max-age=3600' } },
    { under: 'favicon.svg', headers: { ...open, 'Cache-Control': 'public, max-age=3600' } },
    { under: untrusting, headers: { ...common, 'Content-Security-Policy': policy(site, "'none'", false) } },
    ...(site.embedders.length ? [{ under: embedded, headers: { ...framable, 'Content-Security-Policy': policy(site, ["'self'", ...site.embedders.map(source)].join(' '), false) } }] : []),
    // Signing in at a Git host opens a window there, which has to find its way back.
    ...(site.admin && site.admin.backend !== 'local' ? [{ under: editor, headers: { ...common, 'Content-Security-Policy': `${adminPolicy(site.admin)}; frame-ancestors 'none'`, 'Cross-Origin-Opener-Policy': 'same-origin-allow-popups', 'X-Robots-Tag': 'noindex, nofollow' } }] : []),
  ];
}

/** The regular expression, without its beginning mark, that a path inside the base matches when it is in the area. */
export const areaPattern = ({ under }: Pick<Area, 'under'>): string => under.replaceAll('.', '\\.').replace('*', '[0-9a-f]+') + (under === '' || under.endsWith('/') ? '' : '$');

/** All headers of a file, its type among them, by its path inside the base, "search/index/manifest.json"; a folder's path is that of its page. */
export function headersFor(site: HeaderSite, path: string): Record<string, string> {
  const area = headerAreas(site).findLast((one) => new RegExp(`^${areaPattern(one)}`).test(path))!;
  const extension = path === '' || path.endsWith('/') ? 'html' : /\.([a-z0-9]+)$/.exec(path)?.[1] ?? '';
  return { ...area.headers, 'Content-Type': contentTypes[extension] ?? 'application/octet-stream' };
}
