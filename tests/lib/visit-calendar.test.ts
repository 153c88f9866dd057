import fc from 'fast-check';
import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { emptyPlan, planText, type Plan } from '@/lib/visit-plan.ts';
import { schedule, type Site } from '@/lib/visit-schedule.ts';
import { visitCalendar } from '@/lib/visit-calendar.ts';

const sites: Site[] = [
  { id: 'heritage/gutian', title: '古田会议会址', lat: 25.2, lng: 116.8, precision: 'site', closedWeekdays: [], opens: '09:00' },
  { id: 'heritage/caixi', title: '毛泽东才溪乡调查纪念馆；新馆, 旧馆\\后山', lat: 25.25, lng: 116.41, precision: 'village', closedWeekdays: [] },
];
const plan: Plan = { ...emptyPlan('longyan'), title: '清明祭扫', date: '2027-04-02', start: '07:30', stops: [{ site: 'heritage/gutian', minutes: 60, travelMin: 45 }, { site: 'heritage/caixi', minutes: 40, travelMin: 50 }], backMin: 90 };
const options = { stamp: new Date('2026-11-27T02:10:09.123Z'), url: 'https://example.com/tyjr/visits/#v=1&stops=heritage/gutian.60.45~heritage/caixi.40.50' };
const eventsOf = (text: string) => new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((part) => new ICAL.Event(part));

test('a calendar reader finds each way and visit at its time in China', () => {
  const text = visitCalendar(plan, sites, options)!;
  expect(eventsOf(text).map((event) => [event.summary, event.startDate.toString(), event.endDate.toString()])).toEqual([
    ['路上：去古田会议会址', '2027-04-01T23:30:00Z', '2027-04-02T00:15:00Z'],
    ['参观：古田会议会址', '2027-04-02T01:00:00Z', '2027-04-02T02:00:00Z'],
    ['路上：去毛泽东才溪乡调查纪念馆；新馆, 旧馆\\后山', '2027-04-02T02:00:00Z', '2027-04-02T02:50:00Z'],
    ['参观：毛泽东才溪乡调查纪念馆；新馆, 旧馆\\后山', '2027-04-02T02:50:00Z', '2027-04-02T03:30:00Z'],
    ['路上：回学校', '2027-04-02T03:30:00Z', '2027-04-02T05:00:00Z'],
  ]);
  const [, gutian, , caixi] = eventsOf(text);
  expect(gutian!.location).toBe('古田会议会址');
  expect(gutian!.component.getFirstPropertyValue('geo')).toEqual([25.2, 116.8]);
  // A point that is only the village's would send a bus to the wrong door.
  expect(caixi!.component.getFirstPropertyValue('geo')).toBeNull();
  expect(String(gutian!.component.getFirstPropertyValue('dtstamp'))).toBe('2026-11-27T02:10:09Z');
  expect(gutian!.component.getFirstPropertyValue('url')).toBe(options.url);
  expect(visitCalendar(plan, sites, options)).toBe(text);
  expect(eventsOf(visitCalendar({ ...plan, start: '09:00' }, sites, options)!).map(({ uid }) => uid)).toEqual(eventsOf(text).map(({ uid }) => uid));
});

test('what has no time yet stands in an event of the whole day', () => {
  const text = visitCalendar({ ...plan, stops: [plan.stops[0]!, { site: 'heritage/caixi', minutes: 40 }] }, sites, options)!;
  const events = eventsOf(text);
  expect(events.map(({ summary }) => summary)).toEqual(['路上：去古田会议会址', '参观：古田会议会址', '清明祭扫（部分时间未定）']);
  expect(events[2]!.startDate.toString()).toBe('2027-04-02');
  expect(events[2]!.startDate.isDate).toBe(true);
  expect(events[2]!.description.split('\n')).toEqual(['下面各项的时间还没有定：', '路上：去毛泽东才溪乡调查纪念馆；新馆, 旧馆\\后山，10:00 出发', '参观：毛泽东才溪乡调查纪念馆；新馆, 旧馆\\后山，40 分钟', '路上：回学校']);
});

test('without a date or a stop there is no calendar', () => {
  expect(visitCalendar({ ...plan, date: undefined }, sites, options)).toBeUndefined();
  expect(visitCalendar({ ...plan, stops: [] }, sites, options)).toBeUndefined();
});

test('any title comes back, in lines of at most 75 octets', () =>
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('清', '\\', ';', ',', '"', ':', '\n', ' ', 'a', '👩‍🏫', 'n', 'é'), minLength: 1, maxLength: 90 }),
      fc.string({ unit: 'binary', maxLength: 40 }).map(planText),
      fc.array(fc.record({ minutes: fc.integer({ min: 1, max: 600 }), travelMin: fc.option(fc.nat(600), { nil: undefined }) }), { minLength: 1, maxLength: 5 }),
      (siteTitle, title, stops) => {
        const named = [{ ...sites[0]!, title: siteTitle }];
        const odd: Plan = { ...plan, title, stops: stops.map((stop) => ({ site: 'heritage/gutian', ...stop })) };
        const text = visitCalendar(odd, named, options)!;
        expect(text.endsWith('\r\n')).toBe(true);
        for (const line of text.slice(0, -2).split('\r\n')) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
          expect(line).not.toMatch(/[\r\n]/);
        }
        const events = eventsOf(text);
        const timed = schedule(odd, named).filter(({ kind, from, to }) => kind !== 'leave' && kind !== 'free' && from !== undefined && to !== undefined && to > from);
        const open = schedule(odd, named).some(({ unknown }) => unknown);
        expect(events).toHaveLength(timed.length + (open ? 1 : 0));
        expect(new Set(events.map(({ uid }) => uid)).size).toBe(events.length);
        timed.forEach(({ kind, from, to }, i) => {
          const [start, end] = [events[i]!.startDate, events[i]!.endDate];
          expect(start.toUnixTime()).toBe(Date.parse('2027-04-02T00:00:00+08:00') / 1000 + from! * 60);
          expect(end.toUnixTime() - start.toUnixTime()).toBe((to! - from!) * 60);
          if (kind === 'visit') expect(events[i]!.summary).toBe(`参观：${siteTitle}`);
        });
        if (open) expect(events[events.length - 1]!.summary).toBe(`${title || '参观'}（部分时间未定）`);
      },
    ),
    { numRuns: 150 },
  ));
