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

/** A schematic of a place among known places: local equirectangular projection, north up, no boundary of any kind. */
export function drawLocal(main: Label, around: Label[], size = { width: 640, height: 360 }): Drawing {
  const pad = { x: 90, y: 48 };
  const all = [main, ...around];
  const cos = Math.cos((main.lat * Math.PI) / 180);
  const east = (place: Place) => (place.lng - main.lng) * cos * metresPerDegree;
  const north = (place: Place) => (place.lat - main.lat) * metresPerDegree;
  const span = (values: number[]) => Math.max(...values) - Math.min(...values);
  const perUnit = Math.max(span(all.map(east)) / (size.width - 2 * pad.x), span(all.map(north)) / (size.height - 2 * pad.y), 5);
  const midEast = (Math.max(...all.map(east)) + Math.min(...all.map(east))) / 2;
  const midNorth = (Math.max(...all.map(north)) + Math.min(...all.map(north))) / 2;
  const points = all.map((place, i) => {
    const x = Math.round(size.width / 2 + (east(place) - midEast) / perUnit);
    return {
      x,
      y: Math.round(size.height / 2 - (north(place) - midNorth) / perUnit),
      name: place.name,
      main: i === 0,
      anchor: x > size.width / 2 ? ('end' as const) : ('start' as const),
    };
  });
  const room = perUnit * 160;
  const power = 10 ** Math.floor(Math.log10(room));
  const metres = [5, 2, 1].map((n) => n * power).find((length) => length <= room)!;
  return { ...size, points, scale: { length: Math.round(metres / perUnit), label: metres < 1000 ? `${metres} 米` : `${metres / 1000} 公里` } };
}

/** The known places to show around one: the nearest few within a day's drive, none on the very spot. */
export const nearbyLabels = (main: Place, labels: Label[], { most = 4, withinM = 120_000 } = {}) =>
  labels
    .map((label) => ({ label, metres: distanceM(main, label) }))
    .filter(({ metres }) => metres > 500 && metres < withinM)
    .sort((a, b) => a.metres - b.metres)
    .slice(0, most)
    .map(({ label }) => label);
