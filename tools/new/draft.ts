// From answers to a file: values, text, and what is wrong with either.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { isMap, parseDocument, stringify } from 'yaml';
import { pinyin } from 'pinyin-pro';
import { readContent, type Content, type Problem } from '../../src/lib/content.ts';
import { editorialProblems } from '../../src/lib/editorial.ts';
import { oddCharacter } from '../../src/lib/odd-characters.ts';
import { personalNumber } from '../../src/lib/personal-number.ts';
import { looseDigits } from '../../src/lib/prose.ts';
import { when } from '../../src/schema/parts.ts';
import { Trouble } from '../publish/trouble.ts';
import { divisionLists } from './lists.ts';
import type { Answers, NewKind, Question } from './questions.ts';

/** Fields that are no part of the file's own. */
const aside = new Set(['id', 'facts', 'body', 'source', 'type']);

/** An id for a title: its pinyin, six syllables at most, with a number behind it where that is taken. */
export function idFor(title: string, taken: (id: string) => boolean): string {
  const syllables = pinyin(title, { toneType: 'none', type: 'array', v: true, nonZh: 'consecutive' }).flatMap((one) => one.toLowerCase().match(/[a-z0-9]+/g) ?? []);
  const id = syllables.slice(0, 6).join('-') || 'xin';
  for (let n = 1; ; n++) {
    const tried = n === 1 ? id : `${id}-${n}`;
    if (!taken(tried)) return tried;
  }
}

/** {1} becomes the first of the picked facts. */
const withFacts = (text: string, facts: readonly string[]) => text.replace(/\{(\d+)\}/g, (whole, n: string) => (facts[Number(n) - 1] ? `{${facts[Number(n) - 1]}}` : whole));

const valueOf = ({ many, read, prose }: Question, texts: string[], facts: readonly string[]) => {
  const values = texts.map((text) => (prose ? withFacts(text.trim(), facts) : text.trim())).map((text) => (read ? read(text) : text));
  return many ? values : values[0];
};

/** The fields of the file, out of the answers to its questions; `today` is written as the day of publishing and checking. */
export function dataOf(name: string, kind: NewKind, answers: Answers, content: Content, today: string): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const question of kind.questions) {
    const texts = answers.get(question.field)?.filter((text) => text.trim() !== '');
    if (!texts?.length || aside.has(question.field)) continue;
    const value = question.field === 'value' ? factValue(texts[0]!.trim(), answers.get('type')?.[0]) : valueOf(question, texts, answers.get('facts') ?? []);
    const [first, second] = question.field.split('.') as [string, string?];
    if (second === undefined) data[first] = value;
    else data[first] = { ...(data[first] as object | undefined), [second]: value };
  }
  if (name === 'fact') return data;
  if (name === 'regions') {
    data['counties'] = divisionLists(content.root).find(({ code }) => code === data['code'])?.counties ?? [];
    data['order'] = Math.max(0, ...content.entries.filter((entry) => entry.kind === 'regions').map((entry) => entry.data['order'] as number)) + 1;
  }
  if (name !== 'sources') data['published'] = today;
  data['checked'] = today;
  if (name === 'sources') data['facts'] = {};
  return data;
}

const factValue = (text: string, type: string | undefined) => (type === '数字' && /^-?[\d,，]*\d(\.\d+)?$/.test(text) ? Number(text.replace(/[,，]/g, '')) : text);

/** What is wrong with an answer, in Chinese; undefined when nothing is. */
export function answerProblem(question: Question, text: string, answers: Answers, name: string, kind: NewKind, content: Content, today: string): string | undefined {
  if (text.trim() === '') return question.optional ? undefined : '不能为空';
  const odd = oddCharacter(text) ?? personalNumber(text);
  if (odd) return odd;
  if (question.choices && !question.choices.some(([value]) => value === text)) return `写 ${question.choices.map(([value]) => value).join('、')} 中的一个`;
  const facts = answers.get('facts') ?? [];
  if (question.prose) {
    const filled = withFacts(text, facts);
    const [unknown] = [...filled.matchAll(/\{([^}]*)\}/g)].map((match) => match[1]!).filter((id) => !content.facts.has(id));
    if (unknown !== undefined) return /^\d+$/.test(unknown) ? `没有选第 ${unknown} 条事实` : `找不到事实 ${unknown}；写 {1}、{2}，或 {出处编号/事实编号}`;
    const [digit] = looseDigits(filled);
    if (digit) return `“${digit}”里的数字没有出处；先把它写成事实（rongji new fact），再写作 {1} 或 {出处编号/事实编号}`;
  }
  if (aside.has(question.field)) return undefined;
  const type = name === 'fact' && question.field === 'value' ? answers.get('type')?.[0] : undefined;
  if (type === '数字' && typeof factValue(text.trim(), type) !== 'number') return '数字只写阿拉伯数字，例如 208 或 12.5；单位、“余”“约”后面会问';
  if (type === '日期' && !when.safeParse(text.trim()).success) return '日期写作 1938、1938-07 或 1938-07-12，要有这一天';
  const tried = new Map(answers).set(question.field, question.many ? [...(answers.get(question.field) ?? []), text] : [text]);
  const path = question.field.split('.');
  const issue = kind.schema.safeParse(dataOf(name, kind, tried, content, today)).error?.issues.find((one) => path.every((key, i) => one.path[i] === key));
  return issue && (issue.message.startsWith('无效') ? '这样写不对，请核对' : issue.message);
}

const style = { lineWidth: 0, singleQuote: true, compat: 'yaml-1.1' } as const;

/** The text of a new file. Astro reads YAML 1.1, so what that takes for a date or a number is quoted. */
export function textOf(kind: NewKind, data: Record<string, unknown>, body: string): string {
  const yaml = stringify(data, style);
  return kind.extension === '.yaml' ? yaml : `---\n${yaml}---\n\n${body}\n`;
}

/** The body as MDX: facts as marks. */
export const bodyOf = (answers: Answers) => withFacts((answers.get('body') ?? []).join('\n\n').trim(), answers.get('facts') ?? []).replace(/\{([a-z0-9-]+\/[a-z0-9-]+)\}/g, '<Fact id="$1" />');

/** A document's YAML with one more fact at the end of its facts; every other character stays. Throws, in Chinese, where that cannot be done safely. */
export function withFact(text: string, id: string, fact: Record<string, unknown>): string {
  const line = text.includes('\r\n') ? '\r\n' : '\n';
  const before = parseDocument(text);
  const facts = before.get('facts', true);
  const unsure = new Trouble('这份文件的 facts 不是一条一行地写的，没有动它；请先改成别的文件那样，再来一次');
  if (!isMap(facts)) throw unsure;
  const empty = facts.items.length === 0;
  if (facts.flow && !empty) throw unsure;
  const first = facts.items[0]?.key as { range?: [number, number, number] } | undefined;
  const at = first?.range ? first.range[0] - (text.lastIndexOf('\n', first.range[0] - 1) + 1) : 2;
  const added = stringify({ [id]: fact }, style)
    .trimEnd()
    .split('\n')
    .map((row) => ' '.repeat(at) + row)
    .join(line);
  let made: string;
  if (empty) made = `${text.slice(0, facts.range![0]).trimEnd()}${line}${added}${text.slice(facts.range![1])}`;
  else {
    let end = facts.range![1];
    while (/[\r\n]/.test(text[end - 1]!)) end--;
    const rest = text.slice(end).search(/\r?\n/);
    const cut = rest < 0 ? text.length : end + rest;
    made = `${text.slice(0, cut)}${line}${added}${text.slice(cut) || line}`;
  }
  const after = parseDocument(made);
  const wanted = { ...before.toJS(), facts: { ...before.toJS().facts, [id]: fact } };
  if (after.errors.length || JSON.stringify(after.toJS()) !== JSON.stringify(wanted)) throw unsure;
  return made;
}

/** All that has to be mended in the content, also what a build would come to only after the first of it is mended. */
export const problemsOf = (content: Content, today: string): Problem[] => [...content.problems, ...editorialProblems(content, today)];

/** What the whole content would have to be mended for if a file of it were `text`; `file` is relative to the content's folder. Problems that are there already do not count. */
export function problemsWith(content: Content, file: string, text: string, today: string): Problem[] {
  const work = mkdtempSync(join(tmpdir(), 'rongji-new-'));
  try {
    // Of the same name, for it stands in what is said of the files.
    const folder = join(work, basename(resolve(content.root)));
    cpSync(content.root, folder, { recursive: true });
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
    const key = ({ file, field, message }: Problem) => JSON.stringify([file, field, message]);
    const known = new Set(problemsOf(content, today).map(key));
    return problemsOf(readContent(folder), today).filter((one) => !known.has(key(one)));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** A file's text, or undefined where there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
