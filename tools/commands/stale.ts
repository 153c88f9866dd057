import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { defineCommand } from '../command-line.ts';
import { during, exits, Trouble } from '../publish/trouble.ts';
import { root } from '../setup.mjs';
import { typedPath } from '../sheets/paths.ts';
import { writeWhole } from '../write-whole.ts';
import { readDay } from './check.ts';

const heads = ['负责', '文件', '行', '字段', '上次核对', '过了几天'];

export const command = defineCommand({
  form: 'stale',
  about: '列出太久没有核对的内容，按负责的科室（owner）分组，最久的在前',
  options: (argv) =>
    argv
      .option('days', { type: 'number', requiresArg: true, default: 365, describe: '超过多少天没有核对的才列' })
      .option('all', { type: 'boolean', describe: '站点一行一行地列；不写就一张表合成一条' })
      .option('json', { type: 'boolean', describe: '结果写成 JSON' })
      .option('csv', { type: 'string', requiresArg: true, describe: '另存成表格（CSV UTF-8），站点一行一行地列' })
      .option('strict', { type: 'boolean', describe: '有太久没核对的，退出码是 1' })
      .option('today', { type: 'string', requiresArg: true, describe: '以哪天为今天，写作 2026-11-21' })
      .option('content', { type: 'string', requiresArg: true, describe: '看别处的内容文件夹' }),
  async run({ days, all, json, csv, strict, today: given, content: folder }) {
    if (!(Number.isInteger(days) && days >= 0)) throw new Trouble('--days 写天数，例如 365', exits.usage);
    const today = readDay(given);
    const [{ readContent }, { staleItems }, { groupStale }] = await Promise.all([import('../../src/lib/content.ts'), import('../../src/lib/editorial.ts'), import('../stale-groups.ts')]);
    const content = readContent(folder === undefined ? join(root, 'content') : typedPath(folder));
    if (content.problems.length) console.error(`内容有 ${content.problems.length} 处要改，读不出来的没有算进去；请先运行 npm run rongji -- check。`);
    const items = staleItems(content, today, days);
    const groups = groupStale(items, all ?? false);
    if (csv !== undefined) await saveSheet(typedPath(csv), [heads, ...groupStale(items, true).flatMap(({ owner, lines }) => lines.map((one) => [owner, one.file, one.line, one.field, one.checked, one.days]))]);
    if (json) console.log(JSON.stringify({ today, days, count: items.length, groups }, null, 2));
    else {
      for (const { owner, count, lines } of groups) {
        console.log(`${owner}，${count} 处`);
        for (const { file, line, field, checked, days: past, rows } of lines) console.log(`  ${rows > 1 ? `${file} 有 ${rows} 行` : `${file} 第 ${line} 行，${field}`}：上次核对是 ${checked}${rows > 1 ? '（最早的）' : ''}，过了 ${past} 天`);
        console.log('');
      }
      console.log(items.length ? `超过 ${days} 天没有核对的，一共 ${items.length} 处。核对以后，改 checked（表里是“核对日期”）。` : `${content.problems.length ? '读得出来的里面，' : ''}没有超过 ${days} 天没核对的。`);
      if (csv !== undefined) console.log(`已存成表格 ${csv}。`);
    }
    // A list that lacks what could not be read is not done.
    return content.problems.length || (strict && items.length) ? exits.wrong : exits.done;
  },
});

/** Saves rows as a sheet that spreadsheet programs read; a file that is not such a list stays as it is. */
async function saveSheet(file: string, rows: (string | number)[][]): Promise<void> {
  const { stringify } = await import('csv-stringify/sync');
  const text = stringify(rows, { bom: true, escape_formulas: true, record_delimiter: '\r\n' });
  const head = text.slice(0, text.indexOf('\r\n'));
  await during(`写 ${file}`, async () => {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new Trouble(`--csv：${file} 是文件夹；请写表格文件的名字`, exits.usage);
    if (existsSync(file) && !readFileSync(file, 'utf8').startsWith(head)) throw new Trouble(`--csv：${file} 已经有了，而且不是这样的清单，没有动它；请换一个名字`, exits.usage);
    await writeWhole(file, text);
  });
}
