import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { divisionChain, type Division } from '@/lib/divisions.ts';
import { bareQuery, findPlaces, soundsLike } from '@/lib/place-names.ts';
import type { Places, StationData } from '@/lib/station-data.ts';
import { matching, type StationPoint } from '@/lib/stations.ts';

export type Choice = { division: Division } | { station: StationPoint };
type Props = { ready: boolean; data: StationData; named: StationPoint[]; /** Counts the times the reader asked to try again. */ retry: number; onChoose(choice: Choice): void; onFailed(): void };
type Option = { key: string; name: string; place: string; choice: Choice };

const most = 8;

/** One box for a village, a town, a county, a station or a service, in characters, pinyin or initials. A combobox as the ARIA practices describe it. */
export function FinderBox({ ready, data, named, retry, onChoose, onFailed }: Props) {
  const id = useId();
  const [text, setText] = useState('');
  const [options, setOptions] = useState<Option[]>([]);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [said, setSaid] = useState('');
  const [lost, setLost] = useState(false);
  const asked = useRef('');
  const listbox = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (retry > 0 && text && options.length === 0) void look(text);
  }, [retry]);
  useEffect(() => listbox.current?.children[active]?.scrollIntoView({ block: 'nearest' }), [active]);

  const look = async (query: string): Promise<Option[]> => {
    asked.current = query;
    if (!query.trim()) {
      setOpen(false);
      setOptions([]);
      setSaid('');
      setLost(false);
      return [];
    }
    let places: Places;
    try {
      places = await data.places();
    } catch {
      onFailed();
      return [];
    }
    if (asked.current !== query) return [];
    const found = optionsFor(query, places, named);
    setOptions(found.slice(0, most));
    setActive(-1);
    setOpen(true);
    setLost(found.length === 0);
    setSaid(found.length === 0 ? `没有找到“${query.trim().slice(0, 20)}”` : found.length > most ? `相近的不止 ${most} 个，先列 ${most} 个；多写一两个字` : `${found.length} 个相近的`);
    return found;
  };
  const choose = (option: Option) => {
    asked.current = '';
    setText(option.name);
    setOpen(false);
    setSaid('');
    setLost(false);
    onChoose(option.choice);
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) void look(text);
      else if (options.length) setActive((at) => (at + (event.key === 'ArrowDown' ? 1 : at < 0 ? 0 : -1) + options.length) % options.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const option = options[active] ?? (open ? options[0] : undefined);
      if (option) choose(option);
      else void look(text).then((found) => found[0] && choose(found[0]));
    } else if (event.key === 'Escape') setOpen(false);
  };

  return (
    <div className="finder-box">
      <label htmlFor={`${id}-box`}>村、社区、乡镇、站名或服务</label>
      <input
        id={`${id}-box`}
        type="search"
        role="combobox"
        aria-expanded={open && options.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        autoComplete="off"
        maxLength={40}
        disabled={!ready}
        value={text}
        placeholder="如：双城镇、shuangcheng、调解"
        onFocus={() => void data.places().catch(() => {})}
        onChange={(event) => {
          setText(event.target.value);
          void look(event.target.value);
        }}
        onKeyDown={press}
        onBlur={() => setOpen(false)}
      />
      <ul id={`${id}-list`} ref={listbox} role="listbox" aria-label="相近的地方和站点" hidden={!open || options.length === 0}>
        {options.map((option, i) => (
          // The box keeps the focus; a press on an option must not take it before the click.
          <li key={option.key} id={`${id}-${i}`} role="option" aria-selected={i === active} onMouseDown={(event) => event.preventDefault()} onClick={() => choose(option)}>
            {option.name}
            <small>{option.place}</small>
          </li>
        ))}
      </ul>
      <p className="finder-said" role="status">
        {said}
        {lost && <>。换个写法，或<a href="#areas">按地方一级一级找</a>。</>}
      </p>
    </div>
  );
}

/** Places and stations that answer a query: the best of both before the rest of either. */
function optionsFor(query: string, { divisions, readings }: Places, named: StationPoint[]): Option[] {
  const places = findPlaces(query, divisions, readings).map((division) => ({
    key: division.code,
    name: division.name,
    place: divisionChain(division.code).slice(1).reverse().map((code) => divisions.get(code)?.name ?? '').join('') || '省',
    choice: { division },
  }));
  const letters = bareQuery(query);
  const stations = [...new Set([...matching(named, query), ...named.filter(({ name }) => soundsLike(letters, name, readings))])].map((station) => ({
    key: station.id,
    name: station.name,
    place: [station.county, station.township, station.services.join('、')].filter(Boolean).join(' · '),
    choice: { station },
  }));
  return [...places.slice(0, most / 2), ...stations.slice(0, most / 2), ...places.slice(most / 2), ...stations.slice(most / 2)];
}
