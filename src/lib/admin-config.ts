// The forms of /admin/, made from the schemas: what the check asks of a file is what its form asks for.
import type { z } from 'astro/zod';
import { checksOf, defOf, forms, isNumberOrText, lexiconForm, peel } from './admin-kinds.ts';
import { notProse, plainFields, takesVisits, type Content } from './content.ts';
import { formatName, pickFact, pickFacts, type AdminCollection, type AdminConfig, type AdminField, type Choices, type Option } from './admin-choices.ts';
import { componentNames } from './admin-story.ts';
import { drawings } from './drawings.ts';
import { showFact } from './facts.ts';
import { labelKey, labels, type Label } from './field-labels.ts';
import { kinds, pageKinds } from '../kinds.ts';
import { day, factId, id, link } from '../schema/parts.ts';
import type { Admin, Settings } from '../schema/site.ts';

const pickEntry = (collection: string) => ({ widget: 'relation', collection, value_field: '{{slug}}', display_fields: ['{{title}}'], search_fields: ['{{title}} {{slug}}'] });

/** A metre, in degrees. */
const finest = 0.00001;

const messageOf = (error: ((issue: never) => string) | undefined): string | undefined => error?.({} as never);

/** The label of a field of a form; throws for a field that has none. */
function labelOf(form: string, path: string[], used?: Set<string>): Label {
  const key = labelKey(form, path);
  used?.add(key);
  return labels[key]!;
}

const optionsOf = (values: readonly (string | number | boolean)[], { options = {} }: Label): Option[] => values.map((value) => ({ label: options[String(value)] ?? String(value), value }));

/** The expression that a text must match, with what to write otherwise: for several alternatives, any of them. */
function patternOf(schema: z.ZodType): [RegExp, string] | undefined {
  const { inner } = peel(schema);
  const def = defOf(inner);
  if (def.type === 'literal') return [new RegExp(`^(?:${def.values!.map((value) => String(value).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})$`), messageOf(def.error) ?? ''];
  if (def.type === 'union') {
    const all = def.options!.map(patternOf);
    if (all.some((one) => !one)) return undefined;
    return [new RegExp(all.map((one) => one![0].source).map((source) => `(?:${source})`).join('|')), messageOf(def.error) ?? all.map((one) => one![1]).filter(Boolean).join('；')];
  }
  const check = checksOf(inner).find(({ pattern }) => pattern);
  return check && [check.pattern!, messageOf(check.error) ?? ''];
}

/** How few and how many of a list there may be, or how small and large a number. */
function limitsOf(schema: z.ZodType): { min?: number; max?: number } {
  const found: { min?: number; max?: number } = {};
  for (const { check, value, minimum, maximum, length } of checksOf(schema)) {
    if (check === 'greater_than') found.min = value!;
    if (check === 'less_than') found.max = value!;
    if (check === 'min_length') found.min = minimum!;
    if (check === 'max_length') found.max = maximum!;
    if (check === 'length_equals') found.min = found.max = length!;
  }
  return found;
}

type Making = { form: string; choices: Choices; used?: Set<string> | undefined };

/** The field of a form for a field of a schema. */
export function fieldFor(name: string, schema: z.ZodType, path: string[], making: Making): AdminField {
  const { form, choices } = making;
  const told = labelOf(form, path, making.used);
  const { inner, required, otherwise } = peel(schema);
  const def = defOf(inner);
  const common = { name, label: told.label, ...(told.hint && { hint: told.hint }), required };
  const element = def.element && peel(def.element);
  const limits = limitsOf(inner);

  if (inner === factId) return { ...common, ...pickFact };
  if (inner === id && name === 'region') return { ...common, ...pickEntry('regions') };
  if (inner === id && name === 'source') return { ...common, ...pickEntry('sources') };
  if (withoutDefault(schema) === day) return { ...common, widget: 'datetime', type: 'date', format: 'YYYY-MM-DD', picker_utc: true };
  if (def.type === 'literal') return { name, label: told.label, widget: 'hidden', default: def.values![0] };
  if (def.type === 'enum') return { ...common, widget: 'select', options: optionsOf(Object.values(def.entries!), told) };
  // Without a default there is an answer to be given, and "no" must not be given by silence.
  if (def.type === 'boolean') return required ? { ...common, widget: 'select', options: optionsOf([true, false], told) } : { ...common, widget: 'boolean', default: otherwise ?? false };
  if (def.type === 'number') return { ...common, widget: 'number', value_type: isWhole(inner) ? 'int' : 'float', ...(isWhole(inner) ? {} : { step: finest }), ...limits };
  if (isNumberOrText(inner)) return { ...common, widget: 'string' };
  if (def.type === 'tuple') return { ...common, widget: 'list', min: def.items!.length, max: def.items!.length, field: { name: 'item', label: told.label, widget: 'number', value_type: 'float', step: finest } };
  if (def.type === 'record') return { ...common, ...listOf(told, path), collapsed: true, fields: [fieldFor('id', def.keyType!, [...path, 'id'], making), ...fieldsFor(def.valueType!, path, making)] };
  if (def.type === 'object') return { ...common, widget: 'object', collapsed: !required, fields: fieldsFor(inner, path, making) };
  if (def.type === 'union' && def.discriminator) {
    const kinds = labelOf(form, [...path, def.discriminator], making.used);
    return { ...common, widget: 'object', typeKey: def.discriminator, types: def.options!.map((option) => typeFor(option, def.discriminator!, kinds, path, making)), collapsed: false };
  }
  if (def.type === 'array') {
    const item = element!.inner;
    const itemDef = defOf(item);
    if (item === factId) return { ...common, ...pickFacts(told.label), ...limits };
    if (item === link) return { ...common, widget: 'select', options: choices.links, multiple: true, ...limits };
    if (itemDef.type === 'enum') return { ...common, widget: 'select', options: optionsOf(Object.values(itemDef.entries!), told), multiple: true, ...limits };
    if (itemDef.type === 'number' && told.options) return { ...common, widget: 'select', options: optionsOf(Object.keys(told.options).map(Number), told), multiple: true, ...limits };
    if (itemDef.type === 'object') return { ...common, ...listOf(told, path), collapsed: 'auto', ...limits, fields: fieldsFor(item, path, making) };
    return { ...common, widget: 'list', label_singular: told.label, ...limits, field: { name: 'item', label: told.label, required: true, ...textBox(def.element!, path, form) } };
  }
  if (path.join('.') === 'stops.site') return { ...common, widget: 'select', options: choices.sites };
  return { ...common, ...textBox(schema, path, form) };
}

/** What stands for an item of a list when it is folded. */
const summaries: Readonly<Record<string, string>> = { facts: '{{of}}：{{value}}{{unit}}（{{id}}）', timeline: '{{text}}', questions: '{{question}}', steps: '{{title}}', bring: '{{item}}', basis: '{{source}} {{article}}', counties: '{{name}}', places: '{{name}}', phone: '{{name}} {{number}}', local: '{{text}}', stops: '{{site}}', words: '{{id}} {{reading}}', coverage: '{{level}}' };
const listOf = ({ label }: Label, path: string[]) => ({ widget: 'list', label_singular: label, summary: summaries[path.join('.')] });

/** The schema behind "may be left out". */
function withoutDefault(schema: z.ZodType): z.ZodType {
  const { type, innerType } = defOf(schema);
  return type === 'optional' || type === 'default' ? withoutDefault(innerType!) : schema;
}

const isWhole = (schema: z.ZodType) => checksOf(schema).some(({ check, format }) => check === 'number_format' && format === 'safeint') || (defOf(schema) as { format?: string }).format === 'safeint';

/** A box for a text; where facts may stand in it, one that puts them in. */
function textBox(schema: z.ZodType, path: string[], form: string): { widget: string; pattern?: [RegExp, string] } {
  const pattern = patternOf(schema);
  if (pattern) return { widget: 'string', pattern };
  return { widget: takesFacts(form, path) ? 'rongji-text' : 'string' };
}

/** Whether a field's text may hold {source/fact}, as the check of content sees it. */
const takesFacts = (form: string, path: string[]) => pageKinds.some((kind) => form.startsWith(kind)) && !plainFields.test(path.join('.')) && !path.some((key) => notProse.has(key));

function typeFor(option: z.ZodType, discriminator: string, told: Label, path: string[], making: Making) {
  const { [discriminator]: kind, ...rest } = defOf(option).shape!;
  const name = String(defOf(kind!).values![0]);
  return { name, label: told.options?.[name] ?? name, fields: Object.entries(rest).map(([key, part]) => fieldFor(key, part, [...path, key], making)) };
}

/** The fields of a form for an object's. */
const fieldsFor = (schema: z.ZodType, path: string[], making: Making): AdminField[] => Object.entries(defOf(peel(schema).inner).shape!).map(([key, part]) => fieldFor(key, part, [...path, key], making));

/** What the forms offer to pick from, out of the whole content. */
export function choicesFor({ entries, stations, facts, lexicon }: Pick<Content, 'entries' | 'stations' | 'facts' | 'lexicon'>): Choices {
  const entry = ({ kind, id: name, data }: Content['entries'][number]): Option => ({ label: `${kinds[kind].label} · ${data['title']}`, value: `${kind}/${name}` });
  const station = ({ data }: Content['stations'][number]): Option => ({ label: `${kinds.stations.label} · ${data.name}`, value: `stations/${data.id}` });
  // Villages have hundreds of stations; what is linked is a centre, a township's station, or one that is linked already.
  const linked = new Set(entries.flatMap(({ data }) => data['related'] as string[]));
  const near = stations.filter(({ data }) => data.level !== '村' || data.kind === '专门设施' || linked.has(`stations/${data.id}`));
  return {
    facts: [...facts.values()].map((fact) => ({ label: `${fact.of}：${showFact(fact)}`, id: fact.id, shown: showFact(fact) })),
    links: [...entries.map(entry), ...near.map(station)],
    sites: entries.filter(({ data }) => takesVisits(data)).filter(({ kind }) => kind === 'heritage' || kind === 'memorials').map(entry),
    drawings: Object.entries(drawings).map(([name, { shows }]) => ({ label: shows, value: name })),
    words: Object.entries(lexicon).map(([word, { reading }]) => ({ label: `${word}（${reading}）`, value: word })),
  };
}

/** Every label that a form has used, for the test that none is left over. */
export const usedLabels = (content: Content): Set<string> => {
  const used = new Set<string>();
  collectionsFor(choicesFor(content), used);
  return used;
};

/** The fields of one form by its name. */
export function formFields(form: keyof typeof forms, choices: Choices, used?: Set<string>): AdminField[] {
  const { schema, extension } = forms[form];
  const fields = fieldsFor(schema, [], { form, choices, used });
  return extension === 'mdx' ? [...fields, bodyField(form, used)] : fields;
}

/** Guides are lists to take along and hold no blocks of a story. */
const bodyField = (form: string, used?: Set<string>): AdminField => {
  const { label, hint } = labelOf(form, ['body'], used);
  return { name: 'body', label, ...(hint && { hint }), widget: 'richtext', required: false, modes: ['rich_text', 'raw'], buttons: ['bold', 'italic', 'heading-two', 'heading-three', 'heading-four', 'quote', 'bulleted-list', 'numbered-list'], editor_components: componentNames(form !== 'guides'), use_emoji_autocomplete: false, linked_images: false };
};

function collectionsFor(choices: Choices, used?: Set<string>): AdminCollection[] {
  const idPattern = checksOf(id).find(({ pattern }) => pattern)!;
  const collections = Object.entries(forms).map(([name, form]): AdminCollection => ({
    name,
    label: form.label,
    label_singular: form.one,
    folder: `content/${form.folder}`,
    extension: form.extension,
    format: formatName(name, form.extension),
    create: true,
    delete: true,
    identifier_field: 'title',
    summary: '{{title}}',
    slug: { template: '{{uuid_short}}', editable: ['create'], hint: '编号就是文件名，也是网址；定了不要再改', pattern: [idPattern.pattern!, messageOf(idPattern.error)!] },
    ...('only' in form && { filter: form.only }),
    editor: { preview: false },
    fields: formFields(name as keyof typeof forms, choices, used),
  }));
  const { label, file, schema, list } = lexiconForm;
  const words = fieldFor(list, schema, [list], { form: 'lexicon', choices, used });
  return [...collections, { name: 'lexicon', label, editor: { preview: false }, files: [{ name: 'lexicon', label, file, format: formatName('lexicon', 'yaml'), fields: [words] }] }];
}

/** How the editor reaches what it edits. A local folder is chosen in the browser; no host is named then, and the page's policy lets none be asked. */
function backendFor(admin: Admin, name: string) {
  const commit_messages = { create: '新建 {{slug}}', update: '修改 {{slug}}', delete: '删除 {{slug}}' };
  if (admin.backend === 'local') return { name: 'gitea', repo: `local/${name.replace(/[/:]/g, '')}`, branch: 'main', app_id: 'none', auth_methods: ['oauth'] };
  const common = { name: admin.backend, repo: admin.repo, branch: admin.branch, commit_messages };
  if (admin.backend === 'github') return { ...common, auth_methods: ['token'] };
  const root = admin.backend === 'gitea' ? `${admin.baseUrl}/api/v1` : `${admin.baseUrl}/api/v4`;
  return { ...common, base_url: admin.baseUrl, api_root: root, ...(admin.backend === 'gitlab' && { graphql_api_root: `${admin.baseUrl}/api/graphql`, ...(admin.appId && { auth_type: 'pkce' }) }), ...(admin.appId ? { app_id: admin.appId } : { auth_methods: ['token'] }) };
}

/** The configuration of the editor for a site and its content. */
export function adminConfig({ admin, name, url, base }: Pick<Settings, 'name' | 'url' | 'base'> & { admin: Admin }, content: Content): AdminConfig {
  const choices = choicesFor(content);
  return {
    choices,
    cms: {
      load_config_file: false,
      app_title: `${name} · 编辑`,
      backend: backendFor(admin, name),
      ...(url && { site_url: new URL(base, url).href, display_url: new URL(base, url).href }),
      logo: { src: `${base}favicon.svg`, show_in_header: true },
      media_folder: 'public/media',
      public_folder: '/media',
      media_libraries: { default: false, stock_assets: false },
      show_preview_links: false,
      slug: { encoding: 'ascii', lowercase: true },
      output: { omit_empty_optional_fields: true },
      collections: collectionsFor(choices),
    },
  };
}
