import { z } from 'astro/zod';
import { isWebAddress } from '../lib/web-address.ts';
import { isWhen } from '../lib/when.ts';
import { cell, day, factId, id, when } from './parts.ts';

/** Beyond it a number is no longer shown digit by digit. */
const largest = 1e15;
const tooLarge = '数字太大，网页上写不全；最大是一千万亿，请核对，或连单位一起写成文字';

/** One thing a document states. */
const stated = z.strictObject({
  /** 数字写数字；日期写 '2018-12'（加引号）；名称、荣誉写文字。 */
  value: z.preprocess(
    (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
    z.union([z.number().min(-largest, { error: tooLarge }).max(largest, { error: tooLarge }).refine((value) => !Object.is(value, -0), { error: '零前面没有负号，写 0' }), cell], { error: '写数字、日期或文字' }),
  ),
  /** 单位，例如 万元、人次。只跟在数字后面。 */
  unit: cell.optional(),
  /** 数字前的“近”“约”。 */
  before: z.enum(['近', '约', '逾', '达'], { error: '写 近、约、逾 或 达' }).optional(),
  /** 数字后的“余”“多”。 */
  after: z.enum(['余', '多'], { error: '写 余 或 多' }).optional(),
  /** 说的是什么，用我们自己的话。 */
  of: cell,
  /** 截至什么时候；原文没有写就删去这一行。 */
  as_of: when.optional(),
  /** 在文件的哪一部分、哪一段，让人能翻到。 */
  where: cell,
  /** 与它说法不同的另一条事实。 */
  conflicts: z.array(factId).default([]),
  /** 读者需要知道的一句话。 */
  note: cell.optional(),
});
export const fact = stated.superRefine((one, context) => {
  if (typeof one.value === 'number') return;
  const say = (message: string) => context.addIssue({ code: 'custom', path: ['value'], message });
  if (one.unit || one.after) say('有单位（unit）或“余”“多”的，value 写数字：不加引号，不写千位逗号');
  else if (isWhen(one.value) && !when.safeParse(one.value).success) say('没有这一天，请核对年月日');
});

/** A document and every fact we took from it. */
export const sources = z.strictObject({
  title: cell,
  publisher: cell,
  author: cell.optional(),
  kind: z.enum(['news', 'law', 'official', 'reference'], { error: '写 news、law、official 或 reference' }),
  /** 文件的日期；没有写就填 日期未载。 */
  published: z.union([z.literal('日期未载'), when], { error: '日期写作 1938、1938-07 或 1938-07-12；没有就写 日期未载' }),
  /** 只写确知的官方或原发网址；转载站、镜像站不写。 */
  url: z.string({ error: '网址要以 http:// 或 https:// 开头' }).refine(isWebAddress, { error: '网址要以 http:// 或 https:// 开头，不能有空格、引号、尖括号，主机名前面不能有“用户名@”' }).optional(),
  /** 读到的是不是原件；secondhand 的事实会标“待核”。 */
  read: z.enum(['original', 'secondhand'], { error: '写 original 或 secondhand' }),
  region: id.optional(),
  note: cell.optional(),
  /** 负责核对的科室或岗位。 */
  owner: cell.optional(),
  checked: day,
  facts: z.record(id, fact),
});

export type Source = z.infer<typeof sources>;
export type Fact = z.infer<typeof fact>;
