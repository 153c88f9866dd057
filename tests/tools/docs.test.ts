// The guides of docs/ and the README as their readers use them: every command is run on a copy of the project.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test, vi } from 'vitest';
import { readContent } from '@/lib/content.ts';
import { todayInChina } from '@/lib/editorial.ts';
import { runCommands, type Command } from '../../tools/command-line.ts';
import { answersIn, commandsIn, copyProject, editSheet, example, guideText, runIn } from '../../tools/docs-walk.ts';
import { clerkHeads } from '../../tools/sheets/workbook.ts';
import { madeSite, writeSite } from '../publish/made-site.ts';

const guides = ['clerk.md', 'editor.md', 'operator.md'];
const texts = new Map([...guides.map((name): [string, string] => [`docs/${name}`, guideText(name)]), ['README.md', readFileSync('README.md', 'utf8')]]);
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

/** What is printed and not run here, and why. */
const notRun: [pattern: RegExp, reason: string][] = [
  [/^npm start$/, 'serves until it is stopped; npm test builds and serves the same site'],
  [/^npm test$/, 'is what runs this test'],
  [/^npm ci$/, 'npm test begins with it'],
  [/^npm run dev$/, 'serves until it is stopped; tests/browser/dev.test.ts uses it'],
  [/^npm run rongji -- new( fact)?$/, 'asks in a terminal; the walk of the editor answers it, kind by kind'],
  [/^npm run build$/, 'npm test builds the site'],
  [/^npm run test:old$/, 'fetches a browser; npm test runs it where that is there'],
  [/^npm run bench:/, 'takes minutes and installs peers'],
  [/^npm run docs:pictures\b/, 'builds a site and writes into docs/'],
];
/** Words that stand for what a reader puts there. */
const placeholder = /[[\]<>]|命令|编号$|文件名|FILE|FOLDER/;
const isOurs = (command: string) => /^(npm|node) /.test(command) && !/^npm i(nstall)? /.test(command);
const reasonFor = (command: string) => notRun.find(([pattern]) => pattern.test(command))?.[1];
const printed = [...texts].flatMap(([file, text]) => commandsIn(text).filter(isOurs).map((command) => ({ file, command })));

/** Folders to take away in the end. */
const made: string[] = [];
const project = () => {
  const copy = copyProject();
  made.push(copy);
  return copy;
};
/** Settings with a folder to publish to. */
const withTarget = () => {
  const path = mkdtempSync(join(tmpdir(), 'rongji-docs-target-'));
  made.push(path);
  return { RONGJI_SITE: JSON.stringify({ publish: { live: { to: 'folder', path } } }) };
};
/** Commands that a walk has run. */
const ran = new Set<string>();
/** Runs a command as printed; the day in it is today's, as the guide says. */
function run(copy: string, command: string, options: Parameters<typeof runIn>[2] = {}) {
  ran.add(command);
  return runIn(copy, command.replace('2026-11-27', todayInChina()), options);
}
/** Runs `new` with the answers that a guide gives, as if somebody had typed them. */
const answer = (copy: string, command: string, answers: string) => {
  ran.add(command);
  return runIn(copy, `${command} --answers -`, { input: answers });
};
/** Commands that a guide prints and its walk has left out. */
const leftOf = (guide: string) => printed.filter(({ file, command }) => file === `docs/${guide}` && !ran.has(command) && !reasonFor(command)).map(({ command }) => command);
/** The commands of a guide that begin with these words, in order. */
const of = (guide: string, words: string) => commandsIn(texts.get(`docs/${guide}`)!).filter((command) => command.startsWith(words));

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

test('every script that a text names is there', () => {
  expect(printed.length).toBeGreaterThan(30);
  for (const { file, command } of printed) {
    const [, script] = /^npm run (\S+)/.exec(command) ?? [];
    if (script) expect(scripts, `${file}: ${command}`).toHaveProperty([script]);
  }
});

test('every option that a text names is in the help of its command', async () => {
  const commands = readdirSync('tools/commands').map((name) => name.slice(0, -3));
  const loaded: Command[] = await Promise.all(commands.map(async (name) => ((await import(`../../tools/commands/${name}.ts`)) as { command: Command }).command));
  const help = new Map<string, string>();
  for (const name of commands) {
    const said = vi.spyOn(console, 'log').mockImplementation(() => {});
    expect(await runCommands([name, '--help'], loaded)).toBe(0);
    help.set(name, said.mock.calls.flat().join('\n'));
    said.mockRestore();
  }
  const sources = (script: string) => readFileSync(/\S+\.(?:ts|mjs)(?!.*\.(?:ts|mjs))/.exec(scripts[script]!)![0], 'utf8');
  const optionsIn = (words: string) => [...words.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)].map(([, name]) => name!);
  const anywhere = [...help.values(), ...Object.keys(scripts).map(sources), ...globSync('{bench,tools}/*.ts').map((name) => readFileSync(name, 'utf8'))].join('\n');
  for (const [file, text] of texts) {
    for (const command of commandsIn(text).filter((one) => one.startsWith('npm run rongji -- '))) {
      const name = command.split(' ')[4]!;
      if (placeholder.test(name) || name.startsWith('--')) continue;
      expect(commands, `${file}: ${command}`).toContain(name);
      for (const option of optionsIn(command.slice(command.indexOf(name)))) expect(help.get(name), `${file}: ${command}`).toMatch(new RegExp(`--${option}\\b`));
    }
    for (const [, code] of text.matchAll(/`([^`\n]*--[^`\n]*)`/g)) if (!/^(curl|node|npm|sudo) /.test(code!)) for (const option of optionsIn(code!)) expect(anywhere, `${file}: ${code}`).toMatch(new RegExp(`${option}\\b`));
  }
});

test('the clerk: columns and messages are those of the program', () => {
  const [, table] = texts.get('docs/clerk.md')!.split('### 每一列写什么');
  const named = [...table!.split('###')[0]!.matchAll(/^\| ([^|]+) \|/gm)].slice(1).flatMap(([, heads]) => heads!.split('、'));
  expect(named.sort()).toEqual([...clerkHeads].sort());
  const program = globSync('{tools/sheets/*,tools/command-line,src/lib/content,src/schema/*}.ts').map((name) => readFileSync(name, 'utf8')).join('\n');
  const said = texts.get('docs/clerk.md')!.split('| 窗口里说 |')[1]!.split('\n\n')[0]!;
  const messages = [...said.matchAll(/^\| ([^|]+?) \|/gm)].map(([, words]) => words!.split('“')[0]!);
  expect(messages.length).toBeGreaterThan(5);
  for (const message of messages) expect(program).toContain(message);
});

test.concurrent('the clerk: a sheet is exported, changed, tried, imported and checked as the guide says', async () => {
  const copy = project();
  const guide = texts.get('docs/clerk.md')!;
  const sheet = join(copy, 'content/stations', example.sheet);
  const before = readFileSync(sheet, 'utf8');
  const all = () => createHash('sha256').update(globSync('content/**/*.*', { cwd: copy }).sort().map((name) => name + readFileSync(join(copy, name), 'utf8')).join('\0')).digest('hex');
  for (const word of [example.changed.phone, example.township, ...example.added.map(({ name }) => name)]) expect(guide).toContain(`\`${word}\``);

  expect(await run(copy, 'node --version')).toMatchObject({ code: 0 });
  const [exporting] = of('clerk.md', 'npm run rongji -- export');
  expect(await run(copy, exporting!)).toMatchObject({ code: 0, text: expect.stringMatching(/导出了 \d+ 个站点/) });
  const [template] = of('clerk.md', 'npm run rongji -- template');
  expect(await run(copy, template!)).toMatchObject({ code: 0 });
  expect(existsSync(join(copy, '站点模板.xlsx'))).toBe(true);
  const [noting] = of('clerk.md', 'npm run rongji -- new sources');
  expect(await answer(copy, noting!, answersIn(guide, 'sources', copy))).toMatchObject({ code: 0, text: expect.stringContaining('写好了 content/sources/zhandian-mingdan.yaml') });

  const [trying, importing] = of('clerk.md', 'npm run rongji -- import');
  const untouched = all();
  await editSheet(join(copy, '站点.xlsx'), true);
  const refused = await run(copy, trying!);
  expect(refused.code).toBe(1);
  for (const [row, column] of [[2, '电话'], [22, '电话'], [23, '所属乡镇街道'], [24, '经度']]) expect(refused.text).toMatch(new RegExp(`^第 ${row} 行，${column}：.{6}`, 'm'));
  expect(all()).toBe(untouched);

  expect((await runIn(copy, `${exporting} --replace`)).code).toBe(0);
  await editSheet(join(copy, '站点.xlsx'));
  expect(await run(copy, trying!)).toMatchObject({ code: 0, text: expect.stringMatching(/新增 3，改动 1，删去 0/) });
  expect(all()).toBe(untouched);
  expect(await run(copy, importing!)).toMatchObject({ code: 0, text: expect.stringContaining('写好了') });
  const [checking] = of('clerk.md', 'npm run rongji -- check');
  expect(await run(copy, checking!)).toMatchObject({ code: 0, text: expect.stringContaining('检查通过') });

  const { problems, stations } = readContent(join(copy, 'content'));
  expect(problems).toEqual([]);
  const station = (id: string) => stations.find(({ data }) => data.id === id)?.data;
  const ground = { source: 'zhandian-mingdan', basis: 'stated', checked: todayInChina() };
  expect(station(example.changed.id)).toMatchObject({ phone: example.changed.phone, ...ground });
  for (const { id, name } of example.added) expect(station(id)).toMatchObject({ name, township: example.township, level: '村', ...ground });
  const others = (text: string) => text.split('\n').filter((line) => !line.startsWith(`${example.changed.id},`) && !example.added.some(({ id }) => line.startsWith(`${id},`)));
  expect(others(readFileSync(sheet, 'utf8'))).toEqual(others(before));
  expect(leftOf('clerk.md')).toEqual([]);
});

test.concurrent('the editor: a document, a fact and a story are written as the guide says', async () => {
  const copy = project();
  const guide = texts.get('docs/editor.md')!;
  const [writing] = of('editor.md', 'npm run rongji -- new sources');
  expect(await answer(copy, writing!, answersIn(guide, 'sources', copy))).toMatchObject({ code: 0 });
  const [stating] = of('editor.md', 'npm run rongji -- new fact');
  expect(await answer(copy, stating!, answersIn(guide, 'fact', copy))).toMatchObject({ code: 0 });
  const [telling, listing] = of('editor.md', 'npm run rongji -- new').slice(2);
  expect(await answer(copy, telling!, answersIn(guide, 'veterans', copy))).toMatchObject({ code: 0 });
  expect(readFileSync(join(copy, 'content/veterans/gushi-yangli.mdx'), 'utf8')).toContain('<Fact id="baodao-yangli/zoufang-cishu" />');
  expect(await run(copy, listing!)).toMatchObject({ code: 0, text: expect.stringContaining('martyr：') });
  mkdirSync(join(copy, 'yuanwen'));
  writeFileSync(join(copy, 'yuanwen/baodao.txt'), '这里是另外的一段话。');
  const [plain, withDocuments] = of('editor.md', 'npm run rongji -- check');
  expect(await run(copy, plain!)).toMatchObject({ code: 0, text: expect.stringContaining('检查通过') });
  expect(await run(copy, withDocuments!)).toMatchObject({ code: 0, text: expect.stringContaining('对照了 1 份原文') });
  const [aging] = of('editor.md', 'npm run rongji -- stale');
  expect(await run(copy, aging!)).toMatchObject({ code: 0 });
  expect(leftOf('editor.md')).toEqual([]);
});

test.concurrent('the operator: settings, publication, rollback and examination as the guide says', async () => {
  const copy = project();
  const env = withTarget();
  const [hosting] = of('operator.md', 'npm run hosting');
  expect(await run(copy, hosting!)).toMatchObject({ code: 0 });
  // A made site in place of a build: npm test builds the real one.
  const release = (version: number) => {
    writeSite(join(copy, 'dist'), madeSite(version, 10));
    mkdirSync(join(copy, '.build'), { recursive: true });
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', `console.log((await import(${JSON.stringify(pathToFileURL(join(copy, 'tools/setup.mjs')).href)})).inputsDigest())`], { encoding: 'utf8', env: { ...process.env, ...env } });
    writeFileSync(join(copy, '.build/inputs'), stdout.trim());
  };
  release(1);
  const [trial, publish] = of('operator.md', 'npm run rongji -- publish');
  expect(await run(copy, trial!, { env })).toMatchObject({ code: 0, text: expect.stringContaining('没有改动目标') });
  expect(await run(copy, publish!, { env })).toMatchObject({ code: 0, text: expect.stringContaining('已发布') });
  release(2);
  expect((await runIn(copy, publish!, { env })).code).toBe(0);
  const [list, back] = of('operator.md', 'npm run rongji -- rollback');
  expect(await run(copy, list!, { env })).toMatchObject({ code: 0, text: expect.stringContaining('现在') });
  expect(await run(copy, back!, { env })).toMatchObject({ code: 0 });
  // A site that stands nowhere yet has something to mend.
  for (const command of of('operator.md', 'npm run rongji -- doctor')) expect([0, 1]).toContain((await run(copy, command, { env })).code);
  const [aging] = of('operator.md', 'npm run rongji -- stale');
  expect(await run(copy, aging!)).toMatchObject({ code: 0 });
  expect(leftOf('operator.md')).toEqual([]);
});

test.concurrent('every other command of the README runs too', async () => {
  const copy = project();
  const env = withTarget();
  const walked = new Set(printed.filter(({ file }) => file !== 'README.md').map(({ command }) => command));
  const left = [...new Set(printed.map(({ command }) => command))].filter((command) => !walked.has(command) && !reasonFor(command) && !placeholder.test(command));
  expect(left.length).toBeGreaterThan(3);
  for (const command of left) {
    const { code, text } = await runIn(copy, command, { env });
    expect(code, `${command}\n${text}`).toBe(0);
  }
});

test('every picture is there, small, described in Chinese and used', () => {
  const used = new Set<string>();
  for (const [file, text] of texts)
    for (const [, alt, path] of text.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)) {
      const name = join(dirname(file), path!);
      used.add(name);
      expect(existsSync(name), name).toBe(true);
      expect(statSync(name).size, name).toBeLessThanOrEqual(name === join('docs', 'home.png') ? Infinity : 80 * 1024);
      if (file !== 'README.md') expect(alt, name).toMatch(/[\u4e00-\u9fff].{9,}/);
    }
  const there = readdirSync('docs/pictures').map((name) => join('docs', 'pictures', name));
  expect(there.filter((name) => !used.has(name))).toEqual([]);
  expect(there.length).toBeLessThanOrEqual(12);
});

test('links between the texts lead somewhere', () => {
  const slugs = (text: string) => [...text.matchAll(/^#{1,4} (.+)$/gm)].map(([, heading]) => heading!.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-'));
  for (const [file, text] of texts)
    for (const [, link] of text.matchAll(/(?<!!)\[[^\]]+\]\((?!https?:)([^)]+)\)/g)) {
      const [path, fragment] = link!.split('#');
      const target = path ? join(dirname(file), path) : file;
      expect(existsSync(target), `${file}: ${link}`).toBe(true);
      if (fragment) expect(slugs(readFileSync(target, 'utf8')), `${file}: ${link}`).toContain(fragment);
    }
});
