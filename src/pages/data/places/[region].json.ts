import type { APIRoute, GetStaticPaths } from 'astro';
import { divisionPrefix } from '@/lib/divisions.ts';
import { allDivisions, allRegions, allStations } from '@/lib/entries.ts';
import { placeLines, type PlaceFile } from '@/lib/place-names.ts';
import { readingsOf } from '@/lib/readings.ts';

export const getStaticPaths = (async () => (await allRegions()).map(({ data }) => ({ params: { region: data.code } }))) satisfies GetStaticPaths;

/** The divisions of one region and those above it, with the readings of their characters and of those of its named stations, for the finder's box. */
export const GET: APIRoute = async ({ params }) => {
  const region = params['region']!;
  const own = [...(await allDivisions()).values()].filter(({ code }) => code.startsWith(divisionPrefix(region)) || (code.length === 6 && region.startsWith(divisionPrefix(code))));
  const named = (await allStations()).filter(({ page, code }) => page && code.startsWith(divisionPrefix(region)));
  const file: PlaceFile = { v: 1, lines: placeLines(own), readings: readingsOf([...own, ...named].map(({ name }) => name)) };
  return new Response(JSON.stringify(file), { headers: { 'content-type': 'application/json' } });
};
