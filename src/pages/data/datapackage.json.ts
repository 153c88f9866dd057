import { openData } from '@/lib/open-data-build.ts';

/** What the open data are, for programs: a Data Package (Frictionless). */
export const GET = async () => new Response(JSON.stringify((await openData()).descriptor, null, 1), { headers: { 'content-type': 'application/json' } });
