// What an object in a bucket says of itself: there is no server that would add it.

/** Headers of an object; `ContentEncoding` is there when its body is compressed. */
export type ObjectHeaders = { ContentType: string; CacheControl: string; ContentEncoding?: 'gzip' };

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  webmanifest: 'application/manifest+json; charset=utf-8',
  geojson: 'application/geo+json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  ics: 'text/calendar; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  pdf: 'application/pdf',
  zip: 'application/zip',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
};
/** What pages load and browsers unpack. Sheets and calendars stay plain: people fetch them with tools that would keep the packed bytes. */
const packed = new Set(['html', 'css', 'js', 'mjs', 'json', 'webmanifest', 'svg']);

/** Type, caching and encoding of the file at `path` in a bucket. */
export function headersOf(path: string): ObjectHeaders {
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  // Such names carry a hash of what is in them; everything else is asked after, which costs a request and no bytes.
  const immutable = /^_astro\/|^search\/index\/[0-9a-f]{8,}\//.test(path);
  return {
    ContentType: types[extension] ?? 'application/octet-stream',
    CacheControl: immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(packed.has(extension) ? { ContentEncoding: 'gzip' as const } : {}),
  };
}
