// Reads content/divisions/ with Node, at build.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Division } from './divisions.ts';

/** Rows of a list of divisions, or the first line that is none in Chinese. */
export function divisionRows(text: string): Division[] | { line: number; message: string } {
  const [head, ...lines] = text.replace(/^\uFEFF/, '').trimEnd().split(/\r?\n/);
  if (head !== '区划代码,名称') return { line: 1, message: '第一行写“区划代码,名称”' };
  const rows: Division[] = [];
  const seen = new Map<string, number>();
  for (const [i, line] of lines.entries()) {
    const [, code, name] = /^(\d{6}|\d{9}|\d{12}),([^,<>]+)$/.exec(line) ?? [];
    if (!code) return { line: i + 2, message: '每行写一个六位、九位或十二位代码，一个逗号，一个名称' };
    const other = seen.get(code);
    if (other) return { line: i + 2, message: `${code} 第 ${other} 行已经写了，请删去一行` };
    seen.set(code, i + 2);
    rows.push({ code, name: name! });
  }
  return rows;
}

/** All divisions of the lists under a content folder, each once, in the order of the codes: provinces down to villages. */
export function readDivisions(root: string): Division[] {
  const all = new Map<string, Division>();
  for (const file of readdirSync(join(root, 'divisions')).filter((name) => /^\d{6}\.csv$/.test(name))) {
    const rows = divisionRows(readFileSync(join(root, 'divisions', file), 'utf8'));
    if ('line' in rows) throw new Error(`content/divisions/${file} 第 ${rows.line} 行：${rows.message}`);
    for (const row of rows) all.set(row.code, row);
  }
  return [...all.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}
