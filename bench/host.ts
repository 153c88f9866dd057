// A plain static host on loopback, as a benchmark's files would stand on any.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

/** Brotli at 9: a few per cent more than a host's 11, in a tenth of the time. */
export const compressed = (body: string | Buffer) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });

const types: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.json': 'application/json' };

/** Serves a folder: ready-made .br files where there are some, byte ranges of the rest; counts what it sends, and tells of each file. */
export async function startHost(folder: string, onSent: (path: string, bytes: number) => void = () => {}) {
  const sent = { requests: 0, bytes: 0 };
  const cache = new Map<string, Buffer>();
  const read = (path: string) => {
    const body = cache.get(path) ?? readFileSync(path);
    cache.set(path, body);
    return body;
  };
  const server = createServer((request, response) => {
    const name = new URL(request.url!, 'http://localhost').pathname;
    const path = join(folder, name);
    sent.requests++;
    if (!existsSync(path)) return void response.writeHead(404).end();
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const small = existsSync(`${path}.br`);
    const body = read(small ? `${path}.br` : path);
    const part = range ? body.subarray(Number(range[1]), Number(range[2]) + 1) : body;
    sent.bytes += part.length;
    onSent(name.slice(1), part.length);
    const type = types[extname(path)];
    response.writeHead(range ? 206 : 200, {
      'Content-Length': part.length,
      // A browser that keeps files would make every search but the first look cheap.
      'Cache-Control': 'no-store',
      ...(type && { 'Content-Type': type }),
      ...(small && { 'Content-Encoding': 'br' }),
      ...(range && { 'Content-Range': `bytes ${range[1]}-${Number(range[1]) + part.length - 1}/${body.length}` }),
    });
    response.end(part);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    sent,
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
