import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '@/lib/calendar-days.ts';
import { emptyPlan, type Plan, type Stop } from '@/lib/visit-plan.ts';
import { holidaysFrom } from '@/lib/working-days-build.ts';
import { clashes, minutesOf, schedule, showTime, straightLine, type ClashKind, type Site } from '@/lib/visit-schedule.ts';

const gutian: Site = { id: 'heritage/gutian', title: '古田会议会址', lat: 25.2, lng: 116.8, precision: 'site', closedWeekdays: [1], opens: '09:00', closes: '17:00', groupLimit: 50, bookDays: 7, stayMinutes: 60 };
const caixi: Site = { id: 'heritage/caixi', title: '才溪乡调查纪念馆', lat: 25.25, lng: 116.41, precision: 'site', closedWeekdays: [] };
const bare: Site = { id: 'memorials/bare', title: '纪念碑', closedWeekdays: [] };
const sites = [gutian, caixi, bare];
const stop = (site: Site, minutes: number, travelMin?: number): Stop => ({ site: site.id, minutes, ...(travelMin !== undefined && { travelMin }) });
// A Thursday; today is a Friday four months before.
const base: Plan = { ...emptyPlan('longyan'), date: '2027-04-01', stops: [stop(gutian, 60, 45), stop(caixi, 40, 50)], backMin: 90 };
const today = '2026-11-27';
const holidays = holidaysFrom(2026);

test('a day in rows', () => {
  expect(schedule(base, sites)).toEqual([
    { kind: 'leave', from: 510, to: 510 },
    { kind: 'travel', site: gutian.id, stop: 0, from: 510, to: 555 },
    { kind: 'visit', site: gutian.id, stop: 0, from: 555, to: 615 },
    { kind: 'travel', site: caixi.id, stop: 1, from: 615, to: 665 },
    { kind: 'visit', site: caixi.id, stop: 1, from: 665, to: 705 },
    { kind: 'back', from: 705, to: 795 },
    { kind: 'free', from: 795, to: 990 },
  ]);
  expect(clashes(base, sites, today, holidays)).toEqual([]);
});

test('who comes before the door opens waits', () => {
  const plan = { ...base, start: '08:00' };
  expect(schedule(plan, sites).slice(1, 4)).toEqual([
    { kind: 'travel', site: gutian.id, stop: 0, from: 480, to: 525 },
    { kind: 'free', site: gutian.id, stop: 0, from: 525, to: 540 },
    { kind: 'visit', site: gutian.id, stop: 0, from: 540, to: 600 },
  ]);
});

test('after a way not known nothing is guessed', () => {
  const plan = { ...base, stops: [stop(gutian, 60, 45), stop(caixi, 40)] };
  expect(schedule(plan, sites).slice(3)).toEqual([
    { kind: 'travel', site: caixi.id, stop: 1, from: 615, unknown: true },
    { kind: 'visit', site: caixi.id, stop: 1, unknown: true },
    { kind: 'back', unknown: true },
  ]);
});

test('a plan without stops has no day', () => {
  expect(schedule(emptyPlan(''), sites)).toEqual([]);
  expect(clashes(emptyPlan(''), sites, today, holidays)).toEqual([]);
});

describe('clashes', () => {
  test.each<[string, Partial<Plan>, ClashKind[], string]>([
    ['closed on Monday', { date: '2027-04-05' }, ['closed'], '“古田会议会址”星期一不开放，2027年4月5日正是星期一；请改一天，或打电话问那天是否照常开放。'],
    ['no date', { date: undefined }, ['no-date'], '日期还没有定，闭馆日和预约期限没法核对；请先选一天。'],
    ['a day gone by', { date: '2026-11-26' }, ['past'], '2026年11月26日已经过去；请另选一天。'],
    ['three days for seven', { date: '2026-11-30', stops: [stop(gutian, 60, 45)] }, ['closed', 'booking'], '“古田会议会址”要提前 7 个工作日预约，最晚是2026年11月19日，已经过了；请改晚一些的日子，或打电话问还能不能接待。'],
    ['today', { date: '2026-11-27' }, ['booking'], '“古田会议会址”要提前 7 个工作日预约，最晚是2026年11月18日，已经过了；请改晚一些的日子，或打电话问还能不能接待。'],
    ['just in time to book', { date: '2026-12-08' }, [], ''],
    ['too many', { people: 120 }, ['capacity'], '“古田会议会址”一次最多接待 50 人，计划去 120 人；请分成至少 3 批，或换一处。'],
    ['just as many', { people: 50 }, [], ''],
    ['too short', { stops: [stop(gutian, 35, 45)] }, ['too-short'], '参观“古田会议会址”一般要 60 分钟，只排了 35 分钟；请多留 25 分钟，或少看几处。'],
    ['before it opens', { start: '08:00' }, ['before-open'], '到“古田会议会址”是 08:45，09:00 才开门，要等 15 分钟；请晚些出发，或把它往后排。'],
    ['as it closes', { start: '15:15', end: '20:00' }, [], ''],
    ['until after it closes', { start: '15:30', end: '22:00' }, ['after-close'], '“古田会议会址” 17:00 关门，要到 17:15 才参观完；请提早 15 分钟到，少留一会儿，或把它往前排。'],
    ['after it closed', { start: '16:30', end: '22:00' }, ['after-close'], '“古田会议会址” 17:00 关门，要到 17:15 才到；请早些出发，或把它往前排。'],
    ['back too late', { end: '13:00' }, ['too-late'], '要到 13:15 才回到学校，比 13:00 晚 15 分钟；请早些出发，少留一会儿，或少去一处。'],
    ['back after midnight', { start: '09:00', end: '20:00', backMin: 600, stops: [stop(caixi, 300, 300)] }, ['too-late'], '要到 次日 05:00 才回到学校，比 20:00 晚 540 分钟；请早些出发，少留一会儿，或少去一处。'],
    ['the end before the start', { end: '08:30' }, ['too-late'], '返回时间 08:30 不晚于出发时间 08:30；请改其中一个。'],
    ['a way not known', { stops: [stop(gutian, 60, 45), stop(caixi, 40)] }, ['no-travel'], '从“古田会议会址”到“才溪乡调查纪念馆”要走多久还没有填，后面的时间算不出来；直线约 40 公里，路程只会更长。请查好路程再填。'],
    ['a way from school not known', { stops: [stop(caixi, 40)] }, ['no-travel'], '从学校到“才溪乡调查纪念馆”要走多久还没有填，后面的时间算不出来。请查好路程再填。'],
    ['a way to a site without a point', { stops: [stop(caixi, 40, 30), stop(bare, 30)] }, ['no-travel'], '从“才溪乡调查纪念馆”到“纪念碑”要走多久还没有填，后面的时间算不出来。请查好路程再填。'],
    ['the way back not known', { backMin: undefined }, ['no-travel'], '回学校要走多久还没有填，几点回到学校算不出来；请查好路程再填。'],
    ['too late whatever the way', { end: '11:00', stops: [stop(caixi, 180)] }, ['no-travel', 'too-late'], '不算还没填的路程，也要到 13:00 才回到学校，比 11:00 晚 120 分钟；请早些出发，少留一会儿，或少去一处。'],
    ['closed whatever the way', { end: '22:00', stops: [stop(caixi, 500, 0), stop(gutian, 60)] }, ['no-travel', 'after-close'], '“古田会议会址” 17:00 关门，不算还没填的路程也要到 17:50 才参观完；请提早 50 分钟到，少留一会儿，或把它往前排。'],
    ['closed after a visit from the opening on, whatever the way', { start: '08:00', end: '22:00', stops: [stop(gutian, 500)] }, ['no-travel', 'after-close'], '“古田会议会址” 17:00 关门，不算还没填的路程也要到 17:20 才参观完；请提早 20 分钟到，少留一会儿，或把它往前排。'],
    ['twice', { stops: [stop(caixi, 40, 30), stop(bare, 20, 30), stop(caixi, 40, 30)] }, ['repeated'], '“才溪乡调查纪念馆”前面已经排过一次；要是不去第二次，请删去这一站。'],
  ])('%s', (_, change, kinds, text) => {
    const found = clashes({ ...base, ...change }, sites, today, holidays);
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
    if (kinds.length) expect(found[found.length - 1]!.text).toBe(text);
  });

  test('of a site that nothing is known of, nothing is claimed', () => {
    const plan = { ...base, people: 500, date: '2026-11-28', start: '00:10', end: '23:50', stops: [stop(bare, 1, 5), stop({ ...bare, id: 'heritage/other' }, 1, 5)] };
    expect(clashes(plan, sites, today, holidays)).toEqual([]);
  });
});

const anyStop = fc.record({ site: fc.constantFrom(...sites.map(({ id }) => id), 'heritage/unknown'), minutes: fc.integer({ min: 1, max: 300 }), travelMin: fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined, freq: 5 }) });
const anyTime = fc.nat(1439).map(showTime);
const anyPlan: fc.Arbitrary<Plan> = fc.record({
  title: fc.constant(''),
  school: fc.constant(''),
  region: fc.constant(''),
  grade: fc.constant('初中' as const),
  date: fc.option(fc.integer({ min: -30, max: 60 }).map((days) => addDays(today, days)), { nil: undefined }),
  people: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
  start: anyTime,
  end: anyTime,
  stops: fc.array(anyStop, { maxLength: 8 }),
  backMin: fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined }),
});

test('rows follow on one another, every stop has its visit, and nothing after an unknown time has one', () =>
  fc.assert(
    fc.property(anyPlan, (plan) => {
      const rows = schedule(plan, sites);
      expect(rows.filter(({ kind }) => kind === 'visit').map(({ stop }) => stop)).toEqual(plan.stops.map((_, i) => i));
      rows.forEach((row, i) => {
        expect(row.unknown === true).toBe(row.from === undefined || row.to === undefined);
        if (i) expect(row.from).toBe(rows[i - 1]!.to);
        if (!row.unknown) expect(row.to!).toBeGreaterThanOrEqual(row.from!);
        if (row.kind === 'visit' && !row.unknown) expect(row.to! - row.from!).toBe(plan.stops[row.stop!]!.minutes);
      });
    }),
    { numRuns: 300 },
  ));

test('what is claimed while a way is not known still holds when it is', () =>
  fc.assert(
    fc.property(anyPlan, fc.array(fc.nat(200), { minLength: 9, maxLength: 9 }), (plan, ways) => {
      const filled = { ...plan, stops: plan.stops.map((stop, i) => ({ ...stop, travelMin: stop.travelMin ?? ways[i]! })), backMin: plan.backMin ?? ways[8]! };
      const later = clashes(filled, sites, today, holidays);
      for (const { kind, stop } of clashes(plan, sites, today, holidays)) if (kind !== 'no-travel') expect(later.map((other) => [other.kind, other.stop])).toContainEqual([kind, stop]);
    }),
    { numRuns: 500 },
  ));

test.each([['08:30', 510], ['00:00', 0], ['24:00', 1440], ['24:01', undefined], ['8:30', undefined], ['08:60', undefined], ['', undefined], [undefined, undefined]])('%s is %o minutes', (time, minutes) => expect(minutesOf(time)).toBe(minutes));
test.each([[510, '08:30'], [1439, '23:59'], [1440, '次日 00:00'], [2890, '第 3 天 00:10']])('%i minutes read %s', (minutes, time) => expect(showTime(minutes)).toBe(time));

test('a straight line bounds the way only between points that are known well', () => {
  expect(straightLine(gutian, caixi)).toBe('直线约 40 公里，路程只会更长');
  expect(straightLine(gutian, { ...gutian, lat: 25.308 })).toBe('直线约 12 公里，路程只会更长');
  expect(straightLine(gutian, { ...caixi, precision: 'county' })).toBe('直线约 40 公里，位置只准到县，仅供参考');
  expect(straightLine({ ...gutian, precision: 'village' }, caixi)).toBe('直线约 40 公里，位置只准到村，仅供参考');
  expect(straightLine({ ...gutian, precision: undefined }, caixi)).toBe('直线约 40 公里，位置有多准不清楚，仅供参考');
  expect(straightLine(gutian, bare)).toBeUndefined();
  expect(straightLine(undefined, gutian)).toBeUndefined();
});
