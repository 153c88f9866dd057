// Chromium 88, the oldest browser that gets the whole site: where it lies on this machine, and how it is had.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { arch, homedir, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { step } from './setup.mjs';

/** The package that carries Chromium 88 for Linux on x64, and the digest of its tarball as npm publishes it. */
const carrier = 'chrome-aws-lambda@5.5.0';
const integrity = 'nYSDzTsVEVsvIFaUUAUN53ulXBLKSRXFS+eVYZOLZD5SA1If59rqBAiy4raMgorQwXWqjSsjK1SF4As+qzPLqA==';

/** True where the package's binary runs. */
export const runsHere = (): boolean => platform() === 'linux' && arch() === 'x64';

/** Where the browser is kept: outside the repository, so that many copies of it share one and none is published. */
const keptAt = () => join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'rongji', 'chromium-88', 'chromium');

/** The path of Chromium 88: the one that RONGJI_OLD_CHROMIUM names, else the one fetched before; undefined when there is neither. */
export const oldBrowser = (): string | undefined => [process.env['RONGJI_OLD_CHROMIUM'], keptAt()].find((path) => path && existsSync(path));

/** The path of Chromium 88, fetched through this machine's npm when it is not there yet (45 MB); throws with what to do when it cannot be had. */
export async function fetchOldBrowser(): Promise<string> {
  const named = process.env['RONGJI_OLD_CHROMIUM'];
  if (named && !existsSync(named)) throw new Error(`RONGJI_OLD_CHROMIUM 写的 ${named} 不存在。`);
  const found = oldBrowser();
  if (found) return found;
  step(`取旧浏览器 Chromium 88（${carrier}，45 MB，只取一次）`);
  const kept = keptAt();
  const folder = mkdtempSync(join(tmpdir(), 'rongji-chromium-'));
  // Beside its place, so that the last step is a mere renaming: whoever looks finds all of it or nothing.
  const partial = `${kept}.${process.pid}.part`;
  try {
    const args = ['pack', carrier, '--silent', '--pack-destination', folder];
    const npm = process.env['npm_execpath'];
    const packed = npm ? spawnSync(process.execPath, [npm, ...args], { encoding: 'utf8' }) : spawnSync('npm', args, { encoding: 'utf8' });
    const tarball = join(folder, packed.stdout?.trim().split('\n').pop() ?? '');
    if (packed.status !== 0 || !tarball.endsWith('.tgz')) throw new Error(`没有取到 ${carrier}。请检查网络和 npm 的设置，再运行一次。`);
    const hash = createHash('sha512');
    await pipeline(createReadStream(tarball), hash);
    if (hash.digest('base64') !== integrity) throw new Error(`取到的 ${carrier} 与记下的校验值不符，没有使用。`);
    if (spawnSync('tar', ['-xzf', tarball, '-C', folder, 'package/bin/chromium.br'], { stdio: 'inherit' }).status !== 0) throw new Error(`${carrier} 解不开，请看看磁盘是否满了。`);
    mkdirSync(join(kept, '..'), { recursive: true });
    await pipeline(createReadStream(join(folder, 'package/bin/chromium.br')), createBrotliDecompress(), createWriteStream(partial));
    chmodSync(partial, 0o755);
    renameSync(partial, kept);
    return kept;
  } finally {
    rmSync(partial, { force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}
