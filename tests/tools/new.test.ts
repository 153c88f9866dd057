import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readContent, schemas } from '@/lib/content.ts';
import { editorialProblems, todayInChina } from '@/lib/editorial.ts';
import { sources } from '@/schema/sources.ts';
import { visits } from '@/schema/visits.ts';
import { runCommands } from '../../tools/command-line.ts';
import { command } from '../../tools/commands/new.ts';
import { withFact } from '../../tools/new/draft.ts';

let content: string;
beforeAll(() => {
  content = join(mkdtempSync(join(tmpdir(), 'rongji-new-test-')), 'content');
  cpSync('tests/fixtures/content', content, { recursive: true });
});
afterAll(() => rmSync(join(content, '..'), { recursive: true, force: true }));

/** Runs the command in this process, which spares starting one each time. */
async function make(kind: string, answers: string[], folder = content) {
  const said = { stdout: '', stderr: '' };
  const spies = [vi.spyOn(console, 'log').mockImplementation((text) => void (said.stdout += `${text}\n`)), vi.spyOn(console, 'error').mockImplementation((text) => void (said.stderr += `${text}\n`))];
  const status = await runCommands(['new', kind, '--content', folder, ...answers.flatMap((answer) => ['--set', answer])], [command]);
  for (const spy of spies) spy.mockRestore();
  return { status, ...said };
}
/** Every file of the content with its text. */
const everything = () => Object.fromEntries(readdirSync(content, { recursive: true, withFileTypes: true }).filter((item) => item.isFile()).map((item) => [join(item.parentPath, item.name), readFileSync(join(item.parentPath, item.name), 'utf8')]));
const problems = () => {
  const read = readContent(content);
  return read.problems.length ? read.problems : editorialProblems(read, todayInChina());
};

const story = ['title=试写的一篇', 'region=here', 'facts=report/visits', 'summary=县里有{1}。', 'body=全县有{1}，走着就能到。', 'author=编写组', 'owner=优抚科'];
const made: [kind: string, id: string, answers: string[]][] = [
  ['sources', 'shi-xie-wen-jian', ['title=试写文件', 'publisher=某县退役军人事务局', 'kind=official', 'published=2026-05', 'read=original', 'region=here', 'id=shi-xie-wen-jian']],
  ['veterans', 'shi-xie-de-yi-pian', [...story, 'form=team', 'living=true', 'consent=官方公开报道', 'opening=从{1}说起。']],
  ['memorials', 'shi-xie-de-yi-pian', [...story, 'form=person', 'name=试写人']],
  ['memorials', 'shi-xie-qun-ti', [...story.slice(1), 'title=试写群体', 'form=group', 'name=试写群体']],
  ['memorials', 'shi-xie-ling-yuan', [...story.slice(1), 'title=试写陵园', 'form=facility', 'official_name=试写烈士陵园']],
  ['heritage', 'shi-xie-de-yi-pian', [...story, 'official_name=试写旧址', 'figures=report/visits', 'related=regions/here']],
  ['practices', 'shi-xie-de-yi-pian', [...story, 'run_by=县局', 'offers=有人帮忙', 'offers=有地方问', 'aliases=试：写', 'aliases=2026-11-21']],
  ['guides', 'shi-xie-de-yi-pian', [...story.filter((answer) => !answer.startsWith('region=')), 'for=本县的退役军人', 'basis=report', 'basis=report 第二十条', 'bring=身份证', 'steps=问清楚：先到服务站问。', 'steps=办：当场办。', 'jurisdiction=户籍地', 'at_station=true', 'where=服务站', 'valid_until=2027-12-31']],
  ['observances', 'shi-xie-ri', ['title=试写日', 'rule.type=weekday', 'rule.month=5', 'rule.nth=2', 'rule.weekday=7', 'basis=report/visits', 'summary=这一天，去看看老兵。', 'ways=去看看老兵', 'author=编写组']],
  ['observances', 'shi-xie-jie', ['title=试写节', 'rule.type=fixed', 'rule.month=5', 'rule.day=6', 'basis=report/visits', 'summary=这一天，去看看老兵。', 'ways=去看看老兵', 'author=编写组']],
  ['visits', 'shi-xie-xing-cheng', ['title=试写行程', 'region=here', 'summary=走两处。', 'grade=初中', 'start=08:00', 'end=17:30', 'stops=heritage/hall 100', 'stops=heritage/hall 90', 'author=编写组']],
  ['regions', 'shi-xie-xian', ['code=990101', 'title=试写县', 'full_name=某省某市试写县', 'level=县', 'motif=bamboo', 'point.lat=30.1', 'point.lng=114.2', 'point.precision=county', 'point.source=现场定位', 'summary=一个县。', 'body=这个县的事，以后慢慢写。', 'author=编写组']],
];

test('one of every kind is made of answers, passes the check and is what its schema wants', async () => {
  writeFileSync(join(content, 'divisions', '990101.csv'), '区划代码,名称\n990000,某省\n990100,某市\n990101,试写县\n');
  for (const [kind, id, answers] of made) {
    const { status, stdout, stderr } = await make(kind, answers);
    expect(stderr, `${kind}/${id}`).toBe('');
    expect(status).toBe(0);
    const file = `content/${kind}/${id}.${['sources', 'visits', 'observances'].includes(kind) ? 'yaml' : 'mdx'}`;
    expect(stdout).toContain(`写好了 ${file}，检查通过`);
    expect(stdout).toContain(`http://localhost:4321/${kind}/${id}/`);
  }
  expect(problems()).toEqual([]);
  const read = readContent(content);
  for (const [kind, id] of made) {
    const found = [...read.entries, ...read.visits.map((visit) => ({ ...visit, kind: 'visits' })), ...read.sources.map((source) => ({ ...source, kind: 'sources' }))].find((one) => one.kind === kind && one.id === id)!;
    const schema = kind === 'sources' ? sources : kind === 'visits' ? visits : schemas[kind as keyof typeof schemas];
    expect(schema.safeParse(found.data).success, `${kind}/${id}`).toBe(true);
    expect(found.data.checked).toBe(todayInChina());
  }
  const practice = readFileSync(join(content, 'practices', 'shi-xie-de-yi-pian.mdx'), 'utf8');
  expect(practice).toContain('全县有<Fact id="report/visits" />，走着就能到。');
  expect(practice).toContain("summary: 县里有{report/visits}。");
  // Astro reads YAML 1.1 and would take it for a day.
  expect(practice).toContain("- '2026-11-21'");
  expect(practice).toContain('owner: 优抚科');
});

test('a fact goes to the end of its document, and no other character of it changes', async () => {
  const path = join(content, 'sources', 'report.yaml');
  const good = readFileSync(path, 'utf8');
  const before = good.replace(/\n$/, ' # 最后一条\n');
  writeFileSync(path, before);
  const { status, stdout } = await make('fact', ['source=report', 'type=数字', 'value=1,208', 'unit=人次', 'after=余', 'of=试写的事', 'where=第三段', 'id=tried']);
  expect(status).toBe(0);
  expect(stdout).toContain('{report/tried}');
  expect(readFileSync(path, 'utf8')).toBe(`${before}  tried:\n    value: 1208\n    unit: 人次\n    after: 余\n    of: 试写的事\n    where: 第三段\n`);
  const date = await make('fact', ['source=shi-xie-wen-jian', 'type=日期', 'value=2018-12-01', 'of=挂牌的日子', 'where=第一段']);
  expect(date.status).toBe(0);
  expect(readFileSync(join(content, 'sources', 'shi-xie-wen-jian.yaml'), 'utf8')).toMatch(/\nfacts:\n {2}gua-pai-de-ri-zi:\n {4}value: '2018-12-01'\n {4}of: 挂牌的日子\n {4}where: 第一段\n$/);
  expect(problems()).toEqual([]);
});

describe('a fact into YAML of any make', () => {
  const one = { value: 1, of: '甲', where: '乙' };
  test.each([
    ['without a line at the end', 'title: a\nfacts:\n  x:\n    value: 1', 'title: a\nfacts:\n  x:\n    value: 1\n  tried:\n    value: 1\n    of: 甲\n    where: 乙\n'],
    ['with fields after the facts', 'facts:\n    x: { value: 1 } # 说明\n\nchecked: 1\n', 'facts:\n    x: { value: 1 } # 说明\n    tried:\n      value: 1\n      of: 甲\n      where: 乙\n\nchecked: 1\n'],
    ['with the ends of lines of Windows', 'facts:\r\n  x:\r\n    value: 1\r\n', 'facts:\r\n  x:\r\n    value: 1\r\n  tried:\r\n    value: 1\r\n    of: 甲\r\n    where: 乙\r\n'],
    ['with a folded text at the end', 'facts:\n  x:\n    note: >\n      一\n      二\n', 'facts:\n  x:\n    note: >\n      一\n      二\n  tried:\n    value: 1\n    of: 甲\n    where: 乙\n'],
    ['without a fact', 'facts: {}\nnote: b\n', 'facts:\n  tried:\n    value: 1\n    of: 甲\n    where: 乙\nnote: b\n'],
  ])('%s', (_, before, after) => expect(withFact(before, 'tried', one)).toBe(after));
  test.each(['facts: { x: { value: 1 } }\n', 'title: a\n', 'facts: 3\n'])('%j is left alone', (text) => expect(() => withFact(text, 'tried', one)).toThrow('没有动它'));
});

describe('nothing is written', () => {
  test.each([
    ['when answers are missing, which are named', 'veterans', ['title=试'], /还不能写[^]*region：属于哪个地方[^]*body：正文第一段/, 2],
    ['for a figure typed by hand', 'practices', [...story.slice(0, 2), 'summary=有37家。'], /summary：“有37家。”里的数字没有出处/, 2],
    ['for a fact that is none', 'practices', ['facts=a/b'], /facts：找不到 a\/b/, 2],
    ['for a day that does not exist', 'sources', ['published=2026-02-30'], /published：/, 2],
    ['for an identity number', 'practices', ['run_by=张某11010119900307721X'], /run_by：像是身份证号/, 2],
    ['for a field that the kind lacks', 'visits', ['body=x'], /没有“body”这一项；可以写的有：title/, 2],
    ['for a field that the answers rule out', 'memorials', ['form=group', 'official_name=某陵园'], /official_name：前面这样答，就没有这一项/, 2],
    ['over a file that is there', 'practices', [...story, 'run_by=县局', 'offers=有', 'id=shi-xie-de-yi-pian'], /shi-xie-de-yi-pian 已经有了/, 2],
    ['that the check would not pass', 'practices', [...story, 'run_by=县局', 'offers=有', 'title=王五烈士的事', 'id=wu'], /这样写还通不过检查[^]*称“王五”为烈士[^]*没有写/, 1],
    ['for a kind that is none', 'veteran', [], /没有 veteran 这一类；可以写的有：veterans（老兵故事）/, 2],
  ])('%s', async (_, kind, answers, words, code) => {
    const before = everything();
    // A title may be given once only.
    const { status, stderr } = await make(kind, answers.filter((answer, i) => !answer.startsWith('title=') || answers.findLastIndex((one) => one.startsWith('title=')) === i));
    expect(stderr).toMatch(words);
    expect(status).toBe(code);
    expect(everything()).toEqual(before);
  });
});

describe('beside mistakes that are there already, in a folder of any name', () => {
  let other: string;
  beforeEach(() => {
    other = join(mkdtempSync(join(tmpdir(), 'rongji-new-test-')), '资料');
    cpSync('tests/fixtures/content', other, { recursive: true });
  });
  afterEach(() => rmSync(join(other, '..'), { recursive: true, force: true }));
  const change = (file: string, from: string | RegExp, to: string) => writeFileSync(join(other, file), readFileSync(join(other, file), 'utf8').replace(from, to));
  const practice = [...story, 'run_by=县局', 'offers=有人帮忙'];
  const written = () => existsSync(join(other, 'practices', 'shi-xie-de-yi-pian.mdx'));

  test('a mistake in a form hides no second title', async () => {
    expect(await make('practices', practice.filter((answer) => !answer.startsWith('owner=')).concat('id=first'), other)).toMatchObject({ status: 0 });
    change('veterans/li.mdx', 'title: 老李', 'titel: 老李');
    const { status, stderr } = await make('practices', practice, other);
    expect(stderr).toMatch(/资料\/practices\/shi-xie-de-yi-pian\.mdx .*title：与 资料\/practices\/first\.mdx 同名/);
    expect(status).toBe(1);
    expect(written()).toBe(false);
  });
  test.each([
    ['a mistake in a form', 'veterans/li.mdx', 'title: 老李', 'titel: 老李', '内容里原来就有 2 处要改'],
    ['a day that is still to come', 'sources/report.yaml', /^checked: .*$/m, "checked: '2999-01-01'", '内容里原来就有 1 处要改'],
  ] as const)('%s elsewhere stops nothing, and is told instead of 检查通过', async (_, file, from, to, words) => {
    change(file, from, to);
    const { status, stdout, stderr } = await make('practices', practice, other);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(written()).toBe(true);
    expect(stdout).toContain(words);
    expect(stdout).not.toContain('检查通过');
  });
  test('a place that cannot be written to is told in Chinese', async () => {
    rmSync(join(other, 'practices'), { recursive: true, force: true });
    // A link that leads nowhere cannot be made a folder, by root neither.
    symlinkSync(join(other, 'nowhere', 'at', 'all'), join(other, 'practices'));
    const { status, stderr } = await make('practices', practice, other);
    expect(stderr).not.toMatch(/程序意外出错|\n\s+at /);
    expect(stderr).toContain(`写 ${join(other, 'practices')}`);
    expect(status).toBe(1);
    expect(written()).toBe(false);
  });
});

test('answers may come through a pipe', () => {
  const answers = [...story.map((answer) => answer.replace('试写的一篇', '管道来的')), 'run_by=县局', 'offers=有人帮忙'];
  expect(spawnSync(process.execPath, ['tools/rongji.ts', 'new', 'practices', '--content', content, '--answers', '-'], { encoding: 'utf8', input: answers.join('\r\n') })).toMatchObject({ status: 0, stderr: '' });
  expect(existsSync(join(content, 'practices', 'guan-dao-lai-de.mdx'))).toBe(true);
});

describe('in a terminal', () => {
  /** Answers each question when it has been asked; gives the exit code and all that was shown. Fails, with what was shown, when nothing more comes for a minute. */
  async function converse(steps: [asked: string | RegExp, answer: string][]) {
    // util-linux makes a terminal, and is on every Linux.
    const asked = spawn('script', ['-qec', `${process.execPath} tools/rongji.ts new visits --content ${content} --set title=终端里写的`, '/dev/null'], { env: { ...process.env, NO_COLOR: '1' } });
    let shown = '';
    let from = 0;
    const waiting = [...steps];
    asked.stdout.setEncoding('utf8');
    const code = await new Promise((done, fail) => {
      const stalled = () => {
        asked.kill('SIGKILL');
        fail(new Error(`等不到“${waiting[0]?.[0] ?? '结束'}”，终端里是：\n${stripVTControlCharacters(shown)}`));
      };
      let silence = setTimeout(stalled, 60_000);
      asked.stdout.on('data', (chunk: string) => {
        clearTimeout(silence);
        silence = setTimeout(stalled, 60_000);
        shown += chunk;
        const [next] = waiting;
        if (!next || stripVTControlCharacters(shown.slice(from)).search(next[0]) < 0) return;
        from = shown.length;
        waiting.shift();
        // The prompt listens a moment after it is drawn.
        setTimeout(() => asked.stdin.write(next[1]), 200);
      });
      asked.once('exit', (status) => {
        clearTimeout(silence);
        done(status);
      });
    });
    return { code, shown: stripVTControlCharacters(shown) };
  }
  const able = spawnSync('script', ['--version']).status === 0 && process.platform === 'linux';

  test.skipIf(!able)('Ctrl-C ends it with 130 and nothing is written（没有 script 命令时跳过）', async () => {
    const before = everything();
    const { code, shown } = await converse([['某县', '\x03']]);
    expect(shown).toContain('停下了，什么也没有写');
    expect(code).toBe(130);
    expect(everything()).toEqual(before);
  });
  test.skipIf(!able)('a wrong answer is told at once, what is in a list is picked, and the file is written（没有 script 命令时跳过）', async () => {
    // The list stands there before a word is typed, and takes no answer while it looks for one: hence what was typed and what was found, together.
    const { code, shown } = await converse([['某县', '\r'], ['摘要', '走一处。\r'], ['高中', '\r'], ['出发的时刻', '8点\r'], ['时刻写作 08:30', '\x1508:00\r'], ['返校的时刻', '17:30\r'], ['去的地方', '纪念馆'], [/来找 纪念馆\s+❯ .*heritage\/hall/, '\r'], ['停留多少分钟', '90\r'], ['（没有了）', '\r'], ['编写的单位', '编写组\r'], ['核对的科室', '\r'], ['zhong-duan', '\r']]);
    expect(shown).toContain('写好了 content/visits/zhong-duan-li-xie-de.yaml，检查通过');
    expect(code).toBe(0);
    expect(readFileSync(join(content, 'visits', 'zhong-duan-li-xie-de.yaml'), 'utf8')).toContain("start: '08:00'\nend: '17:30'\nstops:\n  - site: heritage/hall\n    minutes: 90\n");
  });
});
