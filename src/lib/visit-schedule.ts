import { dayExists, dayNumber, weekdayName, weekdayOf } from './calendar-days.ts';
import { distanceM, showDistance, type Place } from './places.ts';
import type { Plan } from './visit-plan.ts';
import { showWhen } from './when.ts';
import { workdaysBefore, type Holidays } from './working-days.ts';

/** What a plan needs to know of a site; what no source gives is undefined, and then nothing is said about it. */
export type Site = {
  /** "heritage/gutian-huiyi-huizhi". */
  id: string;
  title: string;
  /** WGS-84 degrees. */
  lat?: number;
  lng?: number;
  precision?: 'site' | 'village' | 'township' | 'county';
  /** ISO weekdays, 1 Monday to 7 Sunday. */
  closedWeekdays: readonly number[];
  /** "09:00". */
  opens?: string;
  closes?: string;
  /** People at a time. */
  groupLimit?: number;
  /** Working days to book ahead. */
  bookDays?: number;
  /** Minutes a visit takes. */
  stayMinutes?: number;
};
export type Row = {
  kind: 'leave' | 'travel' | 'visit' | 'free' | 'back';
  /** Minutes since midnight of the day of the visit, 1440 and more after midnight; undefined when it hangs on a travel time not known yet. */
  from?: number;
  to?: number;
  /** Where it is, or where it goes; undefined at school. */
  site?: string;
  /** The index of the stop it belongs to. */
  stop?: number;
  /** Present when `from` or `to` is not known. */
  unknown?: true;
};
export type ClashKind = 'closed' | 'before-open' | 'after-close' | 'capacity' | 'too-late' | 'too-short' | 'past' | 'booking' | 'no-travel' | 'repeated' | 'no-date';
export type Clash = {
  kind: ClashKind;
  site?: string;
  /** The index of the stop it is about. */
  stop?: number;
  text: string;
};

/** Minutes since midnight of "08:30"; undefined for anything that is no time. */
export function minutesOf(time: string | undefined): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(time ?? '') ?? [];
  return hours === undefined || (hours === '24' && minutes !== '00') ? undefined : Number(hours) * 60 + Number(minutes);
}

const two = (n: number) => String(n).padStart(2, '0');

/** "08:30" for 510, "次日 00:10" for 1450. */
export function showTime(minutes: number): string {
  const day = Math.floor(minutes / 1440);
  const time = `${two(Math.floor((minutes % 1440) / 60))}:${two(minutes % 60)}`;
  return day === 0 ? time : day === 1 ? `次日 ${time}` : `第 ${day + 1} 天 ${time}`;
}

/** A row with the earliest it can begin and end, whatever the travel times not known yet turn out to be. */
type Bounded = { row: Row; earliest: number; earliestEnd: number };

function bounded(plan: Plan, sites: readonly Site[]): Bounded[] {
  const start = minutesOf(plan.start);
  if (start === undefined || plan.stops.length === 0) return [];
  const rows: Bounded[] = [];
  let now = start;
  let known = true;
  const add = (row: Pick<Row, 'kind' | 'site' | 'stop'>, minutes: number | undefined) => {
    const earliest = now;
    const from = known ? now : undefined;
    now += minutes ?? 0;
    known &&= minutes !== undefined;
    const to = known ? now : undefined;
    rows.push({ row: { ...row, ...(from !== undefined && { from }), ...(to !== undefined && { to }), ...(!known && { unknown: true as const }) }, earliest, earliestEnd: now });
  };
  add({ kind: 'leave' }, 0);
  plan.stops.forEach(({ site, minutes, travelMin }, stop) => {
    add({ kind: 'travel', site, stop }, travelMin);
    const opens = minutesOf(sites.find(({ id }) => id === site)?.opens);
    if (opens !== undefined && now < opens) {
      // Before the door opens nobody visits; but who comes by an unknown way may well be there later.
      if (known) add({ kind: 'free', site, stop }, opens - now);
      else now = opens;
    }
    add({ kind: 'visit', site, stop }, minutes);
  });
  add({ kind: 'back' }, plan.backMin);
  const end = minutesOf(plan.end);
  if (known && end !== undefined && now < end) add({ kind: 'free' }, end - now);
  return rows;
}

/** The day in rows: leaving, each way and visit, waiting for a site to open, the way back, and what is left until the end. Empty without stops. */
export const schedule = (plan: Plan, sites: readonly Site[]): Row[] => bounded(plan, sites).map(({ row }) => row);

const placeOf = (site: Site | undefined): Place | undefined => (site?.lat !== undefined && site.lng !== undefined ? { lat: site.lat, lng: site.lng } : undefined);
// From the finest to the coarsest.
const exactness = { site: '', village: '位置只准到村', township: '位置只准到乡镇', county: '位置只准到县', unknown: '位置有多准不清楚' };
const grains = Object.keys(exactness) as (keyof typeof exactness)[];

/** "直线约 12 公里，路程只会更长"; undefined when one of the sites has no point. Points known only to their village or worse bound nothing, and it says so. */
export function straightLine(from: Site | undefined, to: Site | undefined): string | undefined {
  const [a, b] = [placeOf(from), placeOf(to)];
  if (!a || !b) return undefined;
  const coarsest = grains[Math.max(...[from, to].map((site) => grains.indexOf(site?.precision ?? 'unknown')))]!;
  return `直线约 ${showDistance(distanceM(a, b)).replace('.0 ', ' ')}，${coarsest === 'site' ? '路程只会更长' : `${exactness[coarsest]}，仅供参考`}`;
}

/** What stands against a plan on a day, today being "2026-11-27": about the whole plan first, then stop by stop, then the way back. */
export function clashes(plan: Plan, sites: readonly Site[], today: string, holidays: Holidays): Clash[] {
  const found: Clash[] = [];
  const siteOf = (id: string) => sites.find((site) => site.id === id);
  const nameOf = (id: string) => `“${siteOf(id)?.title ?? id}”`;
  const rows = bounded(plan, sites);
  const date = plan.date !== undefined && dayExists(plan.date) ? plan.date : undefined;
  const daysAhead = date === undefined ? undefined : dayNumber(date) - dayNumber(today);
  const start = minutesOf(plan.start);
  const end = minutesOf(plan.end);

  if (date === undefined && plan.stops.length) found.push({ kind: 'no-date', text: '日期还没有定，闭馆日和预约期限没法核对；请先选一天。' });
  if (daysAhead !== undefined && daysAhead < 0) found.push({ kind: 'past', text: `${showWhen(date!)}已经过去；请另选一天。` });
  const backwards = start !== undefined && end !== undefined && end <= start;
  if (backwards) found.push({ kind: 'too-late', text: `返回时间 ${plan.end} 不晚于出发时间 ${plan.start}；请改其中一个。` });

  plan.stops.forEach(({ site: id, minutes, travelMin }, stop) => {
    const site = siteOf(id);
    const name = nameOf(id);
    const clash = (kind: ClashKind, text: string) => found.push({ kind, site: id, stop, text });
    const previous = stop > 0 ? plan.stops[stop - 1]!.site : undefined;
    if (plan.stops.slice(0, stop).some((other) => other.site === id)) clash('repeated', `${name}前面已经排过一次；要是不去第二次，请删去这一站。`);
    if (travelMin === undefined) {
      const bound = previous === undefined ? undefined : straightLine(siteOf(previous), site);
      clash('no-travel', `从${previous === undefined ? '学校' : nameOf(previous)}到${name}要走多久还没有填，后面的时间算不出来${bound ? `；${bound}` : ''}。请查好路程再填。`);
    }
    if (!site) return;

    if (date !== undefined && site.closedWeekdays.includes(weekdayOf(date))) clash('closed', `${name}${weekdayName(weekdayOf(date))}不开放，${showWhen(date)}正是${weekdayName(weekdayOf(date))}；请改一天，或打电话问那天是否照常开放。`);
    if (site.bookDays !== undefined && date !== undefined && daysAhead! >= 0) {
      const { date: last, note } = workdaysBefore(date, site.bookDays, holidays);
      if (last < today) clash('booking', `${name}要提前 ${site.bookDays} 个工作日预约，最晚是${showWhen(last)}，已经过了${note ? `（${note}）` : ''}；请改晚一些的日子，或打电话问还能不能接待。`);
    }
    if (site.groupLimit !== undefined && plan.people !== undefined && plan.people > site.groupLimit)
      clash('capacity', `${name}一次最多接待 ${site.groupLimit} 人，计划去 ${plan.people} 人；${site.groupLimit > 0 ? `请分成至少 ${Math.ceil(plan.people / site.groupLimit)} 批，或` : '请'}换一处。`);
    if (site.stayMinutes !== undefined && minutes < site.stayMinutes) clash('too-short', `参观${name}一般要 ${site.stayMinutes} 分钟，只排了 ${minutes} 分钟；请多留 ${site.stayMinutes - minutes} 分钟，或少看几处。`);

    const wait = rows.find(({ row }) => row.kind === 'free' && row.stop === stop);
    if (wait) clash('before-open', `到${name}是 ${showTime(wait.earliest)}，${site.opens} 才开门，要等 ${wait.earliestEnd - wait.earliest} 分钟；请晚些出发，或把它往后排。`);
    const visit = rows.find(({ row }) => row.kind === 'visit' && row.stop === stop);
    const closes = minutesOf(site.closes);
    if (visit && closes !== undefined && visit.earliestEnd > closes) {
      const least = visit.row.unknown ? '，不算还没填的路程也' : '';
      if (visit.earliest >= closes) clash('after-close', `${name} ${site.closes} 关门${least || '，'}要到 ${showTime(visit.earliest)} 才到；请早些出发，或把它往前排。`);
      else clash('after-close', `${name} ${site.closes} 关门${least || '，'}要到 ${showTime(visit.earliestEnd)} 才参观完；请提早 ${visit.earliestEnd - closes} 分钟到，少留一会儿，或把它往前排。`);
    }
  });

  if (plan.stops.length && plan.backMin === undefined) found.push({ kind: 'no-travel', text: '回学校要走多久还没有填，几点回到学校算不出来；请查好路程再填。' });
  const back = rows.find(({ row }) => row.kind === 'back');
  if (back && !backwards && end !== undefined && back.earliestEnd > end)
    found.push({ kind: 'too-late', text: `${back.row.unknown ? '不算还没填的路程，也' : ''}要到 ${showTime(back.earliestEnd)} 才回到学校，比 ${plan.end} 晚 ${back.earliestEnd - end} 分钟；请早些出发，少留一会儿，或少去一处。` });
  return found;
}
