// The tags of a body as the browser editor shows and writes them. What a tag takes is told by src/lib/story.ts.
import { pickFact, pickFacts, type AdminField, type Choices, type FactOption, type Option } from './admin-choices.ts';
import { blockForms, readBlock, type BlockName } from './story.ts';

/** A tag that the editor puts into a text: `pattern` finds it, `fromBlock` reads what it says, `toBlock` writes it. */
export type StoryComponent = {
  id: string;
  label: string;
  mode: 'dialog';
  summary?: string;
  trigger: 'button' | 'menuitem';
  icon?: string;
  fields: AdminField[];
  pattern: RegExp;
  fromBlock(match: RegExpMatchArray): Record<string, unknown>;
  toBlock(values: Record<string, unknown>): string;
  toPreview(values: Record<string, unknown>): string;
};

const blockLabels: Record<BlockName, string> = { Chapter: '章', Aside: '旁注', Pull: '引出的话', Compare: '两说并列', Figure: '绘图' };
/** A quote would end what it stands in. */
const quoted = (value: unknown) => (Array.isArray(value) ? value.join(' ') : String(value ?? '')).replaceAll('"', '”').trim();
const attributes = (values: Record<string, unknown>, names: string[]) => names.map((name) => [name, quoted(values[name])] as const).flatMap(([name, value]) => (value ? [` ${name}="${value}"`] : [])).join('');

/** In a line of prose a fact shows as what a reader sees, with its id behind it; both are what the editor holds. */
const factSeen = ({ shown, id }: Pick<FactOption, 'shown' | 'id'>) => `${shown}〔${id}〕`;
const factId = (seen: string) => /〔([^〔〕]*)〕$/.exec(seen)?.[1] ?? seen;

/** The facts as options of a list that may grow while the editor is open. */
export const factOptions: Option[] = [];
const seenFacts = new Map<string, string>();

/** Adds facts to those that can be put into a body; one that is there already is told anew. */
export function addFacts(facts: readonly FactOption[]): void {
  for (const fact of facts) {
    const option = { label: `${fact.label}（${fact.id}）`, value: factSeen(fact) };
    const at = factOptions.findIndex(({ value }) => factId(String(value)) === fact.id);
    if (at >= 0) factOptions[at] = option;
    else factOptions.push(option);
    seenFacts.set(fact.id, option.value);
  }
}

const factTag: StoryComponent = {
  id: 'fact',
  label: '事实',
  icon: 'fact_check',
  mode: 'dialog',
  trigger: 'button',
  summary: '{{id}}',
  fields: [{ name: 'id', label: '事实', widget: 'select', options: factOptions, required: true }],
  pattern: /<Fact\s+id="(?<id>[^"]*)"\s*\/>/,
  fromBlock: (match) => ({ id: seenFacts.get(match.groups!['id']!) ?? match.groups!['id'] }),
  toBlock: ({ id }) => `<Fact id="${factId(String(id ?? ''))}" />`,
  toPreview: ({ id }) => String(id ?? ''),
};

const inline = (id: string, label: string, tag: string, field: AdminField | undefined, icon: string): StoryComponent => {
  const pattern = new RegExp(`<${tag}${field ? `\\s+${field.name}="(?<value>[^"]*)"` : ''}\\s*/>`);
  const toBlock = (values: Record<string, unknown>) => `<${tag}${field ? attributes(values, [field.name]) : ''} />`;
  return {
    id,
    label,
    icon,
    mode: 'dialog',
    trigger: 'button',
    ...(field && { summary: `{{${field.name}}}` }),
    fields: field ? [field] : [],
    pattern,
    fromBlock: (match) => (field ? { [field.name]: match.groups!['value'] } : {}),
    toBlock,
    toPreview: toBlock,
  };
};

/** The tags of a body: those that stand in a line of prose, and each block's beginning and end, which stand on lines of their own. */
export function storyComponents({ drawings, words }: Pick<Choices, 'drawings' | 'words'>): StoryComponent[] {
  const field = (name: string, label: string, required: boolean, rest: Record<string, unknown> & { widget: string }): AdminField => ({ name, label, required, ...rest });
  const sorts = {
    words: { widget: 'string' },
    date: pickFact,
    facts: pickFacts('事实'),
    place: { widget: 'string', hint: '本篇“各章的地点”里的编号，或有坐标的条目，例如 regions/chibi' },
    drawing: { widget: 'select', options: drawings },
  };
  const blocks = (Object.entries(blockForms) as [BlockName, (typeof blockForms)[BlockName]][]).flatMap(([name, form]): StoryComponent[] => {
    const props = Object.entries(form.props as Record<string, { sort: keyof typeof sorts; needed: boolean; called: string }>);
    const close = form.holds === 'nothing' ? ' />' : '>';
    const toBlock = (values: Record<string, unknown>) => `<${name}${attributes(values, props.map(([prop]) => prop))}${close}`;
    const start: StoryComponent = {
      id: name.toLowerCase(),
      label: form.holds === 'nothing' ? blockLabels[name] : `${blockLabels[name]}：开头`,
      mode: 'dialog',
      trigger: 'menuitem',
      summary: `${blockLabels[name]}${'title' in form.props ? ' {{title}}' : 'caption' in form.props ? ' {{caption}}' : ''}`,
      fields: props.map(([prop, { sort, needed, called }]) => field(prop, called, needed, sorts[sort])),
      pattern: new RegExp(`^<${name}(?:\\s+[a-z]+="[^"]*")*\\s*${form.holds === 'nothing' ? '/' : ''}>$`, 'm'),
      fromBlock: ([line]) => Object.fromEntries(readBlock(line!)!.props.map(([prop, value]) => [prop, (form.props as Record<string, { sort: string }>)[prop]?.sort === 'facts' ? value.split(/\s+/) : value])),
      toBlock,
      toPreview: toBlock,
    };
    if (form.holds === 'nothing') return [start];
    const end = () => `</${name}>`;
    return [start, { id: `${name.toLowerCase()}-end`, label: `${blockLabels[name]}：结尾`, mode: 'dialog', trigger: 'menuitem', fields: [], pattern: new RegExp(`^</${name}>$`, 'm'), fromBlock: () => ({}), toBlock: end, toPreview: end }];
  });
  return [
    factTag,
    inline('unknown', '原文未载', 'Unknown', undefined, 'help'),
    inline('reading', '注音', 'Reading', field('word', '词', true, { widget: 'select', options: words }), 'record_voice_over'),
    ...blocks,
  ];
}

/** The names of the tags that a body may have, for the form's list. */
export const componentNames = (withBlocks: boolean): string[] => storyComponents({ drawings: [], words: [] }).map(({ id }) => id).filter((id) => withBlocks || ['fact', 'unknown', 'reading'].includes(id));
