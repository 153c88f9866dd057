import { addDays, weekdayName, weekdayOf } from './calendar-days.ts';

/** Days off and days of work that the State Council has ordered; `holidaysFrom` makes it at build. */
export type Holidays = {
  /** All holidays of the years from this one… */
  firstYear: number;
  /** …to this one are in the lists. */
  lastYear: number;
  /** Days off, weekends among them, "2026-10-01". */
  off: readonly string[];
  /** Weekend days that are worked, "2026-10-10". */
  work: readonly string[];
};
export type Counted = {
  /** "2027-03-26". */
  date: string;
  /** "星期五". */
  weekday: string;
  /** Present when a year outside the lists was touched: "2027 年的放假安排尚未收录，只按周末推算". */
  note?: string;
};
/** The year of a day. */
const yearOf = (date: string) => Number(date.slice(0, 4));

/** True for a day of work: by the lists, else Monday to Friday; throws a RangeError when there is no such day. */
export function isWorkday(date: string, holidays: Holidays): boolean {
  const weekday = weekdayOf(date);
  return holidays.work.includes(date) || (weekday <= 5 && !holidays.off.includes(date));
}

/** The note on the years from one day to another that are not in the lists; undefined when all are. */
export function holidayNote(from: string, to: string, { firstYear, lastYear }: Holidays): string | undefined {
  const years = [];
  // The days before New Year are moved by the order for the year that follows.
  const last = to.slice(5) >= '12-26' ? yearOf(to) + 1 : yearOf(to);
  for (let year = yearOf(from); year <= last; year++) if (year < firstYear || year > lastYear) years.push(year);
  return years.length ? `${years.length > 2 ? `${years[0]} 至 ${years[years.length - 1]}` : years.join('、')} 年的放假安排尚未收录，只按周末推算` : undefined;
}

function counted(date: string, until: string, holidays: Holidays): Counted {
  const note = holidayNote(date, until, holidays);
  return { date, weekday: weekdayName(weekdayOf(date)), ...(note && { note }) };
}

/** The last workday not after a day. */
function workdayUpTo(date: string, holidays: Holidays): string {
  let day = date;
  while (!isWorkday(day, holidays)) day = addDays(day, -1);
  return day;
}

/** The n-th workday before a day, which is not counted itself; the day itself for 0. Throws a RangeError when n is not a whole number from 0 up. */
export function workdaysBefore(date: string, n: number, holidays: Holidays): Counted {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`工作日的天数应是不小于 0 的整数：${n}`);
  let day = date;
  for (let i = 0; i < n; i++) day = workdayUpTo(addDays(day, -1), holidays);
  return counted(day, date, holidays);
}
