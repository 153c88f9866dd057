// Points between WGS-84, in which our sheets are, and what map sites give.
import gcoord from 'gcoord';
import type { Datum } from './model.ts';

const systems = { wgs84: gcoord.WGS84, gcj02: gcoord.GCJ02, bd09: gcoord.BD09 } as const;
/** A tenth of a metre, finer than any of these are known. */
const digits = (value: number) => Number(value.toFixed(6));

/** A WGS-84 point in another system, degrees with six decimals. */
export function fromWgs84(point: { lat: number; lng: number }, datum: Datum): { lat: number; lng: number } {
  if (datum === 'wgs84') return point;
  const [lng, lat] = gcoord.transform([point.lng, point.lat], gcoord.WGS84, systems[datum]);
  return { lat: digits(lat), lng: digits(lng) };
}

/** A point of another system in WGS-84, degrees with six decimals. */
export function toWgs84(point: { lat: number; lng: number }, datum: Datum): { lat: number; lng: number } {
  if (datum === 'wgs84') return point;
  let { lat, lng } = point;
  // gcoord's way back is good to a decimetre or, from BD-09, a metre; what is left of the way there is taken off until nothing is.
  for (let i = 0; i < 6; i++) {
    const [east, north] = gcoord.transform([lng, lat], gcoord.WGS84, systems[datum]);
    lng += point.lng - east;
    lat += point.lat - north;
  }
  return { lat: digits(lat), lng: digits(lng) };
}
