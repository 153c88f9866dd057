// The quick dialog: the same search over any page. Loaded when it is first opened.
import css from '../styles/quick-search.css?url';
import { keysOn } from './display.ts';
import { openModal } from './modal.ts';
import { rememberKeys } from './remember-keys.ts';
import { fillWith, loadStyle } from './late-parts.ts';
import { SearchDesk } from './search-open.ts';
import { fold } from './search-text.ts';
import { blankQuery, listOf, onPause, summaryOf, walkResults } from './search-view.ts';

const most = 8;

let dialog: Promise<HTMLDialogElement> | undefined;

/** Opens the dialog on a site whose base address ends in a slash. */
export async function openQuickSearch(base: string): Promise<void> {
  const open = await (dialog ??= make(base));
  if (open.open) return;
  openModal(open);
  open.querySelector('input')!.select();
}

async function make(base: string): Promise<HTMLDialogElement> {
  await loadStyle(css);
  const made = document.createElement('dialog');
  made.className = 'quick-search';
  made.setAttribute('aria-labelledby', 'quick-search-title');
  // Nothing of a reader's is in it; what is typed only ever becomes text.
  fillWith(made, `
    <form role="search" method="get">
      <h2 id="quick-search-title">快速搜索</h2>
      <button type="button" class="close">关闭</button>
      <label for="quick-q" class="unseen">要找的人、村、事项或服务</label>
      <input id="quick-q" name="q" type="search" autocomplete="off" enterkeyhint="search" placeholder="人名、村名、事项，或拼音" />
    </form>
    <p class="count" role="status"></p>
    <div class="found"></div>
    <p class="all" hidden><a></a></p>
    <p class="shortcut"><label><input type="checkbox" /> 快捷键：按 / 打开这个框，按 = 打开阅读设置</label></p>`);
  const form = made.querySelector('form')!;
  form.action = `${base}search/`;
  const box = made.querySelector<HTMLInputElement>('#quick-q')!;
  const status = made.querySelector('.count')!;
  const found = made.querySelector('.found')!;
  const all = made.querySelector<HTMLElement>('.all')!;
  const toPage = all.querySelector('a')!;
  const desk = new SearchDesk(`${base}search/index/`);
  let turn = 0;
  const show = async () => {
    const mine = ++turn;
    const typed = box.value.trim();
    if (!fold(typed.slice(0, 2000)).text) {
      status.textContent = typed ? blankQuery : '';
      found.replaceChildren();
      all.hidden = true;
      return;
    }
    toPage.href = `${form.action}?${new URLSearchParams({ q: typed.slice(0, 2000) })}`;
    const slow = window.setTimeout(() => (status.textContent = '正在查找……'), 300);
    try {
      const answer = await desk.ask({ typed, most });
      if (mine !== turn) return;
      found.replaceChildren(listOf(answer, { typed, base, level: 3 }));
      status.textContent = summaryOf(answer, typed);
      toPage.textContent = answer.total > answer.hits.length ? `到搜索页看全部 ${answer.total} 条` : '到搜索页按类别、地方看';
      all.hidden = answer.total === 0;
    } catch {
      if (mine !== turn) return;
      found.replaceChildren();
      status.textContent = '搜索没有打开，可能是网络断了。';
      toPage.textContent = '到搜索页看全部条目';
      all.hidden = false;
    } finally {
      clearTimeout(slow);
    }
  };
  onPause(box, 250, () => void show());
  walkResults(made, box);
  made.querySelector<HTMLButtonElement>('.close')!.onclick = () => made.close();
  // A press beside the box means: away with it. The dialog itself is what lies beside its content.
  made.addEventListener('click', (event) => event.target === made && made.close());
  // A result on the page that is open only moves it.
  found.addEventListener('click', (event) => (event.target as HTMLElement).closest('a') && made.close());
  const shortcut = made.querySelector<HTMLInputElement>('.shortcut input')!;
  shortcut.checked = keysOn();
  shortcut.onchange = () => rememberKeys(shortcut.checked);
  document.body.append(made);
  return made;
}
