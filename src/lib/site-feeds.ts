// The feeds that the site has: of everything, of each kind and of each region. Asks Astro for the entries.
import { kinds, pageKinds } from '../kinds.ts';
import { allEntries, allFacts, allRegions, type Entry } from './entries.ts';
import { fillFactsPlainly, type FactTable } from './facts.ts';
import { atomFeed, type FeedEntry } from './feeds.ts';
import { fullAddress, href } from './paths.ts';
import { site } from './site.ts';

export type SiteFeed = { path: `/feeds/${string}.xml`; name: string; page: `/${string}`; entries: Entry[] };

/** The paths of a kind's and of a region's feed, for links to them. */
export const kindFeed = (kind: string) => `/feeds/${kind}.xml` as const;
export const regionFeed = (id: string) => `/feeds/regions/${id}.xml` as const;

/** All feeds that have an entry, that of everything first. */
export async function siteFeeds(): Promise<SiteFeed[]> {
  const entries = await allEntries();
  const regions = await allRegions();
  const feeds: SiteFeed[] = [
    { path: '/feeds/all.xml', name: '全部内容', page: '/', entries },
    ...pageKinds.map((kind) => ({ path: kindFeed(kind), name: kinds[kind].label, page: kinds[kind].path, entries: entries.filter(({ collection }) => collection === kind) })),
    ...regions.map(({ id, data }) => ({
      path: regionFeed(id),
      name: data.title,
      page: `/regions/${id}/` as const,
      entries: entries.filter((entry) => ('region' in entry.data ? entry.data.region === id : entry.collection === 'regions' && entry.id === id)),
    })),
  ];
  return feeds.filter((feed) => feed.entries.length > 0);
}

const feedEntry = ({ collection, id, data }: Entry, facts: FactTable): FeedEntry => ({
  path: `${kinds[collection].path}${id}/`,
  title: fillFactsPlainly(data.title, facts),
  summary: fillFactsPlainly(data.summary, facts),
  author: data.author,
  category: kinds[collection].label,
  published: data.published,
  checked: data.checked,
});

/** A feed as the XML that its address answers with. Without a host its links are those of the feed's own host, which Atom allows. */
export async function feedXml({ path, name, page, entries }: SiteFeed): Promise<string> {
  const facts = await allFacts();
  const link = (to: string) => fullAddress(to as `/${string}`) ?? href(to as `/${string}`);
  return atomFeed({ site: site.name, title: `${site.name}：${name}`, path, page, entries: entries.map((entry) => feedEntry(entry, facts)), link });
}
