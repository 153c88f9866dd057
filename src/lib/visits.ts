// Asks Astro for the places to visit and the ready plans; pages get plain lists from it.
import { getCollection } from 'astro:content';
import { allEntries, allFacts, allRegions } from './entries.ts';
import { encodePlan, type Plan } from './visit-plan.ts';
import type { VisitSite } from './visit-site.ts';
import { visitSiteOf } from './visit-sites.ts';

/** All places that take visits, by region. */
export async function allVisitSites(): Promise<VisitSite[]> {
  const facts = await allFacts();
  const regions = new Map((await allRegions()).map(({ id, data }) => [id, data.title]));
  const order = [...regions.keys()];
  const documents = await getCollection('sources');
  const sites = (await allEntries()).flatMap((entry) => visitSiteOf(entry, facts, regions, documents) ?? []);
  return sites.sort((a, b) => order.indexOf(a.region) - order.indexOf(b.region));
}

/** The ready plans that the editors provide, each as a plan to take over. */
export async function readyPlans(): Promise<{ id: string; title: string; summary: string; author: string; published: string; checked: string; plan: Plan; fragment: string }[]> {
  return (await getCollection('visits')).map(({ id, data: { title, summary, region, grade, start, end, stops, author, published, checked } }) => {
    const plan: Plan = { title, school: '', region, grade, start, end, stops };
    return { id, title, summary, author, published, checked, plan, fragment: `#${encodePlan(plan)}` };
  });
}
