// The rows taken on this device, kept in the browser's storage and nowhere else.
import { readLocated, type LocatedRow } from './located.ts';

const key = 'rongji-located';
let held: LocatedRow[] | undefined;

/** False when storage is blocked: rows then last until the page is closed. */
export let storageWorks = true;

/** The rows, the earliest first. */
export function locatedRows(): LocatedRow[] {
  if (held) return held;
  try {
    held = readLocated(localStorage.getItem(key));
  } catch {
    storageWorks = false;
    held = [];
  }
  return held;
}

/** Keeps these rows, and tells the document so with a `located` event. */
export function keepLocated(rows: LocatedRow[]): void {
  held = rows;
  try {
    localStorage.setItem(key, JSON.stringify(rows));
    storageWorks = true;
  } catch {
    storageWorks = false;
  }
  document.dispatchEvent(new Event('located'));
}

// The page may be open twice.
if (typeof window !== 'undefined')
  window.addEventListener('storage', (event) => {
    if (event.key !== key && event.key !== null) return;
    held = undefined;
    document.dispatchEvent(new Event('located'));
  });
