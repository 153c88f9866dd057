import type { APIRoute } from 'astro';
import { dataPaths } from '@/lib/open-data-build.ts';

export const getStaticPaths = dataPaths('csv');

/** A table of the open data as one sheet. */
export const GET: APIRoute = ({ props }) => new Response((props as { text: string }).text, { headers: { 'content-type': 'text/csv; charset=utf-8' } });
