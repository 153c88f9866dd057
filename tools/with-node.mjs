// Runs a script with a Node that Astro accepts: this one, or the one that package.json installs.
import { spawnSync } from 'node:child_process';
import { findNode } from './node-version.mjs';

const { status, signal } = spawnSync(findNode(), process.argv.slice(2), { stdio: 'inherit' });
process.exit(signal ? 1 : (status ?? 1));
