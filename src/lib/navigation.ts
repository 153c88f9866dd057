import gcoord from 'gcoord';
import type { Place } from './places.ts';

export type Destination = { name: string; address?: string | undefined; /** County or city to search in. */ within: string; /** WGS-84, only when exact to the door. */ site?: Place | undefined };

/** How the map apps know who opened them. */
const caller = 'rongji';

/**
 * Links that open a destination in the four map apps common in China. With an exact WGS-84 point: a marker in the datum and axis order each documents
 * (AMap lng,lat with coordinate=wgs84; Baidu lat,lng with coord_type=wgs84; Tencent lat,lng with coord_type=1; Apple lat,lng in GCJ-02, which its maps of China use).
 * Without one: a search by name, so that nobody is led to the middle of a county.
 */
export function navigationLinks({ name, address, within, site }: Destination): { app: string; url: string }[] {
  const build = (app: string, base: string, query: Record<string, string>) => ({ app, url: `${base}?${new URLSearchParams(query)}` });
  if (!site) {
    const words = address ? `${within}${address}` : `${within}${name}`;
    return [
      build('高德地图', 'https://uri.amap.com/search', { keyword: words, src: caller, callnative: '1' }),
      build('百度地图', 'https://api.map.baidu.com/place/search', { query: words, region: within, output: 'html', src: caller }),
      build('腾讯地图', 'https://apis.map.qq.com/uri/v1/search', { keyword: words, region: within, referer: caller }),
      build('苹果地图', 'https://maps.apple.com/', { q: words }),
    ];
  }
  const [lng, lat] = gcoord.transform([site.lng, site.lat], gcoord.WGS84, gcoord.GCJ02).map((degrees) => degrees.toFixed(6));
  const point = { lng: site.lng.toFixed(6), lat: site.lat.toFixed(6) };
  return [
    build('高德地图', 'https://uri.amap.com/marker', { position: `${point.lng},${point.lat}`, name, coordinate: 'wgs84', src: caller, callnative: '1' }),
    build('百度地图', 'https://api.map.baidu.com/marker', { location: `${point.lat},${point.lng}`, title: name, content: address ?? name, coord_type: 'wgs84', output: 'html', src: caller }),
    // In Tencent's marker a colon and a semicolon part the fields.
    build('腾讯地图', 'https://apis.map.qq.com/uri/v1/marker', { marker: `coord:${point.lat},${point.lng};title:${plain(name)};addr:${plain(address ?? within)}`, coord_type: '1', referer: caller }),
    build('苹果地图', 'https://maps.apple.com/', { ll: `${lat},${lng}`, q: name }),
  ];
}

const plain = (text: string) => text.replace(/[:;|]/g, ' ');
