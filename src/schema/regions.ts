import { z } from 'astro/zod';
import { entry, factId, point, story, text } from './parts.ts';

/** A locality. */
export const regions = z.strictObject({
  ...entry,
  /** 全称，例如 吉林省四平市双辽市。 */
  full_name: text,
  /** 六位区划代码。 */
  code: z.string().regex(/^\d{6}$/, { error: '区划代码是六位数字，要加引号' }),
  level: z.enum(['县', '县级市', '地级市'], { error: '写 县、县级市 或 地级市' }),
  /** 站点表收到哪些县（市、区）：代码与名称，与 content/stations 的文件名一致。 */
  counties: z.array(z.strictObject({ code: z.string().regex(/^\d{6}$/, { error: '区划代码是六位数字，要加引号' }), name: text })).min(1),
  /** 首页与列表的排序。 */
  order: z.number(),
  /** 剪纸纹样的名字，见 src/components/Motif.astro。 */
  motif: z.enum(['grain', 'bamboo', 'palm', 'tower', 'papercut'], { error: '写 grain、bamboo、palm、tower 或 papercut' }),
  point,
  /** 荣誉：事实编号。 */
  honours: z.array(factId).default([]),
  /** 公开文件写的站点数：事实编号，页面与本站收录的数并列。 */
  published_stations: z.array(factId).default([]),
  figures: story.figures,
  timeline: story.timeline,
});
