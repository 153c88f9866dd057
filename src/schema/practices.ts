import { z } from 'astro/zod';
import { story, text } from './parts.ts';

/** A service or way of working a locality is known for. */
export const practices = z.strictObject({
  ...story,
  /** 谁在做。 */
  run_by: text,
  /** 老兵或居民能得到什么，一条一句。 */
  offers: z.array(text).min(1, { error: '至少写一条 offers：读者能得到什么' }),
  /** 去哪里、找谁；没有出处就删去，页面写“原文未载”。 */
  where: text.optional(),
});
