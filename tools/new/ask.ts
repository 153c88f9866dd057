// Asks in a terminal, in Chinese.
import { input, search, select } from '@inquirer/prompts';
import type { Item } from './lists.ts';
import type { Question } from './questions.ts';

const keys: Record<string, string> = { '↑↓': '选', '⏎': '确定' };
const tip = (given: [key: string, action: string][]) => given.map(([key, action]) => `${key} ${keys[key] ?? action}`).join('，');
const plain = { prefix: { idle: '？', done: '✓' } };
const theme = { ...plain, style: { keysHelpTip: tip } };
const skip = '';

/** Asks which of a few; `choices` are values with their words. */
export const chooseInTerminal = (message: string, choices: (readonly [string, string])[]) => select({ message, choices: choices.map(([value, name]) => ({ value, name })), pageSize: choices.length, theme });

/** Asks one question until the answer is sound; gives the texts of the answer, none when it was left out. `check` says what is wrong with a text after those already given. */
export async function askInTerminal(question: Question, list: Item[], preset: string | undefined, check: (text: string, before: string[]) => string | undefined): Promise<string[]> {
  const answers: string[] = [];
  const one = async (): Promise<string> => {
    const many = question.many ? `（第 ${answers.length + 1} 条${answers.length || question.optional ? '，没有了就直接确定' : ''}）` : question.optional ? '（可以不写）' : '';
    const message = `${question.ask}${many}`;
    const mayEnd = question.optional || answers.length > 0;
    if (question.choices) return select({ message, choices: [...(mayEnd ? [{ value: skip, name: '（不写）' }] : []), ...question.choices.map(([value, name]) => ({ value, name }))], theme });
    if (!question.pick) return input({ message, default: preset, theme: plain, validate: (text) => (text.trim() === '' && mayEnd ? true : (check(text, answers) ?? true)) });
    const picked = await search({
      message: `${message}，打几个字来找`,
      pageSize: 10,
      theme,
      source: (term) => {
        const words = (term ?? '').split(/\s+/).filter(Boolean);
        const found = list.filter(({ value, name }) => !answers.includes(value) && words.every((word) => name.includes(word))).slice(0, 50);
        // The prompt shows it in place of its own English.
        if (!found.length && words.length) throw new Error('没有找到，换几个字试试');
        return [...(mayEnd && !words.length ? [{ value: skip, name: question.many ? '（没有了）' : '（不写）' }] : []), ...found];
      },
      validate: (value) => (value === skip || question.then ? true : (check(value, answers) ?? true)),
    });
    if (picked === skip || !question.then) return picked;
    const more = await input({ message: question.then, theme: plain, validate: (text) => check(`${picked} ${text}`.trim(), answers) ?? true });
    return `${picked} ${more}`.trim();
  };
  for (;;) {
    const text = await one();
    if (text.trim() === '') return answers;
    answers.push(text);
    if (!question.many) return answers;
  }
}
