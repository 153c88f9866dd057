import { z } from 'astro/zod';
import { entry, factId, lat, lng, point, story, text } from './parts.ts';

const county = z.strictObject({
  code: z.string().regex(/^\d{6}$/, { error: '区划代码是六位数字，要加引号' }),
  name: text,
  /** 县城的点，画在示意图上；没有来源就不写。 */
  seat: point.optional(),
  /** 外接矩形：[南, 西, 北, 东]，WGS-84 的度数。只用来查坐标写错，不画出来。 */
  bounds: z.tuple([lat, lng, lat, lng], { error: 'bounds 写四个数：[南, 西, 北, 东]' }).optional(),
});

/** A locality. Its `owner` also sees to the sheets of its stations. */
export const regions = z.strictObject({
  ...entry,
  /** 全称，例如 吉林省四平市双辽市。 */
  full_name: text,
  /** 六位区划代码。 */
  code: z.string().regex(/^\d{6}$/, { error: '区划代码是六位数字，要加引号' }),
  level: z.enum(['县', '县级市', '地级市'], { error: '写 县、县级市 或 地级市' }),
  /** 站点名单收录哪些县（市、区）：代码与名称，与 content/stations 的文件名一致。地级市本级的站点写在地级市代码的表里。 */
  counties: z.array(county).min(1, { error: '至少写一个县（市、区）：代码与名称' }),
  /** 哪几级的站点，有文件说已经全覆盖：级别与写着这句话的事实。名单里“derived”的行以此为据。 */
  coverage: z.array(z.strictObject({ level: z.enum(['县', '乡', '村'], { error: '级别写 县、乡 或 村' }), fact: factId })).default([]),
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
