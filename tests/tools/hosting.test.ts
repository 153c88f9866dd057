import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { headersFor, trustedTypes } from '@/lib/response-headers.ts';
import { readSite, type Site } from '@/lib/site.ts';
import { site as example } from '../../examples/county-in-portal.ts';
import { hostSettings, placeOf, quoted, writeHostSettings } from '../../tools/hosting.ts';
import { writeCompressed } from '../../tools/precompress.ts';

const county = readSite(example, {});
const alone: Site = { ...county, base: '/', embedders: [], publish: {} };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rongji-hosting-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('_headers', () => {
  type Rule = { path: string; set: [string, string][]; taken: string[] };
  /** Reads the documented form strictly: a path from the first column, then indented "Name: value" or "! Name"; 100 rules, 2,000 characters a line, one splat a path. */
  function read(text: string): Rule[] {
    const rules: Rule[] = [];
    for (const line of text.split('\n').filter((one) => one !== '')) {
      if (line.length > 2000) throw new Error(`too long: ${line.slice(0, 40)}`);
      if (/^\/\S*$/.test(line)) {
        if (line.split('*').length > 2) throw new Error(`two splats: ${line}`);
        rules.push({ path: line, set: [], taken: [] });
        continue;
      }
      const [, taken, name, value] = /^ {2}(?:! ([\w-]+)|([\w-]+): (\S.*))$/.exec(line) ?? [];
      const rule = rules.at(-1);
      if (!rule || (!taken && !name)) throw new Error(`no rule: ${line}`);
      if (taken) rule.taken.push(taken);
      else rule.set.push([name!, value!]);
    }
    if (rules.length > 100) throw new Error('too many rules');
    return rules;
  }
  /** What Cloudflare Pages sends: rules in order, a header taken back first, then values joined by a comma. */
  function answer(rules: Rule[], path: string): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const rule of rules) {
      const pattern = rule.path.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+').replace('*', '.*');
      if (!new RegExp(`^${pattern}$`).test(path)) continue;
      for (const name of rule.taken) delete headers[name];
      for (const [name, value] of rule.set) headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
    }
    return headers;
  }
  test.each([['alone', alone], ['alone, with embedders', { ...alone, embedders: county.embedders }], ['under a path', county]])('says what the table says, %s', (_, site) => {
    const settings = hostSettings(site);
    const rules = read((settings.published['_headers'] ?? settings.apart['_headers'])!);
    // The host reads it at its root alone.
    expect('_headers' in settings.published).toBe(site.base === '/');
    for (const path of ['', 'stations/', 'stations/embed/', '_astro/x.js', 'search/index/manifest.json', 'search/index/0123456789ab/1.json', 'data/stations.csv', 'cards/site.png', 'favicon.svg', 'offline-worker.js']) {
      const { 'Content-Type': _type, ...wanted } = headersFor(site, path);
      // Netlify, which only adds, would ask it of the map too.
      wanted['Content-Security-Policy'] = wanted['Content-Security-Policy']!.replace(`; ${trustedTypes}`, '');
      const said = answer(rules, site.base + path);
      // "no-cache" is what these hosts say by themselves, and the reach of a page need not be said.
      for (const [name, value] of Object.entries(wanted)) if (said[name] !== undefined || (name !== 'Cross-Origin-Resource-Policy' && value !== 'no-cache')) expect([path, name, said[name]]).toEqual([path, name, value]);
      for (const name of Object.keys(said)) expect(wanted, path).toHaveProperty(name);
    }
  });
});

test('the folder on the server is where the site is published to', () => {
  expect(placeOf(county)).toEqual({ folder: '/var/www/html/zwgk/tyjr', listen: '80' });
  expect(placeOf({ publish: {}, base: '/zwgk/tyjr/' }).folder).toBe('/var/www/html/zwgk/tyjr');
  expect(placeOf(alone).folder).toBe('/var/www/rongji');
  expect(placeOf({ base: '/', publish: { trial: { to: 'folder', path: '../trial', keepDays: 14 }, live: { to: 'folder', path: '/srv/tyjr/', keepDays: 14 } } }).folder).toBe('/srv/tyjr');
});

test.each(['a"b', 'a\\b', 'a$b', 'a`b', 'a{b', 'a}b', '100%', 'a\nb', 'a\u0000'])('%j, which a server would take for something else, is refused', (value) => {
  expect(() => quoted(value)).toThrow('请换一个写法');
  expect(() => hostSettings(alone, { folder: `/srv/${value}`, listen: '80' })).toThrow('请换一个写法');
});

test('any path that a site may have is written so that only it is meant', () => {
  for (const base of ['/a.b~c/_d-1/', '/~x/', '/x.well-known/']) {
    const { apart, published } = hostSettings({ ...alone, base });
    expect(apart['nginx/locations.conf']).toContain(`location ^~ "${base}" {`);
    expect(apart['nginx/locations.conf']).toContain(`location ~ "^${base.replaceAll('.', '\\.')}search/index/[0-9a-f]+/" {`);
    expect(apart['caddy/routes.caddy']).toContain(`handle_path ${base}* {`);
    expect(published['.htaccess']).toContain(`m#^${base.replaceAll('.', '\\.')}_astro/#`);
  }
});

test('the build says when a server has to be given new settings', () => {
  const apart = join(folder, 'apart');
  const dist = join(folder, 'dist');
  expect(writeHostSettings(county, dist, apart)).toBe(false);
  expect(writeHostSettings(county, dist, apart)).toBe(false);
  expect(writeHostSettings({ ...county, embedders: [] }, dist, apart)).toBe(true);
  expect(readFileSync(join(apart, 'nginx/locations.conf'), 'utf8')).not.toContain('stations/embed');
  expect(readdirSync(dist)).toEqual(['.htaccess']);
});

test('text is compressed once; what did not change is taken from before, and what is not smaller is left out', async () => {
  const site = join(folder, 'site');
  const kept = join(folder, 'kept');
  mkdirSync(join(site, 'guides'), { recursive: true });
  const page = '<p>老兵的故事，身边的服务。</p>'.repeat(100);
  const files: Record<string, string | Buffer> = { 'index.html': page, 'guides/index.html': page, 'small.json': '{}', 'noise.csv': randomBytes(4000), 'card.png': Buffer.alloc(4000), '.htaccess': page };
  for (const [name, body] of Object.entries(files)) writeFileSync(join(site, name), body);
  expect(await writeCompressed(site, kept)).toMatchObject({ files: 3, made: 2 });
  expect(readdirSync(site).sort()).toEqual(['.htaccess', 'card.png', 'guides', 'index.html', 'index.html.br', 'index.html.gz', 'noise.csv', 'small.json']);
  expect(brotliDecompressSync(readFileSync(join(site, 'guides/index.html.br'))).toString()).toBe(page);
  expect(gunzipSync(readFileSync(join(site, 'guides/index.html.gz'))).toString()).toBe(page);
  expect(statSync(join(site, 'index.html.br')).size).toBeLessThan(page.length / 10);
  expect(await writeCompressed(site, kept)).toMatchObject({ files: 3, made: 0 });
  writeFileSync(join(site, 'index.html'), `${page}改`);
  rmSync(join(site, 'noise.csv'));
  expect(await writeCompressed(site, kept, false)).toMatchObject({ files: 2, made: 1 });
  expect(readdirSync(kept)).toHaveLength(6);
  expect(await writeCompressed(site, kept)).toMatchObject({ made: 0 });
  expect(readdirSync(kept)).toHaveLength(4);
});
