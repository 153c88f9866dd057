import type { APIRoute } from 'astro';
import { dataPaths } from '@/lib/open-data-build.ts';

export const getStaticPaths = dataPaths('json');

/** A table of the open data as JSON. */
export const GET: APIRoute = ({ props }) => new Response((props as { text: string }).text, { headers: { 'content-type': 'application/json' } });
