// Compresses the text of a built site once, so that a host sends ready files; what did not change is taken from the last build.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, globSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { textExtensions } from '../src/lib/response-headers.ts';

/** Smaller files fit a packet anyhow. */
const leastBytes = 512;
const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);
/** The codings by the extension of their files. */
const codings = {
  br: (body: Buffer) => brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }),
  gz: (body: Buffer) => deflate(body, { level: 9 }),
};

/** Writes `.br` and `.gz` beside every text file of the site in `folder` that they make smaller; `kept` holds those of the last build by a digest of the content. Returns how many files were compressed, how many of them anew, and their bytes before and as brotli. */
export async function writeCompressed(folder: string, kept: string): Promise<{ files: number; made: number; plainBytes: number; brotliBytes: number }> {
  mkdirSync(kept, { recursive: true });
  const files = globSync('**/*', { cwd: folder, exclude: (name) => name.startsWith('.') }).filter((file) => textExtensions.includes(extname(file).slice(1)) && statSync(join(folder, file)).isFile() && statSync(join(folder, file)).size >= leastBytes);
  const used = new Set<string>();
  const result = { files: files.length, made: 0, plainBytes: 0, brotliBytes: 0 };
  const compress = async (file: string) => {
    const body = await readFile(join(folder, file));
    const digest = createHash('sha256').update(body).digest('hex').slice(0, 40);
    let made = false;
    result.plainBytes += body.length;
    for (const [coding, squeeze] of Object.entries(codings)) {
      const copy = join(kept, `${digest}.${coding}`);
      if (!existsSync(copy)) {
        const small = await squeeze(body);
        // An empty copy stands for one that would be no smaller.
        writeFileSync(`${copy}.part`, small.length < body.length ? small : '');
        renameSync(`${copy}.part`, copy);
        made = true;
      }
      used.add(`${digest}.${coding}`);
      const { size } = statSync(copy);
      if (size) copyFileSync(copy, join(folder, `${file}.${coding}`));
      if (coding === 'br') result.brotliBytes += size || body.length;
    }
    if (made) result.made++;
  };
  const waiting = [...files];
  const work = async () => {
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) await compress(file);
  };
  // zlib works in threads beside this one; each worker keeps one of them busy.
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  for (const name of readdirSync(kept)) if (!used.has(name)) rmSync(join(kept, name));
  return result;
}
