// A release: the files of a built site, named by their content, and the order in which they may come before readers.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Trouble, explain, systemCode } from './trouble.ts';

/** A file of a release; `bytes` is its length. */
export type ReleaseFile = { sha256: string; bytes: number };
/** Files by their path in the site ("guides/index.html"); `id` is twelve hexadecimal digits that follow from paths and contents. */
export type Release = { id: string; files: Record<string, ReleaseFile> };
/** A release with where the bytes of its files are read from. */
export type LocalRelease = Release & { read(path: string): Buffer };

/** Our own records at a target; no site has such a folder. */
export const recordsFolder = '.rongji';
/** The file that says at a published site which release it is. */
export const releaseFile = 'release.json';

export const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const plain = (path: string) => path.replace(/\.(gz|br)$/, '');

/** True for pages, and for the compressed files beside them. */
export const isPage = (path: string) => plain(path).endsWith('.html');

/** When a file may appear: 0 what pages need, 1 pages, 2 what leads into a release (search list, worker and its lists, feeds, maps of the site), 3 the word that all is there. */
export function phaseOf(path: string): 0 | 1 | 2 | 3 {
  const name = plain(path);
  if (name === releaseFile) return 3;
  if (isPage(name)) return 1;
  if (name === 'search/index/manifest.json' || /^offline(\/.*)?\.json$/.test(name) || /^[^/]*worker[^/]*\.js$/.test(name) || /^(robots\.txt|sitemap[^/]*\.xml|feeds\/.*\.xml)$/.test(name) || name.endsWith('.ics')) return 2;
  return 0;
}

/** The id of a release with these files; what only repeats others in compressed form, and the word of the release itself, do not count. */
export function releaseId(files: Record<string, ReleaseFile>): string {
  const names = Object.keys(files).filter((path) => path !== releaseFile && !(path !== plain(path) && plain(path) in files));
  return sha256(names.sort().map((path) => `${path}\0${files[path]!.sha256}\n`).join('')).slice(0, 12);
}

/** Reads the built site in `folder`; throws what is wrong with it. `now` is the time that its release.json will tell. Without `compressed` the .gz and .br files beside others are left out, for hosts that know nothing of them. */
export function readRelease(folder: string, now: Date, compressed = true): LocalRelease {
  const files: Record<string, ReleaseFile> = {};
  // A build puts a new folder in place of the old one; files of both make no site.
  const identity = () => {
    const found = statSync(folder, { throwIfNoEntry: false });
    return found && `${found.dev} ${found.ino} ${found.birthtimeMs}`;
  };
  const before = identity();
  const swapped = () => new Trouble(`${basename(folder)} 在读的时候换了新的，请再发布一次`);
  const walk = (inside: string) => {
    for (const entry of readdirSync(join(folder, inside), { withFileTypes: true })) {
      const path = inside ? `${inside}/${entry.name}` : entry.name;
      if (path === recordsFolder) throw new Trouble(`${folder} 里有 ${recordsFolder}，它是发布记录用的名字；请把 public/ 里的这个文件夹改名`);
      if (/[\u0000-\u001f\u007f\\]/.test(entry.name)) throw new Trouble(`文件名 ${JSON.stringify(path)} 里有控制字符或反斜杠，网址里用不了；请改名`);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) {
        const data = readFileSync(join(folder, path));
        files[path] = { sha256: sha256(data), bytes: data.length };
      } else throw new Trouble(`${join(folder, path)} 是符号链接或特殊文件，不能发布；请换成真的文件`);
    }
  };
  try {
    if (!statSync(join(folder, 'index.html'), { throwIfNoEntry: false })?.isFile()) throw new Trouble(`${folder} 里没有首页 index.html；请先运行 npm run build`);
    walk('');
  } catch (error) {
    if (!(error instanceof Trouble) && (identity() !== before || systemCode(error) === 'ENOENT')) throw swapped();
    throw explain(error, '读生成好的网页');
  }
  for (const path of [releaseFile, `${releaseFile}.gz`, `${releaseFile}.br`]) delete files[path];
  if (!compressed) for (const path of Object.keys(files)) if (path !== plain(path) && plain(path) in files) delete files[path];
  const id = releaseId(files);
  const word = Buffer.from(`${JSON.stringify({ release: id, published: now.toISOString() })}\n`);
  files[releaseFile] = { sha256: sha256(word), bytes: word.length };
  if (identity() !== before) throw swapped();
  return {
    id,
    files,
    read(path) {
      if (path === releaseFile) return word;
      let data: Buffer;
      try {
        data = readFileSync(join(folder, path));
      } catch (error) {
        if (identity() !== before || systemCode(error) === 'ENOENT') throw swapped();
        throw explain(error, `读 ${path}`);
      }
      if (identity() !== before) throw swapped();
      if (sha256(data) !== files[path]!.sha256) throw new Trouble(`${path} 在发布过程中变了；等生成做完，再发布一次`);
      return data;
    },
  };
}
