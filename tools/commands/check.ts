import { globSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { todayInChina } from '../../src/lib/editorial.ts';
import { day } from '../../src/schema/parts.ts';
import { defineCommand } from '../command-line.ts';
import { exits, Trouble } from '../publish/trouble.ts';
import { root } from '../setup.mjs';
import { typedPath } from '../sheets/paths.ts';

const words = { mend: '要改', look: '看看' } as const;

export const command = defineCommand({
  form: 'check',
  about: '检查内容和设置里一切可能写错的地方，说出文件、行、字段和该怎么写',
  options: (argv) =>
    argv
      .option('json', { type: 'boolean', describe: '结果写成 JSON' })
      .option('strict', { type: 'boolean', describe: '“看看”的也算错（太久没核对的除外）' })
      .option('documents', { type: 'string', requiresArg: true, describe: '另外对照这个文件夹里的原文（.txt），找出照抄的句子' })
      .option('today', { type: 'string', requiresArg: true, describe: '以哪天为今天，写作 2026-11-21' })
      .option('content', { type: 'string', requiresArg: true, describe: '检查别处的内容文件夹' }),
  async run({ json, strict, documents: folder, today: given, content }) {
    const today = readDay(given);
    const documents = readDocuments(folder === undefined ? undefined : typedPath(folder));
    const { findProblems } = await import('../findings.ts');
    const found = await findProblems({ root: content === undefined ? join(root, 'content') : typedPath(content), today, documents });
    const { problems, counts, more } = found;
    if (json) console.log(JSON.stringify(found, null, 2));
    else {
      // Sheets may have thousands of rows that grew old; another command lists them for those who see to it.
      const shown = problems.flatMap(({ level, ...one }) => (level === 'stale' ? [] : [{ ...one, level }]));
      for (const file of new Set(shown.map((one) => one.file))) {
        console.log(file);
        for (const { line, field, message, level } of shown.filter((one) => one.file === file)) console.log(`  ${words[level]}  第 ${line} 行${field ? `，${field}` : ''}：${message}`);
      }
      const inAll = `条目 ${counts.entries}，站点 ${counts.stations}，出处 ${counts.sources}，事实 ${counts.facts}${counts.documents ? `；对照了 ${counts.documents} 份原文` : ''}`;
      const aside = [...(counts.look ? [`可以看看的 ${counts.look} 处`] : []), ...(counts.stale ? [`超过一年没有核对的 ${counts.stale} 处（npm run rongji -- stale 会按科室列出来）`] : [])].join('，');
      if (counts.mend) console.log(`\n要改的有 ${counts.mend} 处。${more ? '有的检查要等这些改好才能做，改完请再查一遍。' : ''}`);
      else console.log(`${counts.look ? '\n' : ''}检查通过：${inAll}。${aside && `另有${aside}。`}`);
    }
    return counts.mend || (strict && counts.look) ? exits.wrong : exits.done;
  },
});

/** The day given, or today's in China; throws for one that does not exist. */
export function readDay(given: string | undefined): string {
  const read = day.safeParse(given ?? todayInChina());
  if (!read.success) throw new Trouble(`--today：${read.error.issues[0]!.message}`, exits.usage);
  return read.data;
}

function readDocuments(folder: string | undefined): Map<string, string> {
  if (folder === undefined) return new Map();
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Trouble(`--documents：没有 ${folder} 这个文件夹`, exits.usage);
  const documents = new Map(globSync('*.txt', { cwd: folder }).map((file) => [basename(file, '.txt'), readFileSync(join(folder, file), 'utf8')]));
  if (!documents.size) throw new Trouble(`--documents：${folder} 里没有 .txt 文件，没法对照原文`, exits.usage);
  return documents;
}
