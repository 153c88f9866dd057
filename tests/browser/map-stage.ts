// Puts the finder's map on a page of the built site with pins of a test's choosing, under the site's own security policy.
import type { JSHandle, Page } from 'playwright-core';
import type { Place } from '@/lib/places.ts';
import type { Cluster } from '@/lib/clusters.ts';
import type { Pin, StationMap, Town } from '@/lib/station-map.ts';
import type { Basemap } from '@/schema/map.ts';
import type { Site, Visit } from './serve.ts';

export type Scene = { basemap?: Basemap; towns?: Town[]; pins?: Pin[]; clusters?: Cluster[]; here?: Place; accuracyM?: number };
type Stage = Window & { stage: { map: StationMap; picked: string[][]; hovered: (string | undefined)[]; placed: Place[]; notices: string[] } };

/** Opens the finder and draws a map of the test's own in the place of its map. */
export async function stage(site: Site, scene: Scene, options: Parameters<Site['open']>[1] = {}): Promise<Visit> {
  const visit = await site.open('/stations/', options);
  await visit.page.locator('.leaflet-control-scale-line').waitFor();
  const chunk = visit.requests.find((address) => /\/station-map\.[^/]*\.js$/.test(address))!;
  // As text, since the test runner would put its own loader in the place of import().
  const library = (await visit.page.evaluateHandle(`import(${JSON.stringify(chunk)})`)) as JSHandle<typeof import('@/lib/station-map.ts')>;
  await visit.page.evaluate(
    ({ library: { drawStationMap }, scene }) => {
      const old = document.querySelector<HTMLElement>('.finder-map')!;
      const box = document.createElement('section');
      box.className = 'finder-map';
      box.id = 'stage';
      old.after(box);
      old.remove();
      const seen: Omit<Stage['stage'], 'map'> = { picked: [], hovered: [], placed: [], notices: [] };
      const map = drawStationMap(box, {
        towns: scene.towns ?? [],
        basemap: scene.basemap ?? { kind: 'schematic' },
        onPick: (ids) => seen.picked.push(ids),
        onHover: (id) => seen.hovered.push(id),
        onPlace: (place) => seen.placed.push(place),
        onNotice: (message) => seen.notices.push(message),
      });
      (window as unknown as Stage).stage = { ...seen, map };
      if (scene.here) map.locate(scene.here, scene.accuracyM);
      map.show(scene.pins ?? []);
      map.showClusters(scene.clusters ?? []);
      box.scrollIntoView({ block: 'center' });
    },
    { library, scene },
  );
  await settled(visit.page);
  return visit;
}

/** What the map on the stage has told its page. */
export const told = (page: Page) => page.evaluate(() => ({ ...(window as unknown as Stage).stage, map: undefined }));

/** Asks something of the map on the stage. */
export const ask = <Name extends keyof StationMap>(page: Page, name: Name, ...values: Parameters<StationMap[Name]>) =>
  page.evaluate(([name, values]) => ((window as unknown as Stage).stage.map[name as Name] as (...all: unknown[]) => void)(...values), [name, values] as const);

/** Waits until nothing on the map has moved for a while, in frames too: a busy machine starts an animation late. */
export async function settled(page: Page) {
  await page.evaluate(async () => {
    const where = () =>
      [...document.querySelectorAll('#stage .leaflet-zoom-animated, #stage .leaflet-tile, #stage path')]
        .map((one) => one.getBoundingClientRect())
        .map(({ x, y, width }) => [x, y, width].join())
        .join(' ');
    let last = where();
    let still = { since: performance.now(), frames: 0 };
    while (still.frames < 20 || performance.now() - still.since < 400) {
      await new Promise(requestAnimationFrame);
      const now = where();
      still = now === last ? { ...still, frames: still.frames + 1 } : { since: performance.now(), frames: 0 };
      last = now;
    }
  });
}

/** Zooms in as far as the map goes. */
export async function zoomIn(page: Page) {
  const button = page.locator('#stage .leaflet-control-zoom-in');
  while ((await button.getAttribute('aria-disabled')) !== 'true') {
    await button.click();
    await settled(page);
  }
}
