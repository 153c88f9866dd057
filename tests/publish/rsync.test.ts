import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

  test('publications killed at random moments leave every page whole', async () => {
    const tally = await killPublications(stage, join(work, 'kills'), 2, 11, undefined, 24);
    expect(tally.broken).toEqual([]);
  }, 600_000);
});
