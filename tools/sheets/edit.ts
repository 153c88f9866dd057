// Changes rows in the text of a sheet and leaves every other byte as it is, so that a version control shows what changed and nothing else.
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { columns } from '../../src/schema/station-words.ts';
import { readStationSheet, stationSheetText } from '../../src/lib/stations-csv.ts';
import type { Field } from './model.ts';

/** What to do with a sheet: cells by the line on which a row ends, or null to take the row out; and rows to add at the end. */
export type Edits = { rows: Map<number, Record<Field, string> | null>; added: Record<Field, string>[] };

/** The text of a sheet after the edits; `text` is undefined for a sheet that is begun. */
export function editSheet(text: string | undefined, { rows, added }: Edits): string {
  const whole = text ?? stationSheetText([]);
  const lines = whole.split(/(?<=\n)/);
  const end = lines[0]?.endsWith('\r\n') ? '\r\n' : '\n';
  const plain = whole.replace(/\r\n/g, '\n');
  const read = readStationSheet(plain);
  if ('message' in read) throw new Error(read.message);
  const [heads] = parse(plain, { bom: true, trim: true, to: 1, relax_column_count: true, skip_empty_lines: true }) as string[][];
  const lineOf = (cells: Record<Field, string>) => stringify([heads!.map((head) => cells[columns[head as keyof typeof columns]] ?? '')], { record_delimiter: end });
  const out = [...lines];
  let above = parseHeadEnd(plain);
  for (const { line } of read.rows) {
    const edit = rows.get(line);
    if (edit !== undefined) {
      let from = above;
      // Empty lines before a row are not of it.
      while (from < line - 1 && /^[\s,]*$/.test(lines[from]!)) from++;
      out.fill('', from, line);
      const last = lines[line - 1]!;
      if (edit) out[from] = last.endsWith('\n') ? lineOf(edit) : lineOf(edit).slice(0, -end.length);
    }
    above = line;
  }
  const edited = out.join('');
  const open = edited !== '' && !edited.endsWith('\n') && added.length > 0;
  return edited + (open ? end : '') + added.map(lineOf).join('');
}

/** The line on which the head ends. */
function parseHeadEnd(plain: string): number {
  const [head] = parse(plain, { bom: true, info: true, to: 1, relax_column_count: true, skip_empty_lines: true }) as unknown as { info: { lines: number } }[];
  return head!.info.lines;
}
