// Catches points that cannot be where they claim to be, by the bounding boxes of counties.
import gcoord from 'gcoord';
import { divisionPrefix } from './divisions.ts';
import type { Place } from './places.ts';

/** South, west, north, east in WGS-84 degrees. */
export type Bounds = [number, number, number, number];

const inside = ({ lat, lng }: Place, [south, west, north, east]: Bounds) => lat >= south && lat <= north && lng >= west && lng <= east;

/** What is wrong with a WGS-84 point of a division, in Chinese, or undefined. `counties` are bounding boxes by county code; a city's is theirs together. */
export function misplacedPoint(point: Place, code: string, counties: Map<string, { name: string; bounds: Bounds }>): string | undefined {
  const prefix = divisionPrefix(code).slice(0, 6);
  const own = [...counties].filter(([county]) => county.startsWith(prefix)).map(([, county]) => county);
  if (own.length === 0 || own.some((county) => inside(point, county.bounds))) return undefined;
  const name = own.length === 1 ? own[0]!.name : '这个市';
  const [lng, lat] = gcoord.transform([point.lng, point.lat], gcoord.GCJ02, gcoord.WGS84);
  if (own.some((county) => inside({ lat, lng }, county.bounds))) return `坐标不在${name}的范围里，像是高德、腾讯地图的 GCJ-02 坐标；请换算成 WGS-84 再写`;
  const other = [...counties.values()].find((county) => inside(point, county.bounds));
  if (other) return `坐标落在${other.name}，不在${name}；请核对经纬度和区划代码`;
  const [south, west, north, east] = own[0]!.bounds;
  return `坐标不在${name}的范围里${own.length === 1 ? `（北纬 ${south} 到 ${north}，东经 ${west} 到 ${east}）` : ''}，可能落在海里或邻县；请核对经纬度`;
}
