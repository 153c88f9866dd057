// Makes the files of the open data out of the content. Asks Astro for it.
import { getCollection } from 'astro:content';
import { kinds } from '../kinds.ts';
import { allEntries, allFacts, allSheetRows, factsOn, factUses, questionsOf, type Entry } from './entries.ts';
import { factsInData, fillFactsPlainly, type FactTable } from './facts.ts';
import { dataPackage, dataVersion, fieldRows, ownFields, pointsText, rowsText, sheetText, tableNames, type DataFile, type FieldRow, type Row, type TableName } from './open-data.ts';
import { fullAddress, href } from './paths.ts';
import { plainBody } from './plain-body.ts';
import { site } from './site.ts';
import { isWhen } from './when.ts';

export type OpenData = {
  files: DataFile[];
  rows: Record<TableName, Row[]>;
  /** Days of the latest and of the earliest check. */
  checked: string;
  oldest: string;
  version: string;
  /** Where points come from, each once. */
  points: string[];
  descriptor: object;
  /** What stands in the `fields` of the entries. */
  fields: FieldRow[];
};

/** Every text of a value with its facts filled in. */
function filled(value: unknown, facts: FactTable): unknown {
  if (typeof value === 'string') return fillFactsPlainly(value, facts);
  if (Array.isArray(value)) return value.map((item) => filled(item, facts));
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, facts)]));
  return value;
}

/** Where the points in a value come from, those of a story's places too. */
function pointSources(value: unknown): string[] {
  if (!value || typeof value !== 'object') return [];
  const own = 'lat' in value && 'source' in value && typeof value.source === 'string' ? [value.source] : [];
  return [...own, ...Object.values(value).flatMap(pointSources)];
}

const some = (list: readonly string[]) => (list.length > 0 ? list : undefined);

function entryRow(entry: Entry, facts: FactTable): Row {
  const { collection: kind, id, data } = entry;
  const point = 'point' in data ? data.point : undefined;
  const path = `${kinds[kind].path}${id}/` as const;
  return {
    id: `${kind}/${id}`,
    kind,
    title: fillFactsPlainly(data.title, facts),
    summary: fillFactsPlainly(data.summary, facts),
    address: fullAddress(path) ?? href(path),
    region: 'region' in data ? `regions/${data.region}` : undefined,
    aliases: some(data.aliases),
    author: data.author,
    published: data.published,
    checked: data.checked,
    ...(point && { lat: point.lat, lng: point.lng, precision: point.precision, point_source: point.source }),
    related: some(data.related),
    facts: some([...new Set([...factsOn(entry), ...factsInData(questionsOf(entry))])]),
  };
}

/** What the kind's own fields say and the text, for which a cell of a sheet is no place. */
function wholeEntry(entry: Entry, facts: FactTable): object {
  const text = plainBody(entry.body ?? '', facts);
  return { fields: filled(ownFields(entry.data), facts), ...(text && { text }) };
}

async function make(): Promise<OpenData> {
  const facts = await allFacts();
  const uses = await factUses();
  const entries = (await allEntries()).toSorted((a, b) => (`${a.collection}/${a.id}` < `${b.collection}/${b.id}` ? -1 : 1));
  const documents = (await getCollection('sources')).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const regions = new Set(entries.filter(({ collection }) => collection === 'regions').map(({ id }) => id));
  const read = new Map(documents.map(({ id, data }) => [id, data.read]));
  const rows: Record<TableName, Row[]> = {
    stations: await allSheetRows(),
    entries: entries.map((entry) => entryRow(entry, facts)),
    facts: [...facts.values()]
      .map(({ id, source, value, unit, before, after, of, as_of, where, conflicts, note }): Row => ({
        id, source, value, unit, before, after, of, as_of, where, note,
        sort: typeof value === 'number' ? 'number' : isWhen(value) ? 'date' : 'text',
        conflicts: some(conflicts),
        read: read.get(source),
        pages: some((uses.get(id) ?? []).map((page) => `${page.kind}/${page.id}`)),
      }))
      .sort((a, b) => (a['id']! < b['id']! ? -1 : 1)),
    sources: documents.map(({ id, data: { title, publisher, author, kind, published, url, read, region, checked, note } }): Row => ({
      id, title, publisher, author, kind, url, read, checked, note,
      published: isWhen(published) ? published : undefined,
      region: region && regions.has(region) ? `regions/${region}` : undefined,
    })),
  };
  const whole = new Map(entries.map((entry) => [`${entry.collection}/${entry.id}`, entry]));
  const files = tableNames.flatMap((table): DataFile[] => [
    { file: `${table}.csv`, table, format: 'csv', text: sheetText(table, rows[table]) },
    { file: `${table}.json`, table, format: 'json', text: table === 'entries' ? rowsText(table, rows[table], ({ id }) => wholeEntry(whole.get(id as string)!, facts)) : rowsText(table, rows[table]) },
    ...(table === 'stations' || table === 'entries' ? [{ file: `${table}.geojson`, table, format: 'geojson' as const, text: pointsText(rows[table]) }] : []),
  ]);
  const days = [...rows.stations, ...rows.entries, ...rows.sources].map(({ checked }) => checked as string).sort();
  const checked = days.at(-1)!;
  const points = [...new Set([...rows.stations.flatMap(({ point_source }) => (point_source ? [point_source as string] : [])), ...entries.flatMap(({ data }) => pointSources(data))])].sort();
  const descriptor = dataPackage(files, {
    title: `${site.name}：开放数据`,
    checked,
    homepage: fullAddress('/data/'),
    license: site.license,
    operator: site.operator.name || undefined,
    sources: documents.map(({ data: { title, url } }) => ({ title, path: url })),
    points,
  });
  return { files, rows, checked, oldest: days[0]!, version: dataVersion(files, checked), points, descriptor, fields: fieldRows(entries.map(({ collection, data }) => ({ kind: collection, fields: ownFields(data) }))) };
}

let once: ReturnType<typeof make> | undefined;
/** The open data; made once in a build, anew for every page while someone writes. */
export const openData = () => (import.meta.env.DEV ? make() : (once ??= make()));

/** The paths of the files of one form, for `getStaticPaths`. */
export const dataPaths = (format: DataFile['format']) => async () => (await openData()).files.filter((one) => one.format === format).map(({ table, text }) => ({ params: { table }, props: { text } }));
