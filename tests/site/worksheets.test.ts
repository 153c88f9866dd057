import { describe, expect, test } from 'vitest';
import { kinds } from '@/kinds.ts';
import { readContent, type ContentEntry } from '@/lib/content.ts';
import { factsInData, getFact, showFact } from '@/lib/facts.ts';
import { answerOf, byBand, resultOf, worksheetPath } from '@/lib/questions.ts';
import type { Question } from '@/schema/questions.ts';
import { readPages, textOf } from './pages.ts';

const pages = new Map(readPages('dist').map(({ path, html }) => [path, html]));
const content = readContent('content');
const entries = content.entries.filter(({ kind }) => kind === 'heritage' || kind === 'memorials');
const questionsOf = (entry: ContentEntry): Question[] => entry.data.questions;
/** Text without the marks between a fact and what follows it. */
const words = (html: string) => textOf(html.replace(/<a class="cite"[^>]*>[^<]*<\/a>/g, '')).replace(/\s+/g, '');
const sections = (html: string) => [...html.matchAll(/<section class="sheet"[\s\S]*?<\/section>/g)].map(([section]) => section);

/** Of whom too little is on record for five honest questions. */
const few: Record<string, number> = { 'heritage/jinliang-weiyouyuan': 4, 'memorials/tielu-lieshi-zhigong': 3 };

describe.each(entries.map((entry) => [`${entry.kind}/${entry.id}`, entry] as const))('%s', (key, entry) => {
  const questions = questionsOf(entry);
  const sheet = pages.get(worksheetPath(entry.kind, entry.id)) ?? '';
  const page = pages.get(`${kinds[entry.kind].path}${entry.id}/`)!;

  test('asks pupils enough questions, of all bands', () => {
    expect(questions.length).toBeGreaterThanOrEqual(few[key] ?? 5);
    expect(byBand(questions).map(({ band }) => band)).toEqual(['小学', '初中', '高中']);
  });
  test('has a worksheet that its page leads to and that leads back', () => {
    expect(page).toContain(`href="${worksheetPath(entry.kind, entry.id)}"`);
    expect(sheet).toContain(`href="${kinds[entry.kind].path}${entry.id}/"`);
  });
  test('prints each band with its questions, lines to write on and room for class and name', () => {
    const groups = byBand(questions);
    const built = sections(sheet);
    expect(built).toHaveLength(groups.length);
    for (const [i, group] of groups.entries()) {
      for (const { question } of group.questions) expect(words(built[i]!)).toContain(question.replace(/\s+/g, ''));
      expect(built[i]!.match(/class="lines"/g)).toHaveLength(group.questions.length);
      expect(words(built[i]!)).toMatch(/班级.*小组/);
    }
  });
  test('has an answer to each question, with every fact of it numbered, apart from the sheets', () => {
    const [before, answers] = sheet.split('class="answers"') as [string, string];
    expect(before).not.toContain('class="cite"');
    for (const question of questions) {
      for (const id of factsInData(answerOf(question))) expect(words(answers), id).toContain(showFact(getFact(content.facts, id)).replace(/\s+/g, ''));
      const sum = question.work && resultOf(question.work, content.facts);
      if (sum) expect(words(answers)).toContain(`得数：${'result' in sum ? sum.result : ''}`);
    }
  });
  test('does not give its questions away to the search', () => expect(sheet).not.toContain('data-search='));
  test('shows what a school needs, with 原文未载 where nothing is known', () => {
    if (!('visit' in entry.data)) return expect(page).not.toContain('学校来访');
    const [section] = /<section class="[^"]*school-visit[\s\S]*?<\/section>/.exec(page)!;
    for (const name of ['材料', '大巴停靠', '建议停留', '适合学段', '课程联结', '着装', '无障碍', '厕所', '雨天', '应急电话', '仪式', '核对']) expect(section).toContain(`<dt>${name}</dt>`);
    const given = ['papers', 'coach', 'stay', 'ages', 'subjects', 'dress', 'access', 'toilets', 'rain', 'emergency', 'ceremony', 'checked'].filter((name) => entry.data.visit[name]);
    expect(section.match(/原文未载/g) ?? []).toHaveLength(12 - given.length);
  });
});


test('only worksheets carry their styles', () => {
  for (const [path, html] of pages) expect(html.includes('.on-paper'), path).toBe(path.startsWith('/visits/sheets/'));
});

test('a source’s page names the entry whose worksheet alone shows a fact of it', () => {
  const page = pages.get('/sources/guofang-jiaoyu-fa/')!;
  expect(page).toContain('/heritage/jinliang-weiyouyuan/');
});
