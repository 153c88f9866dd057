import type { Grade } from './visit-plan.ts';
import type { Site } from './visit-schedule.ts';
import type { Holidays } from './working-days.ts';

/** A question for pupils, with its answer as plain text and where the answer comes from. */
export type SiteQuestion = { question: string; answer: string; kind: string; bands: Grade[]; source: string };
/** What the planner and the pack know of a place that takes visits; written at build to /data/visit-sites.json. */
export type VisitSite = Site & {
  officialName: string;
  region: string;
  regionTitle: string;
  /** The address of its page under the site's base, without a slash at its beginning. */
  path: string;
  /** A place where the dead lie or are remembered; a ceremony belongs there. */
  memorial: boolean;
  /** What the place asks of a group, in the order in which it is shown; without a value no source says it. */
  asks: { label: string; value?: string }[];
  phone?: string;
  address?: string;
  questions: SiteQuestion[];
  /** The documents behind its page, a line each. */
  sources: string[];
};
export type VisitSites = { v: 1; sites: VisitSite[]; holidays: Holidays };

/** The counterpart of what is written at build; throws when the value is no such file. */
export function readSites(file: unknown): VisitSites {
  const { v, sites, holidays } = (file ?? {}) as VisitSites;
  if (v !== 1 || !Array.isArray(sites) || !Array.isArray(holidays?.off)) throw new Error('not a file of places to visit');
  return file as VisitSites;
}
