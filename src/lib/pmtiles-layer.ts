// Draws a PMTiles archive on Leaflet. Loaded only when one is configured; the vector painter only when the archive holds vectors.
import type * as Leaflet from 'leaflet';
import { PMTiles, TileType, type RangeResponse } from 'pmtiles';

type Archive = { layer: Leaflet.GridLayer; minZoom: number; maxZoom: number };
type Done = (error?: Error, tile?: HTMLElement) => void;
/** A layer whose way to make a tile is open to change. */
type Painted = Leaflet.GridLayer & { createTile(coords: Leaflet.Coords, done: Done): HTMLElement };

// The painter hands pmtiles a signal to ask this of, which Chromium has since 100; without it no tile would ever be read.
AbortSignal.prototype.throwIfAborted ??= function (this: AbortSignal) {
  if (this.aborted) throw new DOMException('aborted', 'AbortError');
};

/** Opens an archive and makes the layer that fits what it holds; rejects when it is missing or its host cannot send parts of a file. */
export async function openArchive(L: typeof Leaflet, url: string, flavor: string): Promise<Archive> {
  const archive = new Archived(new URL(url, location.href).href);
  const { tileType, minZoom, maxZoom } = await archive.getHeader();
  const layer = tileType === TileType.Mvt ? await vectorLayer(L, archive, flavor, maxZoom) : rasterLayer(L, archive, maxZoom);
  return { layer, minZoom, maxZoom };
}

/** Remembers whether a tile could ever be read, since the vector painter draws failures as empty ground. */
class Archived extends PMTiles {
  readable = false;
  override async getZxy(z: number, x: number, y: number, signal?: AbortSignal): Promise<RangeResponse | undefined> {
    try {
      const tile = await super.getZxy(z, x, y, signal);
      this.readable = true;
      return tile;
    } catch (error) {
      if (signal?.aborted) throw error;
      return undefined;
    }
  }
}

/** Images go onto canvases: pmtiles' own raster layer makes blob: addresses, which the security policy would have to allow. */
function rasterLayer(L: typeof Leaflet, archive: Archived, maxNativeZoom: number): Leaflet.GridLayer {
  const layer = new L.GridLayer({ maxNativeZoom }) as Painted;
  layer.createTile = ({ x, y, z }, done) => {
    const tile = document.createElement('canvas');
    void archive
      .getZxy(z, x, y)
      .then((found) => (found ? createImageBitmap(new Blob([found.data])) : undefined))
      .then((image) => {
        if (!archive.readable) throw new Error('no part of the archive could be read');
        if (!image) return;
        tile.width = image.width;
        tile.height = image.height;
        tile.getContext('2d')!.drawImage(image, 0, 0);
        image.close();
      })
      .then(
        () => done(undefined, tile),
        (error: Error) => done(error, tile),
      );
    return tile;
  };
  return layer;
}

async function vectorLayer(L: typeof Leaflet, archive: Archived, flavor: string, maxDataZoom: number): Promise<Leaflet.GridLayer> {
  // The painter looks for Leaflet in the window.
  Object.assign(window, { L });
  const { leafletLayer } = await import('protomaps-leaflet');
  // It brings an older pmtiles, whose archives differ from ours in type but not in what it calls.
  const source = archive as unknown as NonNullable<Parameters<typeof leafletLayer>[0]>['url'];
  const layer = leafletLayer({ url: source, flavor, lang: 'zh-Hans', maxDataZoom, attribution: '' }) as unknown as Painted;
  const paint = layer.createTile.bind(layer);
  layer.createTile = (coords, done) => paint(coords, (error, tile) => done(archive.readable ? error : new Error('no part of the archive could be read'), tile));
  return layer;
}
