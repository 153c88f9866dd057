// Kills a build of a copy of the project again and again at a random moment, and looks each time whether the published site is whole.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Kills = { kills: number; /** Builds that were done before their moment came. */ finished: number; /** Times that the site stood under its other name, from where the next build takes it. */ away: number; broken: string[] };

const digestOf = (folder: string) => {
  const hash = createHash('sha256');
  for (const item of readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).sort((a, b) => (join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1))) hash.update(join(item.parentPath, item.name).slice(folder.length)).update(readFileSync(join(item.parentPath, item.name)));
  return hash.digest('hex');
};

/** A small copy of the project, with the content of the tests, which builds in a few seconds. */
function copyProject(): string {
  const copy = mkdtempSync(join(tmpdir(), 'rongji-kill-'));
  for (const name of ['src', 'public', 'tools', 'package.json', 'tsconfig.json', 'site.config.ts', 'astro.config.mjs']) cpSync(name, join(copy, name), { recursive: true });
  cpSync('tests/fixtures/content', join(copy, 'content'), { recursive: true });
  // The law that the station pages quote.
  cpSync('content/sources/tuiyi-junren-baozhang-fa.yaml', join(copy, 'content/sources/tuiyi-junren-baozhang-fa.yaml'));
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'), 'junction');
  writeFileSync(join(copy, 'package-lock.json'), '{}');
  mkdirSync(join(copy, 'dist'));
  return copy;
}

/** Kills `times` builds, each at a moment that `random` (0 to 1) picks of the time a whole build takes; every one of them would publish one of two known sites. */
export async function killBuilds(times: number, random: () => number): Promise<Kills> {
  const copy = copyProject();
  const dist = join(copy, 'dist');
  const entry = join(copy, 'content/veterans/li.mdx');
  const [first, second] = [readFileSync(entry, 'utf8'), readFileSync(entry, 'utf8').replace(/^title: .*$/m, 'title: 第二版')];
  const whole = new Set<string>();
  const build = () => {
    const { status, stderr, stdout } = spawnSync(process.execPath, ['tools/build.ts'], { cwd: copy, encoding: 'utf8' });
    if (status !== 0) throw new Error(`the build itself fails: ${stdout}${stderr}`);
  };
  const result: Kills = { kills: 0, finished: 0, away: 0, broken: [] };
  try {
    let whole_ms = 0;
    for (const text of [first, second]) {
      writeFileSync(entry, text);
      build();
      const started = Date.now();
      build();
      whole_ms = Date.now() - started;
      whole.add(digestOf(dist));
    }
    if (whole.size !== 2) throw new Error('the two sites do not differ');
    for (let i = 0; i < times; i++) {
      writeFileSync(entry, i % 2 ? first : second);
      // Killed with all that it started, as by a power cut.
      const child = spawn(process.execPath, ['tools/build.ts'], { cwd: copy, detached: true, stdio: 'ignore' });
      const ended = new Promise<boolean>((done) => child.once('exit', (_, signal) => done(signal === null)));
      const timer = setTimeout(() => {
        try {
          process.kill(-child.pid!, 'SIGKILL');
        } catch {
          // It was done.
        }
      }, random() * whole_ms * 1.05);
      if (await ended) result.finished++;
      else result.kills++;
      clearTimeout(timer);
      const gone = !existsSync(dist);
      if (gone) result.away++;
      const site = gone ? `${dist}.previous` : dist;
      if (!existsSync(site) || !whole.has(digestOf(site))) result.broken.push(`build ${i}: ${gone ? 'dist.previous' : 'dist'} is not whole`);
    }
    build();
    if (!whole.has(digestOf(dist))) result.broken.push('the build after the last is not whole');
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  return result;
}

if (import.meta.main) {
  const times = Number(process.argv[2] ?? 100);
  const { kills, finished, away, broken } = await killBuilds(times, Math.random);
  console.log(`${times} builds: ${kills} killed, ${finished} done before; the site stood under its other name ${away} times; broken ${broken.length}`);
  for (const line of broken) console.error(line);
  process.exit(broken.length ? 1 : 0);
}
