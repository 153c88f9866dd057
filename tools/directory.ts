// Adds to content/stations/ a row for every place that a region's `coverage` says has its station and no row names yet.
// Rows that are there stay as they are, so that it may be run again after a list of divisions or a statement has changed.
// usage: node tools/with-node.mjs tools/directory.ts [date checked] [content folder]
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readContent, showProblem } from '../src/lib/content.ts';
import { divisionAbove, divisionLevel, divisionPrefix } from '../src/lib/divisions.ts';
import { readDivisions } from '../src/lib/divisions-csv.ts';
import { stationSheetText } from '../src/lib/stations-csv.ts';
import { isResponsible } from '../src/lib/stations.ts';
import type { Station } from '../src/schema/stations.ts';
import { finishImport } from './sheets/commit.ts';

const root = process.argv[3] ?? join(import.meta.dirname, '..', 'content');
const checked = process.argv[2] ?? new Date().toISOString().slice(0, 10);
for (const line of finishImport(root)) console.log(line);
const content = readContent(root);
if (content.problems.length) {
  for (const problem of content.problems) console.error(showProblem(problem));
  console.error('先把上面的错改好，再运行一次。');
  process.exit(1);
}
const divisions = readDivisions(root);
const names = new Map(divisions.map(({ code, name }) => [code, name]));
const taken = new Set(content.stations.filter(({ data }) => isResponsible(data)).map(({ data }) => data.code));
const added = new Map<string, Station[]>();
for (const { data: region } of content.entries.filter((entry) => entry.kind === 'regions')) {
  const covered = new Map((region.coverage as { level: string; fact: string }[]).map(({ level, fact }) => [level, fact.split('/')[0]!]));
  for (const { code, name } of divisions) {
    const level = divisionLevel(code) as Station['level'];
    const source = covered.get(level);
    if (!source || taken.has(code) || !code.startsWith(divisionPrefix(region.code))) continue;
    const township = code.length === 9 ? name : code.length === 12 ? names.get(divisionAbove(code)!) : undefined;
    const sheet = code.slice(0, 6);
    const row: Station = {
      id: code,
      name: `${name}退役军人${level === '县' ? '服务中心' : '服务站'}`,
      kind: level === '县' ? '服务中心' : '服务站',
      level,
      code,
      services: [],
      basis: 'derived',
      source,
      checked,
      ...(township && { township }),
    };
    added.set(sheet, [...(added.get(sheet) ?? []), row]);
  }
}
for (const [sheet, rows] of added) {
  const path = join(root, 'stations', `${sheet}.csv`);
  const [head, ...lines] = stationSheetText(rows).split('\n');
  const held = existsSync(path) ? readFileSync(path, 'utf8').replace(/\r?\n?$/, '\n') : `${head}\n`;
  if (held.replace('\uFEFF', '').split(/\r?\n/)[0] !== head) {
    console.error(`content/stations/${sheet}.csv：各列的次序变过，没有动它。把第一行改成：${head}`);
    process.exitCode = 1;
    continue;
  }
  writeFileSync(path, held + lines.join('\n'));
  console.log(`content/stations/${sheet}.csv：加了 ${rows.length} 行`);
}
if (added.size === 0) console.log('没有要加的行。');
