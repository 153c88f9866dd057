import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

export type BuiltPage = { path: string; file: string; html: string };

/** The pages of a built site: "/guides/" and its HTML. */
export const readPages = (dist: string): BuiltPage[] =>
  globSync('**/*.html', { cwd: dist })
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
    .map((file) => ({ file, path: `/${file.replace(/index\.html$/, '')}`, html: readFileSync(join(dist, file), 'utf8') }));

/** Values of an attribute wherever it stands in the page's tags. */
export const attribute = (html: string, name: string) => [...html.matchAll(new RegExp(`<[^>]*\\s${name}="([^"]*)"`, 'g'))].map((match) => match[1]!.replaceAll('&amp;', '&').replaceAll('&#38;', '&'));

/** Text a reader sees: no tags, scripts or styles. */
export const textOf = (html: string) => html.replace(/<(script|style)\b[\s\S]*?<\/\1>/g, '').replace(/<[^>]+>/g, '');

/** Size in bytes as a host with brotli sends it. */
export const brotliBytes = (data: string | Buffer) => brotliCompressSync(data).length;

/** The file a site address leads to, or undefined. */
export function fileOf(dist: string, path: string): string | undefined {
  const file = join(dist, decodeURIComponent(path));
  if (existsSync(file) && statSync(file).isFile()) return file;
  const index = join(file, 'index.html');
  return existsSync(index) && path.endsWith('/') ? index : undefined;
}
