import { z } from 'astro/zod';
import { linkPattern } from '../kinds.ts';
import { cellMessage, formula } from './formula.ts';
import { officePhoneMessage, officePhonePattern } from './station-words.ts';

const idPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** True for a calendar day that exists: "2023-02-29" is false. */
const dayExists = (text: string) => {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
};

const asText = (value: unknown) =>
  value instanceof Date ? value.toISOString().slice(0, 10) : typeof value === 'number' ? String(value) : value;

/** Names that a page of its own or Windows has taken, so that no file or page can have them. */
const taken = /^(index|con|prn|aux|nul|com[1-9]|lpt[1-9])$/;

/** 编号：小写拼音、数字与短横。 */
export const id = z
  .string({ error: '编号只用小写拼音、数字和短横，例如 wang-ben' })
  .regex(idPattern, { error: '编号只用小写拼音、数字和短横，例如 wang-ben', abort: true })
  .refine((value) => !taken.test(value), { error: '这个编号网站或电脑自己要用，请换一个' })
  // Addresses and file names have an end.
  .refine((value) => value.length <= 100, { error: '编号太长了，最多 100 个字符' });

/** 文字，不能为空。 */
export const text = z.string({ error: '这里要写文字' }).trim().min(1, { error: '不能为空；没有就整行删去' });

/** 文字，也写进公开数据的表格。 */
export const cell = text.refine((value) => !formula.test(value), { error: cellMessage });

/** A day, a month or only a year, as far as the record goes: "1938", "1938-07", "1938-07-12". */
export const when = z.preprocess(
  asText,
  z
    .string()
    .regex(/^\d{4}(-\d\d){0,2}$/, { error: '日期写作 1938、1938-07 或 1938-07-12', abort: true })
    .refine((value) => !value.startsWith('0000'), { error: '没有公元 0 年，请核对年份' })
    .refine((value) => value.length < 7 || dayExists(value.length === 7 ? `${value}-01` : value), {
      error: '没有这一天，请核对年月日',
    }),
);

/** A full day. */
export const day = z.preprocess(
  asText,
  z
    .string({ error: '日期写作 2026-11-21' })
    .regex(/^\d{4}-\d\d-\d\d$/, { error: '日期写作 2026-11-21', abort: true })
    .refine(dayExists, { error: '没有这一天，请核对年月日', abort: true })
    // These are days of this site's own work.
    .refine((value) => value >= '2000', { error: '年份太早了，请核对；日期写作 2026-11-21' }),
);

/** 事实的编号：出处编号/事实编号。 */
export const factId = z
  .string()
  .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, { error: '事实写作“出处编号/事实编号”，例如 zherong-report/graves-moved' });

/** 关联条目：类别/编号。 */
export const link = z
  .string()
  .regex(linkPattern, { error: '关联写作“类别/编号”，例如 guides/youdaizheng' });

/** 单位的电话；手机号是个人的，不写。 */
export const officePhone = z
  .string()
  .regex(officePhonePattern, { error: officePhoneMessage });

/** How exactly a point is known; distances to anything coarser than `site` are written "约". */
export const precisions = ['site', 'village', 'township', 'county'] as const;

/** 纬度，WGS-84 的度数。The bounds are China's and catch swapped numbers. */
export const lat = z
  .number({ error: '纬度要写数字，例如 27.2456' })
  .min(3, { error: '纬度应在 3 到 54 之间，请核对' })
  .max(54, { error: '纬度应在 3 到 54 之间；是否与经度写反了？' });

/** 经度，WGS-84 的度数。 */
export const lng = z
  .number({ error: '经度要写数字，例如 119.8912' })
  .min(73, { error: '经度应在 73 到 136 之间；是否与纬度写反了？' })
  .max(136, { error: '经度应在 73 到 136 之间，请核对' });

/** A point on the map, WGS-84 degrees. */
export const point = z.strictObject({
  lat,
  lng,
  precision: z.enum(precisions, { error: '精度写 site、village、township 或 county' }),
  /** 坐标从哪里来。 */
  source: cell,
});

/** Fields that every page of content has. */
export const entry = {
  title: cell,
  /** 一两句话，用在列表和搜索结果里。数字写成 {出处编号/事实编号}。 */
  summary: cell,
  /** 别名、旧名，供搜索。 */
  aliases: z.array(cell).default([]),
  /** 关联的条目，写“类别/编号”；两边都会显示，只写一边即可。 */
  related: z.array(link).default([]),
  author: cell,
  /** 负责核对的科室或岗位，例如 优抚科；不写人名和电话。网页上不显示，rongji stale 按它分组。 */
  owner: cell.optional(),
  /** 首次发布的日子。 */
  published: day,
  /** 最近一次核对的日子。 */
  checked: day,
};

/** A place that a chapter of the story names, with the point it stands at on the small map. */
export const storyPlace = z.strictObject({ id, name: text, ...point.shape });

/** Fields of the kinds that tell a story in one locality. */
export const story = {
  ...entry,
  /** 所属地方的编号，见 content/regions。 */
  region: id,
  /** 正文之外要列出的数字，写事实编号。 */
  figures: z.array(factId).default([]),
  /** 大事：时间是一条日期事实，文字是我们的话。 */
  timeline: z.array(z.strictObject({ date: factId, text })).default([]),
  /** 正文各章讲到的地点，坐标要有来源；本站已有坐标的条目不用再写。 */
  places: z.array(storyPlace).default([]),
};
