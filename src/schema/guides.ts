import { z } from 'astro/zod';
import { entry, id, officePhone, text, when } from './parts.ts';

/** How to get something done, as data. */
export const guides = z.strictObject({
  ...entry,
  /** 适用对象。 */
  for: z.array(text).min(1, { error: '至少写一条适用对象' }),
  /** 设定依据：出处编号与条款。 */
  basis: z.array(z.strictObject({ source: id, article: text.optional() })).min(1, { error: '至少写一条设定依据' }),
  /** 要带的材料；来源没有列就留空，并在 unknown 里说明。 */
  bring: z.array(z.strictObject({ item: text, note: text.optional() })).default([]),
  steps: z.array(z.strictObject({ title: text, text })).min(1, { error: '至少写一步' }),
  /** 归哪里管：户籍地、常住地、两地均可（户籍地优先）、安置地，或其他。 */
  jurisdiction: z.enum(['户籍地', '常住地', '户籍地或常住地', '安置地', '其他'], {
    error: '写 户籍地、常住地、户籍地或常住地、安置地 或 其他',
  }),
  /** 到乡镇、村的退役军人服务站办，或先到那里问：写 true。服务站的页上会列出来。 */
  at_station: z.boolean().default(false),
  /** 到哪里办。 */
  where: text,
  /** 办理时限。 */
  time_limit: text.optional(),
  fee: text.optional(),
  phone: z.array(z.strictObject({ name: text, number: officePhone })).default([]),
  /** 各地不同：地方编号与我们的话。 */
  local: z.array(z.strictObject({ region: id, text })).default([]),
  /** 尚不清楚、要以当地答复为准的事。 */
  unknown: z.array(text).default([]),
  /** 政策到期的日子。 */
  valid_until: when.optional(),
});
