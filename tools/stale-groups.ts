// The list of what is long unchecked, as the one who hands it out to the offices wants it.
import type { StaleItem } from '../src/lib/editorial.ts';

/** A line of the list; `rows` is how many rows of one sheet it stands for. */
export type StaleLine = Pick<StaleItem, 'file' | 'line' | 'field' | 'checked' | 'days'> & { rows: number };
export type StaleGroup = { owner: string; count: number; lines: StaleLine[] };

/** Who sees to it: the office that is written, else the author or the region whose sheet it is, and that no office is written. */
const responsible = ({ owner, author, region, file }: StaleItem): string => owner ?? (author ? `${author}（没有写 owner，按编写的单位）` : region ? `${region}的站点表（地方没有写 owner）` : file.includes('/sources/') ? '出处（没有写 owner）' : '没有写 owner');

/** Items by who sees to them, the oldest first in each and among them; rows of one sheet are one line unless `all`. */
export function groupStale(items: StaleItem[], all: boolean): StaleGroup[] {
  const groups = new Map<string, StaleGroup>();
  const sheets = new Map<string, StaleLine>();
  for (const item of items) {
    const owner = responsible(item);
    const group = groups.get(owner) ?? { owner, count: 0, lines: [] };
    groups.set(owner, group);
    group.count += 1;
    const sheet = item.file.endsWith('.csv') && !all ? `${owner} ${item.file}` : undefined;
    const same = sheet === undefined ? undefined : sheets.get(sheet);
    if (same) {
      same.rows += 1;
      continue;
    }
    const { file, line, field, checked, days } = item;
    const made: StaleLine = { file, line, field, checked, days, rows: 1 };
    group.lines.push(made);
    if (sheet !== undefined) sheets.set(sheet, made);
  }
  return [...groups.values()];
}
