import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readSite } from '@/lib/site.ts';
import { basemap, type BasemapConfig } from '@/schema/map.ts';
import { site as configured } from '../../site.config.ts';
import { ask, settled, stage, told, zoomIn } from './map-stage.ts';
import { serve, type Site } from './serve.ts';
import { archive, png, provide, waterTile, type Colour, type Provider } from './tiles.ts';

const green: Colour = [40, 160, 90];
const water: Colour = [128, 222, 234]; // of protomaps' light flavour
const gutian = { wgs: { lat: 25.21911, lng: 116.8226 }, gcj: { lat: 25.21622, lng: 116.82724 } };
const fallback = '底图没有打开，改用示意图；名单照常可用。';

let provider: Provider;
beforeAll(async () => {
  provider = await provide(png(green), { '/water.pmtiles': archive(waterTile(), 'mvt') });
});
// One failure must not make the provider fail for the next.
afterEach(() => {
  provider.mood = 'well';
  provider.refuses = undefined;
});
afterAll(() => provider.close());

/** Builds the site with a basemap and serves it. */
async function built(name: string, map: BasemapConfig): Promise<Site> {
  const dist = join('.build', `map-${name}`);
  const env = { ...process.env, RONGJI_SITE: JSON.stringify({ map }), RONGJI_DIST: join(process.cwd(), dist) };
  const { status, stderr } = spawnSync(process.execPath, ['tools/build.ts'], { encoding: 'utf8', env });
  expect(status, stderr).toBe(0);
  return serve(dist, '/', undefined, readSite({ ...configured, map }, {}));
}

/** The colour that a pixel of the screen has, in CSS pixels. */
async function colourAt(page: Page, x: number, y: number): Promise<number[]> {
  const shot = (await page.screenshot({ clip: { x, y, width: 1, height: 1 } })).toString('base64');
  return page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement('canvas').getContext('2d')!;
    canvas.drawImage(image, 0, 0);
    return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  }, shot);
}

/** A visit to the finder as it is, with what its map shows. */
async function visitFinder(site: Site) {
  const visit = await site.open(`/stations/#at=${gutian.wgs.lat},${gutian.wgs.lng}`);
  const { page } = visit;
  await page.locator('.finder-map').scrollIntoViewIfNeeded();
  const policy = (await page.locator('meta[http-equiv="content-security-policy" i]').getAttribute('content'))!;
  const directive = (name: string) => policy.split(';').map((part) => part.trim()).find((part) => part.startsWith(name));
  return { ...visit, directive, credit: () => page.locator('.leaflet-control-attribution').textContent() };
}
/** A spot of the map that no control or mark covers. */
async function groundColour(page: Page) {
  const box = (await page.locator('.finder-map').boundingBox())!;
  return colourAt(page, Math.round(box.x + box.width * 0.31), Math.round(box.y + box.height * 0.23));
}

/** Where a place whose degrees are those of the tiles falls on the screen, from a tile's address and box; and how many metres a pixel is there. */
async function onTiles(page: Page, { lat, lng }: { lat: number; lng: number }) {
  const tiles = await page.locator('#stage img.leaflet-tile-loaded').evaluateAll((images: HTMLImageElement[]) =>
    images.map((image) => {
      const { left, top, width } = image.getBoundingClientRect();
      return { address: new URL(image.src).pathname.match(/\d+/g)!.map(Number) as [number, number, number], left, top, width };
    }),
  );
  // Tiles of the zoom before are still there for a moment.
  const tile = tiles.sort((a, b) => b.address[0] - a.address[0])[0]!;
  const [z, x, y] = tile.address;
  const sin = Math.sin((lat * Math.PI) / 180);
  const column = ((lng + 180) / 360) * 2 ** z;
  const row = (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * 2 ** z;
  const metresPerPixel = (Math.cos((lat * Math.PI) / 180) * 40_075_016.7) / 2 ** z / tile.width;
  return { z, x: tile.left + (column - x) * tile.width, y: tile.top + (row - y) * tile.width, metresPerPixel };
}
const middle = async (page: Page, selector: string) => {
  const { x, y, width, height } = (await page.locator(selector).first().boundingBox())!;
  return { x: x + width / 2, y: y + height / 2 };
};

describe('by default', () => {
  test('nothing is asked of another host, and none may be', async () => {
    const site = await serve();
    const { requests, errors, directive, credit, done } = await visitFinder(site);
    expect(requests.filter((address) => !address.startsWith(site.url))).toEqual([]);
    expect(requests.join('\n')).not.toMatch(/gcj02|pmtiles|esm\./);
    expect(directive('img-src')).toBe("img-src 'self' data:");
    expect(directive('connect-src')).toBe("connect-src 'self'");
    expect(await credit()).toBe('示意图，只表示大致方位');
    expect(errors).toEqual([]);
    await done();
    await site.close();
  });
});

describe('Tianditu', () => {
  let site: Site;
  beforeAll(async () => {
    site = await built('tianditu', { kind: 'tianditu', key: 'abc123', host: provider.origin, approval: 'GS（2024）0650号' });
  });
  afterAll(() => site.close());
  test('base and labels are drawn with the key, and its 审图号 is shown', async () => {
    const { page, requests, errors, directive, credit, done } = await visitFinder(site);
    await page.locator('.with-tiles').waitFor();
    await expect.poll(() => groundColour(page)).toEqual(green);
    expect(await credit()).toBe('天地图 © 国家基础地理信息中心　审图号：GS（2024）0650号');
    const tiles = requests.filter((address) => address.startsWith(provider.origin));
    for (const layer of ['vec', 'cva']) expect(tiles.some((address) => address.includes(`/${layer}_w/wmts?`) && address.includes(`LAYER=${layer}&`) && address.endsWith('&tk=abc123'))).toBe(true);
    expect(requests.filter((address) => !address.startsWith(site.url) && !address.startsWith(provider.origin))).toEqual([]);
    expect(directive('img-src')).toBe(`img-src 'self' data: ${provider.origin}`);
    // Its own labels are on it; ours would say everything twice.
    expect(await page.locator('.town').count()).toBe(0);
    expect(errors).toEqual([]);
    await done();
  });
  test.each([['missing', 2000], ['silent', 14_000]] as const)('when the provider is %s the schematic takes over and says so', async (mood, timeout) => {
    provider.mood = mood;
    const { page, credit, done } = await visitFinder(site);
    await page.locator('.notice', { hasText: fallback }).waitFor({ timeout: timeout + 10_000 });
    expect(await credit()).toBe('示意图，只表示大致方位');
    expect(await page.locator('.leaflet-tile').count()).toBe(0);
    expect(await page.locator('.town').count()).toBeGreaterThan(0);
    expect(await page.locator('[data-station-id]').count()).toBeGreaterThan(0);
    await done();
  });
  test('when single tiles are missing later, the map goes on', async () => {
    const { page, credit, done } = await visitFinder(site);
    await page.locator('.with-tiles').waitFor();
    provider.refuses = /TILECOL=\d*[02468]&/;
    await page.locator('.leaflet-control-zoom-in').click();
    await page.waitForTimeout(1500);
    expect(await page.locator('.leaflet-tile-loaded').count()).toBeGreaterThan(0);
    expect(await credit()).toContain('天地图');
    expect(await page.getByText(fallback).count()).toBe(0);
    await done();
  });
});

describe.each([
  ['wgs84', gutian.wgs],
  ['gcj02', gutian.gcj],
] as const)('XYZ tiles in %s', (datum, onMap) => {
  let site: Site;
  const config = () => ({ kind: 'xyz', url: `${provider.origin}/{z}/{x}/{y}.png`, datum, attribution: '© 测试 & “测绘院”' }) satisfies BasemapConfig;
  beforeAll(async () => {
    site = await built(datum, config());
  });
  afterAll(() => site.close());

  test('are drawn, with the attribution as text and no 审图号', async () => {
    const { page, errors, requests, directive, credit, done } = await visitFinder(site);
    await page.locator('.with-tiles').waitFor();
    await expect.poll(() => groundColour(page)).toEqual(green);
    expect(await credit()).toBe('© 测试 & “测绘院”');
    // The images did not keep the map from going to the position.
    await expect.poll(() => page.locator('.leaflet-control-scale-line').textContent()).toMatch(/^\d 公里$|^\d+ 米$/);
    expect(directive('img-src')).toBe(`img-src 'self' data: ${provider.origin}`);
    expect(requests.some((address) => address.includes('gcj02'))).toBe(datum === 'gcj02');
    expect(errors).toEqual([]);
    await done();
  });

  test('the marker, the position and a click stand where the tiles have the place, to a metre', async () => {
    const pin = { ...gutian.wgs, ids: ['gutian'], name: '古田会议会址', label: '1. 古田会议会址', number: 1, exact: true };
    const { page, errors, done } = await stage(site, { basemap: basemap.parse(config()), pins: [pin], here: gutian.wgs, accuracyM: 30 });
    await page.locator('#stage.with-tiles').waitFor();
    await ask(page, 'locate', gutian.wgs, 30);
    await settled(page);
    await zoomIn(page);
    await page.waitForLoadState('networkidle');
    const { z, x, y, metresPerPixel } = await onTiles(page, onMap);
    expect(z).toBe(18);
    for (const selector of ['#stage .pin', '#stage path.here', '#stage path.accuracy']) {
      const at = await middle(page, selector);
      expect(Math.hypot(at.x - x, at.y - y) * metresPerPixel, selector).toBeLessThan(1.2);
    }
    // A ring is drawn to its measure.
    const ring = (await page.locator('#stage path.accuracy').boundingBox())!;
    expect(Math.abs((ring.width * metresPerPixel) / 2 - 30)).toBeLessThan(1.5);

    await page.mouse.click(Math.round(x) + 120, Math.round(y) + 60);
    const [place] = (await told(page)).placed;
    const east = (place!.lng - gutian.wgs.lng) * 111_320 * Math.cos((gutian.wgs.lat * Math.PI) / 180);
    const south = (gutian.wgs.lat - place!.lat) * 111_195;
    expect(Math.abs(east - 120 * metresPerPixel)).toBeLessThan(1.2);
    expect(Math.abs(south - 60 * metresPerPixel)).toBeLessThan(1.2);
    expect(errors).toEqual([]);
    await done();
  });
});

describe('a PMTiles archive', () => {
  test('of images on the site’s own host is drawn, and asks nothing of others', async () => {
    const site = await built('raster', { kind: 'pmtiles', url: '/map/county.pmtiles', attribution: '某县测绘院', approval: '闽S〔2023〕12号' });
    mkdirSync(join('.build', 'map-raster', 'map'), { recursive: true });
    writeFileSync(join('.build', 'map-raster', 'map', 'county.pmtiles'), archive(png(green), 'png'));
    const again = await serve(join('.build', 'map-raster'));
    const { page, requests, errors, directive, credit, done } = await visitFinder(again);
    await page.locator('.with-tiles').waitFor();
    await expect.poll(() => groundColour(page)).toEqual(green);
    expect(await credit()).toBe('某县测绘院　审图号：闽S〔2023〕12号');
    expect(requests.filter((address) => !address.startsWith(again.url))).toEqual([]);
    expect(requests.join('\n')).not.toMatch(/\/esm\./);
    expect(directive('img-src')).toBe("img-src 'self' data:");
    expect(errors).toEqual([]);
    await done();
    await again.close();
    await site.close();
  });

  describe('of vectors on another host', () => {
    let site: Site;
    beforeAll(async () => {
      site = await built('vector', { kind: 'pmtiles', url: `${provider.origin}/water.pmtiles`, attribution: '© OpenStreetMap 贡献者' });
    });
    afterAll(() => site.close());
    test('is painted under the policy', async () => {
      const { page, errors, directive, credit, done } = await visitFinder(site);
      await page.locator('.with-tiles').waitFor();
      await expect.poll(() => groundColour(page)).toEqual(water);
      expect(await credit()).toBe('© OpenStreetMap 贡献者');
      expect(directive('connect-src')).toBe(`connect-src 'self' ${provider.origin}`);
      expect(directive('img-src')).toBe("img-src 'self' data:");
      expect(errors).toEqual([]);
      await done();
    });
    test.each(['whole', 'missing'] as const)('when the host sends it %s the schematic takes over', async (mood) => {
      provider.mood = mood;
      const { page, credit, done } = await visitFinder(site);
      await page.locator('.notice', { hasText: fallback }).waitFor();
      expect(await credit()).toBe('示意图，只表示大致方位');
      expect(await page.locator('.town').count()).toBeGreaterThan(0);
      await done();
    });
  });
});

test('a mistake in the basemap stops the build before anything is written', () => {
  const env = { ...process.env, RONGJI_SITE: JSON.stringify({ map: { kind: 'xyz', url: 'https://a.cn/{z}/{x}.png', attribution: '甲' } }), RONGJI_DIST: join(process.cwd(), '.build', 'map-wrong') };
  const { status, stderr } = spawnSync(process.execPath, ['tools/build.ts'], { encoding: 'utf8', env });
  expect(status).toBe(1);
  expect(stderr).toContain('map.datum：坐标系 datum 写 wgs84 或 gcj02');
  expect(stderr).toContain('map.url：瓦片的网址 url 里要有 {z}、{x} 和 {y}');
  expect(stderr).toContain('没有生成新的网站，原来的网站没有变');
  expect(stderr).not.toContain('    at ');
});
