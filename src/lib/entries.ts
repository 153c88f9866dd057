// The only file that asks Astro for content; pages and layouts get plain lists from it.
import { getCollection, type CollectionEntry } from 'astro:content';
import type { Division } from './divisions.ts';
import { contentRoot } from './content-root.ts';
import { readDivisions } from './divisions-csv.ts';
import { byDivision, hasPage, type StationPoint } from './stations.ts';
import type { Question } from '../schema/questions.ts';
import type { Station } from '../schema/stations.ts';
import { pageKinds, type Kind, type PageKind } from '../kinds.ts';
import type { Label } from './local-map.ts';
import type { precisions } from '../schema/parts.ts';
import { chaptersOf, type Chapter } from './story.ts';
import type { Thing } from 'schema-dts';
import { personThing, placeThing, regionThing, serviceThing } from './structured-data.ts';
import { factsInBody, factsInData, factTable, fillFacts, fillFactsPlainly, type FactId, type FactTable } from './facts.ts';

export type Entry = CollectionEntry<PageKind>;
/** What a list or a link needs of an entry. */
export type Brief = { kind: Kind; id: string; title: string; summary: string; region?: string };

async function read(): Promise<{ entries: Entry[]; facts: FactTable }> {
  const entries = (await Promise.all(pageKinds.map((kind) => getCollection(kind)))).flat() as Entry[];
  const sources = await getCollection('sources');
  return { entries, facts: factTable(sources.map(({ id, data }) => ({ id, data }))) };
}
// A build reads once for all pages; while someone writes, every page reads anew.
let once: ReturnType<typeof read> | undefined;
const load = () => (import.meta.env.DEV ? read() : (once ??= read()));

/** All entries that are pages of prose or data. */
export const allEntries = async () => (await load()).entries;
/** All facts. */
export const allFacts = async () => (await load()).facts;

/** What the site has to show: the kinds that are not empty, and whether a school can visit a place. Columns with nothing in them are not offered. */
export async function offered(): Promise<{ kinds: Set<Kind>; visits: boolean }> {
  const { entries } = await load();
  const kinds = new Set<Kind>([...entries.map((entry) => entry.collection), 'sources']);
  if ((await getCollection('stations')).length) kinds.add('stations');
  return { kinds, visits: entries.some(({ data }) => 'visit' in data) };
}

/** The localities in the operator's order. */
export const allRegions = async () => (await getCollection('regions')).sort((a, b) => a.data.order - b.data.order);

/** Entries of one kind: by region's order, then by title. */
export async function entriesOf<K extends PageKind>(kind: K): Promise<CollectionEntry<K>[]> {
  const order = new Map((await allRegions()).map((region, i) => [region.id, i]));
  const rank = (entry: CollectionEntry<K>) => ('region' in entry.data ? (order.get(entry.data.region) ?? 99) : 0);
  const list = (await getCollection(kind)) as CollectionEntry<K>[];
  return list.sort((a, b) => rank(a) - rank(b) || a.data.title.localeCompare(b.data.title, 'zh-CN'));
}

/** The paths of a kind's entry pages, for `getStaticPaths`. */
export const entryPaths = <K extends PageKind>(kind: K) => async () => (await entriesOf(kind)).map((entry) => ({ params: { id: entry.id }, props: { entry } }));

/** An entry as lists show it, its facts filled in. */
export function brief(entry: Entry, facts: FactTable): Brief {
  const region = 'region' in entry.data ? entry.data.region : undefined;
  return {
    kind: entry.collection,
    id: entry.id,
    title: fillFacts(entry.data.title, facts),
    summary: fillFacts(entry.data.summary, facts),
    ...(region ? { region } : {}),
  };
}

/** Entries linked with this one from either side, as briefs in the order of the kinds. */
export async function relatedTo(kind: Kind, id: string): Promise<Brief[]> {
  const { entries, facts } = await load();
  const key = `${kind}/${id}`;
  const own = entries.find((entry) => `${entry.collection}/${entry.id}` === key)?.data.related ?? [];
  const linked = entries.filter((entry) => own.includes(`${entry.collection}/${entry.id}`) || entry.data.related.includes(key));
  const stations = (await getCollection('stations')).filter((station) => own.includes(`stations/${station.id}`));
  const rank = (one: Brief) => pageKinds.indexOf(one.kind as PageKind);
  return [
    ...linked.map((entry) => brief(entry, facts)).sort((a, b) => rank(a) - rank(b)),
    ...stations.map((station) => ({ kind: 'stations' as const, id: station.id, title: station.data.name, summary: station.data.services.join('、') })),
  ];
}

/** Ids of the facts an entry's page shows, in the order a reader meets them: lede, body, the rest of its data. Its questions stand on a page of their own. */
export function factsOn(entry: Entry): FactId[] {
  const { title, summary, ...rest } = entry.data;
  return [...new Set([...factsInData([title, summary]), ...factsInBody(entry.body ?? ''), ...factsInData({ ...rest, questions: [] })])];
}

/** Titles of the documents that an entry's page rests on, in the order in which it names them. */
export async function documentsOf(entry: Entry): Promise<string[]> {
  const titles = new Map((await getCollection('sources')).map(({ id, data }) => [id, data.title]));
  const named = [...factsOn(entry).map((id) => id.split('/')[0]!), ...('basis' in entry.data ? entry.data.basis : []).flatMap((basis) => (typeof basis === 'string' ? [] : [basis.source]))];
  return [...new Set(named)].map((id) => titles.get(id)!);
}

/** What an entry is about, for machines. A day that returns every year is no event with one beginning, and of a story no document says whose life it is: those have none. */
export function aboutOf(entry: Entry, facts: FactTable): Thing | undefined {
  const { collection: kind, data } = entry;
  if (kind === 'regions') return regionThing(data.full_name);
  if (kind === 'guides') return serviceThing(fillFacts(data.title, facts), fillFactsPlainly(data.for.join('；'), facts));
  if (kind === 'heritage') return placeThing({ ...data, protection: data.designations }, facts);
  if (kind === 'memorials' && data.form === 'person') return personThing(data, facts);
  if (kind === 'memorials' && data.form === 'facility') return placeThing({ ...data, protection: data.protection ? [data.protection] : [] }, facts);
  return undefined;
}

/** What the entry asks pupils. */
export const questionsOf = ({ data }: Entry): Question[] => ('questions' in data ? data.questions : []);

/** Numbers the facts of the page's entry; a page calls it before it renders, as MDX renders before its layout does. */
export function cite(locals: App.Locals, entry: Entry): void {
  locals.citations = new Map(factsOn(entry).map((id, i) => [id, i + 1]));
  locals.entry = entry;
}

/** A place that a chapter names, with what says how exactly it is known and where its point is from. */
export type StoryPlace = Label & { id: string; precision: (typeof precisions)[number]; source: string };

/** The chapters of an entry's body, each with its place when it names one. */
export async function chaptersWithPlaces(entry: Entry): Promise<(Omit<Chapter, 'place'> & { place?: StoryPlace })[]> {
  const own: StoryPlace[] = 'places' in entry.data ? entry.data.places : [];
  const stations = await getCollection('stations');
  const find = async (id: string): Promise<StoryPlace> => {
    const listed = own.find((place) => place.id === id);
    if (listed) return listed;
    const station = stations.find((one) => `stations/${one.id}` === id)?.data;
    if (station?.lat !== undefined) return { id, name: station.name, lat: station.lat, lng: station.lng!, precision: station.precision!, source: station.point_source! };
    const other = (await allEntries()).find((one) => `${one.collection}/${one.id}` === id);
    const point = other && 'point' in other.data ? other.data.point : undefined;
    if (!other || !point) throw new Error(`找不到地点 ${id}：请在 places 里写上，或写一个有坐标的条目。`);
    return { ...point, id, name: other.data.title };
  };
  return Promise.all(chaptersOf(entry.body ?? '').map(async ({ place, ...chapter }) => ({ ...chapter, ...(place && { place: await find(place) }) })));
}

/** The entries that show each fact, on their page or on their worksheet. */
export async function factUses(): Promise<Map<FactId, Brief[]>> {
  const { entries, facts } = await load();
  const uses = new Map<FactId, Brief[]>();
  for (const entry of entries) for (const id of new Set([...factsOn(entry), ...factsInData(questionsOf(entry))])) uses.set(id, [...(uses.get(id) ?? []), brief(entry, facts)]);
  return uses;
}

/** All divisions of the lists by code, provinces down to villages, in the order of the codes. */
export const allDivisions = async (): Promise<Map<string, Division>> => (await directory()).divisions;

/** All stations as lists, maps and files show them, in the order of the divisions. */
export const allStations = async (): Promise<StationPoint[]> => (await directory()).stations;

/** The rows of the sheets, in the order of the divisions. */
export const allSheetRows = async (): Promise<Station[]> => (await getCollection('stations')).map(({ data }) => data).sort(byDivision);

async function readDirectory(): Promise<{ divisions: Map<string, Division>; stations: StationPoint[] }> {
  const divisions = new Map(readDivisions(contentRoot).map((division) => [division.code, division]));
  const stations = (await getCollection('stations')).map(({ id, data }) => ({
    id,
    name: data.name,
    kind: data.kind,
    level: data.level,
    code: data.code,
    county: divisions.get(data.code.slice(0, 6))?.name ?? '',
    services: data.services,
    basis: data.basis,
    page: hasPage(data),
    ...(data.township && { township: data.township }),
    ...(data.phone && { phone: data.phone }),
    ...(data.address && { address: data.address }),
    ...(data.hours && { hours: data.hours }),
    ...(data.lat !== undefined && { lat: data.lat, lng: data.lng!, precision: data.precision! }),
  }));
  return { divisions, stations: stations.sort(byDivision) };
}
let onceDirectory: ReturnType<typeof readDirectory> | undefined;
const directory = () => (import.meta.env.DEV ? readDirectory() : (onceDirectory ??= readDirectory()));
