import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineCommand } from '../command-line.ts';
import { during, exits, explain, Trouble } from '../publish/trouble.ts';
import { root } from '../setup.mjs';
import { typedPath } from '../sheets/paths.ts';
import { writeWhole } from '../write-whole.ts';
import { readDay } from './check.ts';
import type { Answers, Question } from '../new/questions.ts';

const names = ['veterans', 'memorials', 'heritage', 'practices', 'guides', 'observances', 'sources', 'fact', 'visits', 'regions'];

export const command = defineCommand({
  form: 'new [kind]',
  about: '写一个新条目：一问一答，写成的文件能通过检查',
  options: (argv) =>
    argv
      // Several answers to one question are several of the same option.
      .parserConfiguration({ 'boolean-negation': false, 'duplicate-arguments-array': true, 'greedy-arrays': false, 'camel-case-expansion': true })
      .positional('kind', { type: 'string', describe: `写哪一类：${names.join('、')}；fact 是往已有的出处里加一条事实` })
      .option('set', { type: 'string', array: true, requiresArg: true, describe: '先写好一项，写作 字段=值，例如 title=标题；有几条的写几次' })
      .option('answers', { type: 'string', requiresArg: true, describe: '从文件里读答案，一行一项，写作 字段=值；写 - 就从管道读' })
      .option('fields', { type: 'boolean', describe: '只列出这一类要答哪些问题' })
      .option('today', { type: 'string', requiresArg: true, describe: '以哪天为今天，写作 2026-11-21' })
      .option('content', { type: 'string', requiresArg: true, describe: '写到别处的内容文件夹' }),
  async run({ kind: given, set, answers: file, fields, today: day, content: folder }) {
    const today = readDay(Array.isArray(day) ? day.at(-1) : day);
    const [{ readContent, showProblem }, { newKinds }, { listOf }, draft] = await Promise.all([import('../../src/lib/content.ts'), import('../new/questions.ts'), import('../new/lists.ts'), import('../new/draft.ts')]);
    const terminal = Boolean(process.stdin.isTTY && process.stdout.isTTY);
    try {
      const name = given ?? (terminal ? await chooseKind(newKinds) : undefined);
      if (name === undefined || !Object.hasOwn(newKinds, name)) throw new Trouble(`${name === undefined ? '要写明写哪一类' : `没有 ${name} 这一类`}；可以写的有：${names.map((one) => `${one}（${newKinds[one]!.label}）`).join('、')}`, exits.usage);
      const kind = newKinds[name]!;
      const idQuestion: Question = { field: 'id', ask: name === 'fact' ? '这条事实的编号，只用小写字母、数字和短横' : '编号，就是文件名和网址，只用小写字母、数字和短横' };
      const questions = [...kind.questions, idQuestion];
      if (fields) {
        for (const { field, ask, optional, many, choices } of questions) console.log(`${field}：${ask}${choices ? `（${choices.map(([value]) => value).join('、')}）` : ''}${many ? '，可以有几条' : ''}${optional || field === 'id' ? '，可以不写' : ''}`);
        return exits.done;
      }
      const content = readContent(folder === undefined ? join(root, 'content') : typedPath(folder));
      const answers = readGiven([...(set ?? []), ...(await linesOf(Array.isArray(file) ? file.at(-1) : file))], questions);

      const taken = (id: string) => (name === 'fact' ? content.facts.has(`${answers.get('source')?.[0]}/${id}`) : draft.readIfThere(join(content.root, kind.folder, `${id}${kind.extension}`)) !== undefined);
      const presetOf = (question: Question) => (question.field === 'id' ? draft.idFor(answers.get(name === 'fact' ? 'of' : 'title')?.[0] ?? '', taken) : question.preset?.(answers));
      const wrongWith = (question: Question, text: string, before: string[] = []): string | undefined => {
        if (question.field === 'id') return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) ? (taken(text) ? `${text} 已经有了，换一个` : undefined) : '编号只用小写拼音、数字和短横，例如 wang-ben';
        if (question.pick && text && !listOf(question.pick, content).some(({ value }) => value === text.split(' ')[0])) return `找不到 ${text.split(' ')[0]}，请核对编号${question.pick === 'division' ? '；content/divisions/ 里要先有它的名单，用 tools/divisions.ts 生成' : ''}`;
        return draft.answerProblem(question, text, new Map(answers).set(question.field, before), name, kind, content, today);
      };
      const settle = async (question: Question) => {
        answers.delete(question.field);
        const texts = terminal ? await (await import('../new/ask.ts')).askInTerminal(question, question.pick ? listOf(question.pick, content) : [], presetOf(question), (text, before) => wrongWith(question, text, before)) : [];
        if (texts.length) answers.set(question.field, texts);
        if (question.field === 'facts' && texts.length && terminal) console.log(texts.map((id, i) => `  {${i + 1}} 是 ${listOf('fact', content).find(({ value }) => value === id)?.name}`).join('\n'));
      };

      const lacking: string[] = [];
      for (const question of questions) {
        if (question.only && !question.only(answers)) {
          if (answers.has(question.field)) lacking.push(`${question.field}：前面这样答，就没有这一项；请删去`);
          continue;
        }
        const texts = answers.get(question.field);
        if (texts) {
          const wrong = texts.map((text, i) => wrongWith(question, text, texts.slice(0, i))).find(Boolean) ?? (texts.length > 1 && !question.many && question.field !== 'body' ? '只能写一个' : undefined);
          if (!wrong) continue;
          if (!terminal) lacking.push(`${question.field}：${wrong}`);
          else console.log(`${question.field}：${wrong}`);
        }
        if (terminal) await settle(question);
        else if (!texts) {
          const preset = presetOf(question);
          if (preset !== undefined) answers.set(question.field, [preset]);
          else if (!question.optional) lacking.push(`${question.field}：${question.ask}${question.choices ? `，写 ${question.choices.map(([value]) => value).join('、')} 中的一个` : ''}`);
        }
      }
      if (lacking.length) throw new Trouble(`还不能写，缺的和要改的：\n${lacking.map((one) => `  ${one}`).join('\n')}\n用 --set 字段=值 写上，或写进一个文件，用 --answers 文件；在终端里运行会一项一项地问`, exits.usage);

      for (;;) {
        const id = answers.get('id')![0]!;
        const file = `${kind.folder}/${name === 'fact' ? answers.get('source')![0] : id}${kind.extension}`;
        const path = join(content.root, file);
        const data = draft.dataOf(name, kind, answers, content, today);
        const before = name === 'fact' ? draft.readIfThere(path) : undefined;
        const text = before === undefined ? draft.textOf(kind, data, draft.bodyOf(answers)) : draft.withFact(before, id, data);
        // A folder that may not be written to is copied as one.
        const problems = await during(`写 ${path}`, () => draft.problemsWith(content, file, text, today));
        if (problems.length) {
          console.error(`这样写还通不过检查：\n${problems.map((one) => `  ${showProblem(one)}`).join('\n')}`);
          const again = terminal ? questions.find(({ field }) => problems.some((one) => (one.field ?? 'body').split('.')[0] === field.split('.')[0])) : undefined;
          if (!again) throw new Trouble('没有写，内容没有变');
          await settle(again);
          continue;
        }
        await writeWhole(path, text, { fresh: before === undefined }).catch((error: NodeJS.ErrnoException) => {
          throw error.code === 'EEXIST' ? new Trouble(`${file} 已经有了，没有动它；请换一个编号`) : explain(error, `写 ${path}`);
        });
        const shown = `content/${file}`;
        const others = draft.problemsOf(content, today).length;
        const sound = others ? '这一次写的没有要改的' : '检查通过';
        console.log(before === undefined ? `写好了 ${shown}，${sound}。` : `写进了 ${shown}，${sound}；用的时候写 {${answers.get('source')![0]}/${id}}。`);
        if (name === 'sources') console.log(`再一条条写它的事实：npm run rongji -- new fact --set source=${id}`);
        else if (kind.extension === '.mdx') console.log('接着写正文：用记事本或别的编辑器打开它，写在最后。');
        console.log(`看样子：npm run dev，再打开 http://localhost:4321${await base()}${kind.folder}/${name === 'fact' ? answers.get('source')![0] : id}/`);
        if (others) console.log(`内容里原来就有 ${others} 处要改，改好以前不能发布；看 npm run rongji -- check。`);
        return exits.done;
      }
    } catch (error) {
      if ((error as Error).name === 'ExitPromptError') throw new Trouble('停下了，什么也没有写。', exits.interrupted);
      throw error;
    }
  },
});

async function chooseKind(kinds: Record<string, { label: string }>): Promise<string> {
  const { chooseInTerminal } = await import('../new/ask.ts');
  return chooseInTerminal('写哪一类', names.map((value) => [value, kinds[value]!.label] as const));
}

/** The path that the site hangs under; the top when the settings cannot be read. */
const base = () => import('../load-site.ts').then(({ loadSite }) => loadSite()).then((site) => site.base, () => '/');

/** Lines of the form field=value out of a file, or of what another program sends. */
async function linesOf(file: string | undefined): Promise<string[]> {
  if (file === undefined) return [];
  const text = await new Promise<string>((done) => done(readFileSync(file === '-' ? 0 : typedPath(file), 'utf8'))).catch(() => {
    throw new Trouble(`--answers：读不出 ${file}`, exits.usage);
  });
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}

/** Answers by field; throws for a field that the kind does not have. */
function readGiven(pairs: string[], questions: Question[]): Answers {
  const answers: Answers = new Map();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const field = pair.slice(0, Math.max(0, at)).trim();
    if (at < 1) throw new Trouble(`“${pair}”要写作 字段=值，例如 title=标题`, exits.usage);
    if (!questions.some((one) => one.field === field)) throw new Trouble(`没有“${field}”这一项；可以写的有：${questions.map((one) => one.field).join('、')}`, exits.usage);
    answers.set(field, [...(answers.get(field) ?? []), pair.slice(at + 1)]);
  }
  return answers;
}
