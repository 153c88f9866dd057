import { spawnSync, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createRawServer, type Server as RawServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, afterEach, expect, test } from 'vitest';
import { readContent } from '../../src/lib/content.ts';
import { headersFor } from '../../src/lib/response-headers.ts';
import { siteSettings } from '../../src/schema/site.ts';
import type { Finding } from '../../tools/doctor/finding.ts';
import { brokenLinks } from '../../tools/doctor/links.ts';
import { certificate, live, looseParts } from '../../tools/doctor/live.ts';
import { contentState, editor, identity } from '../../tools/doctor/local.ts';
import { map, targets } from '../../tools/doctor/outside.ts';
import { writeSite } from './made-site.ts';

const work = mkdtempSync(join(tmpdir(), 'rongji-doctor-'));
const open: (Server | RawServer)[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of open.splice(0)) server.close();
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function serve<Kind extends Server | RawServer>(server: Kind): Promise<number> {
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  open.push(server);
  return (server.address() as { port: number }).port;
}

const base = '/zwgk/tyjr/';
const settings = (more: object = {}) => siteSettings.parse({ name: '试', base, url: 'https://www.example.gov.cn', operator: {}, map: { kind: 'schematic' }, ...more });
const site = settings();
const page = `<!doctype html><html lang="zh-CN"><head><meta http-equiv="content-security-policy" content="script-src 'self' 'sha256-x='; style-src 'self'"><link rel="stylesheet" href="${base}_astro/a.12345678.css"></head><body><a class="brand" href="${base}">试</a></body></html>`;
const files: Record<string, string> = {
  '': page,
  'guides/': page,
  '404.html': page,
  '_astro/a.12345678.css': 'body{}',
  'offline-worker.js': '//',
  'search/index/manifest.json': '{}',
  'data/stations.csv': 'a\n',
  'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'release.json': '{"release":"abcdefabcdef"}',
};
type Host = { files?: Record<string, string>; headers?: (path: string, given: Record<string, string>) => Record<string, string>; plain?: boolean; missing?: (response: ServerResponse) => void; before?: (path: string, response: ServerResponse) => boolean };
/** A host that does all as it should, but for what is asked otherwise. */
const host = async (otherwise: Host = {}) => {
  const served = { ...files, ...otherwise.files };
  const port = await serve(
    createServer((request, response) => {
      const path = request.url!.slice(base.length);
      if (otherwise.before?.(path, response)) return;
      if (path === 'guides') return void response.writeHead(301, { Location: `${base}guides/` }).end();
      const found = served[path];
      if (found === undefined && otherwise.missing) return otherwise.missing(response);
      const body = found ?? served['404.html']!;
      const given = headersFor(site, found === undefined ? '404.html' : path);
      const packed = !otherwise.plain && /br/.test(request.headers['accept-encoding'] ?? '');
      const headers = { ...given, ...(packed ? { 'Content-Encoding': 'br', Vary: 'Accept-Encoding' } : {}) };
      response.writeHead(found === undefined ? 404 : 200, otherwise.headers?.(path, headers) ?? headers).end(packed ? brotliCompressSync(body) : body);
    }),
  );
  return `http://127.0.0.1:${port}${base}`;
};
const check = async (otherwise: Host = {}, local: string | undefined = 'abcdefabcdef') => live(await host(otherwise), site, local, 2);
const said = (found: Finding[], state: Finding['state']) => found.filter((one) => one.state === state).map(({ text }) => text);
const without = (name: string) => (_: string, given: Record<string, string>) => Object.fromEntries(Object.entries(given).filter(([header]) => header !== name));

test('a host that does all as it should has nothing to mend', async () => {
  const found = await check();
  expect(said(found, 'mend')).toEqual([]);
  expect(said(found, 'good').join()).toMatch(/压缩了传的.*404.*线上是 abcdefabcdef，和本机生成的一样/s);
});

test.each<[string, Host, RegExp]>([
  ...['Content-Security-Policy', 'X-Frame-Options', 'X-Content-Type-Options', 'Referrer-Policy', 'Permissions-Policy', 'Cross-Origin-Opener-Policy', 'Cross-Origin-Resource-Policy', 'Cache-Control'].map((name): [string, Host, RegExp] => [`no ${name}`, { headers: without(name) }, new RegExp(`首页 的响应头|首页的响应头.*缺 ${name}`)]),
  ['a policy that lets all scripts in', { headers: (_, given) => ({ ...given, 'Content-Security-Policy': `${given['Content-Security-Policy']}; script-src 'unsafe-inline'` }) }, /策略太松.*script-src 'unsafe-inline'/],
  ['a page that lost its policy', { files: { '': page.replace(/<meta[^>]*>/, '') } }, /没有内容安全策略（meta）/],
  ['no compression', { plain: true }, /没有压缩/],
  ['compression that is broken', { headers: (_, given) => ({ ...given, 'Content-Encoding': 'gzip' }) }, /压缩是坏的/],
  ['a worker kept for ever', { headers: (path, given) => (path === 'offline-worker.js' ? { ...given, 'Cache-Control': 'max-age=86400' } : given) }, /offline-worker\.js 的响应头：Cache-Control 是 max-age=86400，应是 no-cache/],
  ['assets that are asked after', { headers: (path, given) => (path.startsWith('_astro') ? { ...given, 'Cache-Control': 'no-cache' } : given) }, /脚本或样式.*应是 public, max-age=31536000, immutable/],
  ['a wrong type', { headers: (path, given) => (path.endsWith('.csv') ? { ...given, 'Content-Type': 'text/plain' } : given) }, /data\/stations\.csv 的响应头：Content-Type 是 text\/plain/],
  ['200 for what is not there', { missing: (response) => void response.writeHead(200).end(page) }, /回答 200，应当是 404/],
  ['a missing file', { before: (path, response) => path === 'data/stations.csv' && Boolean(response.writeHead(404).end()) }, /data\/stations\.csv 回答 404/],
  ['another path', { files: { '': page.replaceAll(base, '/') } }, /是为路径 \/ 生成的，现在挂在 \/zwgk\/tyjr\//],
  ['half a page', { files: { '': page.slice(0, -20) } }, /首页不完整/],
  ['records for everybody', { files: { '.rongji/state.json': '{"releases":[]}' } }, /发布记录 \.rongji\/ 谁都打得开/],
  ['a word of the release that is none', { files: { 'release.json': '<html>' } }, /release\.json 读不懂/],
  ['another site', { files: { '': '<!doctype html><html><body>门户</body></html>' } }, /不是本站的网页/],
  ['a refusal', { before: (_, response) => Boolean(response.writeHead(503).end()) }, /回答 503/],
  ['redirects in a circle', { before: (path, response) => Boolean(response.writeHead(302, { Location: path === '' ? `${base}b/` : base }).end()) }, /来回转/],
  ['redirects without end', { before: (path, response) => Boolean(response.writeHead(302, { Location: `${base}${path}x` }).end()) }, /转了 \d+ 次还没有到/],
  ['a redirect to somebody else', { before: (_, response) => Boolean(response.writeHead(302, { Location: 'https://elsewhere.invalid/' }).end()) }, /转到了别的地方（https:\/\/elsewhere\.invalid）/],
  ['an answer cut in half', { before: (_, response) => (response.writeHead(200, { 'Content-Length': 5000 }).write('<!doctype'), setTimeout(() => response.destroy(), 30), true) }, /只答了一半/],
  ['an answer that never ends', { before: (_, response) => (response.writeHead(200).write('<!doctype'), true) }, /2 秒还没有答完/],
  ['no answer', { before: () => true }, /2 秒没有回答/],
])('%s is found', async (_, otherwise, message) => {
  expect(said(await check(otherwise), 'mend').join('\n')).toMatch(message);
});

test('another release on the host is noticed, and one that cannot be compared', async () => {
  expect(said(await check({}, '000000000000'), 'note').join()).toContain('线上是 abcdefabcdef，本机生成的是 000000000000');
  expect(said(await check({ before: (path, response) => path === 'release.json' && Boolean(response.writeHead(404).end()) }), 'note').join()).toContain('没有 release.json');
});

test('garbage, a closed port and a name that is not there are said', async () => {
  const port = await serve(createRawServer((socket) => socket.end('\u0001garbage\r\n\r\n')));
  expect(said(await live(`http://127.0.0.1:${port}/`, site, undefined, 2), 'mend').join()).toContain('回答的不是网页');
  expect(said(await live('http://127.0.0.1:1/', site, undefined, 2), 'mend').join()).toContain('没有开这个端口');
  expect(said(await live('http://no-such-host.invalid/', site, undefined, 5), 'mend').join()).toMatch(/打不开：/);
});

test('a certificate that browsers refuse is said, one that ends soon is noticed', async ({ skip }) => {
  const now = new Date('2026-11-27T00:00:00Z');
  expect(certificate(new Date('2026-11-26T00:00:00Z'), now).state).toBe('mend');
  expect(certificate(new Date('2026-12-10T00:00:00Z'), now)).toMatchObject({ state: 'note', text: expect.stringContaining('还有 13 天') });
  expect(certificate(new Date('2027-06-01T00:00:00Z'), now).state).toBe('good');
  if (spawnSync('openssl', ['version']).error) {
    console.log('跳过自签证书的测试：这台电脑上没有 openssl。');
    return skip();
  }
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2', '-keyout', join(work, 'key'), '-out', join(work, 'cert')], { stdio: 'ignore' });
  const port = await serve(createSecureServer({ key: readFileSync(join(work, 'key')), cert: readFileSync(join(work, 'cert')) }, (_, response) => void response.end(page)));
  expect(said(await live(`https://127.0.0.1:${port}/`, site, undefined, 5), 'mend').join()).toContain('证书是自己签的');
});

test('loose policies are told from strict ones', () => {
  expect(looseParts("default-src 'self'; script-src 'self' 'sha256-a='; style-src 'self'")).toEqual([]);
  expect(looseParts("script-src 'self' 'unsafe-eval'; style-src-elem 'unsafe-inline'; default-src *")).toEqual(["script-src 'unsafe-eval'", "style-src-elem 'unsafe-inline'", 'default-src *']);
});

test('links that lead nowhere are named with their page', () => {
  const dist = join(work, 'links');
  writeSite(dist, new Map([['index.html', '<a href="/x/a/">a</a><a href="/x/b/">b</a><a href="/x/a/#there">c</a><a href="/x/a/#gone">d</a><a href="/elsewhere/">e</a><img src="/x/p.png"><a href="https://www.gov.cn/">f</a><a href="/x/a/#code=1">g</a>'], ['a/index.html', '<p id="there"><a href="../">up</a>']]));
  expect(brokenLinks(dist, '/x/')).toEqual({ pages: 2, links: 8, broken: ['/x/ → /x/b/', '/x/ → /x/a/#gone', '/x/ → /elsewhere/', '/x/ → /x/p.png'] });
});

test('what a government site lacks is named; under a portal it is asked of the portal; a demonstration only says so', () => {
  const own = identity({ ...settings({ url: 'https://tyjr.example.com', base: '/', operator: { name: '某局' } }) });
  expect(said(own, 'mend').join()).toMatch(/siteIdCode.*icp.*contact/s);
  expect(said(own, 'note').join()).toMatch(/\.gov\.cn/);
  const hung = identity(settings({ operator: { name: '某局' } }));
  expect(said(hung, 'mend').every((text) => text.includes('向门户的管理单位要'))).toBe(true);
  expect(said(hung, 'note').join()).toContain('contact');
  expect(identity(site)).toEqual([expect.objectContaining({ state: 'note', text: expect.stringContaining('演示站') })]);
  const full = { name: '某局', address: '某路', phone: '000-0000000', siteIdCode: '0000000000', icp: '京ICP备00000000号', police: '京公网安备00000000000000号', conac: '0'.repeat(32), contact: 'https://www.example.gov.cn/x/' };
  expect(said(identity(settings({ operator: full })), 'mend')).toEqual([]);
});

test('an editor that everybody can open is told of', () => {
  const at = (admin: unknown) => editor({ url: 'https://www.example.gov.cn', base: '/tyjr/', admin: admin as never });
  expect(at(undefined)).toEqual([expect.objectContaining({ state: 'good' })]);
  expect(at({ backend: 'local' })).toEqual([expect.objectContaining({ state: 'good', text: expect.stringContaining('不会发布出去') })]);
  const [open, plain] = at({ backend: 'gitea', baseUrl: 'http://git.example.gov.cn', repo: 'a/b', branch: 'main', appId: '' });
  expect(open).toMatchObject({ state: 'note', text: expect.stringContaining('https://www.example.gov.cn/tyjr/admin/') });
  expect(plain).toMatchObject({ state: 'note', text: expect.stringContaining('不是 https://') });
});

test('dates of the future and empty columns are found', () => {
  const content = readContent('content');
  expect(said(contentState(content, '2026-11-27', false), 'mend')).toEqual([]);
  expect(said(contentState(content, '2020-01-01', false), 'mend').join()).toMatch(/还没有到（今天是 2020-01-01）/);
  const only = { ...content, entries: content.entries.filter(({ kind }) => kind === 'regions') };
  expect(said(contentState(only, '2026-11-27', false), 'mend').join()).toMatch(/个栏目是空的/);
  const one = { ...content, entries: content.entries.filter(({ kind }) => kind !== 'observances') };
  expect(said(contentState(one, '2026-11-27', false), 'note').join()).toContain('有栏目是空的：纪念日');
  expect(said(contentState(content, '2027-11-27', true), 'note').join()).toContain('首页两周没有更新');
});

test('the map: its host must give pictures, in time, and the approval number is asked for', async () => {
  let answer: (response: ServerResponse) => void = () => undefined;
  const asked: string[] = [];
  const port = await serve(createServer((request, response) => (asked.push(request.url!), answer(response))));
  const at = (more: object = {}) => settings({ map: { kind: 'xyz', url: `http://127.0.0.1:${port}/{z}/{x}/{y}.png`, datum: 'wgs84', attribution: '署名', ...more } });
  const look = async (more: object = {}) => map(at(more), { lat: 26.6, lng: 119.9 }, true);
  answer = (response) => void response.writeHead(200, { 'Content-Type': 'image/png' }).end('x');
  const good = await look();
  expect(asked).toEqual(['/10/853/433.png']);
  expect([said(good, 'mend'), said(good, 'note')]).toEqual([[], [expect.stringContaining('审图号')]]);
  answer = (response) => void response.writeHead(403).end();
  expect(said(await look(), 'mend').join()).toContain('拒绝了请求（403）');
  answer = (response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).end('x');
  expect(said(await look({ approval: 'GS（2024）0650号' }), 'mend').join()).toContain('不是图片');
  const before = asked.length;
  await map(at(), { lat: 26.6, lng: 119.9 }, false);
  expect(asked.length).toBe(before);
  expect(said(await map(settings({ map: { kind: 'pmtiles', url: '/map/none.pmtiles', attribution: '署名' } }), { lat: 0, lng: 0 }, true), 'mend').join()).toContain('没有底图文件');
});

test('targets are tried without publishing', async () => {
  const folder = join(work, 'target');
  mkdirSync(folder);
  writeFileSync(join(folder, 'theirs.html'), '');
  const found = await targets(settings({ publish: { good: { to: 'folder', path: folder }, lost: { to: 'folder', path: join(work, 'no', 'such') }, bucket: { to: 's3', endpoint: 'http://127.0.0.1:1', bucket: 'tyjr' } } }), undefined);
  expect(said(found, 'good').join()).toContain(`good（文件夹 ${folder}）连得上，能写`);
  expect(said(found, 'mend').join('\n')).toMatch(/lost：.*不存在[^]*bucket：.*RONGJI_S3_KEY_ID/);
  expect(execFileSync('ls', ['-A', folder], { encoding: 'utf8' })).toBe('theirs.html\n');
});

test('the command ends with 1 when something is to be mended, and its JSON can be read', () => {
  const run = (more: object, words: string[]) => spawnSync(process.execPath, ['tools/rongji.ts', 'doctor', '--local', ...words], { encoding: 'utf8', env: { ...process.env, RONGJI_SITE: JSON.stringify(more), RONGJI_DIST: join(work, 'none') } });
  const { status, stdout } = run({ operator: { name: '某局' } }, ['--json']);
  const { mend, findings } = JSON.parse(stdout);
  expect([status, mend]).toEqual([1, findings.filter(({ state }: Finding) => state === 'mend').length]);
  expect(findings.map(({ text }: Finding) => text).join()).toMatch(/还没有生成网站.*siteIdCode/s);
  const wrong = run({ base: 'x' }, []);
  expect(wrong.stdout).toMatch(/要改 {2}设置：.*\n.*base 前后都要有斜杠/);
  expect(wrong.status).toBe(1);
});
