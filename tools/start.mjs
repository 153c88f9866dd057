// npm start: installs what is missing, builds when something changed, and serves on http://localhost:4321.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNode } from './node-version.mjs';
import { inputsDigest, install, root, run, step } from './setup.mjs';

install();
const node = findNode();
const stamp = join(root, '.build', 'inputs');
const digest = inputsDigest();
const fresh = existsSync(join(root, 'dist', 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
if (!fresh) {
  if (!run(node, ['tools/build.ts'])) process.exit(1);
  mkdirSync(join(root, '.build'), { recursive: true });
  writeFileSync(stamp, digest);
}
step('网站开在 http://localhost:4321，按 Ctrl+C 停止');
process.exit(run(node, ['node_modules/astro/bin/astro.mjs', 'preview', '--port', '4321'], { env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' } }) ? 0 : 1);
