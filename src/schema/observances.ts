import { z } from 'astro/zod';
import { entry, factId, text } from './parts.ts';

const fixed = z
  .strictObject({ type: z.literal('fixed'), month: z.number().int().min(1).max(12), day: z.number().int().min(1).max(31) })
  // A day that every year has: 2026 is no leap year.
  .refine(({ month, day }) => new Date(Date.UTC(2026, month - 1, day)).getUTCDate() === day, { error: '不是每年都有这一天，请核对月和日' });
const term = z.strictObject({ type: z.literal('solar-term'), name: z.literal('清明') });
const weekday = z.strictObject({
  type: z.literal('weekday'),
  month: z.number().int().min(1).max(12),
  /** 第几个，一到四；第五个不是每年都有。 */
  nth: z.number().int().min(1).max(4),
  /** 星期几：1 到 7，7 是星期日。 */
  weekday: z.number().int().min(1).max(7),
});

/** A day that matters each year. */
export const observances = z.strictObject({
  ...entry,
  rule: z.discriminatedUnion('type', [fixed, term, weekday], { error: 'type 写 fixed、solar-term 或 weekday' }),
  /** 哪份文件定的：事实编号。 */
  basis: z.array(factId).min(1, { error: '至少写一条依据' }),
  /** 这一天可以做什么，一条一句。 */
  ways: z.array(text).min(1, { error: '至少写一条可以做什么' }),
});

export type Rule = z.infer<typeof observances>['rule'];
