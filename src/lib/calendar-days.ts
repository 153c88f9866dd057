/** Days of the calendar as "2027-04-02", reckoned without time zones. */

const dayMs = 86_400_000;
const pattern = /^\d{4}-\d\d-\d\d$/;
const midnight = (day: string) => Date.parse(`${day}T00:00:00Z`);
const weekdayNames = ['一', '二', '三', '四', '五', '六', '日'];

/** True for a day that exists, year 0000 to 9999: "2027-02-29" is false. */
export const dayExists = (day: string) => pattern.test(day) && !Number.isNaN(midnight(day)) && new Date(midnight(day)).toISOString().slice(0, 10) === day;

function checked(day: string): string {
  if (!dayExists(day)) throw new RangeError(`没有这一天：${day}`);
  return day;
}

/** Days since 1970-01-01; throws a RangeError when there is no such day. */
export const dayNumber = (day: string) => midnight(checked(day)) / dayMs;

/** The day so many days later, or earlier when negative; throws a RangeError outside the years 0000 to 9999. */
export function addDays(day: string, days: number): string {
  const ms = midnight(checked(day)) + days * dayMs;
  if (!(Math.abs(ms) <= 8.64e15)) throw new RangeError(`日期算到了公元 0 至 9999 年之外：${day}，${days} 天`);
  return checked(new Date(ms).toISOString().slice(0, 10));
}

/** ISO 8601 weekday: 1 is Monday, 7 is Sunday; throws a RangeError when there is no such day. */
export const weekdayOf = (day: string) => new Date(midnight(checked(day))).getUTCDay() || 7;

/** "星期五" for 5. */
export const weekdayName = (weekday: number) => `星期${weekdayNames[weekday - 1]}`;
