// Draws stations on Leaflet; the only file that loads it.
import L from 'leaflet';
import type { Basemap } from '../schema/map.ts';
import { creditOf, tileLayers, type Tiles } from './basemap.ts';
import type { Cluster } from './clusters.ts';
import { boxAround, groupTouching, overlap, placeLabels, ringDistances, showRound, type Box } from './map-layout.ts';
import { distanceM, type Place } from './places.ts';

/** One station (or several at one point) out of the list. `label` is the full accessible name, e.g. "3. 双山镇退役军人服务站，东北约 4.2 公里". */
export type Pin = Place & { ids: string[]; number?: number; name: string; label: string; exact: boolean };
/** A label of the schematic; a seat is where a county or city is governed from. */
export type Town = Place & { title: string; seat: boolean };
export type StationMap = {
  /** Replaces the pins; those that would touch on screen share a marker at this zoom. */
  show(pins: Pin[]): void;
  /** Counts for divisions that no pin stands for, drawn on maps of a wide area only. */
  showClusters(clusters: Cluster[]): void;
  /** Marks the pin with this id and brings it into view. */
  select(id: string | undefined): void;
  /** The visitor's position with its accuracy in metres; undefined takes it away. */
  locate(place: Place | undefined, accuracyM?: number): void;
  remove(): void;
};
type Options = {
  towns: Town[];
  basemap: Basemap;
  onPick(ids: string[]): void;
  onHover?(id: string | undefined): void;
  onPlace(place: Place): void;
  onNotice(message: string): void;
};

const clustersUpTo = 9;
const schematic = { minZoom: 3, maxZoom: 17, zoomSnap: 0.25 };
const imageZoomSnap = 1; // plain ground can be drawn at any scale; images are sharp at whole zooms only
const openWithinMs = 10_000;
const say = {
  map: '站点地图。方向键移动，加号、减号缩放，回车把地图中心当作您的位置',
  skip: '跳过地图',
  fallback: '底图没有打开，改用示意图；名单照常可用。',
  here: '您的位置',
  about: '（大致位置）',
  zoomIn: '，放大看',
};

const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
const latLng = ({ lat, lng }: Place) => L.latLng(lat, lng);
const boundsOf = (places: Place[]) => L.latLngBounds(places.map(latLng));

const Scale = L.Control.Scale.extend({
  _updateScale(this: L.Control.Scale, scale: HTMLElement, text: string, ratio: number) {
    scale.style.width = `${Math.round(this.options.maxWidth! * ratio)}px`;
    scale.textContent = text.replace('km', '公里').replace(/m$/, '米');
  },
}) as unknown as typeof L.Control.Scale;

const NorthArrow = L.Control.extend({
  onAdd() {
    const arrow = element('div', 'north');
    arrow.innerHTML = '<svg viewBox="0 0 20 26" aria-hidden="true" focusable="false"><path d="M10 1 18 25 10 20 2 25Z"/></svg>';
    arrow.append('北');
    return arrow;
  },
});

/** Draws the finder's map: pins of the list on a schematic of our own or on the configured basemap. */
export function drawStationMap(box: HTMLElement, { towns, basemap, onPick, onHover, onPlace, onNotice }: Options): StationMap {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const map = L.map(box, {
    attributionControl: false,
    zoomControl: false,
    // A click says where the visitor is, so a double one must not mean something else.
    doubleClickZoom: false,
    scrollWheelZoom: false,
    ...schematic,
    zoomSnap: basemap.kind === 'schematic' ? schematic.zoomSnap : imageZoomSnap,
    fadeAnimation: !still,
    zoomAnimation: !still,
    markerZoomAnimation: !still,
    inertia: !still,
  });
  const labels = map.createPane('labels');
  labels.setAttribute('aria-hidden', 'true');
  const zoomButtons = L.control.zoom({ zoomInTitle: '放大', zoomOutTitle: '缩小', position: 'topright' }).addTo(map);
  new NorthArrow({ position: 'topleft' }).addTo(map);
  new Scale({ imperial: false, maxWidth: 140 }).addTo(map);
  const credit = L.control.attribution({ prefix: false }).addTo(map);

  const marks = L.layerGroup().addTo(map);
  const names = L.layerGroup().addTo(map);
  const here = L.layerGroup().addTo(map);
  const rings = L.layerGroup().addTo(map);

  let pins: Pin[] = [];
  let clusters: Cluster[] = [];
  let position: Place | undefined;
  let chosen: string | undefined;
  let drawn: Drawn[] = [];
  let fitting = false;
  let zooming = false;
  /** Below this zoom, or with no tiles at all, the ground is bare and carries our own labels. */
  let tilesFrom = Infinity;
  let gone = false;

  const end = element('span', 'map-end');
  end.tabIndex = -1;
  const skip = element('button', 'map-skip');
  skip.setAttribute('type', 'button');
  skip.textContent = say.skip;
  box.prepend(skip);
  box.append(end);
  box.setAttribute('aria-label', say.map);
  L.DomEvent.on(skip, 'click', (event) => {
    L.DomEvent.stop(event);
    end.focus();
  });
  // A wheel over a map on the way down a page is not meant for it until it has been turned to.
  L.DomEvent.on(box, 'focusin', () => map.scrollWheelZoom.enable());
  L.DomEvent.on(box, 'focusout', () => map.scrollWheelZoom.disable());
  L.DomEvent.on(box, 'keydown', (event) => {
    if (event.target === box && (event as KeyboardEvent).key === 'Enter') onPlace(plain(map.getCenter()));
  });
  map.on('click', ({ latlng }) => onPlace(plain(latlng)));

  function setCredit(basemapShown: Basemap) {
    const parts = creditOf(basemapShown).split('　').map((part, i) => {
      const words = element('span', 'credit');
      words.textContent = (i ? '　' : '') + part;
      return words;
    });
    credit.getContainer()!.replaceChildren(...parts);
  }

  /** Brings what matters into view, once however much changed at the same time. */
  function fitSoon() {
    if (fitting) return;
    fitting = true;
    queueMicrotask(() => {
      fitting = false;
      if (!gone) fit();
    });
  }
  function fit() {
    const places: Place[] = position ? [position, ...neighbours(position, pins)] : pins.length ? pins : clusters.length ? clusters : towns;
    if (!places.length) return void map.setView([32, 112], 4, { animate: false });
    // Leaflet drops what is asked of it while it zooms.
    if (zooming) return void map.once('zoomend', fitSoon);
    const { x, y } = map.getSize();
    const pad = L.point(Math.min(56, x / 7), Math.min(56, y / 7));
    // What is shown is not shown under the buttons.
    const buttons = zoomButtons.getContainer()!.offsetWidth;
    map.fitBounds(boundsOf(places), { paddingTopLeft: pad, paddingBottomRight: pad.add([0.7 * buttons + rem(), 0]), maxZoom: position ? 14 : 11, animate: false });
  }

  /** Draws pins and counts anew if any would now be grouped in another way, and leaves the keyboard where it was. */
  function drawMarks() {
    const zoom = map.getZoom();
    const at = (place: Place) => map.project(latLng(place), zoom);
    const target = 2.667 * rem();
    const groups = groupTouching(pins, at, { x: target, y: target });
    const next: Sketch[] = groups.map((group) => (group.length === 1 ? pinSketch(group[0]!) : groupSketch(group)));
    if (zoom <= clustersUpTo) {
      const pinBoxes = groups.map(([first]) => boxAround(at(first!), target, target));
      const pill = { x: pillWidth(Math.max(...clusters.map(({ count }) => count))), y: 2 * rem() };
      const free = clusters.filter((cluster) => !pinBoxes.some((other) => overlap(other, boxAround(at(cluster), pill.x, pill.y))));
      next.push(...groupTouching(free, at, pill).map(clusterSketch));
    }
    if (next.length === drawn.length && next.every(({ key }, i) => key === drawn[i]!.key)) return;
    const focused = drawn.find(({ marker }) => marker.getElement() === document.activeElement);
    marks.clearLayers();
    drawn = next.map((sketch) => ({ ...sketch, marker: addMark(sketch) }));
    if (focused) (drawn.find(({ ids }) => ids.includes(focused.ids[0] ?? ''))?.marker.getElement() ?? box).focus({ preventScroll: true });
    markChosen();
  }
  function addMark({ place, label, classes, face, hover, activate }: Sketch): L.Marker {
    const marker = L.marker(latLng(place), { icon: L.divIcon({ className: classes, html: face, iconSize: undefined }), keyboard: true, autoPanOnFocus: false, riseOnHover: true });
    marker.on('click', activate).addTo(marks);
    const button = marker.getElement()!;
    button.setAttribute('aria-label', label);
    L.DomEvent.on(button, 'keydown', (event) => {
      const { key } = event as KeyboardEvent;
      if (key !== 'Enter' && key !== ' ') return;
      L.DomEvent.stop(event);
      activate();
    });
    // Under a mouse the map must not slip away between press and release.
    L.DomEvent.on(button, 'focus', () => {
      if (button.matches(':focus-visible')) bringIntoView(marker);
      hover(true);
    });
    L.DomEvent.on(button, 'blur', () => hover(false));
    marker.on('mouseover', () => hover(true)).on('mouseout', () => hover(false));
    return marker;
  }
  function bringIntoView(marker: L.Marker) {
    const margin = 2 * rem();
    map.panInside(marker.getLatLng(), { padding: [margin, margin], animate: !still });
  }
  function markChosen() {
    for (const { ids, marker } of drawn) {
      const button = marker.getElement();
      const is = chosen !== undefined && ids.includes(chosen);
      button?.classList.toggle('chosen', is);
      if (is) button?.setAttribute('aria-current', 'true');
      else button?.removeAttribute('aria-current');
      marker.setZIndexOffset(is ? 10_000 : 0);
    }
  }
  /** A name flies to the side where there is room for it. */
  function turnFlags() {
    const { x } = map.getSize();
    for (const { marker } of drawn) marker.getElement()?.classList.toggle('leftward', map.latLngToContainerPoint(marker.getLatLng()).x > x / 2);
  }

  function pinSketch(pin: Pin): Sketch {
    const flag = element('span', 'flag');
    flag.textContent = pin.exact ? pin.name : pin.name + say.about;
    const dot = element('span', 'face');
    dot.textContent = pin.number === undefined ? (pin.ids.length > 1 ? String(pin.ids.length) : '') : String(pin.number);
    return {
      key: `${pin.ids.join()}|${pin.lat},${pin.lng}|${pin.label}`,
      place: pin,
      ids: pin.ids,
      label: pin.label,
      classes: pin.exact ? 'pin' : 'pin about',
      face: wrap(dot, flag),
      hover: (on) => onHover?.(on ? pin.ids[0] : undefined),
      activate: () => onPick(pin.ids),
    };
  }
  function groupSketch(group: Pin[]): Sketch {
    const ids = group.flatMap((pin) => pin.ids);
    const place = group[0]!;
    const dot = element('span', 'face');
    dot.textContent = `${ids.length} 处`;
    return {
      key: `${ids.join()}|${place.lat},${place.lng}`,
      place,
      ids,
      label: `${ids.length} 处：${group.slice(0, 2).map((pin) => pin.name).join('、')}${group.length > 2 ? '等' : ''}${parts(group) ? say.zoomIn : ''}`,
      classes: 'pin group',
      face: wrap(dot),
      hover: () => {},
      activate: () => (parts(group) ? lookAt(group) : onPick(ids)),
    };
  }
  function clusterSketch(group: Cluster[]): Sketch {
    const count = group.reduce((sum, cluster) => sum + cluster.count, 0);
    const [first] = group as [Cluster];
    const name = group.length > 1 ? `${first.name}等 ${group.length} 地` : first.name;
    const face = element('span', 'face');
    face.textContent = `${count} 处`;
    return {
      key: `${group.map(({ code }) => code).join()}|${count}`,
      place: first,
      ids: [],
      label: `${name} ${count} 处${say.zoomIn}`,
      classes: 'cluster',
      counted: { name, places: group.map((cluster) => cluster.name), width: pillWidth(count) },
      face: wrap(face),
      hover: () => {},
      activate: () => (group.length > 1 && parts(group) ? lookAt(group) : map.setView(latLng(first), clustersUpTo + 1, { animate: !still })),
    };
  }
  /** About how wide "2086 处" is drawn. */
  const pillWidth = (count: number) => (0.45 * String(count).length + 2.1) * rem();
  /** True when zooming in can tell the places apart. */
  function parts(places: Place[]): boolean {
    const deepest = map.getMaxZoom();
    return map.getZoom() < deepest && groupTouching(places, (place) => map.project(latLng(place), deepest), { x: 2.667 * rem(), y: 2.667 * rem() }).length > 1;
  }
  function lookAt(places: Place[]) {
    const bounds = boundsOf(places);
    const zoom = Math.max(map.getZoom() + 1, map.getBoundsZoom(bounds.pad(0.2)));
    map.setView(bounds.getCenter(), Math.min(zoom, map.getMaxZoom()), { animate: !still });
  }

  function drawRings() {
    rings.clearLayers();
    if (!position) return;
    const centre = latLng(position);
    const size = map.getSize();
    const down = map.unproject(map.project(centre).add([0, 100]));
    for (const metres of ringDistances(map.distance(centre, down) / 100, 0.75 * Math.max(size.x, size.y) / 1.5)) {
      const bounds = L.circle(centre, { radius: metres, className: 'ring', interactive: false }).addTo(rings).getBounds();
      const spots = [L.latLng(bounds.getNorth(), centre.lng), L.latLng(bounds.getSouth(), centre.lng), L.latLng(centre.lat, bounds.getWest()), L.latLng(centre.lat, bounds.getEast())];
      const spot = spots.find((one) => {
        const { x, y } = map.latLngToContainerPoint(one);
        return x > 2 * rem() && x < size.x - 2 * rem() && y > rem() && y < size.y - rem();
      });
      if (spot) label(spot, showRound(metres), 'ring-label').addTo(rings);
    }
  }
  function label(at: L.LatLng, text: string, className: string, offset = { x: 0, y: 0 }): L.Marker {
    const words = element('span', '');
    words.textContent = text;
    words.style.left = `${offset.x}px`;
    words.style.top = `${offset.y}px`;
    return L.marker(at, { pane: 'labels', icon: L.divIcon({ className: `label ${className}`, html: words, iconSize: undefined }), interactive: false, keyboard: false });
  }

  /** Writes the names that fit: the visitor's position first, then what is counted, then seats, then other places. */
  function drawNames() {
    names.clearLayers();
    const em = 0.889 * rem();
    const view = map.getBounds().pad(0.1);
    const width = (text: string) => [...text].reduce((sum, sign) => sum + (sign < '\u2e80' ? 0.55 : 1), 0.4) * em;
    const at = (place: Place) => map.latLngToContainerPoint(latLng(place));
    const pinSize = 1.9 * rem();
    const sized = (place: Place, text: string, className: string, markWidth = pinSize) => ({ place, text, className, ...pointOf(at(place)), width: width(text), height: 1.4 * em, clear: { x: markWidth / 2 + 3, y: pinSize / 2 + 3 } });
    const taken: Box[] = drawn.map(({ place, counted }) => boxAround(at(place), counted?.width ?? pinSize, pinSize));
    rings.eachLayer((layer) => {
      if (layer instanceof L.Marker) taken.push(boxAround(map.latLngToContainerPoint(layer.getLatLng()), 4 * em, 1.4 * em));
    });
    if (position) taken.push(boxAround(at(position), 20, 20));
    const frame = box.getBoundingClientRect();
    for (const control of box.querySelectorAll('.leaflet-control')) {
      const { left, top, right, bottom } = control.getBoundingClientRect();
      taken.push({ left: left - frame.left, top: top - frame.top, right: right - frame.left, bottom: bottom - frame.top });
    }
    const wanted = position ? [sized(position, say.here, 'here-label')] : [];
    const counted = drawn.flatMap((one) => (one.counted && view.contains(latLng(one.place)) ? [{ ...one.counted, place: one.place }] : []));
    wanted.push(...counted.map((one) => sized(one.place, one.name, 'counted', one.width)));
    if (map.getZoom() < tilesFrom) {
      const written = new Set(counted.flatMap(({ places }) => places));
      const visible = towns.filter((town) => view.contains(latLng(town)) && !written.has(town.title));
      const ordered = [...visible.filter(({ seat }) => seat), ...visible.filter(({ seat }) => !seat)];
      wanted.push(...ordered.map((town) => sized(town, town.title, town.seat ? 'town seat' : 'town')));
    }
    for (const { label: one, offset } of placeLabels(wanted, taken, { left: 0, top: 0, right: frame.width, bottom: frame.height }, 6)) label(latLng(one.place), one.text, one.className, offset).addTo(names);
  }

  // Panning changes where names and measures fit; zooming also which pins touch.
  map.on('zoomend', drawMarks);
  map.on('moveend', turnFlags);
  map.on('moveend', drawRings);
  map.on('moveend', drawNames);
  const resized = new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    drawMarks();
    drawRings();
    drawNames();
  });

  /** Lays the configured basemap under the pins, or says that the schematic has to do. */
  async function openBasemap() {
    const opened: L.GridLayer[] = [];
    try {
      if (basemap.kind === 'xyz' && basemap.datum === 'gcj02') {
        await turnToGcj02(map);
        fitSoon();
      }
      const { base, over, minZoom, maxZoom } = await basemapLayers(basemap);
      if (gone) return;
      map.setMaxZoom(maxZoom);
      opened.push(base, ...over);
      for (const layer of opened) layer.addTo(map);
      await firstTiles(base);
      if (gone) return;
      tilesFrom = minZoom;
      box.classList.add('with-tiles');
      setCredit(basemap);
      drawNames();
    } catch {
      if (gone) return;
      for (const layer of opened) layer.remove();
      map.options.zoomSnap = schematic.zoomSnap;
      map.setMaxZoom(schematic.maxZoom);
      onNotice(say.fallback);
    }
  }

  map.setView([32, 112], 4, { animate: false });
  setCredit({ kind: 'schematic' });
  fitSoon();
  resized.observe(box);
  if (basemap.kind !== 'schematic') void openBasemap();

  return {
    show(next) {
      pins = next;
      drawMarks();
      turnFlags();
      fitSoon();
    },
    showClusters(next) {
      clusters = next;
      drawMarks();
      drawNames();
      if (!pins.length && !position) fitSoon();
    },
    select(id) {
      chosen = id;
      markChosen();
      const holder = id === undefined ? undefined : drawn.find(({ ids }) => ids.includes(id));
      if (holder) bringIntoView(holder.marker);
    },
    locate(place, accuracyM = 0) {
      position = place;
      here.clearLayers();
      if (place) {
        if (accuracyM > 0) L.circle(latLng(place), { radius: accuracyM, className: 'accuracy', interactive: false }).addTo(here);
        L.circleMarker(latLng(place), { radius: 8, className: 'here', interactive: false }).addTo(here);
      }
      drawRings();
      drawNames();
      fitSoon();
    },
    remove() {
      gone = true;
      resized.disconnect();
      map.remove();
      L.DomEvent.off(box);
      skip.remove();
      end.remove();
    },
  };
}

/** What a marker is before it is on the map; two with one key are the same. */
type Sketch = { key: string; place: Place; ids: string[]; label: string; classes: string; counted?: { name: string; places: string[]; width: number }; face: HTMLElement; hover(on: boolean): void; activate(): void };
type Drawn = Sketch & { marker: L.Marker };

/** What to show around a position: the nearest pin and those up to three times as far, at least all within 30 km. */
function neighbours(from: Place, pins: Place[]): Place[] {
  const near = pins.map((pin) => ({ pin, metres: distanceM(from, pin) })).sort((a, b) => a.metres - b.metres);
  const reach = Math.max(30_000, 3 * (near[0]?.metres ?? 0));
  return near.filter(({ metres }) => metres <= reach).slice(0, 5).map(({ pin }) => pin);
}

/** Has the map drawn in GCJ-02. All that is asked of it stays WGS-84; only where it is drawn shifts. */
async function turnToGcj02(map: L.Map) {
  const { project, unproject } = await import('./gcj02.ts');
  const onGcj02: L.Projection = {
    project: (at) => asPoint(project(L.latLng(at))),
    unproject: (point) => latLng(unproject(L.point(point))),
    bounds: L.Projection.SphericalMercator.bounds,
  };
  map.options.crs = L.extend({}, L.CRS.EPSG3857, { projection: onGcj02 });
  const anew: L.ZoomPanOptions & { reset: true } = { animate: false, reset: true };
  map.setView(map.getCenter(), map.getZoom(), anew);
}

/** The layers of a configured basemap, the ground and what goes over it. */
async function basemapLayers(basemap: Basemap): Promise<{ base: L.GridLayer; over: L.GridLayer[]; minZoom: number; maxZoom: number }> {
  if (basemap.kind === 'pmtiles') {
    const { openArchive } = await import('./pmtiles-layer.ts');
    const flavor = basemap.flavor ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
    const { layer, minZoom, maxZoom } = await inTime(openArchive(L, basemap.url, flavor));
    return { base: layer, over: [], minZoom, maxZoom: Math.max(schematic.maxZoom, maxZoom) };
  }
  const tiles = tileLayers(basemap);
  const [base, ...over] = tiles.map(imageLayer) as [L.TileLayer, ...L.TileLayer[]];
  return { base, over, minZoom: tiles[0]!.minZoom, maxZoom: Math.max(schematic.maxZoom, tiles[0]!.maxZoom) };
}
const imageLayer = ({ url, subdomains, minZoom, maxZoom }: Tiles) => L.tileLayer(url, { subdomains, minZoom, maxNativeZoom: maxZoom, maxZoom: 22 });

const inTime = <T>(promise: Promise<T>) =>
  Promise.race([promise, new Promise<never>((_, fail) => setTimeout(() => fail(new Error('the basemap took too long')), openWithinMs))]);

/** Settles when the first tile is drawn; rejects when those asked for first all fail or none comes in time. */
function firstTiles(layer: L.GridLayer): Promise<void> {
  return new Promise((opened, fail) => {
    let errors = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = () => fail(new Error('no tile came in time'));
    // Below its lowest zoom a layer asks for nothing, and that is no failure.
    const start = () => (timer ??= setTimeout(late, openWithinMs));
    layer.on('loading', start);
    layer.on('tileerror', () => ++errors);
    layer.on('load', () => errors && fail(new Error('no tile came')));
    layer.once('tileload', () => {
      clearTimeout(timer);
      opened();
    });
    if (layer.isLoading()) start();
  });
}

const plain = ({ lat, lng }: L.LatLng): Place => ({ lat, lng });
const pointOf = ({ x, y }: L.Point) => ({ x, y });
const asPoint = ({ x, y }: { x: number; y: number }) => L.point(x, y);

function element(tag: string, className: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}
function wrap(...children: HTMLElement[]): HTMLElement {
  const whole = element('span', 'mark-body');
  whole.append(...children);
  return whole;
}
