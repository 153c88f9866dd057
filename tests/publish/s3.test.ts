import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createRawServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { siteSettings } from '../../src/schema/site.ts';
import { publish, rollback, type Options } from '../../tools/publish/engine.ts';
import { readRelease } from '../../tools/publish/release.ts';
import { s3Target } from '../../tools/publish/s3.ts';
import { killPublications } from './kills.ts';
import { brokenParts, madeSite, writeSite } from './made-site.ts';
import { bucketStage } from './stages.ts';

const work = mkdtempSync(join(tmpdir(), 'rongji-s3-'));
const editions = [1, 2].map((edition) => madeSite(edition, 20));
const dists = editions.map((files, i) => {
  writeSite(join(work, `edition-${i + 1}`), files);
  return join(work, `edition-${i + 1}`);
});
const options = (more: Partial<Options> = {}): Options => ({ keepDays: 14, now: new Date(), report: { step() {}, progress() {}, note() {} }, ...more });
const site = siteSettings.parse({ name: '试', base: '/', operator: {}, map: { kind: 'schematic' } });
let stage: Awaited<ReturnType<typeof bucketStage>>;
const keys = { RONGJI_S3_KEY_ID: 'S3RVER', RONGJI_S3_SECRET: 'S3RVER' };
const target = (more: object = {}, environment: Record<string, string> = keys, seconds = 60) =>
  s3Target({ to: 's3', endpoint: stage.endpoint, bucket: 'tyjr', region: 'us-east-1', prefix: 'site/', pathStyle: true, keepDays: 14, ...more }, site, environment, seconds);
const put = (edition: number, more: Partial<Options> = {}) => publish(target(), readRelease(dists[edition]!, new Date(), false), options(more));
const object = (path: string) => stage.client.send(new HeadObjectCommand({ Bucket: 'tyjr', Key: `site/${path}` }));

beforeAll(async () => {
  stage = await bucketStage(join(work, 'bucket'));
});
afterAll(async () => {
  await stage.stop();
  rmSync(work, { recursive: true, force: true });
});

const plain = (files: Map<string, string | Buffer>) => [...files].filter(([path]) => !path.endsWith('.gz'));

test('publishes with types, caching and encoding, sends only what changed, goes back', async () => {
  const first = await put(0);
  expect(first.added.sort()).toEqual([...plain(editions[0]!).map(([path]) => path), 'release.json'].sort());
  for (const [path, data] of plain(editions[0]!)) expect((await stage.read(path))?.equals(Buffer.from(data)), path).toBe(true);
  const asset = [...editions[0]!.keys()].find((path) => path.startsWith('_astro/part0'))!;
  expect(await object('index.html')).toMatchObject({ ContentType: 'text/html; charset=utf-8', CacheControl: 'no-cache', ContentEncoding: 'gzip' });
  expect(await object(asset)).toMatchObject({ ContentType: 'text/javascript; charset=utf-8', CacheControl: 'public, max-age=31536000, immutable', ContentEncoding: 'gzip' });
  const sheet = await stage.client.send(new GetObjectCommand({ Bucket: 'tyjr', Key: 'site/data/list.csv' }));
  expect(sheet.ContentEncoding).toBeUndefined();
  expect(await sheet.Body!.transformToString()).toBe(editions[0]!.get('data/list.csv'));
  const page = await stage.client.send(new GetObjectCommand({ Bucket: 'tyjr', Key: 'site/index.html' }));
  expect(gunzipSync(await page.Body!.transformToByteArray()).toString()).toBe(editions[0]!.get('index.html'));

  expect(await put(0)).toMatchObject({ added: [], changed: [], removed: [], bytes: 0 });
  const second = await put(1);
  expect(second.kept).toContain(asset);
  expect(await brokenParts(stage.read, editions)).toEqual([]);
  expect((await rollback(target(), undefined, options())).release).toBe(first.release);
  for (const [path, data] of plain(editions[0]!)) expect((await stage.read(path))?.equals(Buffer.from(data)), path).toBe(true);
}, 120_000);

test("an object that says something else of itself is put right; others' objects stay", async () => {
  await stage.client.send(new PutObjectCommand({ Bucket: 'tyjr', Key: 'site/404.html', Body: '改坏了', ContentType: 'text/plain' }));
  await stage.client.send(new PutObjectCommand({ Bucket: 'tyjr', Key: 'site/theirs.html', Body: '他们的' }));
  const summary = await put(0);
  expect(summary.altered).toEqual(['404.html']);
  expect(await object('404.html')).toMatchObject({ ContentType: 'text/html; charset=utf-8' });
  expect((await stage.read('theirs.html'))?.toString()).toBe('他们的');
  const other = target({ prefix: 'other/' });
  await stage.client.send(new PutObjectCommand({ Bucket: 'tyjr', Key: 'other/index.html', Body: '门户' }));
  await expect(publish(other, readRelease(dists[0]!, new Date(), false), options())).rejects.toThrow(/别人的文件.*index\.html/);
}, 60_000);

test('what was set aside once is not written over by what is set aside later', async () => {
  for (const text of ['门户的', '后来的', '后来的']) {
    await stage.client.send(new PutObjectCommand({ Bucket: 'tyjr', Key: 'site/aside.html', Body: text }));
    await target().setAside(['aside.html']);
  }
  expect((await stage.read('.rongji/adopted/aside.html'))?.toString()).toBe('门户的');
  expect((await stage.read('.rongji/adopted-2/aside.html'))?.toString()).toBe('后来的');
  expect(await stage.read('.rongji/adopted-3/aside.html')).toBeUndefined();
}, 60_000);

test('of two publications at once one is turned away, and leaves the other its lock', async () => {
  await put(0);
  let began = () => {};
  let goOn = () => {};
  const inside = new Promise<void>((resolve) => void (began = resolve));
  const held = new Promise<void>((resolve) => void (goOn = resolve));
  const slow = target();
  const first = publish({ ...slow, look: async (paths) => (began(), await held, slow.look(paths)) }, readRelease(dists[1]!, new Date(), false), options());
  await inside;
  const lock = await stage.read('.rongji/lock');
  expect(lock).toBeDefined();
  await expect(put(0)).rejects.toMatchObject({ code: 3 });
  expect((await stage.read('.rongji/lock'))?.equals(lock!)).toBe(true);
  expect((await stage.read('index.html'))?.toString()).toBe(editions[0]!.get('index.html'));
  goOn();
  await first;
  expect(await stage.read('.rongji/lock')).toBeUndefined();
  expect((await stage.read('index.html'))?.toString()).toBe(editions[1]!.get('index.html'));
  expect(await brokenParts(stage.read, editions)).toEqual([]);
}, 120_000);

test('one content under names that are stored in different forms is stored in both', async () => {
  const dist = join(work, 'forms');
  const text = '<!doctype html><p>同样的话';
  writeSite(dist, new Map([['index.html', text], ['same.png', text], ['same.txt', text]]));
  const forms = () => target({ prefix: 'forms/' });
  await publish(forms(), readRelease(dist, new Date(), false), options());
  const { ContentEncoding, Body } = await stage.client.send(new GetObjectCommand({ Bucket: 'tyjr', Key: 'forms/same.png' }));
  expect([ContentEncoding, await Body!.transformToString()]).toEqual([undefined, text]);
  expect(await publish(forms(), readRelease(dist, new Date(), false), options())).toMatchObject({ changed: [], bytes: 0 });
  await expect(forms().apply([[{ put: 'x.html', sha256: 'f'.repeat(64) }]], () => undefined, async () => undefined)).rejects.toThrow('少了一个文件');
}, 60_000);

test.each<[string, object, Record<string, string>, RegExp]>([
  ['a bucket that is not there', { bucket: 'no-such-bucket' }, keys, /没有这个存储桶/],
  ['an unknown key', {}, { ...keys, RONGJI_S3_KEY_ID: 'WRONG' }, /RONGJI_S3_KEY_ID/],
  ['a wrong secret', {}, { ...keys, RONGJI_S3_SECRET: 'WRONG' }, /RONGJI_S3_SECRET/],
  ['a port that nobody listens on', { endpoint: 'http://127.0.0.1:1' }, keys, /没有开这个端口/],
])('%s is said', async (_, more, environment, message) => {
  await expect(target(more, environment).open(false)).rejects.toThrow(message);
}, 60_000);

test('without keys it says which variables to set', () => {
  expect(() => target({}, {})).toThrow('请设环境变量 RONGJI_S3_KEY_ID、RONGJI_S3_SECRET');
});

const answering = (answer: string): [string, () => Promise<Server>] => [answer, async () => {
  const server = createServer((_, response) => {
    if (answer === 'late') return;
    if (answer === 'skewed') return void response.writeHead(403, { 'Content-Type': 'application/xml' }).end('<?xml version="1.0"?><Error><Code>RequestTimeTooSkewed</Code><Message>x</Message></Error>');
    if (answer === 'refusing') return void response.writeHead(403, { 'Content-Type': 'application/xml' }).end('<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>x</Message></Error>');
    if (answer === 'failing') return void response.writeHead(503).end();
    if (answer === 'half') {
      response.writeHead(200, { 'Content-Type': 'application/xml', 'Content-Length': '1000' }).write('<?xml version="1.0"?><ListBucket');
      return void setTimeout(() => response.destroy(), 50);
    }
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><p>登录 <b>门户');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return server;
}];
test.each([
  [...answering('late'), /太久没有回答/],
  [...answering('skewed'), /请校准时间/],
  [...answering('refusing'), /没有权限/],
  [...answering('failing'), /服务那边出错了|暂时不可用/],
  [...answering('half'), /连接断了|断开了|没有做成|不像对象存储/],
  [...answering('page'), /不像对象存储/],
] as const)('a service that is %s is given up with a line', async (_, start, message) => {
  const server = await start();
  const { port } = server.address() as { port: number };
  await expect(target({ endpoint: `http://127.0.0.1:${port}` }, keys, 1).open(false)).rejects.toThrow(message);
  server.closeAllConnections();
  server.close();
}, 60_000);

test('garbage in place of HTTP is given up with a line', async () => {
  const server = createRawServer((socket) => socket.end('\u0000\u0001 no http\r\n\r\n'));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  await expect(target({ endpoint: `http://127.0.0.1:${(server.address() as { port: number }).port}` }, keys, 1).open(false)).rejects.toThrow(/[\u4e00-\u9fff]/);
  server.close();
}, 60_000);

test('publications killed at random moments leave every page whole', async () => {
  const tally = await killPublications(stage, join(work, 'kills'), 2, 13, undefined, 24);
  expect(tally.broken).toEqual([]);
}, 600_000);
