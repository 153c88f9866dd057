/** How a reader wants the pages: attributes of <html>, absent for the default. `size` is 2 to 5 for 21, 24, 28 and 32 px. */
type Display = { size?: string; elder?: string; contrast?: string; theme?: string; pointer?: string; ruler?: string };
const key = 'rongji-display';
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
    // "normal" is for a device that asks for more contrast than its reader wants here.
    const said = change.contrast === '' ? 'normal' : (JSON.parse(localStorage.getItem(key) ?? '{}') as Display | null)?.contrast;
    localStorage.setItem(key, JSON.stringify({ contrast: said, ...displayNow() }));
  } catch {
    // Storage may be blocked, or hold what is none of ours; the choice then holds for this page.
  }
}

/** Brings the large pointer and the ruler, or takes them away; they are loaded for those who want them. */
export async function showAids(): Promise<void> {
  const { pointer, ruler } = displayNow();
  if (pointer || ruler || document.querySelector('.reading-ruler')) (await import('./reading-aids.ts')).showReadingAids();
}

export const keys = 'rongji-keys';

/** Whether single keys open something: "/" the search, "=" the reading panel. Off for those to whom they are in the way (WCAG 2.1.4). */
export function keysOn(): boolean {
  try {
    return localStorage.getItem(keys) !== 'off';
  } catch {
    // Nothing is remembered then, so the keys work.
    return true;
  }
}

/** Whether a key pressed anywhere on a page is meant as a command: no typing, no chord, not switched off. */
export const isCommand = (event: KeyboardEvent): boolean =>
  !event.isComposing && !event.ctrlKey && !event.metaKey && !event.altKey && !(event.target as Element).closest?.('input, textarea, select, dialog, [contenteditable], .finder-map') && keysOn();
