// Checks all content: what is wrong stops (exit 1), what should be looked at is listed (exit 1 too with --strict, but for what only grew old).
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readContent, showProblem, type Problem } from '../src/lib/content.ts';
import { copied, editorialProblems, orphans, stale, todayInChina, unusedFacts } from '../src/lib/editorial.ts';

function readArguments() {
  try {
    return parseArgs({
      options: {
        content: { type: 'string', default: join(import.meta.dirname, '..', 'content') },
        documents: { type: 'string' },
        strict: { type: 'boolean', default: false },
        today: { type: 'string', default: todayInChina() },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    const [option] = /--?[\w-]+/.exec((error as Error).message) ?? [''];
    console.error(`选项 ${option} 不对：没有这个选项，或少了它的值。用 --help 看用法。`);
    process.exit(2);
  }
}

const values = readArguments();
if (values.help) {
  console.log(`检查 content/ 里的全部内容。
用法：npm run check:content -- [选项]
  --documents 文件夹  另外对照原文（.txt），找出照抄的句子
  --strict            提醒也算错（太久没核对的除外）
  --today 2026-11-21  以哪天为今天
  --content 文件夹    检查别处的内容`);
  process.exit(0);
}

const content = readContent(values.content);
const list = (title: string, problems: Problem[]) => {
  if (problems.length) console.error(`${title}\n${problems.map((problem) => `  ${showProblem(problem)}`).join('\n')}`);
  return problems.length;
};
const documents = new Map(
  values.documents ? globSync('*.txt', { cwd: values.documents }).map((file) => [basename(file, '.txt'), readFileSync(join(values.documents!, file), 'utf8')]) : [],
);
if (values.documents && documents.size === 0) {
  console.error(`${values.documents} 里没有 .txt 文件，没法对照原文。`);
  process.exit(1);
}

// Later checks read what earlier ones found sound.
const wrong = list('要改：', content.problems) || list('要改：', [...editorialProblems(content, values.today), ...copied(content, documents)]);
const loose = wrong ? 0 : list('请看一看：', [...unusedFacts(content), ...orphans(content)]);
if (!wrong) list('超过一年没有核对：', stale(content, values.today));
if (wrong) console.error(`\n内容有 ${wrong} 处要改。`);
else console.log(`内容检查通过：条目 ${content.entries.length}，站点 ${content.stations.length}，出处 ${content.sources.length}，事实 ${content.facts.size}${documents.size ? `；对照了 ${documents.size} 份原文` : ''}。`);
process.exit(wrong || (values.strict && loose) ? 1 : 0);
