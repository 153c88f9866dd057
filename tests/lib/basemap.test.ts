import gcoord from 'gcoord';
import { describe, expect, test } from 'vitest';
import { site as written } from '../../site.config.ts';
import { creditOf, outsideHosts, privacyNote, tileLayers, type Tiles } from '@/lib/basemap.ts';
import { project, unproject } from '@/lib/gcj02.ts';
import { distanceM, type Place } from '@/lib/places.ts';
import { readSite } from '@/lib/site.ts';
import { basemap, type Basemap, type BasemapConfig } from '@/schema/map.ts';

/** The address of one tile, by the rule that Leaflet uses. */
function tileAddress({ url, subdomains }: Tiles, { z, x, y }: { z: number; x: number; y: number }): string {
  const s = subdomains[Math.abs(x + y) % subdomains.length] ?? '';
  const values: Record<string, string | number> = { s, z, x, y, '-y': 2 ** z - 1 - y };
  return url.replace(/\{([a-z-]+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
}

const valid = (config: BasemapConfig): Basemap => basemap.parse(config);
const tianditu = valid({ kind: 'tianditu', key: 'abc123' });
const amap = valid({ kind: 'xyz', url: 'https://webrd0{s}.is.autonavi.com/appmaptile?style=8&x={x}&y={y}&z={z}', subdomains: ['1', '2', '3', '4'], datum: 'gcj02', attribution: '© 高德地图' });

describe('addresses', () => {
  test('Tianditu: base and labels, row, column, zoom, key and server', () => {
    const [base, labels] = tileLayers(tianditu);
    expect(tileAddress(base!, { z: 10, x: 853, y: 421 })).toBe(
      'https://t2.tianditu.gov.cn/vec_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX=10&TILEROW=421&TILECOL=853&tk=abc123',
    );
    expect(tileAddress(labels!, { z: 10, x: 853, y: 421 })).toContain('/cva_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=cva&');
  });
  test.each([
    ['img', 'cia'],
    ['ter', 'cta'],
  ] as const)('Tianditu %s has its labels in %s', (style, labels) => {
    expect(tileLayers(valid({ kind: 'tianditu', key: 'k', style })).map(({ url }) => /LAYER=(\w+)/.exec(url)![1])).toEqual([style, labels]);
  });
  test('XYZ: subdomains take turns, rows may count from the south', () => {
    const [layer] = tileLayers(amap);
    expect(tileAddress(layer!, { z: 3, x: 6, y: 3 })).toBe('https://webrd02.is.autonavi.com/appmaptile?style=8&x=6&y=3&z=3');
    expect(tileAddress({ ...layer!, url: 'https://a.cn/{z}/{x}/{-y}' }, { z: 3, x: 6, y: 3 })).toBe('https://a.cn/3/6/4');
  });
  test('a schematic and an archive have no tile addresses', () => {
    expect(tileLayers({ kind: 'schematic' })).toEqual([]);
    expect(tileLayers(valid({ kind: 'pmtiles', url: '/a.pmtiles', attribution: '甲' }))).toEqual([]);
  });
});

describe('hosts that the policy must allow', () => {
  test.each([
    ['schematic', { kind: 'schematic' }, [], []],
    ['tianditu', tianditu, [0, 1, 2, 3, 4, 5, 6, 7].map((s) => `https://t${s}.tianditu.gov.cn`), []],
    ['a mirror of tianditu', valid({ kind: 'tianditu', key: 'k', host: 'http://127.0.0.1:8080' }), ['http://127.0.0.1:8080'], []],
    ['xyz with subdomains', amap, [1, 2, 3, 4].map((s) => `https://webrd0${s}.is.autonavi.com`), []],
    ['xyz on the site itself', valid({ kind: 'xyz', url: '/tiles/{z}/{x}/{y}.png', datum: 'wgs84', attribution: '甲' }), [], []],
    ['an archive elsewhere', valid({ kind: 'pmtiles', url: 'https://a.cn/x.pmtiles', attribution: '甲' }), [], ['https://a.cn']],
    ['an archive on the site itself', valid({ kind: 'pmtiles', url: '/x.pmtiles', attribution: '甲' }), [], []],
  ] as const)('%s', (_, map, images, connections) => {
    expect(outsideHosts(map as Basemap)).toEqual({ images, connections });
    expect(privacyNote(map as Basemap) === undefined).toBe(images.length + connections.length === 0);
  });
});

describe('credit', () => {
  test.each([
    [{ kind: 'schematic' }, '示意图，只表示大致方位'],
    [{ kind: 'tianditu', key: 'k' }, '天地图 © 国家基础地理信息中心'],
    [{ kind: 'tianditu', key: 'k', approval: 'GS（2024）0650号' }, '天地图 © 国家基础地理信息中心　审图号：GS（2024）0650号'],
    [{ kind: 'pmtiles', url: '/a.pmtiles', attribution: '某县测绘院', approval: '闽S〔2023〕12号' }, '某县测绘院　审图号：闽S〔2023〕12号'],
    [{ kind: 'pmtiles', url: '/a.pmtiles', attribution: '某县测绘院', approval: ' ' }, '某县测绘院'],
  ] satisfies [BasemapConfig, string][])('%j → %s', (config, words) => expect(creditOf(valid(config))).toBe(words));
});

describe('GCJ-02', () => {
  const inMetres = (a: Place, b: Place) => distanceM(a, b);
  // Where plain mercator would put a place whose degrees are GCJ-02 already.
  const mercator = ({ lat, lng }: Place) => ({ x: (6_378_137 * lng * Math.PI) / 180, y: 6_378_137 * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) });

  test('古田会议会址 stands where both its coordinates say', () => {
    const here = project({ lat: 25.21911, lng: 116.8226 });
    const known = mercator({ lat: 25.21622, lng: 116.82724 });
    // The published pair has five decimals, a metre.
    expect(Math.hypot(here.x - known.x, here.y - known.y) * Math.cos((25.2 * Math.PI) / 180)).toBeLessThan(1.5);
    expect(inMetres({ lat: 25.21911, lng: 116.8226 }, { lat: 25.21622, lng: 116.82724 })).toBeGreaterThan(500);
  });

  const grid: Place[] = [{ lat: 43.51584, lng: 123.49909 }, { lat: 27.23959, lng: 119.8939 }];
  for (let lat = 19; lat <= 53; lat += 2) for (let lng = 76; lng <= 134; lng += 3) grid.push({ lat, lng });

  test('agrees with gcoord and comes back to within a centimetre all over China', () => {
    for (const place of grid) {
      const [lng, lat] = gcoord.transform([place.lng, place.lat], gcoord.WGS84, gcoord.GCJ02);
      const [here, there] = [project(place), mercator({ lat, lng })];
      expect(Math.hypot(here.x - there.x, here.y - there.y)).toBeLessThan(1e-3);
      expect(inMetres(unproject(here), place), `${place.lat},${place.lng}`).toBeLessThan(0.01);
    }
  });
  test('a click comes back to the same pixel', () => {
    for (const place of grid) {
      const point = project(place);
      const again = project(unproject(point));
      expect(Math.hypot(point.x - again.x, point.y - again.y)).toBeLessThan(0.01);
    }
  });
});

describe('a mistake in the configuration stops the build and says what to write', () => {
  test.each<[string, unknown, string, string]>([
    ['no map at all', undefined, 'map', '底图 kind 写'],
    ['an unknown kind', { kind: 'google' }, 'map.kind', 'schematic（示意图）、tianditu（天地图）、xyz（其他瓦片）或 pmtiles'],
    ['a misspelt field', { kind: 'tianditu', key: 'k', approvl: '' }, 'map', '没有“approvl”这个字段'],
    ['no key', { kind: 'tianditu' }, 'map.key', '天地图要写密钥'],
    ['an empty key', { kind: 'tianditu', key: '' }, 'map.key', '不能为空'],
    ['an unknown style', { kind: 'tianditu', key: 'k', style: 'sat' }, 'map.style', 'img（影像）'],
    ['a host with a path', { kind: 'tianditu', key: 'k', host: 't0.tianditu.gov.cn' }, 'map.host', 'https:// 开头的主机'],
    ['an address without z', { kind: 'xyz', url: 'https://a.cn/{x}/{y}', datum: 'wgs84', attribution: '甲' }, 'map.url', '要有 {z}、{x} 和 {y}'],
    ['a relative address', { kind: 'xyz', url: 'tiles/{z}/{x}/{y}', datum: 'wgs84', attribution: '甲' }, 'map.url', '以 https:// 开头'],
    ['no datum', { kind: 'xyz', url: 'https://a.cn/{z}/{x}/{y}', attribution: '甲' }, 'map.datum', 'wgs84 或 gcj02'],
    ['a datum of Baidu’s', { kind: 'xyz', url: 'https://a.cn/{z}/{x}/{y}', datum: 'bd09', attribution: '甲' }, 'map.datum', 'wgs84 或 gcj02'],
    ['no attribution', { kind: 'xyz', url: 'https://a.cn/{z}/{x}/{y}', datum: 'wgs84' }, 'map.attribution', '署名'],
    ['subdomains missing', { kind: 'xyz', url: 'https://{s}.a.cn/{z}/{x}/{y}', datum: 'wgs84', attribution: '甲' }, 'map.subdomains', '要写 subdomains'],
    ['subdomains too many', { kind: 'xyz', url: 'https://a.cn/{z}/{x}/{y}', subdomains: ['a'], datum: 'wgs84', attribution: '甲' }, 'map.subdomains', '没有 {s}'],
    ['zooms the wrong way', { kind: 'xyz', url: 'https://a.cn/{z}/{x}/{y}', datum: 'wgs84', attribution: '甲', minZoom: 12, maxZoom: 8 }, 'map.minZoom', '比 maxZoom 还大'],
    ['zoom as a text', { kind: 'xyz', url: 'https://a.cn/{z}/{x}/{y}', datum: 'wgs84', attribution: '甲', maxZoom: '18' }, 'map.maxZoom', '级别写数字'],
    ['an archive without attribution', { kind: 'pmtiles', url: '/a.pmtiles', attribution: ' ' }, 'map.attribution', '署名（attribution）不能为空'],
    ['an archive’s address with placeholders', { kind: 'pmtiles', url: 'https://a.cn/{z}.pmtiles', attribution: '甲' }, 'map.url', '/map/county.pmtiles'],
    ['an unknown flavor', { kind: 'pmtiles', url: '/a.pmtiles', attribution: '甲', flavor: 'blue' }, 'map.flavor', 'light、dark'],
    ['an approval that is none', { kind: 'tianditu', key: 'k', approval: '待批' }, 'map.approval', '没有就留空'],
  ])('%s', (_, map, field, words) => {
    const read = () => readSite({ ...written, map: map as BasemapConfig }, {});
    expect(read).toThrow(words);
    expect(read).toThrow(`site.config.ts 有 1 处要改：\n  ${field}：`);
  });
});

describe('what the environment puts over the configuration', () => {
  test('fields of the operator are merged, the map is replaced, the base wins', () => {
    const site = readSite(written, { RONGJI_SITE: JSON.stringify({ name: '试用', operator: { name: '某局' }, map: { kind: 'pmtiles', url: '/map/a.pmtiles', attribution: '甲' } }), RONGJI_BASE: '/zwgk/' });
    expect(site).toMatchObject({ name: '试用', tagline: written.tagline, operator: { name: '某局', phone: '' }, base: '/zwgk/', map: { url: '/zwgk/map/a.pmtiles' } });
  });
  test('what is not JSON is refused', () => expect(() => readSite(written, { RONGJI_SITE: '{map' })).toThrow('RONGJI_SITE 不是 JSON'));
  test('without it nothing changes', () => expect(readSite(written, {})).toEqual(written));
});
