import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'astro/zod';
import { configText, readConfig, type AdminField } from '@/lib/admin-choices.ts';
import { adminConfig, choicesFor, formFields, usedLabels } from '@/lib/admin-config.ts';
import { fileText, readForm } from '@/lib/admin-format.ts';
import { forms, lexiconForm, type FormName } from '@/lib/admin-kinds.ts';
import { readContent } from '@/lib/content.ts';
import { labels } from '@/lib/field-labels.ts';

const content = readContent('content');
const choices = choicesFor(content);
const names = Object.keys(forms) as FormName[];
const config = adminConfig({ admin: { backend: 'local' }, name: '戎迹', url: '', base: '/' }, content);

// The schemas as JSON Schema are another walk through them than the one that makes the forms.
type Shape = { type?: string; const?: unknown; enum?: unknown[]; pattern?: string; properties?: Record<string, Shape>; required?: string[]; items?: Shape; prefixItems?: Shape[]; minItems?: number; maxItems?: number; minimum?: number; maximum?: number; anyOf?: Shape[]; oneOf?: Shape[]; additionalProperties?: Shape; propertyNames?: Shape };
const shapeOf = (schema: z.ZodType) => structuredClone(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' })) as Shape;
/** The same for what is written, not what is read out of it: a field with a default may be left out there. */
const needed = (schema: z.ZodType) => structuredClone(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })) as Shape;

/** Where a form and a schema differ, each as "path: what". */
function differences(shape: Shape, required: Shape, fields: AdminField[], path = ''): string[] {
  const found: string[] = [];
  const own = fields.filter(({ name }) => name !== 'body');
  const wanted = Object.keys(shape.properties ?? {});
  for (const name of wanted) if (!own.some((field) => field.name === name)) found.push(`${path}${name}: not in the form`);
  for (const { name } of own) if (!wanted.includes(name)) found.push(`${path}${name}: not in the schema`);
  for (const field of own) {
    const part = shape.properties?.[field.name];
    if (!part) continue;
    const at = `${path}${field.name}`;
    const say = (what: string, form: unknown, schema: unknown) => JSON.stringify(form) !== JSON.stringify(schema) && found.push(`${at}: ${what} ${JSON.stringify(form)} in the form, ${JSON.stringify(schema)} in the schema`);
    const must = required.properties?.[field.name] ?? {};
    // Zod takes a union of which one part is read another way first for one that may be left out.
    const demanded = (required.required ?? []).includes(field.name) || (must.anyOf !== undefined && (shape.required ?? []).includes(field.name));
    if (field.widget !== 'hidden') say('required', field.required, demanded);
    found.push(...valueDifferences(part, must, field, at, say));
  }
  return found;
}

function valueDifferences(part: Shape, must: Shape, field: AdminField, at: string, say: (what: string, form: unknown, schema: unknown) => unknown): string[] {
  if (part.const !== undefined) return void say('the only value', field['default'], part.const), [];
  const kinds = part.oneOf ?? (part.anyOf?.every(({ properties }) => properties) ? part.anyOf : undefined);
  if (kinds) {
    const tag = field['typeKey'] as string;
    say('kinds', field.types?.map(({ name }) => name), kinds.map(({ properties }) => properties![tag]!.const));
    const without = (one: Shape): Shape => ({ ...one, properties: Object.fromEntries(Object.entries(one.properties!).filter(([key]) => key !== tag)) });
    return kinds.flatMap((kind, i) => differences(without(kind), without((must.oneOf ?? must.anyOf)![i]!), field.types![i]!.fields, `${at}.`));
  }
  if (part.anyOf) {
    const patterns = part.anyOf.flatMap(({ pattern, const: only }) => pattern ?? (only === undefined ? [] : `^(?:${String(only)})$`));
    say('pattern', field.pattern?.[0].source, patterns.length === part.anyOf.length ? patterns.map((one) => `(?:${one})`).join('|') : undefined);
    return [];
  }
  if (part.type === 'array') {
    const { items, prefixItems } = part;
    if (prefixItems) return void say('length', [field['min'], field['max']], [prefixItems.length, prefixItems.length]), [];
    say('several', field.widget === 'list' || field['multiple'] === true, true);
    say('how few and many', [field['min'], field['max']], [part.minItems, part.maxItems]);
    if (items!.properties) return differences(items!, must.items!, field.fields ?? [], `${at}.`);
    if (field['field']) return valueDifferences(items!, must.items ?? {}, field['field'] as AdminField, at, say);
    if (items!.enum) say('options', field.options?.map(({ value }) => value), items!.enum);
    return [];
  }
  if (part.type === 'object' && part.propertyNames) {
    const [key, ...rest] = field.fields!;
    say('keys', [key!.name, key!.required, key!.pattern?.[0].source], ['id', true, part.propertyNames.pattern]);
    return differences(part.additionalProperties!, must.additionalProperties!, rest, `${at}.`);
  }
  if (part.type === 'object') return differences(part, must, field.fields ?? [], `${at}.`);
  if (part.enum) say('options', field.options?.map(({ value }) => value), part.enum);
  if (part.type === 'boolean') say('yes and no', field.widget === 'boolean' ? [true, false] : field.options?.map(({ value }) => value), [true, false]);
  if (part.type === 'number' || part.type === 'integer') {
    say('whole', field['value_type'] === 'int', part.type === 'integer');
    const bound = (limit: number | undefined) => (Math.abs(limit ?? 0) > 1e14 ? undefined : limit);
    say('limits', [field['min'], field['max']], [bound(part.minimum), bound(part.maximum)]);
  }
  if (part.type === 'string' && field.pattern) say('pattern', field.pattern[0].source, part.pattern);
  // What is picked from a list keeps to the pattern of its own accord; a day has a calendar.
  if (part.type === 'string' && part.pattern && !field.pattern) say('picked, not typed', ['relation', 'rongji-fact', 'select', 'datetime'].includes(field.widget), true);
  return [];
}

describe('forms and schemas', () => {
  test.each(names)('%s asks for exactly what its schema has', (name) => {
    const { schema } = forms[name];
    expect(differences(shapeOf(schema), needed(schema), formFields(name, choices))).toEqual([]);
  });
  test('the list of words does so too', () => {
    const [field] = config.cms.collections.find(({ name }) => name === 'lexicon')!.files![0]!.fields;
    const wrap = (shape: Shape): Shape => ({ properties: { words: shape }, required: ['words'] });
    expect(differences(wrap(shapeOf(lexiconForm.schema)), wrap(needed(lexiconForm.schema)), [field!])).toEqual([]);
  });
  test('a field that one of them loses, an option, a bound or a pattern that differs is noticed', () => {
    const { schema } = forms.heritage;
    const fields = () => structuredClone(formFields('heritage', choices));
    const changed = (change: (fields: AdminField[], shape: Shape, must: Shape) => void) => {
      const [form, shape, must] = [fields(), shapeOf(schema), needed(schema)];
      change(form, shape, must);
      return differences(shape, must, form);
    };
    const named = (list: AdminField[], name: string) => list.find((field) => field.name === name)!;
    expect(changed((form) => form.shift())).toEqual(['title: not in the form']);
    expect(changed((_, shape) => delete shape.properties!['official_name'])).toEqual(['official_name: not in the schema']);
    expect(changed((form) => void named(named(form, 'visit').fields!, 'opens').pattern!.splice(0, 1, /x/))).toEqual([expect.stringMatching(/^visit\.opens: pattern/)]);
    expect(changed((form) => void named(named(form, 'point').fields!, 'precision').options!.pop())).toEqual([expect.stringMatching(/^point\.precision: options/)]);
    expect(changed((form) => void (named(form, 'official_name').required = false))).toEqual([expect.stringMatching(/^official_name: required/)]);
    expect(changed((form) => void (named(form, 'related')['multiple'] = false))).toEqual([expect.stringMatching(/^related: several/)]);
    expect(changed((form) => void ((named(form, 'designations')['field'] as AdminField).widget = 'string'))).toEqual([expect.stringMatching(/^designations: picked/)]);
    expect(changed((form) => void (named(named(form, 'point').fields!, 'lat')['max'] = 90))).toEqual([expect.stringMatching(/^point\.lat: limits/)]);
  });
  test('every label is of a field, every field has one in Chinese, and so has every option', () => {
    const used = usedLabels(content);
    expect(Object.keys(labels).filter((key) => !used.has(key))).toEqual([]);
    const walk = (fields: AdminField[]): AdminField[] => fields.flatMap((field) => [field, ...walk(field.fields ?? []), ...(field.types ?? []).flatMap((type) => walk(type.fields))]);
    for (const { name, label, options = [], pattern } of config.cms.collections.flatMap(({ fields, files }) => walk([...(fields ?? []), ...(files?.[0]!.fields ?? [])]))) {
      expect(label, name).toMatch(/\p{Script=Han}/u);
      for (const option of options) expect(option.label, name).toMatch(/\p{Script=Han}/u);
      if (pattern) expect(pattern[1], name).toMatch(/\p{Script=Han}/u);
    }
  });
});

/** What of a value has no field to show it in, as paths. */
function uncovered(value: unknown, fields: AdminField[], path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]): string[] => {
    const field = fields.find(({ name }) => name === key);
    const at = `${path}${key}`;
    if (!field) return [at];
    if (field.pattern && typeof item === 'string' && !field.pattern[0].test(item)) return [`${at} = ${item}`];
    if (field.options && [item].flat().some((one) => !field.options!.some((option) => option.value === one))) return [`${at} = ${String(item)}`];
    if (field.types) {
      const { [field['typeKey'] as string]: kind, ...rest } = item as Record<string, unknown>;
      const type = field.types.find(({ name }) => name === kind);
      return type ? uncovered(rest, type.fields, `${at}.`) : [`${at} = ${String(kind)}`];
    }
    if (!field.fields) return [];
    return Array.isArray(item) ? item.flatMap((one) => uncovered(one, field.fields!, `${at}.`)) : uncovered(item, field.fields, `${at}.`);
  });
}

describe('content in its forms', () => {
  const read = (name: FormName, id: string) => {
    const { schema, folder, extension } = forms[name];
    const { [fileText]: _, ...values } = readForm({ schema, body: extension === 'mdx' }, readFileSync(join('content', folder, `${id}.${extension}`), 'utf8'));
    return values;
  };
  const formOf = (kind: string, data: Record<string, any>) => (kind === 'memorials' ? `memorials-${data['form']}` : kind) as FormName;
  const all = [...content.entries, ...content.sources.map((one) => ({ ...one, kind: 'sources' })), ...content.visits.map((one) => ({ ...one, kind: 'visits' }))];
  test('every key of every file has a field, and every value is one that its field takes', () => {
    const lost = all.flatMap(({ kind, id, data }) => {
      const name = formOf(kind, data);
      return uncovered(read(name, id), formFields(name, choices)).map((path) => `${kind}/${id} ${path}`);
    });
    expect(all.length).toBeGreaterThan(140);
    expect(lost).toEqual([]);
    const [field] = config.cms.collections.find(({ name }) => name === 'lexicon')!.files![0]!.fields;
    const { [fileText]: _, ...words } = readForm({ schema: lexiconForm.schema, body: false, list: lexiconForm.list }, readFileSync(lexiconForm.file, 'utf8'));
    expect(uncovered(words, [field!])).toEqual([]);
  });
  test('a key that has no field is named', () => {
    expect(uncovered({ ...read('veterans', 'zhang-xiangwen'), rank: '班长' }, formFields('veterans', choices))).toEqual(['rank']);
  });
});

test('a fact is picked wherever the schema wants one, and what is offered are all facts', () => {
  const { fields } = config.cms.collections.find(({ name }) => name === 'memorials-person')!;
  for (const name of ['born', 'died', 'native_place', 'martyr']) expect(fields!.find((field) => field.name === name)).toMatchObject({ widget: 'rongji-fact' });
  expect(fields!.find((field) => field.name === 'figures')).toMatchObject({ widget: 'list', field: { widget: 'rongji-fact' } });
  expect(config.choices.facts.map(({ id }) => id)).toEqual([...content.facts.keys()]);
  expect(config.choices.facts.find(({ id }) => id === 'zherong-report/stations')).toEqual({ id: 'zherong-report/stations', label: '全县建成的退役军人服务中心和服务站，县、乡、村都算在内：119个', shown: '119个' });
});

test('the configuration goes through JSON without a loss', () => {
  expect(readConfig(configText(config))).toEqual(config);
});

test('each Git host is reached at the address that was configured, and no other', () => {
  const { collections: _, ...gitea } = adminConfig({ admin: { backend: 'gitea', baseUrl: 'https://git.example.gov.cn', repo: 'a/b', branch: 'main', appId: '' }, name: '戎迹', url: '', base: '/' }, content).cms;
  expect(gitea['backend']).toMatchObject({ name: 'gitea', base_url: 'https://git.example.gov.cn', api_root: 'https://git.example.gov.cn/api/v1', auth_methods: ['token'] });
  expect(JSON.stringify(gitea).match(/https?:\/\/[\w.-]+/g)!.every((host) => host === 'https://git.example.gov.cn')).toBe(true);
  const gitlab = adminConfig({ admin: { backend: 'gitlab', baseUrl: 'https://git.example.gov.cn', repo: 'a/b/c', branch: 'main', appId: 'x1' }, name: '戎迹', url: '', base: '/' }, content).cms['backend'];
  expect(gitlab).toMatchObject({ graphql_api_root: 'https://git.example.gov.cn/api/graphql', auth_type: 'pkce', app_id: 'x1' });
});
