// Checks the content, builds and indexes beside the live output, and puts the new site in its place only when all went well.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readContent, showProblem } from '../src/lib/content.ts';
import { duplicates, personalData, unbackedVisits, unfoundedAnswers, unsourcedMartyrs } from '../src/lib/editorial.ts';
import { writeCards } from './cards.ts';
import { writeFarewell, writeOffline } from './offline.ts';
import { writeSearch } from './search-index.ts';
import { inputsDigest, root, step } from './setup.mjs';

const work = join(root, '.build');
const lock = join(work, 'lock');
const next = join(work, 'next');
const published = join(root, 'dist');
const dist = process.env['RONGJI_DIST'] ?? published;
const previous = `${dist}.previous`;

const digest = inputsDigest();
holdLock();
// A build that was cut off while it changed places left the old site here.
if (!existsSync(dist) && existsSync(previous)) renameSync(previous, dist);

step('检查设置和内容');
const { site } = await import('../src/lib/site.ts').catch((error: Error) => stop(error.message));
const content = readContent(join(root, 'content'));
const problems = content.problems.length ? content.problems : [...unsourcedMartyrs(content), ...personalData(content), ...duplicates(content), ...unfoundedAnswers(content), ...unbackedVisits(content)];
if (problems.length) {
  for (const problem of problems) console.error(showProblem(problem));
  stop(`内容有 ${problems.length} 处要改`);
}
console.log(`  条目 ${content.entries.length}，站点 ${content.stations.length}，事实 ${content.facts.size}`);

step('生成网页');
rmSync(next, { recursive: true, force: true });
const astro = spawnSync(process.execPath, [join(root, 'node_modules/astro/bin/astro.mjs'), 'build', '--silent'], {
  cwd: root,
  // Vite would take a BASE_URL of the shell for our own.
  env: { ...process.env, BASE_URL: undefined, RONGJI_OUT: next, ASTRO_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  encoding: 'utf8',
});
if (astro.status !== 0) {
  console.error(astro.stdout, astro.stderr);
  stop('网页没有生成');
}

moveIslandStyles(next);

step('建立搜索索引');
const indexed = writeSearch(next, content);
console.log(`  网页 ${indexed.pages}，名单里的站点 ${indexed.stations}；${indexed.files} 个文件，${Math.round(indexed.bytes / 1024)} KB`);

step('画分享图');
const pictures = await writeCards(next, content, site, join(work, 'cards')).catch((error: Error) => stop(`分享图没有画成：${error.message}`));
for (const { file, characters } of pictures.unwritten) console.log(`  ${file} 的题目里有字体没有的字（${characters.join('')}），它的分享图只写栏目和地方`);
console.log(`  ${pictures.cards} 张，新画 ${pictures.drawn} 张，${Math.round(pictures.bytes / 1024)} KB`);

step('备好断网用的清单');
if (site.offline) {
  const { release, shell, regions } = await writeOffline(next, content);
  console.log(`  版本 ${release}；找站页和指南 ${Math.round(shell.bytes / 1024)} KB；${regions.map(({ title, bytes }) => `${title} ${(bytes / 1024 / 1024).toFixed(1)} MB`).join('，')}`);
} else writeFarewell(next);

step('换上新网站');
try {
  rmSync(previous, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, previous);
  renameSync(next, dist);
} catch (error) {
  if (!existsSync(dist) && existsSync(previous)) renameSync(previous, dist);
  stop(`换不上去（${(error as Error).message}）；请关掉正在用 ${dist} 的程序，再运行一次`);
}
rmSync(previous, { recursive: true, force: true });
if (dist === published) writeFileSync(join(work, 'inputs'), digest);
rmSync(lock, { force: true });
console.log('完成。');

function stop(why: string): never {
  rmSync(lock, { force: true });
  console.error(`\n${why}。没有生成新的网站，原来的网站没有变。`);
  process.exit(1);
}

/** Astro writes the style of its islands before the first one, where HTML allows no style; puts it at the end of the head. */
function moveIslandStyles(folder: string) {
  for (const file of globSync('**/*.html', { cwd: folder })) {
    const html = readFileSync(join(folder, file), 'utf8');
    const style = /<style>astro-island[^<]*<\/style>/.exec(html)?.[0];
    if (style) writeFileSync(join(folder, file), html.replace(style, '').replace('</head>', `${style}</head>`));
  }
}

/** Lets one build run at a time; a lock whose process is gone is taken over. */
function holdLock() {
  mkdirSync(work, { recursive: true });
  const running = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  const other = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
  if (other && other !== process.pid && running(other)) {
    console.error('另一个生成正在进行，等它做完再运行。原来的网站没有变。');
    process.exit(1);
  }
  writeFileSync(lock, String(process.pid));
}
