import type { VisitSites } from '@/lib/visit-site.ts';
import { allVisitSites } from '@/lib/visits.ts';
import { currentHolidays } from '@/lib/working-days-build.ts';

/** The places that take visits, with what they ask and the questions for pupils; the papers of a plan are made of it. */
export const GET = async () => {
  const file: VisitSites = { v: 1, sites: await allVisitSites(), holidays: currentHolidays() };
  return new Response(JSON.stringify(file), { headers: { 'content-type': 'application/json' } });
};
