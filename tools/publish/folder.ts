// Publishes into a folder: a web server's root, a share of the portal's host, a stick.
import { constants } from 'node:fs';
import { access, chmod, copyFile, link, lstat, mkdir, open, readdir, readFile, readlink, realpath, rename, rm, rmdir, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join, relative, isAbsolute, sep } from 'node:path';
import { recordsFolder, sha256 } from './release.ts';
import type { Content, LockFound, Progress, Step, Target } from './target.ts';
import { during, systemCode, Trouble } from './trouble.ts';

const inside = (outer: string, inner: string) => {
  const way = relative(outer, inner);
  return way === '' || (!way.startsWith(`..${sep}`) && way !== '..' && !isAbsolute(way));
};
const orUndefined = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
};

/** Resolves links in a path of which the last parts may not exist yet. */
async function resolved(path: string): Promise<string> {
  const real = await orUndefined(realpath(path));
  return real ?? (dirname(path) === path ? path : join(await resolved(dirname(path)), path.slice(dirname(path).length)));
}

/** Does many things, a few at a time; stops at the first that fails. */
export async function inParallel<T>(list: T[], atOnce: number, act: (one: T) => Promise<void>): Promise<void> {
  let next = 0;
  let failed = false;
  const worker = async () => {
    while (next < list.length && !failed) {
      try {
        await act(list[next++]!);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(atOnce, list.length) }, worker));
  const bad = ends.find((end) => end.status === 'rejected');
  if (bad) throw bad.reason;
}

/** The target in `path`, a full path; `projectRoot` and what is in it are refused. */
export function folderTarget(path: string, projectRoot: string): Target {
  const title = `文件夹 ${path}`;
  const records = join(path, recordsFolder);
  const objects = join(records, 'objects');
  const scratch = join(records, 'tmp');
  const objectOf = (hash: string) => join(objects, hash.slice(0, 2), hash);
  const lockFile = join(records, 'lock');
  /** Folders seen to be real ones, not links. */
  const realFolders = new Set<string>();

  /** Throws when a folder on the way to the file is a link: it would lead out of the target. Returns what stands there and is no folder. */
  async function onRealWay(file: string): Promise<string | undefined> {
    const parts = file.split('/').slice(0, -1);
    for (let i = 1; i <= parts.length; i++) {
      const folder = parts.slice(0, i).join('/');
      if (realFolders.has(folder)) continue;
      const found = await orUndefined(lstat(join(path, folder)));
      if (!found) return undefined;
      if (found.isSymbolicLink()) throw new Trouble(`${join(path, folder)} 是符号链接，不跟着它写到别处；请换成真的文件夹，或换一个目标`);
      if (!found.isDirectory()) return folder;
      realFolders.add(folder);
    }
    return undefined;
  }

  /** All folders and files in a folder, at any depth, each folder before what is in it. */
  async function below(folder: string): Promise<{ path: string; isFolder: boolean }[]> {
    const entries = await readdir(join(path, folder), { withFileTypes: true });
    const lists = await Promise.all(entries.map(async (entry) => [{ path: `${folder}/${entry.name}`, isFolder: entry.isDirectory() }, ...(entry.isDirectory() ? await below(`${folder}/${entry.name}`) : [])]));
    return lists.flat();
  }

  /** Writes a file as a whole: under another name first, on the disk, then in its place. */
  async function place(file: string, data: string | Buffer) {
    await mkdir(dirname(file), { recursive: true });
    await mkdir(scratch, { recursive: true });
    const draft = join(scratch, randomUUID());
    try {
      const handle = await open(draft, 'wx', 0o644);
      try {
        await handle.writeFile(data);
        await handle.datasync();
      } finally {
        await handle.close();
      }
      // The shell's umask must not hide the site from the web server.
      await chmod(draft, 0o644);
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async function put(file: string, hash: string) {
    await onRealWay(file);
    const to = join(path, file);
    const parts = file.split('/');
    for (let i = 1; i < parts.length; i++) {
      const folder = join(path, ...parts.slice(0, i));
      if (await mkdir(folder, { recursive: false }).then(() => true, (error) => (error.code === 'EEXIST' ? false : Promise.reject(error)))) await chmod(folder, 0o755);
    }
    const draft = join(scratch, randomUUID());
    try {
      // A second name for the stored content costs no room; disks that know no such names get a copy.
      await link(objectOf(hash), draft).catch((error) => (error.code === 'ENOENT' ? Promise.reject(error) : copyFile(objectOf(hash), draft, constants.COPYFILE_EXCL)));
      // Empty folders in its place are nobody's.
      if ((await orUndefined(lstat(to)))?.isDirectory()) for (const folder of [...(await below(file)).reverse().map((one) => join(path, one.path)), to]) await rmdir(folder);
      await rename(draft, to);
    } finally {
      // Renaming onto another name of the same content leaves the first name.
      await rm(draft, { force: true });
    }
  }

  async function remove(file: string) {
    await onRealWay(file);
    await rm(join(path, file), { force: true });
    for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) {
      try {
        await rmdir(join(path, folder));
        realFolders.delete(folder);
      } catch {
        // Others' files are in it, or it is gone.
        break;
      }
    }
  }

  return {
    title,
    async open(write) {
      const real = await during(`打开${title}`, () => resolved(path));
      const project = await realpath(projectRoot);
      if (inside(project, real)) throw new Trouble(`发布的文件夹 ${path} 在本项目里面；请换到项目外面，例如 /var/www/ 下`, 2);
      if (inside(real, project)) throw new Trouble(`本项目就在发布的文件夹 ${path} 里面，会被一起公开；请换一个文件夹`, 2);
      const found = await during(`打开${title}`, () => orUndefined(stat(path)));
      if (found && !found.isDirectory()) throw new Trouble(`${path} 是文件、不是文件夹；请核对 path`);
      if (found) await during(`打开${title}`, () => access(path, constants.W_OK | constants.X_OK));
      else if (!(await orUndefined(stat(dirname(path))))) throw new Trouble(`${dirname(path)} 不存在，没有地方建 ${path}；请核对 path，或先建好上一层`);
      const kept = await during(`打开${title}`, () => orUndefined(lstat(records)));
      if (kept && !kept.isDirectory()) throw new Trouble(`${records} 不是文件夹，发布记录没有地方放；请移开它`);
      if (!write) return;
      await during(`在${title}里建发布记录`, async () => {
        for (const folder of [path, records, objects, scratch]) if (!(await orUndefined(stat(folder)))) await mkdir(folder).then(() => chmod(folder, 0o755));
      });
    },
    async tryWriting() {
      await during(`在${title}里试写`, async () => {
        if (!(await orUndefined(stat(path)))) return access(dirname(path), constants.W_OK | constants.X_OK);
        const trial = join(path, `.rongji-${randomUUID()}`);
        try {
          await writeFile(trial, trial);
        } finally {
          await rm(trial, { force: true });
        }
      });
    },
    readRecord: (name) => during(`读 ${records}/${name}`, () => orUndefined(readFile(join(records, name), 'utf8'))),
    writeRecord: (name, text) => during(`写 ${records}/${name}`, () => place(join(records, name), text)),
    removeRecord: (name) => during(`删 ${records}/${name}`, () => rm(join(records, name), { force: true })),
    async makeLock(text) {
      return during(`建发布锁 ${lockFile}`, async () => {
        const draft = join(scratch, randomUUID());
        await writeFile(draft, text);
        // A name that exists is not taken by link nor by COPYFILE_EXCL; with link, the lock is never seen half-written.
        const made = await link(draft, lockFile).then(() => true, async (error) => (error.code === 'EEXIST' ? false : copyFile(draft, lockFile, constants.COPYFILE_EXCL).then(() => true, (other) => (other.code === 'EEXIST' ? false : Promise.reject(other)))));
        await rm(draft, { force: true });
        return made;
      });
    },
    async readLock(): Promise<LockFound | undefined> {
      return during(`读发布锁 ${lockFile}`, async () => {
        const text = await orUndefined(readFile(lockFile, 'utf8'));
        const found = await orUndefined(stat(lockFile));
        if (text === undefined || !found) return undefined;
        // The disk's own clock: a share's may differ from ours.
        const probe = join(scratch, randomUUID());
        await writeFile(probe, '');
        const { mtimeMs } = await stat(probe);
        await rm(probe, { force: true });
        return { text, idleSeconds: (mtimeMs - found.mtimeMs) / 1000 };
      });
    },
    refreshLock: (text) => during(`写发布锁 ${lockFile}`, () => place(lockFile, text)),
    async removeLock(text) {
      await during(`删发布锁 ${lockFile}`, async () => {
        // Moved aside first, so that of two who want it gone only one gets this very lock.
        const aside = join(scratch, randomUUID());
        if ((await rename(lockFile, aside).then(() => true, (error) => (error.code === 'ENOENT' ? false : Promise.reject(error)))) === false) return;
        if ((await readFile(aside, 'utf8')) !== text) await link(aside, lockFile).catch(() => undefined);
        await unlink(aside);
      });
    },
    async look(paths) {
      const found = new Map<string, string>();
      const asked = new Set(paths);
      await during(`查看${title}`, () =>
        inParallel(paths, 8, async (file) => {
          const block = await onRealWay(file);
          if (block && !asked.has(block)) found.set(block, '?');
          const entry = await orUndefined(lstat(join(path, file)));
          if (entry?.isFile()) found.set(file, sha256(await readFile(join(path, file))));
          else if (entry?.isDirectory()) for (const one of await below(file)) one.isFolder || asked.has(one.path) || found.set(one.path, '?');
          else if (entry) found.set(file, '?');
        }),
      );
      return found;
    },
    keyOf: (content) => content.sha256,
    async lacks(contents) {
      const missing = new Set<string>();
      await during(`查看 ${objects}`, () =>
        inParallel(contents, 8, async ({ sha256: hash }) => {
          const data = await orUndefined(readFile(objectOf(hash)));
          // A file edited in place before readers changes its second name in the store too.
          if (!data || sha256(data) !== hash) missing.add(hash);
        }),
      );
      return missing;
    },
    async stage(contents: Content[], progress: Progress) {
      let done = 0;
      const total = contents.reduce((sum, { bytes }) => sum + bytes, 0);
      await inParallel(contents, 8, async (content) => {
        const to = objectOf(content.sha256);
        const data = content.read();
        await during(`写 ${content.path}`, async () => {
          await place(to, data);
          if (sha256(await readFile(to)) !== content.sha256) throw new Trouble(`写 ${content.path}：写进去的和读出来的不一样；请检查磁盘`);
        });
        progress((done += content.bytes), total);
      });
    },
    async setAside(paths) {
      for (const file of paths)
        await during(`移开 ${file}`, async () => {
          const from = join(path, file);
          const entry = await orUndefined(lstat(from));
          if (!entry) return;
          // What was set aside before is never written over: another time has another folder.
          for (let time = 1; ; time++) {
            const to = join(records, time === 1 ? 'adopted' : `adopted-${time}`, file);
            try {
              await mkdir(dirname(to), { recursive: true });
              // Readers keep the old file until ours takes its place.
              if (entry.isSymbolicLink()) await symlink(await readlink(from), to);
              else if (entry.isFile()) await copyFile(from, to, constants.COPYFILE_EXCL);
              else if (await orUndefined(lstat(to))) continue;
              else await rename(from, to);
              return;
            } catch (error) {
              if (!['EEXIST', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
              const there = await orUndefined(lstat(to));
              if (entry.isFile() && there?.isFile() && (await readFile(to)).equals(await readFile(from))) return;
            }
          }
        });
    },
    async apply(groups: Step[][], progress: Progress, check) {
      const total = groups.reduce((sum, group) => sum + group.length, 0);
      let done = 0;
      for (const group of groups) {
        await check();
        for (const step of group) {
          if ('put' in step) await during(`换上 ${step.put}`, () => put(step.put, step.sha256));
          else await during(`删去 ${step.remove}`, () => remove(step.remove));
          progress(++done, total);
        }
      }
    },
    async sweep(keep) {
      await during(`清理 ${objects}`, async () => {
        for (const folder of await readdir(objects)) {
          for (const hash of (await orUndefined(readdir(join(objects, folder)))) ?? []) if (!keep.has(hash)) await rm(join(objects, folder, hash), { force: true });
          await rmdir(join(objects, folder)).catch(() => undefined);
        }
        for (const draft of await readdir(scratch)) await rm(join(scratch, draft), { force: true });
      });
    },
    async close() {},
  };
}
