// Puts changed sheets in place, all of them or none, whatever ends the process; src/lib/station-sheets.ts says how and why.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { journalName, journalText, readJournal, textDigest, type Journal } from '../../src/lib/station-sheets.ts';
import { exits, explain, Trouble } from '../publish/trouble.ts';

const lockName = /^\.import-lock-(\d+)$/;
const leftOver = /^\.import-\d+\.tmp$/;

/** True while a process runs. */
export const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process may not be asked, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** What tells a process from another of the same number, after the machine began anew or on another one; empty where the system does not say. */
type Mark = { host?: string; boot?: string; began?: string };
function markOf(pid: number): Mark {
  const read = (path: string) => {
    try {
      return readFileSync(path, 'utf8').trim();
    } catch {
      return '';
    }
  };
  // The name of the program stands in brackets and may hold anything; its start is the 20th field after it.
  return { host: hostname(), boot: read('/proc/sys/kernel/random/boot_id'), began: read(`/proc/${pid}/stat`).replace(/^.*\)/s, '').split(' ')[20] ?? '' };
}

/** An import takes seconds, a slow disk minutes; of another machine's it cannot be asked whether it runs. */
const longestImport_ms = 3_600_000;

/** True while the import that left this lock may still be at work. */
function isHeld(path: string, pid: number): boolean {
  let left: Mark = {};
  try {
    left = Object(JSON.parse(readFileSync(path, 'utf8'))) as Mark;
  } catch {
    // It is being written, or gone.
  }
  const now = markOf(pid);
  if (left.host && left.host !== now.host) return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < longestImport_ms;
  if (left.boot && now.boot && left.boot !== now.boot) return false;
  return isRunning(pid) && !(left.began && now.began && left.began !== now.began);
}

/** The import into a folder of sheets that goes on now: its process and the lock it holds, or undefined. */
export const importingNow = (folder: string): { pid: number; lock: string } | undefined =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .map((name) => ({ pid: Number(lockName.exec(name)?.[1]), lock: join(folder, name) }))
    .find(({ pid, lock }) => pid > 0 && pid !== process.pid && isHeld(lock, pid));

/**
 * Holds a folder of sheets for one import; returns what lets go of it. Throws when another holds it.
 * Each holder has a file of its own name and then looks for others': two that come at once may both give way, but never both go on,
 * and what a dead process left can be taken away without taking away a living one's.
 */
export function holdSheets(folder: string): () => void {
  const own = join(folder, `.import-lock-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeWhole(own, JSON.stringify(markOf(process.pid)));
  } catch (error) {
    throw explain(error, `准备写 ${folder}`);
  }
  const other = importingNow(folder);
  if (other !== undefined) {
    rmSync(own, { force: true });
    throw new Trouble(`另一个导入正在进行（进程 ${other.pid}）；等它做完再来。没有人在导入却总是这样，就删去 ${other.lock} 再来。没有改动任何文件`, exits.busy);
  }
  for (const name of readdirSync(folder)) {
    const [, pid] = lockName.exec(name) ?? [];
    // All that is half-written here is a dead process's, since nobody else holds the folder.
    if ((pid && Number(pid) !== process.pid) || leftOver.test(name)) rmSync(join(folder, name), { force: true });
  }
  return () => rmSync(own, { force: true });
}

/** Writes a file that is there, on the disk, when this returns. */
function writeWhole(path: string, text: string) {
  const file = openSync(path, 'w');
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes renames and removals in a folder last through a power cut, where the system can do that. */
function syncFolder(folder: string) {
  try {
    const file = openSync(folder, 'r');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch {
    // Windows opens no folders; there the order of renames is the file system's own affair.
  }
}

function putInPlace(folder: string, name: string, text: string) {
  const half = join(folder, `.import-${process.pid}.tmp`);
  writeWhole(half, text);
  renameSync(half, join(folder, name));
}

const textOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

/** Texts that somebody had edited meanwhile, as they are called when they are put aside. */
const asideName = /^_\d{6}-改过的(-\d+)?\.csv$/;

/** Brings the sheets to what the journal says and takes it away; the folder is held. Puts texts aside that somebody had edited meanwhile. */
function applyJournal(folder: string, journal: Journal): void {
  for (const [name, { before, after }] of journal) {
    const path = join(folder, name);
    const now = textOf(path);
    if (now === after) continue;
    if (now !== undefined && textDigest(now) !== before) {
      // Edited after the import was cut off: nothing that anybody wrote is thrown away.
      let aside = `_${name.replace('.csv', '')}-改过的.csv`;
      for (let i = 2; existsSync(join(folder, aside)); i++) aside = `_${name.replace('.csv', '')}-改过的-${i}.csv`;
      renameSync(path, join(folder, aside));
    }
    putInPlace(folder, name, after);
  }
  syncFolder(folder);
  rmSync(join(folder, journalName));
  syncFolder(folder);
}

/** Finishes an import that was cut off; the folder is held. Returns lines for the operator. */
export function finishHeld(folder: string): string[] {
  let journal: Journal | undefined;
  try {
    journal = readJournal(folder);
    if (!journal) return [];
    applyJournal(folder, journal);
  } catch (error) {
    throw explain(error, '接着写完上一次导入');
  }
  // Also those that were put aside before this was cut off itself.
  const saved = readdirSync(folder).filter((name) => asideName.test(name)).sort();
  return [
    `上一次导入没有做完，现在做完了：${[...journal.keys()].join('、')}`,
    ...saved.map((name) => `中断以后有人改过的那一份存在 content/stations/${name}，网站不读它；请核对以后把要的内容写进去，再删去它`),
  ];
}

/** Finishes an import that was cut off, if there is one. Returns lines for the operator; throws when another import is at work. */
export function finishImport(content: string): string[] {
  const folder = join(content, 'stations');
  if (!existsSync(join(folder, journalName))) return [];
  const release = holdSheets(folder);
  try {
    return finishHeld(folder);
  } finally {
    release();
  }
}

/** Puts changed sheets in place; the folder is held. Throws, with nothing changed, when one is not what it was when the import read it. */
export function commitSheets(folder: string, files: Map<string, { before: string | undefined; after: string }>): void {
  let committed = false;
  try {
    for (const [name, { before }] of files) if (textOf(join(folder, name)) !== before) throw new Trouble(`content/stations/${name} 刚才被别的程序改过；没有导入，请再来一次`);
    const journal: Journal = new Map([...files].map(([name, { before, after }]) => [name, { before: before === undefined ? null : textDigest(before), after }]));
    putInPlace(folder, journalName, journalText(journal));
    committed = true;
    syncFolder(folder);
    applyJournal(folder, journal);
  } catch (error) {
    const { message, code } = explain(error, '写站点表');
    throw new Trouble(committed ? `${message}。这次导入已经记下、还没有写完；排除以后运行任何一条 npm run rongji 命令，就会接着写完` : `${message}。没有改动任何文件`, code);
  }
}
