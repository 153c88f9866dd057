import type { FactEntry } from './facts.ts';

/** Figures of one unit with each one's share of the largest, 0 to 1. */
export type Chart = { unit: string; rows: { fact: FactEntry; share: number }[] };

/** Splits figures into charts, where at least `least` share a unit and the largest is at most `spread` times the smallest, and the rest in order. */
export function chartFigures(facts: FactEntry[], { least = 3, spread = 100 } = {}): { charts: Chart[]; rest: FactEntry[] } {
  const units = new Map<string, FactEntry[]>();
  for (const fact of facts) if (typeof fact.value === 'number' && fact.unit && fact.unit !== '%') units.set(fact.unit, [...(units.get(fact.unit) ?? []), fact]);
  const charts = [...units]
    .map(([unit, list]) => ({ unit, list, largest: Math.max(...list.map((fact) => Number(fact.value))), smallest: Math.min(...list.map((fact) => Number(fact.value))) }))
    // Beside one that is hundreds of times larger, the small bars would all look alike.
    .filter(({ list, largest, smallest }) => list.length >= least && smallest > 0 && largest <= spread * smallest)
    .map(({ unit, list, largest }) => {
      return { unit, rows: list.map((fact) => ({ fact, share: Number(fact.value) / largest })).sort((a, b) => b.share - a.share) };
    });
  const charted = new Set(charts.flatMap(({ rows }) => rows.map(({ fact }) => fact.id)));
  return { charts, rest: facts.filter((fact) => !charted.has(fact.id)) };
}
