// What the build tells the browser editor: the forms, and what can be picked in them. Nothing here needs Node.

export type Option = { label: string; value: string | number | boolean };
/** A fact to be picked: what was counted and where, its id "source/fact", and what a reader sees of it. */
export type FactOption = { label: string; id: string; shown: string };
/** A field as the editor takes it. */
export type AdminField = {
  name: string;
  label: string;
  hint?: string;
  widget: string;
  required?: boolean;
  pattern?: [RegExp, string];
  options?: Option[];
  fields?: AdminField[];
  field?: AdminField;
  types?: { name: string; label: string; fields: AdminField[] }[];
  [option: string]: unknown;
};
export type AdminCollection = { name: string; label: string; fields?: AdminField[]; files?: { name: string; label: string; file: string; format: string; fields: AdminField[] }[]; [option: string]: unknown };
/** The whole configuration, and what can be picked besides. */
export type AdminConfig = { cms: { collections: AdminCollection[]; [option: string]: unknown }; choices: Choices };
export type Choices = { facts: FactOption[]; links: Option[]; sites: Option[]; drawings: Option[]; words: Option[] };

/** A fact is looked up among the documents that the editor has loaded, so that a new one is there as soon as it is saved. */
export const pickFact = { widget: 'relation', collection: 'sources', value_field: '{{slug}}/{{facts.*.id}}', display_fields: ['{{facts.*.of}}：{{facts.*.value}}{{facts.*.unit}}（{{slug}}）'], search_fields: ['{{facts.*.of}} {{facts.*.value}} {{slug}}/{{facts.*.id}} {{title}}'] };
/** The name under which the editor knows how a form's files are read and written; it wants that of Markdown files to end so. */
export const formatName = (form: string, extension: string): string => `rongji-${form}${extension === 'mdx' ? '-frontmatter' : ''}`;

/** The configuration as JSON: an expression is { "expression": [source, flags] }. */
export const configText = (config: AdminConfig): string => JSON.stringify(config, (_, value: unknown) => (value instanceof RegExp ? { expression: [value.source, value.flags] } : value));

/** The configuration out of its JSON. */
export const readConfig = (text: string): AdminConfig =>
  JSON.parse(text, (_, value: unknown) => {
    const [source, flags] = (value as { expression?: [string, string] } | null)?.expression ?? [];
    return source === undefined ? value : new RegExp(source, flags);
  }) as AdminConfig;

