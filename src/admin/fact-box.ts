// A field for one fact, and a box for a text in which facts stand as {source/fact}: they are picked from a list, and a line below says what a reader will see.
import type { FactOption } from '../lib/admin-choices.ts';

/** React as the editor brings it. */
type Make = (tag: string, props: Record<string, unknown> | null, ...children: unknown[]) => unknown;
type Props = { value?: string; forID?: string; onChange(value: string): void };
type Control = { props: Props; box: HTMLTextAreaElement | null };
declare const h: Make;
declare const createClass: (parts: Record<string, unknown>) => never;

const list = 'rongji-facts';
const facts = new Map<string, FactOption>();

/** Adds facts to those that can be picked. */
export function offerFacts(options: readonly FactOption[]): void {
  for (const fact of options) facts.set(fact.id, fact);
  let offered = document.getElementById(list);
  if (!offered) {
    offered = document.createElement('datalist');
    offered.id = list;
    document.body.append(offered);
  }
  offered.replaceChildren(...[...facts.values()].map(({ id, label }) => Object.assign(document.createElement('option'), { value: `${label} ${id}` })));
}

/** The id at the end of what was picked from the list; undefined while it is being typed. */
const picked = (text: string) => {
  const id = text.split(' ').at(-1)!;
  return text === `${facts.get(id)?.label} ${id}` ? id : undefined;
};

const readers = (text: string) => text.replace(/\{([a-z0-9-]+\/[a-z0-9-]+)\}/g, (whole, id: string) => (facts.has(id) ? `【${facts.get(id)!.shown}】` : `【没有这条事实：${whole}】`));

/** The control of a field "rongji-fact": what is picked takes the place of what was there. */
export const factField = createClass({
  render(this: Control) {
    const { value = '', forID, onChange } = this.props;
    const known = facts.get(value);
    return h(
      'div',
      { className: 'fact-box' },
      h('input', {
        type: 'text',
        id: forID,
        list,
        placeholder: value ? '换一条：输入几个字来找' : '输入几个字来找，再从列表里选',
        'aria-label': '选事实',
        onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
          const id = picked(currentTarget.value);
          if (!id) return;
          currentTarget.value = '';
          onChange(id);
        },
      }),
      value ? h('p', { className: 'fact-readers' }, known ? `选的是：${known.label}〔${value}〕` : `没有这条事实：${value}`) : null,
      value ? h('button', { type: 'button', onClick: () => onChange('') }, '不选') : null,
    );
  },
});

/** The control of a field "rongji-text". */
export const factBox = createClass({
  render(this: Control) {
    const { value = '', forID, onChange } = this.props;
    return h(
      'div',
      { className: 'fact-box' },
      h('textarea', { id: forID, value, rows: 2, ref: (box: HTMLTextAreaElement | null) => void (this.box = box), onChange: ({ target }: { target: HTMLTextAreaElement }) => onChange(target.value) }),
      h('input', {
        type: 'text',
        list,
        placeholder: '插入事实：输入几个字来找',
        'aria-label': '插入事实',
        onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
          const id = picked(currentTarget.value);
          if (!id) return;
          currentTarget.value = '';
          const at = this.box?.selectionEnd ?? value.length;
          onChange(`${value.slice(0, at)}{${id}}${value.slice(at)}`);
          this.box?.focus();
        },
      }),
      value.includes('{') ? h('p', { className: 'fact-readers' }, `读者看到：${readers(value)}`) : null,
    );
  },
});
