import { z } from 'astro/zod';
import { point, story, text } from './parts.ts';

/** A living or recent veteran, a team, or a village's veterans. */
export const veterans = z.strictObject({
  ...story,
  form: z.enum(['person', 'team', 'village'], { error: '写 person、team 或 village' }),
  /** 写到的人。健在与否不知道，按健在处理，写 true。 */
  living: z.boolean({ error: '写 true 或 false' }),
  /** 依据什么公开：官方公开报道，或本人书面同意。 */
  consent: z.enum(['官方公开报道', '本人书面同意'], { error: '写 官方公开报道 或 本人书面同意' }),
  /** 一句引子，写在标题下面，是我们的话。 */
  opening: text.optional(),
  point: point.optional(),
});
