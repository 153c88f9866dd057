import { z } from 'astro/zod';
import { day, id, text } from './parts.ts';

const clock = z.string({ error: '时刻写作 08:30，要加引号' }).regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: '时刻写作 08:30，要加引号' });

/** A ready plan of a day that a school can take over and change. */
export const visits = z
  .strictObject({
    title: text,
    summary: text,
    /** 地方的编号，见 content/regions。 */
    region: id,
    grade: z.enum(['小学', '初中', '高中'], { error: '写 小学、初中 或 高中' }),
    /** 从学校出发、最晚返校的时刻。 */
    start: clock,
    end: clock,
    /** 去的地方，按次序：类别/编号，与建议停留的分钟数。 */
    stops: z
      .array(
        z.strictObject({
          site: z.string().regex(/^(heritage|memorials)\/[a-z0-9-]+$/, { error: '地点写作 heritage/编号 或 memorials/编号' }),
          minutes: z.number({ error: '停留写分钟数，不加引号' }).int().min(5, { error: '停留至少写 5 分钟' }).max(600, { error: '停留最多写 600 分钟' }),
        }),
      )
      .min(1, { error: '至少写一个地点' }),
    author: text,
    /** 负责核对的科室或岗位。 */
    owner: text.optional(),
    published: day,
    checked: day,
  })
  .refine(({ start, end }) => end > start, { path: ['end'], error: '返校要比出发晚；请核对 start 和 end' });
export type Visit = z.infer<typeof visits>;
