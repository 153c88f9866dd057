// Walks the example of docs/clerk.md: a copy of the project, the commands as they are printed, the sheet as a clerk would change it. Tests and pictures share it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openXlsx, saveXlsx } from 'hucre/xlsx';
import { readContent } from '../src/lib/content.ts';
import { listOf } from './new/lists.ts';
import { newKinds } from './new/questions.ts';
import { root } from './setup.mjs';

/** What the guide changes: a telephone, and three stations of a township. None of it is true. */
export const example = {
  sheet: '220382.csv',
  changed: { name: '柳条乡退役军人服务站', id: 'shuangliao-liutiao', phone: '0434-1234567' },
  added: [
    { name: '三合村退役军人服务站', id: '220382101200' },
    { name: '山玻璃村退役军人服务站', id: '220382101201' },
    { name: '富贵社区退役军人服务站', id: '220382101001' },
  ],
  township: '双山镇',
} as const;

/** A guide's text. */
export const guideText = (name: string): string => readFileSync(join(root, 'docs', name), 'utf8');

/** The commands of a text in the order they stand: the lines of its `sh` blocks without their remarks, and inline code that begins with npm. */
export function commandsIn(markdown: string): string[] {
  const found: { at: number; command: string }[] = [];
  for (const block of markdown.matchAll(/^( *)```sh\n(.*?)^ *```/gms))
    for (const line of block[2]!.split('\n')) {
      const command = line.replace(/\s+#.*/, '').trim();
      if (command) found.push({ at: block.index, command });
    }
  for (const code of markdown.matchAll(/`(npm [^`\n]+)`/g)) found.push({ at: code.index, command: code[1]! });
  return found.sort((a, b) => a.at - b.at).map(({ command }) => command);
}

/** A copy of the project in a new folder, so that nothing tried there touches the content; the packages are shared. */
export function copyProject(): string {
  const copy = mkdtempSync(join(tmpdir(), 'rongji-docs-'));
  for (const name of ['content', 'src', 'public', 'tools', 'package.json', 'package-lock.json', 'tsconfig.json', 'site.config.ts', 'astro.config.mjs']) cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  return copy;
}

/** Runs a command in a copy as somebody types it; the text is what both streams said. */
export async function runIn(copy: string, command: string, { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {}): Promise<{ code: number | null; text: string }> {
  // A test runner has an environment of its own, and npm one for what it started.
  const outer = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|FORCE_COLOR|INIT_CWD$|npm_)/.test(name)));
  const started = spawn(`${command} 2>&1`, { cwd: copy, shell: true, env: { ...outer, NO_COLOR: '1', ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
  const said: Buffer[] = [];
  started.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  // Who reads no input may be gone before it is sent.
  started.stdin.on('error', () => {});
  started.stdin.end(input);
  const [code] = (await once(started, 'close')) as [number | null];
  return { code, text: Buffer.concat(said).toString('utf8') };
}

/** The answers that a guide's table gives to `new`, as lines that the command reads: every question and every choice has to be one that it has. */
export function answersIn(markdown: string, kind: string, copy: string): string {
  const table = markdown.split(`<!-- answers: ${kind} -->`)[1]?.split('\n\n')[0];
  if (table === undefined) throw new Error(`no table of answers for ${kind}`);
  const content = readContent(join(copy, 'content'));
  const rows = [...table.matchAll(/^\| (.+?) \| (.+?) \|$/gm)].slice(1);
  return rows
    .map(([, asked = '', given = '']) => {
      if (asked === '编号') return `id=${given}`;
      const question = newKinds[kind]!.questions.find(({ ask }) => ask.startsWith(asked));
      if (!question) throw new Error(`new ${kind} asks no “${asked}”`);
      const value = question.choices
        ? question.choices.find(([, words]) => words.startsWith(given))?.[0]
        : question.pick
          ? listOf(question.pick, content).find(({ name }) => name.includes(given))?.value
          : given;
      if (value === undefined) throw new Error(`new ${kind}, “${asked}” offers no “${given}”`);
      return `${question.field}=${value}`;
    })
    .join('\n');
}

/** Changes the exported sheet as the guide says; with `mistakes`, as somebody in a hurry would. */
export async function editSheet(path: string, mistakes = false): Promise<string[][]> {
  const book = await openXlsx(readFileSync(path));
  const rows = book.sheets[0]!.rows as string[][];
  const heads = rows[0]!;
  const write = (row: string[], cells: Record<string, string>) => {
    for (const [head, text] of Object.entries(cells)) row[heads.indexOf(head)] = text;
  };
  const { changed, added, township } = example;
  write(rows.find((row) => row[heads.indexOf('编号')] === changed.id)!, { 电话: mistakes ? '13800000000' : changed.phone });
  for (const { name } of added) {
    const row = heads.map(() => '');
    write(row, { 名称: name, 类别: '服务站', 所属乡镇街道: township });
    rows.push(row);
  }
  if (mistakes) {
    write(rows.at(-3)!, { 电话: '1234567' });
    write(rows.at(-2)!, { 所属乡镇街道: '双善镇' });
    write(rows.at(-1)!, { 纬度: '43.5' });
  }
  writeFileSync(path, await saveXlsx(book));
  return rows;
}
