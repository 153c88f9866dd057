/** What the device remembers of the key "/": "off" for those to whom a single key is in the way (WCAG 2.1.4). */
export const slashSetting = 'rongji-slash';

/** Calls back when "/" is pressed where nothing is being typed, unless the reader has turned that off. */
export function onSlash(then: () => void): void {
  window.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest('input, textarea, select, dialog, [contenteditable], .finder-map')) return;
    try {
      if (localStorage.getItem(slashSetting) === 'off') return;
    } catch {
      // Nothing is remembered then, so the key works.
    }
    event.preventDefault();
    then();
  });
}
