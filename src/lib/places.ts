/** A point in WGS-84 degrees. */
export type Place = { lat: number; lng: number };

const earthRadiusM = 6_371_008.8; // IUGG mean radius
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Great-circle distance in metres by the haversine formula. */
export function distanceM(a: Place, b: Place): number {
  const dLat = radians(b.lat - a.lat);
  const dLng = radians(b.lng - a.lng);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(dLng / 2) ** 2;
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Initial bearing from a to b, degrees clockwise from north. */
export function bearingDegrees(a: Place, b: Place): number {
  const dLng = radians(b.lng - a.lng);
  const y = Math.sin(dLng) * Math.cos(radians(b.lat));
  const x = Math.cos(radians(a.lat)) * Math.sin(radians(b.lat)) - Math.sin(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.cos(dLng);
  return ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
}

const winds = ['北', '东北', '东', '东南', '南', '西南', '西', '西北'];
/** One of the eight winds, in Chinese. */
export const showDirection = (degrees: number) => winds[Math.round(degrees / 45) % 8]!;

/** "850 米", "4.2 公里", "126 公里". */
export function showDistance(metres: number): string {
  if (metres < 950) return `${Math.max(10, Math.round(metres / 10) * 10)} 米`;
  const km = metres / 1000;
  return `${km < 20 ? km.toFixed(1) : Math.round(km)} 公里`;
}

/** True for a point in the bounds that China's land and islands fall into. */
export const inChina = ({ lat, lng }: Place) => lat >= 3 && lat <= 54 && lng >= 73 && lng <= 136;

/** What an address fragment says: "#at=27.24,119.89" a position in WGS-84 degrees, "#division=350926100" a division; parts that are neither are left out. */
export function readFragment(fragment: string): { at?: Place; division?: string } {
  const parts = fragment.replace(/^#/, '').split('&');
  const value = (name: string) => parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  const [, lat, lng] = /^(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/.exec(value('at') ?? '') ?? [];
  const at = { lat: Number(lat), lng: Number(lng) };
  const division = /^(\d{6}|\d{9}|\d{12})$/.exec(value('division') ?? '')?.[0];
  return { ...(Math.abs(at.lat) <= 90 && Math.abs(at.lng) <= 180 && { at }), ...(division && { division }) };
}

/** The counterpart of `readFragment`: "" when there is nothing to say. Positions are given to some ten metres. */
export function fragmentOf({ at, division }: { at?: Place | undefined; division?: string | undefined }): string {
  const parts = [at && `at=${at.lat.toFixed(4)},${at.lng.toFixed(4)}`, division && `division=${division}`].filter(Boolean);
  return parts.length ? `#${parts.join('&')}` : '';
}
