import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { mdxToJs } from 'satteri';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readContent, showProblem } from '@/lib/content.ts';
import { bodyProblems, longestBody, markdownFeatures, onlyOurMarkup } from '@/lib/mdx-check.ts';
import { oddCharacter } from '@/lib/odd-characters.ts';
import { isWebAddress } from '@/lib/web-address.ts';
import { basemap } from '@/schema/map.ts';

let folder: string;
let content: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rongji-'));
  content = join(folder, 'content');
  cpSync('tests/fixtures/content', content, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const edit = (file: string, from: string | RegExp, to: string) => {
  const path = join(content, file);
  const text = readFileSync(path, 'utf8');
  const spoiled = text.replace(from, () => to);
  if (spoiled === text) throw new Error(`${file} has no ${from}`);
  writeFileSync(path, spoiled);
};
const said = () => readContent(content).problems.map(showProblem);

/** What runs code, makes an element of another kind, or reads differently from what is written. */
const refusedBodies: [string, string, RegExp][] = [
  ['an import after lone carriage returns', '文\r\rimport x from "node:fs"', /控制字符（U\+000D）/],
  ['an export without a space', 'export*from "node:fs"', /正文里不能写 import 或 export/],
  ['an export over lines', 'export const a =\n  await import("node:fs")', /正文里不能写 import 或 export/],
  ['an import in a chapter', '<Chapter title="一">\n\nimport x from "node:fs"\n\n</Chapter>', /正文里不能写 import 或 export/],
  ['an expression', '{process.exit()}', /正文里的“\{”有特别含义/],
  ['an expression over lines', '甲{\nawait import("node:fs")\n}', /正文里的“\{”有特别含义/],
  ['a script', '<script>alert()</script>', /正文里不能用 <script>/],
  ['a script over lines', '<script\n>\n\nalert()\n\n</script\n>', /正文里不能用 <script>/],
  ['an element with a handler', '甲<img src="x" onerror="alert()" />', /正文里不能用 <img>/],
  ['an svg', '<svg onload="alert()" />', /正文里不能用 <svg>/],
  ['a frame', '<iframe src="//example.com" />', /正文里不能用 <iframe>/],
  ['a style', '<style>body</style>', /正文里不能用 <style>/],
  ['a form', '<form action="//example.com"></form>', /正文里不能用 <form>/],
  ['a fragment', '<>甲</>', /正文里的“<”有特别含义/],
  ['a member', '<a.b />', /正文里不能用 <a\.b>/],
  ['a member of ours', '<Fact.constructor />', /正文里不能用 <Fact\.constructor>/],
  ['a namespace', '<svg:script />', /正文里不能用 <svg/],
  ['a spread', '<Fact {...x} />', /正文里的“\{”有特别含义/],
  ['an attribute in braces', '<Aside title={x}>\n\n甲\n\n</Aside>', /正文里的“\{”有特别含义/],
  ['a directive', '<Fact id="report/visits" set:html="x" />', /“<Fact”没有写完整/],
  ['a directive on a block', '<Aside title="甲" client:load="x">\n\n甲\n\n</Aside>', /<Aside> 没有写完整/],
  ['a comment', '<!-- 甲 -->', /正文里的“<”有特别含义/],
  ['an address in brackets', '<javascript:alert()>', /正文里不能用 <javascript>/],
  ['a link by reference', '[甲][b]\n\n[b]: javascript:alert()', /正文里不写链接/],
  ['a link by its own name', '[甲]\n\n[甲]: javascript:alert()', /正文里不写链接/],
  ['a picture by reference', '![甲][b]\n\n[b]: data:text/html,x', /正文里不能放图片/],
  ['a bare address', 'www.example.com', /正文里不写链接、网址/],
  ['a bare address with its scheme', '见https://example.com/', /正文里不写链接、网址/],
  ['a mail address', 'a@example.com', /正文里不写链接、网址和邮箱/],
  ['a footnote', '甲[^a]\n\n[^a]: 乙', /正文里不写脚注/],
  ['a reference to a character', '&lt;script>', /正文里的“&lt;”会变成别的字/],
  ['a reference to a number', '甲&#x202e;乙', /正文里的“&#x202e;”会变成别的字|没有出处/],
  ['a fence', '```js\nalert()\n```', /正文里不放代码/],
  ['a span of code', '`alert()`', /正文里不放代码/],
  ['a table', '| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |', /正文里不放表格/],
  ['a title by underlining', '甲\n===', /小标题用两个井号/],
  ['a turned text', '甲\u202e乙', /改变文字方向的字符（U\+202E）/],
  ['an isolate', '甲\u2066乙', /改变文字方向的字符（U\+2066）/],
  ['a zero', '甲\u0000乙', /控制字符（U\+0000）/],
  ['a line separator', '甲\u2028乙', /控制字符（U\+2028）/],
  ['a character without width', '甲\u200b乙', /看不见的字符（U\+200B）/],
  ['a mark of byte order', '甲\ufeff乙', /看不见的字符（U\+FEFF）/],
  ['a hidden tag', '甲\u{e0041}乙', /看不见的字符（U\+E0041）/],
  ['quotes in quotes', '> '.repeat(60) + '甲', /太深了/],
  ['a line of a megabyte', '甲'.repeat(1_000_000), /太长了/],
  ['a body that is too long', '甲'.repeat(longestBody + 1), /正文有 \d+ 个字符，太长了/],
];

describe('bodies', () => {
  test.each(refusedBodies)('%s is refused with its line', (_, body, message) => {
    edit('veterans/li.mdx', /^走访/m, `${body}\n\n走访`);
    const problems = said();
    expect(problems.join('\n')).toMatch(message);
    expect(problems.every((problem) => /^content\/veterans\/li\.mdx 第 \d+ 行/.test(problem))).toBe(true);
  });
  test.each([
    ['lists, quotes, strong words', '- 甲\n- **乙**\n  - 丙\n\n> 丁\n\n### 戊\n\n甲  \n乙'],
    ['signs that mean nothing here', '甲$x$，:::乙，==丙==，^丁^，& 和 &&，\\*，%s'],
    ['a family of one character, and a rare form of one', '甲👨‍👩‍👧乙，葛\u{e0100}'],
    ['a second frontmatter, which is a heading', '甲\n\n---\n\n乙'],
  ])('%s may stand', (_, body) => {
    edit('veterans/li.mdx', /^走访/m, `${body}\n\n走访`);
    expect(said()).toEqual([]);
  });
  test('whatever is written, nothing that the check lets through becomes code or a link', () => {
    const pieces = fc.constantFrom('<', '>', '/', '{', '}', 'script', 'Fact', ' id="report/visits"', '"', "'", '=', '\n', '\n\n', '\r', 'import ', 'export ', 'export*', 'from "x"', '[甲]', '(x)', ':', ' javascript:x', '`', '```', '!', '&lt;', '\\', '*', '- ', '> ', '    ', '\t', '---\n', 'www.example.com', '甲', '<Fact id="report/visits" />', '<Pull>', '</Pull>', '.', '$', ';');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }).map((list) => list.join('')), (body) => {
        const odd = body.split('\n').some((line) => oddCharacter(line));
        if (odd || bodyProblems(body).length) return;
        const { code } = mdxToJs(`\n${body}`, { features: markdownFeatures });
        expect(code.replaceAll('import { Fragment as _Fragment, jsx as _jsx, jsxs as _jsxs } from "react/jsx-runtime";', '')).not.toMatch(/^\s*(import\s(?!\{[^}]*\} from "react\/jsx-runtime")|export (?!default MDXContent;)|export\*)/m);
        expect(code).not.toMatch(/_components\.(a|script|img|iframe|code)\b|href:/);
      }),
      { numRuns: 3000 },
    );
  });
  test('the build refuses by itself what the check has not seen', async () => {
    const build = (body: string) => mdxToJs(body, { features: markdownFeatures, mdastPlugins: [onlyOurMarkup], fileURL: new URL('file:///content/veterans/_x.mdx') });
    expect(() => build('\n甲\n\n<script>alert()</script>')).toThrow(/_x\.mdx 第 4 行：正文里不能用 <script>/);
    expect(() => build('export*from "node:fs"')).toThrow(/正文里不能写 import 或 export/);
    expect(() => build('甲 <Fact id="a/b" />')).not.toThrow();
    const config = readFileSync('astro.config.mjs', 'utf8');
    expect(config).toMatch(/satteri\(\{ features: markdownFeatures, mdastPlugins: \[onlyOurMarkup\] \}\)/);
    // The parser of the check is the parser of the build.
    const own = createRequire(import.meta.url);
    expect(own.resolve('satteri')).toBe(createRequire(own.resolve('@astrojs/markdown-satteri')).resolve('satteri'));
  });
});

describe('YAML', () => {
  test.each([
    ['a tag of a program', 'author: !!js/function "x"', /第 4 行：以 ! 开头的内容/],
    ['a tag of its own', 'author: !a 乙', /第 4 行：以 ! 开头的内容/],
    ['an anchor', 'author: &a 编写组', /第 4 行：以 \{ \[ \* & @ % 开头的内容/],
    ['an alias', 'author: 编写组\naliases: [&a 甲, *a]', /第 5 行：以 \{ \[ \* & @ % 开头的内容/],
    ['a bomb of aliases', `author: 编写组\naliases:\n  - &a [甲]\n${'bcdefghij'.split('').map((name, i) => `  - &${name} [${`*${'abcdefghi'[i]},`.repeat(9)}]`).join('\n')}`, /第 6 行：以 \{ \[ \* & @ % 开头的内容/],
    ['a merge', '<<: { author: 甲 }', /第 4 行：没有“<<”这个字段/],
    ['a prototype', '__proto__: { author: 甲 }', /第 4 行：没有“__proto__”这个字段/],
    ['a constructor', 'constructor: 甲\nauthor: 甲', /第 4 行，constructor：没有“constructor”这个字段/],
    ['a field twice', 'author: 甲\nauthor: 乙', /第 5 行：同一个字段写了两次/],
    ['a number of any length', `author: ${'9'.repeat(400)}`, /第 4 行，author：这里要写文字/],
    ['a direction in an escape', 'author: "甲\\u202e乙"', /第 4 行，author：“甲乙”这里有改变文字方向的字符（U\+202E）/],
    ['a zero in an escape', 'author: "甲\\0乙"', /第 4 行，author：“甲乙”这里有控制字符（U\+0000）/],
    ['lists in lists in lists', `author: ${'['.repeat(20_000)}`, /第 \d+ 行：一层套一层，太深了/],
    ['fields in fields in fields', `author: ${'{a: '.repeat(4000)}`, /第 \d+ 行：一层套一层，太深了/],
    ['half a megabyte of text', `author: ${'甲'.repeat(600_000)}`, /第 1 行：这个文件有 \d+ 个字符，太长了/],
  ])('%s is refused with file and line', (_, yaml, message) => {
    edit('veterans/li.mdx', 'author: 编写组', yaml);
    const problems = said();
    expect(problems.join('\n')).toMatch(message);
    expect(problems.every((problem) => problem.startsWith('content/veterans/li.mdx 第 '))).toBe(true);
  });
  test.each([
    ['a directive', /^/, '%YAML 1.1\n---\n', /sources\/report\.yaml 第 1 行：以 \{ \[ \* & @ % 开头/],
    ['a fact that is a prototype', '  visits:', '  __proto__:', /没有“__proto__”这个字段/],
    ['a fact that is a method', '  visits:', '  toString:', /facts\.toString：编号只用小写拼音/],
    ['a number that is not shown digit by digit', 'value: 438', 'value: 4380000000000000000000000', /facts\.visits\.value：/],
  ])('%s', (_, from, to, message) => {
    edit('sources/report.yaml', from, to);
    expect(said().join('\n')).toMatch(message);
  });
  test('a fact may be called constructor', () => {
    edit('sources/report.yaml', '  visits:', '  constructor:');
    edit('veterans/li.mdx', /report\/visits/, 'report/constructor');
    edit('veterans/li.mdx', '<Fact id="report/visits" />', '<Fact id="report/constructor" />');
    expect(said().filter((problem) => !problem.includes('report/visits'))).toEqual([]);
  });
});

describe('files', () => {
  test('a link to a file elsewhere, which the build would follow', () => {
    writeFileSync(join(folder, 'outside.mdx'), '---\n---\n\nimport x from "node:fs"\n');
    symlinkSync(join(folder, 'outside.mdx'), join(content, 'veterans/outside.mdx'));
    symlinkSync(folder, join(content, 'guides'), 'junction');
    const problems = said();
    expect(problems).toContain('content/veterans/outside.mdx 第 1 行：这不是文件本身，是指到别处的链接；请删去，把文件放到这里');
    expect(problems).toContain('content/guides 第 1 行：这不是文件本身，是指到别处的链接；请删去，把文件放到这里');
  });
  test.each(['veterans/x.MDX', 'veterans/x.md', 'veterans/x.astro', 'veterans/x.ts', 'veterans/x.js', 'sources/x.mdx', 'observances/x.mdx', 'stations/x.mdx'])('%s is no file of its folder', (file) => {
    cpSync(join(content, 'veterans/li.mdx'), join(content, file));
    expect(said().join('\n')).toMatch(/这个文件夹只放 \.(mdx|yaml|csv) 文件/);
  });
  test('a draft in a folder that begins with _, which the build would find', () => {
    cpSync(join(content, 'veterans/li.mdx'), join(content, 'veterans/_drafts/x.mdx'));
    expect(said()).toEqual(['content/veterans/_drafts/x.mdx 第 1 行：不能放在子文件夹里；请移到 content/veterans/']);
  });
  test.each([
    ['divisions/350926.csv', '某镇', '某\u202e镇', /divisions\/350926\.csv 第 5 行：.*改变文字方向/],
    ['stations/350926.csv', '城区', '城\u0000区', /stations\/350926\.csv 第 2 行：.*控制字符/],
    ['stations/350926.csv', '城区', '=cmd', /stations\/350926\.csv 第 2 行，地址：格子的开头不能是 = \+ - @/],
    ['stations/350926.csv', '城区', '"\t＋甲"', /stations\/350926\.csv 第 2 行，地址：格子的开头不能是 = \+ - @/],
    ['stations/350926.csv', '电话', 'constructor', /没有“constructor”这一列/],
  ])('%s: %s as %s', (file, from, to, message) => {
    edit(file, from, to);
    expect(said().join('\n')).toMatch(message);
  });
  test('a list of divisions that belongs to no region is read by the build, and by the check', () => {
    writeFileSync(join(content, 'divisions/990100.csv'), '区划代码,名称\n990100,<b>\n');
    expect(said()).toEqual(['content/divisions/990100.csv 第 2 行：每行写一个六位、九位或十二位代码，一个逗号，一个名称']);
  });
});

describe('addresses', () => {
  test.each(['https://example.com/', 'http://example.com', 'https://例子.中国/甲?乙=丙#丁', 'https://example.com:8443/a@b'])('%s is one', (address) => expect(isWebAddress(address)).toBe(true));
  test.each(['javascript:alert()', 'data:text/html,x', '//example.com', 'https://a:b@example.com/', 'https://a@example.com/', 'https://@example.com/', 'https://example.com/\n', 'https://exam\tple.com/', 'https://example.com/"onclick=x', 'https://example.com/<x>', 'https://example.com\\@a.example/', 'ftp://example.com/', 'https://', 'https:example.com', ''])('%j is none', (address) => expect(isWebAddress(address)).toBe(false));
  test.each(['https://a:b@example.com/{z}/{x}/{y}.png', '/\\example.com/{z}/{x}/{y}.png', '//example.com/{z}/{x}/{y}.png', 'javascript:{z}{x}{y}'])('%s is no basemap', (url) =>
    expect(basemap.safeParse({ kind: 'xyz', url, datum: 'wgs84', attribution: '甲' }).success).toBe(false));
});
