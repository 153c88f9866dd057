import fc from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { PackPapers } from '@/islands/PackPapers.tsx';
import { addDays } from '@/lib/calendar-days.ts';
import { packOf, type Block, type Paper } from '@/lib/visit-pack.ts';
import { emptyPlan, grades, limits, planText, type Plan } from '@/lib/visit-plan.ts';
import { schedule } from '@/lib/visit-schedule.ts';
import type { SiteQuestion, VisitSite } from '@/lib/visit-site.ts';
import { isWorkday, type Holidays } from '@/lib/working-days.ts';
import { holidaysFrom } from '@/lib/working-days-build.ts';

const known = holidaysFrom(2025);
/** The orders for 2025 and 2026 and nothing after, whatever tyme4ts learns later. */
const holidays: Holidays = { firstYear: 2025, lastYear: 2026, off: known.off.filter((day) => day < '2027'), work: known.work.filter((day) => day < '2027') };

const ask = (question: string, answer: string, bands: SiteQuestion['bands'], kind = '找一找'): SiteQuestion => ({ question, answer, bands, kind, source: '《一份报道》第2段' });
const site = (id: string, title: string, more: Partial<VisitSite> = {}): VisitSite => ({
  id, title, officialName: title, region: 'a', regionTitle: '甲县', path: `${id}/`, memorial: false, closedWeekdays: [], questions: [], sources: [],
  asks: [{ label: '开放时间' }, { label: '怎样预约' }],
  ...more,
});
const hall = site('heritage/hall', '会议会址', {
  officialName: '某某会议会址', lat: 25.2, lng: 116.8, precision: 'site', phone: '0597-0000000', address: '某县某镇', opens: '09:00', bookDays: 30,
  asks: [{ label: '开放时间', value: '以馆方公告为准' }, { label: '怎样预约' }],
  questions: [ask('叫什么名字？', '某某', ['小学', '初中']), ask('隔了多少年？', '81年', ['初中'], '算一算'), ask('你怎样看？', '说得出理由就好。', ['高中'], '想一想')],
  sources: ['《一份报道》，某报，日期未载'],
});
const park = site('heritage/park', '微游园', { lat: 25.3, lng: 116.4, precision: 'village' });
const graves = site('memorials/graves', '安葬点', { officialName: '某县零散烈士集中安葬点', memorial: true, questions: [ask('保持怎样的环境？', '庄严、肃穆。', ['小学'])] });
const stone = site('memorials/stone', '某某纪念碑', { memorial: true });
const sites = [hall, park, graves, stone];

const planOf = (stops: VisitSite[], more: Partial<Plan> = {}): Plan => ({ ...emptyPlan('a'), stops: stops.map(({ id }) => ({ site: id, minutes: 60, travelMin: 30 })), backMin: 30, ...more });
const pack = (plan: Plan): Paper[] => {
  const own = [...new Set(plan.stops.map((stop) => stop.site))].map((id) => sites.find((one) => one.id === id)!);
  return packOf({ plan, sites: own, rows: schedule(plan, sites), holidays });
};
const get = (papers: Paper[], id: string) => papers.find((paper) => paper.id === id)!;
const idsOf = (papers: Paper[]) => papers.map(({ id }) => id);
/** All words of a block, a line each. */
function wordsOf(block: Block): string[] {
  switch (block.kind) {
    case 'heading':
    case 'text':
    case 'cut':
      return [block.text];
    case 'list':
      return block.items;
    case 'table':
      return [...block.head, ...block.rows.flat()];
    case 'fields':
      return block.rows.flatMap(([label, value]) => [label, ...(value === undefined ? [] : [value])]);
    case 'sign':
      return block.rows;
    case 'lines':
    case 'map':
      return [];
  }
}
const lines = (papers: Paper[]) => papers.flatMap(({ title, note, blocks }) => [title, ...(note === undefined ? [] : [note]), ...blocks.flatMap(wordsOf)]);
const wordsIn = (papers: Paper[]) => lines(papers).join('\n');
/** The days that a paper names, "2026-04-02". */
const daysIn = (text: string) => [...text.matchAll(/(\d{4})年(\d{1,2})月(\d{1,2})日/g)].map(([, year, month, day]) => `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`);

const always = ['路线单', '预约清单', '活动方案与文字草稿', '致家长的一封信', '安全单', '分组与点名单', '物品与车辆核对单', '行为守则', '反馈单', '出处'];

describe('any plan', () => {
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  // Words of letters that "undefined" or "NaN" cannot be made of.
  const name = fc.string({ unit: fc.constantFrom('清', '明', '（', '&', '<', '>', '"', '%', ' ', '👩‍🏫'), maxLength: limits.characters }).map(planText);
  const two = (n: number) => String(n).padStart(2, '0');
  const time = fc.tuple(fc.nat(23), fc.nat(59)).map(([h, m]) => `${two(h)}:${two(m)}`);
  const way = maybe(fc.integer({ min: 0, max: limits.minutes }));
  const stop = fc.record({ site: fc.constantFrom(...sites.map(({ id }) => id)), minutes: fc.integer({ min: 1, max: limits.minutes }), travelMin: way }).map(({ travelMin, ...rest }) => ({ ...rest, ...(travelMin !== undefined && { travelMin }) }));
  const plan: fc.Arbitrary<Plan> = fc
    .record({
      title: name, school: name, region: fc.constant('a'), grade: fc.constantFrom(...grades), start: time, end: time, stops: fc.array(stop, { minLength: 1, maxLength: limits.stops }),
      date: maybe(fc.integer({ min: 0, max: 300_000 }).map((days) => addDays('2000-01-01', days))), people: maybe(fc.integer({ min: 1, max: limits.people })), backMin: way,
    })
    .map(({ date, people, backMin, ...rest }) => ({ ...rest, ...(date !== undefined && { date }), ...(people !== undefined && { people }), ...(backMin !== undefined && { backMin }) }));

  test('gives whole papers that can be told apart', () => {
    fc.assert(
      fc.property(plan, (plan) => {
        const papers = pack(plan);
        const titles = papers.map(({ title }) => title);
        expect(new Set(idsOf(papers)).size).toBe(papers.length);
        expect(new Set(titles).size).toBe(papers.length);
        for (const title of always) expect(titles).toContain(title);
        const visited = new Set(plan.stops.map((stop) => stop.site));
        expect(titles.filter((title) => title.startsWith('公函'))).toHaveLength(visited.size);
        expect(titles.includes('仪式流程')).toBe([graves, stone].some(({ id }) => visited.has(id)));
        const words = wordsIn(papers);
        for (const slip of ['undefined', 'NaN', 'null', '[object', '。。', '：：', 'Infinity']) expect(words).not.toContain(slip);
        expect(words.includes('烈士')).toBe(visited.has(graves.id));
        for (const block of papers.flatMap(({ blocks }) => blocks)) {
          if (block.kind === 'table') {
            expect(block.rows.length).toBeGreaterThan(0);
            for (const row of block.rows) expect(row).toHaveLength(block.head.length);
            // Pages take the heads as keys.
            expect(new Set(block.head).size).toBe(block.head.length);
          }
          if (block.kind === 'fields') expect(new Set(block.rows.map(([label]) => label)).size).toBe(block.rows.length);
          if (block.kind === 'lines') expect(block.count).toBeGreaterThan(0);
        }
        // Each day counted back is one on which somebody takes the call.
        if (plan.date) for (const day of daysIn(wordsIn([get(papers, 'booking')]))) expect(isWorkday(day, holidays) && day < plan.date, day).toBe(true);
      }),
    );
  });
});

test('what the plan does not know is a line to fill in', () => {
  const papers = pack({ ...emptyPlan('a'), stops: [{ site: park.id, minutes: 60 }] });
  const [route, letter] = [get(papers, 'route'), get(papers, 'letter-1')];
  const { rows } = route.blocks.find((block) => block.kind === 'fields')!;
  expect(rows.filter(([, value]) => value === undefined).map(([label]) => label)).toEqual(['学校', '日期', '学生人数', '带队负责人', '负责人手机', '集合的时刻、地点', '用餐的时刻、地点']);
  expect(wordsIn([route])).toContain('__:__');
  expect(wordsIn([route])).toContain('未查到，问清后填：________');
  expect(wordsIn([letter])).toContain('拟于____年__月__日组织初中________年级学生到微游园参观学习。学生________人，带队教师________人，预计________到达，停留60分钟。');
  expect(wordsIn([get(papers, 'booking')])).toContain('出行前第 10 个工作日');
});

test('what the plan knows is written out', () => {
  const papers = pack(planOf([hall], { school: '某某中学', title: '春天的一课', date: '2026-10-14', people: 45 }));
  expect(wordsIn([get(papers, 'letter-1')])).toContain('2026年10月14日（星期三）组织初中________年级学生到某某会议会址参观学习。学生45人，带队教师________人，预计09:00到达');
  expect(get(papers, 'letter-1').blocks).toContainEqual({ kind: 'sign', rows: ['某某中学（盖章）', '____年__月__日'] });
  expect(wordsIn([get(papers, 'programme')])).toContain('春天的一课');
  expect(wordsIn([get(papers, 'groups')])).toContain('45');
});

test('each place has a letter that calls it by its official name', () => {
  const papers = pack(planOf(sites));
  for (const [i, { title, officialName }] of sites.entries()) {
    const letter = get(papers, `letter-${i + 1}`);
    expect(letter.title).toBe(`公函：${title}`);
    expect(letter.blocks[0]).toEqual({ kind: 'heading', text: `关于组织学生到${officialName}参观学习的函` });
  }
  expect(pack(planOf([park])).map(({ title }) => title)).toContain('公函');
  // A place passed twice is written to once.
  expect(idsOf(pack(planOf([park, hall, park]))).filter((id) => id.startsWith('letter-'))).toEqual(['letter-1', 'letter-2']);
});

describe('days counted back', () => {
  test('over the National Day week and its worked weekends', () => {
    // 2026-10-08 is the first day of work; 10-01 to 10-07 and 09-25 to 09-27 are off, and Sunday 09-20 is worked.
    const booking = wordsIn([get(pack(planOf([park], { date: '2026-10-09' })), 'booking')]);
    expect([...new Set(daysIn(booking))]).toEqual(['2026-09-18', '2026-09-24', '2026-10-08']);
    expect(booking).not.toContain('尚未收录');
    expect(booking).toContain('2025 至 2026 年');
    expect(booking).toContain('是本站的建议，不是规定');
  });
  test('a place that asks for more is asked by then', () => {
    const booking = wordsIn([get(pack(planOf([hall], { date: '2026-12-11' })), 'booking')]);
    expect(daysIn(booking)).toContain('2026-10-30');
    expect(booking).toContain('要求提前 30 个工作日');
    expect(wordsIn([get(pack(planOf([hall])), 'booking')])).toContain('出行前第 30 个工作日');
  });
  test('a year without an order is said so', () => {
    expect(wordsIn([get(pack(planOf([park], { date: '2027-04-02' })), 'booking')])).toContain('2027 年的放假安排尚未收录，只按周末推算');
  });
  test('slips come back by the day on the checklist', () => {
    const papers = pack(planOf([park], { date: '2026-10-14' }));
    const cut = get(papers, 'parents').blocks.find((block) => block.kind === 'cut')!;
    expect(wordsIn([get(papers, 'booking')])).toContain(/^沿此线剪下，(.+)以前交回班主任$/.exec(cut.text)![1]);
  });
});

describe('rites', () => {
  test('belong to a memorial', () => {
    const words = wordsIn(pack(planOf([hall, park])));
    for (const word of ['悼词', '默哀', '祭扫', '缎带', '墓前', '国歌', '烈士']) expect(words).not.toContain(word);
    expect(idsOf(pack(planOf([hall, stone])))).toContain('ceremony');
  });
  test('烈士 is said where the official name says it', () => {
    expect(wordsIn([get(pack(planOf([graves])), 'ceremony')])).toContain('全体向烈士默哀。');
    expect(wordsIn(pack(planOf([stone])))).not.toContain('烈士');
    const both = pack(planOf([graves, stone]));
    expect(wordsIn([get(both, 'ceremony')])).toContain('全体默哀。');
    expect(wordsIn([get(both, 'programme')])).toContain('缅怀先辈，铭记历史');
  });
  test('young pioneers sing in primary school', () => {
    expect(grades.filter((grade) => wordsIn(pack(planOf([graves], { grade }))).includes('少先队员'))).toEqual(['小学']);
  });
});

describe('worksheets', () => {
  test.each([
    ['小学', ['叫什么名字？', '保持怎样的环境？']],
    ['初中', ['叫什么名字？', '隔了多少年？']],
    ['高中', ['你怎样看？']],
  ] as const)('%s', (grade, wanted) => {
    const papers = pack(planOf([hall, park, graves], { grade }));
    const asked = get(papers, 'worksheet').blocks.flatMap((block) => (block.kind === 'text' ? [block.text.replace(/^\d+．（.+?）/, '')] : []));
    expect(asked).toEqual(wanted);
    const answers = get(papers, 'answers').blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []));
    expect(answers).toHaveLength(wanted.length);
    for (const [, answer, source] of answers) expect([answer, source]).not.toContain('');
  });
  test('none without questions of the grade', () => {
    expect(idsOf(pack(planOf([park])))).not.toContain('worksheet');
    expect(idsOf(pack(planOf([graves], { grade: '高中' })))).not.toContain('answers');
  });
});

test('no pupil is asked for a name, a number or an illness', () => {
  const papers = pack(planOf(sites, { grade: '小学' }));
  for (const { id, blocks } of papers) {
    const asked = blocks.flatMap((block) => (block.kind === 'fields' ? block.rows.map(([label]) => label) : block.kind === 'table' ? block.head : block.kind === 'sign' ? block.rows : []));
    // Teachers have names and telephones on the safety sheet.
    if (id !== 'safety') expect(asked.filter((label) => /姓名|身份证|学号|病史|过敏|健康/.test(label)), id).toEqual([]);
  }
  expect(wordsIn([get(papers, 'parents')])).toContain('自愿参加');
  expect(wordsIn([get(papers, 'parents')])).toContain('不发到网上');
});

test('a text with HTML stays a text', () => {
  const title = '<img src=x onerror=alert(1)>';
  const plan = planOf([hall], { title, school: '<b>&中学' });
  const papers = pack(plan);
  expect(lines(papers)).toContain(title);
  expect(lines(papers)).toContain('<b>&中学（盖章）');
  const page = renderToStaticMarkup(createElement(PackPapers, { papers, sites: [hall] }));
  expect(page).not.toMatch(/<img|<b>/);
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(page).toContain('&lt;b&gt;&amp;中学');
});
