// Shows answers of the search in a page: the list on the search page and the one in the quick dialog.
import type { Answer, Facet, Hit } from './search.ts';
import type { Run } from './snippet.ts';

/** What can be chosen beside the words. */
export type Choice = { kind?: string | undefined; region?: string | undefined };
type View = {
  typed: string;
  /** The site's base address, ending in a slash. */
  base: string;
  /** Headings of results stand at this level. */
  level: 2 | 3;
};

const say = {
  none: (typed: string) => `没有找到“${typed}”。`,
  found: (typed: string, count: number) => `“${typed}”：${count} 条`,
  few: (shown: number) => `，先列 ${shown} 条`,
  near: (typed: string) => `没有写到“${typed}”的。名字相近的：`,
  pieces: (typed: string) => `没有连着写到“${typed}”，只有其中的字词：`,
  cut: '查的字太多，只用了前面的一部分。',
  blank: '请写上要找的字词。',
  alias: '相关叫法：',
};

/** Longer than this, a query is not said back in full. */
const longestEcho = 30;
const echo = (typed: string) => {
  const plain = typed.replace(/\s+/g, ' ').trim();
  return [...plain].length > longestEcho ? `${[...plain].slice(0, longestEcho).join('')}……` : plain;
};

/** What the answer comes to in a sentence, for the line that is read out. */
export function summaryOf(answer: Answer, typed: string, choice: Choice = {}): string {
  const names = [choice.kind && answer.labels.kinds[choice.kind], choice.region && answer.labels.regions[choice.region]].filter(Boolean);
  const within = names.length ? `（${names.join('，')}）` : '';
  if (answer.total === 0) return say.none(echo(typed)) + within;
  const shown = answer.hits.length < answer.total ? say.few(answer.hits.length) : '';
  const count = answer.literal > 0 ? say.found(echo(typed), answer.total) : `${say.none(echo(typed))}相近的 ${answer.total} 条`;
  return `${count}${shown}${within}${answer.cut ? `。${say.cut}` : ''}`;
}
export const blankQuery = say.blank;

const element = (tag: string, className?: string, ...children: (string | Node)[]) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
};
const runs = (all: Run[]) => all.map(({ text, mark }) => (mark ? element('mark', undefined, text) : text));

function rowOf(hit: Hit, { base, level }: View, { labels }: Answer): HTMLElement {
  const link = document.createElement('a');
  link.href = base + hit.path;
  link.dataset['result'] = '';
  link.append(...runs(hit.title));
  const kicker = [labels.kinds[hit.kind], hit.region && hit.kind !== 'regions' && labels.regions[hit.region]].filter(Boolean).join(' · ');
  const row = element('li', undefined, element('p', 'kicker', kicker), element(`h${level}`, undefined, link));
  if (hit.alias) row.append(element('p', 'also', say.alias, ...runs(hit.alias)));
  if (hit.snippet.length) row.append(element('p', 'snippet', ...runs(hit.snippet)));
  return row;
}

/** The results as lists: what holds the words first, then, under a line that says so, what nearly does. */
export function listOf(answer: Answer, view: View): DocumentFragment {
  const groups: { title?: string; hits: Hit[] }[] = [
    { hits: answer.hits.filter(({ how }) => how !== 'near' && how !== 'pieces') },
    { title: say.near(echo(view.typed)), hits: answer.hits.filter(({ how }) => how === 'near') },
    { title: say.pieces(echo(view.typed)), hits: answer.hits.filter(({ how }) => how === 'pieces') },
  ];
  const all = document.createDocumentFragment();
  for (const { title, hits } of groups) {
    if (hits.length === 0) continue;
    if (title) all.append(element('p', 'apart', title));
    const list = element('ol', 'results', ...hits.map((hit) => rowOf(hit, view, answer)));
    // Safari takes the role away from lists without numbers.
    list.setAttribute('role', 'list');
    all.append(list);
  }
  return all;
}

/** Buttons that narrow the results to one kind or region, each with its count; nothing when there is no choice. */
export function filtersOf(label: string, { all, counts }: Facet, chosen: string | undefined, choose: (id: string | undefined) => void): HTMLElement | undefined {
  if (counts.length < 2 && !chosen) return undefined;
  const button = (id: string | undefined, text: string, count: number) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.append(text, ' ', element('span', 'number', String(count)));
    made.setAttribute('aria-pressed', String(id === chosen));
    made.dataset['choice'] = id ?? '';
    made.onclick = () => choose(id);
    return made;
  };
  const group = element('div', 'filters', element('span', 'label', label), button(undefined, '不限', all), ...counts.map(({ id, label, count }) => button(id, label, count)));
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', label);
  return group;
}

/** Lets arrow keys go from the box to the results, through them, and back. */
export function walkResults(whole: HTMLElement, box: HTMLInputElement) {
  whole.addEventListener('keydown', (event) => {
    if ((event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const links = [...whole.querySelectorAll<HTMLElement>('a[data-result]')];
    const at = links.indexOf(document.activeElement as HTMLElement);
    if (at < 0 && document.activeElement !== box) return;
    const next = event.key === 'ArrowDown' ? links[at + 1] : at === 0 ? box : links[at - 1];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

/** Calls back when typing has paused, and never in the middle of a character that is being put together. */
export function onPause(box: HTMLInputElement, pauseMs: number, then: () => void): () => void {
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = window.setTimeout(then, pauseMs);
  };
  box.addEventListener('input', (event) => ((event as InputEvent).isComposing ? clearTimeout(timer) : wait()));
  box.addEventListener('compositionend', wait);
  return () => clearTimeout(timer);
}
