import type { APIRoute } from 'astro';
import { site } from '@/lib/site.ts';
import { allFacts, entriesOf } from '@/lib/entries.ts';
import { fillFacts } from '@/lib/facts.ts';
import { observanceCalendar, shownYears } from '@/lib/observances.ts';
import { href } from '@/lib/paths.ts';

export const GET: APIRoute = async ({ site: origin }) => {
  const facts = await allFacts();
  const days = (await entriesOf('observances')).map(({ id, data }) => ({
    id,
    title: data.title,
    rule: data.rule,
    checked: data.checked,
    words: [fillFacts(data.summary, facts), ...data.ways.map((way) => `· ${fillFacts(way, facts)}`)].join('\n'),
    ...(origin && { url: new URL(href(`/observances/${id}/`), origin).href }),
  }));
  return new Response(observanceCalendar(`${site.name}：纪念日`, days, shownYears()), { headers: { 'content-type': 'text/calendar; charset=utf-8' } });
};
