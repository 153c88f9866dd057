// Draws stations on Leaflet; the only file that loads it.
import L from 'leaflet';
import { distanceM, type Place } from './places.ts';

export type Pin = Place & { ids: string[]; name: string; exact: boolean };
/** What to show around a position: the nearest pin and those up to three times as far, at least all within 30 km. */
function neighbours(from: Place, pins: Place[]): Place[] {
  const near = pins.map((pin) => ({ pin, metres: distanceM(from, pin) })).sort((a, b) => a.metres - b.metres);
  const reach = Math.max(30_000, 3 * (near[0]?.metres ?? 0));
  return near.filter(({ metres }) => metres <= reach).slice(0, 5).map(({ pin }) => pin);
}

export type StationMap = {
  show(pins: Pin[]): void;
  select(id: string | undefined): void;
  /** The visitor's position with its accuracy in metres; undefined takes it away. */
  locate(place: Place | undefined, accuracyM?: number): void;
  remove(): void;
};

const Scale = L.Control.Scale.extend({
  _updateScale(this: L.Control.Scale, scale: HTMLElement, text: string, ratio: number) {
    scale.style.width = `${Math.round(this.options.maxWidth! * ratio)}px`;
    scale.textContent = text.replace('km', '公里').replace(/m$/, '米');
  },
}) as unknown as typeof L.Control.Scale;

/** A schematic map: our points and the names of towns on plain ground, a scale bar, no tiles and no boundaries. */
export function drawStationMap(box: HTMLElement, towns: (Place & { title: string })[], { onPick, onPlace }: { onPick: (id: string) => void; onPlace: (place: Place) => void }): StationMap {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const map = L.map(box, { attributionControl: false, zoomControl: false, minZoom: 3, maxZoom: 15, fadeAnimation: !still, zoomAnimation: !still, markerZoomAnimation: !still });
  L.control.zoom({ zoomInTitle: '放大', zoomOutTitle: '缩小', position: 'topright' }).addTo(map);
  new Scale({ imperial: false, maxWidth: 140 }).addTo(map);
  for (const town of towns) {
    const name = document.createElement('span');
    name.textContent = town.title;
    L.marker([town.lat, town.lng], { icon: L.divIcon({ className: 'town', html: name, iconSize: [0, 0] }), interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
  }
  map.on('click', (event) => onPlace({ lat: event.latlng.lat, lng: event.latlng.lng }));
  const layer = L.layerGroup().addTo(map);
  const here = L.layerGroup().addTo(map);
  let markers = new Map<string, L.Marker>();
  let chosen: string | undefined;
  let position: Place | undefined;

  const fit = (pins: Place[]) => {
    const points = position ? [position, ...neighbours(position, pins)] : pins;
    if (points.length) map.fitBounds(L.latLngBounds(points.map(({ lat, lng }) => [lat, lng])), { padding: [56, 56], maxZoom: 11, animate: !still });
    else map.setView([32, 112], 4);
  };
  fit([]);
  const mark = () => {
    for (const [id, marker] of markers) marker.getElement()?.classList.toggle('chosen', id === chosen);
  };
  return {
    show(pins) {
      layer.clearLayers();
      markers = new Map();
      for (const pin of pins) {
        const label = document.createElement('span');
        label.textContent = pin.name;
        const icon = L.divIcon({ className: `pin${pin.exact ? '' : ' about'}`, html: label, iconSize: [28, 28] });
        const title = `${pin.name}${pin.exact ? '' : '（大致位置）'}`;
        const marker = L.marker([pin.lat, pin.lng], { icon, keyboard: true, title, alt: title, riseOnHover: true });
        marker.on('click', () => onPick(pin.ids[0]!));
        marker.addTo(layer);
        for (const id of pin.ids) markers.set(id, marker);
        // Leaflet gives a divIcon no name of its own.
        marker.getElement()?.setAttribute('aria-label', title);
      }
      fit(position ? pins : [...pins, ...towns]);
      mark();
    },
    select(id) {
      chosen = id;
      mark();
      const marker = id ? markers.get(id) : undefined;
      if (marker && !map.getBounds().contains(marker.getLatLng())) map.panTo(marker.getLatLng(), { animate: !still });
    },
    locate(place, accuracyM = 0) {
      position = place;
      here.clearLayers();
      if (!place) return;
      if (accuracyM > 0) L.circle([place.lat, place.lng], { radius: accuracyM, className: 'accuracy' }).addTo(here);
      L.circleMarker([place.lat, place.lng], { radius: 7, className: 'here' }).addTo(here);
    },
    remove: () => map.remove(),
  };
}
