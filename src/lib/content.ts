// Reads content/ from disk with Node, for the tools and tests; pages use Astro's collections.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { load } from 'js-yaml';
import { LineCounter, isMap, isNode, isPair, isScalar, parseDocument, visit, type Document, type ErrorCode } from 'yaml';
import { z } from 'astro/zod';
import { guides } from '../schema/guides.ts';
import { heritage } from '../schema/heritage.ts';
import { lexicon, type Lexicon } from '../schema/lexicon.ts';
import { memorials } from '../schema/memorials.ts';
import { observances } from '../schema/observances.ts';
import { id as idSchema } from '../schema/parts.ts';
import { practices } from '../schema/practices.ts';
import { regions } from '../schema/regions.ts';
import { sources, type Source } from '../schema/sources.ts';
import { columns } from '../schema/station-words.ts';
import { stations, type Station } from '../schema/stations.ts';
import { veterans } from '../schema/veterans.ts';
import { visits, type Visit } from '../schema/visits.ts';
import { pageKinds, type PageKind } from '../kinds.ts';
import { factsInBody, factsInData, factTable, type FactTable } from './facts.ts';
import { bodyProblems } from './mdx-check.ts';
import { oddCharacter, visibleText } from './odd-characters.ts';
import { componentsIn, looseDigits } from './prose.ts';
import { drawings } from './drawings.ts';
import { blockForms, blockWords, chaptersOf, proseNames, readBlock, storyProblems } from './story.ts';
import { divisionLevel, divisionPrefix } from './divisions.ts';
import { divisionRows } from './divisions-csv.ts';
import { readSheets } from './station-sheets.ts';
import { readStationSheet } from './stations-csv.ts';
import { isResponsible } from './stations.ts';
import { misplacedPoint, type Bounds } from './station-bounds.ts';
import { isWhen } from './when.ts';

/** Something an editor has to mend. `line` counts from 1. */
export type Problem = { file: string; line: number; field?: string; message: string };

/** `bodyLine` is the line of the file on which the body begins. */
export type ContentEntry = { kind: PageKind; id: string; file: string; data: Record<string, any>; body: string; bodyLine: number; passages: Passage[] };
/** A piece of an entry that a reader sees: a frontmatter text, or one line of the body (then without a field). */
export type Passage = { line: number; field?: string; text: string; /** Words of a block's tag. */ tag?: true };
export type Content = {
  /** The folder it was read from. */
  root: string;
  entries: ContentEntry[];
  sources: { id: string; file: string; data: Source }[];
  stations: { file: string; line: number; data: Station }[];
  visits: { id: string; file: string; data: Visit }[];
  lexicon: Lexicon;
  facts: FactTable;
  problems: Problem[];
  /** The line on which a field ("visit.hours") of an entry, plan or document is written; where it is missing, that of the nearest field around it. */
  lineOf(file: string, field: string): number;
};

/** What an entry of each kind may contain. */
export const schemas = { regions, heritage, memorials, veterans, practices, guides, observances } satisfies Record<PageKind, z.ZodType>;
const extension: Record<PageKind | 'sources' | 'visits', string> = {
  regions: '.mdx', heritage: '.mdx', memorials: '.mdx', veterans: '.mdx', practices: '.mdx', guides: '.mdx', observances: '.yaml', sources: '.yaml', visits: '.yaml',
};
/** Components that editors may use in a line of prose, and the blocks, each on a line of its own. */
/** Names that the site has pages of its own under. */
const takenIds: Record<string, string[]> = { stations: ['area', 'coverage', 'locate'], visits: ['pack', 'sheets'] };
const folders = [...Object.keys(schemas), 'sources', 'visits', 'stations', 'divisions'];
const proseComponents = [...proseNames, ...Object.keys(blockForms)] as string[];

/** What a clerk's program saves under another ending, known by how it begins. */
function otherFormat(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0x50 && b === 0x4b && c! < 8 && d! < 9) return '这是 Excel、WPS 或 Word 的文件，只是改了名字；请打开它用“另存为”，表格选“CSV UTF-8”，文字选“纯文本”、UTF-8';
  if (a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0) return '这是旧版 Excel、WPS 或 Word 的文件，只是改了名字；请打开它用“另存为”，表格选“CSV UTF-8”，文字选“纯文本”、UTF-8';
  if (/^\s*<(!doctype html|html|\?xml)/i.test(new TextDecoder('latin1').decode(bytes.subarray(0, 200)).replace(/^ï»¿/, ''))) return '这是一张网页，不是内容文件；多半是从网上下载时存错了，请换成原来的文件';
  return undefined;
}

/** `value` is what stands in the document, `built` the same as the build reads it: it makes moments of days without quotes. */
export type Located = { doc: Document.Parsed; value: unknown; built: unknown; lineAt: (path: PropertyKey[]) => number };

/** Parses YAML and tells the line of any path in it, or what is wrong with it; `offset` is the line before the first. Reads it with the parser of the build too, which has no places and understands some things otherwise. */
export function parseYaml(text: string, offset: number): Located | { line: number; message: string } {
  const lines = new LineCounter();
  // Its warnings are English, and what they are about is refused below.
  const doc = parseDocument(text, { lineCounter: lines, logLevel: 'error' });
  const error = doc.errors[0];
  if (error) return { line: lines.linePos(error.pos[0]).line + offset, message: yamlMessage(error.code, error.message, text.slice(0, error.pos[0]).trimEnd().at(-1)) };
  const beyond = beyondText(doc, text);
  if (beyond) return { line: lines.linePos(beyond.at).line + offset, message: beyond.message };
  const lineAt = (path: PropertyKey[]) => {
    for (let length = path.length; length > 0; length--) {
      const parent = doc.getIn(path.slice(0, length - 1), true);
      const key = path[length - 1];
      const pair = isMap(parent) ? parent.items.find((item) => isPair(item) && String(item.key) === String(key)) : undefined;
      const at = pair?.key ?? doc.getIn(path.slice(0, length), true);
      if (isNode(at) && at.range) return lines.linePos(at.range[0]).line + offset;
    }
    return offset + 1;
  };
  try {
    return { doc, value: doc.toJS(), built: load(text) ?? null, lineAt };
  } catch (error) {
    const line = (error as { mark?: { line: number } }).mark?.line ?? 0;
    return { line: offset + Math.min(line + 1, text.split('\n').length), message: error instanceof RangeError ? tooDeep : '这里的写法生成网站时读不出来；请把这一行和上一行的内容用引号括起来，写在冒号后面' };
  }
}

const tooDeep = '一层套一层，太深了，读不出来；请核对括号和缩进';
const startsOdd = '以 { [ * & @ % 开头的内容，要把整段用引号括起来';
const startsTagged = '以 ! 开头的内容，要把整段用引号括起来';
const oddKey = '冒号前面只写字段的名字，不写列表和括号，也不能空着';
/** Numbers that the parser of the build reads and this one does not, or that no editor means. */
const oddNumber = /^[-+]?(0[box][\da-f_]+|\d+_[\d_.]*(e[-+]?\d+)?)$/i;
/** A day with an hour, which the parser of the build takes for a moment. */
const moment = /^\d{4}-\d\d?-\d\d?([Tt]|[ \t]+)\d\d?:\d\d:\d\d/;

/** What YAML can do besides saying texts, numbers and lists, and where: Astro reads it with another parser, to which it may mean something else. */
function beyondText(doc: Document.Parsed, text: string): { at: number; message: string } | undefined {
  const directive = /^%/m.exec(text);
  if (directive) return { at: directive.index, message: startsOdd };
  const mark = /^(---|\.\.\.)(?=\S)/m.exec(text);
  if (mark) return { at: mark.index, message: `一行的开头不能是 ${mark[1]} 紧接着字；请删去它，或把整段用引号括起来` };
  let found: { at: number; message: string } | undefined;
  visit(doc, {
    Alias: (_, { range }) => void (found ??= { at: range![0], message: startsOdd }),
    Pair: (_, { key, value }) => {
      const at = (isNode(key) && key.range?.[0]) || (isNode(value) && value.range?.[0]) || 0;
      if (!isScalar(key) || key.value === null || key.value === '') found ??= { at, message: oddKey };
      // The build would make a moment of it, and of that an English text.
      else if (key.type === 'PLAIN' && /^\d{4}-\d\d-\d\d$/.test(key.source ?? '')) found ??= { at, message: `像日期的编号要加引号，写作 '${key.source}'；最好另取一个` };
      else if (key.value === '__proto__' || key.value === '<<') found ??= { at, message: `没有“${key.value}”这个字段，请删去` };
    },
    Node: (_, node) => {
      if ('anchor' in node && node.anchor) found ??= { at: node.range![0], message: startsOdd };
      // The value stands behind its tag.
      else if (node.tag) found ??= { at: node.range![0], message: startsTagged };
      else if (isScalar(node) && node.type === 'PLAIN') {
        const { source = '', range } = node;
        if (oddNumber.test(source)) found ??= { at: range![0], message: `“${source}”不是通常的写法：数字只写 0 到 9、小数点和负号；是文字就加引号` };
        else if (moment.test(source)) found ??= { at: range![0], message: '日期写作 2026-11-21，不写几点几分；是文字就加引号' };
      }
    },
  });
  return found;
}

/** What to do about what the parser found wrong after a character. */
function yamlMessage(code: ErrorCode, message: string, after = '') {
  const known: Record<ErrorCode, string> = {
    DUPLICATE_KEY: '同一个字段写了两次，请删去一个',
    BAD_INDENT: '缩进不对：下一级要比上一级多两个空格，同一级要对齐，请核对',
    TAB_AS_INDENT: '缩进用了制表符，请改成空格',
    MISSING_CHAR: '少了引号、冒号或括号，请补上；也看看文件的末尾是不是被截断了',
    UNEXPECTED_TOKEN: startsOdd,
    BAD_ALIAS: startsOdd,
    BAD_SCALAR_START: startsOdd,
    MULTILINE_IMPLICIT_KEY: '这一行附近少了冒号，或引号没有成对；冒号写英文的，后面空一格',
    KEY_OVER_1024_CHARS: '这一行附近少了冒号，或引号没有成对；冒号写英文的，后面空一格',
    BAD_DQ_ESCAPE: '双引号里的反斜杠 \\ 有特别含义；请改用单引号，或把反斜杠写两个',
    BLOCK_IN_FLOW: '括号里面不能再换行写短横或字段；请核对括号是否成对',
    MULTIPLE_DOCS: '一个文件只写一份；请删去中间那一行 ---，下面的内容另放一个文件',
    NON_STRING_KEY: oddKey,
    BAD_COLLECTION_TYPE: startsTagged,
    TAG_RESOLVE_FAILED: startsTagged,
    MULTIPLE_TAGS: startsTagged,
    MULTIPLE_ANCHORS: startsOdd,
    ALIAS_PROPS: startsOdd,
    BAD_PROP_ORDER: startsOdd,
    BAD_DIRECTIVE: startsOdd,
    IMPOSSIBLE: tooDeep,
    RESOURCE_EXHAUSTION: tooDeep,
    BLOCK_AS_IMPLICIT_KEY: '冒号后面的内容有误；内容里有英文冒号时，要把整段用引号括起来',
  };
  if (message.includes('call stack')) return tooDeep;
  if (message.includes('at node end') && /["']/.test(after)) return '引号收尾以后还有字；要么整段不用引号，要么换成中文的引号“”';
  if (message.includes('Flow') && code === 'BAD_INDENT') return '括号没有成对：这一行或上一行少了 } 或 ]，请补上';
  return known[code];
}

z.config(z.locales.zhCN());

/** What to write where a value of another sort was expected. */
const expectedSort: Record<string, string> = {
  array: '这里要写成列表：每条占一行，前面加短横和空格',
  object: '这里要写成下一级字段：换行，缩进两个空格',
  record: '这里要写成下一级字段：换行，缩进两个空格',
  number: '这里要写数字，不加引号',
  boolean: '这里写 true 或 false',
  string: '这里要写文字；看起来像数字或日期的，加上引号',
  int: '这里要写整数，不加引号',
};

/** Our words for what Zod says by itself, part of it in English; undefined for a message of our own. */
function ownWords(issue: z.core.$ZodIssue): string | undefined {
  if (!/^(无效|数值过)/.test(issue.message)) return undefined;
  if (issue.code === 'invalid_type') return expectedSort[issue.expected];
  if (issue.code === 'too_small') return issue.origin === 'array' ? `至少写 ${issue.minimum} 条` : `这里最小写 ${issue.minimum}`;
  if (issue.code === 'too_big') return issue.origin === 'array' ? `最多写 ${issue.maximum} 条` : `这里最大写 ${issue.maximum}`;
  if (issue.code === 'invalid_value') return `这里写 ${issue.values.map(String).join('、')}`;
  return '这里的写法不对，请照别的文件里同一个字段写';
}

function zodProblems(file: string, error: z.ZodError, located: Located, fields: string[]): Problem[] {
  return error.issues.map((issue) => {
    const path = issue.path;
    const missing = path.length > 0 && located.doc.getIn(path) === undefined;
    if (issue.code === 'unrecognized_keys') {
      const [key] = issue.keys;
      const line = located.lineAt([...path, key!]);
      const usable = path.length === 0 ? `；可用的字段：${fields.join('、')}` : '';
      return { file, line, field: [...path, key].join('.'), message: `没有“${issue.keys.join('、')}”这个字段，是不是写错了？${usable}` };
    }
    const key = issue.code === 'invalid_key';
    const own = key ? undefined : ownWords(issue);
    const advice = key ? issue.issues[0]!.message : (own ?? issue.message);
    const nothing = path.length > 0 && !missing && located.doc.getIn(path) === null;
    const message =
      path.length === 0 && issue.code === 'invalid_type'
        ? '这个文件里没有字段；每行写“字段: 内容”，冒号用英文的，后面空一格'
        : missing && !key
          ? `缺少这个字段${own ? '，请补上' : `；${issue.message}`}`
          : nothing
            ? `这里是空的；${advice}${issue.code === 'invalid_type' && issue.expected === 'string' ? '；以 # 开头的内容要用引号括起来' : ''}`
            : advice;
    return { file, line: located.lineAt(path), ...(path.length && { field: path.join('.') }), message };
  });
}

/** Reads and checks everything under `root`; never throws for what an editor wrote. `instead` are texts of station sheets by name, to be read in place of those on disk. */
export function readContent(root: string, instead: ReadonlyMap<string, string> = new Map()): Content {
  const problems: Problem[] = [];
  const say = (file: string, line: number, message: string, field?: string) => problems.push({ file, line, message, ...(field ? { field } : {}) });
  const show = (path: string) => relative(join(root, '..'), path).replaceAll('\\', '/');
  if (!existsSync(root)) say(show(root), 1, '没有这个文件夹；内容要放在 content/ 里');
  // The build follows a link, this check does not.
  else for (const item of readdirSync(root, { recursive: true, withFileTypes: true })) if (!item.isFile() && !item.isDirectory()) say(show(join(item.parentPath, item.name)), 1, '这不是文件本身，是指到别处的链接；请删去，把文件放到这里');
  // A folder that nobody reads would lose what is written in it.
  for (const item of existsSync(root) ? readdirSync(root, { withFileTypes: true }) : [])
    if (!/^[._]/.test(item.name) && !folders.includes(item.name) && item.name !== 'lexicon.yaml')
      say(show(join(root, item.name)), 1, item.isDirectory() ? `content/ 里没有“${item.name}”这一类，里面的内容不会上网；可用的文件夹：${folders.join('、')}` : `content/ 里不直接放文件，它不会上网；请移到所属的文件夹：${folders.join('、')}`);
  const filesOf = (kind: string) => {
    const folder = join(root, kind);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile() && !item.name.startsWith('_') && !item.name.startsWith('.'))
      .map((item) => join(item.parentPath, item.name))
      .sort();
  };

  /** A file's text, or a problem when it is not UTF-8 or far too long. */
  const readText = (path: string, given?: Uint8Array): string | undefined => {
    const most = path.endsWith('.csv') ? 5_000_000 : 500_000;
    // A character has four bytes at most; a file beyond that is not even read.
    const size = given?.length ?? statSync(path).size;
    if (size > 4 * most) return void say(show(path), 1, `这个文件有 ${Math.round(size / 1_000_000)} MB，太长了，最多 ${most} 个字符；请分成几份`);
    const bytes = given ?? readFileSync(path);
    const other = otherFormat(bytes);
    if (other) return void say(show(path), 1, other);
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n/g, '\n');
    } catch {
      return void say(show(path), 1, '这个文件不是 UTF-8 编码；请用“另存为”选 UTF-8（表格选“CSV UTF-8”）');
    }
    if (text.length > most) return void say(show(path), 1, `这个文件有 ${text.length} 个字符，太长了，最多 ${most} 个；请分成几份`);
    if (text.includes('\r') && !text.includes('\n')) return void say(show(path), 1, '这个文件的换行是旧式的（只有回车 CR）；请用“另存为”，换行选 LF 或 CRLF');
    for (const [i, line] of text.split('\n').entries()) {
      const odd = oddCharacter(line);
      if (odd) say(show(path), i + 1, odd);
    }
    return text;
  };
  /** A file that the build would not find where it stands. */
  const misplaced = (kind: string, path: string) => {
    const wrong = show(path).split('/').length > show(join(root, kind)).split('/').length + 1;
    if (wrong) say(show(path), 1, `不能放在子文件夹里；请移到 content/${kind}/`);
    return wrong;
  };

  const located = new Map<string, Located>();
  const readYamlFile = <S extends z.ZodType>(path: string, schema: S): { data: z.infer<S>; body: string; bodyLine: number } | undefined => {
    const file = show(path);
    const raw = readText(path);
    if (raw === undefined) return;
    let yaml = raw;
    let body = '';
    let offset = 0;
    let bodyLine = 0;
    if (path.endsWith('.mdx')) {
      const match = /^---\n([\s\S]*?)\n---\n?/.exec(raw);
      if (!match) return void say(file, 1, '文件开头要有两行 --- 夹着的字段；第一行就是三个英文短横，前后没有空格，也不是破折号');
      yaml = match[1]!;
      // To the build the fields end at the first of these, whatever follows on its line.
      const early = yaml.split('\n').findIndex((line) => /^(---|\+\+\+)/.test(line));
      if (early >= 0) return void say(file, early + 2, '字段到这一行就断了：除了开头和结尾的 ---，别的行不能以 --- 或 +++ 开头；请删去，或缩进两个空格');
      offset = 1;
      body = raw.slice(match[0].length);
      bodyLine = match[0].split('\n').length;
    }
    let parsed: ReturnType<typeof parseYaml>;
    try {
      parsed = parseYaml(yaml, offset);
    } catch {
      return void say(file, offset + 1, tooDeep);
    }
    if ('message' in parsed) return void say(file, parsed.line, parsed.message);
    located.set(file, parsed);
    // Escapes in quotes can write what the file itself does not show.
    const told = new Set(problems.filter((one) => one.file === file).map(({ line }) => line));
    eachText(parsed.built, (text, at) => {
      const odd = oddCharacter(text);
      if (odd && !told.has(parsed.lineAt(at))) say(file, parsed.lineAt(at), odd, at.join('.'));
    });
    const result = schema.safeParse(parsed.value);
    if (!result.success) {
      problems.push(...zodProblems(file, result.error, parsed, fieldsOf(schema)));
      return;
    }
    const asBuilt = schema.safeParse(parsed.built);
    for (const { path: at } of asBuilt.error?.issues ?? []) say(file, parsed.lineAt(at), "像日期的文字和编号要加引号，写作 '2018-12-01'，不然会被当成别的", at.join('.'));
    if (!asBuilt.success) return;
    return { data: asBuilt.data, body, bodyLine };
  };

  const entries: ContentEntry[] = [];
  const seen = new Map<string, string>();
  const take = (kind: string, path: string): string | undefined => {
    if (misplaced(kind, path)) return;
    const wanted = extension[kind as keyof typeof extension];
    const file = show(path);
    if (!path.endsWith(wanted)) return void say(file, 1, `这个文件夹只放 ${wanted} 文件`);
    const id = basename(path, wanted);
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) say(file, 1, '文件名就是编号，只用小写拼音、数字和短横，例如 wang-ben');
    else if (takenIds[kind]?.includes(id)) say(file, 1, `文件名不能是 ${id}，网站自己要用；请换一个`);
    else for (const { message } of idSchema.safeParse(id).error?.issues ?? []) say(file, 1, `文件名就是编号；${message}`);
    const other = seen.get(`${kind}/${id}`);
    if (other) return void say(file, 1, `编号 ${id} 重复：${other} 已经用了，请改名`);
    seen.set(`${kind}/${id}`, file);
    return id;
  };
  const sourceList: Content['sources'] = [];
  for (const path of filesOf('sources')) {
    const id = take('sources', path);
    const read = id && readYamlFile(path, sources);
    if (read) sourceList.push({ id, file: show(path), data: read.data });
  }
  for (const kind of pageKinds)
    for (const path of filesOf(kind)) {
      const id = take(kind, path);
      const read = id && readYamlFile(path, schemas[kind] as z.ZodType<Record<string, any>>);
      if (!read) continue;
      const lineAt = located.get(show(path))!.lineAt;
      const passages: Passage[] = [];
      eachProse(read.data, (text, at) => passages.push({ line: lineAt(at), field: at.join('.'), text }));
      for (const [i, line] of read.body.split('\n').entries()) {
        const tag = readBlock(line);
        const text = tag ? blockWords(tag) : line;
        if (text) passages.push({ line: read.bodyLine + i, text, ...(tag && { tag: true }) });
      }
      entries.push({ kind, id, file: show(path), data: read.data, body: read.body, bodyLine: read.bodyLine, passages });
    }

  const visitList: Content['visits'] = [];
  for (const path of filesOf('visits')) {
    const id = take('visits', path);
    const read = id && readYamlFile(path, visits);
    if (read) visitList.push({ id, file: show(path), data: read.data });
  }

  const lexiconPath = join(root, 'lexicon.yaml');
  const words = existsSync(lexiconPath) ? (readYamlFile(lexiconPath, lexicon)?.data ?? {}) : {};

  const stationRows: Content['stations'] = [];
  const stationIds = new Map<string, string>();
  /** Stations whose rows have to be mended; those below them are right to name them. */
  const brokenIds = new Set<string>();
  const divisionStations = new Map<string, string>();
  const heads = Object.fromEntries(Object.entries(columns).map(([head, field]) => [field, head]));
  for (const path of filesOf('stations')) if (!misplaced('stations', path) && !path.endsWith('.csv')) say(show(path), 1, '这个文件夹只放 .csv 文件');
  let sheets = new Map<string, Uint8Array>();
  let sheetsRead = true;
  try {
    sheets = readSheets(join(root, 'stations'));
  } catch (error) {
    sheetsRead = false;
    say(show(join(root, 'stations')), 1, (error as Error).message);
  }
  for (const [name, text] of instead) sheets.set(name, Buffer.from(text));
  for (const [name, bytes] of [...sheets].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const path = join(root, 'stations', name);
    const file = show(path);
    const sheet = readText(path, bytes);
    if (sheet === undefined) continue;
    const read = readStationSheet(sheet);
    if ('message' in read) {
      say(file, read.line, read.message);
      continue;
    }
    const county = basename(path, '.csv');
    for (const { line, cells } of read.rows) {
      const result = stations.safeParse(cells);
      if (!result.success) {
        for (const issue of result.error.issues) say(file, line, issue.message, heads[String(issue.path[0])]);
        brokenIds.add(cells['id'] ?? '');
        continue;
      }
      const row = result.data;
      if (takenIds['stations']!.includes(row.id)) say(file, line, `编号不能是 ${row.id}，网站自己要用；请换一个`, '编号');
      const other = stationIds.get(row.id);
      if (other) say(file, line, `编号 ${row.id} 重复：${other} 已经用了`, '编号');
      stationIds.set(row.id, `${file} 第 ${line} 行`);
      // The sheet of a city holds what belongs to the city itself; its counties have sheets of their own.
      if (county.endsWith('00') ? row.code !== county : !row.code.startsWith(county)) say(file, line, `区划代码 ${row.code} 不属于这个文件的 ${county}`, '区划代码');
      const twin = row.kind === '专门设施' ? undefined : divisionStations.get(row.code);
      if (twin) say(file, line, `${twin} 已经是 ${row.code} 的站点；一个地方只有一个服务中心或服务站，别的写“专门设施”`, '区划代码');
      if (isResponsible(row)) divisionStations.set(row.code, `${file} 第 ${line} 行`);
      stationRows.push({ file, line, data: row });
    }
  }

  const facts = factTable(sourceList);
  const content: Content = { root, entries, sources: sourceList, stations: stationRows, visits: visitList, lexicon: words, facts, problems, lineOf: (file, field) => lineOf(file, field.split('.')) };
  // A broken source hides its facts; complaining about each of their uses would bury the real mistake.
  const complete = !problems.some((problem) => problem.file.startsWith(`${show(join(root, 'sources'))}/`));

  const has = new Set([...entries.map((entry) => `${entry.kind}/${entry.id}`), ...stationIds.keys().map((id) => `stations/${id}`)]);
  /** Where no sheet could be read, nobody knows which stations there are. */
  const unknown = (target: string) => !sheetsRead && target.startsWith('stations/');
  const declared = new Set([...seen.keys(), ...stationIds.keys().map((id) => `stations/${id}`)]);
  const sourceIds = new Set([...seen.keys()].filter((key) => key.startsWith('sources/')).map((key) => key.slice(8)));
  const lineOf = (file: string, path: PropertyKey[]) => located.get(file)?.lineAt(path) ?? 1;
  const needFact = (file: string, line: number, id: string, field?: string) => {
    if (complete && !facts.has(id)) say(file, line, `找不到事实 ${id}；请核对编号，或先在 content/sources/${id.split('/')[0]}.yaml 里写上`, field);
  };

  const checkBodyLine = (file: string, at: number, text: string) => {
    for (const fact of factsInBody(text)) needFact(file, at, fact);
    const [wide] = /[＜〈《]\s*\/?\s*(Fact|Unknown|Reading|Chapter|Aside|Pull|Compare|Figure)\b/.exec(text) ?? [];
    if (wide) say(file, at, `“${wide}”的尖括号要写英文的 < 和 >，不然读者会看到它`);
    const block = readBlock(text);
    // A guide is a list to take along, and its page has no room for a story's styles.
    if (block && file.startsWith('content/guides/')) say(file, at, `办事指南的正文里不用 <${block.name}>；分节用“## 小标题”`);
    if (block) return;
    const [sign] = /[{}]|<(?![A-Za-z/])/.exec(text) ?? [];
    if (sign) say(file, at, `正文里的“${sign}”有特别含义，会让网页生成不出来；请改成全角的“${{ '{': '｛', '}': '｝', '<': '＜' }[sign]}”或删去`);
    for (const name of componentsIn(text)) if (!proseComponents.includes(name)) say(file, at, `正文里不能用 <${name}>；只能用 ${proseComponents.map((known) => `<${known}>`).join('、')}`);
    if (/!\[/.test(text)) say(file, at, '正文里不能放图片');
    else if (/\]\(/.test(text)) say(file, at, '正文里不写链接；要引到别的页，写在 related 里');
    if (/^#\s/.test(text)) say(file, at, '正文的小标题用两个井号（## ）；一个井号是整页的标题');
    for (const [, word] of text.matchAll(/<Reading\s+word="([^"]*)"\s*\/>/g)) if (!Object.hasOwn(words, word!)) say(file, at, `词表里没有“${word}”；先在 content/lexicon.yaml 里写上读音`);
    const open = text.replace(/<Fact\s+id="[^"]*"\s*\/>|<Unknown\s*\/>|<Reading\s+word="[^"]*"\s*\/>/g, '');
    const [broken] = /<\/?(Fact|Unknown|Reading)\b/.exec(open) ?? [];
    if (broken) say(file, at, `“${broken}”没有写完整；写作 <Fact id="出处编号/事实编号" />、<Reading word="词" /> 或 <Unknown />`);
    if (/^(import|export)\s/.test(text)) say(file, at, '正文里不能写 import 或 export');
  };
  const checkField = (file: string, at: number, field: string, text: string) => {
    const rest = text.replace(/\{[a-z0-9-]+\/[a-z0-9-]+\}/g, '');
    if (/[{}<]/.test(rest)) say(file, at, '字段里的事实写作 {出处编号/事实编号}，没有空格和大写；别的尖括号、花括号请改成全角', field);
    else if (/｛\s*[a-z0-9-]+\s*[/／]\s*[a-z0-9-]+\s*｝/.test(text)) say(file, at, '字段里的事实写作 {出处编号/事实编号}，花括号和斜线写英文的', field);
    else if (rest !== text && plainFields.test(field)) say(file, at, '这个字段照写文字，不能放 {…}', field);
  };
  /** What a chapter may name as its place besides the entry's own list: whatever is a place and has a point. */
  const pointed = new Set([...entries.filter(({ kind, data }) => data['point'] && (kind === 'regions' || takesVisits(data))).map(({ kind, id }) => `${kind}/${id}`), ...stationRows.filter(({ data }) => data.lat !== undefined).map(({ data }) => `stations/${data.id}`)]);
  for (const { kind, id, file, data, body, bodyLine, passages } of entries) {
    const line = (...path: PropertyKey[]) => lineOf(file, path);
    if ('region' in data && !declared.has(`regions/${data.region}`)) say(file, line('region'), `找不到地方 ${data.region}；可用的编号见 content/regions`, 'region');
    for (const [i, target] of (data.related as string[]).entries()) {
      if (!declared.has(target) && !unknown(target)) say(file, line('related', i), `找不到 ${target}，请检查关联的编号`, `related.${i}`);
      if (target === `${kind}/${id}`) say(file, line('related', i), '不能关联自己，请删去', `related.${i}`);
    }
    for (const [name, list] of Object.entries(data))
      if (Array.isArray(list))
        for (const [i, item] of list.entries()) if (typeof item === 'string' && list.indexOf(item) < i) say(file, line(name, i), `${item} 写了两次，请删去一个`, `${name}.${i}`);
    for (const [i, item] of (data.basis ?? []).entries())
      if (typeof item === 'object' && !sourceIds.has(item.source)) say(file, line('basis', i), `找不到出处 ${item.source}；先在 content/sources 里建这份文件`, `basis.${i}.source`);
    for (const [i, item] of (data.local ?? []).entries())
      if (!declared.has(`regions/${item.region}`)) say(file, line('local', i), `找不到地方 ${item.region}；可用的编号见 content/regions`, `local.${i}.region`);
    for (const fact of factsInData(data)) {
      const path = pathOf(data, fact);
      needFact(file, line(...path), fact, path.join('.'));
    }
    for (const [i, item] of (data.timeline ?? []).entries()) {
      const value = facts.get(item.date)?.value;
      if (value !== undefined && !(typeof value === 'string' && isWhen(value))) say(file, line('timeline', i), `${item.date} 不是日期，时间线的 date 要写日期事实：它的 value 写作 '1938'、'1938-07' 或 '1938-07-12'`, `timeline.${i}.date`);
    }
    if (data.published > data.checked) say(file, line('checked'), '核对日期早于发布日期，请核对', 'checked');
    const own = data.rule?.type === 'fixed' ? [`${data.rule.month}月${data.rule.day}日`] : [];
    for (const { line: at, field, text, tag } of passages) {
      // Aliases are what people search for, not what we say.
      for (const piece of field?.startsWith('aliases') ? [] : looseDigits(text, own)) say(file, at, `“${piece}”里的数字没有出处；改写成 ${field || tag ? '{出处编号/事实编号}' : '<Fact id="出处编号/事实编号" />'}`, field);
      if (field) checkField(file, at, field, text);
    }
    body.split('\n').forEach((text, i) => text && checkBodyLine(file, bodyLine + i, text));
    const places = (data.places ?? []) as { id: string }[];
    for (const { line: at, message } of storyProblems(body, {
      fact: (id) => facts.get(id),
      place: (id) => places.some((one) => one.id === id) || pointed.has(id) || unknown(id),
      drawings: Object.keys(drawings),
    }))
      say(file, bodyLine + at - 1, message);
    // What is said of a line already, in words of its own, is not said again.
    const told = new Set(problems.filter((one) => one.file === file).map((one) => one.line));
    for (const { line: at, message, unread } of bodyProblems(body)) if (!(unread ? [...told].some((one) => one >= bodyLine) : told.has(bodyLine + at - 1))) say(file, bodyLine + at - 1, message);
    const used = chaptersOf(body).map(({ place }) => place);
    for (const [i, place] of places.entries()) {
      if (places.findIndex((one) => one.id === place.id) < i) say(file, line('places', i), `地点 ${place.id} 写了两次，请删去一个`, `places.${i}.id`);
      else if (!used.includes(place.id)) say(file, line('places', i), `没有一章用到地点 ${place.id}；在 <Chapter> 里写 place="${place.id}"，或删去它`, `places.${i}`);
    }
  }
  for (const { file, data } of visitList) {
    if (!declared.has(`regions/${data.region}`)) say(file, lineOf(file, ['region']), `找不到地方 ${data.region}；可用的编号见 content/regions`, 'region');
    for (const [i, { site }] of data.stops.entries()) {
      const entry = entries.find((one) => `${one.kind}/${one.id}` === site);
      if (!declared.has(site)) say(file, lineOf(file, ['stops', i]), `找不到 ${site}，请检查地点的编号`, `stops.${i}.site`);
      else if (entry && !takesVisits(entry.data)) say(file, lineOf(file, ['stops', i]), `${entry.data['title']}是人物，不是可以去的地点`, `stops.${i}.site`);
    }
    if (data.published > data.checked) say(file, lineOf(file, ['checked']), '核对日期早于发布日期，请核对', 'checked');
  }
  for (const { id, file, data } of sourceList) {
    if (data.region && !declared.has(`regions/${data.region}`)) say(file, lineOf(file, ['region']), `找不到地方 ${data.region}；可用的编号见 content/regions`, 'region');
    for (const [name, fact] of Object.entries(data.facts))
      for (const [i, other] of fact.conflicts.entries()) {
        const wrong = other === `${id}/${name}` ? '不能与自己不一；请写另一条事实的编号，或删去' : fact.conflicts.indexOf(other) < i ? `${other} 写了两次，请删去一个` : facts.has(other) ? undefined : `${id}/${name} 写的 conflicts 里，找不到事实 ${other}；请核对编号`;
        if (wrong) say(file, lineOf(file, ['facts', name, 'conflicts', i]), wrong, `facts.${name}.conflicts`);
      }
  }
  const counties = new Map<string, string>();
  const divisions = new Map<string, string>();
  // The build reads every list of divisions, those of no region too.
  const lists = new Map(
    filesOf('divisions')
      .filter((path) => !misplaced('divisions', path) && /^\d{6}\.csv$/.test(basename(path)))
      .map((path) => {
        const text = readText(path);
        const read = text === undefined ? [] : divisionRows(text);
        if ('line' in read) say(show(path), read.line, read.message);
        return [basename(path, '.csv'), 'line' in read ? [] : read];
      }),
  );
  const bounds = new Map<string, { name: string; bounds: Bounds }>();
  /** The source that says of a region's level that every place has its station. */
  const covered = new Map<string, string>();
  for (const { file, data } of entries.filter((entry) => entry.kind === 'regions')) {
    const line = (...path: PropertyKey[]) => lineOf(file, path);
    for (const [i, county] of (data.counties as { code: string; name: string; bounds?: Bounds }[]).entries()) {
      if (county.bounds) bounds.set(county.code, { name: county.name, bounds: county.bounds });
      if (county.bounds && (county.bounds[0] >= county.bounds[2] || county.bounds[1] >= county.bounds[3])) say(file, line('counties', i), 'bounds 的次序是 [南, 西, 北, 东]，请核对', `counties.${i}.bounds`);
      if (!county.code.startsWith(divisionPrefix(data.code))) say(file, line('counties', i), `${county.name}的代码 ${county.code} 不在 ${data.code} 之下`, `counties.${i}.code`);
      const other = counties.get(county.code);
      if (other) say(file, line('counties', i), `${county.name}（${county.code}）在 ${other} 里已经写了`, `counties.${i}.code`);
      counties.set(county.code, file);
    }
    for (const [i, item] of (data.coverage as { level: string; fact: string }[]).entries()) covered.set(`${divisionPrefix(data.code)} ${item.level}`, item.fact.split('/')[0]!), needFact(file, line('coverage', i), item.fact, `coverage.${i}.fact`);
    const list = lists.get(data.code);
    if (!list) say(file, line('code'), `缺少 ${show(join(root, 'divisions', `${data.code}.csv`))}（区划的代码与名称）；用 tools/divisions.ts 生成`, 'code');
    else for (const row of list) divisions.set(row.code, row.name);
  }
  const above = new Map(stationRows.flatMap(({ data }) => (data.parent ? [[data.id, data.parent] as const] : [])));
  const regionOf = (code: string) => entries.find((entry) => entry.kind === 'regions' && code.startsWith(divisionPrefix(entry.data.code)));
  for (const { file, line, data: row } of stationRows) {
    if (row.parent && !has.has(`stations/${row.parent}`) && !brokenIds.has(row.parent)) say(file, line, `找不到上级站点 ${row.parent}；请写表里有的编号，不知道就空着`, '上级站点');
    const ring = ringFrom(row.id, above);
    if (ring) say(file, line, ring.length === 1 ? '上级站点不能是自己；请写上一级站点的编号，不知道就空着' : `上级站点绕成了一圈：${[...ring, ring[0]].join(' → ')}；请核对，最上面的一个空着`, '上级站点');
    if (!sourceIds.has(row.source)) say(file, line, `找不到出处 ${row.source}；先在 content/sources 里建这份文件`, '出处');
    const region = regionOf(row.code);
    if (!region) continue;
    if (divisions.size && !divisions.has(row.code)) say(file, line, `content/divisions/${region.data.code}.csv 里没有区划代码 ${row.code}；请核对，不要少写或多写数字`, '区划代码');
    if (row.basis === 'derived' && covered.get(`${divisionPrefix(region.data.code)} ${divisionLevel(row.code)}`) !== row.source)
      say(file, line, `依据写 derived，要有文件说${divisionLevel(row.code)}级全覆盖：先在 ${region.file} 的 coverage 里写上，出处与它一致`, '依据');
    const message = row.lat === undefined ? undefined : misplacedPoint({ lat: row.lat, lng: row.lng! }, row.code, bounds);
    if (message) say(file, line, message, '纬度');
  }
  // What a broken page of a region says is not known.
  const regionsRead = filesOf('regions').length === entries.filter(({ kind }) => kind === 'regions').length;
  for (const file of regionsRead ? new Set(stationRows.map((row) => row.file)) : []) {
    const code = basename(file, '.csv');
    if (!counties.has(code) && !entries.some((entry) => entry.kind === 'regions' && entry.data.code === code)) say(file, 1, '没有哪个地方的 counties 里写了这个代码；请核对文件名，或先在 content/regions 里写上');
  }
  problems.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
  return content;
}

/** The stations one meets on the way up from one, when the way comes back to it. */
function ringFrom(id: string, above: Map<string, string>): string[] | undefined {
  const met = new Set<string>();
  for (let next: string | undefined = id; next !== undefined && !met.has(next); next = above.get(next)) {
    met.add(next);
    if (above.get(next) === id) return [...met];
  }
  return undefined;
}

/** True for an entry that is a place one can go to. */
export const takesVisits = (data: Record<string, unknown>) => 'visit' in data;

/** The top-level field names of an object schema or a union of them. */
function fieldsOf(schema: z.ZodType): string[] {
  const part = schema as unknown as { shape?: object; options?: z.ZodType[] };
  if (part.shape) return Object.keys(part.shape);
  return [...new Set((part.options ?? []).flatMap(fieldsOf))];
}

/** Fields that pages show as they are, without marked facts. */
export const plainFields = /^(title|author|name|official_name|full_name|aliases|places)(\.|$)/;

/** Keys of what is no prose. */
export const notProse: ReadonlySet<string> = new Set(['owner', 'source', 'url', 'code', 'number', 'phone', 'article', 'date', 'region', 'related', 'published', 'checked', 'motif', 'valid_until', 'order', 'point', 'rule', 'emergency', 'opens', 'closes']);

/** Calls `visit` for each text in a value with its path, but for the keys in `skip`. */
export function eachText(value: unknown, visit: (text: string, path: PropertyKey[]) => void, skip: ReadonlySet<string> = new Set(), path: PropertyKey[] = []): void {
  if (typeof value === 'string') visit(value, path);
  else if (Array.isArray(value)) value.forEach((item, i) => eachText(item, visit, skip, [...path, i]));
  else if (value && typeof value === 'object') for (const [key, item] of Object.entries(value)) if (!skip.has(key)) eachText(item, visit, skip, [...path, key]);
}

/** Calls `visit` for each frontmatter text a reader sees: not codes, dates, links or ids of facts. */
const eachProse = (value: unknown, visit: (text: string, path: PropertyKey[]) => void) =>
  eachText(value, (text, path) => /^[a-z0-9-]+\/[a-z0-9-]+$/.test(text) || visit(text, path), notProse);

/** Where in a frontmatter value a fact is first named. */
function pathOf(value: unknown, fact: string, path: PropertyKey[] = []): PropertyKey[] {
  if (typeof value === 'string') return value === fact || value.includes(`{${fact}}`) ? path : [];
  if (!value || typeof value !== 'object') return [];
  for (const [key, item] of Object.entries(value)) {
    const found = pathOf(item, fact, [...path, Array.isArray(value) ? Number(key) : key]);
    if (found.length) return found;
  }
  return [];
}

/** "content/veterans/x.mdx 第 5 行 published：没有这一天，请核对年月日" */
export const showProblem = ({ file, line, field, message }: Problem) => visibleText(`${file} 第 ${line} 行${field ? `，${field}` : ''}：${message}`);
