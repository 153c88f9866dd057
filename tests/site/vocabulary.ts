// What schema.org allows, out of its own vocabulary, and what pages say in it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const schema = 'http://schema.org/';
const rdfs = 'http://www.w3.org/2000/01/rdf-schema#';
const triples = readFileSync(join('node_modules', '@vocabulary', 'schema', 'schema.nq'), 'utf8')
  .split('\n')
  .flatMap((line) => /^<([^>]+)> <([^>]+)> <([^>]+)>/.exec(line)?.slice(1, 4) ? [/^<([^>]+)> <([^>]+)> <([^>]+)>/.exec(line)!.slice(1, 4).map((name) => name.replace(schema, ''))] : []);
const byPredicate = (predicate: string) => {
  const map = new Map<string, string[]>();
  for (const [subject, name, object] of triples) if (name === predicate) map.set(subject!, [...(map.get(subject!) ?? []), object!]);
  return map;
};
const parents = byPredicate(`${rdfs}subClassOf`);
const domains = byPredicate('domainIncludes');
const ranges = byPredicate('rangeIncludes');
const classes = new Set(triples.filter(([, predicate, object]) => predicate!.endsWith('#type') && object === `${rdfs}Class`).map(([subject]) => subject!));
const lineage = (type: string): string[] => [type, ...(parents.get(type) ?? []).flatMap(lineage)];

const isDate = (value: string) => /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\+\d\d:\d\d|Z))?)?)?$/.test(value);
const isUrl = (value: string) => /^https?:\/\/\S+$/.test(value);
// A thing may be named by its address (schema.org, "Conformance").
const literal = (value: unknown, range: string) =>
  (typeof value === 'string' && ((range === 'Text' && value.trim() !== '') || (['Date', 'DateTime'].includes(range) && isDate(value)) || (range === 'URL' && isUrl(value)) || ((range === 'Thing' || lineage(range).includes('CreativeWork')) && isUrl(value)))) ||
  (typeof value === 'number' && ['Number', 'Integer', 'Text'].includes(range)) ||
  (typeof value === 'boolean' && range === 'Boolean');

/** The JSON-LD blocks of a page, parsed. */
export const dataOf = (html: string): Record<string, any>[] => [...html.matchAll(/<script type="application\/ld\+json">([\s\S]*?)<\/script>/g)].map((match) => JSON.parse(match[1]!));

/** What a thing says against the vocabulary: unknown types and properties, properties of other types, values of other kinds. */
export function mistakes(thing: Record<string, any>, at = thing['@type'] as string): string[] {
  const type = thing['@type'] as string;
  if (!classes.has(type)) return [`${at}: no type ${type}`];
  return Object.entries(thing).flatMap(([property, given]) => {
    // Constraints of an action's input stand beside the vocabulary.
    if (property.startsWith('@') || property === 'query-input') return [];
    const allowed = ranges.get(property);
    if (!allowed) return [`${at}: no property ${property}`];
    if (!lineage(type).some((one) => domains.get(property)?.includes(one))) return [`${at}: ${property} is none of ${type}`];
    return [given].flat().flatMap((value) => {
      if (typeof value === 'object' && value !== null) return allowed.some((range) => lineage(value['@type']).includes(range)) ? mistakes(value, `${at}.${property}`) : [`${at}.${property}: ${value['@type']} is none of ${allowed.join(', ')}`];
      return allowed.some((range) => literal(value, range)) ? [] : [`${at}.${property}: ${JSON.stringify(value)} is none of ${allowed.join(', ')}`];
    });
  });
}

/** What Google's documents ask of the results that it makes of a breadcrumb and of an article; `full` when the site knows its host. */
export function unmet(thing: Record<string, any>, full: boolean): string[] {
  const lacks = (names: string[]) => names.filter((name) => thing[name] === undefined).map((name) => `${thing['@type']} without ${name}`);
  if (thing['@type'] === 'Article') return [...lacks(['headline', 'datePublished', 'dateModified', 'author', ...(full ? ['image', 'url'] : [])]), ...[thing['author'] ?? []].flat().flatMap((one: { name?: string }) => (one.name ? [] : ['author without name']))];
  if (thing['@type'] === 'GovernmentOffice') return lacks(['name', 'address']);
  if (thing['@type'] !== 'BreadcrumbList') return [];
  const items = thing['itemListElement'] as Record<string, unknown>[];
  return [
    ...(items.length >= 2 ? [] : ['fewer than two items']),
    ...items.flatMap((item, i) => [...(item['position'] === i + 1 ? [] : [`position ${item['position']}`]), ...(item['name'] ? [] : ['item without name']), ...(isUrl(String(item['item'])) ? [] : ['item without address'])]),
  ];
}
