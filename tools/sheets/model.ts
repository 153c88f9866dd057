// What the steps of an import hand to each other: bytes → table → plan → files.
import { visibleText } from '../../src/lib/odd-characters.ts';
import type { Station } from '../../src/schema/stations.ts';

/** A field of a station, by its name in the schema. */
export type Field = keyof Station;

/** Coordinate systems that a sheet may be in. */
export const datums = ['wgs84', 'gcj02', 'bd09'] as const;
export type Datum = (typeof datums)[number];

/** Something wrong with a clerk's sheet: `row` and `column` as the spreadsheet program shows them, none when it is the file as a whole. */
export type SheetProblem = { row?: number; column?: string; message: string };
/** Something that was put right, or taken from elsewhere, without asking. */
export type SheetNote = { row?: number; column?: string; message: string };

/** A cell as it was read. Numbers and days are exact; `as` says what kind of cell a spreadsheet program had it for. */
export type Cell = { text: string; as: 'text' | 'number' | 'date' | 'time' | 'boolean' | 'error' | 'formula' };
/** A sheet: its rows with the number each has in the spreadsheet program, and without those that are empty. */
export type Table = { sheet?: string; /** Days are counted from 1904, as old Macs did. */ days1904?: true; /** How its text was read, in words. */ read: string; rows: { row: number; cells: Cell[] }[]; problems: SheetProblem[]; notes: SheetNote[] };

export type ImportOptions = {
  /** Name of the sheet to read, where a file has several. */
  sheet?: string | undefined;
  datum?: Datum | undefined;
  /** Id of the document, the day and the basis for rows that say none of their own, or still those on file. */
  source?: string | undefined;
  checked?: string | undefined;
  basis?: Station['basis'] | undefined;
  /** Leaves out columns that are not known instead of refusing them. */
  ignoreColumns?: boolean | undefined;
  /** The day in China, "2026-11-27". */
  today: string;
};

/** What becomes of one station. `row` is the clerk's row; `fields` are heads of our sheets with the texts before and after. */
export type Change = { kind: 'new' | 'change' | 'remove'; row: number; id: string; name: string; file: string; fields: { head: string; from: string; to: string }[] };

/** The outcome of an import: what would change, and the texts of the sheets ("350926.csv") that would. */
export type Plan = { changes: Change[]; unchanged: number; notes: SheetNote[]; read: string; sheet?: string; files: Map<string, { before: string | undefined; after: string }> };
export type ImportResult = { plan: Plan } | { problems: SheetProblem[]; notes: SheetNote[] };

/** "第 12 行，电话：…" */
export const showSheetLine = ({ row, column, message }: SheetProblem | SheetNote): string =>
  visibleText(`${[row === undefined ? '' : `第 ${row} 行`, column ?? ''].filter(Boolean).join('，')}${row !== undefined || column ? '：' : ''}${message}`);
