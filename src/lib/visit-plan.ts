import { dayExists } from './calendar-days.ts';

/**
 * The plan of a school's visit lives in the address after "#", where people pass it on, and where chat programs cut it
 * short, add to it or turn it into Chinese letters. So only letters, digits, "-._~/&=%" are written, the texts percent-encoded,
 * and the last part is a checksum over what the parts say, not over how they are written.
 * "v=1&region=longyan&grade=chuzhong&date=2027-04-02&start=0830&end=1630&stops=heritage/x.60.45~memorials/y.40&back=50&sum=1k9z0c"
 */

export const grades = ['小学', '初中', '高中'] as const;
export type Grade = (typeof grades)[number];
export type Stop = {
  /** "heritage/gutian-huiyi-huizhi". */
  site: string;
  /** Minutes spent there. */
  minutes: number;
  /** Minutes on the way from the stop before, from school for the first; undefined when not known yet. */
  travelMin?: number;
};
export type Plan = {
  title: string;
  school: string;
  /** The id of a region, "" when not chosen yet. */
  region: string;
  grade: Grade;
  /** "2027-04-02". */
  date?: string;
  people?: number;
  /** When they leave school, "08:30". */
  start: string;
  /** When they must be back, "16:30". */
  end: string;
  stops: Stop[];
  /** Minutes on the way back to school; undefined when not known yet. */
  backMin?: number;
};
export type Decoded = {
  plan: Plan;
  /** Lines saying what was left out of the address, and why. */
  left: string[];
};

/** What a plan may hold; minutes for one stop and one way. */
export const limits = { stops: 20, characters: 60, minutes: 600, people: 9999 } as const;
/** Minutes at a site that comes in by "#site=". */
export const defaultMinutes = 60;

const version = '1';
const gradeWords: Record<Grade, string> = { 小学: 'xiaoxue', 初中: 'chuzhong', 高中: 'gaozhong' };
const sitePattern = /^[a-z]{1,20}\/[a-z0-9-]{1,80}$/;
const regionPattern = /^[a-z0-9-]{1,80}$/;
const keys = ['title', 'school', 'region', 'grade', 'date', 'people', 'start', 'end', 'stops', 'back'] as const;
type Key = (typeof keys)[number];
const names: Record<Key, string> = { title: '标题', school: '学校', region: '地方', grade: '学段', date: '日期', people: '人数', start: '出发时间', end: '返回时间', stops: '站点', back: '回程时间' };
const isKey = (key: string): key is Key => (keys as readonly string[]).includes(key);

/** A plan with nothing in it yet. */
export const emptyPlan = (region: string): Plan => ({ title: '', school: '', region, grade: '初中', start: '08:30', end: '16:30', stops: [] });

// Controls, halves of surrogate pairs (they cannot be percent-encoded), line separators, and marks that turn the direction of writing.
const unwanted = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
const cleaned = (text: string) => text.replace(unwanted, '');
const shortened = (text: string) => [...text].slice(0, limits.characters).join('');

/** The text as a plan may hold it: no control characters, no longer than the limit in code points. */
export const planText = (text: string) => shortened(cleaned(text));

/** A day that a visit may be on: four digits of year are enough for calendars, and an earlier year is a slip of the pen. */
const isVisitDay = (day: string) => dayExists(day) && day >= '2000' && day < '3000';
const isTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
const isWhole = (value: number | undefined, least: number, most: number): value is number => value !== undefined && Number.isInteger(value) && value >= least && value <= most;
const isStay = (minutes: number | undefined) => isWhole(minutes, 1, limits.minutes);
const isWay = (minutes: number | undefined) => isWhole(minutes, 0, limits.minutes);

/** FNV-1a over UTF-16 code units, in six digits of base 36. */
export function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return ((hash >>> 0) % 36 ** 6).toString(36).padStart(6, '0');
}
const sumOf = (parts: readonly (readonly [string, string])[]) => checksum(parts.map(([key, value]) => `${key}=${value}`).join('&'));

// encodeURIComponent leaves !'()* as they are, and programs that look for links in a text stop at some of them; "/" may stay.
const escaped = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`).replace(/%2F/g, '/');

/** The address fragment of a plan, without "#"; what a plan may not hold is left out. */
export function encodePlan(plan: Plan): string {
  const stops = plan.stops
    .filter(({ site, minutes }) => sitePattern.test(site) && isStay(minutes))
    .slice(0, limits.stops)
    .map(({ site, minutes, travelMin }) => [site, minutes, ...(isWay(travelMin) ? [travelMin] : [])].join('.'));
  const said: Record<Key, string | undefined> = {
    title: planText(plan.title),
    school: planText(plan.school),
    region: regionPattern.test(plan.region) ? plan.region : undefined,
    grade: gradeWords[plan.grade],
    date: plan.date !== undefined && isVisitDay(plan.date) ? plan.date : undefined,
    people: isWhole(plan.people, 1, limits.people) ? String(plan.people) : undefined,
    start: isTime(plan.start) ? plan.start.replace(':', '') : undefined,
    end: isTime(plan.end) ? plan.end.replace(':', '') : undefined,
    stops: stops.join('~'),
    back: isWay(plan.backMin) ? String(plan.backMin) : undefined,
  };
  const parts: [string, string][] = [['v', version]];
  for (const key of keys) if (said[key]) parts.push([key, said[key]]);
  return [...parts.map(([key, value]) => `${key}=${escaped(value)}`), `sum=${sumOf(parts)}`].join('&');
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Stops of an address that are looked at, so that no address makes a thousand lines. */
const mostRead = 2 * limits.stops;

/** A name from outside, short enough to stand in a line. */
const quoted = (text: string) => `“${[...cleaned(text)].slice(0, 40).join('')}”`;

/** Stops out of "heritage/x.60.45~memorials/y.40"; where one is left out, the way from it to the next is no longer known. */
function readStops(text: string, knownSites: ReadonlySet<string> | undefined, left: string[]): { stops: Stop[]; lastLeft: boolean } {
  const stops: Stop[] = [];
  let lastLeft = false;
  const items = text.split('~');
  let tooMany = Math.max(0, items.length - mostRead);
  for (const item of items.slice(0, mostRead)) {
    const [site = '', minutes = '', travel, ...rest] = item.split('.');
    const stay = /^\d{1,4}$/.test(minutes) ? Number(minutes) : undefined;
    const way = travel !== undefined && /^\d{1,4}$/.test(travel) ? Number(travel) : undefined;
    const after = lastLeft;
    lastLeft = true;
    if (!sitePattern.test(site) || rest.length) left.push(`站点 ${quoted(item)} 读不出来，没有采用。`);
    else if (knownSites && !knownSites.has(site)) left.push(`站点 ${quoted(site)} 本站已经没有了，没有采用。`);
    else if (stops.length >= limits.stops) tooMany++;
    else {
      lastLeft = false;
      if (!isStay(stay)) left.push(`站点 ${quoted(site)} 的停留时间应是 1 至 ${limits.minutes} 分钟，改成了 ${defaultMinutes} 分钟。`);
      if (travel !== undefined && !isWay(way)) left.push(`去站点 ${quoted(site)} 的路程应是 0 至 ${limits.minutes} 分钟，没有采用。`);
      else if (after && way !== undefined) left.push(`前一站没有采用，去站点 ${quoted(site)} 的路程要重新填。`);
      stops.push({ site, minutes: isStay(stay) ? stay! : defaultMinutes, ...(isWay(way) && !after && { travelMin: way! }) });
    }
  }
  if (items.length > mostRead) lastLeft = true;
  if (tooMany) left.push(`一次最多 ${limits.stops} 站，后面 ${tooMany} 站没有采用。`);
  return { stops, lastLeft };
}

/** The plan in an address fragment, with or without "#"; never throws. `knownSites` undefined: sites are not looked up. */
export function decodePlan(fragment: string, knownSites: ReadonlySet<string> | undefined): Decoded {
  const left: string[] = [];
  const plan = emptyPlan('');
  const all = fragment
    .replace(/^#/, '')
    .split('&')
    .filter(Boolean)
    .map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? ([part, undefined] as const) : ([part.slice(0, at), unescaped(part.slice(at + 1))] as const);
    });
  const valueOf = (key: string) => all.find(([name]) => name === key)?.[1];
  const has = (key: string) => all.some(([name]) => name === key);

  if (!has('v')) {
    const site = valueOf('site');
    if (site !== undefined && sitePattern.test(site)) plan.stops = readStops(`${site}.${defaultMinutes}`, knownSites, left).stops;
    else if (site !== undefined) left.push(`站点 ${quoted(site)} 读不出来，没有采用。`);
    // Anything else is an anchor of the page, unless it has two of our own parts.
    else if (all.filter(([key]) => isKey(key) || key === 'sum').length >= 2) left.push('这个地址开头缺了一段，读不出计划；请向发来的人再要一次完整的地址。');
    return { plan, left };
  }
  const v = valueOf('v');
  if (v !== version) {
    if (/^[1-9]\d{0,5}$/.test(v ?? '')) left.push('这个地址是更新的版本生成的，这一页还读不懂；请刷新页面再试。');
    else if (v === '0') left.push('这个地址是旧版本生成的，现在读不懂了；请重新做一份计划。');
    else left.push('这个地址的版本号读不出来，可能被截断或改动过；请向发来的人再要一次完整的地址。');
    return { plan, left };
  }

  const said = new Map<string, string>();
  const counted: [string, string][] = [];
  let strange = 0;
  let broken = false;
  for (const [key, value] of all) {
    if (key === 'sum') continue;
    if ((key !== 'v' && !isKey(key)) || said.has(key)) strange++;
    else if (value === undefined) broken = true;
    else {
      said.set(key, value);
      counted.push([key, value]);
    }
  }
  const sum = valueOf('sum');
  if (!has('sum')) {
    // Without its end nobody can tell whether the last part is whole: "people=4" may have been 45.
    const last = all[all.length - 1]![0];
    const dropped = isKey(last) && said.has(last);
    if (last === 'stops' && dropped) {
      const stops = said.get('stops')!;
      said.set('stops', stops.slice(0, Math.max(0, stops.lastIndexOf('~'))));
      said.delete('back');
    } else if (isKey(last)) said.delete(last);
    left.push(`这个地址不完整，结尾可能被截断了${dropped ? `，最后的“${names[last]}”没有${last === 'stops' ? '全部' : ''}采用` : ''}；请核对每一项，或向发来的人再要一次。`);
  } else if (sum !== sumOf(counted) || broken) left.push('这个地址和当初生成时不一样，可能被截断或改动过；请核对每一项。');
  if (strange) left.push(`地址里有 ${strange} 项不属于计划，没有采用。`);

  const refuse = (key: Key, rule: string) => left.push(`${names[key]} ${quoted(said.get(key) ?? '')} ${rule}。`);
  for (const key of ['title', 'school'] as const) {
    const text = said.get(key) ?? '';
    const clean = cleaned(text);
    plan[key] = shortened(clean);
    if (clean !== text) left.push(`${names[key]}里的控制字符已去掉。`);
    if (plan[key] !== clean) left.push(`${names[key]}超过 ${limits.characters} 个字，后面的没有采用。`);
  }
  const region = said.get('region');
  if (region !== undefined && regionPattern.test(region)) plan.region = region;
  else if (region !== undefined) refuse('region', '读不出来，没有采用');
  const word = said.get('grade');
  const grade = grades.find((name) => gradeWords[name] === word);
  if (grade) plan.grade = grade;
  else if (word !== undefined) refuse('grade', `不是小学、初中或高中，按${plan.grade}算`);
  const date = said.get('date');
  if (date !== undefined && isVisitDay(date)) plan.date = date;
  else if (date !== undefined) refuse('date', dayExists(date) ? '不在 2000 年至 2999 年，没有采用' : '没有这一天，没有采用');
  const whole = (key: Key) => {
    const text = said.get(key);
    return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
  };
  const people = whole('people');
  if (isWhole(people, 1, limits.people)) plan.people = people;
  else if (said.has('people')) refuse('people', `应是 1 至 ${limits.people}，没有采用`);
  for (const key of ['start', 'end'] as const) {
    const text = said.get(key);
    const time = text?.replace(/^(\d\d)(\d\d)$/, '$1:$2');
    if (time !== undefined && isTime(time)) plan[key] = time;
    else if (time !== undefined) refuse(key, `读不出来，按 ${plan[key]} 算`);
  }
  const stops = said.get('stops');
  const read = stops ? readStops(stops, knownSites, left) : undefined;
  if (read) plan.stops = read.stops;
  const back = whole('back');
  if (said.has('back') && !isWay(back)) refuse('back', `应是 0 至 ${limits.minutes} 分钟，没有采用`);
  else if (back !== undefined && read?.lastLeft) left.push('最后一站没有采用，回程时间要重新填。');
  else if (back !== undefined) plan.backMin = back;
  return { plan, left };
}
