// Publishes the made-up site again and again, kills each publication at a random moment, and looks at what readers then have.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { PublishTarget } from '../../src/schema/site.ts';
import { brokenParts, madeSite, writeSite } from './made-site.ts';

const root = join(import.meta.dirname, '..', '..');

/** A target to publish to, and how a reader gets a file of it. */
export type Stage = { config: Partial<PublishTarget> & { to: string }; environment?: Record<string, string>; read(path: string): Promise<Buffer | undefined>; files(): Promise<string[]> };

export type Outcome = { code: number | null; killed: boolean; output: string };

/** Runs the command line on the site in `dist`; `killAfter` milliseconds after the line that begins with `mark` it is killed, or interrupted. */
export function runPublish(stage: Stage, words: string[], dist: string, kill?: { mark: string; after: number; signal?: 'SIGINT' }): Promise<Outcome> {
  return new Promise((answer) => {
    const child = spawn(process.execPath, [join(root, 'tools/rongji.ts'), ...words], {
      cwd: root,
      env: { ...process.env, ...stage.environment, RONGJI_DIST: dist, RONGJI_SITE: JSON.stringify({ publish: { live: stage.config } }), RONGJI_BASE: '/' },
    });
    let output = '';
    let timer: NodeJS.Timeout | undefined;
    const hear = (data: Buffer) => {
      output += data;
      if (kill && !timer && output.includes(kill.mark)) timer = setTimeout(() => child.kill(kill.signal ?? 'SIGKILL'), kill.after);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      answer({ code, killed: signal === 'SIGKILL', output });
    });
  });
}

/** Random numbers from 0 to 1 that a seed repeats (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export type Tally = { kills: number; ended: number; whileStaging: number; whileSwapping: number; mixed: number; broken: string[] };

/** Kills `kills` publications; `ended` ones were done before their time came. `mixed` counts the moments at which readers had pages of two editions. */
export async function killPublications(stage: Stage, folder: string, kills: number, seed: number, say: (line: string) => void = () => undefined, pages = 60): Promise<Tally> {
  mkdirSync(folder, { recursive: true });
  const random = randomFrom(seed);
  // Each publication is of an edition that was never there: what earlier ones left behind must not help it.
  const editions: Map<string, string | Buffer>[] = [];
  const dist = join(folder, 'dist');
  const newEdition = () => {
    editions.push(madeSite(editions.length + 1, pages));
    writeSite(dist, editions.at(-1)!);
  };
  const tally: Tally = { kills: 0, ended: 0, whileStaging: 0, whileSwapping: 0, mixed: 0, broken: [] };
  const complete = async () => {
    const files = editions.at(-1)!;
    const { code, output } = await runPublish(stage, ['publish', '--built'], dist);
    if (code !== 0) tally.broken.push(`接着发布没有做成：${output}`);
    for (const [path, data] of files) if (!(stage.config.to === 's3' && path.endsWith('.gz')) && !(await stage.read(path))?.equals(Buffer.from(data))) tally.broken.push(`接着发布以后，${path} 不是这一版的内容`);
    const pages = (await stage.files()).filter((path) => path.endsWith('.html') && !files.has(path) && editions.some((earlier) => earlier.has(path)));
    if (pages.length) tally.broken.push(`接着发布以后还有撤下的网页：${pages.join('、')}`);
  };
  newEdition();
  await complete();
  // How long it takes here decides at which moments to kill.
  const started = performance.now();
  newEdition();
  await runPublish(stage, ['publish', '--built'], dist);
  const whole = Math.max(200, performance.now() - started);
  while (tally.kills < kills) {
    newEdition();
    // Every other kill falls in the moments in which files change places.
    const swapping = random() < 0.5;
    const mark = swapping ? '换上新的一版' : '看目标上现在有什么';
    const { killed } = await runPublish(stage, ['publish', '--built'], dist, { mark, after: random() * (swapping ? whole * 0.12 : whole * 0.35) });
    if (!killed) tally.ended++;
    else {
      tally.kills++;
      tally[swapping ? 'whileSwapping' : 'whileStaging']++;
    }
    // What the other end had taken in may still be at work.
    if (stage.config.to !== 'folder') await wait(200 + random() * 300);
    const broken = await brokenParts(stage.read, editions);
    tally.broken.push(...broken.map((line) => `第 ${tally.kills} 次：${line}`));
    // Pages that no two editions have alike.
    const looked = ['index.html', 'stories/index.html', '404.html'];
    const present = await Promise.all(looked.map((path) => stage.read(path)));
    const of = new Set(present.map((data, i) => editions.findIndex((files) => data?.equals(Buffer.from(files.get(looked[i]!) ?? '')))).filter((edition) => edition >= 0));
    if (of.size > 1) tally.mixed++;
    say(`${tally.kills}/${kills} ${swapping ? '换' : '传'}${killed ? '' : '（没赶上）'} ${broken.length ? `坏了 ${broken.length} 处` : '完整'}`);
    // One in three is followed by another kill at once: cut off twice over.
    if (random() < 0.67) await complete();
  }
  await complete();
  return tally;
}
