// How /admin/ reads a file of content into a form and writes it back: what was not changed keeps its bytes, with comments, order and quotes.
import { Document, isMap, isScalar, isSeq, parseDocument, visit, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import type { z } from 'astro/zod';
import { defOf, formOfUnion, isNumberOrText, peel } from './admin-kinds.ts';
import { drawings } from './drawings.ts';
import { readBlock, storyProblems } from './story.ts';
import { isWhen } from './when.ts';

type Values = Record<string, unknown>;
/** How a kind of file is laid out: with a body behind its fields or without; `list` names the list in the form when the whole file is a map. */
export type Layout = { schema: z.ZodType; body: boolean; list?: string };

/** The key under which a form carries the text of its file, from which unchanged parts are taken. */
export const fileText = 'file_text';

const isGroup = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);
const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
const sorted = (value: unknown): unknown => (Array.isArray(value) ? value.map(sorted) : isGroup(value) ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])) : value);

/** A value of a file as its form shows it: a map with ids of its own becomes a list, a number that may be a text becomes a text. */
export function toForm(schema: z.ZodType, value: unknown): unknown {
  const { inner } = peel(schema);
  const def = defOf(inner);
  if (isNumberOrText(inner)) return value === undefined || value === null ? value : String(value);
  if (def.type === 'record' && isGroup(value)) return Object.entries(value).map(([id, item]) => ({ id, ...(toForm(def.valueType!, item) as Values) }));
  if (def.type === 'array' && Array.isArray(value)) return value.map((item) => toForm(def.element!, item));
  if (def.type === 'union' && isGroup(value)) return toForm(formOfUnion(inner, value), value);
  if (def.type === 'object' && isGroup(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, def.shape![key] ? toForm(def.shape![key], item) : item]));
  return value;
}

/** What a form holds as the file has it, without what is empty; undefined when nothing is left. `before` is the value that the file had. */
export function fromForm(schema: z.ZodType, value: unknown, before?: unknown): unknown {
  const { inner, otherwise } = peel(schema);
  const def = defOf(inner);
  if (value === undefined || value === null || value === '') return undefined;
  if (def.type === 'record' && Array.isArray(value)) {
    const items = value.filter(isGroup).map(({ id, ...item }) => [String(id ?? '').trim(), fromForm(def.valueType!, item, isGroup(before) ? before[String(id)] : undefined) ?? {}] as const);
    const twice = items.find(([id], i) => items.findIndex(([other]) => other === id) < i);
    // A map would keep only the last of them.
    if (twice) throw new Error(`“${twice[0]}”写了两次，请改一个编号`);
    return items.length ? Object.fromEntries(items) : undefined;
  }
  if (def.type === 'array' || def.type === 'tuple') {
    const list = Array.isArray(value) ? value.map((item) => (def.element ? fromForm(def.element, item) : item)).filter((item) => item !== undefined && item !== null && item !== '') : [];
    return list.length ? list : undefined;
  }
  if (def.type === 'union' && isGroup(value)) return fromForm(formOfUnion(inner, value), value, before);
  if (def.type === 'object' && isGroup(value)) {
    const kept = Object.entries(value).flatMap(([key, item]): [string, unknown][] => {
      const part = def.shape![key];
      const old = isGroup(before) ? before[key] : undefined;
      const made = !part ? item : isNumberOrText(peel(part).inner) ? numberOrText(item, value, old) : fromForm(part, item, old);
      return made === undefined ? [] : [[key, made]];
    });
    return kept.length ? Object.fromEntries(kept) : undefined;
  }
  if (typeof value === 'boolean') return value === otherwise && before === undefined ? undefined : value;
  return typeof value === 'string' ? value.trim() || undefined : value;
}

/** What a fact's value is: a number when a unit follows it or it can be nothing else, a text when it is a date, has a sign a number has not, or was one before. */
function numberOrText(value: unknown, { unit, after }: Values, before: unknown): unknown {
  if (value === undefined || value === null || value === '') return undefined;
  const text = String(value).trim();
  if (before !== undefined && String(before) === text && (typeof before === 'number' || !(unit || after))) return before;
  return String(Number(text)) === text && (unit || after || !isWhen(text)) ? Number(text) : text;
}

/** The fields of a file, the body behind them, and the blank lines between. */
const split = (text: string, body: boolean): { head: string; gap: string; rest: string } => {
  const [, head = '', behind] = (body && /^---\n([\s\S]*?\n)?---(?:\n([\s\S]*))?$/.exec(text)) || [undefined, body ? '' : text, undefined];
  const [gap] = /^\n*/.exec(behind ?? '\n')!;
  return { head, gap, rest: (behind ?? '').slice(behind === undefined ? 0 : gap.length).trimEnd() };
};

const parsed = (head: string) => {
  const document = parseDocument(head);
  if (document.errors.length) throw new Error(`文件读不懂（${document.errors[0]!.message.split('\n')[0]}）；请先运行 npm run rongji -- check，照提示改好`);
  return document;
};

/** What a form shows of a file's text; throws for YAML that cannot be read. */
export function readForm({ schema, body, list }: Layout, text: string): Values {
  const file = text.replace(/\r\n/g, '\n');
  const { head, rest } = split(file, body);
  const values = toForm(schema, parsed(head).toJS() ?? {});
  return { ...(list ? { [list]: values } : (values as Values)), ...(body && { body: rest }), [fileText]: text };
}

/** The text of a file for what its form holds. */
export function writeForm({ schema, body, list }: Layout, form: Values): string {
  const { [fileText]: original, body: prose, ...values } = form;
  const held = typeof original === 'string' ? original : '';
  const file = held.replace(/\r\n/g, '\n');
  // Notepad's line ends stay.
  const ended = (whole: string) => (held.includes('\r\n') ? whole.replace(/\n/g, '\r\n') : whole);
  const { head, gap, rest } = split(file, body);
  const document = parsed(head);
  const before = (document.toJS() ?? {}) as Values;
  const after = (fromForm(schema, list ? values[list] : values, before) ?? {}) as Values;
  const known = (fromForm(schema, toForm(schema, before), before) ?? {}) as Values;
  const yaml = isMap(document.contents) && !document.contents.flow ? mendMap(head, document.contents, known, after, 0) : render(after);
  if (!body) return ended(yaml);
  const text = typeof prose === 'string' ? prose.replace(/\r\n/g, '\n').trim() : '';
  const mended = text === rest ? rest : tidyBody(text);
  return ended(`---\n${yaml}---\n${mended ? `${gap}${mended}\n` : ''}`);
}

/** What is wrong with what a form holds, in words, each with the way to its field by `nameOf`; the whole content is checked by `npm run rongji -- check`. */
export function formProblems({ schema, body, list }: Layout, form: Values, nameOf: (path: string[]) => string): string[] {
  const { [fileText]: _, body: prose, ...values } = form;
  const { error } = schema.safeParse(fromForm(schema, list ? values[list] : values) ?? {});
  const problems = (error?.issues ?? []).map(({ path, message }) => `${nameOf(path.filter((key) => typeof key === 'string') as string[])}：${message}`);
  // Whether facts and places exist is not known here.
  const lenient = { fact: () => undefined, place: () => true, drawings: Object.keys(drawings) };
  if (body && typeof prose === 'string') problems.push(...storyProblems(tidyBody(prose), lenient).map(({ line, message }) => `正文第 ${line} 行：${message}`));
  return problems;
}

/** A body with each tag of a block on a line of its own between blank ones, and no more than one blank line anywhere. */
export function tidyBody(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .flatMap((line) => (readBlock(line) ? ['', line, ''] : [line]))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** YAML of a map, each line behind `indent` blanks. Days and times stand in quotes: to other parsers they are more than texts. So do texts of several lines, which a list on one line cannot hold otherwise. */
function render(values: unknown, indent = 0, like?: Node | null): string {
  const document = new Document(values);
  visit(document, {
    Scalar: (key, node) => {
      if (key === 'key' || typeof node.value !== 'string') return;
      if (/^[\d:.-]+$/.test(node.value)) node.type = 'QUOTE_SINGLE';
      if (node.value.includes('\n')) node.type = 'QUOTE_DOUBLE';
    },
  });
  // A list that was written on one line is written so again.
  const [pair] = isMap(document.contents) ? document.contents.items : [];
  const value = pair?.value;
  const oneLine = like && (isSeq(like) || isMap(like)) && like.flow;
  if (oneLine && (isSeq(value) || isMap(value))) value.flow = true;
  const items = isSeq(like) ? like.items : [];
  if (isSeq(value) && items.length && items.every((item) => isMap(item) && item.flow)) for (const item of value.items) if (isMap(item)) item.flow = true;
  const text = document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: !(oneLine && isSeq(value) && value.items.every(isScalar)) });
  return indent ? text.replace(/^(?=.)/gm, ' '.repeat(indent)) : text;
}

type Piece = { lead: string; text: string };

/** The lines of a node's parts, each with what stands before it: comments and blank lines. `tail` is what follows the last. */
function pieces(source: string, ranges: [from: number, to: number][], from: number, to: number): { list: Piece[]; tail: string } {
  let at = from;
  const list = ranges.map(([start, end]) => {
    const begin = source.lastIndexOf('\n', start - 1) + 1;
    const stop = source[end - 1] === '\n' ? end : source.indexOf('\n', end) + 1 || source.length;
    const piece = { lead: source.slice(at, begin), text: source.slice(begin, stop) };
    at = stop;
    return piece;
  });
  return { list, tail: source.slice(at, to) };
}

const endOf = (node: unknown, otherwise: number): number => (node as Node | null)?.range?.[1] ?? otherwise;
const withBreak = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

/** The text of a block map after a change: fields that hold the same keep their lines, new ones follow the field they come after in `after`. */
function mendMap(source: string, map: YAMLMap, before: Values, after: Values, indent: number, from = 0, to = source.length): string {
  const pairs = map.items as { key: Node & { value: unknown }; value: Node | null }[];
  const { list, tail } = pieces(source, pairs.map(({ key, value }) => [key.range![0], endOf(value, key.range![1])]), from, to);
  const order: { key: string; piece?: Piece }[] = pairs.map(({ key }, i) => ({ key: String(key.value), piece: list[i]! }));
  let previous: string | undefined;
  for (const key of Object.keys(after)) {
    if (!order.some((one) => one.key === key)) order.splice(order.findIndex((one) => one.key === previous) + 1, 0, { key });
    previous = key;
  }
  const text = order.map(({ key, piece }) => {
    const value = after[key];
    // A comment over a field that goes may be a heading for those that stay.
    if (value === undefined && !(piece && before[key] === undefined)) return piece?.lead ?? '';
    if (!piece) return render({ [key]: value }, indent);
    if (same(before[key], value)) return piece.lead + withBreak(piece.text);
    const { value: node, key: name } = pairs.find((one) => String(one.key.value) === key)!;
    return piece.lead + mendPair(piece, { key, value }, before[key], node, name, source, indent);
  });
  return withBreak(text.join('')) + tail;
}

/** A field with a new value; of a block map or list, what is the same in it keeps its lines. */
function mendPair(piece: Piece, { key, value }: { key: string; value: unknown }, before: unknown, node: Node | null, name: Node, source: string, indent: number): string {
  const begin = source.lastIndexOf('\n', name.range![0] - 1) + 1;
  const firstLine = source.slice(begin, source.indexOf('\n', begin) + 1);
  const inside = begin + firstLine.length;
  const end = begin + piece.text.length;
  if (isMap(node) && !node.flow && isGroup(value) && isGroup(before) && node.range![0] >= inside) return firstLine + mendMap(source, node, before, value, indent + 2, inside, end);
  if (isSeq(node) && !node.flow && Array.isArray(value) && value.length && Array.isArray(before) && before.length === node.items.length && node.range![0] >= inside) return firstLine + mendList(source, node, before, value, inside, end);
  return render({ [key]: value }, indent, node);
}

/** The text of a block list after a change: items that are the same keep their lines. */
function mendList(source: string, node: YAMLSeq, before: unknown[], after: unknown[], from: number, to: number): string {
  const { list, tail } = pieces(source, node.items.map((item) => [(item as Node).range![0], endOf(item, 0)]), from, to);
  const depth = /^ */.exec(list[0]!.text)![0].length;
  const free = new Set(list.keys());
  const text = after.map((item) => {
    const at = [...free].find((i) => same(before[i], item));
    if (at === undefined) {
      const [, ...lines] = render({ list: [item] }, 0, node).split('\n');
      return withBreak(lines.map((line) => (line ? ' '.repeat(depth) + line.replace(/^ {2}/, '') : line)).join('\n').trimEnd());
    }
    free.delete(at);
    return list[at]!.lead + withBreak(list[at]!.text);
  });
  return text.join('') + tail;
}
