// Reads and writes station sheets, in Node and in the browser; `imports` in package.json names the parser's build for each.
import { parse } from '#csv-parse';
import { stringify } from '#csv-stringify';
import { columns } from '../schema/station-words.ts';

export type Row = { line: number; cells: Record<string, string> };

/** Rows of a station sheet with our field names and their line numbers, or the first thing wrong with the sheet in Chinese. */
export function readStationSheet(text: string): { rows: Row[] } | { line: number; message: string } {
  let table: { record: string[]; info: { lines: number } }[];
  try {
    // The parser counts a line end of Windows within quotes as two.
    table = parse(text.replaceAll('\r\n', '\n'), { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, skip_records_with_empty_values: true, trim: true }) as unknown as typeof table;
  } catch (error) {
    const line = (error as { lines?: number }).lines ?? 1;
    return { line, message: '这一行读不出来：引号没有成对，或行被截断了；请核对这一行和上面几行的引号' };
  }
  const [head, ...body] = table;
  if (!head) return { line: 1, message: `表是空的；第一行要写列名：${Object.keys(columns).join(',')}` };
  // A clerk's browser may be older than Object.hasOwn.
  const known = Object.keys(columns);
  // A sheet of another program, or one that lost its first line.
  if (!head.record.some((name) => known.includes(name))) {
    const other = ['\t', ';', '；', '，'].find((sign) => head.record[0]!.split(sign).some((name) => known.includes(name.trim())));
    return { line: 1, message: other ? '列与列之间要用英文逗号隔开；请用“另存为”选“CSV UTF-8（逗号分隔）”' : `第一行不是列名；第一行要写：${known.join(',')}` };
  }
  const twice = head.record.find((name, i) => head.record.indexOf(name) < i);
  if (twice !== undefined && known.includes(twice)) return { line: 1, message: `“${twice}”这一列写了两次，请删去一列` };
  const unknown = head.record.filter((name) => !known.includes(name));
  if (unknown.length) return { line: 1, message: `没有“${unknown.join('、')}”这一列；可用的列名：${Object.keys(columns).join('、')}` };
  const missing = Object.keys(columns).filter((name) => !head.record.includes(name));
  if (missing.length) return { line: 1, message: `缺少列：${missing.join('、')}；请补上列名，不知道的内容可以空着` };
  for (const { record, info } of body)
    if (record.length !== head.record.length)
      return { line: info.lines, message: `这一行有 ${record.length} 格，表头有 ${head.record.length} 格；内容里的逗号要用引号括起来` };
  return {
    rows: body.map(({ record, info }) => ({
      line: info.lines,
      cells: Object.fromEntries(head.record.map((name, i) => [columns[name as keyof typeof columns], record[i]!])),
    })),
  };
}

/** Rows as the text of a sheet, in the order of its columns, with its head; the counterpart of `readStationSheet`. */
export function stationSheetText(rows: Partial<Record<(typeof columns)[keyof typeof columns], string | number | readonly string[] | undefined>>[]): string {
  const cell = (value: string | number | readonly string[] | undefined) => (typeof value === 'object' ? value.join('；') : (value ?? ''));
  return stringify([Object.keys(columns), ...rows.map((row) => Object.values(columns).map((field) => cell(row[field])))]);
}
