// What a page shows of a region that can be saved: its size, the progress, what is saved, and what to do. Loaded when it is asked for.
import css from '../styles/offline.css?url';
import { loadStyle } from './late-parts.ts';
import type { OfflineIndex, SavedRegion } from './offline-files.ts';
import { alone, canSave, heedSwitch, NotSaved, offlineIndex, regionFiles, saveRegion, type Hindrance } from './offline-save.ts';
import { begunRegions, giveUpRegion, removeRegion, savedHashes, savedRegions } from './offline-store.ts';

const showBytes = (bytes: number) => (bytes < 1024 * 1000 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);
const showDay = (iso: string) => {
  const day = new Date(iso);
  return `${day.getFullYear()}年${day.getMonth() + 1}月${day.getDate()}日`;
};

const reasons: Record<Hindrance, string> = {
  network: '网络断了，没有存完。连上网以后，可以接着存。',
  full: '这台设备给浏览器的空间不够，没有存完。请腾出空间，或者删去别的地区，再接着存。',
  moved: '网站正在更新，没有存完。请过几分钟再接着存。',
  off: '本站现在停用了断网查看，存不了。',
  unable: '这台浏览器不让网页存东西，存不了。用无痕窗口，或者网址不是 https 开头，都会这样。',
  busy: '现在正在存另一个地方，或者另一个窗口正在存。请等它存完再来。',
  cancelled: '已经停下，没有存完。存下的部分先留着，可以接着存。',
};

// Several regions on a page ask once.
let asked: Promise<OfflineIndex | undefined> | undefined;
let switched: Promise<boolean> | undefined;

/** Fills `place` with what can be done about a region, on a site whose base address ends in a slash. */
export async function showRegion(place: HTMLElement, base: string, id: string, title: string): Promise<void> {
  const scope = new URL(base, location.href).href;
  await loadStyle(css);
  const state = document.createElement('p');
  state.id = `offline-${id}`;
  const bar = document.createElement('progress');
  bar.setAttribute('aria-label', `保存${title}`);
  const buttons = document.createElement('p');
  buttons.className = 'offline-buttons';
  const said = document.createElement('p');
  said.setAttribute('role', 'status');
  place.replaceChildren(state, bar, buttons, said);
  place.dataset['shown'] = '';

  const offer = (choices: [label: string, act: () => Promise<void>][]) => {
    // The keyboard stays here when the button under it is exchanged for others.
    const within = buttons.contains(document.activeElement);
    buttons.replaceChildren(
      ...choices.map(([label, act]) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = label;
        button.setAttribute('aria-label', `${label}：${title}`);
        // The focus comes here when the size is known; while it runs the text changes all the time.
        if (bar.hidden) button.setAttribute('aria-describedby', state.id);
        button.onclick = () => void act();
        return button;
      }),
    );
    if (within) (buttons.querySelector('button') ?? place).focus();
  };

  /** Shows how things stand, and leaves what was said. */
  const show = async () => {
    bar.hidden = true;
    if (!(await canSave())) {
      state.textContent = reasons.unable;
      return offer([]);
    }
    switched ??= heedSwitch(scope);
    asked ??= offlineIndex(scope).catch(() => undefined);
    const [off, index] = await Promise.all([switched, asked]);
    if (off || !index) asked = switched = undefined;
    if (off) {
      state.textContent = reasons.off;
      return offer([]);
    }
    const there = index?.regions.find((region) => region.id === id);
    const [saved, begun] = (await Promise.all([savedRegions(scope), begunRegions(scope)])).map((regions) => regions.find((region) => region.id === id));
    // An update was begun and the operator then went back to what is saved: nothing is left to end.
    if (saved && begun && there?.digest === saved.digest) await alone(scope, () => giveUpRegion(scope, id)).catch(() => undefined);
    const size = there && `要下载约 ${showBytes(there.bytes)}（${there.count} 个文件），存好以后约占这台设备 ${showBytes(there.stored)}`;
    if (saved) {
      const update = there && there.digest !== saved.digest ? await updateBytes(saved) : undefined;
      state.textContent = `${showDay(saved.saved)}存好，约占 ${showBytes(saved.stored)}，断网也能看。${update === undefined ? '' : `网站有了更新，断网时看到的还是那天的；更新要下载约 ${showBytes(update)}。`}`;
      return offer([...(update === undefined ? [] : [[begun ? '接着更新' : '更新', save] as [string, () => Promise<void>]]), ['删除', remove]]);
    }
    if (begun) {
      state.textContent = `没有存完，还不能断网看。${size ? `全部${size}，存过的不用再下。` : ''}`;
      return offer([['接着存', save], ['不存了', giveUp]]);
    }
    state.textContent = size ? `${size}。` : '没有网络，现在存不了。';
    offer(size ? [['开始保存', save]] : []);
  };

  /** Bytes that the release on the server has and the device has not. */
  const updateBytes = async (saved: SavedRegion): Promise<number | undefined> => {
    const list = await regionFiles(scope, saved.id).catch(() => undefined);
    const there = await savedHashes(scope);
    return list?.files.reduce((sum, [, hash, bytes]) => sum + (there.has(hash) ? 0 : bytes), 0);
  };

  const save = async () => {
    const stop = new AbortController();
    bar.hidden = false;
    offer([['停下', async () => stop.abort()]]);
    said.textContent = '开始保存。';
    state.textContent = '正在保存，请不要关掉这一页。';
    bar.removeAttribute('value');
    let quarter = 0;
    let words = '存好了，断网也能看。';
    try {
      await saveRegion(scope, id, stop.signal, ({ bytes, of }) => {
        bar.max = of;
        bar.value = bytes;
        state.textContent = `已存 ${showBytes(bytes)}，共 ${showBytes(of)}。请不要关掉这一页。`;
        // A screen reader is told now and then, not at every file.
        const now = Math.floor((bytes / of) * 4);
        if (now > quarter && now < 4) said.textContent = `已存${['', '四分之一', '一半', '四分之三'][now]}。`;
        quarter = now;
      });
    } catch (error) {
      words = reasons[error instanceof NotSaved ? error.why : 'unable'];
    }
    asked = switched = undefined;
    await show();
    said.textContent = words;
  };
  const change = async (how: typeof removeRegion, done: string) => {
    const words = await alone(scope, () => how(scope, id)).then(
      () => done,
      (error: unknown) => reasons[error instanceof NotSaved ? error.why : 'unable'],
    );
    await show();
    said.textContent = words;
  };
  const remove = () => change(removeRegion, '已从这台设备删除。');
  const giveUp = () => change(giveUpRegion, '存下的部分已经删去。');
  place.tabIndex = -1;
  await show();
}
