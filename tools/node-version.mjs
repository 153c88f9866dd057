import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** True for a Node that Astro 7 runs on and that strips types from .ts files by itself. */
const isRecent = (version) => {
  const [major, minor] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
};

/** The path of a Node of version 22.18 or newer: the running one, else the one in node_modules; exits with advice when there is neither. */
export function findNode() {
  if (isRecent(process.versions.node)) return process.execPath;
  const shipped = ['x64', 'arm64'].map((cpu) => join(root, 'node_modules', `node-linux-${cpu}`, 'bin', 'node')).find(existsSync);
  if (shipped) return shipped;
  console.error(`这台电脑的 Node.js 是 ${process.versions.node}，需要 22.18 或更新的版本。\n请到 https://nodejs.org 安装长期支持版，再重新运行。`);
  process.exit(1);
}
