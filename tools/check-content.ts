import { join } from 'node:path';
import { readContent, showProblem } from '../src/lib/content.ts';

const root = join(import.meta.dirname, '..', 'content');
const { entries, sources, stations, facts, problems } = readContent(root);
for (const problem of problems) console.error(showProblem(problem));
if (problems.length) {
  console.error(`\n内容有 ${problems.length} 处要改。没有生成新的网站，原来的网站没有变。`);
  process.exit(1);
}
console.log(`内容检查通过：条目 ${entries.length}，站点 ${stations.length}，出处 ${sources.length}，事实 ${facts.size}。`);
