import { useEffect, useMemo, useRef, useState } from 'react';
import { inChina, placeInHash, type Place } from '@/lib/places.ts';
import { byDistance, matching, rightful, showReach, type Division, type StationPoint } from '@/lib/stations.ts';
import type { Pin, StationMap, Town } from '@/lib/station-map.ts';
import type { Basemap } from '@/schema/map.ts';
import 'leaflet/dist/leaflet.css';

export type Listed = StationPoint & { path: string };
type Region = { code: string; title: string; lat: number; lng: number; divisions: Division[] };
type Props = { stations: Listed[]; regions: Region[]; towns: Town[]; basemap: Basemap };
type Position = Place & { accuracyM?: number; from: 'device' | 'map' | 'address' };

const say = {
  denied: '没有得到定位许可。可以在地图上点一下您的位置，或在下面选户籍地、常住地。',
  timeout: '等了一会儿还没有定到位。请到室外再试，或在地图上点一下您的位置。',
  unavailable: '这台设备现在定不了位。可以在地图上点一下您的位置，或在下面选户籍地、常住地。',
  abroad: '这个位置不在本站收录的范围里。请在地图上点一下，或选户籍地、常住地。',
  locating: '正在定位……',
  mapFailed: '地图没有打开，名单照常可用。',
};

/** The list of stations with two answers above it: the nearest, and the one responsible. Positions stay in this component. */
export default function StationFinder({ stations, regions, towns, basemap }: Props) {
  const [query, setQuery] = useState('');
  const [division, setDivision] = useState('');
  const [position, setPosition] = useState<Position>();
  const [notice, setNotice] = useState('');
  const [chosen, setChosen] = useState<string>();
  const [drawn, setDrawn] = useState(false);
  const [ready, setReady] = useState(false);
  const box = useRef<HTMLElement>(null);
  const map = useRef<StationMap>(undefined);
  const list = useRef<HTMLUListElement>(null);

  const found = useMemo(() => matching(stations, query), [stations, query]);
  const near = useMemo(() => (position ? byDistance(found, position) : []), [found, position]);
  const far = position ? found.filter((station) => station.lat === undefined) : found;
  const reach = new Map(near.map((station) => [station.id, station.distanceM]));
  const rows: Listed[] = [...near, ...far];
  const nearest = position
    ? byDistance(
        stations.filter((station) => station.kind !== '专门设施'),
        position,
      )[0]
    : undefined;
  const mine = division ? rightful(stations, division) : undefined;
  const region = regions.find((one) => one.divisions.some((part) => part.code === division) || one.code === division);
  const place = region?.divisions.find((part) => part.code === division);

  const take = (next: Position) => {
    if (!inChina(next)) return setNotice(say.abroad);
    setPosition(next);
    setNotice('');
  };
  const locate = () => {
    if (!navigator.geolocation) return setNotice(say.unavailable);
    setNotice(say.locating);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => take({ lat: coords.latitude, lng: coords.longitude, accuracyM: coords.accuracy, from: 'device' }),
      ({ code }) => setNotice(code === 1 ? say.denied : code === 3 ? say.timeout : say.unavailable),
      { enableHighAccuracy: true, timeout: 12_000, maximumAge: 60_000 },
    );
  };
  const pick = ([id]: string[]) => {
    setChosen(id);
    list.current?.querySelector(`[data-station-id="${id}"]`)?.scrollIntoView({ block: 'nearest' });
  };

  useEffect(() => {
    setReady(true);
    const read = () => {
      const at = placeInHash(location.hash);
      if (at) take({ ...at, from: 'address' });
      const code = /[#&]division=(\d{6,12})/.exec(location.hash)?.[1];
      if (code) setDivision(code);
    };
    read();
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);

  useEffect(() => {
    let gone = false;
    import('@/lib/station-map.ts')
      .then(({ drawStationMap }) => {
        if (gone || !box.current) return;
        map.current = drawStationMap(box.current, { towns, basemap, onPick: pick, onHover: (id) => id && setChosen(id), onPlace: (at) => take({ ...at, from: 'map' }), onNotice: setNotice });
        setDrawn(true);
      })
      .catch(() => setNotice(say.mapFailed));
    return () => {
      gone = true;
      map.current?.remove();
      map.current = undefined;
    };
  }, []);
  useEffect(() => {
    map.current?.locate(position, position?.accuracyM);
    map.current?.show(pinsOf(rows));
  }, [position, query, drawn]);
  useEffect(() => map.current?.select(chosen), [chosen]);

  return (
    <div className="finder">
      <div className="with-script">
        {/* What is chosen before React is there would be lost. */}
        <fieldset className="finder-ask" disabled={!ready}>
          <legend>您在哪里，要找什么</legend>
          <p>
            <label htmlFor="finder-query">找站点</label>
            <input id="finder-query" type="search" value={query} placeholder="站名、地名或服务" onChange={(event) => setQuery(event.target.value)} />
          </p>
          <p>
            <label htmlFor="finder-division">户籍地或常住地</label>
            <select id="finder-division" value={division} onChange={(event) => setDivision(event.target.value)}>
              <option value="">请选择</option>
              {regions.map((one) => (
                <optgroup key={one.code} label={one.title}>
                  {one.divisions.map((part) => (
                    <option key={part.code} value={part.code}>
                      {part.code.length === 6 ? part.name : `　${part.name}`}
                    </option>
                  ))}
                </optgroup>
              ))}
            </select>
          </p>
          <p>
            <button type="button" className="button" onClick={locate}>
              用我的位置
            </button>
            <small>位置只在这台设备上用，不会发出去。</small>
          </p>
        </fieldset>
      </div>
      <p className="notice" role="status">
        {notice || (position?.accuracyM && position.accuracyM > 1000 ? `定位不太准，误差约 ${Math.round(position.accuracyM / 1000)} 公里。` : '')}
      </p>
      <div className="answers with-script">
        <section aria-labelledby="nearest">
          <h2 id="nearest">最近的站</h2>
          {nearest && position ? <Answer station={nearest} note={`在您${showReach(nearest, position)}`} /> : <p>点“用我的位置”，或在地图上点一下您在的地方。</p>}
        </section>
        <section aria-labelledby="mine">
          <h2 id="mine">归您管的站</h2>
          {mine ? (
            <Answer station={mine} note={mine.code === division ? `负责${place?.name ?? ''}` : `${place?.name ?? '这里'}的站还没有收进名单，先找上一级`} />
          ) : division ? (
            <p>名单里还没有负责这里的站。请先问{region?.title ?? '当地'}退役军人事务局。</p>
          ) : (
            <p>选户籍地或常住地。多数事项归户籍地或常住地的站办，不一定是最近的那个。</p>
          )}
        </section>
      </div>
      <section className="finder-map with-script" ref={box} aria-label="站点示意图" />
      <h2>名单</h2>
      <p className="count" role="status">
        共 {rows.length} 处{position && far.length > 0 ? `，其中 ${far.length} 处没有坐标，排在后面` : ''}
      </p>
      <ul className="stations" role="list" ref={list}>
        {rows.map((station) => {
          const metres = reach.get(station.id);
          return (
            <li
              key={station.id}
              className={station.id === chosen ? 'station chosen' : 'station'}
              data-station-id={station.id}
              data-distance-m={metres === undefined ? undefined : Math.round(metres)}
              onMouseEnter={() => setChosen(station.id)}
              onFocus={() => setChosen(station.id)}
            >
              <h3>
                <a href={station.path}>{station.name}</a>
              </h3>
              <p className="kicker">
                {[station.kind, station.county, station.township].filter(Boolean).join(' · ')}
                {metres !== undefined && position && <b>{showReach({ ...station, distanceM: metres }, position)}</b>}
              </p>
              {station.services.length > 0 && <p>{station.services.join('、')}</p>}
            </li>
          );
        })}
      </ul>
      {rows.length === 0 && <p>没有名字、地名或服务里含“{query}”的站点。换个说法，或清空后看全部。</p>}
    </div>
  );
}

function Answer({ station, note }: { station: Listed; note: string }) {
  return (
    <>
      <p className="answer">
        <a href={station.path}>{station.name}</a>
      </p>
      <p>{note}</p>
      <p>{station.phone ? <a href={`tel:${station.phone}`}>{station.phone}</a> : '电话：原文未载'}</p>
    </>
  );
}

/** Stations within about a kilometre share a pin, since their points are mostly those of a town. */
function pinsOf(stations: Listed[]): Pin[] {
  const pins = new Map<string, Pin>();
  for (const station of stations) {
    if (station.lat === undefined) continue;
    const key = `${station.lat.toFixed(2)},${station.lng!.toFixed(2)}`;
    const pin = pins.get(key);
    if (pin) {
      pin.ids.push(station.id);
      pin.name = `${pin.name.replace(/等\d+处$/, '')}等${pin.ids.length}处`;
    } else pins.set(key, { lat: station.lat, lng: station.lng!, ids: [station.id], name: station.name, label: station.name, exact: station.precision === 'site' });
  }
  return [...pins.values()].map((pin, i) => ({ ...pin, number: i + 1, label: `${i + 1}. ${pin.name}${pin.exact ? '' : '（大致位置）'}` }));
}
