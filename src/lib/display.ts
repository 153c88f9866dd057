/** How a reader wants the pages: attributes of <html>, absent for the default. `size` is 2 to 5 for 21, 24, 28 and 32 px. */
export type Display = { size?: string; elder?: string; contrast?: string; theme?: string; pointer?: string; ruler?: string };
const names = ['size', 'elder', 'contrast', 'theme', 'pointer', 'ruler'] as const satisfies (keyof Display)[];

/** What the page shows now. */
export const displayNow = (): Display => {
  const { dataset } = document.documentElement;
  return Object.fromEntries(names.filter((name) => dataset[name]).map((name) => [name, dataset[name]]));
};

/** Changes the display of this page and remembers it on the device; an empty text is the default. display-boot.js reads it back before the first paint. */
export function setDisplay(change: Display): void {
  const { dataset } = document.documentElement;
  for (const name of names) {
    const value = change[name];
    if (value) dataset[name] = value;
    else if (value === '') delete dataset[name];
  }
  try {
    // A device that asks for more contrast is told when the reader wants none of it.
    localStorage.setItem('rongji-display', JSON.stringify({ ...displayNow(), contrast: dataset['contrast'] ?? 'normal' }));
  } catch {
    // Storage may be blocked; the choice then holds for this page.
  }
}

const keys = 'rongji-keys';

/** Whether single keys open something: "/" the search, "=" the reading panel. Off for those to whom they are in the way (WCAG 2.1.4). */
export function keysOn(): boolean {
  try {
    return localStorage.getItem(keys) !== 'off';
  } catch {
    // Nothing is remembered then, so the keys work.
    return true;
  }
}

/** Remembers whether the keys are wanted. */
export function rememberKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(keys);
    else localStorage.setItem(keys, 'off');
  } catch {
    // Storage may be blocked; the keys then stay as they are.
  }
}

/** Whether a key pressed anywhere on a page is meant as a command: no typing, no chord, not switched off. */
export const isCommand = (event: KeyboardEvent): boolean =>
  !event.isComposing && !event.ctrlKey && !event.metaKey && !event.altKey && !(event.target as Element).closest?.('input, textarea, select, dialog, [contenteditable], .finder-map') && keysOn();
