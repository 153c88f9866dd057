import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { observances } from '@/schema/observances.ts';
import { dayOf, observanceCalendar, showDay, showRule, shownYears } from '@/lib/observances.ts';

// 清明 as the Purple Mountain Observatory's almanac gives it; the Saturdays from the calendar.
test.each([
  [{ type: 'fixed', month: 9, day: 30 } as const, 2026, '2026-09-30', '每年9月30日'],
  [{ type: 'solar-term', name: '清明' } as const, 2024, '2024-04-04', '每年清明'],
  [{ type: 'solar-term', name: '清明' } as const, 2026, '2026-04-05', '每年清明'],
  [{ type: 'solar-term', name: '清明' } as const, 2027, '2027-04-05', '每年清明'],
  [{ type: 'weekday', month: 9, nth: 3, weekday: 6 } as const, 2026, '2026-09-19', '每年9月第三个星期六'],
  [{ type: 'weekday', month: 9, nth: 3, weekday: 6 } as const, 2024, '2024-09-21', '每年9月第三个星期六'],
  [{ type: 'weekday', month: 9, nth: 1, weekday: 7 } as const, 2024, '2024-09-01', '每年9月第一个星期日'],
])('%o in %i', (rule, year, day, words) => {
  expect(dayOf(rule, year)).toBe(day);
  expect(showRule(rule)).toBe(words);
});

test.each([
  [{ type: 'fixed', month: 4, day: 31 }, '不是每年都有这一天'],
  [{ type: 'fixed', month: 2, day: 29 }, '不是每年都有这一天'],
  [{ type: 'weekday', month: 2, nth: 5, weekday: 6 }, ''],
  [{ type: 'lunar', month: 2 }, 'type 写 fixed'],
])('%o is no rule', (rule, message) => {
  const { error } = observances.shape.rule.safeParse(rule);
  expect(error?.issues[0]?.message).toContain(message);
});

test('a day is shown with its weekday', () => expect(showDay('2026-09-30')).toBe('2026年9月30日 星期三'));

test('the years are those of China, not of the machine', () => {
  expect(shownYears(new Date('2026-12-31T15:59:00Z'))).toEqual([2026, 2027]);
  expect(shownYears(new Date('2026-12-31T16:00:00Z'))).toEqual([2027, 2028]);
});

test('a calendar reader finds whole days under lasting ids', () => {
  const days = [
    { id: 'qingming', title: '清明', rule: { type: 'solar-term', name: '清明' } as const, checked: '2026-11-21', words: '献一束花，站一会儿；\n不烧纸' },
    { id: 'lieshi', title: '烈士纪念日', rule: { type: 'fixed', month: 9, day: 30 } as const, checked: '2026-11-21', words: '敬献花篮', url: 'https://example.com/tyjr/observances/lieshi/' },
  ];
  const text = observanceCalendar('纪念日', days, [2026, 2027]);
  expect(text).toBe(observanceCalendar('纪念日', days, [2026, 2027]));
  const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((part) => new ICAL.Event(part));
  expect(events.map((event) => [event.uid, event.startDate.toString(), event.startDate.isDate, event.summary])).toEqual([
    ['qingming-2026@rongji', '2026-04-05', true, '清明'],
    ['qingming-2027@rongji', '2027-04-05', true, '清明'],
    ['lieshi-2026@rongji', '2026-09-30', true, '烈士纪念日'],
    ['lieshi-2027@rongji', '2027-09-30', true, '烈士纪念日'],
  ]);
  expect(events[0]!.description).toBe('献一束花，站一会儿；\n不烧纸');
  expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
});
