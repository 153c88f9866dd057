/** What the doctor found: `good`, `note` (to be looked at) or `mend` (to be put right). `area` groups lines. */
export type Finding = { area: string; state: 'good' | 'note' | 'mend'; text: string };

/** Gathers findings of one area. */
export function gather(area: string): { found: Finding[]; good(text: string): void; note(text: string): void; mend(text: string): void } {
  const found: Finding[] = [];
  const add = (state: Finding['state']) => (text: string) => void found.push({ area, state, text });
  return { found, good: add('good'), note: add('note'), mend: add('mend') };
}
