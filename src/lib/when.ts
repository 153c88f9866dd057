const units = ['年', '月', '日'];

/** True for "1938", "1938-07" and "1938-07-12". */
export const isWhen = (text: string) => /^\d{4}(-\d\d){0,2}$/.test(text);

/** "1938-07" → "1938年7月". */
export const showWhen = (when: string) =>
  when
    .split('-')
    .map((part, i) => Number(part) + units[i]!)
    .join('');

/** Orders partial dates: a year comes before its months, a month before its days. */
export const compareWhen = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
