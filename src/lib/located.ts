// What a position taken at a station's door makes of the station's row.
import { formula, formulaMessage } from '../schema/formula.ts';
import { markup, markupMessage, officePhoneMessage, officePhonePattern } from '../schema/station-words.ts';
import type { CombinedFix } from './fixes.ts';
import { personalNumber } from './personal-number.ts';
import { stationSheetText } from './stations-csv.ts';

/** Cells of one row by our field names, all as text. */
export type Cells = Record<string, string>;
/** A row taken on this device, with the cells as they go into the sheet. */
export type LocatedRow = { sheet: string; cells: Cells };
/** What a clerk may fill in on the spot. */
export const askedFields = ['address', 'phone', 'hours'] as const;
export type AskedField = (typeof askedFields)[number];

/** The device's own date: "2026-11-25". */
export const localDay = (date: Date) => [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');

/** Degrees with five decimals, about a metre. */
export const showDegrees = (degrees: number) => degrees.toFixed(5);

/** Metres, rounded up so that no better accuracy is promised than was measured. */
export const showMetres = (metres: number) => `${Math.max(1, Math.ceil(metres - 1e-6))} 米`;

/** A cell as typed on a phone: without spaces around and breaks within; a telephone with plain digits and hyphens. */
export function tidyCell(field: AskedField, text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  return field === 'phone' ? plain.normalize('NFKC').replace(/[‐-―−ー－]/g, '-').replace(/ /g, '') : plain;
}

/** What is wrong with a cell a clerk filled in, in the words of the content check, or undefined; empty is fine. */
export function cellProblem(field: AskedField, text: string): string | undefined {
  if (text === '') return undefined;
  if (field === 'phone' && !officePhonePattern.test(text)) return officePhoneMessage;
  return markup.test(text) ? markupMessage : formula.test(text) ? formulaMessage : personalNumber(text);
}

/** The row with a point in WGS-84 degrees at the door, what was filled in and the day; all other cells stay as they are. */
export const locatedCells = (cells: Cells, fix: Pick<CombinedFix, 'lat' | 'lng' | 'accuracyM'>, asked: Record<AskedField, string>, day: string): Cells => ({
  ...cells,
  ...asked,
  lat: showDegrees(fix.lat),
  lng: showDegrees(fix.lng),
  precision: 'site',
  point_source: `现场定位，误差约 ${showMetres(fix.accuracyM)}`,
  checked: day,
});

/** A row as one line of its sheet, without a line break at its end. */
export function rowLine(cells: Cells): string {
  const [head, line] = [stationSheetText([]), stationSheetText([cells])];
  return line.slice(head.length).replace(/\n$/, '');
}

/** Rows as a file that spreadsheet programs open with the right characters: they take UTF-8 for what it is only with a byte order mark. */
export const sheetFileText = (rows: Cells[]) => `\uFEFF${stationSheetText(rows)}`;

/** "350926-现场定位-2026-11-25.csv" */
export const sheetFileName = (sheet: string, day: string) => `${sheet}-现场定位-${day}.csv`;

/** Rows whose name or township holds every word of what was typed. */
export function rowsLike(rows: Cells[], query: string): Cells[] {
  const words = query.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ name, township }) => words.every((word) => `${name}\n${township}`.toLowerCase().includes(word)));
}

/** The sentence of a note that speaks of the point and which a door's point may make untrue, or undefined. */
export const pointRemark = (note: string): string | undefined => note.split('。').find((sentence) => /点位|图上的点|大致位置|坐标/.test(sentence));

/** Rows with this one in place of an earlier one of the same station; new ones come last. */
export const withRow = (rows: LocatedRow[], row: LocatedRow): LocatedRow[] => [...withoutRow(rows, row.cells['id']!), row];

/** Rows without those of a station. */
export const withoutRow = (rows: LocatedRow[], id: string): LocatedRow[] => rows.filter(({ cells }) => cells['id'] !== id);

const isText = (value: unknown): value is string => typeof value === 'string';

/** Rows out of a stored text; what is stored may be anything, and what is no row is left out. */
export function readLocated(stored: string | null): LocatedRow[] {
  try {
    const value: unknown = JSON.parse(stored ?? '[]');
    if (!Array.isArray(value)) return [];
    return value.filter((row: Partial<LocatedRow> | null): row is LocatedRow => isText(row?.sheet) && isText(row.cells?.['id']) && isText(row.cells['name']) && Object.values(row.cells).every(isText));
  } catch {
    return [];
  }
}

const apps: [RegExp, string][] = [
  [/MicroMessenger|wxwork/i, '微信'],
  [/DingTalk/i, '钉钉'],
  [/AlipayClient/i, '支付宝'],
  [/baiduboxapp/i, '百度'],
  [/Lark|Feishu/i, '飞书'],
  [/Weibo/i, '微博'],
  [/\bQQ\//, 'QQ'],
];
/** The app whose built-in browser shows the page, by its user agent; such browsers may hand out GCJ-02 for WGS-84. */
export const inApp = (userAgent: string): string | undefined => apps.find(([pattern]) => pattern.test(userAgent))?.[1];
