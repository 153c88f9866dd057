// The reading panel. Loaded when it is first opened.
import css from '../styles/display-panel.css?url';
import { displayNow, keysOn, setDisplay, showAids } from './display.ts';
import { openModal } from './modal.ts';
import { rememberKeys } from './remember-keys.ts';
import { fillWith, loadStyle } from './late-parts.ts';

let panel: Promise<HTMLDialogElement> | undefined;

/** Opens the panel on a site whose base address ends in a slash. */
export async function openDisplayPanel(base: string): Promise<void> {
  const dialog = await (panel ??= make(base));
  if (dialog.open) return;
  show(dialog.querySelector('form')!);
  openModal(dialog, document.querySelector<HTMLElement>('reader-tools [aria-haspopup]'));
}

const sizes = ['标准', '大', '较大', '特大', '最大'];
const radios = (name: string, choices: [value: string, label: string][]) => choices.map(([value, label]) => `<label class="choice"><input type="radio" name="${name}" value="${value}" /> <span>${label}</span></label>`).join('');
const box = (name: string, label: string, note: string, where = '') => `<label class="switch ${where}"><input type="checkbox" name="${name}" /> <span>${label}<small>${note}</small></span></label>`;

async function make(base: string): Promise<HTMLDialogElement> {
  await loadStyle(css);
  const dialog = document.createElement('dialog');
  dialog.className = 'display-panel';
  dialog.setAttribute('aria-labelledby', 'display-panel-title');
  // Nothing of a reader's is in it.
  fillWith(dialog, `
    <form method="dialog">
      <header><h2 id="display-panel-title">阅读设置</h2><button>关闭</button></header>
      <fieldset class="sizes"><legend>字号</legend>${radios('size', sizes.map((label, i) => [i ? String(i + 1) : '', label]))}</fieldset>
      ${box('elder', '关怀版', '字大，按钮大，内容排成一列')}
      <fieldset><legend>颜色</legend>${radios('theme', [['', '跟随设备'], ['light', '浅色'], ['dark', '深色']])}</fieldset>
      ${box('contrast', '高对比', '黑白分明，线条更清楚')}
      ${box('pointer', '大鼠标指针', '用鼠标时，箭头放大', 'at-desk')}
      ${box('ruler', '阅读标尺', '一条亮带，守住正在读的一两行')}
      ${box('keys', '快捷键', '按 = 打开这里，按 / 打开搜索', 'at-desk')}
      <p class="after"><button type="button" class="reset">恢复原样</button> <a href="${base}accessibility/">无障碍声明</a></p>
      <p class="count" role="status"></p>
    </form>`);
  const form = dialog.querySelector('form')!;
  form.onchange = (event) => {
    const { name, type, value, checked } = event.target as HTMLInputElement;
    if (name === 'keys') return rememberKeys(checked);
    setDisplay({ [name]: type === 'radio' ? value : !checked ? '' : name === 'contrast' ? 'more' : 'true' });
    void showAids();
    // What was said of an earlier press no longer holds.
    say(form, '');
  };
  form.querySelector<HTMLButtonElement>('.reset')!.onclick = () => {
    setDisplay({ size: '', elder: '', contrast: '', theme: '', pointer: '', ruler: '' });
    forget();
    rememberKeys(true);
    void showAids();
    show(form);
    say(form, '已恢复原样。');
  };
  // A press beside the panel closes it.
  dialog.onclick = (event) => {
    if (event.target === dialog) dialog.close();
  };
  dialog.addEventListener('close', () => say(form, ''));
  document.body.append(dialog);
  return dialog;
}

const say = (form: HTMLFormElement, words: string) => (form.querySelector('[role=status]')!.textContent = words);

/** Puts the form at what holds now. */
function show(form: HTMLFormElement): void {
  const now = displayNow();
  for (const input of form.querySelectorAll('input')) {
    const value = input.name === 'keys' ? (keysOn() ? 'true' : '') : (now[input.name as keyof typeof now] ?? '');
    input.checked = input.type === 'radio' ? input.value === value : value !== '';
  }
}

/** Forgets every choice: the page is as the device has it. */
function forget(): void {
  try {
    localStorage.removeItem('rongji-display');
  } catch {
    // Nothing was remembered then.
  }
  // display-boot.js listens to it and looks again.
  window.dispatchEvent(new Event('storage'));
}
