import { useEffect, useMemo, useRef, useState } from 'react';
import { divisionChain, type Division } from '@/lib/divisions.ts';
import type { NearestSearch } from '@/lib/near.ts';
import { fragmentOf, inChina, readFragment, showDistance, type Place } from '@/lib/places.ts';
import { openStationData, type StationData } from '@/lib/station-data.ts';
import type { Basemap } from '@/schema/map.ts';
import type { Cluster } from '@/lib/clusters.ts';
import type { StationMap, Town } from '@/lib/station-map.ts';
import { accepts, everyStation, isResponsible, rightfulChain, showReach, type StationFilter, type StationPoint } from '@/lib/stations.ts';
import { FinderBox, type Choice } from './FinderBox.tsx';
import { FinderCards, type GuideBrief, type Law } from './FinderCards.tsx';
import { FinderList } from './FinderList.tsx';
import { ShareTools } from './ShareTools.tsx';

export type Position = Place & { accuracyM?: number; from: 'device' | 'map' | 'address' };
export type Near = StationPoint & { distanceM: number };
type Found = { stations: Near[]; complete: boolean; horizonM: number; from: Position; filter: StationFilter };
export type Row = StationPoint & { distanceM?: number };
type Props = {
  /** The site's root with a slash at both ends. */
  base: string;
  /** The stations that have pages, shown until the reader says where. */
  named: StationPoint[];
  /** How many stations the whole directory holds, and how many of them have a point. */
  total: number;
  placed: number;
  /** Codes of regions, each with a file of places; and of the sheets, each with a file of stations. */
  regions: string[];
  sheets: string[];
  guides: GuideBrief[];
  law: Law;
  towns: Town[];
  clusters: Cluster[];
  basemap: Basemap;
  /** What the reader should know of a basemap from elsewhere. */
  mapNote?: string | undefined;
};

const pageSize = 10;
/** Beyond this a station is of no help to most; it is shown when asked for. */
const farM = 100_000;
/** Coarse points that differ by less than this cannot be told apart. */
const apartM = 1_000;
const say = {
  denied: '没有得到定位许可。可以在框里写村名或地名，也可以在地图上点一下您的位置。要改许可，点浏览器地址栏旁的小锁。',
  timeout: '等了一会儿还没有定到位。请到窗边或室外再试，或者在框里写村名、在地图上点一下。',
  unavailable: '这台设备现在定不了位。可以在框里写村名或地名，或在地图上点一下您的位置。',
  insecure: '这个网址不是 https 开头，浏览器不让定位。可以在框里写村名或地名，也可以在地图上点一下您的位置。',
  abroad: '这个位置不在中国境内，名单里没有那里的站。请在框里写户籍地的村名，或在地图上点一下。',
  locating: '正在定位……',
  mapFailed: '地图没有打开，名单照常可用。',
  dataFailed: '名单文件没有取到，可能断网了。',
};

/** The list of stations with the answers above it: the nearest, the one responsible, and what to bring. Positions stay in this component. */
export default function StationFinder({ base, named, total, placed, regions, sheets, guides, law, towns, clusters, basemap, mapNote }: Props) {
  const data = useMemo<StationData>(() => openStationData(base, regions, sheets), []);
  const [ready, setReady] = useState(false);
  const [division, setDivision] = useState<Division[]>();
  const [held, setHeld] = useState<{ code: string; stations: StationPoint[] }>();
  const [position, setPosition] = useState<Position>();
  const [nearby, setNearby] = useState<{ from: Position; stations: Near[] }>();
  const [found, setFound] = useState<Found>();
  const [picked, setPicked] = useState<StationPoint>();
  const [filter, setFilter] = useState<StationFilter>(everyStation);
  const [shown, setShown] = useState(pageSize);
  const [notice, setNotice] = useState('');
  const [failed, setFailed] = useState({ places: false, local: false, near: false });
  const [retry, setRetry] = useState(0);
  const [mapNotice, setMapNotice] = useState('');
  const [chosen, setChosen] = useState<string>();
  const [drawn, setDrawn] = useState(false);
  const box = useRef<HTMLElement>(null);
  const map = useRef<StationMap>(undefined);
  const list = useRef<HTMLDivElement>(null);
  const search = useRef<Promise<NearestSearch>>(undefined);
  /** The division last asked for, until it is there. */
  const asked = useRef('');
  /** Counts what the reader did, so that a late answer to something earlier is known for one. */
  const turn = useRef(0);
  const focusRow = useRef<number>(undefined);
  const fail = (what: keyof typeof failed, is = true) => setFailed((all) => ({ ...all, [what]: is }));

  // Only what was found for what is asked now counts.
  const code = division?.[0]?.code;
  const local = held && held.code === code ? held.stations : undefined;
  const near = found && found.from === position && found.filter === filter ? found : undefined;
  const answers = nearby && nearby.from === position ? nearby.stations : undefined;
  const nearest = answers?.[0];
  const chain = useMemo(() => (code && local ? rightfulChain(local, code) : []), [code, local]);
  const rivals = nearest && nearest.precision !== 'site' ? answers!.slice(1).filter((one) => one.distanceM - nearest.distanceM < apartM).map(({ name }) => name) : [];

  // What the list holds: a station that was asked for, those of a place, or those with pages.
  const place = useMemo<StationPoint[]>(() => {
    if (picked) return [picked];
    if (!code || !local) return named;
    const own = new Set(chain.map(({ id }) => id));
    const township = local.filter((one) => !own.has(one.id) && one.code.startsWith(code.slice(0, 9)));
    const special = local.filter((one) => !own.has(one.id) && !isResponsible(one) && !township.includes(one));
    const rest = local.filter((one) => !own.has(one.id) && !township.includes(one) && !special.includes(one));
    return [...chain, ...township, ...special, ...rest];
  }, [picked, code, local, chain, named]);
  const passing = useMemo(() => place.filter(accepts(filter)), [place, filter]);
  const close = near?.stations.filter(({ distanceM }) => distanceM <= farM) ?? [];
  const onlyClose = shown === pageSize && close.length > 0 && close.length < (near?.stations.length ?? 0);
  // Stations by distance once there is a position; what cannot be ordered is still listed.
  const ordered = !picked && position !== undefined && (near !== undefined || !failed.near);
  const rows: Row[] = ordered ? (onlyClose ? close : (near?.stations ?? [])) : passing.slice(0, shown);
  const more = ordered ? near !== undefined && (onlyClose || !near.complete || near.stations.length >= shown) : passing.length > shown;

  const take = (next: Position) => {
    turn.current++;
    if (!inChina(next)) return setNotice(say.abroad);
    setPicked(undefined);
    setShown(pageSize);
    setPosition(next);
    setNotice('');
    fail('near', false);
  };
  const locate = () => {
    if (!isSecureContext) return setNotice(say.insecure);
    if (!navigator.geolocation) return setNotice(say.unavailable);
    setNotice(say.locating);
    const own = ++turn.current;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => own === turn.current && take({ lat: coords.latitude, lng: coords.longitude, accuracyM: coords.accuracy, from: 'device' }),
      ({ code: reason }) => own === turn.current && setNotice(reason === 1 ? say.denied : reason === 3 ? say.timeout : say.unavailable),
      { enableHighAccuracy: true, timeout: 12_000, maximumAge: 60_000 },
    );
  };
  const settle = async (to: string) => {
    turn.current++;
    asked.current = to;
    fail('places', false);
    let divisions: Map<string, Division>;
    try {
      ({ divisions } = await data.places());
    } catch {
      return fail('places');
    }
    if (asked.current !== to) return;
    asked.current = '';
    const known = divisionChain(to).flatMap((part) => divisions.get(part) ?? []);
    if (known[0]?.code !== to) return setNotice(`名单里没有区划代码 ${to}。请在框里写村名或地名。`);
    setPicked(undefined);
    setShown(pageSize);
    setNotice('');
    setDivision(known);
  };
  const choose = (choice: Choice) => {
    if ('division' in choice) return void settle(choice.division.code);
    turn.current++;
    setNotice('');
    setShown(pageSize);
    setPicked(choice.station);
    setChosen(choice.station.id);
  };
  const pick = (ids: string[]) => {
    setChosen(ids[0]);
    const row = list.current?.querySelector<HTMLElement>(`[data-station-id="${CSS.escape(ids[0]!)}"]`);
    row?.scrollIntoView({ block: 'nearest' });
    row?.focus({ preventScroll: true });
  };
  /** A button that goes away hands the focus to the list it changed. */
  const focusList = () => document.getElementById('list')?.focus({ preventScroll: true });

  useEffect(() => {
    setReady(true);
    const read = () => {
      const { at, division: to } = readFragment(location.hash);
      if (at) take({ ...at, from: 'address' });
      if (to) void settle(to);
    };
    read();
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);

  // The address tells a colleague or one's own phone the same; where the device is stays out of it.
  const fragment = fragmentOf({ at: position && position.from !== 'device' ? position : undefined, division: code });
  useEffect(() => {
    if (!ready || asked.current) return;
    if (fragment !== location.hash && (fragment || location.hash)) history.replaceState(null, '', fragment || location.pathname + location.search);
  }, [fragment]);

  useEffect(() => {
    if (!code) return;
    let gone = false;
    fail('local', false);
    data
      .around(code)
      .then((stations) => gone || setHeld({ code, stations }))
      .catch(() => gone || fail('local'));
    return () => void (gone = true);
  }, [code, retry]);

  useEffect(() => {
    if (retry > 0 && asked.current) void settle(asked.current);
  }, [retry]);

  useEffect(() => {
    if (!position) return;
    let gone = false;
    (async () => {
      search.current ??= import('@/lib/near.ts').then(({ openNear }) => openNear(data.near));
      search.current.catch(() => (search.current = undefined));
      const all = await search.current;
      const first = await all.nearest(position, { count: 4, accept: isResponsible });
      const page = await all.nearest(position, { count: shown, accept: accepts(filter) });
      if (gone) return;
      setNearby({ from: position, stations: first.stations });
      setFound({ ...page, from: position, filter });
      fail('near', false);
    })().catch(() => gone || fail('near'));
    return () => void (gone = true);
  }, [position, filter, shown, retry]);

  useEffect(() => {
    if (focusRow.current === undefined || rows.length <= focusRow.current) return;
    list.current?.querySelectorAll<HTMLElement>('[data-station-id]')[focusRow.current]?.focus();
    focusRow.current = undefined;
  }, [rows.length]);

  useEffect(() => {
    let gone = false;
    // A third of the page's bytes are the map's; who never scrolls to it need not load them.
    const approach = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        approach.disconnect();
        import('@/lib/station-map.ts')
          .then(({ drawStationMap }) => {
            if (gone || !box.current) return;
            map.current = drawStationMap(box.current, { towns, basemap, onPick: pick, onHover: setChosen, onPlace: (at) => take({ ...at, from: 'map' }), onNotice: setMapNotice });
            setDrawn(true);
          })
          .catch(() => setMapNotice(say.mapFailed));
      },
      { rootMargin: '100px' },
    );
    approach.observe(box.current!);
    return () => {
      gone = true;
      approach.disconnect();
      map.current?.remove();
      map.current = undefined;
    };
  }, []);
  useEffect(() => {
    map.current?.locate(position, position?.accuracyM);
    // Until the reader has said where, the map shows which places there are, as does the list.
    const around = clusters.filter((cluster) => code && cluster.code.slice(0, 4) === code.slice(0, 4));
    map.current?.showClusters(position || around.length === 0 ? clusters : around);
    map.current?.show(position || code || picked ? pinsOf(rows, position) : []);
  }, [drawn, position, near, passing, shown, code, picked]);
  useEffect(() => map.current?.select(chosen), [chosen, drawn]);

  const vague = position?.accuracyM !== undefined && position.accuracyM > 1000 ? `定位不太准，误差约 ${Math.round(position.accuracyM / 1000)} 公里，图上的圈就是这么大。可以在地图上点一下更准的位置。` : '';
  const where = division?.map(({ name }) => name).slice(0, 3).reverse().join('');
  const heading = ordered ? '离您由近到远' : picked ? '您找的站' : where ? `${where}的站点` : '有详情的站点';
  const narrowed = Boolean(filter.kind || filter.level || filter.service || filter.phone);
  const waiting = ordered && !near;
  const count = waiting
    ? '正在找……'
    : ordered
      ? `${onlyClose ? `${showDistance(farM)}以内 ${rows.length} 处` : `列出 ${rows.length} 处`}${near!.complete ? '' : `，查到 ${showDistance(near!.horizonM)}以内`}。没有坐标的站排不了远近，不在其中，按地方可以找到`
      : `${passing.length > rows.length ? `共 ${passing.length} 处，列出 ${rows.length} 处` : `列出 ${rows.length} 处`}${picked || where || narrowed ? '' : `；全部 ${total} 处按地方列在下面`}`;
  const missing = failed.places || failed.local || failed.near;
  // One voice for what has changed, instead of each part speaking for itself.
  const spoken = [nearest && position && `最近的站：${nearest.name}，${showReach(nearest, position)}`, chain[0] && chain[0].code === code && `管您的站：${chain[0].name}`, `${heading}，${count}`].filter(Boolean).join('。');
  return (
    <div className="finder">
      <div className="with-script finder-ask">
        <FinderBox ready={ready} data={data} named={named} retry={retry} onChoose={choose} onFailed={() => fail('places')} />
        <p className="locate">
          <button type="button" className="button" disabled={!ready} onClick={locate}>
            用我的位置
          </button>
          <small>位置只在这台设备上用，不会发出去。</small>
        </p>
      </div>
      <div className="notice" role="status">
        {missing ? (
          <>
            {say.dataFailed}
            <button
              type="button"
              onClick={() => {
                setFailed({ places: false, local: false, near: false });
                setRetry(retry + 1);
                focusList();
              }}
            >
              再试一次
            </button>
            还不行，可以<a href="#areas">按地方一级一级找</a>。
          </>
        ) : (
          notice || vague
        )}
      </div>
      <p className="unseen" role="status">{ready && spoken}</p>
      <FinderCards
        {...{ base, nearest, position, division, chain, guides, law, rivals }}
        placed={placed < total ? placed : undefined}
        nearestIs={near ? 'known' : failed.near ? 'failed' : 'waiting'}
        mineIs={local ? 'known' : failed.local ? 'failed' : 'waiting'}
      />
      <section className="finder-map with-script" ref={box} aria-label="站点示意图" />
      <p className="note map-note with-script">图上只画有坐标的站，共 {placed} 处。{mapNote}</p>
      <p className="notice map-notice with-script" role="status">{mapNotice}</p>
      <div ref={list}>
        <FinderList
          {...{ base, heading, rows, count, waiting, filter, chosen }}
          position={ordered ? position : undefined}
          services={[...new Set([...named, ...(local ?? [])].flatMap(({ services }) => services))].sort((a, b) => a.localeCompare(b, 'zh-CN'))}
          onFilter={(next) => {
            setFilter(next);
            setShown(pageSize);
            if (next === everyStation) focusList();
          }}
          onChosen={setChosen}
          onMore={
            more
              ? () => {
                  focusRow.current = rows.length;
                  setShown(shown + pageSize);
                }
              : undefined
          }
        />
      </div>
      <ShareTools heading={heading} fragment={fragment} from={position?.from} print="打印这份名单" />
    </div>
  );
}

/** Stations at one point share a pin; its number is that of the first in the list. */
function pinsOf(rows: Row[], position: Position | undefined) {
  const pins = new Map<string, { lat: number; lng: number; ids: string[]; number: number; name: string; label: string; exact: boolean }>();
  for (const [i, station] of rows.entries()) {
    if (station.lat === undefined) continue;
    const key = `${station.lat},${station.lng}`;
    const held = pins.get(key);
    const reach = position && station.distanceM !== undefined ? `，${showReach({ ...station, distanceM: station.distanceM }, position)}` : '';
    if (held) {
      held.ids.push(station.id);
      held.label += `；${i + 1}. ${station.name}${reach}`;
      held.name = `${held.name.replace(/ 等\d+处$/, '')} 等${held.ids.length}处`;
    } else pins.set(key, { lat: station.lat, lng: station.lng!, ids: [station.id], number: i + 1, name: station.name, label: `${i + 1}. ${station.name}${reach}`, exact: station.precision === 'site' });
  }
  return [...pins.values()];
}
