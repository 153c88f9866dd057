import { z } from 'astro/zod';
import { day, factId, officePhone, point, story, text } from './parts.ts';
import { questions } from './questions.ts';

/** 时刻。 */
const clock = z.string({ error: '时刻写作 08:30' }).regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: '时刻写作 08:30，用二十四小时制，两位小时、两位分钟' });

/** 只写整数。 */
const whole = (what: string) => z.int({ error: `${what}写整数，不加引号和单位` }).min(1, { error: `${what}至少是 1；没有出处就删去` });

/** What a visitor needs; what no source gives is left out and shown as 原文未载. */
export const visit = z
  .strictObject({
    address: text.optional(),
    hours: text.optional(),
    closed: text.optional(),
    fee: text.optional(),
    booking: text.optional(),
    capacity: text.optional(),
    guide: text.optional(),
    phone: text.optional(),
    note: text.optional(),
    // What a school asks besides.
    /** 预约要交的材料。 */
    papers: text.optional(),
    /** 大巴停靠。 */
    coach: text.optional(),
    /** 建议停留。 */
    stay: text.optional(),
    /** 适合学段。 */
    ages: text.optional(),
    /** 课程联结。 */
    subjects: text.optional(),
    /** 仪式：可做与不可做。 */
    ceremony: text.optional(),
    /** 着装。 */
    dress: text.optional(),
    /** 无障碍。 */
    access: text.optional(),
    /** 厕所。 */
    toilets: text.optional(),
    /** 雨天怎么办。 */
    rain: text.optional(),
    /** 应急联系：单位的电话。 */
    emergency: officePhone.optional(),
    /** 以上各项最近一次核对的日子。 */
    checked: day.optional(),
    // What the planner reckons with. Each repeats what a fact in the text beside it says; editorial.ts holds them together.
    /** 每周哪几天不开，星期一是 1，星期日是 7；出处写在 closed 里。 */
    closed_weekdays: z
      .array(z.int({ error: '星期写 1 到 7，星期一是 1' }).min(1, { error: '星期写 1 到 7，星期一是 1' }).max(7, { error: '星期写 1 到 7，星期日是 7' }), { error: 'closed_weekdays 写成列表，例如 [1]' })
      .min(1, { error: '没有固定的闭馆日就整行删去' })
      .refine((list) => new Set(list).size === list.length, { error: '同一天写了两次' })
      .optional(),
    /** 几点开、几点关；出处写在 hours 里。 */
    opens: clock.optional(),
    closes: clock.optional(),
    /** 一批最多多少人；出处写在 capacity 里。 */
    group_limit: whole('人数').optional(),
    /** 提前几个工作日预约；出处写在 booking 里。 */
    book_days: whole('天数').optional(),
    /** 停留多少分钟；出处写在 stay 里。 */
    stay_minutes: whole('分钟数').optional(),
  })
  .superRefine(({ opens, closes }, context) => {
    const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (opens && !closes) say('opens', '写了 opens，也要写 closes；只知道一个就都不写');
    if (closes && !opens) say('closes', '写了 closes，也要写 opens；只知道一个就都不写');
    if (opens && closes && closes <= opens) say('closes', '关门要比开门晚，请核对');
  });

export type Visit = z.infer<typeof visit>;

/** A place to visit. */
export const heritage = z.strictObject({
  ...story,
  /** 规范全称。 */
  official_name: text,
  /** 级别与称号：事实编号。 */
  designations: z.array(factId).default([]),
  point: point.optional(),
  visit: visit.default({}),
  questions,
});
