import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { headersFor } from '../../src/lib/response-headers.ts';
import { site } from '../../src/lib/site.ts';
import { freePort, servers } from './servers.ts';

// No image is made here: what goes into one is checked, and what runs in it is run without it.
const lines = readFileSync('Dockerfile', 'utf8').replaceAll('\\\n', ' ').split('\n').filter((line) => line && !line.startsWith('#'));
const copies = lines.filter((line) => line.startsWith('COPY ')).map((line) => line.split(/\s+/).slice(1));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rongji-container-'));
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every file that the image is made of is there and let in', () => {
  const admitted = readFileSync('.dockerignore', 'utf8').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  expect(copies.length).toBeGreaterThan(5);
  for (const words of copies.filter(([first]) => !first!.startsWith('--')))
    for (const source of words.slice(0, -1)) {
      expect(existsSync(source), source).toBe(true);
      expect(admitted, source).toContain(source.split('/')[0]);
    }
  // What the build reads of the project, by its own account of what it depends on.
  const copied = copies.flatMap((words) => words.slice(0, -1));
  for (const name of ['content', 'src', 'public', 'tools', 'site.config.ts', 'astro.config.mjs', 'package-lock.json']) expect(copied).toContain(name);
});

test('it runs as nobody in particular, on a port that anybody may open', () => {
  expect(lines.filter((line) => line.startsWith('FROM '))).toHaveLength(2);
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
  expect(last.find((line) => line.startsWith('USER '))).toBe('USER www-data');
  expect(last.find((line) => line.startsWith('EXPOSE '))).toBe('EXPOSE 8080');
});

test.runIf(servers.nginx && servers.brotliModule && existsSync('/etc/nginx/modules-enabled'))('nginx serves the site with the files that the image copies, unchanged but for the port', async () => {
  const port = await freePort();
  const command = lines.find((line) => line.includes('tools/write-hosting.ts'))!.split('tools/write-hosting.ts ')[1]!.split(' ');
  const option = (name: string) => command[command.indexOf(`--${name}`) + 1]!;
  // The image has the site in a folder of its root; here it lies beside its settings.
  const target = copies.find(([, source]) => source === '/project/dist')![2]!;
  expect(option('folder')).toBe(target);
  expect(copies.find(([, source]) => source === `/project/${option('to')}/nginx`)![2]).toBe('/etc/nginx/rongji');
  expect(option('listen')).toBe('8080');
  const written = spawnSync(process.execPath, ['tools/write-hosting.ts', '--folder', join(folder, 'site'), '--listen', `127.0.0.1:${port}`, '--to', folder], { encoding: 'utf8' });
  expect(written.status, written.stderr).toBe(0);
  cpSync(join(folder, 'nginx'), join(folder, 'rongji'), { recursive: true });
  cpSync('dist', join(folder, 'site'), { recursive: true });
  copyFileSync('docker/nginx.conf', join(folder, 'nginx.conf'));
  const nobody = process.getuid?.() === 0 ? { uid: 33, gid: 33 } : {};
  const child = spawn(servers.nginx!, ['-c', join(folder, 'nginx.conf'), '-e', 'stderr', '-g', 'daemon off;'], { stdio: ['ignore', 'ignore', 'inherit'], ...nobody });
  try {
    let answer: Response | undefined;
    for (let tries = 0; !answer && tries < 200; tries++) answer = await fetch(`http://127.0.0.1:${port}${site.base}`, { headers: { 'accept-encoding': 'br' } }).catch(() => wait(50).then(() => undefined));
    expect(answer?.status).toBe(200);
    expect(answer!.headers.get('content-encoding')).toBe('br');
    for (const [name, value] of Object.entries(headersFor(site, ''))) expect(answer!.headers.get(name)).toBe(value);
    expect(await answer!.text()).toBe(readFileSync('dist/index.html', 'utf8'));
  } finally {
    child.kill('SIGTERM');
    await new Promise((ended) => child.once('exit', ended));
  }
});
