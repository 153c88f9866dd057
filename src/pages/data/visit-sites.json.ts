import type { VisitSites } from '@/lib/visit-site.ts';
import { allVisitSites } from '@/lib/visits.ts';

/** The places that take visits, with what they ask and the questions for pupils; the papers of a plan are made of it. */
export const GET = async () => {
  const file: VisitSites = { v: 1, sites: await allVisitSites() };
  return new Response(JSON.stringify(file), { headers: { 'content-type': 'application/json' } });
};
