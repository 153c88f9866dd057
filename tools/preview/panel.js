// In the browser, while somebody writes: shows what is wrong in the page, and brings the page back when it is mended.
const stopped = document.documentElement.hasAttribute('data-stopped');
const failed = new URL(import.meta.url).searchParams.has('failed');
const style = new CSSStyleSheet();
const markStyle = new CSSStyleSheet();
const marked = [];
let panel;
let folded = false;
let trying = 0;

const address = `/__rongji/problems?${new URLSearchParams({ path: location.pathname, ...(stopped && { stopped: '1' }) })}`;
let source;
// A browser opens six connections to a host, and pages behind the one that is looked at would hold them all.
const listen = () => {
  source?.close();
  if (document.hidden) return;
  source = new EventSource(address);
  source.onmessage = ({ data }) => hear(JSON.parse(data));
};
document.addEventListener('visibilitychange', listen);
listen();

function hear(told) {
  // There is a page that says what is wrong, in place of Astro's.
  if (failed) return void (told.own + told.others > 0 && location.reload());
  style.replaceSync(`${told.style}
    :host { all: initial; }
    .box { position: fixed; inset: auto 0 0 auto; z-index: 2147483647; box-sizing: border-box; width: min(44rem, 100vw); max-height: 50vh; overflow: auto; padding: .75rem 1rem; background: #fff; border: 2px solid #9b1c1c; border-right: 0; border-bottom: 0; }
    .box.folded { width: auto; max-width: 100vw; padding: 0; }
    button { font: 16px/1.6 system-ui, sans-serif; color: #fff; background: #9b1c1c; border: 0; padding: .4rem 1rem; min-height: 44px; cursor: pointer; float: right; }
    .folded .list { display: none; }`);
  if (stopped) showStopped(told);
  else showPanel(told);
}

/** The whole page is the list; when nothing is left to mend, the real page is asked for until it is there. */
function showStopped({ html, own, others }) {
  if (own + others > 0) document.querySelector('.list').innerHTML = html;
  void bringBack();
}

async function bringBack() {
  const turn = ++trying;
  const after = document.querySelector('.after');
  for (let tries = 0; turn === trying; tries++) {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => undefined);
    if (turn !== trying) return;
    if (answer && !answer.headers.has('x-rongji-stopped') && answer.status < 500) return location.reload();
    // Mistakes are left: whatever is saved next is told.
    if (answer?.headers.get('x-rongji-stopped') === '1') return;
    after.textContent = '改好了，正在换上新的一页……';
    if (tries === 20) await fetch('/__rongji/restart', { method: 'POST' }).catch(() => undefined);
    if (tries > 120) return void (after.textContent = '内容里没有要改的了，这一页还是出不来。请在运行 npm run dev 的窗口里按 Ctrl+C，再运行一次。');
    await new Promise((go) => setTimeout(go, 500));
  }
}

function showPanel({ html, own, others, marks }) {
  for (const mark of marked.splice(0)) mark.remove();
  panel?.remove();
  panel = undefined;
  if (own + others === 0) return;
  panel = document.createElement('rongji-problems');
  panel.setAttribute('role', 'region');
  panel.setAttribute('aria-label', '要改的地方');
  const root = panel.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [style];
  const box = document.createElement('div');
  const list = document.createElement('div');
  const button = document.createElement('button');
  list.className = 'list';
  list.innerHTML = html;
  button.type = 'button';
  const fold = () => {
    box.className = folded || own === 0 ? 'box folded' : 'box';
    button.textContent = box.className === 'box' ? '收起' : `有 ${own + others} 处要改`;
  };
  button.onclick = () => {
    const open = box.className === 'box';
    folded = open;
    box.className = open ? 'box folded' : 'box';
    button.textContent = open ? `有 ${own + others} 处要改` : '收起';
    if (!open && own === 0) list.querySelector('details').open = true;
  };
  fold();
  box.append(button, list);
  root.append(box);
  document.body.append(panel);
  for (const mark of marks) point(mark);
}

/** Writes a mistake beside what it is about: the element that shows the field, or the words of the line. */
function point({ line, field, message, pieces }) {
  const place = (field === 'title' && document.querySelector('main h1')) || find(pieces) || (field === 'summary' && document.querySelector('main .lede'));
  if (!place) return;
  const mark = document.createElement('rongji-mark');
  markStyle.replaceSync(':host { all: initial; display: block !important; font: 16px/1.6 system-ui, sans-serif; color: #1d1a16; background: #fbf3f0; border-left: 4px solid #9b1c1c; padding: .4rem .75rem; margin: .4rem 0; overflow-wrap: anywhere; }');
  const root = mark.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [markStyle];
  root.append(`${field ? `${field} 字段` : '这一段'}（第 ${line} 行）：${message}`);
  // What stands after a cell or an item would not be in the table or the list.
  if (/^(LI|TD|TH|DT|DD|BLOCKQUOTE)$/.test(place.tagName)) place.append(mark);
  else place.after(mark);
  marked.push(mark);
}

/** The smallest element of the page that holds the longest of the pieces. */
function find(pieces) {
  const main = document.querySelector('main');
  for (const piece of pieces) {
    const words = piece.slice(0, 24);
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (node.data.includes(words)) return node.parentElement.closest('p, li, td, th, dt, dd, h1, h2, h3, h4, blockquote, figcaption') ?? node.parentElement;
  }
  return undefined;
}
