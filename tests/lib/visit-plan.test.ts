import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, dayExists } from '@/lib/calendar-days.ts';
import { decodePlan, emptyPlan, encodePlan, grades, limits, planText, type Plan, type Stop } from '@/lib/visit-plan.ts';

const two = (n: number) => String(n).padStart(2, '0');
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const id = fc.stringMatching(/^[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}$/);
const words = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.string({ unit: fc.constantFrom('清', '明', '（', '&', '=', '~', '.', '%', '#', "'", '!', '/', '+', ' ', '👩‍🏫', '\u0301'), maxLength: 60 })).map(planText);
const time = fc.tuple(fc.nat(23), fc.nat(59)).map(([h, m]) => `${two(h)}:${two(m)}`);
const stop: fc.Arbitrary<Stop> = fc.record({
  site: fc.tuple(fc.constantFrom('heritage', 'memorials'), id).map((parts) => parts.join('/')),
  minutes: fc.integer({ min: 1, max: limits.minutes }),
  travelMin: maybe(fc.integer({ min: 0, max: limits.minutes })),
});
const plan: fc.Arbitrary<Plan> = fc.record({
  title: words,
  school: words,
  region: fc.oneof(fc.constant(''), id),
  grade: fc.constantFrom(...grades),
  date: maybe(fc.integer({ min: 0, max: 40_000 }).map((days) => addDays('2000-01-01', days))),
  people: maybe(fc.integer({ min: 1, max: limits.people })),
  start: time,
  end: time,
  stops: fc.array(stop, { maxLength: limits.stops, size: 'max' }),
  backMin: maybe(fc.integer({ min: 0, max: limits.minutes })),
});
/** What a decoded plan must hold, whatever it came from. */
function expectWhole({ plan }: ReturnType<typeof decodePlan>, knownSites?: ReadonlySet<string>) {
  expect(decodePlan(encodePlan(plan), knownSites)).toEqual({ plan, left: [] });
}

describe('a plan goes through an address', () => {
  test('and comes back the same', () => {
    fc.assert(
      fc.property(plan, (plan) => {
        const fragment = encodePlan(plan);
        expect(fragment).toMatch(/^[A-Za-z0-9\-._~/&=%]+$/);
        expect(decodePlan(fragment, undefined)).toEqual({ plan, left: [] });
        expect(decodePlan(`#${fragment}`, new Set(plan.stops.map(({ site }) => site)))).toEqual({ plan, left: [] });
        // Chat programs show and pass on the letters themselves, or encode more than they must.
        expect(decodePlan(fragment.replace(/[~/]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`), undefined)).toEqual({ plan, left: [] });
        expect(encodePlan(decodePlan(fragment, undefined).plan)).toBe(fragment);
      }),
      { numRuns: 300 },
    );
  });

  test('readable', () => {
    const plan: Plan = { ...emptyPlan('longyan'), title: '清明', grade: '小学', date: '2027-04-02', people: 45, stops: [{ site: 'heritage/gutian-huiyi-huizhi', minutes: 60, travelMin: 45 }, { site: 'heritage/caixi-jinianguan', minutes: 40 }], backMin: 50 };
    const fragment = encodePlan(plan);
    expect(fragment.replace(/sum=.*/, '')).toBe('v=1&title=%E6%B8%85%E6%98%8E&region=longyan&grade=xiaoxue&date=2027-04-02&people=45&start=0830&end=1630&stops=heritage/gutian-huiyi-huizhi.60.45~heritage/caixi-jinianguan.40&back=50&');
    expect(decodePlan(decodeURIComponent(fragment), undefined)).toEqual({ plan, left: [] });
    // An address already handed out keeps its meaning.
    expect(fragment.slice(-6)).toBe('0ma8ym');
  });

  test('what a plan may not hold is left out on the way', () => {
    const bad = { ...emptyPlan('No Region'), title: `${'长'.repeat(70)}`, school: 'a\u0000b\ud800', date: '2027-02-29', people: 0, start: '8:30', backMin: 1.5, stops: [{ site: '../x', minutes: 5 }, { site: 'heritage/x', minutes: Number.NaN }, { site: 'heritage/y', minutes: 5, travelMin: -1 }] };
    expect(decodePlan(encodePlan(bad), undefined)).toEqual({ plan: { ...emptyPlan(''), title: '长'.repeat(60), school: 'ab', stops: [{ site: 'heritage/y', minutes: 5 }] }, left: [] });
  });
});

describe('whatever comes in', () => {
  test('any string gives a plan', () => {
    const part = fc.tuple(fc.constantFrom('v', 'title', 'school', 'region', 'grade', 'date', 'people', 'start', 'end', 'stops', 'back', 'sum', 'site', 'x', ''), fc.constantFrom('=', '', '=='), fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('1', '2', '2027-02-29', '%E4%B8', 'heritage/x.5~.~heritage/y.5.5', '999999', '0830'))).map((parts) => parts.join(''));
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.array(part, { maxLength: 8 }).map((parts) => parts.join('&')), fc.array(part, { maxLength: 8 }).map((parts) => `v=1&${parts.join('&')}`));
    fc.assert(fc.property(text, (text) => expectWhole(decodePlan(text, undefined))), { numRuns: 1000 });
  });

  test('an address cut short says so', () =>
    fc.assert(
      fc.property(plan, fc.nat(), (plan, at) => {
        const fragment = encodePlan(plan);
        const cut = decodePlan(fragment.slice(0, 1 + (at % (fragment.length - 1))), undefined);
        expect(cut.left).not.toEqual([]);
        expectWhole(cut);
        // No number is taken for less than it was.
        cut.plan.stops.forEach((stop, i) => expect(stop).toEqual(plan.stops[i]));
        if (cut.plan.people !== undefined) expect(cut.plan.people).toBe(plan.people);
        if (cut.plan.backMin !== undefined) expect(cut.plan.backMin).toBe(plan.backMin);
      }),
      { numRuns: 500 },
    ));

  test('an address with one character changed, lost or put in is the same plan or says so', () =>
    fc.assert(
      fc.property(plan, fc.nat(), fc.oneof(fc.constantFrom('', '&', '=', '%', '~', '.', '0', '9', 'a'), fc.string({ unit: 'binary', maxLength: 1 })), fc.boolean(), (plan, at, put, replace) => {
        const fragment = encodePlan(plan);
        const i = at % fragment.length;
        const changed = decodePlan(fragment.slice(0, i) + put + fragment.slice(i + (replace ? 1 : 0)), undefined);
        if (!changed.left.length) expect(changed.plan).toEqual(plan);
        expectWhole(changed);
      }),
      { numRuns: 500 },
    ));

  test('only known sites stay', () =>
    fc.assert(
      fc.property(plan, fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), (plan, keep) => {
        const known = new Set(plan.stops.filter((_, i) => keep[i]).map(({ site }) => site));
        const decoded = decodePlan(encodePlan(plan), known);
        expect(decoded.plan.stops.map(({ site }) => site)).toEqual(plan.stops.map(({ site }) => site).filter((site) => known.has(site)));
        expectWhole(decoded, known);
      }),
      { numRuns: 200 },
    ));
});

const base = encodePlan({ ...emptyPlan('longyan'), date: '2027-04-02', people: 45, stops: [{ site: 'heritage/a', minutes: 60, travelMin: 45 }, { site: 'heritage/b', minutes: 40, travelMin: 20 }], backMin: 50 });
const many = encodePlan(emptyPlan('')).replace('&sum', `&stops=${Array.from({ length: 23 }, (_, i) => `heritage/s${i}.5.5`).join('~')}&back=5&sum`);

test.each<[string, string, string[], Partial<Plan>]>([
  ['nothing', '', [], emptyPlan('')],
  ['an anchor of the page', '#main', [], emptyPlan('')],
  ['a newer version', base.replace('v=1', 'v=2'), ['更新的版本'], emptyPlan('')],
  ['an older version', base.replace('v=1', 'v=0'), ['旧版本'], emptyPlan('')],
  ['no version at all', base.replace('v=1&', ''), ['开头缺了一段'], emptyPlan('')],
  ['a cut in the number of people', base.slice(0, base.indexOf('people=') + 8), ['最后的“人数”没有采用'], { date: '2027-04-02', people: undefined }],
  ['a cut in the last stop', base.slice(0, base.indexOf('b.40') + 3), ['最后的“站点”没有全部采用'], { people: 45, stops: [{ site: 'heritage/a', minutes: 60, travelMin: 45 }] }],
  ['a cut in the last stop, the way back standing before it', 'v=1&back=50&stops=heritage/a.60.45~heritage/b.4', ['最后的“站点”没有全部采用'], { backMin: undefined }],
  ['a cut in the checksum', base.slice(0, -1), ['截断或改动'], { backMin: 50 }],
  ['a number changed', base.replace('people=45', 'people=46'), ['截断或改动'], { people: 46 }],
  ['something added by a chat program', `${base}&from=timeline`, ['有 1 项不属于计划'], { backMin: 50 }],
  ['no such day', base.replace('2027-04-02', '2027-02-29'), ['截断或改动', '日期 “2027-02-29” 没有这一天'], { date: undefined, people: 45 }],
  ['a year long gone', base.replace('2027-04-02', '1927-04-02'), ['截断或改动', '不在 2000 年'], { date: undefined }],
  ['no such time', base.replace('0830', '2430'), ['截断或改动', '按 08:30 算'], { start: '08:30' }],
  ['too many people', base.replace('people=45', 'people=99999'), ['截断或改动', '人数 “99999” 应是 1 至 9999'], { people: undefined }],
  ['too many stops', many, ['截断或改动', '一次最多 20 站，后面 3 站没有采用', '回程时间要重新填'], { backMin: undefined }],
  ['a long title', base.replace('v=1', `v=1&title=${'a'.repeat(61)}`), ['截断或改动', '标题超过 60 个字'], { title: 'a'.repeat(60) }],
  ['controls in the name', base.replace('v=1', 'v=1&school=a%00%0A%E2%80%AEb'), ['截断或改动', '学校里的控制字符已去掉'], { school: 'ab' }],
])('%s', (_, fragment, left, plan) => {
  const decoded = decodePlan(fragment, undefined);
  expect(decoded.left).toHaveLength(left.length);
  left.forEach((line, i) => expect(decoded.left[i]).toContain(line));
  expect({ ...decoded.plan, ...plan }).toEqual(decoded.plan);
});

test('a site that is gone takes the way to the next one with it', () => {
  expect(decodePlan(base, new Set(['heritage/b']))).toMatchObject({ plan: { stops: [{ site: 'heritage/b', minutes: 40 }], backMin: 50 }, left: ['站点 “heritage/a” 本站已经没有了，没有采用。', '前一站没有采用，去站点 “heritage/b” 的路程要重新填。'] });
  const { plan, left } = decodePlan(base, new Set(['heritage/a']));
  expect(plan.stops).toEqual([{ site: 'heritage/a', minutes: 60, travelMin: 45 }]);
  expect(plan.backMin).toBeUndefined();
  expect(left).toHaveLength(2);
});

test('a link on a site starts a plan with it', () => {
  expect(decodePlan('#site=heritage/x', new Set(['heritage/x']))).toEqual({ plan: { ...emptyPlan(''), stops: [{ site: 'heritage/x', minutes: 60 }] }, left: [] });
  expect(decodePlan('site=heritage%2Fx', undefined).plan.stops).toHaveLength(1);
  expect(decodePlan('#site=heritage/gone', new Set())).toEqual({ plan: emptyPlan(''), left: ['站点 “heritage/gone” 本站已经没有了，没有采用。'] });
  expect(decodePlan('#site=heritage/x~heritage/y.5', undefined)).toEqual({ plan: emptyPlan(''), left: ['站点 “heritage/x~heritage/y.5” 读不出来，没有采用。'] });
  expect(decodePlan('#site=javascript:alert(1)', undefined).plan).toEqual(emptyPlan(''));
});

test('a monstrous address gives a plan and few lines', () => {
  const { plan, left } = decodePlan(`v=1&stops=${'~'.repeat(200_000)}&title=${'长'.repeat(200_000)}&${'x&'.repeat(100_000)}`, undefined);
  expect(plan.stops).toEqual([]);
  expect(left.length).toBeLessThan(50);
});

test('days that exist', () => {
  expect(['2027-02-28', '2028-02-29', '0000-01-01', '9999-12-31'].every(dayExists)).toBe(true);
  expect(['2027-02-29', '2027-13-01', '2027-00-10', '27-01-01', '2027-1-1', '2027-04-31', ''].some(dayExists)).toBe(false);
});
