// What the body of an entry may hold, checked on the syntax tree that the pages are built from: whatever is not named here is refused.
import { fileURLToPath } from 'node:url';
import { defineMdastPlugin, mdxToMdast, type MdastNode } from 'satteri';
import { blockForms, proseNames, readBlock } from './story.ts';

/** How bodies are parsed, by this check and by the build alike. Smart punctuation would turn Chinese quotes into something else. */
export const markdownFeatures = { smartPunctuation: false } as const;

/** The components and their attributes; each attribute is a plain text in quotes. */
const components = new Map<string, string[]>([
  ...Object.entries({ Fact: ['id'], Unknown: [], Reading: ['word'] } satisfies Record<(typeof proseNames)[number], string[]>),
  ...Object.entries(blockForms).map(([name, { props }]): [string, string[]] => [name, Object.keys(props)]),
]);

/** Nodes that become text and nothing else. */
const plain = new Set(['root', 'paragraph', 'text', 'strong', 'emphasis', 'list', 'blockquote', 'break', 'thematicBreak']);

const links = '正文里不写链接、网址和邮箱；要引到别的页，写在 related 里，文件的网址写在出处的 url 里';
const signs = '正文里的“{”和“}”有特别含义，会让网页生成不出来；请改成全角的“｛”“｝”，或者删去';
const code = '正文里不放代码；反引号 ` 请改成引号“”';
const footnotes = '正文里不写脚注；用了 <Fact id="出处编号/事实编号" />，出处会自动列在文末';
const refused: Partial<Record<MdastNode['type'], string>> = {
  mdxjsEsm: '正文里不能写 import 或 export',
  mdxFlowExpression: signs,
  mdxTextExpression: signs,
  link: links,
  linkReference: links,
  definition: links,
  image: '正文里不能放图片',
  imageReference: '正文里不能放图片',
  code,
  inlineCode: code,
  footnoteReference: footnotes,
  footnoteDefinition: footnotes,
  table: '正文里不放表格；请写成列表，每条占一行，前面加短横和空格',
  delete: '正文里不用删除线，波浪线 ~ 请改成全角的“～”或删去',
};

/** What is wrong with one node by itself. */
function nodeProblem(node: Readonly<MdastNode>): string | undefined {
  if (plain.has(node.type)) return undefined;
  if (node.type === 'heading') return node.depth >= 2 && node.depth <= 4 ? undefined : '正文的小标题用两个井号（## ），再小的用三个；一个井号是整页的标题';
  if (node.type === 'listItem') return typeof node.checked === 'boolean' ? '列表里不写打勾的方框 [ ]，请删去' : undefined;
  if (node.type !== 'mdxJsxFlowElement' && node.type !== 'mdxJsxTextElement') return refused[node.type] ?? `正文里不能用这种写法（${node.type}）；只写段落、小标题、列表和 ${[...components.keys()].map((name) => `<${name}>`).join('、')}`;
  const known = components.get(node.name ?? '');
  if (!known) return `正文里不能用 <${node.name ?? ''}>；只能用 ${[...components.keys()].map((name) => `<${name}>`).join('、')}`;
  for (const attribute of node.attributes) {
    if (attribute.type !== 'mdxJsxAttribute') return `<${node.name}> 里不能写花括号；每一项写作 名字="文字"`;
    if (!known.includes(attribute.name)) return `<${node.name}> 没有 ${attribute.name} 这一项；${known.length ? `可用的有 ${known.join('、')}` : '它后面什么也不写'}`;
    if (typeof attribute.value !== 'string') return `<${node.name}> 的 ${attribute.name} 只写引号里的文字，写作 ${attribute.name}="文字"`;
  }
  return undefined;
}

/** How many levels a body may have; a list in a list in a note in a chapter has nine. */
const deepest = 16;

/** Every node that may not be there, with its line in the parsed text. Without recursion: a text may nest deeper than a stack. */
function treeProblems(root: Readonly<MdastNode>): { line: number; message: string }[] {
  const problems: { line: number; message: string }[] = [];
  const open: { node: Readonly<MdastNode>; depth: number }[] = [{ node: root, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, depth } = next;
    const message = depth > deepest ? '列表、引用一层套一层，太深了；请少套几层' : nodeProblem(node);
    if (message) problems.push({ line: node.position?.start.line ?? 1, message });
    // What stands inside something refused goes with it.
    else if ('children' in node) for (let i = node.children.length - 1; i >= 0; i--) open.push({ node: node.children[i]!, depth: depth + 1 });
  }
  return problems;
}

/** The most characters a body may have; parsing takes ever longer with its length. */
export const longestBody = 100_000;

/**
 * What a body may not hold; `line` counts from 1 in the body. `unread` marks the one problem of a body that cannot be parsed: when
 * something else is said of the body already, that is the cause.
 */
export function bodyProblems(body: string): { line: number; message: string; unread?: true }[] {
  if (body.length > longestBody) return [{ line: 1, message: `正文有 ${body.length} 个字符，太长了，最多 ${longestBody} 个；请分成几篇` }];
  const problems = body.split(/\r\n?|\n/).flatMap((text, i) => {
    const [reference] = /&(#\d+|#x[\da-f]+|[a-z][a-z\d]*);/i.exec(text) ?? [];
    return reference ? [{ line: i + 1, message: `正文里的“${reference}”会变成别的字；请直接写那个字，“&”请改成全角的“＆”` }] : [];
  });
  // Code is not even parsed: the parser gives up the whole process over some that is broken.
  const programs = body.split(/\r\n?|\n/).flatMap((text, i) => {
    if (/^(import|export)\b/.test(text)) return [{ line: i + 1, message: refused.mdxjsEsm! }];
    return /[{}]/.test(text) && !readBlock(text) ? [{ line: i + 1, message: signs }] : [];
  });
  if (programs.length) return [...problems, ...programs];
  try {
    // A blank line before it, as the build has it: a body cannot open with a second frontmatter.
    return [...problems, ...treeProblems(mdxToMdast(`\n${body}`, { features: markdownFeatures })).map(({ line, message }) => ({ line: line - 1, message }))];
  } catch (error) {
    const [, line = '2'] = /^(\d+):\d+/.exec((error as Error).message) ?? [];
    return [...problems, { line: Math.max(1, Number(line) - 1), message: '这里的标签没有写完整，网页生成不出来；请核对尖括号、引号是否成对，有开头的标签是否有收尾', unread: true }];
  }
}

/** The same rule inside the build itself, for files that the content check has not seen, as when one writes with `npm run dev`; throws with file and line. */
export const onlyOurMarkup = defineMdastPlugin({
  name: 'only-our-markup',
  before(root, { fileURL, source }) {
    if (!treeProblems(root as MdastNode).length) return;
    // The build parses without positions; they are only needed now.
    const [first] = treeProblems(mdxToMdast(source, { features: markdownFeatures }));
    throw new Error(`${fileURL ? fileURLToPath(fileURL) : ''} 第 ${first?.line ?? 1} 行：${first?.message ?? '正文里不能用这种写法'}`);
  },
});
