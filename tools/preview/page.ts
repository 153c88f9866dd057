// What the preview says of mistakes, as HTML: a list for the panel in a page, and a whole page where there is none to show.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../src/lib/content.ts';

/** What a page is told: `html` is the list, `own` and `others` count the mistakes of the page's own files and of the rest, `marks` say where to point in the page. */
export type Told = { html: string; own: number; others: number; marks: Mark[] };
/** `pieces` are runs of words of the line, the longest first, by which its place in the page is found. */
export type Mark = { line: number; field?: string; message: string; pieces: string[] };

const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);

/** The files a page shows, as the beginnings of their paths: an entry's own file, with the documents it names, or a folder for a list. `path` is without the site's base. */
export function filesOf(path: string, root: string): string[] {
  const [kind = '', id = '', sheet = ''] = path.split('/').filter(Boolean);
  const own = kind === 'visits' && id === 'sheets' ? sheet.replace('-', '/') : `${kind}/${id}`;
  if (kind === 'stations') return ['content/stations/', 'content/divisions/'];
  if (kind === 'sources' || kind === 'visits' ? !id : !/^[a-z]+\/[a-z0-9-]+$/.test(own)) return kind ? [`content/${kind}/`] : [];
  const files = [`content/${own}.mdx`, `content/${own}.yaml`];
  for (const file of files) {
    const text = readLines(file, root)?.join('\n');
    for (const [, source] of text?.matchAll(/([a-z0-9-]+)\/[a-z0-9-]+/g) ?? []) files.push(`content/sources/${source}.yaml`);
  }
  return [...new Set(files)];
}

/** True for the address of an entry, plan or document whose file is there, so that a page is to be had. */
export function isWritten(path: string, root: string): boolean {
  const parts = path.split('/').filter(Boolean);
  return parts.length === 2 && parts[0] !== 'stations' && ['mdx', 'yaml'].some((extension) => readLines(`content/${parts.join('/')}.${extension}`, root) !== undefined);
}

/** The lines of a file of the content, which lies in the folder `root`, or of the project. */
function readLines(file: string, root: string): string[] | undefined {
  try {
    return readFileSync(file.startsWith('content/') ? join(root, file.slice(8)) : file, 'utf8').split(/\r?\n/);
  } catch {
    return undefined;
  }
}

/** The address of the page that shows a file. */
function pageOf(file: string): string | undefined {
  const [, kind, id] = /^content\/([a-z]+)\/([a-z0-9-]+)\.(?:mdx|yaml)$/.exec(file) ?? [];
  return kind && id ? `${kind}/${id}/` : file.startsWith('content/stations/') ? 'stations/' : undefined;
}

function showOne({ line, field, message, file }: Problem, root: string): string {
  const lines = readLines(file, root) ?? [];
  const from = Math.max(1, line - 2);
  const around = lines.slice(from - 1, line + 2).map((text, i) => `<span${from + i === line ? ' class="here"' : ''}><b>${from + i}</b>${escape(text.length > 160 ? `${text.slice(0, 160)}…` : text)}</span>`);
  return `<li><p><strong>第 ${line} 行${field ? `，${escape(field)}` : ''}</strong>：${escape(message)}</p>${around.length ? `<pre>${around.join('')}</pre>` : ''}</li>`;
}

const showFiles = (problems: Problem[], root: string, base: string) =>
  [...new Set(problems.map(({ file }) => file))]
    .map((file) => {
      const page = pageOf(file);
      const list = problems.filter((one) => one.file === file);
      return `<section><h3>${page ? `<a href="${escape(base + page)}">${escape(file)}</a>` : escape(file)}</h3><ol>${list.slice(0, 20).map((one) => showOne(one, root)).join('')}</ol>${list.length > 20 ? `<p>这个文件还有 ${list.length - 20} 处，改好前面的再看。</p>` : ''}</section>`;
    })
    .join('');

/** What the page at `path` (without the base) is told of the problems; where it could not be made at all (`stopped`), every mistake may be the reason. */
export function tell(problems: Problem[], path: string, { root, base, stopped }: { root: string; base: string; stopped: boolean }): Told {
  const files = [...filesOf(path, root), 'site.config.ts', '环境变量'];
  const isOwn = ({ file }: Problem) => files.some((start) => (start.endsWith('/') || start === '环境变量' ? file.startsWith(start) : file === start));
  const some = problems.filter(isOwn);
  const own = stopped && !some.length ? problems : some;
  const others = problems.filter((one) => !own.includes(one));
  const html = [
    own.length ? `<h2>${stopped && !some.length ? `内容有 ${own.length} 处要改，这一页生成不出来` : `这一页有 ${own.length} 处要改`}</h2>${showFiles(own, root, base)}${stopped ? '' : '<p>读不出来的地方，改好以前，网页上还是原来的样子。</p>'}` : '',
    others.length ? `<details><summary>别的文件有 ${others.length} 处要改</summary>${showFiles(others.slice(0, 50), root, base)}</details>` : '',
  ].join('');
  const marks = own.filter(({ file }) => /\.(mdx|yaml)$/.test(file) && !file.startsWith('content/sources/')).map(({ file, line, field, message }) => ({ line, ...(field && { field }), message, pieces: piecesOf(readLines(file, root)?.[line - 1] ?? '') }));
  return { html, own: own.length, others: others.length, marks };
}

/** The runs of plain words in a line of an entry, without names of fields, marks of facts and tags; the longest first. */
const piecesOf = (line: string) =>
  line
    .replace(/^\s*(- )?([a-z_]+: )?/, '')
    .split(/<[^>]*>|\{[^}]*\}|[*#>"'\[\]`]+/)
    .map((piece) => piece.trim())
    .filter((piece) => piece.length >= 2)
    .sort((a, b) => b.length - a.length);

/** A page in place of one that cannot be made; it brings the real one back by itself when the files are mended. */
export const stoppedPage = (told: Told, style: string) => `<!doctype html>
<html lang="zh-CN" data-stopped>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${told.own ? `有 ${told.own} 处要改` : '正在生成'} · 预览</title>
<style>${style} body { margin: 0; background: #fff; } main { max-width: 60rem; margin: 0 auto; padding: 1rem; box-sizing: border-box; }</style>
</head>
<body>
<main class="list">${told.own ? told.html : `<h2>正在生成这一页……</h2>${told.html}`}</main>
<p class="after" role="status">改好以后存盘，这一页会自己换成改好的样子，不用刷新，也不用重开预览。</p>
<script type="module" src="/__rongji/panel.js"></script>
</body>
</html>
`;
