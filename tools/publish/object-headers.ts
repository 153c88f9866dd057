// What an object in a bucket says of itself: of a host's headers a bucket keeps only type, caching and encoding.
import { headersFor, textExtensions } from '../../src/lib/response-headers.ts';
import type { Settings } from '../../src/schema/site.ts';

/** Headers of an object; `ContentEncoding` is there when its body is compressed. */
export type ObjectHeaders = { ContentType: string; CacheControl: string; ContentEncoding?: 'gzip' };

/** People fetch these with tools that would keep the packed bytes, and crawlers may, so they stay plain. */
const fetchedByTools = ['csv', 'geojson', 'ics', 'xml', 'txt', 'atom', 'rss'];

/** Type, caching and encoding of the file at `path` in the bucket of a site. A bucket has one body for everybody, and every browser unpacks gzip, so what pages load is packed. */
export function objectHeaders(site: Settings, path: string): ObjectHeaders {
  const headers = headersFor(site, path);
  const extension = /\.([a-z0-9]+)$/.exec(path)?.[1] ?? '';
  return { ContentType: headers['Content-Type']!, CacheControl: headers['Cache-Control']!, ...(textExtensions.includes(extension) && !fetchedByTools.includes(extension) ? { ContentEncoding: 'gzip' } : {}) };
}
