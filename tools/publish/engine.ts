// Publishes a release to a target and brings an earlier one back: the order of things, the records, the lock. Knows nothing of how a target does it.
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { isPage, phaseOf, type LocalRelease, type Release } from './release.ts';
import type { Step, Target } from './target.ts';
import { exits, Trouble } from './trouble.ts';

/** How many releases can be brought back, the present one among them. */
export const keptReleases = 5;
/** Seconds without a sign of life after which another's lock may be taken over. */
const lockPatienceSeconds = 300;
const heartbeatSeconds = 15;
const day = 24 * 60 * 60 * 1000;

/** What a target remembers: the present release, those that were begun and not ended since, those that can be brought back (`after` was live before it), and files no release uses any more but open pages may. */
export type State = {
  version: 1;
  current?: string;
  pending: string[];
  releases: { id: string; published: string; after?: string }[];
  kept: Record<string, { sha256: string; since: string }>;
};

/** What a publication did or would do. `kept` are old files that stay for a time, `altered` ours that somebody had changed (what they were goes to .rongji/adopted/ as well), `left` files that we had put but somebody replaced, so that they were not removed. */
export type Summary = {
  release: string;
  before?: string;
  added: string[];
  changed: string[];
  unchanged: number;
  removed: string[];
  kept: string[];
  adopted: string[];
  altered: string[];
  left: string[];
  bytes: number;
  resumed: boolean;
};

/** Told what is going on. */
export type Report = { step(text: string): void; progress(done: number, total: number): void; note(text: string): void };

export type Options = { keepDays: number; now: Date; adopt?: boolean; purge?: boolean; dryRun?: boolean; report: Report };

const count = (list: string[]) => `${list.slice(0, 3).join('、')}${list.length > 3 ? ` 等 ${list.length} 个` : ''}`;

/** The target's memory; an empty one where nothing was ever published. */
export async function readState(target: Target): Promise<State> {
  const text = await target.readRecord('state.json');
  if (text === undefined) return { version: 1, pending: [], releases: [], kept: {} };
  const broken = () => new Trouble(`${target.title} 的发布记录 .rongji/state.json 读不懂；请找维护的人看一看，或者删去它，再用 --adopt 发布一次`);
  let state: State;
  try {
    state = JSON.parse(text) as State;
  } catch {
    throw broken();
  }
  if (state?.version !== 1 || !Array.isArray(state.releases) || !Array.isArray(state.pending) || typeof state.kept !== 'object') throw broken();
  return state;
}

async function readManifest(target: Target, id: string): Promise<Release | undefined> {
  const text = await target.readRecord(`releases/${id}.json`);
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Release);
  } catch {
    return undefined;
  }
}

type Lock = { check(): Promise<void>; release(): Promise<void> };

/** Takes the target's lock, or that of an owner who is gone; throws when another publication is under way. */
async function takeLock(target: Target, report: Report): Promise<Lock> {
  const mine = { token: randomUUID(), host: hostname(), system: systemId(), user: userName(), pid: process.pid, since: new Date().toISOString() };
  const text = JSON.stringify(mine);
  for (let attempt = 0; !(await target.makeLock(text)); attempt++) {
    const found = await target.readLock();
    // A request that was repeated after its answer was lost finds what it made itself.
    if (found?.text === text) break;
    if (!found && attempt < 10) continue;
    if (!found) throw new Trouble(`${target.title} 的发布锁 .rongji/lock 建不起来；请核对权限`);
    const other = parseLock(found.text);
    const silent = found.idleSeconds > 2 * heartbeatSeconds;
    // Two machines may have one name: only on this very system does a process that is not there tell at once.
    const looksGone = other ? other.host === mine.host && !runs(other.pid) : true;
    const gone = looksGone && (silent || (mine.system !== undefined && other?.system === mine.system));
    if (attempt > 2 || !(gone || found.idleSeconds > lockPatienceSeconds))
      throw new Trouble(
        `${other ? `${other.user}（${other.host}）从 ${other.since} 起` : '有人'}正在往 ${target.title} 发布，等做完再来。那边要是已经停了，${looksGone ? '半' : `${Math.ceil(lockPatienceSeconds / 60)} `}分钟后会自动让出`,
        exits.busy,
      );
    report.note(`上一次发布${other ? `（${other.user}，${other.since}）` : ''}没有做完就断了，现在接着做`);
    await target.removeLock(found.text);
  }
  let ending = false;
  let beating: Promise<void> | undefined;
  const beatOnce = async () => {
    try {
      if (!ending && (await target.readLock())?.text === text && !ending) await target.refreshLock(text);
    } catch {
      // A beat that fails is followed by another; the work itself will meet the trouble.
    } finally {
      beating = undefined;
    }
  };
  const beat = setInterval(() => void (beating ??= beatOnce()), heartbeatSeconds * 1000);
  beat.unref();
  return {
    async check() {
      const found = ending ? undefined : await target.readLock();
      // Interrupted: the process ends in a moment, and nothing more may be written until then.
      if (ending) return new Promise<never>(() => undefined);
      if (found?.text !== text) throw new Trouble(`${target.title} 已被另一次发布接管，这一次停下`, exits.busy);
    },
    async release() {
      ending = true;
      clearInterval(beat);
      // A beat under way would write the lock anew after it was taken away.
      await beating;
      await target.removeLock(text);
    },
  };
}

/** What tells this system, since it was started, from all others, as far as processes can be seen; undefined where nothing does. */
export function systemId(): string | undefined {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

const userName = () => {
  try {
    return userInfo().username;
  } catch {
    return '有人';
  }
};

function parseLock(text: string): { host: string; system?: string; user: string; pid: number; since: string } | undefined {
  try {
    const lock = JSON.parse(text);
    return typeof lock?.host === 'string' && Number.isInteger(lock.pid) ? lock : undefined;
  } catch {
    return undefined;
  }
}

const runs = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** What we have put at the target so far: the contents that each path may have from us. */
async function knownFiles(target: Target, state: State): Promise<Map<string, Set<string>>> {
  const known = new Map<string, Set<string>>();
  const add = (path: string, sha256: string) => known.set(path, (known.get(path) ?? new Set()).add(sha256));
  for (const id of new Set([...state.releases.map(({ id }) => id), ...state.pending]))
    for (const [path, file] of Object.entries((await readManifest(target, id))?.files ?? {})) add(path, file.sha256);
  for (const [path, { sha256 }] of Object.entries(state.kept)) add(path, sha256);
  return known;
}

/** The changes in the order that keeps every page whole at every moment: what pages need, new pages, changed pages from the deepest up, what leads in, the word of the release; removals last. */
export function inOrder(puts: { path: string; sha256: string; isNew: boolean }[], removals: string[]): Step[][] {
  const depth = (path: string) => path.split('/').length;
  const groups = new Map<string, { path: string; sha256: string }[]>();
  const rank = ({ path, isNew }: { path: string; isNew: boolean }) => {
    const phase = phaseOf(path);
    // The start page is the last of the pages: it is where readers come in.
    return phase === 1 ? `1 ${isNew ? 0 : 1} ${String(99 - depth(path)).padStart(2, '0')}` : `${phase}`;
  };
  for (const put of puts) groups.set(rank(put), [...(groups.get(rank(put)) ?? []), put]);
  const steps = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]): Step[] => group.map(({ path, sha256 }) => ({ put: path, sha256 })));
  const pages = removals.filter(isPage);
  const others = removals.filter((path) => !isPage(path));
  return [...steps, pages.map((path) => ({ remove: path })), others.map((path) => ({ remove: path }))].filter((group) => group.length);
}

/** Paths of ours that stand as a file where a new one needs a folder, or the other way round: they must go before it. */
function inTheWay(known: Iterable<string>, release: Release): string[] {
  const files = new Set(Object.keys(release.files));
  const folders = new Set([...files].flatMap((path) => path.split('/').slice(0, -1).map((_, i, parts) => parts.slice(0, i + 1).join('/'))));
  return [...known].filter((path) => !files.has(path) && (folders.has(path) || path.split('/').slice(0, -1).some((_, i, parts) => files.has(parts.slice(0, i + 1).join('/')))));
}

/** Publishes a release to a target; what readers see is whole at every moment, also when this is cut off, and the next publication completes it. */
export async function publish(target: Target, local: LocalRelease, options: Options): Promise<Summary> {
  return withLock(target, options, async (state, lock) => {
    // A release that was here before keeps its word: the same files, the same release.json.
    const earlier = state.releases.some(({ id }) => id === local.id) || state.pending.includes(local.id) ? await readManifest(target, local.id) : undefined;
    const same = earlier && Object.keys(local.files).every((path) => path === 'release.json' || earlier.files[path]?.sha256 === local.files[path]!.sha256) && Object.keys(earlier.files).every((path) => path in local.files);
    // A word that was changed in place is gone from the store too; then the new one is as good.
    const word = earlier?.files['release.json'];
    const keepsWord = same && word && !(await target.lacks([{ path: 'release.json', sha256: word.sha256 }])).size;
    return bring(target, keepsWord ? earlier : local, (path) => local.read(path), state, lock, options, false);
  });
}

/** Brings an earlier release back out of the target's own store: the one before the present, or `id`. */
export async function rollback(target: Target, id: string | undefined, options: Options): Promise<Summary> {
  return withLock(target, options, async (state, lock) => {
    if (!state.current) throw new Trouble(`${target.title} 上还没有发布过，没有可退回的版本`);
    // A publication that was cut off never became the present one: the way back from it is the one before.
    const wanted = id ?? (state.pending.some((one) => one !== state.current) ? state.current : state.releases.find((one) => one.id === state.current)?.after);
    if (!wanted) throw new Trouble(`${target.title} 上没有更早的版本可以退回；--list 列出有哪些`);
    const matches = state.releases.filter((one) => one.id.startsWith(wanted));
    if (matches.length !== 1) throw new Trouble(matches.length ? `编号以 ${wanted} 开头的不止一版，请把编号写全` : `${target.title} 上没有 ${wanted} 这一版；--list 列出有哪些`);
    const release = await readManifest(target, matches[0]!.id);
    if (!release) throw new Trouble(`${matches[0]!.id} 这一版的文件清单不见了，退不回去；请改用别的一版，或重新发布`);
    const missing = await target.lacks(Object.entries(release.files).map(([path, { sha256 }]) => ({ path, sha256 })));
    if (missing.size) throw new Trouble(`${release.id} 这一版有 ${missing.size} 个文件已经不在目标的存档里，退不回去；线上没有动`);
    const nowhere = (path: string): Buffer => {
      throw new Trouble(`${path} 不在存档里`);
    };
    return bring(target, release, nowhere, state, lock, options, true);
  });
}

async function withLock(target: Target, options: Options, work: (state: State, lock: Lock) => Promise<Summary>): Promise<Summary> {
  await target.open(!options.dryRun);
  try {
    if (options.dryRun) return await work(await readState(target), { check: async () => undefined, release: async () => undefined });
    const lock = await takeLock(target, options.report);
    const interrupted = () => {
      options.report.note('被中断了。线上的每一页都是完整的；再发布一次就会做完');
      void lock.release().catch(() => undefined).finally(() => process.exit(exits.interrupted));
    };
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    try {
      return await work(await readState(target), lock);
    } finally {
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
      await lock.release().catch(() => undefined);
    }
  } finally {
    await target.close();
  }
}

async function bring(target: Target, release: Release, read: (path: string) => Buffer, state: State, lock: Lock, { keepDays, now, adopt, purge, dryRun, report }: Options, isReturn: boolean): Promise<Summary> {
  report.step('看目标上现在有什么');
  const known = await knownFiles(target, state);
  const there = await target.look([...new Set([...known.keys(), ...Object.keys(release.files)])]);
  /** The content at a path, however it is served. */
  const contentAt = (path: string) => there.get(path)?.replace(/:.*/, '');

  /** Paths that should hold something of ours now; elsewhere a content we never put is somebody else's, also where a page of ours was once. */
  const ours = new Set<string>();
  for (const id of new Set([...(state.current ? [state.current] : []), ...state.pending])) for (const path of Object.keys((await readManifest(target, id))?.files ?? {})) ours.add(path);

  const summary: Summary = { release: release.id, before: state.current, added: [], changed: [], unchanged: 0, removed: [], kept: [], adopted: [], altered: [], left: [], bytes: 0, resumed: state.pending.length > 0 };
  const puts: { path: string; sha256: string; isNew: boolean }[] = [];
  for (const [path, { sha256 }] of Object.entries(release.files)) {
    const found = there.get(path);
    if (found === sha256) {
      summary.unchanged++;
      continue;
    }
    puts.push({ path, sha256, isNew: found === undefined });
    (found === undefined ? summary.added : summary.changed).push(path);
    if (found === undefined) continue;
    if (!known.get(path)?.has(contentAt(path)!)) summary[ours.has(path) ? 'altered' : 'adopted'].push(path);
  }
  if (summary.adopted.length && !adopt)
    throw new Trouble(`${target.title} 里已经有别人的文件，与要发布的同名：${count(summary.adopted)}。请换一个空的文件夹；确实要由本站接管，加上 --adopt（原来的会移到 .rongji/adopted/ 里）`);

  const clockBack = state.releases.some(({ published }) => Date.parse(published) > now.getTime() + day);
  if (clockBack) report.note('这台电脑的时间比上次发布还早，请校准；这一次不清理旧文件');
  const kept: State['kept'] = {};
  const blocking = new Set(inTheWay(new Set([...known.keys(), ...there.keys()]), release));
  const stays = [...blocking].filter((path) => there.has(path) && !known.get(path)?.has(contentAt(path)!));
  if (stays.length) throw new Trouble(`${target.title} 里有别人的文件或文件夹，占着本站要用的名字：${count(stays)}。请先把它们移开，再发布；线上没有动`);
  for (const [path, contents] of known) {
    const found = contentAt(path);
    if (path in release.files || found === undefined) continue;
    if (!contents.has(found)) {
      // Somebody has put something else there; it is not ours to remove.
      summary.left.push(path);
      continue;
    }
    const since = state.kept[path]?.since ?? now.toISOString();
    const expired = !clockBack && now.getTime() - Date.parse(since) >= keepDays * day;
    if (isPage(path) || purge || expired || blocking.has(path)) summary.removed.push(path);
    else {
      kept[path] = { sha256: found, since };
      summary.kept.push(path);
    }
  }
  const first = summary.removed.filter((path) => blocking.has(path));
  const groups = inOrder(puts, summary.removed.filter((path) => !blocking.has(path)));
  if (first.length) groups.unshift(first.map((path) => ({ remove: path })));

  // The store must hold all of the release, so that it can be brought back, also what lies before readers already.
  const contents = new Map(Object.entries(release.files).map(([path, file]) => [target.keyOf({ ...file, path }), { ...file, path, read: () => read(path) }]));
  const missing = dryRun && !state.current && !state.pending.length ? new Set(contents.keys()) : await target.lacks([...contents.values()]);
  const staged = [...contents].filter(([key]) => missing.has(key)).map(([, content]) => content);
  summary.bytes = staged.reduce((sum, { bytes }) => sum + bytes, 0);
  if (dryRun) return summary;

  if (staged.length) {
    report.step(`上传 ${staged.length} 个文件`);
    await target.stage(staged, report.progress);
  }
  const foreign = [...summary.adopted, ...summary.altered];
  await lock.check();
  if (foreign.length) await target.setAside(foreign);
  await lock.check();
  await target.writeRecord(`releases/${release.id}.json`, JSON.stringify({ id: release.id, files: release.files } satisfies Release));
  // From here on the release's files are known as ours, whatever happens.
  const before: State = { ...state, pending: [...new Set([...state.pending, release.id])], kept: { ...state.kept, ...kept } };
  await lock.check();
  await target.writeRecord('state.json', JSON.stringify(before));

  if (groups.length) {
    report.step('换上新的一版');
    await target.apply(groups, report.progress, () => lock.check());
  }

  report.step('逐个核对');
  const now2 = await target.look(Object.keys(release.files));
  const wrong = Object.entries(release.files).filter(([path, { sha256 }]) => now2.get(path) !== sha256).map(([path]) => path);
  if (wrong.length) throw new Trouble(`核对不符：${count(wrong)}。可能有别的程序在改目标；再发布一次，会把它们换好`);

  const entry = { id: release.id, published: now.toISOString(), ...after(state, release.id, isReturn) };
  const releases = [...state.releases.filter(({ id }) => id !== release.id), entry];
  const remembered = purge ? [entry] : releases.slice(-keptReleases);
  const done: State = { version: 1, current: release.id, pending: [], releases: remembered, kept };
  await lock.check();
  await target.writeRecord('state.json', JSON.stringify(done));

  const stay = new Set(remembered.map(({ id }) => id));
  const wanted = new Set<string>();
  for (const { id } of remembered) for (const { sha256 } of Object.values((id === release.id ? release : await readManifest(target, id))?.files ?? {})) wanted.add(sha256);
  for (const id of new Set([...state.releases.map(({ id }) => id), ...state.pending])) if (!stay.has(id)) await target.removeRecord(`releases/${id}.json`);
  await lock.check();
  await target.sweep(wanted);
  return summary;
}

/** What is gone back to from a release: for one that was brought back, what it followed then. */
function after(state: State, id: string, isReturn: boolean): { after?: string } {
  const earlier = state.releases.find((one) => one.id === id);
  const before = earlier && (isReturn || id === state.current) ? earlier.after : state.current;
  return before && before !== id ? { after: before } : {};
}
