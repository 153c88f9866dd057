// Reads the sheets of content/stations/ from disk as one whole, also while an import changes several of them.
//
// An import first writes all the sheets it changes into one journal beside them, and puts that in place with a single rename:
// that rename is the import. Only then does it bring the sheets themselves up to date, one by one, and at last takes the journal
// away. Whoever reads here takes a sheet's text from the journal where there is one, and so sees everything old before the rename
// and everything new after it, wherever the import was cut off. No other arrangement of renames does that: a folder cannot be
// exchanged for another in one step from Node, and content may hold no links.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The journal's name in the folder of sheets. */
export const journalName = '.import.json';

/** Sheets by name ("350926.csv"): the digest of the text that an import found, null for none, and the text it leaves. */
export type Journal = Map<string, { before: string | null; after: string }>;

/** A digest that tells texts of sheets apart. */
export const textDigest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A journal as text. */
export function journalText(journal: Journal): string {
  const sheets = JSON.stringify([...journal]);
  return JSON.stringify({ sum: textDigest(sheets), sheets });
}

/** The journal of an import that is not done yet, or undefined. Throws in Chinese for one that cannot be read. */
export function readJournal(folder: string): Journal | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, journalName), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  try {
    const { sum, sheets } = JSON.parse(text) as { sum: string; sheets: string };
    const journal: Journal = new Map(JSON.parse(sheets) as [string, { before: string | null; after: string }][]);
    if (textDigest(sheets) === sum && [...journal].every(([name, { after }]) => /^\d{6}\.csv$/.test(name) && typeof after === 'string')) return journal;
  } catch {
    // Told below.
  }
  throw new Error(`content/stations/${journalName} 坏了；它是一次没有做完的导入留下的，请先核对各张表，再删去它，把那张表格重新导入一次`);
}

/** The bytes of all sheets in a folder by name, in order, all of one moment; without those put aside with a leading _. */
export function readSheets(folder: string): Map<string, Buffer> {
  if (!existsSync(folder)) return new Map();
  const state = () => {
    const names = readdirSync(folder).filter((name) => name === journalName || (name.endsWith('.csv') && !/^[_.]/.test(name) && statSync(join(folder, name), { throwIfNoEntry: false })?.isFile()));
    return names.sort().map((name) => {
      const stat = statSync(join(folder, name), { throwIfNoEntry: false });
      return { name, mark: stat ? `${name} ${stat.ino} ${stat.size} ${stat.mtimeMs}` : '' };
    });
  };
  const marks = (files: { mark: string }[]) => files.map(({ mark }) => mark).join('\n');
  for (let left = 100; ; left--) {
    try {
      const before = state();
      const journal = readJournal(folder);
      const sheets = new Map(before.filter(({ name }) => name !== journalName).map(({ name }) => [name, readFileSync(join(folder, name))]));
      for (const [name, { after }] of journal ?? []) sheets.set(name, Buffer.from(after));
      // Nothing was put in place meanwhile, so these are all of one moment.
      if (left === 0 || marks(state()) === marks(before)) return new Map([...sheets].sort(([a], [b]) => (a < b ? -1 : 1)));
    } catch (error) {
      if (left === 0 || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}
