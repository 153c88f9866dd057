// Checks the content, builds and indexes beside the live output, and puts the new site in its place only when all went well.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readContent, showProblem, type Content } from '../src/lib/content.ts';
import { editorialProblems, todayInChina } from '../src/lib/editorial.ts';
import { writeAdmin } from './admin.ts';
import { writeCards } from './cards.ts';
import { writeHostSettings } from './hosting.ts';
import { loadSite } from './load-site.ts';
import { writeFarewell, writeFormerFarewell, writeOffline } from './offline.ts';
import { keepOwnHashes } from './policy-hashes.ts';
import { writeCompressed } from './precompress.ts';
import { writeSearch } from './search-index.ts';
import { writeSelection } from './selection.ts';
import { inputsDigest, root, step } from './setup.mjs';
import { finishImport, importingNow } from './sheets/commit.ts';
import { writeSitemap } from './sitemap.ts';

const work = join(root, '.build');
const lock = join(work, 'lock');
const next = join(work, 'next');
const published = join(root, 'dist');
const dist = process.env['RONGJI_DIST'] ?? published;
const previous = `${dist}.previous`;

const reasons: Record<string, (path: string) => string> = {
  ENOSPC: () => '磁盘满了，请腾出空间再运行',
  EDQUOT: () => '磁盘配额用完了，请腾出空间再运行',
  EACCES: (path) => `没有写 ${path} 的权限，请换有权限的用户，或改文件夹的权限`,
  EPERM: (path) => `系统不让写 ${path}，请看文件夹的权限，或关掉正在用它的程序`,
  EROFS: (path) => `${path} 所在的磁盘是只读的`,
};
// Whatever goes wrong, the reason is said and the old site stays.
process.on('uncaughtException', (error: NodeJS.ErrnoException) => stop(reasons[error.code ?? '']?.(error.path ?? '') ?? error.stack ?? String(error)));

try {
  for (const line of finishImport(join(root, 'content'))) console.log(line);
} catch (error) {
  stop((error as Error).message);
}
const digest = inputsDigest();
holdLock();
// An import looks for this build's lock after it took its own, so that one of the two always sees the other.
const importing = importingNow(join(root, 'content', 'stations'));
if (importing) stop(`正在导入站点（进程 ${importing}），等它做完再生成`);
// A build that was cut off while it changed places left the old site here.
if (!existsSync(dist) && existsSync(previous)) renameSync(previous, dist);

step('检查设置和内容');
const site = await loadSite().catch((error: Error) => stop(error.message));
const everything = readContent(join(root, 'content'));
stopFor(everything);
const { content, folder } = select();
console.log(`  条目 ${content.entries.length}，站点 ${content.stations.length}，事实 ${content.facts.size}`);

step('生成网页');
rmSync(next, { recursive: true, force: true });
const astro = spawnSync(process.execPath, [join(root, 'node_modules/astro/bin/astro.mjs'), 'build', '--silent'], {
  cwd: root,
  // Vite would take a BASE_URL of the shell for our own.
  env: { ...process.env, BASE_URL: undefined, RONGJI_OUT: next, RONGJI_CONTENT: relative(root, folder).replaceAll('\\', '/'), ASTRO_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  encoding: 'utf8',
});
if (astro.status !== 0) {
  // Rolldown says it in words, Node by its code.
  const said = astro.stdout + astro.stderr;
  const code = Object.entries({ ENOSPC: 'No space left on device', EDQUOT: 'Disk quota exceeded', EACCES: 'Permission denied', EROFS: 'Read-only file system' }).find(([code, words]) => said.includes(code) || said.includes(words))?.[0];
  if (code) stop(reasons[code]!(next));
  console.error(astro.stdout, astro.stderr);
  stop('网页没有生成');
}

mendPages(next);

step('建立搜索索引');
const indexed = writeSearch(next, content);
console.log(`  网页 ${indexed.pages}，名单里的站点 ${indexed.stations}；${indexed.files} 个文件，${Math.round(indexed.bytes / 1024)} KB`);

step('画分享图');
const pictures = await writeCards(next, content, site, join(work, 'cards')).catch((error: Error) => stop(`分享图没有画成：${error.message}`));
for (const { file, characters } of pictures.unwritten) console.log(`  ${file} 的标题里有字体没有的字（${characters.join('')}），它的分享图只写栏目和地方`);
console.log(`  ${pictures.cards} 张，新画 ${pictures.drawn} 张，${Math.round(pictures.bytes / 1024)} KB`);

step('备好断网用的清单');
if (site.offline) {
  const { release, shell, regions } = await writeOffline(next, content);
  console.log(`  版本 ${release}；找站页和指南 ${Math.round(shell.bytes / 1024)} KB；${regions.map(({ title, bytes }) => `${title} ${(bytes / 1024 / 1024).toFixed(1)} MB`).join('，')}`);
} else writeFarewell(next);
writeFormerFarewell(next);

step('写网站地图');
const listed = writeSitemap(next, site);
console.log(listed ? `  sitemap.xml 里有 ${listed} 个网页` : '  没有写：site.config.ts 里还没有正式网址 url');

// A local folder is edited beside `npm run dev`; only an editor that saves to a Git host is published.
if (site.admin && site.admin.backend !== 'local') {
  step('备好编辑器');
  const { files, bytes } = await writeAdmin(join(next, 'admin'), { ...site, admin: site.admin }, content, join(work, 'editor'));
  console.log(`  admin/ 里 ${files} 个文件，${(bytes / 1024 / 1024).toFixed(1)} MB；存到 ${site.admin.backend} 的 ${site.admin.repo}`);
}

step('压缩文件');
const compressed = await writeCompressed(next, join(work, 'compressed'), dist === published);
console.log(`  ${compressed.files} 个文件，新压 ${compressed.made} 个，${Math.round(compressed.plainBytes / 1024)} KB 压成 ${Math.round(compressed.brotliBytes / 1024)} KB`);

step('写各种主机的设置');
try {
  // A trial build leaves the settings of the site itself alone.
  const changed = writeHostSettings(site, next, dist === published ? join(root, 'hosting') : join(work, 'hosting-trial'));
  if (changed) console.log('  hosting/ 里的设置和上次不同，服务器上的也要换成新的');
} catch (error) {
  stop((error as Error).message);
}

step('换上新网站');
try {
  rmSync(previous, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, previous);
  renameSync(next, dist);
} catch (error) {
  if (!existsSync(dist) && existsSync(previous)) renameSync(previous, dist);
  stop(`换不上去（${(error as Error).message}）；请关掉正在用 ${dist} 的程序，再运行一次`);
}
// The new site is in its place; what cannot be tidied up now is of no harm to it.
try {
  rmSync(previous, { recursive: true, force: true });
  if (dist === published) writeFileSync(join(work, 'inputs'), digest);
} catch (error) {
  console.log(`  新网站已经换上；收拾旧文件时出了错（${(error as Error).message}），不影响网站`);
}
rmSync(lock, { force: true });
console.log('完成。');

/** Stops for what an editor has to mend. */
function stopFor(read: Content) {
  const problems = read.problems.length ? read.problems : editorialProblems(read, todayInChina());
  for (const problem of problems) console.error(showProblem(problem));
  if (problems.length) stop(`内容有 ${problems.length} 处要改`);
}

/** The content of the regions that the site is of, and the folder that holds it. */
function select(): { content: Content; folder: string } {
  const whole = join(root, 'content');
  if (!site.regions.length) return { content: everything, folder: whole };
  const folder = join(work, 'content');
  try {
    const mentions = writeSelection(everything, whole, site.regions, folder);
    for (const { file, line, name } of mentions) console.log(`  ${file} 第 ${line} 行说到${name}，它不在 regions 里；不想留就改这一句`);
  } catch (error) {
    stop((error as Error).message);
  }
  const content = readContent(folder);
  stopFor(content);
  return { content, folder };
}

function stop(why: string): never {
  if (existsSync(lock) && readFileSync(lock, 'utf8') === String(process.pid)) rmSync(lock);
  console.error(`\n${why}。没有生成新的网站，原来的网站没有变。`);
  process.exit(1);
}

/** Astro writes the style of its islands before the first one, where HTML allows no style; puts it at the end of the head, and leaves each page the hashes of its own. */
function mendPages(folder: string) {
  for (const file of globSync('**/*.html', { cwd: folder })) {
    const html = readFileSync(join(folder, file), 'utf8');
    const style = /<style>astro-island[^<]*<\/style>/.exec(html)?.[0];
    writeFileSync(join(folder, file), keepOwnHashes(style ? html.replace(style, '').replace('</head>', `${style}</head>`) : html));
  }
}

/** Lets one build run at a time; a lock whose process is gone is taken over. */
function holdLock() {
  mkdirSync(work, { recursive: true });
  const running = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch (error) {
      // Somebody else's process may not be asked, but it is there.
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  };
  const other = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
  if (other && !running(other)) rmSync(lock, { force: true });
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    console.error('另一个生成正在进行，等它做完再运行。原来的网站没有变。');
    process.exit(1);
  }
}
