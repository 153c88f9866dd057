import { z } from 'astro/zod';
import { factId, point, story, text } from './parts.ts';

/** What a visitor needs; what no source gives is left out and shown as 原文未载. */
export const visit = z.strictObject({
  address: text.optional(),
  hours: text.optional(),
  closed: text.optional(),
  fee: text.optional(),
  booking: text.optional(),
  capacity: text.optional(),
  guide: text.optional(),
  phone: text.optional(),
  note: text.optional(),
});

/** A place to visit. */
export const heritage = z.strictObject({
  ...story,
  /** 规范全称。 */
  official_name: text,
  /** 级别与称号：事实编号。 */
  designations: z.array(factId).default([]),
  point: point.optional(),
  visit: visit.default({}),
});
