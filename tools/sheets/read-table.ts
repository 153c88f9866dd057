// Reads a spreadsheet as WPS and Excel save it into rows of cells; whatever the bytes are, it ends in a table or in lines that say what to do.
import { crc32 } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { unzipSync, zipSync } from 'fflate';
import { readXlsx, type Sheet, type Workbook } from 'hucre/xlsx';
import { useOf, type Use } from './columns.ts';
import type { Cell, SheetNote, Table } from './model.ts';

/** A county has some hundreds of stations, a province some tens of thousands. */
const mostBytes = 20_000_000;
const mostUnpackedBytes = 120_000_000;
export const mostRows = 50_000;
const mostColumns = 200;
const mostCharacters = 2_000;
/** How far down a head is looked for: below a title, a unit's name, a date. */
const headWithin = 15;

const saveAs = '请用 WPS 或 Excel 打开，“另存为”选“Excel 工作簿（*.xlsx）”，再导入';

/** Heads that are levels and parts of addresses too, and alone make no head of a row. */
const placeNames: Use[] = ['county', 'township', 'village'];

/** The row that names the columns: among the first ones, that with the most names known and at least so many; undefined when there is none. */
export function findHead(rows: Table['rows'], least = 2): number | undefined {
  const scores = rows.slice(0, headWithin).map(({ cells }) => new Set(cells.map(({ text }) => useOf(text)).filter((use) => use !== undefined && use !== 'skip' && (least > 1 || !placeNames.includes(use)))).size);
  const best = Math.max(0, ...scores);
  const at = scores.indexOf(best);
  return best >= least && rows[at]!.cells.filter(({ text }) => text.trim()).length > 1 ? at : undefined;
}

/** Reads the bytes of a file; `name` is only used in messages. `sheet` chooses one of several. Never throws. */
export async function readTable(bytes: Uint8Array, name: string, sheet?: string): Promise<Table> {
  const fail = (message: string): Table => ({ read: '', rows: [], problems: [{ message: `${name}：${message}` }], notes: [] });
  if (bytes.length === 0) return fail('文件是空的；请核对选的文件');
  if (bytes.length > mostBytes) return fail(`文件有 ${Math.ceil(bytes.length / 1e6)} MB，太大了，最多 ${mostBytes / 1e6} MB；请删去图片和不用的工作表，或按县分成几份`);
  const begins = (...start: number[]) => start.every((byte, i) => bytes[i] === byte);
  try {
    if (begins(0x50, 0x4b)) return await readWorkbook(bytes, fail, sheet);
    if (begins(0xd0, 0xcf, 0x11, 0xe0)) return fail(`这是旧格式的表格（.xls、.et），或者加了密码；${saveAs}（加了密码的先去掉密码）`);
    if (begins(0x25, 0x50, 0x44, 0x46)) return fail('这是 PDF，不是表格；请向对方要 .xlsx 表格');
    if (begins(0x1f, 0x8b) || begins(0x52, 0x61, 0x72, 0x21) || begins(0x37, 0x7a)) return fail('这是压缩包；请先解开，再导入里面的表格');
    if (sheet !== undefined) return fail('只有 .xlsx 才有几张工作表；去掉 --sheet 再试');
    return readText(bytes, fail);
  } catch {
    return fail(`读不出来；${saveAs}`);
  }
}

const has = (text: string, pattern: RegExp) => pattern.test(text);

/** Text of a .csv or .txt, by its mark or else by what its bytes can be. */
function decode(bytes: Uint8Array): { text: string; called: string } | { message: string } {
  const as = (label: string, called: string) => {
    try {
      return { text: new TextDecoder(label, { fatal: true }).decode(bytes), called };
    } catch {
      return undefined;
    }
  };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return as('utf-16le', 'Unicode 文本（UTF-16）') ?? { message: `文件断在半个字上，没有存完整；${saveAs}` };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return as('utf-16be', 'Unicode 文本（UTF-16）') ?? { message: `文件断在半个字上，没有存完整；${saveAs}` };
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const utf8 = as('utf-8', bom ? 'UTF-8（带 BOM）' : 'UTF-8');
  if (utf8) return utf8.text.includes('\0') ? { message: `这不是表格文件；${saveAs}` } : utf8;
  // A file cut in the middle of a character is right up to there.
  let cut = false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    cut = has(new TextDecoder('utf-8').decode(bytes), /[\u4e00-\u9fa5]/);
  } catch {
    // It is no UTF-8 at all.
  }
  if (cut) return { message: `文件断在半个字上，没有存完整；请重新保存或重新下载` };
  if (bom) return { message: `文件开头说是 UTF-8，里面却有别的编码的字；${saveAs}` };
  const gbk = as('gb18030', 'GBK');
  if (!gbk || gbk.text.includes('\0')) return { message: `认不出文字的编码；${saveAs}` };
  return gbk;
}

function readText(bytes: Uint8Array, fail: (message: string) => Table): Table {
  const decoded = decode(bytes);
  if ('message' in decoded) return fail(decoded.message);
  const { text, called } = decoded;
  if (/^\s*<(!doctype|html|\?xml|table|meta)/i.test(text)) return fail(`这是网页或 XML，不是真正的表格（有的系统导出的 .xls 是这样）；${saveAs}`);
  // Excel reads and writes this line as the word on what parts the cells.
  const said = /^sep=(.)\r?\n/i.exec(text.replace(/^\uFEFF/, ''));
  const marks = { ',': '逗号', ';': '分号', '\t': '制表符' } as const;
  const read = (delimiter: string) => {
    const records = parse(text, { bom: true, delimiter, relax_column_count: true, relax_quotes: true, record_delimiter: ['\r\n', '\n', '\r'], max_record_size: 200_000 }) as string[][];
    // A line counts as a row in a spreadsheet program, empty or not.
    const rows = records.map((record, i) => ({ row: i + 1, cells: record.map((value): Cell => ({ text: value, as: 'text' })) }));
    return rows.filter(({ row, cells }) => !(said && row === 1) && cells.some((cell) => cell.text.trim()));
  };
  let best: { rows: Table['rows']; delimiter: keyof typeof marks; head: number | undefined } | undefined;
  let wrong: { code?: string; lines?: number } | undefined;
  for (const delimiter of said && said[1]! in marks ? [said[1] as keyof typeof marks] : (Object.keys(marks) as (keyof typeof marks)[])) {
    try {
      const rows = read(delimiter);
      const head = findHead(rows);
      if (!best || (head !== undefined && best.head === undefined)) best = { rows, delimiter, head };
    } catch (error) {
      wrong ??= error as typeof wrong;
    }
  }
  if (!best || (best.head === undefined && wrong)) {
    const where = wrong?.lines ? `第 ${wrong.lines} 行附近` : '有一行';
    return fail(wrong?.code === 'CSV_MAX_RECORD_SIZE' || wrong?.code === 'CSV_QUOTE_NOT_CLOSED' ? `${where}的引号没有成对，后面的内容都读成了一格；补上引号，或${saveAs.replace('请用', '用')}` : `${where}读不出来；${saveAs}`);
  }
  const table: Table = { read: `${called}，${marks[best.delimiter]}分隔`, rows: best.rows, problems: [], notes: [] };
  const head = best.head === undefined ? undefined : best.rows[best.head]!;
  const last = best.rows.at(-1)!;
  // Excel may leave empty cells off the ends of its lines; a file that was cut off has no end of line either.
  if (head && last !== head && last.cells.length < head.cells.length && !/[\r\n]\s*$/.test(text)) table.problems.push({ row: last.row, message: `最后一行只有 ${last.cells.length} 格，表头有 ${head.cells.length} 格，文件像是没有存完整；请重新保存或重新下载` });
  return limit(table);
}

/** The parts that say what stands in the cells. Pictures, macros, links to other files and the rest are not even unpacked. */
const wanted = /^(\[Content_Types\]\.xml|_rels\/\.rels|xl\/_rels\/workbook\d*\.xml\.rels|xl\/(workbook|sharedStrings|styles)\d*\.xml|xl\/worksheets\/[^/]+\.xml)$/i;

async function readWorkbook(bytes: Uint8Array, fail: (message: string) => Table, wantedSheet?: string): Promise<Table> {
  let unpacked = 0;
  const names: string[] = [];
  let parts: Record<string, Uint8Array>;
  try {
    parts = unzipSync(bytes, {
      // An entry is unpacked into exactly as many bytes as it declares, so that no more than the sum of these can come of it.
      filter: ({ name, originalSize }) => {
        names.push(name);
        if (!wanted.test(name)) return false;
        unpacked += originalSize;
        return unpacked <= mostUnpackedBytes;
      },
    });
  } catch {
    return fail('文件坏了，或者没有传完整，解不开；请重新保存或重新下载');
  }
  if (unpacked > mostUnpackedBytes) return fail(`解开以后超过 ${mostUnpackedBytes / 1e6} MB，不像一张站点表，没有读；请只留站点那张工作表，另存一份`);
  if (names.some((name) => /^xl\/workbook\.bin$/i.test(name))) return fail(`这是二进制的 .xlsb；${saveAs}`);
  if (!names.some((name) => /^xl\/workbook\d*\.xml$/i.test(name)))
    return fail(names.some((name) => /^word\//.test(name)) ? '这是 Word 文档，不是表格；请把表格复制到 Excel 或 WPS 表格里，另存为 .xlsx' : `这不是 .xlsx 表格（也许是压缩包或别的表格格式）；${saveAs}`);
  const texts = new Map(Object.entries(parts).map(([name, part]) => [name, new TextDecoder().decode(part)]));
  if ([...texts.values()].some((text) => /<!(DOCTYPE|ENTITY)/i.test(text))) return fail(`里面有不该有的定义（DOCTYPE），没有读；${saveAs}`);
  if (!isWhole(bytes, parts) || !holdsItsTexts(texts)) return fail('文件坏了，或者没有存完整；请重新保存或重新下载');
  let workbook: Workbook;
  try {
    workbook = await readXlsx(zipSync(parts, { level: 0 }), { readStyles: true });
  } catch {
    return fail(`文件坏了，读不出来；${saveAs}`);
  }
  const title = ({ name, hidden, veryHidden }: Sheet) => `“${name}”${hidden || veryHidden ? '（隐藏的）' : ''}`;
  const all = workbook.sheets.map((sheet) => ({ sheet, rows: rowsOf(sheet) })).map((one) => ({ ...one, head: findHead(one.rows) }));
  const list = all.map(({ sheet }) => title(sheet)).join('、');
  let chosen = wantedSheet === undefined ? undefined : all.find(({ sheet }) => sheet.name.trim() === wantedSheet.trim());
  if (wantedSheet !== undefined && !chosen) return fail(`没有叫“${wantedSheet}”的工作表；有的是：${list}`);
  const notes: SheetNote[] = [];
  if (!chosen) {
    const fit = all.filter(({ head }) => head !== undefined);
    if (fit.length > 1) return fail(`有 ${fit.length} 张工作表像是站点表：${fit.map(({ sheet }) => title(sheet)).join('、')}；用 --sheet 名称 说明导入哪一张${fit.some(({ sheet }) => sheet.hidden || sheet.veryHidden) ? '，或取消隐藏、删去不要的' : ''}`);
    chosen = fit[0] ?? all.find(({ rows }) => rows.length > 0);
    if (!chosen) return fail('表里没有内容；请核对选的文件和工作表');
    // Our own sheets bring explanations and hidden lists along.
    const unread = all.filter((one) => one !== chosen && one.rows.length > 0 && one.sheet.name !== '说明' && !one.sheet.hidden && !one.sheet.veryHidden);
    if (fit.length === 1 && unread.length) notes.push({ message: `读的是工作表${title(chosen.sheet)}；别的没有读：${unread.map(({ sheet }) => title(sheet)).join('、')}` });
  }
  const { sheet, rows, head } = chosen;
  const table: Table = { sheet: sheet.name, read: `工作表“${sheet.name}”`, rows, problems: [], notes, ...(workbook.dateSystem === '1904' && { days1904: true as const }) };
  if (sheet.hidden || sheet.veryHidden) table.problems.push({ message: `工作表“${sheet.name}”是隐藏的；请取消隐藏，看过内容再导入` });
  // Title rows above the head may be laid out as one likes.
  const top = head === undefined ? 0 : rows[head]!.row;
  const held = new Map(rows.map(({ row, cells }) => [row, cells]));
  const hiddenRows = [...(sheet.rowDefs ?? [])].filter(([row, { hidden }]) => hidden && row + 1 >= top && held.has(row + 1)).map(([row]) => row + 1);
  if (hiddenRows.length) table.problems.push({ message: `第 ${some(hiddenRows)} 行是隐藏的，可能开着筛选；请清除筛选、取消隐藏，看过内容再存一次` });
  const hiddenColumns = (sheet.columns ?? []).flatMap((column, i) => (column?.hidden && rows.some(({ row, cells }) => row >= top && cells[i]?.text.trim()) ? [letters(i)] : []));
  if (hiddenColumns.length) table.problems.push({ message: `${some(hiddenColumns)} 列是隐藏的；请取消隐藏，看过内容再存一次` });
  for (const { startRow, endRow, startCol, endCol } of (sheet.merges ?? []).slice(0, 1_000))
    if (endRow + 1 >= top) table.problems.push({ row: Math.max(startRow + 1, top), column: `${letters(startCol)}${startRow + 1}:${letters(endCol)}${endRow + 1}`, message: '格子合并了，看不出下面几格写的是什么；请取消合并，每一格都写上' });
  return limit(table);
}

/** True when every part is what the archive's directory says it is, by its checksum. */
function isWhole(bytes: Uint8Array, parts: Record<string, Uint8Array>): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = view.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0 || end + 22 > view.length) return false;
  const sums = new Map<string, number>();
  for (let at = view.readUInt32LE(end + 16), left = view.readUInt16LE(end + 10); left > 0; left--) {
    if (at + 46 > view.length || view.readUInt32LE(at) !== 0x02014b50) return false;
    const [name, extra, comment] = [28, 30, 32].map((field) => view.readUInt16LE(at + field)) as [number, number, number];
    sums.set(view.toString('utf8', at + 46, at + 46 + name), view.readUInt32LE(at + 16));
    at += 46 + name + extra + comment;
  }
  return Object.entries(parts).every(([name, part]) => sums.get(name) === crc32(part));
}

/** True when the parts are written to their ends and every text that a cell refers to is there: what is missing would read as an empty cell. */
function holdsItsTexts(texts: Map<string, string>): boolean {
  const shared = [...texts].filter(([name]) => /sharedStrings/i.test(name)).map(([, text]) => text);
  if (!shared.every((text) => /<\/(\w+:)?sst>\s*$|<(\w+:)?sst\b[^>]*\/>\s*$/.test(text.slice(-200)))) return false;
  const held = shared.reduce((sum, text) => sum + (text.match(/<(?:\w+:)?si[\s>/]/g)?.length ?? 0), 0);
  for (const [name, text] of texts) {
    if (!/^xl\/worksheets\//i.test(name)) continue;
    if (!/<\/(\w+:)?worksheet>\s*$/.test(text.slice(-200))) return false;
    for (const [, index] of text.matchAll(/<(?:\w+:)?c\s[^>]*\bt="s"[^>]*>\s*<(?:\w+:)?v>\s*(\d+)\s*<\//g)) if (Number(index) >= held) return false;
  }
  return true;
}

/** "3、4、5 等 12" of a long list. */
export const some = (list: (number | string)[]) => (list.length > 8 ? `${list.slice(0, 8).join('、')} 等 ${list.length} ` : list.join('、'));

/** Name of a column from its place, counted from 0: "A", "Z", "AA". */
export const letters = (i: number): string => (i < 26 ? '' : letters(Math.floor(i / 26) - 1)) + String.fromCharCode(65 + (i % 26));

/** Rows of a sheet that hold anything. */
function rowsOf(sheet: Sheet): Table['rows'] {
  const rows: Table['rows'] = [];
  const formulas = new Map<number, Map<number, Cell>>();
  // A formula without a stored value, and an error, are no plain values.
  for (const [key, cell] of sheet.cells ?? []) {
    const as = cell.formula !== undefined || cell.type === 'formula' ? 'formula' : cell.type === 'error' ? 'error' : undefined;
    if (!as) continue;
    const [row, column] = key.split(',').map(Number) as [number, number];
    if (!formulas.has(row)) formulas.set(row, new Map());
    formulas.get(row)!.set(column, { text: as === 'formula' ? `=${cell.formula ?? ''}` : String(cell.value ?? ''), as });
  }
  for (let at = 0; at < Math.max(sheet.rows.length, 1 + Math.max(-1, ...formulas.keys())); at++) {
    const values = sheet.rows[at] ?? [];
    const special = formulas.get(at);
    const width = Math.max(values.length, special ? 1 + Math.max(...special.keys()) : 0);
    if (!special && !values.some((value) => value !== null && value !== undefined && value !== '')) continue;
    const cells = Array.from({ length: width }, (_, i) => special?.get(i) ?? cellOf(values[i]));
    if (cells.some(({ text }) => text.trim())) rows.push({ row: at + 1, cells });
    if (rows.length > mostRows + headWithin) break;
  }
  return rows;
}

/** A value as hucre reads it. Its days are UTC. */
function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return { text: '', as: 'text' };
  if (typeof value === 'number') return { text: plainNumber(value), as: 'number' };
  if (typeof value === 'boolean') return { text: value ? 'TRUE' : 'FALSE', as: 'boolean' };
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return { text: '#VALUE!', as: 'error' };
    const text = value.toISOString();
    // A time of day without a day counts from the end of 1899.
    return value.getTime() < Date.UTC(1900, 0, 1) ? { text: text.slice(11, 16), as: 'time' } : { text: text.slice(0, 10), as: 'date' };
  }
  return { text: String(value), as: 'text' };
}

/** A number in digits, without an exponent where it is whole. */
const plainNumber = (value: number) => (Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value));

/** What is too large to be a list of stations. */
function limit(table: Table): Table {
  if (table.rows.length > mostRows) table.problems.unshift({ message: `表超过 ${mostRows} 行，太长了；请按县分成几份` });
  const wide = table.rows.find(({ cells }) => cells.slice(mostColumns).some(({ text }) => text.trim()));
  if (wide) table.problems.push({ row: wide.row, message: `这一行有内容的格子超过 ${mostColumns} 列；请删去右边不用的内容` });
  let told = 0;
  for (const { row, cells } of table.rows)
    for (const [i, { text }] of cells.entries()) if (text.length > mostCharacters && told++ < 20) table.problems.push({ row, column: `${letters(i)} 列`, message: `一格里有 ${text.length} 个字，太长了，最多 ${mostCharacters} 个；是不是引号没有成对，或贴错了？` });
  return table;
}
