import { everyStation, showReach, stationPath, type StationFilter } from '@/lib/stations.ts';
import { stationKinds, stationLevels } from '@/schema/station-words.ts';
import { derived } from '@/strings.ts';
import type { Position, Row } from './StationFinder.tsx';

type Props = {
  base: string;
  heading: string;
  rows: Row[];
  /** What the list holds, in words. */
  count: string;
  position: Position | undefined;
  waiting: boolean;
  filter: StationFilter;
  services: string[];
  onFilter(filter: StationFilter): void;
  chosen: string | undefined;
  onChosen(id: string): void;
  onMore: (() => void) | undefined;
};

const levels: Record<string, string> = { 市: '市', 县: '县（市、区）', 乡: '乡镇、街道', 村: '村、社区' };

/** The stations, with what narrows them and a count that is that of the rows. */
export function FinderList({ base, heading, rows, count, position, waiting, filter, services, onFilter, chosen, onChosen, onMore }: Props) {
  const narrowed = filter !== everyStation && (filter.kind || filter.level || filter.service || filter.phone);
  const choice = (label: string, field: 'kind' | 'level' | 'service', options: readonly (readonly [string, string])[]) => (
    <p>
      <label htmlFor={`filter-${field}`}>{label}</label>
      <select id={`filter-${field}`} value={filter[field]} onChange={(event) => onFilter({ ...filter, [field]: event.target.value })}>
        <option value="">全部</option>
        {options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </p>
  );
  return (
    <section aria-labelledby="list">
      <h2 id="list" tabIndex={-1}>{heading}</h2>
      <fieldset className="filters with-script">
        <legend className="unseen">筛选</legend>
        {choice('级别', 'level', stationLevels.map((level) => [level, levels[level]!]))}
        {choice('类别', 'kind', stationKinds.map((kind) => [kind, kind]))}
        {choice('服务', 'service', services.map((service) => [service, service]))}
        <label className="tick">
          <input type="checkbox" checked={filter.phone} onChange={(event) => onFilter({ ...filter, phone: event.target.checked })} />
          有电话
        </label>
        {narrowed && (
          <button type="button" onClick={() => onFilter(everyStation)}>
            去掉筛选
          </button>
        )}
      </fieldset>
      <p className="count">{count}</p>
      <ol className="stations bare">
        {rows.map((station, i) => (
          <li
            key={station.id}
            tabIndex={-1}
            className={station.id === chosen ? 'station chosen' : 'station'}
            data-station-id={station.id}
            data-distance-m={station.distanceM === undefined ? undefined : Math.round(station.distanceM)}
            onMouseEnter={() => onChosen(station.id)}
            onFocus={() => onChosen(station.id)}
          >
            <h3>
              <span className="number">{i + 1}</span>
              <a href={`${base.slice(0, -1)}${stationPath(station)}`}>{station.name}</a>
            </h3>
            <p className="kicker">
              {[station.kind, station.county, station.township].filter(Boolean).join(' · ')}
              {station.basis === 'derived' && <small className="mark">{derived.mark}</small>}
              {station.distanceM !== undefined && position && <b>{showReach({ ...station, distanceM: station.distanceM }, position)}</b>}
            </p>
            {station.address && <p>{station.address}</p>}
            {station.services.length > 0 && <p>{station.services.join('、')}</p>}
            {station.phone && (
              <p>
                <a href={`tel:${station.phone}`}>{station.phone}</a>
              </p>
            )}
          </li>
        ))}
      </ol>
      {rows.length === 0 && !waiting && (
        <p>
          没有合乎这些条件的站。
        </p>
      )}
      {onMore && (
        <p className="with-script">
          <button type="button" className="more" onClick={onMore}>
            {position ? '再看远一些的' : '再看 10 处'}
          </button>
        </p>
      )}
    </section>
  );
}
