import { divisionPrefix } from './divisions.ts';

type Row = { kind: string; code: string; basis: string; phone?: string | undefined; precision?: string | undefined; checked: string };
/** What the directory knows of the stations of one division. */
export type Coverage = { all: number; special: number; stated: number; derived: number; phone: number; exact: number; coarse: number; recent: number };

/** The day a year before ("2026-11-25" → "2025-11-25"); 29 February counts as 28. */
export const yearBefore = (day: string) => `${Number(day.slice(0, 4)) - 1}${day.slice(4) === '-02-29' ? '-02-28' : day.slice(4)}`;

/** Counts of a division's rows: known, named by a source, with telephone, with an exact or a coarse point, checked within the year before `today`. */
export function coverageOf(rows: Row[], code: string, today: string): Coverage {
  const own = rows.filter((row) => row.code.startsWith(divisionPrefix(code)));
  const count = (test: (row: Row) => boolean) => own.filter(test).length;
  return {
    all: own.length,
    special: count(({ kind }) => kind === '专门设施'),
    stated: count(({ basis }) => basis === 'stated'),
    derived: count(({ basis }) => basis === 'derived'),
    phone: count(({ phone }) => Boolean(phone)),
    exact: count(({ precision }) => precision === 'site'),
    coarse: count(({ precision }) => Boolean(precision) && precision !== 'site'),
    recent: count(({ checked }) => checked >= yearBefore(today)),
  };
}
