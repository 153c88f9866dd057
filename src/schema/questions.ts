import { z } from 'astro/zod';
import { factId, text } from './parts.ts';

export const bands = ['小学', '初中', '高中'] as const;
export const questionKinds = ['找一找', '填一填', '算一算', '想一想'] as const;

/** 算一算：用哪两条事实，怎样算。The build does the sum, so that no result is typed by hand. */
const work = z.strictObject({
  by: z.enum(['相加', '相减', '相隔'], { error: 'by 写 相加、相减 或 相隔（两个日期之间按年份算）' }),
  of: z.array(factId, { error: 'of 写两条事实，例如 [a/x, a/y]' }).length(2, { error: 'of 写两条事实，例如 [a/x, a/y]' }),
});

/** One question for pupils; its answer comes from a fact. */
const question = z
  .strictObject({
    question: text,
    /** 答案所据的事实。 */
    fact: factId,
    /** 答案，里面要有 {fact}；不写，就用事实本身的值作答。 */
    answer: text.optional(),
    bands: z
      .array(z.enum(bands, { error: '学段写 小学、初中 或 高中' }))
      .min(1, { error: '至少写一个学段：小学、初中 或 高中' })
      .refine((list) => new Set(list).size === list.length, { error: '同一个学段写了两次' }),
    kind: z.enum(questionKinds, { error: '题型写 找一找、填一填、算一算 或 想一想' }),
    work: work.optional(),
  })
  .superRefine((one, context) => {
    const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (one.kind === '算一算' && !one.work) say('kind', '算一算要写 work：用哪两条事实、怎样算，得数由网站算');
    if (one.kind !== '算一算' && one.work) say('work', '只有算一算才写 work');
    if (one.work && !one.work.of.includes(one.fact)) say('fact', 'fact 要是 work 里的一条');
  });

/** 给学生的问题，印在学习单上。 */
export const questions = z.array(question).default([]);

export type Band = (typeof bands)[number];
export type Question = z.infer<typeof question>;
