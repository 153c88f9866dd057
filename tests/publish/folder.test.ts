import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { inOrder, publish, readState, rollback, systemId, type Options } from '../../tools/publish/engine.ts';
import { folderTarget } from '../../tools/publish/folder.ts';
import { phaseOf, readRelease } from '../../tools/publish/release.ts';
import type { Target } from '../../tools/publish/target.ts';
import { killPublications, runPublish } from './kills.ts';
import { brokenParts, madeSite, writeSite } from './made-site.ts';
import { filesIn, folderStage } from './stages.ts';

const project = process.cwd();
const work = mkdtempSync(join(tmpdir(), 'rongji-folder-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const editions = [1, 2, 3].map((edition) => madeSite(edition, 20));
const dists = editions.map((files, i) => {
  writeSite(join(work, `edition-${i + 1}`), files);
  return join(work, `edition-${i + 1}`);
});
let www: string;
let number = 0;
beforeEach(() => void (www = join(work, `www-${++number}`)));

const day = 24 * 60 * 60 * 1000;
const start = new Date('2026-11-01T00:00:00Z');
const notes: string[] = [];
const options = (more: Partial<Options> = {}): Options => ({ keepDays: 14, now: start, report: { step() {}, progress() {}, note: (text) => void notes.push(text) }, ...more });
const target = () => folderTarget(www, project);
const put = (edition: number, more: Partial<Options> = {}) => publish(target(), readRelease(dists[edition]!, more.now ?? start), options(more));
const read = (path: string) => readFileSync(join(www, path), 'utf8');
const whole = () => brokenParts(folderStage(www).read, editions);

test('a page comes after what it needs, what leads in after the pages, and nothing goes before all is there', () => {
  const steps = inOrder(['index.html', 'a/b/index.html', 'release.json', '_astro/x.js', 'offline-worker.js', 'new/index.html', 'data/x.json', 'search/index/manifest.json', 'a/b/index.html.gz'].map((path) => ({ path, sha256: '', isNew: path.startsWith('new') })), ['old/index.html', '_astro/old.js']);
  expect(steps.map((group) => group.map((step) => ('put' in step ? step.put : `-${step.remove}`)))).toEqual([
    ['_astro/x.js', 'data/x.json'],
    ['new/index.html'],
    ['a/b/index.html', 'a/b/index.html.gz'],
    ['index.html'],
    ['offline-worker.js', 'search/index/manifest.json'],
    ['release.json'],
    ['-old/index.html'],
    ['-_astro/old.js'],
  ]);
  expect(phaseOf('cards/a.png')).toBe(0);
  expect(phaseOf('sw.js')).toBe(0);
});

test('only what changed is sent; removed pages go at once, other old files after their time', async () => {
  const first = await put(0);
  expect(first.added.sort()).toEqual([...editions[0]!.keys(), 'release.json'].sort());
  const again = await put(0);
  expect([again.added, again.changed, again.removed, again.bytes]).toEqual([[], [], [], 0]);

  const second = await put(1);
  const differs = [...editions[1]!].filter(([path, data]) => !editions[0]!.has(path) || !Buffer.from(editions[0]!.get(path)!).equals(Buffer.from(data))).map(([path]) => path);
  expect([...second.added, ...second.changed].sort()).toEqual([...differs, 'release.json'].sort());
  const gone = [...editions[0]!.keys()].filter((path) => !editions[1]!.has(path));
  expect(second.removed.sort()).toEqual(gone.filter((path) => /\.html(\.gz)?$/.test(path)).sort());
  expect(second.kept.sort()).toEqual(gone.filter((path) => !/\.html(\.gz)?$/.test(path)).sort());
  for (const path of second.kept) expect(existsSync(join(www, path)), path).toBe(true);
  expect(await whole()).toEqual([]);

  expect((await put(1, { now: new Date(start.getTime() + 13 * day) })).removed).toEqual([]);
  const late = await put(1, { now: new Date(start.getTime() + 14 * day) });
  expect(late.removed.sort()).toEqual(second.kept.sort());
  expect(filesIn(www).sort()).toEqual([...editions[1]!.keys(), 'release.json'].sort());
});

test('an earlier release comes back whole out of the target itself', async () => {
  for (const edition of [0, 1, 2]) await put(edition, { now: new Date(start.getTime() + edition * 30 * day) });
  const state = await readState(target());
  const ids = state.releases.map(({ id }) => id);
  expect(state.current).toBe(ids[2]);
  const word = JSON.parse(read('release.json'));
  expect(word).toEqual({ release: ids[2], published: new Date(start.getTime() + 60 * day).toISOString() });
  expect((await rollback(target(), undefined, options())).release).toBe(ids[1]);
  for (const [path, data] of editions[1]!) expect(readFileSync(join(www, path)).equals(Buffer.from(data)), path).toBe(true);
  expect(JSON.parse(read('release.json')).release).toBe(ids[1]);
  expect((await rollback(target(), undefined, options())).release).toBe(ids[0]);
  await expect(rollback(target(), undefined, options())).rejects.toThrow('没有更早的版本');
  expect((await rollback(target(), ids[2]!.slice(0, 6), options())).release).toBe(ids[2]);
  await expect(rollback(target(), 'ffffffffffff', options())).rejects.toThrow('没有 ffffffffffff 这一版');
  expect(await whole()).toEqual([]);
});

test('a store that lost something refuses to bring a release back and leaves the site alone', async () => {
  await put(0);
  await put(1);
  const objects = join(www, '.rongji', 'objects');
  rmSync(objects, { recursive: true });
  mkdirSync(objects);
  await expect(rollback(target(), undefined, options())).rejects.toThrow('已经不在目标的存档里');
  expect(read('index.html')).toBe(editions[1]!.get('index.html'));
});

test("others' files stay: they are neither overwritten unasked nor ever removed", async () => {
  mkdirSync(join(www, 'stories'), { recursive: true });
  writeFileSync(join(www, 'index.html'), '门户首页');
  writeFileSync(join(www, 'stories', 'theirs.html'), '别人的');
  await expect(put(0)).rejects.toThrow(/别人的文件.*index\.html.*--adopt/);
  expect(filesIn(www).sort()).toEqual(['index.html', 'stories/theirs.html']);
  expect(read('index.html')).toBe('门户首页');
  expect((await put(0, { adopt: true })).adopted).toEqual(['index.html']);
  expect(read('.rongji/adopted/index.html')).toBe('门户首页');
  // A page of ours that somebody replaced by another under the same name is not ours to remove.
  const page = [...editions[0]!.keys()].find((path) => path.endsWith('/index.html') && !editions[1]!.has(path))!;
  writeFileSync(join(www, page), '他们改用了这个名字');
  const summary = await put(1, { purge: true });
  expect(summary.left).toEqual([page]);
  expect(read(page)).toBe('他们改用了这个名字');
  expect(read('stories/theirs.html')).toBe('别人的');
});

test("a name that was ours once is not ours for ever: what others put there since is not overwritten", async () => {
  const about = join(work, `about-${number}`);
  const page = '<!doctype html><p>x';
  const site = (more: [string, string][]) => (writeSite(about, new Map([['index.html', page], ...more])), publish(target(), readRelease(about, start), options()));
  const first = await site([['about/index.html', page]]);
  await site([]);
  expect(existsSync(join(www, 'about'))).toBe(false);
  mkdirSync(join(www, 'about'));
  writeFileSync(join(www, 'about', 'index.html'), '他们的');
  await expect(rollback(target(), undefined, options())).rejects.toThrow(/别人的文件.*about\/index\.html/);
  await expect(site([['about/index.html', `${page}y`]])).rejects.toThrow(/别人的文件.*about\/index\.html/);
  expect(read('about/index.html')).toBe('他们的');
  expect((await rollback(target(), first.release, options({ adopt: true }))).adopted).toEqual(['about/index.html']);
  expect(read('about/index.html')).toBe(page);
  expect(read('.rongji/adopted/about/index.html')).toBe('他们的');
});

test('what was set aside once is not written over by what is set aside later', async () => {
  const aside = (text: string) => (writeFileSync(join(www, '404.html'), text), target().setAside(['404.html']));
  await put(0, { now: start });
  for (const text of ['门户的', '后来的', '后来的', '再后来的']) await aside(text);
  expect(['adopted', 'adopted-2', 'adopted-3'].map((folder) => read(`.rongji/${folder}/404.html`))).toEqual(['门户的', '后来的', '再后来的']);
  expect(existsSync(join(www, '.rongji', 'adopted-4'))).toBe(false);
  // A folder aside where now a file of the same name is.
  writeFileSync(join(www, 'x'), '文件');
  mkdirSync(join(www, '.rongji', 'adopted', 'x'));
  await target().setAside(['x']);
  expect(read('.rongji/adopted-2/x')).toBe('文件');
});

test('a file that somebody changed in place is put right, in the store too, and said', async () => {
  await put(0);
  // The store's name for it is a second name of the same file.
  writeFileSync(join(www, '404.html'), '改坏了');
  const summary = await put(0);
  expect(summary.altered).toEqual(['404.html']);
  expect(read('.rongji/adopted/404.html')).toBe('改坏了');
  expect(read('404.html')).toBe(editions[0]!.get('404.html'));
  await put(1);
  expect((await rollback(target(), undefined, options())).release).toBe(summary.release);
  expect(read('404.html')).toBe(editions[0]!.get('404.html'));
});

test('a release.json that somebody changed in place does not stop what comes after', async () => {
  const { release } = await put(0);
  writeFileSync(join(www, 'release.json'), '{}');
  expect((await put(0, { now: new Date(start.getTime() + day) })).altered).toEqual(['release.json']);
  expect(JSON.parse(read('release.json'))).toEqual({ release, published: new Date(start.getTime() + day).toISOString() });
  expect((await put(0)).changed).toEqual([]);
});

test('with --purge nothing of what was withdrawn is left anywhere', async () => {
  await put(0);
  const withdrawn = [...editions[0]!].find(([path, data]) => path.startsWith('data/') && !editions[1]!.has(path) && String(data).includes('Story'))![1];
  await put(1, { purge: true });
  const everything = readdirSync(www, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  expect(everything.some((text) => text.includes(String(withdrawn)))).toBe(false);
  expect((await readState(target())).releases).toHaveLength(1);
});

test('a trial run changes nothing', async () => {
  expect((await put(0, { dryRun: true })).added).toHaveLength(editions[0]!.size + 1);
  expect(existsSync(www)).toBe(false);
  await put(0);
  const before = readdirSync(www, { recursive: true }).sort();
  expect((await put(1, { dryRun: true })).changed.length).toBeGreaterThan(10);
  expect(readdirSync(www, { recursive: true }).sort()).toEqual(before);
  expect(read('index.html')).toBe(editions[0]!.get('index.html'));
});

test('a file may become a folder and a folder a file', async () => {
  const dist = join(work, `shapes-${number}`);
  const page = '<!doctype html><p>x';
  writeSite(dist, new Map([['index.html', page], ['data/a', 'file'], ['data/b/c.json', '{}']]));
  await publish(target(), readRelease(dist, start), options());
  writeSite(dist, new Map([['index.html', page], ['data/a/d.json', '{}'], ['data/b', 'file']]));
  await publish(target(), readRelease(dist, start), options());
  expect(filesIn(www).sort()).toEqual(['data/a/d.json', 'data/b', 'index.html', 'release.json']);
  await rollback(target(), undefined, options());
  expect(filesIn(www).sort()).toEqual(['data/a', 'data/b/c.json', 'index.html', 'release.json']);
});

test("others' file in place of a folder, or folder in place of a file, stops it before anything is touched", async () => {
  const dist = join(work, `blocked-${number}`);
  const page = '<!doctype html><p>x';
  writeSite(dist, new Map([['index.html', page]]));
  await publish(target(), readRelease(dist, start), options());
  const names = () => readdirSync(www, { recursive: true, encoding: 'utf8' }).filter((path) => !path.startsWith('.rongji')).sort();
  writeSite(dist, new Map([['index.html', `${page}y`], ['data/a/d.json', '{}'], ['data/b', 'file']]));
  for (const [folder, file] of [['data', 'data/a'], ['data/b/deep', 'data/b/deep/theirs']] as const) {
    mkdirSync(join(www, folder), { recursive: true });
    writeFileSync(join(www, file), '他们的');
    const before = names();
    await expect(publish(target(), readRelease(dist, start), options({ adopt: true }))).rejects.toThrow(`占着本站要用的名字：${file}`);
    expect(names()).toEqual(before);
    expect(read('index.html')).toBe(page);
    rmSync(join(www, 'data'), { recursive: true });
  }
  // Empty folders are in nobody's way.
  mkdirSync(join(www, 'data', 'b', 'empty'), { recursive: true });
  await publish(target(), readRelease(dist, start), options());
  expect(read('data/b')).toBe('file');
});

test('one publication at a time; a lock whose owner is gone is taken over', async () => {
  await put(0);
  const lock = join(www, '.rongji', 'lock');
  const child: ChildProcess = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  const theirs = { token: 'x', host: hostname(), system: systemId(), user: '张三', pid: child.pid, since: '2026-11-01T08:00:00Z' };
  writeFileSync(lock, JSON.stringify(theirs));
  await expect(put(1)).rejects.toMatchObject({ code: 3, message: expect.stringMatching(/张三.*2026-11-01T08:00:00Z.*正在/) });
  expect(read('index.html')).toBe(editions[0]!.get('index.html'));
  child.kill();
  await new Promise((gone) => child.once('exit', gone));
  // Another machine of the same name has other processes: its lock must have been silent for two beats.
  writeFileSync(lock, JSON.stringify({ ...theirs, system: 'another' }));
  await expect(put(1)).rejects.toMatchObject({ code: 3, message: expect.stringContaining('半分钟后') });
  spawnSync('touch', ['-d', '1 minute ago', lock]);
  await put(1);
  writeFileSync(lock, JSON.stringify(theirs));
  if (!systemId()) spawnSync('touch', ['-d', '1 minute ago', lock]);
  notes.length = 0;
  await put(1);
  expect(notes.join()).toContain('没有做完就断了');
  expect(existsSync(lock)).toBe(false);
  // Another machine's lock is waited for until it has been silent for five minutes.
  writeFileSync(lock, JSON.stringify({ token: 'y', host: 'elsewhere', user: '李四', pid: 1, since: '' }));
  await expect(put(2)).rejects.toMatchObject({ code: 3 });
  spawnSync('touch', ['-d', '10 minutes ago', lock]);
  await put(2);
  expect(read('index.html')).toBe(editions[2]!.get('index.html'));
});

test('a publication whose lock was taken over stops before its next group or record', async () => {
  await put(0);
  const lock = join(www, '.rongji', 'lock');
  const other = JSON.stringify({ token: 'z', host: 'elsewhere', user: '李四', pid: 1, since: '' });
  const whenTaken = async (more: Partial<Target>) => {
    await expect(publish({ ...target(), ...more }, readRelease(dists[1]!, start), options())).rejects.toMatchObject({ code: 3, message: expect.stringContaining('接管') });
    expect(readFileSync(lock, 'utf8')).toBe(other);
    rmSync(lock);
  };
  const first = read('index.html');
  await whenTaken({ async stage(contents, progress) {
    await target().stage(contents, progress);
    writeFileSync(lock, other);
  } });
  expect((await readState(target())).pending).toEqual([]);
  let steps = 0;
  await whenTaken({ apply: (groups, _, check) => target().apply(groups, () => void (steps++ || writeFileSync(lock, other)), check) });
  expect(steps).toBeGreaterThan(0);
  expect(read('index.html')).toBe(first);
  await whenTaken({ async look(paths) {
    if (steps < 0) writeFileSync(lock, other);
    steps = -1;
    return target().look(paths);
  } });
  expect((await readState(target())).pending).toHaveLength(1);
});

test('a beat under way when the work ends does not leave the lock behind', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    let goOn = () => {};
    const held = new Promise<void>((resolve) => void (goOn = resolve));
    let beats = 0;
    const slow: Target = {
      ...target(),
      async stage(contents, progress) {
        vi.advanceTimersByTime(16_000);
        while (!beats) await new Promise((next) => setTimeout(next, 5));
        return target().stage(contents, progress);
      },
      async refreshLock(text) {
        beats++;
        await held;
        await target().refreshLock(text);
      },
      async sweep(keep) {
        await target().sweep(keep);
        setTimeout(goOn, 200);
      },
    };
    await publish(slow, readRelease(dists[0]!, start), options());
    expect(beats).toBe(1);
    await held;
    await new Promise((next) => setTimeout(next, 100));
    expect(existsSync(join(www, '.rongji', 'lock'))).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});

test('a lock that was made though the answer said otherwise is one\'s own', async () => {
  await publish({ ...target(), makeLock: async (text) => (await target().makeLock(text), false) }, readRelease(dists[0]!, start), options());
  expect(read('index.html')).toBe(editions[0]!.get('index.html'));
  expect(existsSync(join(www, '.rongji', 'lock'))).toBe(false);
});

test('links in the target are not followed out of it', async () => {
  const elsewhere = join(work, `elsewhere-${number}`);
  mkdirSync(elsewhere);
  mkdirSync(www);
  symlinkSync(elsewhere, join(www, '_astro'));
  await expect(put(0)).rejects.toThrow(/_astro 是符号链接/);
  expect(readdirSync(elsewhere)).toEqual([]);
  rmSync(join(www, '_astro'));
  writeFileSync(join(elsewhere, 'page'), '别处');
  symlinkSync(join(elsewhere, 'page'), join(www, 'index.html'));
  await expect(put(0)).rejects.toThrow(/index\.html.*--adopt/);
  await put(0, { adopt: true });
  expect(readFileSync(join(elsewhere, 'page'), 'utf8')).toBe('别处');
  expect(read('index.html')).toBe(editions[0]!.get('index.html'));
  // The target itself may be a link: many hosts have one.
  symlinkSync(www, `${www}-link`);
  await publish(folderTarget(`${www}-link`, project), readRelease(dists[1]!, start), options());
  expect(read('index.html')).toBe(editions[1]!.get('index.html'));
});

test.each([
  [join(project, 'dist'), '在本项目里面'],
  [join(project, 'content'), '在本项目里面'],
  [project, '在本项目里面'],
  ['/', '会被一起公开'],
  [join(project, 'package.json', 'x'), '在本项目里面'],
])('%s is no target', async (path, message) => {
  await expect(publish(folderTarget(path, project), readRelease(dists[0]!, start), options())).rejects.toThrow(message);
});

test('a path that is no folder, or has no place, is said', async () => {
  writeFileSync(www, '');
  await expect(put(0)).rejects.toThrow('是文件、不是文件夹');
  await expect(publish(folderTarget(join(www, 'below'), project), readRelease(dists[0]!, start), options())).rejects.toThrow();
  await expect(publish(folderTarget(join(work, 'no', 'such'), project), readRelease(dists[0]!, start), options())).rejects.toThrow('不存在，没有地方建');
});

test('records that cannot be read stop before anything is touched', async () => {
  await put(0);
  writeFileSync(join(www, '.rongji', 'state.json'), '{"version":1,"rel');
  await expect(put(1)).rejects.toThrow('state.json 读不懂');
  expect(read('index.html')).toBe(editions[0]!.get('index.html'));
  rmSync(join(www, '.rongji', 'state.json'));
  // Without its memory it takes its own pages for others', unless they are the very same.
  await put(0);
  await put(1);
  expect(await whole()).toEqual([]);
});

test('a clock that went back removes nothing', async () => {
  await put(0);
  await put(1);
  notes.length = 0;
  const summary = await put(1, { now: new Date(start.getTime() - 400 * day) });
  expect(summary.removed).toEqual([]);
  expect(notes.join()).toContain('时间比上次发布还早');
});

test('what comes out otherwise than it was put is found', async () => {
  const spoiling: Target = { ...target(), async apply(groups, progress, check) {
    await target().apply(groups, progress, check);
    rmSync(join(www, '404.html'));
  } };
  await expect(publish(spoiling, readRelease(dists[0]!, start), options())).rejects.toThrow(/核对不符：404\.html/);
  await put(0);
  expect(read('404.html')).toBe(editions[0]!.get('404.html'));
});

test('without the right to write, the site stays and a line says so', async () => {
  await put(0);
  const script = `import { publish } from ${JSON.stringify(join(project, 'tools/publish/engine.ts'))};
import { folderTarget } from ${JSON.stringify(join(project, 'tools/publish/folder.ts'))};
import { readRelease } from ${JSON.stringify(join(project, 'tools/publish/release.ts'))};
const local = readRelease(${JSON.stringify(dists[1])}, new Date());
const bytes = new Map(Object.keys(local.files).map((path) => [path, local.read(path)]));
if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
publish(folderTarget(${JSON.stringify(www)}, ${JSON.stringify(work + '/edition-1')}), { ...local, read: (path) => bytes.get(path) }, { keepDays: 1, now: new Date(), report: { step() {}, progress() {}, note() {} } }).then(() => console.log('done'), (error) => console.log(error.message));`;
  chmodSync(work, 0o755);
  chmodSync(www, 0o555);
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  chmodSync(www, 0o755);
  expect(stdout).toMatch(/没有写入的权限.*EACCES/);
  expect(read('index.html')).toBe(editions[0]!.get('index.html'));
});

const mounts = process.getuid?.() === 0 && process.platform === 'linux';
test('a full disk is said and leaves the site as it was', async ({ skip }) => {
  const disk = join(work, 'disk');
  mkdirSync(disk);
  if (!mounts || spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', disk]).status !== 0) {
    console.log('跳过写满磁盘的测试：这里不能挂一个小磁盘（要 Linux 的 root）。');
    return skip();
  }
  try {
    www = join(disk, 'www');
    const dist = join(work, 'small');
    const small = new Map([['index.html', '<!doctype html><p>小站'], ['_astro/a.js', 'x'.repeat(1000)]]);
    writeSite(dist, small);
    await publish(target(), readRelease(dist, start), options());
    writeSite(dist, new Map([['index.html', '<!doctype html><p>大站'], ['_astro/b.js', 'y'.repeat(900_000)]]));
    await expect(publish(target(), readRelease(dist, start), options())).rejects.toThrow(/磁盘满了.*ENOSPC/);
    expect(filesIn(www).sort()).toEqual(['_astro/a.js', 'index.html', 'release.json']);
    expect(read('index.html')).toBe('<!doctype html><p>小站');
    // With less to put, the next one goes through.
    writeSite(dist, new Map([['index.html', '<!doctype html><p>中站'], ['_astro/b.js', 'y'.repeat(1000)]]));
    await publish(target(), readRelease(dist, start), options());
    expect(read('index.html')).toBe('<!doctype html><p>中站');
  } finally {
    spawnSync('umount', [disk]);
  }
});

test('a site without a start page, with links or with names no address can have is not published', () => {
  const dist = join(work, 'bad');
  writeSite(dist, new Map([['about.html', 'x']]));
  expect(() => readRelease(dist, start)).toThrow('没有首页');
  writeSite(dist, new Map([['index.html', 'x'], ['a\nb', 'x']]));
  expect(() => readRelease(dist, start)).toThrow('控制字符');
  writeSite(dist, new Map([['index.html', 'x']]));
  symlinkSync('/etc/hostname', join(dist, 'linked'));
  expect(() => readRelease(dist, start)).toThrow('符号链接');
});

test('a site that is built anew while it is read is not published half old and half new', async () => {
  const dist = join(work, 'renewed');
  const renew = (page: string) => {
    rmSync(`${dist}-old`, { recursive: true, force: true });
    writeSite(`${dist}-new`, new Map([['index.html', page]]));
    if (existsSync(dist)) renameSync(dist, `${dist}-old`);
    renameSync(`${dist}-new`, dist);
  };
  renew('1');
  // The time is asked for once all is read.
  const late = new Date(start);
  late.toISOString = () => (renew('2'), start.toISOString());
  expect(() => readRelease(dist, late)).toThrow('renewed 在读的时候换了新的，请再发布一次');
  const local = readRelease(dist, start);
  renew('2');
  expect(() => local.read('index.html')).toThrow('换了新的，请再发布一次');
  await expect(publish(target(), local, options())).rejects.toMatchObject({ code: 1, message: expect.stringContaining('换了新的，请再发布一次') });
  const gone = readRelease(dist, start);
  rmSync(dist, { recursive: true });
  expect(() => gone.read('index.html')).toThrow('换了新的，请再发布一次');
});

test('the umask of the shell does not hide the site', async () => {
  const old = process.umask(0o077);
  await put(0).finally(() => process.umask(old));
  expect(statSync(join(www, 'stories')).mode & 0o777).toBe(0o755);
  expect(statSync(join(www, 'index.html')).mode & 0o777).toBe(0o644);
});

test('publications killed at random moments leave every page whole, and the next one completes them', async () => {
  const tally = await killPublications(folderStage(www), join(work, 'kills'), 6, 7, undefined, 24);
  expect(tally.broken).toEqual([]);
  expect(tally.kills).toBe(6);
}, 600_000);

test('an interruption is answered, gives the lock back, and the next publication goes through', async () => {
  // Its first page waits until the interruption has come.
  const held = `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module'; const rename = fs.promises.rename; fs.promises.rename = async (from, to) => { if (String(to).endsWith('.html')) await new Promise((go) => setTimeout(go, 600000)); return rename(from, to); }; syncBuiltinESMExports();`;
  const stage = { ...folderStage(www), environment: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(held)}` } };
  const { code, output } = await runPublish(stage, ['publish', '--built'], dists[0]!, { mark: '换上新的一版', after: 0, signal: 'SIGINT' });
  expect(output).toContain('被中断了');
  expect(code).toBe(130);
  expect(existsSync(join(www, 'index.html'))).toBe(false);
  expect(existsSync(join(www, '.rongji', 'lock'))).toBe(false);
  await put(0);
  expect(await whole()).toEqual([]);
});

test.skipIf(!existsSync('dist/index.html'))('the real site is published and taken back by the command', async () => {
  const stage = folderStage(www);
  const first = await runPublish(stage, ['publish', 'live', '--built'], dists[0]!);
  expect(first, first.output).toMatchObject({ code: 0 });
  const second = await runPublish(stage, ['publish', '--built'], join(project, 'dist'));
  expect(second, second.output).toMatchObject({ code: 0 });
  expect(second.output).toMatch(/已发布 [0-9a-f]{12} 到 live/);
  for (const path of filesIn('dist')) if (path !== 'release.json') expect(readFileSync(join(www, path)).equals(readFileSync(join('dist', path))), path).toBe(true);
  const back = await runPublish(stage, ['rollback'], '/nowhere');
  expect(back, back.output).toMatchObject({ code: 0 });
  for (const [path, data] of editions[0]!) expect(readFileSync(join(www, path)).equals(Buffer.from(data)), path).toBe(true);
});
