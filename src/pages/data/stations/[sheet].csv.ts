import type { APIRoute, GetStaticPaths } from 'astro';
import { allSheetRows } from '@/lib/entries.ts';
import { stationSheetText } from '@/lib/stations-csv.ts';
import { sheetsOf } from '@/lib/stations.ts';
import type { Station } from '@/schema/stations.ts';

export const getStaticPaths = (async () =>
  [...sheetsOf(await allSheetRows())].map(([sheet, rows]) => ({ params: { sheet }, props: { rows } }))) satisfies GetStaticPaths;

/** The rows of one sheet, in the order of the divisions. */
export const GET: APIRoute = ({ props }) => new Response(`\uFEFF${stationSheetText((props as { rows: Station[] }).rows)}`, { headers: { 'content-type': 'text/csv; charset=utf-8' } });
