import type { APIRoute, GetStaticPaths } from 'astro';
import { allStations } from '@/lib/entries.ts';
import { encodeStations } from '@/lib/station-files.ts';
import { sheetsOf, type StationPoint } from '@/lib/stations.ts';

export const getStaticPaths = (async () => [...sheetsOf(await allStations())].map(([sheet, stations]) => ({ params: { sheet }, props: { stations } }))) satisfies GetStaticPaths;

/** The stations of one sheet, as the finder reads them. */
export const GET: APIRoute = ({ props }) => new Response(JSON.stringify(encodeStations((props as { stations: StationPoint[] }).stations)), { headers: { 'content-type': 'application/json' } });
