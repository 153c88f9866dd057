import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publish, rollback, type Options } from '../../tools/publish/engine.ts';
import { readRelease } from '../../tools/publish/release.ts';
import { rsyncTarget } from '../../tools/publish/rsync.ts';
import { killPublications } from './kills.ts';
import { brokenParts, madeSite, writeSite } from './made-site.ts';
import { hasSsh, sshStage } from './stages.ts';

const there = hasSsh();
if (!there) console.log('跳过发布到远程主机的测试：这台电脑上没有 rsync 和 ssh 服务，也没能装上（要 Debian 的 root）。');

describe.skipIf(!there)('a host behind ssh', () => {
  const work = mkdtempSync(join(tmpdir(), 'rongji-rsync-'));
  const editions = [1, 2, 3].map((edition) => madeSite(edition, 20));
  const dists = editions.map((files, i) => {
    writeSite(join(work, `edition-${i + 1}`), files);
    return join(work, `edition-${i + 1}`);
  });
  const options = (more: Partial<Options> = {}): Options => ({ keepDays: 14, now: new Date(), report: { step() {}, progress() {}, note() {} }, ...more });
  let stage: Awaited<ReturnType<typeof sshStage>>;
  let www: string;
  const target = (more: { destination?: string; port?: number } = {}) => rsyncTarget({ to: 'rsync', destination: `${stage.destination}/in`, port: stage.port, keepDays: 14, ...more });
  const put = (edition: number, more: Partial<Options> = {}) => publish(target(), readRelease(dists[edition]!, new Date()), options(more));
  const old = process.env['RSYNC_RSH'];
  beforeAll(async () => {
    stage = await sshStage(join(work, 'host'));
    mkdirSync(stage.path);
    www = join(stage.path, 'in');
    process.env['RSYNC_RSH'] = stage.environment!['RSYNC_RSH'];
  });
  afterAll(() => {
    stage.stop();
    if (old === undefined) delete process.env['RSYNC_RSH'];
    else process.env['RSYNC_RSH'] = old;
    rmSync(work, { recursive: true, force: true });
  });

  test('publishes, sends only what changed, keeps old assets, goes back', async () => {
    const first = await put(0);
    expect(first.added).toHaveLength(editions[0]!.size + 1);
    for (const [path, data] of editions[0]!) expect(readFileSync(join(www, path)).equals(Buffer.from(data)), path).toBe(true);
    expect((await put(0)).bytes).toBe(0);
    const second = await put(1);
    expect(second.kept.length).toBeGreaterThan(3);
    expect(second.removed.every((path) => path.includes('.html') && !existsSync(join(www, path)))).toBe(true);
    expect((await rollback(target(), undefined, options())).release).toBe(first.release);
    for (const [path, data] of editions[0]!) expect(readFileSync(join(www, path)).equals(Buffer.from(data)), path).toBe(true);
  }, 120_000);

  test('what was set aside once is not written over by what is set aside later', async () => {
    mkdirSync(join(www, '.rongji'), { recursive: true });
    for (const text of ['门户的', '后来的', '后来的']) {
      writeFileSync(join(www, 'aside.html'), text);
      await target().setAside(['aside.html']);
    }
    rmSync(join(www, 'aside.html'));
    expect(['adopted', 'adopted-2'].map((folder) => readFileSync(join(www, '.rongji', folder, 'aside.html'), 'utf8'))).toEqual(['门户的', '后来的']);
    expect(existsSync(join(www, '.rongji', 'adopted-3'))).toBe(false);
  }, 60_000);

  test("others' files, links and a change that goes on are minded", async () => {
    const page = [...editions[0]!.keys()].find((path) => path.endsWith('/index.html') && !editions[2]!.has(path))!;
    writeFileSync(join(www, page), '他们的');
    writeFileSync(join(www, 'theirs.html'), '他们的');
    rmSync(join(www, '404.html'));
    writeFileSync(join(www, '404.html'), '改坏了');
    const summary = await put(2);
    expect([summary.left, summary.altered]).toEqual([[page], ['404.html']]);
    expect(readFileSync(join(www, 'theirs.html'), 'utf8')).toBe('他们的');
    rmSync(join(www, 'search'), { recursive: true });
    symlinkSync('/tmp', join(www, 'search'));
    await expect(put(1)).rejects.toThrow(/search.* 是符号链接/);
    rmSync(join(www, 'search'));
    expect(await brokenParts(async (path) => (existsSync(join(www, path)) ? readFileSync(join(www, path)) : undefined), [...editions, new Map([[page, '他们的']])])).toEqual([]);
  }, 120_000);

  test.each<[string, () => { destination?: string; port?: number }, RegExp]>([
    ['a port that nobody listens on', () => ({ port: 1 }), /没有开 ssh 的端口/],
    ['a folder without a place', () => ({ destination: `${stage.destination}/no/such` }), /不存在，没有地方建/],
    ['a file', () => {
      writeFileSync(join(stage.path, 'file'), '');
      return { destination: `${stage.destination}/file` };
    }, /不是文件夹/],
    ['a user who may not enter', () => ({ destination: `nobody@127.0.0.1:${stage.path}/in` }), /登录被拒绝/],
  ])('%s is said', async (_, more, message) => {
    await expect(target(more()).open(true)).rejects.toThrow(message);
  }, 60_000);

  test('a host that nobody has vouched for is refused', async () => {
    writeFileSync(join(work, 'host', 'nobody'), '');
    process.env['RSYNC_RSH'] = stage.environment!['RSYNC_RSH']!.replace('/known', '/nobody');
    await expect(target().open(false)).rejects.toThrow(/还没有记下这台主机的指纹/);
    process.env['RSYNC_RSH'] = stage.environment!['RSYNC_RSH'];
  });

  test('a host that never answers is given up', async () => {
    const silent: Server = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((ready) => silent.once('listening', ready));
    process.env['RSYNC_RSH'] = `ssh -o ConnectTimeout=1 ${stage.environment!['RSYNC_RSH']!.slice(4)}`;
    await expect(target({ port: (silent.address() as { port: number }).port }).open(false)).rejects.toThrow(/对方太久没有回答|连接断了/);
    process.env['RSYNC_RSH'] = stage.environment!['RSYNC_RSH'];
    silent.close();
  }, 60_000);

  test('a login that talks does no harm, one that ends halfway is noticed', async () => {
    const fake = join(work, 'talking');
    writeFileSync(fake, '#!/bin/sh\nfor last; do :; done\necho 欢迎登录\nexec sh -c "$last"\n');
    chmodSync(fake, 0o755);
    process.env['RSYNC_RSH'] = fake;
    await target().open(false);
    writeFileSync(fake, '#!/bin/sh\necho RONGJI-BEGIN\necho half\n');
    await expect(target().open(false)).rejects.toThrow('回答不完整');
    process.env['RSYNC_RSH'] = stage.environment!['RSYNC_RSH'];
  }, 60_000);

  /** Another shell in place of ssh for what `act` does, which gets the far command as its last word. */
  const through = async (script: string, act: () => Promise<void>) => {
    const fake = join(work, 'shell');
    writeFileSync(fake, `#!/bin/sh\nfor last; do :; done\n${script}\n`);
    chmodSync(fake, 0o755);
    process.env['RSYNC_RSH'] = fake;
    await act().finally(() => void (process.env['RSYNC_RSH'] = stage.environment!['RSYNC_RSH']));
  };
  const local = (folder: string) => rsyncTarget({ to: 'rsync', destination: `here:${folder}`, port: 22, keepDays: 14 });

  test('a file that cannot be read, or of which no hash comes, does not pass for one that is not there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rongji-rights-'));
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'shut'), { mode: 0o700 });
    writeFileSync(join(folder, 'index.html'), '他们的', { mode: 0o600 });
    writeFileSync(join(folder, 'open.html'), '开着的', { mode: 0o644 });
    if (process.getuid?.() === 0) {
      await through('exec setpriv --reuid=65534 --regid=65534 --clear-groups sh -c "$last"', async () => {
        const seen = await local(folder).look(['index.html', 'open.html', 'none.html']);
        expect([...seen.keys()].sort()).toEqual(['index.html', 'open.html']);
        expect(seen.get('index.html')).toBe('?');
        await expect(local(folder).look(['shut/index.html'])).rejects.toThrow(/进不了 .*shut/);
      });
    }
    for (const broken of ['exit 1', 'cat >/dev/null; exit 0']) {
      writeFileSync(join(work, 'sha256sum'), `#!/bin/sh\n${broken}\n`);
      chmodSync(join(work, 'sha256sum'), 0o755);
      await through(`PATH=${work}:$PATH exec sh -c "$last"`, async () => {
        await expect(local(folder).look(['open.html'])).rejects.toThrow('算不出校验值');
        expect([...(await local(folder).look(['none.html'])).keys()]).toEqual([]);
      });
    }
    rmSync(folder, { recursive: true });
  }, 60_000);

  test("others' file in place of a folder, or folder in place of a file, is seen; empty folders are not in the way", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rongji-way-'));
    mkdirSync(join(folder, '.rongji', 'tmp'), { recursive: true });
    mkdirSync(join(folder, '.rongji', 'objects', 'ab'), { recursive: true });
    writeFileSync(join(folder, '.rongji', 'objects', 'ab', 'ab1'), 'x');
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'folder', 'deep'), { recursive: true });
    writeFileSync(join(folder, 'folder', 'deep', 'theirs'), '');
    mkdirSync(join(folder, 'empty', 'deep'), { recursive: true });
    await through('exec sh -c "$last"', async () => {
      expect([...(await local(folder).look(['file/a', 'folder', 'empty']))].sort()).toEqual([['file', '?'], ['folder/deep/theirs', '?']]);
      await local(folder).apply([[{ put: 'empty', sha256: 'ab1' }]], () => undefined, async () => undefined);
      expect(readFileSync(join(folder, 'empty'), 'utf8')).toBe('x');
      await expect(local(folder).apply([[{ put: 'folder', sha256: 'ab1' }]], () => undefined, async () => undefined)).rejects.toThrow(/有文件换不上去.*（folder）/);
    });
    rmSync(folder, { recursive: true });
  }, 60_000);

  test('the change is announced before the disk is waited for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rongji-sync-'));
    mkdirSync(join(folder, '.rongji', 'tmp'), { recursive: true });
    writeFileSync(join(work, 'sync'), `#!/bin/sh\nls .rongji/tmp > ${join(work, 'synced')}\n`);
    chmodSync(join(work, 'sync'), 0o755);
    await through(`PATH=${work}:$PATH exec sh -c "$last"`, () => local(folder).apply([[{ remove: 'x' }]], () => undefined, async () => undefined));
    expect(readFileSync(join(work, 'synced'), 'utf8')).toContain('committing');
    rmSync(folder, { recursive: true });
  }, 60_000);

  test('the umask of the host does not hide the site', async () => {
    const before = process.umask(0o077);
    const strict = await sshStage(join(work, 'strict')).finally(() => process.umask(before));
    process.env['RSYNC_RSH'] = strict.environment!['RSYNC_RSH'];
    try {
      await publish(rsyncTarget({ to: 'rsync', destination: strict.destination, port: strict.port, keepDays: 14 }), readRelease(dists[0]!, new Date()), options());
    } finally {
      process.env['RSYNC_RSH'] = stage.environment!['RSYNC_RSH'];
      strict.stop();
    }
    for (const file of ['index.html', 'stories/index.html', 'release.json']) expect(statSync(join(strict.path, file)).mode & 0o777, file).toBe(0o644);
    expect(statSync(join(strict.path, 'stories')).mode & 0o777).toBe(0o755);
  }, 120_000);

  test('publications killed at random moments leave every page whole', async () => {
    const tally = await killPublications(stage, join(work, 'kills'), 2, 11, undefined, 24);
    expect(tally.broken).toEqual([]);
  }, 600_000);
});
