import type { Basemap } from '../schema/map.ts';

/** A layer of square image tiles as Leaflet wants it: a template and what to fill in. */
export type Tiles = { url: string; subdomains: string[]; minZoom: number; maxZoom: number };

/** Tianditu's label layer for each of its base layers. */
const labelsOf = { vec: 'cva', img: 'cia', ter: 'cta' } as const;
// Terrain ends earlier than the other two.
const deepest = { vec: 18, img: 18, ter: 14 } as const;
const tiandituServers = ['0', '1', '2', '3', '4', '5', '6', '7'];

/** The tile layers of a basemap, lowest first; none for a schematic or an archive. */
export function tileLayers(basemap: Basemap): Tiles[] {
  if (basemap.kind === 'xyz') {
    const { url, subdomains, minZoom, maxZoom } = basemap;
    return [{ url, subdomains, minZoom, maxZoom }];
  }
  if (basemap.kind !== 'tianditu') return [];
  const { style, host, key } = basemap;
  // The "w" matrix set is web mercator on CGCS2000, within a metre of WGS-84.
  return [style, labelsOf[style]].map((layer) => ({
    url: `${host}/${layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${key}`,
    subdomains: host.includes('{s}') ? tiandituServers : [],
    minZoom: 1,
    maxZoom: deepest[style],
  }));
}

/** Origins of other hosts that the map asks for images and for parts of a file; what the content security policy must allow. */
export function outsideHosts(basemap: Basemap): { images: string[]; connections: string[] } {
  const origins = tileLayers(basemap).flatMap(({ url, subdomains }) => (subdomains.length ? subdomains : ['']).map((s) => url.replace('{s}', s)));
  const outside = (addresses: string[]) => [...new Set(addresses.filter((address) => !address.startsWith('/')).map((address) => new URL(address.replace(/\{[^}]*\}/g, '0')).origin))];
  return { images: outside(origins), connections: outside(basemap.kind === 'pmtiles' ? [basemap.url] : []) };
}

/** What has to be written on the map: whose it is, and the 审图号 when there is one. */
export function creditOf(basemap: Basemap): string {
  if (basemap.kind === 'schematic') return '示意图，只表示大致方位';
  const whose = basemap.kind === 'tianditu' ? '天地图 © 国家基础地理信息中心' : basemap.attribution;
  return basemap.approval ? `${whose}　审图号：${basemap.approval}` : whose;
}

/** What a visitor should know when map images come from another host; undefined when nothing leaves this one. */
export function privacyNote(basemap: Basemap): string | undefined {
  const { images, connections } = outsideHosts(basemap);
  const whose = basemap.kind === 'tianditu' ? '天地图' : new URL([...images, ...connections][0] ?? 'about:blank').hostname;
  return images.length + connections.length ? `底图由${whose}提供，看哪一带的地图，对方会知道；您的位置本身不会发出去。` : undefined;
}

/** Puts a path of the site's own under the sub-path where it is hung. */
export function underBase(basemap: Basemap, base: string): Basemap {
  if (!('url' in basemap) || !basemap.url.startsWith('/')) return basemap;
  return { ...basemap, url: base.replace(/\/$/, '') + basemap.url };
}
