import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { headersFor } from '../../src/lib/response-headers.ts';
import { site as configured, type Site } from '../../src/lib/site.ts';
import { fileBytes, portalPage, servers, startServer, type Form, type Host } from './servers.ts';

const embedder = 'https://www.example.gov.cn';
const sites: Record<Form, Site> = {
  whole: { ...configured, url: 'https://tyjr.example.gov.cn', base: '/', embedders: [embedder] },
  portal: { ...configured, url: 'https://www.example.gov.cn', base: '/zwgk/tyjr/', embedders: [embedder] },
};

// The built site, with a file of each type that it may hold, and one of each that nobody should see. Its name would be a pattern, were it not quoted.
let above: string;
let folder: string;
const archive = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 251));
beforeAll(() => {
  above = mkdtempSync(join(tmpdir(), 'rongji-hosted-'));
  chmodSync(above, 0o755);
  folder = join(above, '网站 a+b');
  cpSync('dist', folder, { recursive: true });
  writeFileSync(join(above, 'secret.txt'), 'not for anyone');
  for (const name of ['trial.ics', 'trial.geojson', 'trial.csv', 'trial.webmanifest', 'trial.xml', 'trial.pmtiles', 'trial.docx', 'release.json']) writeFileSync(join(folder, name), archive);
  for (const name of ['.env', '.git/config', 'guides/.hidden']) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), 'hidden');
  }
  if (!existsSync(join(folder, 'stations/embed'))) {
    mkdirSync(join(folder, 'stations/embed'));
    cpSync(join(folder, '404.html'), join(folder, 'stations/embed/index.html'));
  }
});
afterAll(() => rmSync(above, { recursive: true, force: true }));

const hosts = (['nginx', 'caddy', 'apache'] as const).flatMap((name) => (['whole', 'portal'] as const).map((form) => ({ name, form })));
describe.each(hosts)('$name, $form', ({ name, form }) => {
  const site = sites[form];
  const { base } = site;
  let host: Host;
  beforeAll(async () => {
    if (servers[name]) host = await startServer(name, form, site, folder);
  });
  afterAll(() => host?.stop());
  const it = test.runIf(servers[name]);
  const ask = (path: string, headers?: Record<string, string>, method?: string) => host.ask(base + path, headers, method);
  const script = () => globSync('_astro/*.js', { cwd: folder }).sort()[0]!;
  const shard = () => globSync('search/index/*/*.json', { cwd: folder }).sort()[0]!;

  it('says of each file what the table says, once', async () => {
    for (const path of ['', 'stations/', 'guides/youdaizheng/', '404.html', 'stations/embed/', 'offline-worker.js', 'search/index/manifest.json', shard(), script(), 'data/stations.csv', 'data/stations.geojson', 'data/visit-sites.json', 'cards/site.png', 'favicon.svg', 'release.json', 'trial.ics', 'trial.geojson', 'trial.csv', 'trial.webmanifest', 'trial.xml', 'trial.pmtiles', 'trial.docx']) {
      const { status, headers, names } = await ask(path);
      expect([path, status]).toEqual([path, 200]);
      for (const [header, value] of Object.entries(headersFor(site, path))) expect([path, header, headers[header.toLowerCase()]]).toEqual([path, header, value]);
      expect(names.filter((one, index) => names.indexOf(one) !== index), path).toEqual([]);
      expect(headers['x-frame-options'], path).toBe(path === 'stations/embed/' ? undefined : 'DENY');
      // The portal is the one to promise https for its whole host.
      expect(headers['strict-transport-security'], path).toBe(form === 'whole' ? 'max-age=31536000' : undefined);
    }
    expect((await ask('stations/embed/')).headers['content-security-policy']).toContain(`frame-ancestors 'self' ${embedder};`);
  });

  it('sends what the build has compressed to those who read it', async () => {
    for (const path of ['index.html', script(), 'data/stations.csv', 'favicon.svg']) {
      const plain = fileBytes(folder, path);
      const address = path.replace(/index\.html$/, '');
      const br = await ask(address, { 'accept-encoding': 'gzip, deflate, br, zstd' });
      const gz = await ask(address, { 'accept-encoding': 'gzip' });
      const none = await ask(address, { 'accept-encoding': 'identity' });
      const refused = await ask(address, { 'accept-encoding': 'br;q=0, gzip;q=0' });
      for (const answer of [br, gz, none, refused]) {
        expect(answer.status).toBe(200);
        expect(answer.headers['content-type']).toBe(headersFor(site, address)['Content-Type']);
      }
      const small = existsSync(join(folder, `${path}.br`));
      // What is too small to be compressed is the same for all.
      expect(small || plain.length < 512, path).toBe(true);
      if (small) expect([br, gz, none, refused].map(({ headers }) => headers['vary']), path).toEqual(Array.from({ length: 4 }, () => 'Accept-Encoding'));
      const brotli = small && (name !== 'nginx' || servers.brotliModule);
      expect(br.headers['content-encoding'], path).toBe(brotli ? 'br' : small ? 'gzip' : undefined);
      if (brotli) expect(br.body.equals(fileBytes(folder, `${path}.br`)), path).toBe(true);
      if (brotli) expect(brotliDecompressSync(br.body).equals(plain), path).toBe(true);
      if (small) expect(gz.headers['content-encoding'], path).toBe('gzip');
      if (small) expect(gunzipSync(gz.body).equals(plain), path).toBe(true);
      for (const answer of [none, refused]) {
        expect(answer.headers['content-encoding'], path).toBeUndefined();
        expect(answer.body.equals(plain), path).toBe(true);
      }
      expect(br.headers['etag'], path).toMatch(/^(W\/)?"[^"]+"$/);
    }
  });

  it('answers 304 to those who have it already', async () => {
    for (const path of ['', script(), 'data/stations.csv', 'search/index/manifest.json'])
      for (const coding of ['br', 'gzip', 'identity']) {
        const first = await ask(path, { 'accept-encoding': coding });
        const again = await ask(path, { 'accept-encoding': coding, 'if-none-match': first.headers['etag']! });
        expect([path, coding, again.status, again.body.length]).toEqual([path, coding, 304, 0]);
        expect(again.headers['cache-control'], path).toBe(headersFor(site, path)['Cache-Control']);
        expect((await ask(path, { 'accept-encoding': coding, 'if-none-match': '"other"' })).status).toBe(200);
      }
  });

  it('shows the site’s own page for what is not there, and nobody keeps that', async () => {
    const page = fileBytes(folder, '404.html').toString();
    for (const path of ['nothing', 'nothing/', 'nothing.csv', '_astro/nothing.js', '_astro/', 'search/index/abc123/nothing.json', 'search/index/', 'cards/nothing.png', 'x.php', '%e6%b2%a1%e6%9c%89/']) {
      const { status, headers, body, names } = await ask(path, { 'accept-encoding': 'identity' });
      expect([path, status]).toEqual([path, 404]);
      expect(body.toString() === page, path).toBe(true);
      for (const [header, value] of Object.entries(headersFor(site, '404.html'))) expect([path, header, headers[header.toLowerCase()]]).toEqual([path, header, value]);
      expect(names.filter((one, index) => names.indexOf(one) !== index), path).toEqual([]);
    }
    expect((await ask('nothing', { 'if-none-match': '*', range: 'bytes=0-9' })).status).toBe(404);
  });

  it('shows nothing that is not the site’s', async () => {
    const copies = [`${script()}.br`, 'index.html.br', 'index.html.gz', 'data/stations.csv.gz'];
    for (const path of ['.env', '%2eenv', '.git/config', '%2Egit/config', 'guides/.hidden', 'guides/%2ehidden', '.htaccess', '_headers', ...copies]) expect([path, (await ask(path)).status]).toEqual([path, 404]);
    for (const path of ['../secret.txt', '%2e%2e/secret.txt', '..%2fsecret.txt', '../../../../../etc/passwd', 'guides/../../secret.txt', '..\\secret.txt', '%2e%2e%5csecret.txt', 'guides/..%00/', '//../secret.txt']) {
      const { status, body } = await ask(path);
      expect([400, 403, 404], path).toContain(status);
      expect(/not for anyone|root:x:/.test(body.toString()), path).toBe(false);
    }
    for (const method of ['POST', 'PUT', 'DELETE']) expect([method, (await ask('', {}, method)).status]).toEqual([method, 405]);
  });

  it('leads to the address with a slash, whatever the host is called from outside', async () => {
    const there = (location: string | undefined) => new URL(location!, host.url).href.slice(host.url.length);
    const query = await ask('stations?a=1');
    expect([301, 308]).toContain(query.status);
    expect(there(query.headers['location'])).toBe(`${base}stations/?a=1`);
    // An address that begins with two slashes must not lead to a host of that name.
    for (const path of [`/${base}stations`, `/${base}stations?a=1`, '//stations', '//www.example.com/%2e%2e']) {
      const { status, headers } = await host.ask(path);
      if ([301, 302, 307, 308].includes(status)) expect(new URL(headers['location']!, host.url).origin, path).toBe(host.url);
    }
    if (base === '/') return;
    const bare = await host.ask(base.slice(0, -1));
    expect([301, 308]).toContain(bare.status);
    expect(there(bare.headers['location'])).toBe(base);
  });

  it('sends parts of a basemap, never compressed', async () => {
    const part = await ask('trial.pmtiles', { range: 'bytes=300-311', 'accept-encoding': 'br, gzip' });
    expect(part.status).toBe(206);
    expect(part.headers['content-range']).toBe(`bytes 300-311/${archive.length}`);
    expect(part.headers['content-encoding']).toBeUndefined();
    expect(part.body.equals(archive.subarray(300, 312))).toBe(true);
    expect((await ask('trial.pmtiles', { range: `bytes=${archive.length + 1}-` })).status).toBe(416);
  });

  it('answers HEAD like GET without a body', async () => {
    for (const path of ['', script(), 'nothing', 'trial.pmtiles']) {
      const get = await ask(path, { 'accept-encoding': 'br' });
      const head = await ask(path, { 'accept-encoding': 'br' }, 'HEAD');
      expect([head.status, head.body.length]).toEqual([get.status, 0]);
      const lasting = ({ date: _, connection: __, 'keep-alive': ___, 'content-length': length, 'transfer-encoding': ____, 'accept-ranges': _____, ...headers }: Record<string, unknown>) => ({ ...headers, length: head.headers['content-length'] ? length : undefined });
      expect(lasting(head.headers)).toEqual(lasting(get.headers));
    }
  });

  if (form === 'portal')
    it('leaves the portal beside it alone', async () => {
      const { status, headers, body } = await host.ask('/');
      expect([status, body.toString()]).toEqual([200, portalPage]);
      if (name !== 'apache') expect(headers['x-portal']).toBe('yes');
      for (const header of ['content-security-policy', 'x-frame-options', 'permissions-policy']) expect(headers[header]).toBeUndefined();
      expect((await host.ask('/zwgk/')).status).not.toBe(200);
    });
});
