import fc from 'fast-check';
import { LegalHoliday } from 'tyme4ts';
import { expect, test } from 'vitest';
import { addDays, dayExists, dayNumber, weekdayName, weekdayOf } from '@/lib/calendar-days.ts';
import { holidayNote, isWorkday, workdaysBefore, type Holidays } from '@/lib/working-days.ts';
import { holidaysFrom, lastHolidayYear } from '@/lib/working-days-build.ts';

const all = holidaysFrom(0);
/** The orders for 2025 and 2026 and nothing after, whatever tyme4ts learns later. */
const until2026: Holidays = { firstYear: 2025, lastYear: 2026, off: all.off.filter((day) => day >= '2025' && day < '2027'), work: all.work.filter((day) => day >= '2025' && day < '2027') };
const day = fc.integer({ min: dayNumber('2003-01-01'), max: dayNumber(`${lastHolidayYear}-12-31`) }).map((n) => addDays('1970-01-01', n));

// 国务院办公厅关于 2026 年部分节假日安排的通知.
test.each([
  ['2026-01-01', false], ['2026-01-04', true], ['2026-02-14', true], ['2026-02-16', false], ['2026-02-24', true], ['2026-02-28', true],
  ['2026-04-06', false], ['2026-05-05', false], ['2026-05-09', true], ['2026-06-19', false], ['2026-09-20', true], ['2026-09-25', false],
  ['2026-10-07', false], ['2026-10-08', true], ['2026-10-10', true], ['2026-10-11', false], ['2026-11-27', true], ['2026-11-28', false],
])('%s is a workday: %o', (date, work) => expect(isWorkday(date, until2026)).toBe(work));

test('the years come from the data: both ends are whole years', () => {
  expect(lastHolidayYear).toBeGreaterThanOrEqual(2026);
  expect(all).toMatchObject({ firstYear: 2002, lastYear: lastHolidayYear });
  for (let year = all.firstYear; year <= all.lastYear; year++) expect(all.off.filter((day) => day.startsWith(`${year}`)).length).toBeGreaterThan(9);
  const recent = holidaysFrom(2025);
  expect(recent.firstYear).toBe(2025);
  expect(recent.off[0]).toBe('2025-01-01');
  expect(holidaysFrom(9999).firstYear).toBe(lastHolidayYear);
  expect(new Set(all.off).size).toBe(all.off.length);
  expect([...all.off, ...all.work].every(dayExists)).toBe(true);
});

test('every day as tyme4ts answers', () =>
  fc.assert(
    fc.property(day, (date) => {
      const [year, month, number] = date.split('-').map(Number) as [number, number, number];
      expect(isWorkday(date, all)).toBe(LegalHoliday.fromYmd(year, month, number)?.isWork() ?? weekdayOf(date) <= 5);
    }),
    { numRuns: 1000 },
  ));

test('counting back passes just so many workdays', () =>
  fc.assert(
    fc.property(day, fc.nat(40), (date, n) => {
      const { date: back, weekday } = workdaysBefore(date, n, all);
      let passed = 0;
      for (let at = back; at < date; at = addDays(at, 1)) if (isWorkday(at, all)) passed++;
      expect(passed).toBe(n);
      if (n) expect(isWorkday(back, all)).toBe(true);
      expect(weekday).toBe(weekdayName(weekdayOf(back)));
    }),
    { numRuns: 200 },
  ));

test.each([
  ['2026-10-09', 1, '2026-10-08', undefined],
  ['2026-10-08', 1, '2026-09-30', undefined],
  ['2026-10-12', 1, '2026-10-10', undefined],
  ['2026-03-02', 3, '2026-02-26', undefined],
  ['2026-12-25', 0, '2026-12-25', undefined],
  ['2026-12-31', 1, '2026-12-30', '2027 年的放假安排尚未收录，只按周末推算'],
  ['2027-04-02', 5, '2027-03-26', '2027 年的放假安排尚未收录，只按周末推算'],
  ['2027-01-04', 2, '2026-12-31', '2027 年的放假安排尚未收录，只按周末推算'],
  ['2025-01-02', 2, '2024-12-30', '2024 年的放假安排尚未收录，只按周末推算'],
])('before %s, %i workdays back, is %s', (date, n, expected, note) => {
  const counted = workdaysBefore(date, n, until2026);
  expect(counted.date).toBe(expected);
  expect(counted.note).toBe(note);
});

test('a year beyond the data is named', () => {
  expect(holidayNote('2025-12-01', '2026-12-25', until2026)).toBeUndefined();
  expect(holidayNote('2026-12-31', '2028-01-01', until2026)).toBe('2027、2028 年的放假安排尚未收录，只按周末推算');
  expect(holidayNote('2024-12-01', '2030-01-01', until2026)).toBe('2024 至 2030 年的放假安排尚未收录，只按周末推算');
});

test.each([['2027-02-29'], ['x'], ['']])('%s is refused', (date) => expect(() => isWorkday(date, all)).toThrow('没有这一天'));
test.each([[-1], [1.5], [Number.NaN]])('%d workdays are refused', (n) => expect(() => workdaysBefore('2026-11-27', n, all)).toThrow(RangeError));

test('days add up without time zones', () =>
  fc.assert(
    fc.property(day, fc.integer({ min: -800, max: 800 }), (date, days) => {
      expect(dayNumber(addDays(date, days)) - dayNumber(date)).toBe(days);
      expect((weekdayOf(addDays(date, days)) - weekdayOf(date) - days) % 7).toBeCloseTo(0, 9);
    }),
    { numRuns: 300 },
  ));
