// Checks of what content says as a whole: law, privacy, freshness, order. Each gives problems an editor can act on.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eachText, type Content, type ContentEntry, type Problem } from './content.ts';
import { divisionPrefix } from './divisions.ts';
import { personalNumber } from './personal-number.ts';
import { factsInBody, factsInData, getFact, showFact, type FactEntry } from './facts.ts';
import { answerOf, resultOf } from './questions.ts';
import type { Visit } from '../schema/heritage.ts';
import type { Question } from '../schema/questions.ts';

/** Facts that an entry shows. */
const factsOf = (content: Content, entry: ContentEntry): FactEntry[] =>
  [...new Set([...factsInData(entry.data), ...factsInBody(entry.body)])].filter((id) => content.facts.has(id)).map((id) => getFact(content.facts, id));

// The commonest surnames cover some 85 % of people; 安, 全, 方 and others that begin everyday words are left out.
const surnames = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何罗郑梁谢宋唐许邓韩冯曹彭曾肖田董袁潘蔡蒋余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石廖贾韦夏付邹熊孟秦邱江尹薛闫段雷侯龙陶黎贺顾毛郝龚邵覃武钱戴莫孔汤于';
const named = [new RegExp(`([${surnames}][\\u4e00-\\u9fa5]{1,2})烈士(?!家|遗|纪|陵|墓|证|职|公|们|属)`, 'g'), new RegExp(`烈士([${surnames}][\\u4e00-\\u9fa5]{1,2})(?=[，。、；：！？（”的]|$)`, 'g')];
// What the patterns above take for a name: 湘江战役烈士, 属于革命烈士.
const noNames = /革命|战役|战争|红军|苏区|任何|何等|石碑|位|名/;

/** “烈士” is a legal status (烈士褒扬条例 第8–12条): a person is called so only beside a fact that says so. */
export function unsourcedMartyrs(content: Content): Problem[] {
  const problems: Problem[] = [];
  const people = content.entries.filter((entry) => entry.kind === 'memorials' && entry.data.form === 'person');
  for (const entry of content.entries) {
    const sayings = factsOf(content, entry).map((fact) => `${fact.value}${fact.of}${fact.note ?? ''}`).filter((words) => words.includes('烈士'));
    for (const { line, field, text } of entry.passages) {
      const names = named.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]!)).filter((name) => !noNames.test(name));
      for (const person of people) if (text.includes(`${person.data.name}烈士`) || text.includes(`烈士${person.data.name}`)) names.push(person.data.name);
      for (const name of new Set(names)) {
        const recognised = people.some((person) => person.data.name === name && person.data.martyr);
        if (recognised || sayings.some((words) => words.includes(name))) continue;
        problems.push({ file: entry.file, line, ...(field ? { field } : {}), message: `称“${name}”为烈士，却没有一条事实这样记载；写上出处（事实里要有这个名字和“烈士”），或改用别的称呼` });
      }
    }
  }
  return problems;
}

/** Web addresses may hold long numbers of their own. */
const addresses = new Set(['url']);

/** Identity, mobile and bank card numbers anywhere, and exact birth dates of the living (个人信息保护法 第28条). */
export function personalData(content: Content): Problem[] {
  const problems: Problem[] = [];
  const look = (file: string, line: number, text: string, field?: string) => {
    const message = personalNumber(text);
    if (message) problems.push({ file, line, ...(field ? { field } : {}), message });
  };
  for (const entry of content.entries) {
    for (const { line, field, text } of entry.passages) if (!field) look(entry.file, line, text);
    // Every field, also those that are no prose: a telephone, a link's label, a note on a point.
    eachText(entry.data, (text, path) => look(entry.file, 1, text, path.join('.')), addresses);
    if (entry.kind === 'veterans' && entry.data.living)
      for (const fact of factsOf(content, entry))
        if (typeof fact.value === 'string' && /^\d{4}-\d\d-\d\d$/.test(fact.value) && /出生|生于|生日|诞辰/.test(fact.of))
          problems.push({ file: entry.file, line: 1, message: `${fact.id} 是健在的人的确切生日，不能公开；只写到年` });
  }
  for (const source of content.sources) eachText(source.data, (text, path) => look(source.file, 1, text, path.join('.')), addresses);
  for (const { file, line, data } of content.stations) look(file, line, [data.name, data.address, data.phone, data.hours, data.note, ...data.services].filter(Boolean).join('；'));
  return problems;
}

/** Entries of one kind under one title, or under a title that another has as an alias; stations of one name in one place. */
export function duplicates(content: Content): Problem[] {
  const problems: Problem[] = [];
  const taken = new Map<string, ContentEntry>();
  for (const entry of content.entries) {
    const key = `${entry.kind} ${entry.data.title}`;
    const other = taken.get(key);
    if (other) problems.push({ file: entry.file, line: 1, field: 'title', message: `与 ${other.file} 同名，读者分不清；请改标题，或并成一篇` });
    taken.set(key, entry);
  }
  for (const entry of content.entries)
    for (const alias of entry.data.aliases as string[]) {
      const other = taken.get(`${entry.kind} ${alias}`);
      if (other && other !== entry) problems.push({ file: entry.file, line: 1, field: 'aliases', message: `别名“${alias}”是 ${other.file} 的标题；请删去，或并成一篇` });
    }
  const placed = new Map<string, Content['stations'][number]>();
  for (const station of content.stations) {
    const key = `${station.data.code} ${station.data.name}`;
    const other = placed.get(key);
    if (other) problems.push({ file: station.file, line: station.line, field: '名称', message: `与 ${other.file} 第 ${other.line} 行（编号 ${other.data.id}）同名，区划代码也相同，读者分不清；请换一个分得清的名称，或并成一行` });
    else placed.set(key, station);
  }
  return problems;
}

/** Entries that no other entry is linked with, from either side. */
export function orphans(content: Content): Problem[] {
  const linked = new Set(content.entries.flatMap((entry) => (entry.data.related.length ? [`${entry.kind}/${entry.id}`, ...entry.data.related] : [])));
  return content.entries
    .filter((entry) => !linked.has(`${entry.kind}/${entry.id}`))
    .map((entry) => ({ file: entry.file, line: 1, field: 'related', message: '没有一篇与它相关联；写上一两个 related，读者才好接着看' }));
}

/** Facts that no page shows. */
export function unusedFacts(content: Content): Problem[] {
  const used = new Set(content.entries.flatMap((entry) => factsOf(content, entry).map(({ id }) => id)));
  return content.sources.flatMap((source) =>
    Object.keys(source.data.facts)
      .filter((name) => !used.has(`${source.id}/${name}`))
      .map((name) => ({ file: source.file, line: 1, field: `facts.${name}`, message: '没有一页用到这条事实' })),
  );
}

/** Where a field stands in the file. */
const lineOf = (entry: ContentEntry, field: string) => entry.passages.find((passage) => passage.field === field)?.line ?? 1;

/** Answers that leave out the fact they rest on, or one of two records that disagree, and sums that cannot be done. */
export function unfoundedAnswers(content: Content): Problem[] {
  const problems: Problem[] = [];
  for (const entry of content.entries)
    for (const [i, question] of ((entry.data.questions ?? []) as Question[]).entries()) {
      const say = (name: string, message: string) => problems.push({ file: entry.file, line: lineOf(entry, `questions.${i}.${name === 'answer' ? 'answer' : 'question'}`), field: `questions.${i}.${name}`, message });
      const named = factsInData(answerOf(question));
      const shown = (id: string) => (content.facts.has(id) ? showFact(getFact(content.facts, id)) : id);
      const needed = [question.fact, ...(question.work?.of ?? [])];
      const missing = needed.find((id) => !named.includes(id));
      if (missing) say('answer', `答案里没有 ${missing} 的值；写上 {${missing}}${question.work ? '' : '，或删去 answer，就用事实本身的值作答'}`);
      for (const id of named)
        for (const other of content.facts.get(id)?.conflicts ?? [])
          // A third source may repeat what one of the named ones says.
          if (!named.some((one) => shown(one) === shown(other))) say('answer', `${id} 两处记载不一，答案要把另一说也写上：{${other}}`);
      const sum = question.work && needed.every((id) => content.facts.has(id)) ? resultOf(question.work, content.facts) : undefined;
      if (sum && 'message' in sum) say('work', sum.message);
    }
  return problems;
}

const dayNames = '一二三四五六日';
/** Words in which a document may say what the planner reckons with; any of them will do. */
const spoken = {
  day: (day: number) => [...(day === 7 ? '日天' : dayNames[day - 1]!)].flatMap((name) => [`周${name}`, `星期${name}`]),
  clock: (time: string) => {
    const [hour, minute] = time.split(':') as [string, string];
    const past = minute === '00' ? ['', '整'] : minute === '30' ? ['半', '30分'] : [`${minute}分`];
    return [hour, Number(hour)].flatMap((hours) => [`${hours}[:：]${minute}`, ...past.map((words) => `${hours}[时点]${words}`)]);
  },
  number: (count: number) => [String(count)],
  minutes: (count: number) => [`${count}分钟`, `${count / 60}小时`],
};
/** True when one of the words stands in the text as a whole: 8时 is neither in 18时 nor in 8时30分. */
const says = (text: string, words: string[]) => words.some((word) => new RegExp(`(?<![\\d.])${word}(?!\\d)`).test(text));

/** Hours, days and limits for the planner that no fact in the text beside them states. */
export function unbackedVisits(content: Content): Problem[] {
  return content.entries.flatMap((entry) => {
    const visit = (entry.data.visit ?? {}) as Visit;
    const wanted: { field: keyof Visit; beside: keyof Visit; shown: string; words: string[] }[] = [
      ...(visit.closed_weekdays ?? []).map((day) => ({ field: 'closed_weekdays' as const, beside: 'closed' as const, shown: `周${dayNames[day - 1]}`, words: spoken.day(day) })),
      ...(['opens', 'closes'] as const).flatMap((field) => (visit[field] ? [{ field, beside: 'hours' as const, shown: visit[field], words: spoken.clock(visit[field]) }] : [])),
      ...(visit.group_limit ? [{ field: 'group_limit' as const, beside: 'capacity' as const, shown: `${visit.group_limit}人`, words: spoken.number(visit.group_limit) }] : []),
      ...(visit.book_days ? [{ field: 'book_days' as const, beside: 'booking' as const, shown: `${visit.book_days}个工作日`, words: spoken.number(visit.book_days) }] : []),
      ...(visit.stay_minutes ? [{ field: 'stay_minutes' as const, beside: 'stay' as const, shown: `${visit.stay_minutes}分钟`, words: spoken.minutes(visit.stay_minutes) }] : []),
    ];
    return wanted
      .filter(({ beside, words }) => !factsInData(visit[beside]).some((id) => content.facts.has(id) && says(showFact(getFact(content.facts, id)), words)))
      .map(({ field, beside, shown }) => ({ file: entry.file, line: lineOf(entry, `visit.${beside}`), field: `visit.${field}`, message: `没有出处说到“${shown}”；在 visit.${beside} 里写上说到它的事实 {出处编号/事实编号}，没有就删去 ${field}` }));
  });
}

/** The day in China, "2026-11-21": what is published today there has today's date, whatever the machine's clock calls it. */
export const todayInChina = (now = new Date()) => new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

/** Days of publishing and checking that are still to come. A made-up date fails a government site (政府网站与政务新媒体检查指标, 单项否决). */
export function postdated(content: Content, today: string): Problem[] {
  const ahead = (file: string, field: string, day: unknown, line?: number): Problem[] => {
    if (typeof day !== 'string' || !/^\d/.test(day) || day <= today) return [];
    const lines = line === undefined ? readFileSync(join(content.root, '..', file), 'utf8').split('\n') : [];
    return [{ file, line: line ?? lines.findIndex((text) => text.startsWith(`${field}:`)) + 1, field, message: `${day} 还没有到（今天是 ${today}）；写真实的日期，不能提前写` }];
  };
  const dated = [...content.entries, ...content.visits, ...content.sources].map(({ file, data }) => ({ file, data: data as Record<string, unknown> }));
  return [...dated.flatMap(({ file, data }) => ['published', 'checked'].flatMap((field) => ahead(file, field, data[field]))), ...content.stations.flatMap(({ file, line, data }) => ahead(file, '核对日期', data.checked, line))];
}

/** A problem that names its field, with the line on which that stands. */
const atField = (content: Content) => (problem: Problem): Problem => (problem.line === 1 && problem.field ? { ...problem, line: content.lineOf(problem.file, problem.field) } : problem);

/** What stops a build though each field is right by itself. */
export const editorialProblems = (content: Content, today: string): Problem[] => [unsourcedMartyrs, personalData, duplicates, unfoundedAnswers, unbackedVisits].flatMap((check) => check(content)).concat(postdated(content, today)).map(atField(content));

/** What does not stop a build: facts that no page shows, entries that no other is linked with. */
export const looseEnds = (content: Content): Problem[] => [...unusedFacts(content), ...orphans(content)].map(atField(content));

/** Something whose day of checking is long past: `owner` is the office that sees to it, where one is written, `days` how long ago it was checked. */
export type StaleItem = { file: string; line: number; field: string; checked: string; days: number; owner?: string; /** Who wrote it. */ author?: string; /** The region of a station's sheet. */ region?: string };

const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** What was last checked more than `days` days before `today` ("2026-11-21"), the oldest first. A station's owner is its region's. */
export function staleItems(content: Content, today: string, days = 365): StaleItem[] {
  const regions = content.entries.filter(({ kind }) => kind === 'regions');
  const regionOf = (code: string) => regions.find(({ data }) => code.startsWith(divisionPrefix(data['code'])));
  const item = (file: string, line: number, field: string, checked: unknown, more: Pick<StaleItem, 'owner' | 'author' | 'region'>): StaleItem[] => {
    if (typeof checked !== 'string') return [];
    const past = daysBetween(checked, today);
    return past > days ? [{ file, line: file.endsWith('.csv') ? line : content.lineOf(file, field), field, checked, days: past, ...more }] : [];
  };
  const who = ({ owner, author }: Record<string, any>) => ({ ...(owner && { owner }), ...(author && { author }) });
  return [
    ...content.entries.flatMap(({ file, data }) => [...item(file, 1, 'checked', data['checked'], who(data)), ...item(file, 1, 'visit.checked', data['visit']?.checked, who(data))]),
    ...content.visits.flatMap(({ file, data }) => item(file, 1, 'checked', data.checked, who(data))),
    ...content.sources.flatMap(({ file, data }) => item(file, 1, 'checked', data.checked, data.owner ? { owner: data.owner } : {})),
    ...content.stations.flatMap(({ file, line, data }) => {
      const region = regionOf(data.code)?.data;
      return item(file, line, '核对日期', data.checked, { ...(region?.['owner'] && { owner: region['owner'] }), ...(region && { region: region['title'] }) });
    }),
  ].sort((a, b) => a.checked.localeCompare(b.checked) || a.file.localeCompare(b.file) || a.line - b.line);
}

/** The same as problems, in the order of the files. */
export const stale = (content: Content, today: string, days = 365): Problem[] =>
  staleItems(content, today, days)
    .map(({ file, line, field, checked, owner, author, days: past }) => ({ file, line, field, message: `上次核对是 ${checked}，${days === 365 ? '已过一年' : `已过 ${past} 天`}；请${owner ?? author ?? '编写者'}重新核对后改日期` }))
    .sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);

const runLength = 20;
const bare = (text: string) => text.replace(/[\s\p{P}\p{S}]+/gu, '');

/** Passages that repeat a document for 20 characters or more, signs and spaces aside; facts and aliases are names, not passages. `documents` are whole texts by name. */
export function copied(content: Content, documents: Map<string, string>): Problem[] {
  const runs = new Map<string, string>();
  for (const [name, text] of documents) {
    const plain = bare(text);
    for (let i = 0; i + runLength <= plain.length; i++) runs.set(plain.slice(i, i + runLength), name);
  }
  return content.entries.flatMap((entry) =>
    entry.passages.flatMap(({ line, field, text }) => {
      for (const piece of field?.startsWith('aliases') ? [] : text.split(/\{[a-z0-9-]+\/[a-z0-9-]+\}|<[^>]*>/)) {
        const plain = bare(piece);
        for (let i = 0; i + runLength <= plain.length; i++) {
          const run = plain.slice(i, i + runLength);
          const name = runs.get(run);
          if (name) return [{ file: entry.file, line, ...(field ? { field } : {}), message: `“${run}”与《${name}》一字不差；请用自己的话写` }];
        }
      }
      return [];
    }),
  );
}
