// Measures nginx with the site's generated settings beside the same nginx with the plainest settings and one bare file of the same bytes.
// usage: npm run bench:load [-- --seconds 3 --rounds 9]
// Both run at once with one worker each and take turns, on loopback alone; wrk asks. Where they cannot be had from Debian's packages, it says so.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { site } from '../src/lib/site.ts';
import { hostSettings, writeFiles } from '../tools/hosting.ts';
import { findServers, root, run } from '../tools/setup.mjs';
import { quantile, table } from './figures.ts';

const { values: options } = parseArgs({ options: { seconds: { type: 'string', default: '3' }, rounds: { type: 'string', default: '9' }, connections: { type: 'string', default: '16' } } });
const seconds = Math.min(Number(options.seconds), 10);
const rounds = Math.min(Number(options.rounds), 30);
const goal = 0.95;

const stop = (why: string): never => {
  console.error(why);
  process.exit(1);
};
const dist = join(root, 'dist');
if (!existsSync(join(dist, 'index.html.br'))) stop('dist/ 里没有压缩好的网站，先运行 npm run build');
const { nginx, brotliModule } = findServers();
if (!existsSync('/usr/bin/wrk') && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'wrk'], { stdio: ['ignore', 'ignore', 'inherit'] });
if (!nginx || !brotliModule || !existsSync('/usr/bin/wrk')) stop('要有 nginx、libnginx-mod-http-brotli-static 和 wrk：apt-get install nginx libnginx-mod-http-brotli-static wrk');

const shard = globSync('search/index/*/*.json.br', { cwd: dist }).sort().at(-1)!.replace(/\.br$/, '');
const files = { 'a story': 'veterans/zhang-xiangwen/index.html', 'the finder': 'stations/index.html', 'a list of data': 'data/stations.csv', 'a piece of the search index': shard };

const freePort = () =>
  new Promise<number>((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => found(port));
    });
  });
const folder = mkdtempSync(join(tmpdir(), 'rongji-load-'));
const main = (name: string, inner: string) => {
  const etc = join(folder, name);
  mkdirSync(etc);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${etc}/${kind};`).join(' ');
  writeFileSync(join(etc, 'nginx.conf'), `${process.getuid?.() === 0 ? 'user root;\n' : ''}load_module ${brotliModule};\ndaemon off; worker_processes 1; pid ${etc}/pid; error_log stderr error;\nevents { worker_connections 512; }\nhttp { access_log off; ${temporary} keepalive_requests 1000000; ${inner} }\n`);
  return etc;
};
const [ours, bare] = [await freePort(), await freePort()];
const { apart } = hostSettings(site, { folder: dist, listen: `127.0.0.1:${ours}` });
const own = main('ours', 'include rongji/server.conf;');
writeFiles(join(own, 'rongji'), Object.fromEntries(Object.entries(apart).flatMap(([file, text]) => (file.startsWith('nginx/') ? [[file.slice('nginx/'.length), text] as const] : []))));
const plain = main('bare', `sendfile on; tcp_nopush on; server { listen 127.0.0.1:${bare}; root ${join(folder, 'file')}; }`);
mkdirSync(join(folder, 'file'));
const running = [own, plain].map((etc) => spawn(nginx!, ['-p', etc, '-c', join(etc, 'nginx.conf'), '-e', 'stderr'], { stdio: 'inherit' }));

/** Clock ticks of processor time, a hundredth of a second each, that the worker of a server has used. */
function ticksOf(server: ChildProcess): number {
  const [worker] = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').trim().split(' ');
  const [user, system] = readFileSync(`/proc/${worker}/stat`, 'utf8').replace(/\(.*\)/, 'name').split(' ').slice(13);
  return Number(user) + Number(system);
}

/** Requests a second that wrk gets through, and the microseconds of processor time that each costs the server, which another program on the machine does not change; throws when an answer was no 200. */
function load(url: string, server: ChildProcess): { rate: number; cost: number } {
  const before = ticksOf(server);
  const { stdout } = spawnSync('/usr/bin/wrk', ['-t1', `-c${options.connections}`, `-d${seconds}s`, '-H', 'Accept-Encoding: br', url], { encoding: 'utf8' });
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1];
  const count = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  if (!rate || !count || stdout.includes('Non-2xx')) throw new Error(`wrk ${url}: ${stdout}`);
  return { rate: Number(rate), cost: ((ticksOf(server) - before) * 10_000) / count };
}

try {
  await wait(500);
  const lines: string[][] = [];
  for (const [title, file] of Object.entries(files)) {
    copyFileSync(join(dist, `${file}.br`), join(folder, 'file', 'bare'));
    const addresses = { ours: `http://127.0.0.1:${ours}${site.base}${file.replace(/index\.html$/, '')}`, bare: `http://127.0.0.1:${bare}/bare` };
    const sizes = await Promise.all(Object.values(addresses).map(async (address) => {
      const answer = await fetch(address, { method: 'HEAD', headers: { 'accept-encoding': 'br' } });
      return { length: Number(answer.headers.get('content-length')), head: [...answer.headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0) };
    }));
    if (sizes[0]!.length !== sizes[1]!.length) throw new Error(`${file}: ${sizes[0]!.length} bytes beside ${sizes[1]!.length}`);
    type Load = ReturnType<typeof load>;
    const loads: { ours: Load; bare: Load }[] = [];
    for (let round = 0; round < rounds; round++) {
      // Each goes first in every other round, so that neither always finds the machine warm.
      const bareFirst = round % 2 ? load(addresses.bare, running[1]!) : undefined;
      const own = load(addresses.ours, running[0]!);
      loads.push({ ours: own, bare: bareFirst ?? load(addresses.bare, running[1]!) });
    }
    const middle = (pick: (one: (typeof loads)[number]) => number, q = 0.5) => quantile(loads.map(pick), q);
    const ratio = ({ ours: a, bare: b }: (typeof loads)[number]) => a.rate / b.rate;
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    lines.push([
      title,
      String(sizes[0]!.length),
      String(sizes[0]!.head - sizes[1]!.head),
      ...(['ours', 'bare'] as const).map((which) => Math.round(middle((one) => one[which].rate)).toLocaleString('en')),
      percent(middle(ratio)),
      `${percent(middle(ratio, 0.25))} … ${percent(middle(ratio, 0.75))}`,
      (['ours', 'bare'] as const).map((which) => middle((one) => one[which].cost).toFixed(1)).join(' / '),
      middle(ratio) >= goal ? 'yes' : 'no',
    ]);
    console.log(`${title}: ${percent(middle(ratio))}`);
  }
  console.log(`\n${cpus()[0]!.model}, ${availableParallelism()} cores; ${rounds} rounds of ${seconds} s each, taking turns; one worker, ${options.connections} connections kept open, brotli, no log`);
  console.log(table(['file', 'bytes sent', 'more bytes of headers', 'requests/s, ours', 'requests/s, bare file', 'ratio, median', 'middle half of the rounds', 'µs of processor a request, ours / bare', `at least ${100 * goal} %`], lines));
} finally {
  for (const child of running) child.kill('SIGTERM');
  await wait(300);
  rmSync(folder, { recursive: true, force: true });
}
