// Takes out of content/ what belongs to some of its regions, for a site of one county or a few.
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isMap, isSeq, parseDocument, type Document } from 'yaml';
import type { Content, ContentEntry } from '../src/lib/content.ts';
import { divisionPrefix } from '../src/lib/divisions.ts';
import { factsInBody, factsInData } from '../src/lib/facts.ts';
import { readSheets } from '../src/lib/station-sheets.ts';
import { lawFact } from '../src/lib/stations.ts';

/** A page of the selection that speaks of a place that is not in it. */
export type Mention = { file: string; line: number; name: string };

/** The region an entry belongs to; undefined for what holds everywhere. */
const regionOf = ({ kind, id, data }: Pick<ContentEntry, 'kind' | 'id' | 'data'>): string | undefined => (kind === 'regions' ? id : data['region']);

/**
 * Writes into the folder `out` the part of the content under `root` that belongs to the regions in `ids` or to none: their entries, plans, sheets
 * and lists of divisions, and the documents and facts that these rest on. What leads to another region (`related`, a guide's `local`) is left out.
 * Returns where the selection still names another region in its words. Throws, in Chinese, for an id that is no region. `content` is what readContent made of `root`.
 */
export function writeSelection(content: Content, root: string, ids: string[], out: string): Mention[] {
  const regions = content.entries.filter(({ kind }) => kind === 'regions');
  const unknown = ids.filter((id) => !regions.some((one) => one.id === id));
  if (unknown.length) throw new Error(`site.config.ts 的 regions：没有 ${unknown.join('、')} 这个地方；可用的编号是 ${regions.map(({ id }) => id).join('、')}`);
  const chosen = (region: string | undefined) => region === undefined || ids.includes(region);
  const prefixes = regions.filter(({ id }) => ids.includes(id)).map(({ data }) => divisionPrefix(data['code']));

  const entries = content.entries.filter((entry) => chosen(regionOf(entry))).map((entry): ContentEntry => ({ ...entry, data: { ...entry.data, local: (entry.data['local'] ?? []).filter((one: { region: string }) => chosen(one.region)) } }));
  const stations = content.stations.filter(({ data }) => prefixes.some((prefix) => data.code.startsWith(prefix)));
  const kept = new Set([...entries.map(({ kind, id }) => `${kind}/${id}`), ...stations.map(({ data }) => `stations/${data.id}`)]);
  const visits = content.visits.filter(({ data }) => chosen(data.region) && data.stops.every(({ site }) => kept.has(site)));

  // A document stays with the facts that something rests on; a document of a chosen region stays whole.
  const own = new Set(content.sources.filter(({ data }) => data.region !== undefined && chosen(data.region)).map(({ id }) => id));
  const facts = new Set<string>();
  const keepFact = (id: string): void => {
    const fact = content.facts.get(id);
    if (!fact || facts.has(id)) return;
    facts.add(id);
    fact.conflicts.forEach(keepFact);
  };
  keepFact(lawFact);
  for (const { data, body } of entries) [...factsInData(data), ...factsInBody(body)].forEach(keepFact);
  for (const { id, data } of content.sources) if (own.has(id)) for (const name of Object.keys(data.facts)) keepFact(`${id}/${name}`);
  const sources = new Set([...own, ...[...facts].map((id) => id.split('/')[0]!), ...stations.map(({ data }) => data.source), ...entries.flatMap(({ data }) => (data['basis'] ?? []).flatMap((one: unknown) => (typeof one === 'object' ? [(one as { source: string }).source] : [])))]);

  rmSync(out, { recursive: true, force: true });
  const put = (file: string, text?: string) => {
    const to = join(out, file);
    mkdirSync(dirname(to), { recursive: true });
    if (text === undefined) copyFileSync(join(root, file), to);
    else writeFileSync(to, text);
  };
  const within = (file: string) => file.slice(file.indexOf('/') + 1);

  for (const { file } of entries) put(within(file), prunedEntry(readFileSync(join(root, within(file)), 'utf8').replace(/\r\n/g, '\n'), file.endsWith('.yaml'), (target) => kept.has(target), chosen));
  for (const { file } of visits) put(within(file));
  for (const { id, file, data } of content.sources) {
    if (!sources.has(id)) continue;
    const spare = Object.keys(data.facts).filter((name) => !facts.has(`${id}/${name}`));
    // A document about another place may be quoted; that place itself is not here.
    const stranger = !chosen(data.region);
    const change = (document: Document.Parsed) => {
      spare.forEach((name) => document.deleteIn(['facts', name]));
      if (stranger) document.delete('region');
    };
    put(within(file), spare.length || stranger ? pruned(readFileSync(join(root, within(file)), 'utf8'), change) : undefined);
  }
  // An import that was cut off has sheets that are not on disk yet.
  const sheets = readSheets(join(root, 'stations'));
  for (const file of new Set(stations.map((row) => row.file))) put(within(file), sheets.get(basename(file))?.toString());
  for (const file of existsSync(join(root, 'divisions')) ? readdirSync(join(root, 'divisions')) : []) if (regions.some(({ id, data }) => ids.includes(id) && data['code'] === basename(file, '.csv'))) put(`divisions/${file}`);

  const words = JSON.stringify([entries.map(({ data, body }) => [data, body]), stations.map(({ data }) => data), visits.map(({ data }) => data), [...facts].map((id) => content.facts.get(id)), content.sources.filter(({ id }) => sources.has(id)).map(({ data: { title, publisher, note } }) => [title, publisher, note])]) + readdirSync(join(out, 'divisions')).map((file) => readFileSync(join(out, 'divisions', file), 'utf8')).join('\n');
  if (existsSync(join(root, 'lexicon.yaml'))) {
    const spare = Object.keys(content.lexicon).filter((word) => !words.includes(word));
    put('lexicon.yaml', pruned(readFileSync(join(root, 'lexicon.yaml'), 'utf8'), (document) => spare.forEach((word) => document.delete(word))));
  }

  const names = regions.filter(({ id }) => !ids.includes(id)).flatMap(({ data }) => [data['title'] as string, (data['title'] as string).replace(/[市县区]$/, '')]);
  return entries.flatMap(({ file, passages }) =>
    passages.flatMap(({ line, field, text }) => {
      const name = /^(local|related)(\.|$)/.test(field ?? '') ? undefined : names.find((one) => one.length > 1 && text.includes(one));
      return name ? [{ file, line, name }] : [];
    }),
  );
}

/** YAML after a change, its other lines as they were written. */
function pruned(text: string, change: (document: Document.Parsed) => void): string {
  const document = parseDocument(text);
  change(document);
  return document.toString({ lineWidth: 0 });
}

/** An entry's file without what leads to entries and regions that are not kept; the file itself when nothing does. */
function prunedEntry(text: string, plain: boolean, keeps: (target: string) => boolean, chosen: (region: string) => boolean): string {
  const [, head = text, rest = ''] = plain ? [] : (/^---\n([\s\S]*?\n)(---(?:\n[\s\S]*)?)$/.exec(text) ?? []);
  const document = parseDocument(head);
  let changed = false;
  const sift = (field: string, keep: (item: any) => boolean) => {
    const list = document.get(field);
    if (!isSeq(list)) return;
    const items = list.items.filter((item) => keep(isMap(item) ? item.toJSON() : String(item)));
    if (items.length === list.items.length) return;
    changed = true;
    list.items = items;
  };
  sift('related', keeps);
  sift('local', ({ region }: { region: string }) => chosen(region));
  if (!changed) return text;
  const yaml = document.toString({ lineWidth: 0 });
  return plain ? yaml : `---\n${yaml}${rest}`;
}
