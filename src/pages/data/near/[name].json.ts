import type { APIRoute, GetStaticPaths } from 'astro';
import { allStations } from '@/lib/entries.ts';
import { buildNear } from '@/lib/near-build.ts';

export const getStaticPaths = (async () => {
  const { index, leaves } = buildNear(await allStations());
  return [{ params: { name: 'index' }, props: { file: index } }, ...[...leaves].map(([name, file]) => ({ params: { name }, props: { file } }))];
}) satisfies GetStaticPaths;

/** A file of the search by distance: the tree of cells, or what one cell holds and borders on. */
export const GET: APIRoute = ({ props }) => new Response(JSON.stringify((props as { file: unknown }).file), { headers: { 'content-type': 'application/json' } });
