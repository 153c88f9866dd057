// Everything that can be wrong with the content and the settings, for the command line, the preview and scripts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readContent, type Content, type Problem } from '../src/lib/content.ts';
import { copied, editorialProblems, looseEnds, stale } from '../src/lib/editorial.ts';
import { writeSelection } from './selection.ts';
import { lineOfSetting, readSettingsOrProblems } from './settings-problems.ts';

/** `mend` stops a build, `look` is worth a look, `stale` was not checked for a year. */
export type Level = 'mend' | 'look' | 'stale';
export type Found = Problem & { level: Level };
export type Findings = {
  problems: Found[];
  counts: Record<Level, number> & { entries: number; stations: number; sources: number; facts: number; documents: number };
  /** True when mistakes hide checks that come after them. */
  more: boolean;
};

/** Checks the content in the folder `root` and site.config.ts; `documents` are whole texts by name, to find what was copied from them. */
export async function findProblems({ root, today, documents = new Map() }: { root: string; today: string; documents?: Map<string, string> }): Promise<Findings> {
  const content = readContent(root);
  const settings = await readSettingsOrProblems();
  const level = (level: Level, problems: Problem[]): Found[] => problems.map((problem) => ({ ...problem, level }));

  const contentProblems = content.problems.length ? content.problems : [...editorialProblems(content, today), ...copied(content, documents)];
  const problems = level('mend', [...('problems' in settings ? settings.problems : []), ...contentProblems]);
  if (!contentProblems.length) {
    if ('site' in settings && settings.site.regions.length) problems.push(...selectionProblems(content, root, settings.site.regions, today));
    if (!problems.some((one) => one.level === 'mend')) problems.push(...level('look', looseEnds(content)), ...level('stale', stale(content, today)));
  }
  const count = (wanted: Level) => problems.filter((one) => one.level === wanted).length;
  const { entries, stations, sources, facts } = content;
  return {
    problems: problems.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line),
    counts: { mend: count('mend'), look: count('look'), stale: count('stale'), entries: entries.length, stations: stations.length, sources: sources.length, facts: facts.size, documents: documents.size },
    more: count('mend') > 0,
  };
}

/** What is wrong with the part of the content that the settings ask for. */
function selectionProblems(content: Content, root: string, regions: string[], today: string): Found[] {
  const unknown = regions.filter((id) => !content.entries.some((entry) => entry.kind === 'regions' && entry.id === id));
  const ids = content.entries.filter(({ kind }) => kind === 'regions').map(({ id }) => id);
  if (unknown.length) return [{ file: 'site.config.ts', line: lineOfSetting(['regions']), field: 'regions', message: `没有 ${unknown.join('、')} 这个地方；可用的编号是 ${ids.join('、')}`, level: 'mend' }];
  const work = mkdtempSync(join(tmpdir(), 'rongji-selection-'));
  try {
    const folder = join(work, 'content');
    const mentions = writeSelection(content, root, regions, folder);
    const selected = readContent(folder);
    const wrong = selected.problems.length ? selected.problems : editorialProblems(selected, today);
    return [
      ...wrong.map((problem) => ({ ...problem, message: `只做 ${regions.join('、')} 时：${problem.message}`, level: 'mend' as const })),
      ...mentions.map(({ file, line, name }) => ({ file, line, message: `说到${name}，它不在 site.config.ts 的 regions 里；不想留就改这一句`, level: 'look' as const })),
    ];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
