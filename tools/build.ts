// Checks the content, builds and indexes beside the live output, and puts the new site in its place only when all went well.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as pagefind from 'pagefind';
import { readContent, showProblem } from '../src/lib/content.ts';
import { duplicates, personalData, unsourcedMartyrs } from '../src/lib/editorial.ts';

const root = join(import.meta.dirname, '..');
const work = join(root, '.build');
const next = join(work, 'next');
const previous = join(work, 'previous');
const dist = process.env['RONGJI_DIST'] ?? join(root, 'dist');
const step = (text: string) => console.log(`▸ ${text}`);

step('检查内容');
const content = readContent(join(root, 'content'));
const { entries, stations, facts } = content;
const problems = content.problems.length ? content.problems : [...unsourcedMartyrs(content), ...personalData(content), ...duplicates(content)];
if (problems.length) {
  for (const problem of problems) console.error(showProblem(problem));
  stop(`内容有 ${problems.length} 处要改`);
}
console.log(`  条目 ${entries.length}，站点 ${stations.length}，事实 ${facts.size}`);

step('生成网页');
rmSync(next, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
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

step('建立搜索索引');
const { index, errors } = await pagefind.createIndex({ forceLanguage: 'zh-cn', excludeSelectors: ['.cite'] });
const added = await index?.addDirectory({ path: next });
const written = await index?.writeFiles({ outputPath: join(next, 'pagefind') });
await pagefind.close();
const failures = [...errors, ...(added?.errors ?? []), ...(written?.errors ?? [])];
if (!added || failures.length) stop(`索引没有建成：${failures.join('；')}`);
console.log(`  收录 ${added.page_count} 页`);

step('换上新网站');
rmSync(previous, { recursive: true, force: true });
if (existsSync(dist)) renameSync(dist, previous);
renameSync(next, dist);
rmSync(previous, { recursive: true, force: true });
console.log('完成。');

function stop(why: string): never {
  console.error(`\n${why}。没有生成新的网站，原来的网站没有变。`);
  process.exit(1);
}
