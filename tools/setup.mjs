// Brings a fresh machine to where the other tools work. Runs on any Node from 20.11 on, with nothing installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const root = join(import.meta.dirname, '..');
export const step = (text) => console.log(`▸ ${text}`);

/** Runs a command with its output shown; true when it ended well. */
export const run = (command, args, options = {}) => spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options }).status === 0;

/** Installs the locked dependencies unless they are there already. */
export function install() {
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  const stamp = join(root, 'node_modules', '.rongji-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  step('安装依赖（第一次要一两分钟）');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = npm ? run(process.execPath, [npm, ...args]) : run('npm', args, { shell: platform() === 'win32' });
  if (!done) {
    console.error('依赖没有装好。请检查网络，再运行一次。');
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}

const browserPaths = () => [
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  join(process.env.PROGRAMFILES ?? 'C:/Program Files', 'Google/Chrome/Application/chrome.exe'),
  join(process.env.PROGRAMFILES ?? 'C:/Program Files', 'Microsoft/Edge/Application/msedge.exe'),
];

/** The path of a Chromium: an installed one, one from Debian's packages, or Playwright's own; exits with advice when none can be had. */
export async function findBrowser() {
  const playwright = await import(pathToFileURL(join(root, 'node_modules/playwright-core/index.mjs')).href);
  const look = () => [...browserPaths(), playwright.chromium.executablePath()].find((path) => path && existsSync(path));
  const found = look();
  if (found) return found;
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    step('安装浏览器 Chromium（只用于测试，要一两分钟）');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] };
    run('apt-get', ['update', '-qq'], quiet);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'], quiet);
  } else {
    step('下载浏览器 Chromium（只用于测试）');
    run(process.execPath, [join(root, 'node_modules/playwright-core/cli.js'), 'install', 'chromium']);
  }
  const installed = look();
  if (installed) return installed;
  console.error('测试要用 Chromium 或 Chrome，这台电脑上没有，也没能装上。\n请自己装一个；装在特别的地方时，用 CHROME_PATH=路径 npm test 告诉我们。');
  process.exit(1);
}

/** The web servers that the site's settings are tried on, from Debian's packages, which are installed when that can be done; what cannot be had is undefined. */
export function findServers() {
  const first = (paths) => paths.find((path) => existsSync(path));
  const look = () => ({
    nginx: first(['/usr/sbin/nginx']),
    brotliModule: first(['/usr/lib/nginx/modules/ngx_http_brotli_static_module.so']),
    caddy: first(['/usr/bin/caddy']),
    apache: first(['/usr/sbin/apache2']),
  });
  const packages = { nginx: 'nginx', brotliModule: 'libnginx-mod-http-brotli-static', caddy: 'caddy', apache: 'apache2-bin' };
  const missing = (found) => Object.keys(packages).filter((name) => !found[name]).map((name) => packages[name]);
  const found = look();
  if (missing(found).length && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    step(`安装 ${missing(found).join('、')}（只用于测试）`);
    // In run level 1 a package does not start its service: the tests start their own, on ports of their own.
    const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }, stdio: ['ignore', 'ignore', 'inherit'] };
    run('apt-get', ['update', '-qq'], quiet);
    for (const name of missing(found)) run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], quiet);
  }
  const installed = look();
  if (missing(installed).length) console.log(`跳过一部分网站主机的测试：这台电脑上没有 ${missing(installed).join('、')}；在 Debian 上用 root 运行会自动装好。`);
  return installed;
}

/** A digest of everything a build depends on, by name, size and time of change. */
export function inputsDigest() {
  const hash = createHash('sha256').update(`${process.env.RONGJI_BASE ?? ''}\0${process.env.RONGJI_SITE ?? ''}`);
  const add = (path) => {
    // What is missing is for the build to name.
    if (!existsSync(path)) return;
    const stat = statSync(path);
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
  };
  for (const name of ['content', 'src', 'public', 'tools', 'site.config.ts', 'astro.config.mjs', 'package-lock.json']) add(join(root, name));
  return hash.digest('hex');
}

/** True when dist/ holds the site as content, code and settings now say. */
export function isFresh() {
  const stamp = join(root, '.build', 'inputs');
  return existsSync(join(root, 'dist', 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputsDigest();
}
