import { useEffect, useMemo, useRef, useState } from 'react';
import { drawLocal } from '@/lib/local-map.ts';
import { shortestOrder } from '@/lib/visit-order.ts';
import { decodePlan, defaultMinutes, emptyPlan, encodePlan, grades, limits, type Grade, type Plan, type Stop } from '@/lib/visit-plan.ts';
import { clashes, schedule, showTime } from '@/lib/visit-schedule.ts';
import type { VisitSite } from '@/lib/visit-site.ts';
import type { Holidays } from '@/lib/working-days.ts';
import { ShareTools } from './ShareTools.tsx';

type Ready = { id: string; title: string; fragment: string };
type Props = {
  base: string;
  holidays: Holidays;
  sites: VisitSite[];
  regions: { id: string; title: string }[];
  ready: Ready[];
};

const storeKey = 'rongji-visit';
const mostUndo = 50;

/** The day of a visit as a teacher builds it: the plan is in the address, saved on the device on request, and nowhere else. */
export function VisitPlanner({ base, sites, holidays, regions, ready }: Props) {
  const [plan, setPlan] = useState<Plan>(() => emptyPlan(''));
  const [past, setPast] = useState<Plan[]>([]);
  const [open, setOpen] = useState(false);
  const [left, setLeft] = useState<string[]>([]);
  const [said, setSaid] = useState('');
  const [kept, setKept] = useState<string>();
  const [dragged, setDragged] = useState<number>();
  const list = useRef<HTMLOListElement>(null);
  /** The button that a moved stop was moved with; the keyboard goes along with the stop. */
  const moved = useRef<{ to: number; button: number }>(undefined);
  const known = useMemo(() => new Set(sites.map(({ id }) => id)), [sites]);
  const byId = useMemo(() => new Map(sites.map((site) => [site.id, site])), [sites]);

  useEffect(() => {
    const read = () => {
      if (location.hash.length < 2) return;
      const { plan: told, left: lost } = decodePlan(location.hash.slice(1), known);
      setPlan(withRegion(told, byId));
      setLeft(lost);
    };
    read();
    setKept(stored());
    setOpen(true);
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);

  const fragment = `#${encodePlan(plan)}`;
  useEffect(() => {
    if (!open) return;
    const untouched = plan.stops.length === 0 && past.length === 0 && location.hash === '';
    if (!untouched && location.hash !== fragment) history.replaceState(null, '', fragment);
  }, [fragment, open]);

  useEffect(() => {
    if (!moved.current) return;
    const buttons = [...(list.current?.children[moved.current.to]?.querySelectorAll<HTMLButtonElement>('.planner-moves button') ?? [])];
    const wanted = buttons[moved.current.button];
    (wanted?.disabled ? buttons.find(({ disabled }) => !disabled) : wanted)?.focus();
    moved.current = undefined;
  }, [plan]);

  const change = (next: Partial<Plan>, words = '') => {
    setPast((before) => [...before, plan].slice(-mostUndo));
    setPlan({ ...plan, ...next });
    setSaid(words);
  };
  const undo = () => {
    const before = past[past.length - 1];
    if (!before) return;
    setPast(past.slice(0, -1));
    setPlan(before);
    setSaid('退回了一步。');
  };
  const add = (site: VisitSite) => change({ region: plan.region || site.region, stops: [...plan.stops, { site: site.id, minutes: site.stayMinutes ?? defaultMinutes }] }, `加入了${site.title}，排在第 ${plan.stops.length + 1} 位。`);
  const edit = (at: number, next: Partial<Stop>) => change({ stops: plan.stops.map((stop, i) => (i === at ? { ...stop, ...next } : stop)) });
  const remove = (at: number) => {
    change({ stops: plan.stops.filter((_, i) => i !== at) }, `去掉了${titleOf(plan.stops[at]!)}。`);
    list.current?.focus();
  };
  const move = (from: number, to: number) => {
    if (to < 0 || to >= plan.stops.length || from === to) return;
    const stops = [...plan.stops];
    const [stop] = stops.splice(from, 1);
    stops.splice(to, 0, stop!);
    // How long it takes to get there depends on where one comes from.
    change({ stops: stops.map((one, i) => (one.site === plan.stops[i]?.site && one === plan.stops[i] ? one : withoutTravel(one))) }, `${titleOf(stop!)}移到第 ${to + 1} 位。路上的时间要重填。`);
  };
  const moveByButton = (from: number, to: number) => {
    moved.current = { to, button: to < from ? 0 : 1 };
    move(from, to);
  };
  const shorten = () => {
    const order = shortestOrder(plan.stops.map(({ site }) => byId.get(site)).map((site) => (site?.lat === undefined ? undefined : { lat: site.lat, lng: site.lng! })));
    if (order.every((at, i) => at === i)) return setSaid('现在的次序已经是直线最短的。');
    change({ stops: order.map((at, i) => (at === i ? plan.stops[at]! : withoutTravel(plan.stops[at]!))) }, '按直线最短重排了。路上的时间要重填。');
  };
  const titleOf = (stop: Stop) => byId.get(stop.site)?.title ?? stop.site;
  const keep = () => {
    try {
      localStorage.setItem(storeKey, fragment);
      setKept(fragment);
      setSaid('存在这台设备上了，下次打开这一页可以取回。');
    } catch {
      setSaid('这台设备存不了。可以复制地址，自己留着。');
    }
  };
  const takeBack = () => {
    const { plan: told, left: lost } = decodePlan(kept!.slice(1), known);
    change(withRegion(told, byId), '取回了存下的行程。');
    setLeft(lost);
  };

  const rows = schedule(plan, sites);
  const problems = clashes(plan, sites, today(), holidays);
  const choices = sites.filter((site) => !plan.region || site.region === plan.region);
  const chosen = new Set(plan.stops.map(({ site }) => site));
  const number = (text: string, most: number) => {
    const value = Math.round(Number(text));
    return text.trim() === '' || !Number.isFinite(value) || value < 0 ? undefined : Math.min(value, most);
  };

  return (
    <div className="planner with-script">
      {left.length > 0 && (
        <div className="notice" role="alert">
          <p>链接里有些内容打不开，其余的照常：</p>
          <ul>
            {left.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      )}
      <p className="unseen" role="status">
        {said}
      </p>

      <section aria-labelledby="start">
        <h2 id="start">一、哪天，多少人</h2>
        {ready.length > 0 && (
          <p>
            可以从一份现成的改起：
            {ready.map(({ id, title, fragment: own }) => (
              <a key={id} className="button-like" href={own}>
                {title}
              </a>
            ))}
          </p>
        )}
        <div className="planner-form">
          <label>
            学校（可以不写）
            <input type="text" value={plan.school} maxLength={limits.characters} onChange={({ target }) => change({ school: target.value })} />
          </label>
          <label>
            活动名称（可以不写）
            <input type="text" value={plan.title} maxLength={limits.characters} onChange={({ target }) => change({ title: target.value })} />
          </label>
          <label>
            地方
            <select value={plan.region} onChange={({ target }) => change({ region: target.value })}>
              <option value="">全部</option>
              {regions.map(({ id, title }) => (
                <option value={id} key={id}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          <label>
            学段
            <select value={plan.grade} onChange={({ target }) => change({ grade: target.value as Grade })}>
              {grades.map((grade) => (
                <option key={grade}>{grade}</option>
              ))}
            </select>
          </label>
          <label>
            日期
            <input type="date" value={plan.date ?? ''} onChange={({ target }) => change({ date: target.value || undefined })} />
          </label>
          <label>
            学生人数
            <input type="number" inputMode="numeric" min={1} max={limits.people} value={plan.people ?? ''} onChange={({ target }) => change({ people: number(target.value, limits.people) || undefined })} />
          </label>
          <label>
            出发
            <input type="time" value={plan.start} onChange={({ target }) => target.value && change({ start: target.value })} />
          </label>
          <label>
            最晚返校
            <input type="time" value={plan.end} onChange={({ target }) => target.value && change({ end: target.value })} />
          </label>
        </div>
      </section>

      <section aria-labelledby="choose">
        <h2 id="choose">二、去哪里</h2>
        {choices.length === 0 && <p>这个地方还没有收录可以参观的地点。换一个地方看看。</p>}
        <SiteMap sites={choices} chosen={chosen} onChoose={add} />
        <ul className="planner-sites bare">
          {choices.map((site) => (
            <li key={site.id}>
              <a href={base + site.path}>{site.title}</a>
              <span className="kicker">{site.regionTitle}</span>
              <button type="button" aria-label={`${chosen.has(site.id) ? '再加入一次' : '加入'}${site.title}`} onClick={() => add(site)}>
                {chosen.has(site.id) ? '再加入一次' : '加入'}
              </button>
            </li>
          ))}
        </ul>
      </section>

      <section aria-labelledby="order">
        <h2 id="order">三、次序和时间</h2>
        {plan.stops.length === 0 ? (
          <p>还没有选地点。</p>
        ) : (
          <>
            <ol className="planner-stops" ref={list} tabIndex={-1} aria-label="行程里的地点">
              {plan.stops.map((stop, i) => (
                <li
                  key={`${stop.site}-${i}`}
                  className={dragged === i ? 'dragged' : undefined}
                  onDragOver={(event) => event.preventDefault()}
                  onDrop={(event) => {
                    event.preventDefault();
                    if (dragged !== undefined) move(dragged, i);
                    setDragged(undefined);
                  }}
                >
                  {/* The title is the handle: in some browsers one cannot write into a box inside of what can be dragged. */}
                  <b draggable onDragStart={() => setDragged(i)} onDragEnd={() => setDragged(undefined)}>
                    {titleOf(stop)}
                  </b>
                  <label>
                    {i === 0 ? '从学校到这里，路上' : '从上一处到这里，路上'}
                    <input type="number" inputMode="numeric" min={0} max={limits.minutes} value={stop.travelMin ?? ''} onChange={({ target }) => edit(i, { travelMin: number(target.value, limits.minutes) })} /> 分钟
                  </label>
                  <label>
                    停留
                    <input type="number" inputMode="numeric" min={5} max={limits.minutes} value={stop.minutes} onChange={({ target }) => edit(i, { minutes: number(target.value, limits.minutes) ?? stop.minutes })} /> 分钟
                  </label>
                  <span className="planner-moves">
                    <button type="button" aria-label={`上移${titleOf(stop)}`} disabled={i === 0} onClick={() => moveByButton(i, i - 1)}>
                      上移
                    </button>
                    <button type="button" aria-label={`下移${titleOf(stop)}`} disabled={i === plan.stops.length - 1} onClick={() => moveByButton(i, i + 1)}>
                      下移
                    </button>
                    <button type="button" aria-label={`去掉${titleOf(stop)}`} onClick={() => remove(i)}>
                      去掉
                    </button>
                  </span>
                </li>
              ))}
            </ol>
            <label className="planner-back">
              最后一处回学校，路上
              <input type="number" inputMode="numeric" min={0} max={limits.minutes} value={plan.backMin ?? ''} onChange={({ target }) => change({ backMin: number(target.value, limits.minutes) })} /> 分钟
            </label>
          </>
        )}
        <p className="planner-actions">
          <button type="button" disabled={plan.stops.length < 3} onClick={shorten}>
            按直线最短排
          </button>
          <button type="button" disabled={past.length === 0} onClick={undo}>
            退回一步
          </button>
          <button type="button" disabled={plan.stops.length === 0} onClick={keep}>
            存在这台设备
          </button>
          {kept && kept !== fragment && (
            <button type="button" onClick={takeBack}>
              取回存下的行程
            </button>
          )}
        </p>
      </section>

      {plan.stops.length > 0 && (
        <section aria-labelledby="day">
          <h2 id="day">四、这一天</h2>
          <table className="planner-day">
            <thead>
              <tr>
                <th scope="col">时间</th>
                <th scope="col">做什么</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, i) => (
                <tr key={i}>
                  <td>{row.from === undefined ? '待定' : row.to === undefined ? `${showTime(row.from)}—待定` : row.from === row.to ? showTime(row.from) : `${showTime(row.from)}—${showTime(row.to)}`}</td>
                  <td>{{ leave: '出发', travel: '前往', visit: '参观', free: row.site ? '等候开门' : '机动时间', back: '返校' }[row.kind] + (row.site && row.kind !== 'free' ? (byId.get(row.site)?.title ?? '') : '')}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {problems.length > 0 && (
            <div className="planner-clashes">
              <h3>要留意</h3>
              <ul>
                {problems.map(({ text }) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            </div>
          )}
          <p>
            <a className="button" href={`${base}visits/pack/${fragment}`}>
              打印整套材料
            </a>
          </p>
          <ShareTools heading={plan.title || '学校参观行程'} fragment={fragment} from={undefined} />
          <p className="note">行程只在这个地址里和您自己的设备上，不会发到别处。不要写学生的名字。</p>
        </section>
      )}
    </div>
  );
}

/** The day that the device is in, as the codec writes days. */
function today(): string {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
}
function stored(): string | undefined {
  try {
    return localStorage.getItem(storeKey) ?? undefined;
  } catch {
    return undefined;
  }
}
const withoutTravel = ({ travelMin: _, ...stop }: Stop): Stop => stop;
/** A plan that only names a place takes its region. */
const withRegion = (plan: Plan, sites: Map<string, VisitSite>): Plan => (plan.region || !plan.stops[0] ? plan : { ...plan, region: sites.get(plan.stops[0].site)?.region ?? '' });

/** The places of the list on a schematic; a press adds one. The list beside it does the same for the keyboard. */
function SiteMap({ sites, chosen, onChoose }: { sites: VisitSite[]; chosen: Set<string>; onChoose(site: VisitSite): void }) {
  const placed = sites.filter((site) => site.lat !== undefined);
  if (placed.length < 2) return null;
  const drawing = drawLocal({ name: placed[0]!.title, lat: placed[0]!.lat!, lng: placed[0]!.lng! }, placed.slice(1).map(({ title, lat, lng }) => ({ name: title, lat: lat!, lng: lng! })), { width: 640, height: 300 });
  return (
    <figure className="place-map">
      <svg viewBox={`0 0 ${drawing.width} ${drawing.height}`} aria-hidden="true">
        <rect width={drawing.width} height={drawing.height} className="ground" />
        {drawing.points.map(({ x, y, name, anchor }, i) => (
          <g key={placed[i]!.id} className={chosen.has(placed[i]!.id) ? 'main' : 'known'} onClick={() => onChoose(placed[i]!)}>
            <circle cx={x} cy={y} r={22} className="press" />
            <circle cx={x} cy={y} r={9} />
            <text x={x + (anchor === 'end' ? -16 : 16)} y={y + 7} textAnchor={anchor}>
              {name}
            </text>
          </g>
        ))}
      </svg>
      <figcaption>示意图，只表示大致方位。点一下就加入，下面的名单也一样。</figcaption>
    </figure>
  );
}
