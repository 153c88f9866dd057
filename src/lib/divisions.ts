// Reads content/divisions/ with Node, at build.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Division } from './stations.ts';

/** Counties and townships of a region by its six-digit code, in the order of the codes; empty when there is no list. */
export function divisionsOf(regionCode: string, root = 'content'): Division[] {
  const text = readFileSync(join(root, 'divisions', `${regionCode}.csv`), 'utf8');
  const rows = parse(text, { columns: true, bom: true, skip_empty_lines: true }) as Record<'区划代码' | '名称', string>[];
  return rows.map((row) => ({ code: row.区划代码, name: row.名称 }));
}
