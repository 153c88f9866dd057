// Web mercator on GCJ-02, for basemaps that are shifted as the law in China has it. Loaded only when one is configured.
import gcoord from 'gcoord';
import type { Place } from './places.ts';

/** Metres of web mercator, east and north. */
export type Metres = { x: number; y: number };

const radius = 6_378_137; // WGS-84 equator, as web mercator has it
const radians = Math.PI / 180;
const edge = 85.0511287798; // where the mercator square ends

/** Where a WGS-84 place stands on a GCJ-02 map, in mercator metres. */
export function project({ lat, lng }: Place): Metres {
  const [east, north] = gcoord.transform([lng, lat], gcoord.WGS84, gcoord.GCJ02);
  const sin = Math.sin(Math.max(-edge, Math.min(edge, north)) * radians);
  return { x: radius * east * radians, y: (radius * Math.log((1 + sin) / (1 - sin))) / 2 };
}

/** The WGS-84 place that stands at a point of a GCJ-02 map. */
export function unproject({ x, y }: Metres): Place {
  const shifted: [number, number] = [x / radius / radians, (2 * Math.atan(Math.exp(y / radius)) - Math.PI / 2) / radians];
  const near = gcoord.transform(shifted, gcoord.GCJ02, gcoord.WGS84);
  // gcoord's way back is good to a decimetre; taking off what is left of the way there makes it millimetres.
  const there = gcoord.transform(near, gcoord.WGS84, gcoord.GCJ02);
  return { lng: near[0] + shifted[0] - there[0], lat: near[1] + shifted[1] - there[1] };
}
