import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pin, Town } from '@/lib/station-map.ts';
import { ask, settled, stage, told, zoomIn } from './map-stage.ts';
import { serve, type Site } from './serve.ts';

let site: Site;
beforeAll(async () => {
  site = await serve();
});
afterAll(() => site.close());

const pin = (id: string, lat: number, lng: number, number: number, name = `${id}镇退役军人服务站`): Pin => ({ lat, lng, ids: [id], number, name, label: `${number}. ${name}，东北约 4.2 公里`, exact: true });
/** Two apart, two that touch at a low zoom, two at one point. */
const pins = [
  pin('a', 27.24, 119.89, 1),
  pin('b', 27.33, 119.99, 2),
  pin('c', 27.3301, 119.9912, 3),
  pin('d', 27.15, 119.99, 4),
  pin('e', 27.15, 119.99, 5),
];
const towns: Town[] = [
  { lat: 27.24, lng: 119.89, title: '双城镇', seat: false },
  { lat: 27.2401, lng: 119.8901, title: '柘荣县', seat: true },
  { lat: 27.19, lng: 119.86, title: '城郊乡', seat: false },
];
const here = { lat: 27.25, lng: 119.9 };
const marks = '#stage .leaflet-marker-pane [role=button]';

describe('marks', () => {
  test('have the full name, a size for fingers, and are pressed with Enter and Space', async () => {
    const { page, errors, done } = await stage(site, { pins });
    const [first] = pins as [Pin];
    const button = page.getByRole('button', { name: first.label });
    expect(await button.textContent()).toContain('1');
    const { width, height } = (await button.boundingBox())!;
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
    const face = (await button.locator('.face').boundingBox())!;
    expect(Math.min(face.width, face.height)).toBeGreaterThanOrEqual(28);
    await button.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    await button.click();
    expect((await told(page)).picked).toEqual([['a'], ['a'], ['a']]);
    // None of it is a click on the map.
    expect((await told(page)).placed).toEqual([]);
    expect(errors).toEqual([]);
    await done();
  });

  test('that would touch share one that says so; it opens by zooming in and keeps the keyboard', async () => {
    const { page, done } = await stage(site, { pins });
    expect(await page.locator(marks).evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))).toEqual([
      pins[0]!.label,
      '2 处：b镇退役军人服务站、c镇退役军人服务站，放大看',
      '2 处：d镇退役军人服务站、e镇退役军人服务站',
    ]);
    await page.locator(marks).nth(1).focus();
    await page.keyboard.press('Enter');
    await settled(page);
    await page.getByRole('button', { name: pins[2]!.label }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(pins[1]!.label);
    await done();
  });

  test('at one point are picked together, since no zoom can part them', async () => {
    const { page, done } = await stage(site, { pins });
    await page.getByRole('button', { name: /^2 处：d镇/ }).click();
    expect((await told(page)).picked).toEqual([['d', 'e']]);
    await done();
  });

  test('tell which one is pointed at or focused, and the chosen one shows its name', async () => {
    const { page, done } = await stage(site, { pins });
    const button = page.getByRole('button', { name: pins[0]!.label });
    await button.hover();
    await page.mouse.move(5, 5);
    await button.focus();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    expect((await told(page)).hovered).toEqual(['a', undefined, 'a', undefined]);

    expect(await button.locator('.flag').isVisible()).toBe(false);
    await ask(page, 'select', 'a');
    expect(await button.locator('.flag').textContent()).toBe('a镇退役军人服务站');
    expect(await button.locator('.flag').isVisible()).toBe(true);
    expect(await page.locator('#stage [aria-current=true]').count()).toBe(1);
    // One that is in a group lights the group up.
    await ask(page, 'select', 'e');
    expect(await page.locator('#stage [aria-current=true]').getAttribute('aria-label')).toContain('2 处：d镇');
    await ask(page, 'select', undefined);
    expect(await page.locator('#stage [aria-current]').count()).toBe(0);
    await done();
  });

  test('that are out of view come into it when they are chosen or focused', async () => {
    const { page, done } = await stage(site, { pins, here: { lat: 27.24, lng: 119.89 } });
    await zoomIn(page);
    const inside = async (label: string) => {
      const [box, mark] = [(await page.locator('#stage').boundingBox())!, (await page.getByRole('button', { name: label }).boundingBox())!];
      return mark.x > box.x && mark.y > box.y && mark.x + mark.width < box.x + box.width && mark.y + mark.height < box.y + box.height;
    };
    expect(await inside(pins[1]!.label)).toBe(false);
    await ask(page, 'select', 'b');
    await settled(page);
    expect(await inside(pins[1]!.label)).toBe(true);
    await page.locator('#stage').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await settled(page);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(pins[0]!.label);
    expect(await inside(pins[0]!.label)).toBe(true);
    await done();
  });

  test('are not drawn anew, and lose no press, when the same list is shown again', async () => {
    const { page, done } = await stage(site, { pins });
    const before = await page.locator(marks).first().elementHandle();
    await ask(page, 'show', pins.map((one) => ({ ...one })));
    expect(await before!.evaluate((node) => node.isConnected)).toBe(true);
    // A list in another order has other numbers, and the keyboard stays with the station.
    await page.locator(marks).first().focus();
    await ask(page, 'show', [pins[1]!, pins[3]!, { ...pins[0]!, number: 9, label: '9. a镇退役军人服务站' }]);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('9. a镇退役军人服务站');
    await done();
  });
});

describe('counts of divisions', () => {
  const clusters = [
    { lat: 27.24, lng: 119.89, code: '350926', name: '柘荣县', count: 128 },
    { lat: 25.075, lng: 117.017, code: '350800', name: '龙岩市', count: 2086 },
    { lat: 43.516, lng: 123.499, code: '220382', name: '双辽市', count: 206 },
  ];
  test('stand on a map of a wide area, have names, and open by zooming in', async () => {
    const { page, done } = await stage(site, { clusters, towns });
    const longyan = page.getByRole('button', { name: '龙岩市 2086 处，放大看' });
    expect(await longyan.textContent()).toBe('2086 处');
    expect(await page.locator('#stage .counted').allTextContents()).toContain('双辽市');
    await longyan.focus();
    await page.keyboard.press('Enter');
    await settled(page);
    expect(await page.locator('#stage .cluster').count()).toBe(0);
    // Where the count was there is nothing; the keyboard goes to the map itself.
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('stage');
    await done();
  });
  test('give way to the pins of the list', async () => {
    const { page, done } = await stage(site, { clusters });
    await ask(page, 'show', [pins[0]!]);
    await settled(page);
    for (let i = 0; i < 5; i++) {
      await page.locator('#stage .leaflet-control-zoom-out').click();
      await settled(page);
    }
    expect(await page.getByRole('button', { name: pins[0]!.label }).count()).toBe(1);
    expect(await page.getByRole('button', { name: /^柘荣县/ }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /^龙岩市/ }).count()).toBe(1);
    await done();
  });
});

describe('the ground', () => {
  test('has rings at round distances, a scale in 公里, north, and names of which seats go first', async () => {
    const { page, errors, done } = await stage(site, { pins: pins.slice(0, 1), towns, here, accuracyM: 400 });
    const rings = await page.locator('#stage .ring-label').allTextContents();
    expect(rings.length).toBeGreaterThanOrEqual(2);
    expect(rings.length).toBeLessThanOrEqual(3);
    for (const ring of rings) expect(ring).toMatch(/^[125]0{0,2} (米|公里)$/);
    expect(await page.locator('#stage path.ring').count()).toBe(rings.length);
    expect(await page.locator('#stage path.accuracy').count()).toBe(1);
    expect(await page.locator('#stage .leaflet-control-scale-line').textContent()).toMatch(/^\d+ (公里|米)$/);
    expect(await page.locator('#stage .north').textContent()).toBe('北');
    expect(await page.locator('#stage .here-label').textContent()).toBe('您的位置');
    expect(await page.locator('#stage .seat').textContent()).toBe('柘荣县');
    await ask(page, 'locate', undefined);
    expect(await page.locator('#stage .ring, #stage .here, #stage .here-label').count()).toBe(0);
    expect(errors).toEqual([]);
    await done();
  });

  test('a click says where, in WGS-84; one on a mark or a control does not', async () => {
    const { page, done } = await stage(site, { pins: pins.slice(0, 1) });
    const box = (await page.locator('#stage').boundingBox())!;
    await page.locator('#stage .leaflet-control-zoom-in').click();
    await settled(page);
    await page.mouse.click(Math.round(box.x + box.width / 2) + 60, Math.round(box.y + box.height / 2) + 80);
    const { placed } = await told(page);
    expect(placed).toHaveLength(1);
    expect(placed[0]!.lat).toBeLessThan(27.24);
    expect(placed[0]!.lng).toBeGreaterThan(119.89);
    await done();
  });
});

describe('by keyboard', () => {
  test('one goes through the map, past it, or takes its middle as the place', async () => {
    const { page, done } = await stage(site, { pins });
    await page.locator('#stage').focus();
    await page.keyboard.press('ArrowRight');
    await settled(page);
    await page.keyboard.press('Enter');
    expect((await told(page)).placed).toHaveLength(1);
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('跳过地图');
    for (const name of [pins[0]!.label, /^2 处：b/, /^2 处：d/, '放大', '缩小']) {
      await page.keyboard.press('Tab');
      expect(await focused()).toMatch(name);
    }
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.querySelector('#stage')!.contains(document.activeElement))).toBe(false);

    await page.locator('#stage .map-skip').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.querySelector('#stage')!.contains(document.activeElement))).toBe(false);
    expect((await told(page)).placed).toHaveLength(1);
    await done();
  });

  test('the map has a name that says which keys there are', async () => {
    const { page, done } = await stage(site, {});
    expect(await page.getByRole('region', { name: /^站点地图。方向键移动/ }).count()).toBe(1);
    await done();
  });

  test('a wheel on the way down the page passes over the map until it is turned to', async () => {
    const { page, done } = await stage(site, { pins });
    const scale = () => page.locator('#stage .leaflet-control-scale-line').textContent();
    const before = await scale();
    await page.locator('#stage').hover();
    await page.mouse.wheel(0, -300);
    await settled(page);
    expect(await scale()).toBe(before);
    await page.locator('#stage').focus();
    await page.locator('#stage').hover();
    await page.mouse.wheel(0, -600);
    await settled(page);
    await expect.poll(scale).not.toBe(before);
    await done();
  });
});

describe.each(['light', 'dark'] as const)('in forced colours, %s', (colorScheme) => {
  test('pins, counts and the chosen one stand out from the ground', async () => {
    const { page, done } = await stage(site, { pins, towns, here, clusters: [{ lat: 30, lng: 119, code: 'x', name: '某县', count: 3 }] }, { colorScheme, forcedColors: 'active' });
    await ask(page, 'select', 'a');
    const looks = await page.locator('#stage .face').evaluateAll((faces) =>
      faces.map((face) => {
        const { color, backgroundColor, borderTopColor, borderTopWidth } = getComputedStyle(face);
        return { color, backgroundColor, borderTopColor, wide: parseFloat(borderTopWidth) > 0 };
      }),
    );
    const ground = await page.locator('#stage').evaluate((box) => getComputedStyle(box).backgroundColor);
    expect(looks.length).toBeGreaterThanOrEqual(3);
    for (const look of looks) {
      expect(look.wide).toBe(true);
      expect(look.borderTopColor).not.toBe(ground);
      expect(look.color).not.toBe(look.backgroundColor);
    }
    expect(new Set(looks.map(({ backgroundColor }) => backgroundColor)).size).toBe(2);
    await done();
  });
});

test('leaving takes everything away', async () => {
  const { page, errors, done } = await stage(site, { pins, here, towns });
  await ask(page, 'remove');
  await page.waitForTimeout(300);
  expect(await page.locator('#stage').evaluate((box) => box.childElementCount)).toBe(0);
  expect(errors).toEqual([]);
  await done();
});
