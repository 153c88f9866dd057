import type { Brief } from './entries.ts';
import { fillFacts, getFact, type FactTable } from './facts.ts';
import { compareWhen } from './when.ts';

export type Moment = { when: string; text: string; unverified: boolean; disputed: boolean; entry: Brief };
type Source = { entry: Brief; timeline: { date: string; text: string }[] };

/** The year from which a moment belongs to the recent work; before it, to history. */
export const recentFrom = '2000';

/** Moments of all entries in order of time; one that a region's page and a page of its own both tell is told by the latter. */
export function mergeTimelines(sources: Source[], facts: FactTable): { history: Moment[]; recent: Moment[] } {
  const byDate = new Map<string, Moment>();
  const told = new Set<string>();
  for (const { entry, timeline } of [...sources].sort((a, b) => Number(a.entry.kind === 'regions') - Number(b.entry.kind === 'regions')))
    for (const { date, text } of timeline) {
      const key = `${date} ${text}`;
      if (byDate.has(key) || (entry.kind === 'regions' && told.has(date))) continue;
      if (entry.kind !== 'regions') told.add(date);
      const fact = getFact(facts, date);
      byDate.set(key, { when: String(fact.value), text: fillFacts(text, facts), unverified: fact.unverified, disputed: fact.conflicts.length > 0, entry });
    }
  const moments = [...byDate.values()].sort((a, b) => compareWhen(a.when, b.when));
  return { history: moments.filter(({ when }) => when < recentFrom), recent: moments.filter(({ when }) => when >= recentFrom) };
}
