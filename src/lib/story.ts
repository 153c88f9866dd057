// Blocks that the body of an entry may hold, read from its text. Each tag stands on a line of its own, so that a mistake has a line.
import { isWhen } from './when.ts';

type Sort = 'words' | 'date' | 'facts' | 'place' | 'drawing';
type Form = { props: Record<string, { sort: Sort; needed: boolean; called: string }>; holds: 'blocks' | 'text' | 'nothing'; sample: string };

const need = (sort: Sort, called: string) => ({ sort, called, needed: true });
const may = (sort: Sort, called: string) => ({ sort, called, needed: false });

/** The blocks, what each takes and what it holds. The order of the props is the order in which their facts are shown. */
export const blockForms = {
  Chapter: { props: { title: need('words', '标题'), date: may('date', '日期'), place: may('place', '地点') }, holds: 'blocks', sample: '<Chapter title="标题" date="出处编号/事实编号" place="地点编号">' },
  Aside: { props: { title: need('words', '标题') }, holds: 'text', sample: '<Aside title="标题">' },
  Pull: { props: {}, holds: 'text', sample: '<Pull>' },
  Compare: { props: { title: may('words', '标题'), left: need('facts', '左边的事实'), right: need('facts', '右边的事实') }, holds: 'nothing', sample: '<Compare left="出处编号/事实编号" right="出处编号/事实编号" />' },
  Figure: { props: { drawing: need('drawing', '图的名字'), caption: need('words', '图说'), credit: need('words', '署名') }, holds: 'nothing', sample: '<Figure drawing="图的名字" caption="图说" credit="绘图：谁画的" />' },
} satisfies Record<string, Form>;

/** Components that stand within a line of prose. */
export const proseNames = ['Fact', 'Unknown', 'Reading'] as const;

export type BlockName = keyof typeof blockForms;
/** A block's tag as written: `end` for </Aside>, `whole` for <Figure … />. */
export type BlockTag = { name: BlockName; sort: 'start' | 'end' | 'whole'; props: [string, string][] };
/** A chapter as its tag names it; `number` counts from 1 on the page. */
export type Chapter = { number: number; title: string; date?: string; place?: string };

const names = Object.keys(blockForms) as BlockName[];
const formOf = (name: BlockName): Form => blockForms[name];
const tagLine = new RegExp(`^<(/?)(${names.join('|')})((?:\\s+[a-z]+="[^"]*")*)\\s*(/?)>\\s*$`);
const anyTag = new RegExp(`</?(${names.join('|')})\\b`);

/** The tag that makes up a line of a body; undefined for a line of prose or a tag that is not complete. */
export function readBlock(line: string): BlockTag | undefined {
  const [, end, name, props, whole] = tagLine.exec(line) ?? [];
  if (!name || (end && (whole || props))) return undefined;
  return {
    name: name as BlockName,
    sort: end ? 'end' : whole ? 'whole' : 'start',
    props: [...props!.matchAll(/([a-z]+)="([^"]*)"/g)].map((match) => [match[1]!, match[2]!]),
  };
}

/** The ids in a prop that names several facts. */
export const listFacts = (text: string) => text.split(/\s+/).filter(Boolean);

/** What a reader sees of a tag's own words: title, caption, credit. */
export const blockWords = ({ name, props }: BlockTag) =>
  props.filter(([prop]) => formOf(name).props[prop]?.sort === 'words').map(([, value]) => value).join('。');

/** Ids of the facts that a tag shows, in the order it shows them. */
export function blockFacts({ name, props }: BlockTag): string[] {
  return Object.entries(formOf(name).props).flatMap(([prop, { sort }]) => {
    const value = props.find(([key]) => key === prop)?.[1] ?? '';
    if (sort === 'date' || sort === 'facts') return listFacts(value);
    return sort === 'words' ? [...value.matchAll(/\{([a-z0-9-]+\/[a-z0-9-]+)\}/g)].map((match) => match[1]!) : [];
  });
}

/** The chapters of a body in order. */
export function chaptersOf(body: string): Chapter[] {
  const tags = body.split('\n').flatMap((line) => readBlock(line) ?? []).filter(({ name, sort }) => name === 'Chapter' && sort === 'start');
  return tags.map(({ props }, i) => ({ title: '', ...Object.fromEntries(props), number: i + 1 }));
}

/** What blocks may refer to. `fact` gives undefined for an id that is none. */
export type Known = { fact(id: string): { value: string | number; conflicts: string[] } | undefined; place(id: string): boolean; drawings: string[] };

const sign = /[<>{}]/;

/** What is wrong with a tag by itself. */
function tagProblems(tag: BlockTag, known: Known): string[] {
  const form = formOf(tag.name);
  const said: string[] = [];
  const given = new Map(tag.props);
  if (given.size < tag.props.length) said.push(`<${tag.name}> 里有一项写了两次，请删去一个`);
  for (const [prop, value] of given) {
    const wanted = form.props[prop];
    if (!wanted) {
      const usable = Object.entries(form.props).map(([key, { called }]) => `${key}（${called}）`).join('、');
      said.push(`<${tag.name}> 没有 ${prop} 这一项；${usable ? `可用的有 ${usable}` : '它不带任何项'}`);
    } else if (!value.trim()) said.push(`<${tag.name}> 的 ${prop}（${wanted.called}）是空的；${wanted.needed ? '请写上' : '没有就删去'}`);
    else if (wanted.sort === 'words' && sign.test(prop === 'caption' ? value.replace(/\{[a-z0-9-]+\/[a-z0-9-]+\}/g, '') : value))
      said.push(`<${tag.name}> 的 ${prop} 只写文字，尖括号、花括号请改成全角${prop === 'caption' ? '；事实写作 {出处编号/事实编号}' : ''}`);
    else if (wanted.sort === 'date') {
      const fact = known.fact(value);
      if (fact && !(typeof fact.value === 'string' && isWhen(fact.value))) said.push(`${value} 不是日期，<${tag.name}> 的 date 要写日期事实`);
    } else if (wanted.sort === 'place' && !known.place(value)) said.push(`找不到地点 ${value}；先在本篇开头的 places 里写上，或写一个有坐标的条目，例如 regions/longyan`);
    else if (wanted.sort === 'drawing' && !known.drawings.includes(value)) said.push(`没有“${value}”这幅图；现有的是 ${known.drawings.join('、')}`);
  }
  for (const [prop, { needed, called }] of Object.entries(form.props)) if (needed && !given.has(prop)) said.push(`<${tag.name}> 缺少 ${prop}（${called}）；写作 ${form.sample}`);
  const sides = [given.get('left'), given.get('right')].map((side) => listFacts(side ?? ''));
  if (tag.name === 'Compare' && sides.every((side) => side.length)) {
    const [left, right] = sides as [string[], string[]];
    if (left.some((id) => right.includes(id))) said.push('<Compare> 两边是同一条事实，没有可比的');
    const differ = left.some((id) => known.fact(id)?.conflicts.some((other) => right.includes(other))) || right.some((id) => known.fact(id)?.conflicts.some((other) => left.includes(other)));
    // What is told of elsewhere, an id that is none, is not told here.
    const found = [...left, ...right].every((id) => known.fact(id));
    if (!given.has('title') && found && !differ) said.push('<Compare> 两边的事实没有互记 conflicts；记载不一的先在出处里写上，不是不一的要写 title，说明比的是什么');
  }
  return said;
}

/** Mistakes in the blocks of a body; `line` counts from 1 in the body. Facts that do not exist are the caller's to name. */
export function storyProblems(body: string, known: Known): { line: number; message: string }[] {
  const problems: { line: number; message: string }[] = [];
  const open: { name: BlockName; line: number; filled: boolean }[] = [];
  const titles = new Map<string, number>();
  const lines = body.split('\n');
  const blank = (i: number) => !(lines[i] ?? '').trim();
  for (const [i, text] of lines.entries()) {
    const say = (message: string) => problems.push({ line: i + 1, message });
    const inside = open.at(-1);
    const tag = readBlock(text);
    if (!tag) {
      const [, name] = anyTag.exec(text) ?? [];
      if (name) say(`<${name}> 没有写完整，或没有独占一行；写作 ${formOf(name as BlockName).sample}`);
      if (inside && text.trim()) inside.filled = true;
      if (/^##\s/.test(text) && open.length) say(inside!.name === 'Chapter' ? '章里的小标题用三个井号（### ）；再起一章就另写 <Chapter>' : `<${inside!.name}> 里不放小标题`);
      continue;
    }
    const form = formOf(tag.name);
    if (!blank(i - 1) || !blank(i + 1)) say(`<${tag.sort === 'end' ? '/' : ''}${tag.name}> 上下各空一行`);
    if (tag.sort === 'end') {
      if (inside?.name !== tag.name) {
        say(inside ? `这里该先写 </${inside.name}>：第 ${inside.line} 行开的 <${inside.name}> 还没有收尾` : `多了一个 </${tag.name}>，上面没有开头；请删去，或在上面补上开头`);
        if (!open.some(({ name }) => name === tag.name)) continue;
      }
      while (open.length && open.at(-1)!.name !== tag.name) open.pop();
      const closed = open.pop();
      if (closed && !closed.filled) say(`<${tag.name}> 里没有文字`);
      continue;
    }
    for (const message of tagProblems(tag, known)) say(message);
    if (inside) inside.filled = true;
    if (inside && formOf(inside.name).holds !== 'blocks') say(`<${inside.name}> 里只放文字，不能再放 <${tag.name}>`);
    else if (inside && tag.name === 'Chapter') say(`上一章（第 ${inside.line} 行）还没有写 </Chapter>`);
    if (form.holds === 'nothing' && tag.sort === 'start') say(`<${tag.name}> 里不放文字，末尾写 />：${form.sample}`);
    else if (form.holds !== 'nothing' && tag.sort === 'whole') say(`<${tag.name}> 里要有文字：先写 ${form.sample}，文字写完另起一行写 </${tag.name}>`);
    else if (tag.sort === 'start') open.push({ name: tag.name, line: i + 1, filled: false });
    const title = tag.name === 'Chapter' ? tag.props.find(([prop]) => prop === 'title')?.[1] : undefined;
    if (title !== undefined) {
      if (titles.has(title)) say(`“${title}”同第 ${titles.get(title)} 行那一章重名，读者分不清；请改标题`);
      titles.set(title, i + 1);
    }
  }
  for (const { name, line } of open) problems.push({ line, message: `<${name}> 没有收尾；写完以后另起一行写 </${name}>` });
  return problems;
}
