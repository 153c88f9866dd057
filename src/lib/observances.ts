import ical from 'ical-generator';
import { SolarTerm } from 'tyme4ts';
import type { Rule } from '../schema/observances.ts';
import { showWhen } from './when.ts';

const two = (n: number) => String(n).padStart(2, '0');

/** The day of an observance in a year, "2027-04-05". 清明 is a solar term and moves between 4 and 6 April. */
export function dayOf(rule: Rule, year: number): string {
  if (rule.type === 'fixed') return `${year}-${two(rule.month)}-${two(rule.day)}`;
  if (rule.type === 'solar-term') {
    const day = SolarTerm.fromName(year, rule.name).getSolarDay();
    return `${day.getYear()}-${two(day.getMonth())}-${two(day.getDay())}`;
  }
  // ISO weekday: 1 is Monday, 7 is Sunday.
  const first = new Date(Date.UTC(year, rule.month - 1, 1)).getUTCDay() || 7;
  const day = 1 + ((rule.weekday - first + 7) % 7) + (rule.nth - 1) * 7;
  return `${year}-${two(rule.month)}-${two(day)}`;
}

const numerals = ['一', '二', '三', '四'];
const weekdays = ['一', '二', '三', '四', '五', '六', '日'];

/** "每年9月30日", "每年清明", "每年9月第三个星期六". */
export function showRule(rule: Rule): string {
  if (rule.type === 'fixed') return `每年${rule.month}月${rule.day}日`;
  if (rule.type === 'solar-term') return `每年${rule.name}`;
  return `每年${rule.month}月第${numerals[rule.nth - 1]}个星期${weekdays[rule.weekday - 1]}`;
}

/** This year and the next, in China. */
export function shownYears(now = new Date()): number[] {
  const year = Number(new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: 'Asia/Shanghai' }).format(now));
  return [year, year + 1];
}

/** "2026年9月30日 星期三". */
export function showDay(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
  return `${showWhen(day)} 星期${weekdays[weekday - 1]}`;
}

export type CalendarDay = { id: string; title: string; rule: Rule; checked: string; words: string; url?: string };

/** An iCalendar (RFC 5545) of whole-day events for the given years, stable under its own ids so that a subscriber sees no doubles. */
export function observanceCalendar(name: string, days: CalendarDay[], years: number[]): string {
  const calendar = ical({ name, prodId: { company: 'rongji', product: 'observances', language: 'ZH' } });
  for (const day of days)
    for (const year of years)
      calendar.createEvent({
        id: `${day.id}-${year}@rongji`,
        start: new Date(`${dayOf(day.rule, year)}T00:00:00Z`),
        timezone: 'UTC',
        allDay: true,
        stamp: new Date(`${day.checked}T00:00:00Z`),
        summary: day.title,
        description: day.words,
        ...(day.url && { url: day.url }),
      });
  return calendar.toString();
}
