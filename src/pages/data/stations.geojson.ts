import { allSheetRows } from '@/lib/entries.ts';

/** Stations with a point as GeoJSON (RFC 7946: WGS-84, longitude first); `precision` tells how exact the point is. */
export const GET = async () => {
  const features = (await allSheetRows())
    .filter(({ lat }) => lat !== undefined)
    .map(({ lat, lng, ...properties }) => ({ type: 'Feature', id: properties.id, geometry: { type: 'Point', coordinates: [lng, lat] }, properties }));
  return new Response(JSON.stringify({ type: 'FeatureCollection', features }), { headers: { 'content-type': 'application/geo+json' } });
};
