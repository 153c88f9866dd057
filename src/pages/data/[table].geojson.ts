import type { APIRoute } from 'astro';
import { dataPaths } from '@/lib/open-data-build.ts';

export const getStaticPaths = dataPaths('geojson');

/** The rows of a table that have a point. */
export const GET: APIRoute = ({ props }) => new Response((props as { text: string }).text, { headers: { 'content-type': 'application/geo+json' } });
