import type { Kind } from '../kinds.ts';
import type { Site } from './site.ts';

/** What a page says of itself besides its title and description; dates are days. Left out is what nobody has said. */
export type Credits = { published?: string; author?: string; source?: string; keywords?: string[] };
/** A column or a feed: its name, and its path in the site. */
export type Link = { name: string; path: `/${string}` };
type PageWords = {
  title: string;
  description: string;
  credits?: Credits | undefined;
  /** The column the page stands in, and whether it is the column's own page. */
  column?: { name: string; type: string; own: boolean } | undefined;
};

/** What sort of column each kind is. */
export const columnType = (kind: Kind | undefined) => (kind === 'guides' || kind === 'stations' ? '办事服务' : '专题专栏');

/**
 * The tags that government sites owe the tools that inspect them, as names and contents; none of them is empty.
 * A site without an operator is no government site and gets none. `Description` is not repeated: names of tags know no case, and every page has its description.
 */
export function governmentTags(site: Pick<Site, 'name' | 'url' | 'operator'>, { title, description, credits, column }: PageWords): [string, string][] {
  if (!site.operator.name) return [];
  const tags: [string, string | undefined][] = [
    ['SiteName', site.name],
    ['SiteDomain', site.url && new URL(site.url).host],
    ['SiteIDCode', site.operator.siteIdCode],
    ['ColumnName', column?.name],
  ];
  if (column?.own) tags.push(['ColumnDescription', description], ['ColumnType', column.type]);
  // A page without a day of publishing is no article.
  if (credits?.published)
    tags.push(['ArticleTitle', title], ['PubDate', credits.published], ['ContentSource', credits.source], ['Author', credits.author], ['Keywords', credits.keywords?.join(',')]);
  return tags.filter((tag): tag is [string, string] => Boolean(tag[1]));
}
