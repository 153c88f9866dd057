import { keys } from './display.ts';

/** Remembers whether the keys are wanted. */
export function rememberKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(keys);
    else localStorage.setItem(keys, 'off');
  } catch {
    // Storage may be blocked; the keys then stay as they are.
  }
}
