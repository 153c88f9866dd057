// What an import would change, as lines for a terminal.
import type { Change, Plan, SheetNote } from './model.ts';
import { showSheetLine } from './model.ts';

/** Columns that a text takes on a terminal, where a Chinese character takes two. */
const widthOf = (text: string) => [...text].reduce((sum, sign) => sum + (/[\u1100-\u115f\u2e80-\uffdc]/.test(sign) ? 2 : 1), 0);
const padded = (text: string, width: number) => text + ' '.repeat(Math.max(1, width - widthOf(text)));
const shown = (text: string) => (text === '' ? '（空）' : text.length > 60 ? `${text.slice(0, 59)}…` : text);

const titles = { new: '新增', change: '改动', remove: '删去' } as const;
const mostShown = 100;

/** A table of the changes: a station, and below it each of its fields with the text before and after. */
export function showChanges({ changes, unchanged, files, read }: Plan): string[] {
  const lines: string[] = [`读到的是${read}。`];
  for (const kind of ['new', 'change', 'remove'] as const) {
    const those = changes.filter((one) => one.kind === kind);
    if (!those.length) continue;
    lines.push('', `${titles[kind]} ${those.length} 个站点`);
    for (const change of those.slice(0, mostShown)) lines.push(...showChange(change));
    if (those.length > mostShown) lines.push(`  …… 还有 ${those.length - mostShown} 个，加 --json 看全部`);
  }
  lines.push('', `新增 ${changes.filter(({ kind }) => kind === 'new').length}，改动 ${changes.filter(({ kind }) => kind === 'change').length}，删去 ${changes.filter(({ kind }) => kind === 'remove').length}，没变 ${unchanged}${files.size ? `；文件：${[...files.keys()].map((name) => `content/stations/${name}`).join('、')}` : ''}`);
  return lines;
}

const showChange = ({ row, name, id, kind, fields }: Change) => [
  `  ${padded(`第 ${row} 行`, 10)}${name}（${id}）`,
  ...fields.map(({ head, from, to }) => `      ${padded(head, 14)}${kind === 'new' ? shown(to) : `${shown(from)} → ${shown(to)}`}`),
];

/** Remarks on what was put right, the first of many. */
export function showNotes(notes: SheetNote[]): string[] {
  if (!notes.length) return [];
  const most = 30;
  return ['替您改写、补上或没有读的：', ...notes.slice(0, most).map((note) => `  ${showSheetLine(note)}`), ...(notes.length > most ? [`  …… 一共 ${notes.length} 处，加 --json 看全部`] : []), ''];
}
