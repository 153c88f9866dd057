// npm start: installs what is missing, builds when something changed, and serves on http://localhost:4321.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { findNode } from './node-version.mjs';
import { install, isFresh, root, run, step } from './setup.mjs';

const port = 4321;
const free = await new Promise((answer) => {
  const probe = createServer();
  probe.once('error', () => answer(false));
  probe.listen(port, 'localhost', () => probe.close(() => answer(true)));
});
if (!free) {
  console.error(`端口 ${port} 已经有程序在用，可能网站已经开着：http://localhost:${port}\n要重新开，先把那个程序停掉（按 Ctrl+C）。`);
  process.exit(1);
}

install();
const node = findNode();
if (!isFresh() && !run(node, ['tools/build.ts'])) process.exit(1);

// The site's own links tell under which path it was built.
const [, base = '/'] = /class="brand" href="([^"]*)"/.exec(readFileSync(join(root, 'dist', 'index.html'), 'utf8')) ?? [];
step(`网站开在 http://localhost:${port}${base}，按 Ctrl+C 停止`);
const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' };
process.exit(run(node, ['node_modules/astro/bin/astro.mjs', 'preview', '--port', String(port)], { env }) ? 0 : 1);
