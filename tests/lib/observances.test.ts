import { expect, test } from 'vitest';
import { dayOf, showRule } from '@/lib/observances.ts';

// 清明 as the Purple Mountain Observatory's almanac gives it; the Saturdays from the calendar.
test.each([
  [{ type: 'fixed', month: 9, day: 30 } as const, 2026, '2026-09-30', '每年9月30日'],
  [{ type: 'solar-term', name: '清明' } as const, 2024, '2024-04-04', '每年清明'],
  [{ type: 'solar-term', name: '清明' } as const, 2026, '2026-04-05', '每年清明'],
  [{ type: 'solar-term', name: '清明' } as const, 2027, '2027-04-05', '每年清明'],
  [{ type: 'weekday', month: 9, nth: 3, weekday: 6 } as const, 2026, '2026-09-19', '每年9月第三个星期六'],
  [{ type: 'weekday', month: 9, nth: 3, weekday: 6 } as const, 2024, '2024-09-21', '每年9月第三个星期六'],
  [{ type: 'weekday', month: 9, nth: 1, weekday: 7 } as const, 2024, '2024-09-01', '每年9月第一个星期日'],
])('%o in %i', (rule, year, day, words) => {
  expect(dayOf(rule, year)).toBe(day);
  expect(showRule(rule)).toBe(words);
});
