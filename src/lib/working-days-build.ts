import { LegalHoliday } from 'tyme4ts';
import type { Holidays } from './working-days.ts';

// tyme4ts weighs 60 KB in a bundle, as its classes need each other; so a build takes the days out, and pages get only those.
// LegalHoliday.DATA is a run of 13 characters a day: eight of the date, 0 for a day of work and 1 for a day off, the holiday, the distance to it.
const all = (LegalHoliday.DATA.match(/\d{8}[01]\d[+-]\d\d/g) ?? []).map((item) => ({ day: `${item.slice(0, 4)}-${item.slice(4, 6)}-${item.slice(6, 8)}`, off: item[8] === '1' }));
// The State Council orders a calendar year at a time, and some days of an order fall into the December before;
// only a year that has been ordered has its National Day, which the law gives every year.
const ordered = all.filter(({ day, off }) => off && day.endsWith('-10-01')).map(({ day }) => Number(day.slice(0, 4)));

/** The last year whose holidays tyme4ts knows. */
export const lastHolidayYear = Math.max(...ordered);
/** The first of the years up to the last that tyme4ts knows without a gap. */
const firstHolidayYear = ordered.reduceRight((first, year) => (year === first - 1 ? year : first), lastHolidayYear);

/** The State Council's holiday orders from a year on, as the tyme4ts of this build has them. */
export function holidaysFrom(year: number): Holidays {
  const first = Math.min(Math.max(year, firstHolidayYear), lastHolidayYear);
  const from = all.filter(({ day }) => day >= `${first}-01-01`);
  return { firstYear: first, lastYear: lastHolidayYear, off: from.filter(({ off }) => off).map(({ day }) => day), work: from.filter(({ off }) => !off).map(({ day }) => day) };
}

/** The holidays of the last year known and the one before, which is what plans of now can touch. */
export const currentHolidays = (): Holidays => holidaysFrom(lastHolidayYear - 1);
