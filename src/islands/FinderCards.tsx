import { useState } from 'react';
import type { Division } from '@/lib/divisions.ts';
import { isResponsible, showReach, stationPath, townHall, type StationPoint } from '@/lib/stations.ts';
import { derived } from '@/strings.ts';
import type { Near, Position } from './StationFinder.tsx';

export type GuideBrief = { id: string; title: string; advice: string; where: string; bring: string[] };
export type Law = { where: string; words: string; path: string };
type State = 'waiting' | 'failed' | 'known';
type Props = {
  base: string;
  nearest: Near | undefined;
  position: Position | undefined;
  /** The chosen place and all above it, the narrowest first. */
  division: Division[] | undefined;
  /** The stations that answer for it, the narrowest first. */
  chain: StationPoint[];
  guides: GuideBrief[];
  /** What the law says of where stations are, and where to read it. */
  law: Law;
  /** How many stations have a point, where that is not all of them. */
  placed: number | undefined;
  /** Others about as far as the nearest, where the points are too coarse to tell them apart. */
  rivals: string[];
  /** Whether the files that each answer needs are there. */
  nearestIs: State;
  mineIs: State;
};

const failed = '名单没有取到，见上面的提示。';
const link = (base: string, path: string) => `${base.slice(0, -1)}${path}`;

/** The two answers, and what to bring. */
export function FinderCards({ base, nearest, position, division, chain, guides, law, placed, rivals, nearestIs, mineIs }: Props) {
  const [matter, setMatter] = useState('');
  const [mine, ...above] = chain;
  const place = division?.[0];
  const guide = guides.find((one) => one.id === matter);
  const station = mine ?? nearest;
  return (
    <div className="answers with-script">
      <section aria-labelledby="nearest">
        <h2 id="nearest">最近的站</h2>
        {nearest && position ? (
          <>
            <Answer base={base} station={nearest} note={`直线距离：${showReach(nearest, position)}`} />
            {rivals.length > 0 && <p>差不多远的还有：{rivals.join('、')}。</p>}
            {placed !== undefined && <p className="note">这是有坐标的 {placed} 处里最近的。没有坐标的站没有算进去，您村里、镇上的站可能更近。</p>}
          </>
        ) : position ? (
          <p>{nearestIs === 'known' ? '名单里还没有一处有坐标的站。' : nearestIs === 'failed' ? failed : '正在找……'}</p>
        ) : (
          <p>点“用我的位置”，或在地图上点一下您在的地方。{place && '单凭地名算不出哪个站离您最近。'}</p>
        )}
      </section>
      <section aria-labelledby="mine">
        <h2 id="mine">管您的站</h2>
        {!place ? (
          <p>在框里写户籍地或常住地的村、社区、乡镇。多数事归户籍地或常住地的站办，不一定是最近的那个。</p>
        ) : mineIs !== 'known' ? (
          <p>{mineIs === 'failed' ? failed : '正在找……'}</p>
        ) : mine?.code === place.code ? (
          <>
            <Answer base={base} station={mine} note={`管${division!.slice(0, 3).map(({ name }) => name).reverse().join('')}`} />
            <Above base={base} stations={above} place={place} />
          </>
        ) : (
          <>
            <p className="answer">{place.name}自己的{place.code.length > 6 ? '服务站点' : '服务中心'}</p>
            <p>
              还没有查到写这一处的文件。
              {place.code.length > 6 && (
                <>
                  <a href={link(base, law.path)}>《退役军人保障法》</a>
                  {law.where}写的设立服务站点的地方，是{law.words}。
                </>
              )}
              先到{place.code.length === 12 ? `${place.name}的村（居）委会` : place.code.length === 9 ? townHall(place.name) : `${place.name}退役军人事务局`}问，或打政务热线 <a href="tel:12345">12345</a>。
            </p>
            <Above base={base} stations={chain} place={place} />
          </>
        )}
      </section>
      <section aria-labelledby="bring" className={guide ? undefined : 'unasked'}>
        <h2 id="bring">去办什么，带什么</h2>
        <select aria-label="要办的事" value={matter} onChange={(event) => setMatter(event.target.value)}>
          <option value="">选要办的事</option>
          {guides.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
        {guide && <h3 className="matter">{guide.title}</h3>}
        {/* There before its words are, so that they are read out; what to bring is read in its own time. */}
        <p role="status">{guide?.advice}</p>
        {guide && (
          <>
            {guide.where && <p>{guide.where}</p>}
            {guide.bring.length > 0 ? (
              <ul>
                {guide.bring.map((item) => (
                  <li key={item}>{item}</li>
                ))}
              </ul>
            ) : (
              <p>材料清单原文未载，去之前先问。</p>
            )}
            <p>
              <a href={`${link(base, `/guides/${guide.id}/`)}${station && isResponsible(station) ? `#station=${station.code.slice(0, 6)}/${station.id}` : ''}`}>步骤和出处{station ? `，连同${mine ? '管您的' : '最近的'}站打成一张单子` : ''}</a>
            </p>
          </>
        )}
      </section>
    </div>
  );
}

function Answer({ base, station, note }: { base: string; station: StationPoint; note: string }) {
  return (
    <>
      <p className="answer">
        <a href={link(base, stationPath(station))}>{station.name}</a>
      </p>
      <p>{note}</p>
      <p>电话：{station.phone ? <a href={`tel:${station.phone}`}>{station.phone}</a> : '原文未载'}</p>
      {station.address && <p>地址：{station.address}</p>}
      {station.hours && <p>开放：{station.hours}</p>}
      {station.basis === 'derived' && <p className="note">{derived.meaning}</p>}
    </>
  );
}

function Above({ base, stations, place }: { base: string; stations: StationPoint[]; place: Division }) {
  const area = place.code.slice(0, 9);
  return (
    <p className="note">
      {stations.length > 0 && '往上：'}
      {stations.map((station) => (
        <span key={station.id}>
          <a href={link(base, stationPath(station))}>{station.name}</a>，
        </span>
      ))}
      <a href={link(base, `/stations/area/${area}/`)}>{place.code.length > 6 ? '这个乡镇、街道的全部站点' : '这里的全部站点'}</a>
    </p>
  );
}
