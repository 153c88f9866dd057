// What the planner and the papers need of every place that takes visits, out of the entries, at build.
import type { Entry } from './entries.ts';
import { factsInBody, factsInData, fillFactsPlainly, getFact, type FactTable } from './facts.ts';
import { answerOf, resultOf } from './questions.ts';
import { showWhen } from './when.ts';
import type { VisitSite } from './visit-site.ts';

type Document = { id: string; data: { title: string; publisher: string; published: string } };

/** What a place asks of a group, in the order in which a teacher needs it. */
const asked = [
  ['开放时间', 'hours'], ['闭馆日', 'closed'], ['费用', 'fee'], ['怎样预约', 'booking'], ['预约要交的材料', 'papers'], ['一批最多多少人', 'capacity'], ['讲解', 'guide'], ['建议停留', 'stay'], ['大巴停在哪里', 'coach'],
  ['适合学段', 'ages'], ['课程联结', 'subjects'], ['仪式', 'ceremony'], ['着装', 'dress'], ['无障碍', 'access'], ['厕所', 'toilets'], ['雨天', 'rain'], ['应急联系', 'emergency'],
] as const;

/** An entry as a place to visit; undefined when it is none. */
export function visitSiteOf(entry: Entry, facts: FactTable, regions: Map<string, string>, documents: readonly Document[]): VisitSite | undefined {
  const { data, collection } = entry;
  if (!('visit' in data)) return undefined;
  const { visit, point } = data;
  const plain = (text: string | undefined) => (text === undefined ? undefined : fillFactsPlainly(text, facts));
  const cited = new Set([...factsInBody(entry.body ?? ''), ...factsInData(data)].map((id) => getFact(facts, id).source));
  const site: VisitSite = {
    id: `${collection}/${entry.id}`,
    title: data.title,
    officialName: data.official_name,
    region: data.region,
    regionTitle: regions.get(data.region) ?? '',
    path: `${collection}/${entry.id}/`,
    memorial: collection === 'memorials',
    asks: asked.map(([label, name]) => ({ label, ...(visit[name] === undefined ? {} : { value: plain(visit[name])! }) })),
    closedWeekdays: visit.closed_weekdays ?? [],
    questions: data.questions.map((one) => {
      const { source, where } = getFact(facts, one.fact);
      const sum = one.work && resultOf(one.work, facts);
      return {
        question: plain(one.question)!,
        answer: sum && 'result' in sum ? `${plain(answerOf(one))!.replace(/。$/, '')}。得数：${sum.result}${one.work!.by === '相隔' ? '（按年份算）' : ''}。` : plain(answerOf(one))!,
        kind: one.kind,
        bands: one.bands,
        source: `《${documents.find(({ id }) => id === source)!.data.title}》${where}`,
      };
    }),
    sources: documents.filter(({ id }) => cited.has(id)).map(({ data: { title, publisher, published } }) => `《${title}》，${publisher}，${published === '日期未载' ? published : showWhen(published)}`),
  };
  if (point && point.precision !== 'county') Object.assign(site, { lat: point.lat, lng: point.lng, precision: point.precision });
  for (const [name, value] of [['phone', visit.phone], ['address', plain(visit.address)], ['opens', visit.opens], ['closes', visit.closes], ['groupLimit', visit.group_limit], ['bookDays', visit.book_days], ['stayMinutes', visit.stay_minutes]] as const)
    if (value !== undefined) Object.assign(site, { [name]: value });
  return site;
}
