// Writes stations, or an empty sheet, the way clerks get them: text cells, a head that stays, drop-downs, notes.
import { stringify } from 'csv-stringify/sync';
import { encode } from 'iconv-lite';
import { writeXlsx, type Cell as XlsxCell, type WriteOptions } from 'hucre/xlsx';
import { columns, precisionWords } from '../../src/schema/station-words.ts';
import { basisWords, clearWord, datumWords, extraGuides, extraHeads, guides, headOf, removeWord } from './columns.ts';
import type { Datum, Field } from './model.ts';
import { fromWgs84 } from './points.ts';
import { letters } from './read-table.ts';
import type { Row } from './standing.ts';

const fields = Object.values(columns) as Field[];
/** Heads of a clerk's sheet: all of ours, the coordinate system and what to do with a row. */
export const clerkHeads = [...fields.map((field) => headOf[field]), extraHeads.datum, extraHeads.action];

/** Rows as a clerk sees them, under `clerkHeads`: words in place of the schema's, points in the coordinate system asked for. */
export function clerkRows(rows: Pick<Row, 'cells'>[], datum: Datum): string[][] {
  return rows.map(({ cells }) => {
    const pointed = cells.lat !== '' && cells.lng !== '';
    const point = pointed && datum !== 'wgs84' ? fromWgs84({ lat: Number(cells.lat), lng: Number(cells.lng) }, datum) : cells;
    const shown = {
      ...cells,
      lat: String(point.lat),
      lng: String(point.lng),
      precision: precisionWords[cells.precision as unknown as keyof typeof precisionWords] ?? cells.precision,
      basis: basisWords[cells.basis as unknown as keyof typeof basisWords] ?? cells.basis,
    };
    return [...fields.map((field) => String(shown[field])), pointed ? datumWords[datum] : '', ''];
  });
}

/** Rows as .csv. Excel knows UTF-8 by its mark; older ones want GBK. Throws in Chinese for a character that GBK lacks. */
export function clerkCsv(rows: string[][], encoding: 'utf-8' | 'gbk'): Uint8Array {
  const text = stringify([clerkHeads, ...rows], { record_delimiter: '\r\n' });
  if (encoding === 'utf-8') return Buffer.from(`\uFEFF${text}`);
  const bytes = encode(text, 'gbk');
  const read = new TextDecoder('gb18030').decode(bytes);
  if (read === text) return bytes;
  const at = [...text].findIndex((character, i) => character !== [...read][i]);
  throw new Error(`GBK 里没有“${[...text][at]}”这个字（在“${[...text].slice(Math.max(0, at - 8), at + 8).join('').replace(/\s+/g, ' ')}”里），写不下；去掉 --encoding gbk，或导出成 .xlsx`);
}

/** Empty rows that are text and have drop-downs too: a number typed into one keeps its zeros. */
const readyRows = 1_000;
const asText = { numFmt: '@' } as const;
const bold = { font: { bold: true }, fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'F3E9D8' } }, alignment: { wrapText: true, vertical: 'center' }, numFmt: '@' } as const;

type Choice = { name: string; words: readonly string[] };

/** A workbook of rows, with what a clerk needs to fill it. `townships` and `sources` are offered to choose from. */
export async function clerkWorkbook(rows: string[][], townships: readonly string[], sources: readonly string[], about: string[]): Promise<Uint8Array> {
  const guideOf = (at: number) => (at < fields.length ? guides[fields[at]!] : [extraGuides.datum, extraGuides.action][at - fields.length]!);
  const last = rows.length + readyRows + 1;
  const cells = new Map<string, Partial<XlsxCell>>();
  const lists: Choice[] = [];
  const validations: NonNullable<WriteOptions['sheets'][number]['dataValidations']> = [];
  for (const [at, head] of clerkHeads.entries()) {
    const guide = guideOf(at);
    cells.set(`0,${at}`, { value: head, type: 'string', style: bold, comment: { author: '戎迹', text: guide.say } });
    const offered = fields[at] === 'township' ? townships : fields[at] === 'source' ? sources : guide.choose;
    for (let row = rows.length + 1; row < last; row++) cells.set(`${row},${at}`, { value: null, type: 'empty', style: asText });
    if (!offered?.length) continue;
    lists.push({ name: head, words: offered });
    const column = letters(lists.length - 1);
    validations.push({
      type: 'list',
      range: `${letters(at)}2:${letters(at)}${last}`,
      formula1: `选项!$${column}$2:$${column}$${offered.length + 1}`,
      allowBlank: true,
      showErrorMessage: true,
      // What the import reads is more than what the list offers: the old words of our sheets, 清空.
      errorStyle: 'warning',
      errorTitle: head,
      errorMessage: `下拉里没有这一项。要清掉名单里原来的内容，写“${clearWord}”。`,
    });
  }
  const longest = Math.max(0, ...lists.map(({ words }) => words.length));
  return writeXlsx({
    sheets: [
      {
        name: '站点',
        columns: clerkHeads.map((_, at) => ({ width: guideOf(at).width, numFmt: '@' })),
        rows: [clerkHeads, ...rows],
        cells,
        freezePane: { rows: 1, columns: 2 },
        dataValidations: validations,
      },
      { name: '说明', columns: [{ width: 16 }, { width: 90, style: { alignment: { wrapText: true, vertical: 'top' } } }], rows: [...about.map((line) => ['', line]), ['', ''], ...clerkHeads.map((head, at) => [head, guideOf(at).say.replace(/\n/g, ' ')])] },
      { name: '选项', hidden: true, columns: lists.map(() => ({ width: 20 })), rows: [lists.map(({ name }) => `${name}可选`), ...Array.from({ length: longest }, (_, i) => lists.map(({ words }) => words[i] ?? ''))] },
    ],
    properties: { title: '退役军人服务站点', creator: '戎迹' },
  });
}

/** What the second sheet says before it explains the columns. */
export const aboutFilling = [
  '一行一个站点，写在“站点”这张表里，列的次序可以变，用不着的列可以整列删去。鼠标停在列名上，会看到这一列怎么写。',
  '只写文件里有的、公布过的；不知道的格子空着，不要估计，不要写“无”。每一行都要有出处和核对日期。',
  `改已有的站点时，空着的格子保留名单里原来的内容；要清掉，写“${clearWord}”；要删去整个站点，在“操作”里选“${removeWord}”。`,
  '不写个人手机号、身份证号和私人住址。写了坐标的，在“坐标系”里选它是从哪种地图来的。',
  '写好以后先试：npm run rongji -- import stations 文件名 --dry-run，有错会说出第几行、哪一列、该怎么写；没有错，再去掉 --dry-run 导入。',
];
