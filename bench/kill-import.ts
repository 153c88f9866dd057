// Kills an import that changes several sheets again and again at a random moment, and looks each time whether the stations are wholly the old or wholly the new ones.
// usage: npm run bench:kill-import -- --kills 100 --seed 1
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readContent } from '../src/lib/content.ts';
import { journalName, readSheets } from '../src/lib/station-sheets.ts';
import { stationSheetText } from '../src/lib/stations-csv.ts';
import { finishImport } from '../tools/sheets/commit.ts';

export type ImportKills = {
  kills: number;
  /** Imports that were done before their moment came. */
  finished: number;
  /** What a reader found after the kill. */
  old: number;
  new: number;
  /** Times that the import was cut off between two files, so that only the journal told readers what is so. */
  between: number;
  broken: string[];
};

const counties = ['350902', '350921', '350922', '350923', '350924', '350925', '350926', '350981'];
const countyName = (i: number) => `${'甲乙丙丁戊己庚辛'[i]}县`;
const villages = 120;
const day = '2026-01-02';

/** A city of eight counties, each with a sheet, beside the documents of the tests. */
function writeContent(): string {
  const content = join(mkdtempSync(join(tmpdir(), 'rongji-kill-import-')), 'content');
  cpSync('tests/fixtures/content', content, { recursive: true });
  for (const folder of ['stations', 'divisions', 'heritage', 'veterans']) rmSync(join(content, folder), { recursive: true });
  for (const folder of ['stations', 'divisions']) mkdirSync(join(content, folder));
  const region = join(content, 'regions/here.mdx');
  writeFileSync(region, readFileSync(region, 'utf8').replace("code: '350926'", "code: '350900'").replace('level: 县', 'level: 地级市').replace(/counties:\n.*\n/, `counties:\n${counties.map((code, i) => `  - { code: '${code}', name: ${countyName(i)} }\n`).join('')}`));
  const codes = counties.map((county) => Array.from({ length: villages }, (_, i) => `${county}100${String(201 + i)}`));
  writeFileSync(join(content, 'divisions/350900.csv'), `区划代码,名称\n350000,某省\n350900,某市\n${counties.map((county, i) => `${county},${countyName(i)}\n${county}100,某镇\n${codes[i]!.map((code) => `${code},村${code.slice(9)}\n`).join('')}`).join('')}`);
  for (const [i, county] of counties.entries())
    writeFileSync(join(content, `stations/${county}.csv`), stationSheetText(codes[i]!.map((code) => ({ id: code, name: `村${code.slice(9)}退役军人服务站`, kind: '服务站', level: '村', code, township: '某镇', phone: '0593-1111111', basis: 'stated', source: 'report', checked: day }))));
  return content;
}

const digest = (sheets: Iterable<[string, Buffer | string]>) => {
  const hash = createHash('sha256');
  for (const [name, text] of sheets) hash.update(`${name}\0`).update(text);
  return hash.digest('hex');
};
const onDisk = (folder: string) => readdirSync(folder).filter((name) => /^\d{6}\.csv$/.test(name)).sort().map((name): [string, string] => [name, readFileSync(join(folder, name), 'utf8')]);

/** Kills imports until `times` of them were killed, each at a moment that `random` (0 to 1) picks: every second one of the whole run, the others while files are being written. */
export async function killImports(times: number, random: () => number): Promise<ImportKills> {
  const content = writeContent();
  const folder = join(content, 'stations');
  const sheets = ['0593-1111111', '0593-2222222'].map((phone) => {
    const path = join(content, '..', `${phone}.csv`);
    writeFileSync(path, `编号,联系电话\n${counties.flatMap((county) => Array.from({ length: villages }, (_, i) => `${county}100${201 + i},${phone}\n`)).join('')}`);
    return path;
  });
  const states = ['0593-1111111', '0593-2222222'].map((phone) => digest(onDisk(folder).map(([name, text]) => [name, text.replaceAll('0593-1111111', phone)])));
  const begin = (sheet: string) => spawn(process.execPath, ['tools/rongji.ts', 'import', 'stations', sheet, '--content', content, '--source', 'report', '--checked', day], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = (child: ReturnType<typeof begin>) => {
    let said = '';
    child.stderr.on('data', (text) => (said += String(text)));
    return new Promise<{ code: number | null; said: string }>((done) => child.once('close', (code) => done({ code, said })));
  };
  /** Calls back when an import begins to write, and again when it takes its journal away. */
  const watchWriting = (child: ReturnType<typeof begin>, begun: () => void, done: () => void = () => {}) => {
    let writing = false;
    return watch(folder, (_, name) => {
      // What a killed one left is taken away by the next: only its own files count.
      if (!writing && name === `.import-${child.pid}.tmp`) {
        writing = true;
        begun();
      } else if (writing && name === journalName && !existsSync(join(folder, journalName))) done();
    });
  };
  const result: ImportKills = { kills: 0, finished: 0, old: 0, new: 0, between: 0, broken: [] };
  try {
    // How long a whole run takes, and how much of it is writing.
    let run_ms = 0;
    let writing_ms = 0;
    for (const sheet of [sheets[1]!, sheets[0]!]) {
      const started = Date.now();
      let [wrote, done] = [0, 0];
      const child = begin(sheet);
      const watcher = watchWriting(child, () => (wrote = performance.now()), () => (done = performance.now()));
      const { code, said } = await ended(child);
      watcher.close();
      if (code !== 0) throw new Error(`the import itself fails: ${said}`);
      run_ms = Date.now() - started;
      writing_ms = Math.max(5, done - wrote);
    }
    let now = 0;
    if (digest(onDisk(folder)) !== states[0]) throw new Error('there and back is not the same');
    // Those that were done before their moment are no kills; a machine that is done with all of them would go on for ever.
    for (let i = 0; result.kills < times && i < 4 * times; i++) {
      const started = Date.now();
      const next = 1 - now;
      const moment = random();
      const child = begin(sheets[next]!);
      const kill = () => child.kill('SIGKILL');
      let timer: NodeJS.Timeout | undefined;
      let watcher: ReturnType<typeof watchWriting> | undefined;
      if (i % 2) watcher = watchWriting(child, () => (moment * writing_ms < 1 ? kill() : (timer = setTimeout(kill, moment * writing_ms))));
      else timer = setTimeout(kill, moment * run_ms);
      const { code, said } = await ended(child);
      clearTimeout(timer);
      watcher?.close();
      if (code === null) result.kills++;
      else if (code === 0) {
        result.finished++;
        // The machine was less busy than when the time was taken.
        if (i % 2) writing_ms *= 0.8;
        else run_ms = Math.min(run_ms, Date.now() - started);
      }
      else result.broken.push(`import ${i}: ended with ${code}: ${said}`);

      const raw = digest(onDisk(folder));
      const read = digest(readSheets(folder));
      const problems = readContent(content).problems.length;
      if (!states.includes(raw)) result.between++;
      const found = states.indexOf(read);
      if (found < 0) result.broken.push(`import ${i}: a reader sees neither the old nor the new stations`);
      if (problems) result.broken.push(`import ${i}: the content has ${problems} problems`);
      if (code === 0 && found !== next) result.broken.push(`import ${i}: it said it was done and was not`);
      // Every third is left for the next import to finish, the others are finished as each command does it at its start.
      if (i % 3) {
        finishImport(content);
        if (digest(onDisk(folder)) !== read) result.broken.push(`import ${i}: finishing it changed what readers saw`);
      }
      if (found === next) result.new++;
      else if (found === now) result.old++;
      if (found >= 0) now = found;
    }
    finishImport(content);
    const child = begin(sheets[1 - now]!);
    const { code, said } = await ended(child);
    if (code !== 0 || digest(onDisk(folder)) !== states[1 - now]) result.broken.push(`the import after the last: ${code} ${said}`);
    const left = readdirSync(folder).filter((name) => !/^\d{6}\.csv$/.test(name));
    if (left.length) result.broken.push(`left behind: ${left.join(', ')}`);
  } finally {
    rmSync(join(content, '..'), { recursive: true, force: true });
  }
  return result;
}

/** Numbers from 0 to 1 that a seed determines (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { kills: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } } });
  const times = Number(values.kills);
  const { kills, finished, old, new: fresh, between, broken } = await killImports(times, seeded(Number(values.seed)));
  if (kills < times) broken.push(`only ${kills} of ${times} could be killed`);
  console.log(`${kills} imports over ${counties.length} sheets killed, ${finished} were done before their moment; afterwards wholly old ${old}, wholly new ${fresh}; cut off between files, told by the journal ${between}; broken ${broken.length}`);
  for (const line of broken) console.error(line);
  process.exit(broken.length ? 1 : 0);
}
