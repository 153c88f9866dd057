// A provider of map tiles of the tests' own: plain colours as images, and archives made by hand.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32, deflateSync } from 'node:zlib';

export type Colour = [red: number, green: number, blue: number];

/** A square image of one colour, as PNG. */
export function png([red, green, blue]: Colour, size = 256): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    const sum = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 2], 8); // eight bits each of red, green, blue
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(size * 3, Buffer.from([red, green, blue]))]);
  const rows = Buffer.concat(Array.from({ length: size }, () => row));
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]);
const field = (number: number, bytes: number[]) => [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes];
const number = (key: number, value: number) => [...varint(key * 8), ...varint(value)];

/** A vector tile that is water from edge to edge. */
export function waterTile(): Buffer {
  const zigzag = (value: number) => (value < 0 ? -2 * value - 1 : 2 * value);
  const geometry = [9, zigzag(0), zigzag(0), 26, zigzag(4096), 0, 0, zigzag(4096), zigzag(-4096), 0, 15].flatMap(varint);
  const feature = [...field(2, [0, 0]), ...number(3, 3), ...field(4, geometry)];
  const text = (value: string) => [...Buffer.from(value)];
  const layer = [...number(15, 2), ...field(1, text('water')), ...field(2, feature), ...field(3, text('kind')), ...field(4, field(1, text('lake'))), ...number(5, 4096)];
  return Buffer.from(field(3, layer));
}

/** A PMTiles archive, version 3, in which every tile down to a zoom is the same. */
export function archive(tile: Buffer, type: 'mvt' | 'png', maxZoom = 10): Buffer {
  const tiles = (4 ** (maxZoom + 1) - 1) / 3;
  const directory = Buffer.from([1, 0, tiles, tile.length, 1].flatMap(varint));
  // Longer than the first piece that is asked for, as real archives are.
  const metadata = Buffer.from(JSON.stringify({ name: 'test', note: 'x'.repeat(20_000) }));
  const head = Buffer.alloc(127);
  head.write('PMTiles');
  head.writeUInt8(3, 7);
  [127, directory.length, 127 + directory.length, metadata.length, 0, 0, 127 + directory.length + metadata.length, tile.length, tiles, 1, 1].forEach((value, i) => head.writeBigUInt64LE(BigInt(value), 8 + 8 * i));
  head.set([1, 1, 1, type === 'mvt' ? 1 : 2, 0, maxZoom], 96);
  [73, 3, 136, 54].forEach((degrees, i) => head.writeInt32LE(degrees * 1e7, 102 + 4 * i));
  return Buffer.concat([head, directory, metadata, tile]);
}

export type Provider = {
  origin: string;
  /** What it does with a request: answers, says 404, keeps silent, or sends whole files where a part was asked for. */
  mood: 'well' | 'missing' | 'silent' | 'whole';
  /** Answers 404 to a request that this names, in any mood. */
  refuses: RegExp | undefined;
  close(): Promise<void>;
};

/** Serves one image for every address, and files by their path with ranges, to any origin. */
export async function provide(image: Buffer, files: Record<string, Buffer>): Promise<Provider> {
  const held: ServerResponse[] = [];
  const server = createServer((request, response) => {
    const open = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'range, if-match', 'access-control-expose-headers': 'content-length, etag' };
    if (request.method === 'OPTIONS') return void response.writeHead(204, open).end();
    if (provider.mood === 'silent') return void held.push(response);
    if (provider.mood === 'missing' || provider.refuses?.test(request.url!)) return void response.writeHead(404, open).end();
    const file = files[new URL(request.url!, 'http://x').pathname];
    if (!file) return void response.writeHead(200, { ...open, 'content-type': 'image/png' }).end(image);
    const range = provider.mood === 'well' && /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    if (!range) return void response.writeHead(200, { ...open, 'content-length': file.length }).end(file);
    const part = file.subarray(Number(range[1]), Number(range[2]) + 1);
    response.writeHead(206, { ...open, 'content-length': part.length, 'content-range': `bytes ${range[1]}-${Number(range[1]) + part.length - 1}/${file.length}` }).end(part);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const provider: Provider = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mood: 'well',
    refuses: undefined,
    close() {
      for (const response of held) response.destroy();
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
  return provider;
}
