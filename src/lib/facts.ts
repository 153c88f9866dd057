import { linkPattern } from '../kinds.ts';
import type { Fact, Source } from '../schema/sources.ts';
import { blockFacts, readBlock } from './story.ts';
import { isWhen, showWhen } from './when.ts';

export type FactId = string;
/** All facts by "source id/fact id". */
export type FactTable = Map<FactId, Fact & { id: FactId; source: string; unverified: boolean }>;
export type FactEntry = FactTable extends Map<string, infer Row> ? Row : never;

/** The fact table of a list of sources. */
export function factTable(list: { id: string; data: Source }[]): FactTable {
  const table: FactTable = new Map();
  for (const { id: source, data } of list)
    for (const [name, fact] of Object.entries(data.facts)) {
      const id = `${source}/${name}`;
      table.set(id, { ...fact, id, source, unverified: data.read === 'secondhand' });
    }
  return table;
}

/** The fact of an id; throws when there is none. */
export function getFact(table: FactTable, id: FactId): FactEntry {
  const fact = table.get(id);
  if (!fact) throw new Error(`找不到事实 ${id}：请核对编号，或先在 content/sources/${id.split('/')[0]}.yaml 里写上这条事实。`);
  return fact;
}

/** Value and unit as a reader sees them: "近300条", "2018年12月". */
export function showFact(fact: Pick<Fact, 'value' | 'unit' | 'before' | 'after'>): string {
  if (typeof fact.value === 'number') return `${fact.before ?? ''}${fact.value}${fact.after ?? ''}${fact.unit ?? ''}`;
  const words = isWhen(fact.value) ? showWhen(fact.value) : fact.value;
  return `${fact.before ?? ''}${words}`;
}

const inText = /\{([a-z0-9-]+\/[a-z0-9-]+)\}/g;
const inBody = /<Fact\s+id="([^"]*)"\s*\/>/g;

/** Replaces {source/fact} in a frontmatter text by the fact's words. */
export const fillFacts = (text: string, table: FactTable) => text.replace(inText, (_, id: string) => showFact(getFact(table, id)));

/** The same where there is no room for numbered marks: what still has to be verified says so in words. */
export const fillFactsPlainly = (text: string, table: FactTable) =>
  text.replace(inText, (_, id: string) => {
    const fact = getFact(table, id);
    return `${showFact(fact)}${fact.unverified ? '（待核）' : ''}`;
  });

/** Splits a frontmatter text into words and facts, for a component that marks each fact. */
export function splitFacts(text: string): ({ words: string } | { fact: FactId })[] {
  return text.split(inText).map((part, i) => (i % 2 ? { fact: part } : { words: part }));
}

/** Ids of the facts that a frontmatter value names, in order of appearance, each once. */
export function factsInData(value: unknown): FactId[] {
  const found = new Set<FactId>();
  const walk = (node: unknown): void => {
    if (typeof node === 'string') {
      if (/^[a-z0-9-]+\/[a-z0-9-]+$/.test(node) && !linkPattern.test(node)) found.add(node);
      for (const match of node.matchAll(inText)) found.add(match[1]!);
    } else if (Array.isArray(node)) node.forEach(walk);
    else if (node && typeof node === 'object') Object.values(node).forEach(walk);
  };
  walk(value);
  return [...found];
}

/** Ids of the facts that an MDX body shows, in prose and in the props of its blocks, in order, each once. */
export const factsInBody = (body: string): FactId[] => [
  ...new Set(
    body.split('\n').flatMap((line) => {
      const tag = readBlock(line);
      return tag ? blockFacts(tag) : [...line.matchAll(inBody)].map((match) => match[1]!);
    }),
  ),
];
