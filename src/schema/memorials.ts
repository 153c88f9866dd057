import { z } from 'astro/zod';
import { factId, point, story, text } from './parts.ts';
import { visit } from './heritage.ts';
import { questions } from './questions.ts';

const person = z.strictObject({
  ...story,
  form: z.literal('person'),
  name: text,
  /** 生、卒、籍贯或出生地：事实编号；没有出处就删去，页面写“原文未载”。 */
  born: factId.optional(),
  died: factId.optional(),
  native_place: factId.optional(),
  /** “烈士”是法定身份：写出称其为烈士的那条事实；没有就删去，页面不称烈士。 */
  martyr: factId.optional(),
  point: point.optional(),
  questions,
});

const group = z.strictObject({
  ...story,
  form: z.literal('group'),
  name: text,
  /** 称他们为烈士的那条事实；没有就删去。 */
  martyr: factId.optional(),
  questions,
});

const facility = z.strictObject({
  ...story,
  form: z.literal('facility'),
  official_name: text,
  /** 保护级别：事实编号。 */
  protection: factId.optional(),
  point: point.optional(),
  visit: visit.default({}),
  questions,
});

/** A martyr or forerunner, a group of them, or a memorial facility. */
export const memorials = z.discriminatedUnion('form', [person, group, facility], { error: 'form 写 person（人物）、group（群体）或 facility（设施）' });
