import { boxAround, placeLabels } from './map-layout.ts';
import { distanceM, type Place } from './places.ts';

export type Label = Place & { name: string };
export type Drawing = {
  width: number;
  height: number;
  points: { x: number; y: number; name: string; main: boolean; anchor: 'start' | 'end' }[];
  /** Length of the scale bar in drawing units and what it stands for. */
  scale: { length: number; label: string };
};

const metresPerDegree = 111_195; // of latitude, on the IUGG mean sphere

type Size = { width: number; height: number };

/** Points in drawing units, whole ones, and a scale bar of about `bar` units at most: local equirectangular projection about the first place, north up. */
function project(places: Label[], size: Size, pad: { x: number; y: number }, bar: number): { points: { x: number; y: number }[]; scale: Drawing['scale'] } {
  const cos = Math.cos((places[0]!.lat * Math.PI) / 180);
  const east = (place: Place) => (place.lng - places[0]!.lng) * cos * metresPerDegree;
  const north = (place: Place) => (place.lat - places[0]!.lat) * metresPerDegree;
  const span = (values: number[]) => Math.max(...values) - Math.min(...values);
  const perUnit = Math.max(span(places.map(east)) / (size.width - 2 * pad.x), span(places.map(north)) / (size.height - 2 * pad.y), 5);
  const midEast = (Math.max(...places.map(east)) + Math.min(...places.map(east))) / 2;
  const midNorth = (Math.max(...places.map(north)) + Math.min(...places.map(north))) / 2;
  const points = places.map((place) => ({
    x: Math.round(size.width / 2 + (east(place) - midEast) / perUnit),
    y: Math.round(size.height / 2 - (north(place) - midNorth) / perUnit),
  }));
  const room = perUnit * bar;
  const power = 10 ** Math.floor(Math.log10(room));
  const metres = [5, 2, 1].map((n) => n * power).find((length) => length <= room)!;
  return { points, scale: { length: Math.round(metres / perUnit), label: metres < 1000 ? `${metres} 米` : `${metres / 1000} 公里` } };
}

/** A schematic of a place among known places, no boundary of any kind. */
export function drawLocal(main: Label, around: Label[], size: Size = { width: 640, height: 360 }): Drawing {
  const all = [main, ...around];
  const { points, scale } = project(all, size, { x: 90, y: 48 }, 160);
  return {
    ...size,
    points: points.map(({ x, y }, i) => ({ x, y, name: all[i]!.name, main: i === 0, anchor: x > size.width / 2 ? ('end' as const) : ('start' as const) })),
    scale,
  };
}

/** The places of a story on a small schematic, each with where its name stands (the middle of it, drawing units); without a name where there is no room for it. `type` is the height of the letters. */
export function drawStory(places: Label[], size: Size = { width: 264, height: 216 }, type = 15): Size & { points: { x: number; y: number; label?: { x: number; y: number } }[]; scale: Drawing['scale'] } {
  const { points, scale } = project(places, size, { x: 44, y: 44 }, 70);
  const dot = 9;
  const labels = points.map((point, i) => ({ ...point, i, width: [...places[i]!.name].length * type + 4, height: type + 4, clear: { x: dot + 6, y: dot + 6 } }));
  // The scale bar and the north arrow keep their corners.
  const corners = [
    { left: 0, top: size.height - 26, right: scale.length + 90, bottom: size.height },
    { left: size.width - 30, top: 0, right: size.width, bottom: 42 },
  ];
  const placed = placeLabels(labels, [...corners, ...points.map((point) => boxAround(point, dot * 2, dot * 2))], { left: 2, top: 2, right: size.width - 2, bottom: size.height - 2 }, dot);
  return {
    ...size,
    points: points.map((point, i) => {
      const found = placed.find(({ label }) => label.i === i);
      return { ...point, ...(found && { label: { x: point.x + found.offset.x, y: point.y + found.offset.y } }) };
    }),
    scale,
  };
}

/** The known places to show around one: the nearest few within a day's drive, none on the very spot. */
export const nearbyLabels = (main: Place, labels: Label[], { most = 4, withinM = 120_000 } = {}) =>
  labels
    .map((label) => ({ label, metres: distanceM(main, label) }))
    .filter(({ metres }) => metres > 500 && metres < withinM)
    .sort((a, b) => a.metres - b.metres)
    .slice(0, most)
    .map(({ label }) => label);
