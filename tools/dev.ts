// npm run dev: Astro's preview, which starts anew when site.config.ts changes and waits while that is broken.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync, watchFile } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Problem } from '../src/lib/content.ts';
import { showProblem } from '../src/lib/content.ts';
import { stoppedPage, tell } from './preview/page.ts';
import { root } from './setup.mjs';

const given = process.argv.slice(2);
const valueOf = (option: string) => given.find((word) => word.startsWith(`--${option}=`))?.split('=')[1] ?? given[given.indexOf(`--${option}`) + 1 || given.length];
const port = Number(valueOf('port') ?? 4321);
const own = (name: string) => readFileSync(join(import.meta.dirname, 'preview', name), 'utf8');

/** What is wrong with the settings now. */
function settingsProblems(): Problem[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'preview', 'settings.ts')], { cwd: root, encoding: 'utf8' });
  return status === 0 ? (JSON.parse(stdout) as Problem[]) : [{ file: 'site.config.ts', line: 1, message: `读不懂（${stderr.trim().split('\n').at(-1)}）` }];
}

let astro: ChildProcess | undefined;
let substitute: Server | undefined;
let ending = false;

function startAstro() {
  const started = spawn(process.execPath, [join(root, 'node_modules/astro/bin/astro.mjs'), 'dev', '--ignore-lock', ...given], {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
  });
  astro = started;
  started.on('message', (message: { restart?: boolean }) => void (message.restart && restart()));
  // One that ends by itself ends the preview; Astro has said why.
  started.on('exit', (code) => started === astro && process.exit(ending ? 0 : (code ?? 1)));
}

let restarting = false;
async function restart() {
  if (restarting) return;
  restarting = true;
  const old = astro;
  astro = undefined;
  if (old && old.exitCode === null) {
    const gone = new Promise((done) => old.once('exit', done));
    old.kill();
    // One that waits for a page it cannot make would never go, and would keep answering those who are connected.
    const patience = setTimeout(() => old.kill('SIGKILL'), 3000);
    await gone;
    clearTimeout(patience);
  }
  restarting = false;
  if (ending) process.exit(130);
  // The settings may have changed meanwhile.
  if (problems.length) await startSubstitute();
  else startAstro();
}

/** In Astro's place while the settings cannot be read: a page that says what to mend. */
async function startSubstitute() {
  const panel = own('panel.js');
  const style = own('panel.css');
  substitute = createServer((request, response) => {
    const told = tell(problems, '/', { root: join(root, 'content'), base: '/', stopped: true });
    if (request.url === '/__rongji/panel.js') return void response.setHeader('content-type', 'text/javascript; charset=utf-8').end(panel);
    // Each asks again after a moment, and the answer to come is Astro's.
    if (request.url?.startsWith('/__rongji/problems')) return void response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`retry: 500\ndata: ${JSON.stringify({ ...told, style })}\n\n`);
    response.writeHead(500, { 'content-type': 'text/html; charset=utf-8', 'x-rongji-stopped': '1', 'cache-control': 'no-store' }).end(stoppedPage(told, style));
  });
  substitute.on('error', (error: NodeJS.ErrnoException) => {
    console.error(error.code === 'EADDRINUSE' ? `端口 ${port} 已经有别的程序在用；请关掉它，或加上 -- --port 4322 换一个。` : error.message);
    process.exit(1);
  });
  await new Promise<void>((ready) => substitute!.listen(port, 'localhost', ready));
  console.log(`预览先停着，等 site.config.ts 改好：http://localhost:${port}/`);
}

async function stopSubstitute() {
  const old = substitute;
  substitute = undefined;
  old?.closeAllConnections();
  await new Promise<void>((done) => (old ? old.close(() => done()) : done()));
}

const say = () => problems.length && console.error(`\nsite.config.ts 要改：\n${problems.map((one) => `  ${showProblem(one)}`).join('\n')}`);

let problems = settingsProblems();
say();
if (problems.length) await startSubstitute();
else startAstro();

// Watching by time works on every disk, shared ones too.
watchFile(join(root, 'site.config.ts'), { interval: 300 }, async () => {
  problems = settingsProblems();
  say();
  if (astro) {
    astro.send({ settings: problems });
    if (problems.length) return;
    console.log('\nsite.config.ts 改了，预览重新开一次……');
    await restart();
  } else if (!problems.length && substitute) {
    await stopSubstitute();
    startAstro();
  }
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    ending = true;
    if (!astro) process.exit(130);
    astro.kill(signal);
    setTimeout(() => astro?.kill('SIGKILL'), 3000);
  });
