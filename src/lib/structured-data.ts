// What pages say to machines in the words of schema.org, as JSON-LD. Only what the page says to readers, and only what is certain.
import type { AdministrativeArea, Article, BreadcrumbList, CreativeWork, DataDownload, Dataset, GovernmentOffice, GovernmentOrganization, GovernmentService, LearningResource, ListItem, Organization, Person, Place, SearchAction, Thing, WebPage, WebSite, WithActionConstraints } from 'schema-dts';
import { factsInData, fillFacts, getFact, type FactId, type FactTable } from './facts.ts';
import type { Operator } from '../schema/site.ts';
import { isWhen } from './when.ts';

/** The text of a JSON-LD script. No "<" is left in it, so that nothing an editor writes can end the script. */
export const jsonLd = (thing: Thing): string => JSON.stringify({ '@context': 'https://schema.org', ...(thing as object) }).replace(/</g, '\\u003c');

/** Fields without those that are empty. */
type Filled<T> = { [K in keyof T]: Exclude<T[K], undefined | ''> };
const filled = <T extends object>(fields: T): Partial<Filled<T>> => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0))) as Partial<Filled<T>>;

/** Names of bodies; a person's name may end so too, but has three characters at most. */
const bodies = /^.{3,}(局|厅|部|委|政府|办公室|办事处|中心|站|所|馆|院|组|会|社|队|室|科|处|学校)$/;
const governments = /(局|厅|部|委|委员会|政府|办公室|办事处)$/;
/** What is said of a name and is no part of it: "（供稿）". */
const bare = (name: string) => name.replace(/（[^）]*）$/, '').trim();

/** The operator of the site; an organisation of the government where its name says so. */
export function operatorThing({ name, address, phone }: Pick<Operator, 'name' | 'address' | 'phone'>, full = false): Organization | GovernmentOrganization | undefined {
  if (!name) return undefined;
  return { '@type': governments.test(name) ? 'GovernmentOrganization' : 'Organization', name, ...(full && filled({ address, telephone: phone })) };
}

/** Those whom a byline names: "张三、李四" are two persons, "某某编写组" is a body. What a byline says besides names makes it no name: then there is none. */
export function authors(byline: string): (Person | Organization)[] {
  const words = bare(byline);
  if (bodies.test(words)) return [{ '@type': 'Organization', name: words }];
  const names = words.split('、');
  return names.every((name) => /^[\p{Script=Han}·]{2,8}$/u.test(name)) ? names.map((name) => ({ '@type': 'Person', name })) : [];
}

/** The way to a page: what stands above it, and itself last; undefined without full addresses, as a machine cannot follow it then. */
export function breadcrumbs(trail: { title: string; address: string | undefined }[]): BreadcrumbList | undefined {
  if (trail.length < 2 || trail.some(({ address }) => !address)) return undefined;
  return { '@type': 'BreadcrumbList', itemListElement: trail.map(({ title, address }, i): ListItem => ({ '@type': 'ListItem', position: i + 1, name: title, item: address! })) };
}

/** The site itself, with its search where it has a full address. */
export function webSite({ name, tagline, operator }: { name: string; tagline: string; operator: Operator }, home: string | undefined): WebSite {
  return {
    '@type': 'WebSite',
    name,
    inLanguage: 'zh-CN',
    ...filled({ description: tagline, url: home, publisher: operatorThing(operator, true) }),
    ...(home && { potentialAction: search(home) }),
  };
}

const search = (home: string): WithActionConstraints<SearchAction> => ({ '@type': 'SearchAction', target: { '@type': 'EntryPoint', urlTemplate: `${home}search/?q={q}` }, 'query-input': 'required name=q' });

export type ArticleWords = {
  title: string;
  published: string;
  checked: string;
  author: string;
  operator: Operator;
  /** Full addresses, where the host is known. */
  address?: string | undefined;
  picture?: string | undefined;
  /** The region's full name. */
  region?: string | undefined;
  about?: Thing | undefined;
  /** Titles of the documents that it rests on. */
  documents: string[];
};

/** An entry. Its region is where it takes place; its documents are what it cites. */
export function article({ title, published, checked, author, operator, address, picture, region, about, documents }: ArticleWords): Article {
  return {
    '@type': 'Article',
    headline: title,
    inLanguage: 'zh-CN',
    datePublished: published,
    dateModified: checked,
    ...filled({
      author: authors(author),
      publisher: operatorThing(operator),
      url: address,
      image: picture,
      contentLocation: region && area(region),
      about,
      citation: documents,
    }),
  };
}

const area = (name: string): AdministrativeArea => ({ '@type': 'AdministrativeArea', name });
/** A region as what a page is about. */
export const regionThing = area;

/** The words of a text whose facts are all certain; undefined when one is read second hand or told in two ways. */
export function certainText(text: string | undefined, facts: FactTable): string | undefined {
  if (!text || factsInData(text).some((id) => doubtful(facts, id))) return undefined;
  return fillFacts(text, facts);
}
const doubtful = (facts: FactTable, id: FactId) => getFact(facts, id).unverified || getFact(facts, id).conflicts.length > 0;
const certainDay = (id: FactId | undefined, facts: FactTable) => {
  const fact = id && !doubtful(facts, id) ? getFact(facts, id) : undefined;
  return fact && typeof fact.value === 'string' && isWhen(fact.value) && !fact.before ? fact.value : undefined;
};

/** A person who is remembered, with days that no document disputes. */
export const personThing = ({ name, born, died }: { name: string; born?: FactId | undefined; died?: FactId | undefined }, facts: FactTable): Person => ({
  '@type': 'Person',
  name,
  ...filled({ birthDate: certainDay(born, facts), deathDate: certainDay(died, facts) }),
});

type PlaceWords = {
  official_name: string;
  /** Facts that say how it is protected. */
  protection: FactId[];
  point?: { lat: number; lng: number; precision: string } | undefined;
  visit: { address?: string | undefined; phone?: string | undefined };
};
/** A place that can be visited: a landmark when a document lists it as protected. Only a point at the site itself is its point. */
export function placeThing({ official_name, protection, point, visit }: PlaceWords, facts: FactTable): Place {
  const listed = protection.some((id) => !doubtful(facts, id) && /文物保护|纪念设施/.test(`${getFact(facts, id).of}${getFact(facts, id).value}`));
  const phone = certainText(visit.phone, facts);
  return {
    '@type': listed ? 'LandmarksOrHistoricalBuildings' : 'Place',
    name: official_name,
    ...filled({ address: certainText(visit.address, facts), telephone: phone && /^[\d-]+$/.test(phone) ? phone : undefined, geo: geo(point) }),
  };
}
const geo = (point: PlaceWords['point']) => (point?.precision === 'site' ? { '@type': 'GeoCoordinates' as const, latitude: point.lat, longitude: point.lng } : undefined);

/** What a guide is about. */
export const serviceThing = (name: string, audience: string): GovernmentService => ({ '@type': 'GovernmentService', name, audience: { '@type': 'Audience', audienceType: audience } });

export type StationWords = {
  name: string;
  /** Answers for a division; a special facility does not. */
  responsible: boolean;
  /** The division it serves. */
  serves: string;
  address?: string | undefined;
  phone?: string | undefined;
  point?: { lat: number; lng: number; precision: string } | undefined;
  parent?: string | undefined;
};
/** A station: an office where its address is known, an organisation otherwise, for an office without a door would send people nowhere. */
export function stationThing({ name, responsible, serves, address, phone, point, parent }: StationWords): GovernmentOffice | GovernmentOrganization | Organization {
  const common = filled({ telephone: phone, areaServed: responsible ? area(serves) : undefined, parentOrganization: parent ? { '@type': 'Organization' as const, name: parent } : undefined });
  const at = geo(point);
  if (address && responsible) return { '@type': 'GovernmentOffice', name, ...common, address: { '@type': 'PostalAddress', streetAddress: address, addressCountry: 'CN' }, ...filled({ geo: at }) };
  return { '@type': responsible ? 'GovernmentOrganization' : 'Organization', name, ...common, ...filled({ address, location: at && { '@type': 'Place' as const, geo: at } }) };
}

/** The publishers of a document; none where the words say that they are not known, or that several papers were put together. */
function publishers(words: string): Organization[] {
  const names = bare(words);
  if (/未载|未署|待核|推断|汇集|资料|多处|多地|多家|，|等$|网站 /.test(words)) return [];
  return names.split('、').map((name) => ({ '@type': 'Organization', name }));
}

/** A document that we took facts from. `published` is a day, a month, a year, or words that say it is not known. */
export function documentThing({ title, publisher, author, published, url }: { title: string; publisher: string; author?: string | undefined; published: string; url?: string | undefined }): CreativeWork {
  return {
    '@type': 'CreativeWork',
    name: title,
    ...filled({ publisher: publishers(publisher), author: author ? authors(author) : undefined, datePublished: isWhen(published) ? published : undefined, url }),
  };
}

/** A page about one thing, and the day when it was checked. */
export const pageThing = (main: Thing, checked: string, address: string | undefined): WebPage => ({
  '@type': 'WebPage',
  inLanguage: 'zh-CN',
  dateModified: checked,
  ...filled({ url: address }),
  mainEntity: main,
});

/** The open data; `home` and the addresses of the files are full ones, as nobody finds data by a path. */
export function datasetThing({ name, description, home, version, checked, license, operator, regions, files }: { name: string; description: string; home: string; version: string; checked: string; license: string | undefined; operator: Operator; regions: string[]; files: { address: string; type: string; title: string }[] }): Dataset {
  return {
    '@type': 'Dataset',
    name,
    description,
    inLanguage: 'zh-CN',
    url: home,
    version,
    dateModified: checked,
    isAccessibleForFree: true,
    ...filled({ license, publisher: operatorThing(operator) }),
    spatialCoverage: regions.map(area),
    distribution: files.map(({ address, type, title }): DataDownload => ({ '@type': 'DataDownload', name: title, contentUrl: address, encodingFormat: type })),
  };
}

/** A ready plan of a school's day. */
export function lessonThing({ title, grade, published, checked, author, operator, address }: { title: string; grade: string; published: string; checked: string; author: string; operator: Operator; address: string | undefined }): LearningResource {
  return {
    '@type': 'LearningResource',
    name: title,
    inLanguage: 'zh-CN',
    educationalLevel: grade,
    learningResourceType: '参观方案',
    datePublished: published,
    dateModified: checked,
    ...filled({ author: authors(author), publisher: operatorThing(operator), url: address }),
  };
}
