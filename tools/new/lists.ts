// What there is to pick from: regions, documents, facts, places, entries.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kinds } from '../../src/kinds.ts';
import type { Content } from '../../src/lib/content.ts';
import { divisionRows } from '../../src/lib/divisions-csv.ts';
import { showFact } from '../../src/lib/facts.ts';
import type { Question } from './questions.ts';

/** `value` is what is written, `name` what is shown and searched. */
export type Item = { value: string; name: string };

/** The list that a question picks from. */
export function listOf(pick: NonNullable<Question['pick']>, content: Content): Item[] {
  const entries = content.entries.map((entry) => ({ ...entry, value: `${entry.kind}/${entry.id}` }));
  switch (pick) {
    case 'region':
      return entries.filter(({ kind }) => kind === 'regions').map(({ id, data }) => ({ value: id, name: `${data['title']}  ${id}` }));
    case 'source':
      return content.sources.map(({ id, data }) => ({ value: id, name: `${data.title}（${data.publisher}）  ${id}` }));
    case 'fact':
      return [...content.facts.values()].map((one) => ({ value: one.id, name: `${showFact(one)}，${one.of}${one.unverified ? '（待核）' : ''}  ${one.id}` }));
    case 'site':
      return entries.filter(({ data }) => 'visit' in data).map(({ value, data }) => ({ value, name: `${data['title']}  ${value}` }));
    case 'entry':
      return [
        ...entries.map(({ value, kind, data }) => ({ value, name: `${kinds[kind].label}：${data['title']}  ${value}` })),
        ...content.stations.map(({ data }) => ({ value: `stations/${data.id}`, name: `服务站点：${data.name}  stations/${data.id}` })),
      ];
    case 'division': {
      const taken = new Set(entries.filter(({ kind }) => kind === 'regions').map(({ data }) => data['code'] as string));
      return divisionLists(content.root)
        .filter(({ code }) => !taken.has(code))
        .map(({ code, name }) => ({ value: code, name: `${name}  ${code}` }));
    }
  }
}

/** The lists of divisions: each one's own code and name, and the counties in it. */
export function divisionLists(root: string): { code: string; name: string; counties: { code: string; name: string }[] }[] {
  const folder = join(root, 'divisions');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => /^\d{6}\.csv$/.test(file))
    .flatMap((file) => {
      const code = file.slice(0, 6);
      const rows = divisionRows(readFileSync(join(folder, file), 'utf8'));
      if ('line' in rows) return [];
      const own = rows.find((row) => row.code === code);
      const counties = code.endsWith('00') ? rows.filter((row) => row.code.length === 6 && row.code.startsWith(code.slice(0, 4)) && !row.code.endsWith('00')) : own ? [own] : [];
      return own ? [{ code, name: own.name, counties }] : [];
    });
}
