import { describe, expect, test } from 'vitest';
import { contentTypes, headerAreas, headersFor, textExtensions } from '@/lib/response-headers.ts';
import type { Settings } from '@/schema/site.ts';

const site: Pick<Settings, 'url' | 'base' | 'map' | 'embedders'> = { url: '', base: '/', map: { kind: 'schematic' }, embedders: [] };
const directives = (policy: string) => Object.fromEntries(policy.split('; ').map((one) => [one.split(' ')[0]!, one.split(' ').slice(1)]));

test.each([
  ['', 'no-cache'],
  ['guides/youdaizheng/', 'no-cache'],
  ['offline-worker.js', 'no-cache'],
  ['release.json', 'no-cache'],
  ['search/index/manifest.json', 'no-cache'],
  ['search/index/ce614fe71107/0.json', 'public, max-age=31536000, immutable'],
  ['_astro/Page.Dr5fShEL.js', 'public, max-age=31536000, immutable'],
  ['x/_astro/Page.js', 'no-cache'],
  ['data/stations.csv', 'no-cache'],
  ['cards/site.png', 'public, max-age=3600'],
  ['favicon.svg', 'public, max-age=3600'],
  ['favicon-svg', 'no-cache'],
])('/%s may be kept: %s', (path, rule) => expect(headersFor(site, path)['Cache-Control']).toBe(rule));

describe('the policy', () => {
  test('allows nothing that is written into a page, and names no script, which the page itself does', () => {
    for (const { headers } of headerAreas({ ...site, embedders: ['https://a.cn'], map: { kind: 'tianditu', key: 'a1', style: 'vec', host: 'https://t{s}.tianditu.gov.cn', approval: '' } })) {
      const policy = headers['Content-Security-Policy']!;
      expect(policy).not.toMatch(/unsafe|\*|default-src|script-src |style-src |http:/);
      expect(directives(policy)).toMatchObject({ 'script-src-attr': ["'none'"], 'style-src-attr': ["'none'"], 'object-src': ["'none'"], 'base-uri': ["'self'"] });
    }
  });
  test('lets text become HTML in one place alone, but on the pages of the map', () => {
    for (const [path, asked] of [['', true], ['veterans/x/', true], ['search/', true], ['stations/', false], ['stations/locate/', false]] as const) expect(headersFor(site, path)['Content-Security-Policy']!.endsWith("; require-trusted-types-for 'script'; trusted-types rongji"), path).toBe(asked);
  });
  test('names the hosts of a map, and only then says where a request comes from', () => {
    const drawn = headersFor(site, '');
    expect(directives(drawn['Content-Security-Policy']!)).toMatchObject({ 'img-src': ["'self'", 'data:'], 'connect-src': ["'self'"] });
    expect(drawn['Referrer-Policy']).toBe('same-origin');
    const tiles = headersFor({ ...site, map: { kind: 'xyz', url: 'https://tile.example.cn:8443/{z}/{x}/{y}.png', subdomains: [], datum: 'wgs84', attribution: '某', approval: '', minZoom: 3, maxZoom: 18 } }, '');
    expect(directives(tiles['Content-Security-Policy']!)['img-src']).toEqual(["'self'", 'data:', 'https://tile.example.cn:8443']);
    expect(tiles['Referrer-Policy']).toBe('strict-origin-when-cross-origin');
  });
  test('lets others frame one page alone, and only those who are named', () => {
    const asked = { ...site, embedders: ['https://www.example.gov.cn', 'http://10.0.0.1:8080'] };
    for (const [settings, path, ancestors, frame] of [
      [site, '', ["'none'"], 'DENY'],
      [site, 'stations/embed/', ["'none'"], 'DENY'],
      [asked, '', ["'none'"], 'DENY'],
      [asked, 'stations/', ["'none'"], 'DENY'],
      [asked, 'stations/embed/', ["'self'", 'https://www.example.gov.cn', 'http://10.0.0.1:8080'], undefined],
    ] as const) {
      const headers = headersFor(settings, path);
      expect(directives(headers['Content-Security-Policy']!)['frame-ancestors']).toEqual(ancestors);
      expect(headers['X-Frame-Options']).toBe(frame);
    }
  });
  test.each(["https://a.cn; script-src 'unsafe-inline'", 'https://a.cn,b', 'https://a.cn"', 'https://$x', 'https://*', 'https://a.cn/x', "https://a'b", 'https://a;b', 'javascript:x'])('refuses %s', (origin) => {
    expect(() => headerAreas({ ...site, embedders: [origin] })).toThrow('site.config.ts');
  });
});

test('a host is promised to https only by who has it alone', () => {
  const said = (url: string, base: string) => headersFor({ ...site, url, base }, '')['Strict-Transport-Security'];
  expect(said('https://tyjr.example.gov.cn', '/')).toBe('max-age=31536000');
  for (const [url, base] of [['http://tyjr.example.gov.cn', '/'], ['', '/'], ['https://www.example.gov.cn', '/zwgk/tyjr/']] as const) expect(said(url, base)).toBeUndefined();
});

test('a position may be asked for, a camera may not; data is there for everybody', () => {
  const { 'Permissions-Policy': permissions, 'X-Content-Type-Options': sniff } = headersFor(site, '');
  expect(permissions!.split(', ')).toEqual(expect.arrayContaining(['geolocation=(self)', 'camera=()', 'microphone=()', 'payment=()']));
  expect(sniff).toBe('nosniff');
  expect(headersFor(site, 'data/stations.geojson')).toMatchObject({ 'Cross-Origin-Resource-Policy': 'cross-origin', 'Access-Control-Allow-Origin': '*' });
  expect(headersFor(site, 'about/')).toMatchObject({ 'Cross-Origin-Resource-Policy': 'same-origin', 'Cross-Origin-Opener-Policy': 'same-origin' });
});

test('every type is one, and all text is UTF-8', () => {
  for (const type of Object.values(contentTypes)) expect(type).toMatch(/^[a-z]+\/[\w.+-]+(; charset=utf-8)?$/);
  expect(textExtensions).toEqual(expect.arrayContaining(['html', 'css', 'js', 'json', 'geojson', 'csv', 'ics', 'xml', 'svg', 'webmanifest']));
  for (const extension of ['pmtiles', 'png', 'docx']) expect(textExtensions).not.toContain(extension);
  expect(headersFor(site, 'x.ics')['Content-Type']).toBe('text/calendar; charset=utf-8');
  expect(headersFor(site, 'x.unknown')['Content-Type']).toBe('application/octet-stream');
});
