import { getCollection } from 'astro:content';
import type { Said } from '@/lib/speech-text.ts';

/** The words that voices get wrong, with what they are given instead; the player of the articles fetches them. */
export const GET = async () => {
  const words = (await getCollection('lexicon')).map(({ id, data }): Said => [id, data.said]);
  return new Response(JSON.stringify(words), { headers: { 'content-type': 'application/json' } });
};
