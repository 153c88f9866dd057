import { SolarTerm } from 'tyme4ts';
import type { Rule } from '../schema/observances.ts';

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

const numerals = ['一', '二', '三', '四', '五'];
const weekdays = ['一', '二', '三', '四', '五', '六', '日'];

/** "每年9月30日", "每年清明", "每年9月第三个星期六". */
export function showRule(rule: Rule): string {
  if (rule.type === 'fixed') return `每年${rule.month}月${rule.day}日`;
  if (rule.type === 'solar-term') return `每年${rule.name}`;
  return `每年${rule.month}月第${numerals[rule.nth - 1]}个星期${weekdays[rule.weekday - 1]}`;
}
