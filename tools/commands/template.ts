import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readContent } from '../../src/lib/content.ts';
import { divisionPrefix } from '../../src/lib/divisions.ts';
import { defineCommand } from '../command-line.ts';
import { exits, Trouble } from '../publish/trouble.ts';
import { contentFolder, typedPath, writeAsked } from '../sheets/paths.ts';
import { readStanding, type Standing } from '../sheets/standing.ts';
import { aboutFilling, clerkCsv, clerkWorkbook } from '../sheets/workbook.ts';

/** What a sheet offers to choose from: the townships below some divisions, and the documents there are. */
export function offers(standing: Standing, above: string[]): [townships: string[], sources: string[]] {
  const prefixes = above.map(divisionPrefix);
  const townships = [...standing.divisions.values()].filter(({ code }) => code.length === 9 && prefixes.some((prefix) => code.startsWith(prefix))).map(({ name }) => name);
  const folder = join(standing.root, 'sources');
  const sources = existsSync(folder) ? readdirSync(folder).filter((name) => /^[a-z0-9-]+\.yaml$/.test(name)).map((name) => name.slice(0, -5)).sort() : [];
  return [[...new Set(townships)], sources];
}

export const command = defineCommand({
  form: 'template <kind>',
  about: '给一张空的站点表：有下拉、有说明，填好就能导入',
  options: (argv) =>
    argv
      .positional('kind', { choices: ['stations'] as const, demandOption: true, describe: '什么表：stations 是服务站点' })
      .option('region', { type: 'string', requiresArg: true, describe: '给哪个地方填，写它的编号（content/regions/ 里的文件名），下拉里就只有那里的乡镇' })
      .option('to', { type: 'string', requiresArg: true, describe: '存到哪里，.xlsx 或 .csv；不写就是 站点模板.xlsx' })
      .option('replace', { type: 'boolean', describe: '文件已经有了就覆盖' })
      .option('content', { type: 'string', requiresArg: true, describe: '别处的内容文件夹；不写就是本项目的 content/' })
      .epilogue('例：npm run rongji -- template stations --region zherong'),
  async run({ region, to = '站点模板.xlsx', replace, content }) {
    const [, ending] = /\.(xlsx|csv)$/i.exec(to) ?? [];
    if (!ending) throw new Trouble('--to 的文件名要以 .xlsx 或 .csv 结尾', exits.usage);
    const folder = contentFolder(content);
    const regions = readContent(folder).entries.filter(({ kind }) => kind === 'regions');
    const chosen = regions.filter(({ id }) => region === undefined || id === region);
    if (!chosen.length) throw new Trouble(`没有叫 ${region} 的地方；有的是：${regions.map(({ id, data }) => `${id}（${data['title']}）`).join('、')}`, exits.usage);
    const path = typedPath(to);
    const bytes = ending.toLowerCase() === 'csv' ? clerkCsv([], 'utf-8') : await clerkWorkbook([], ...offers(readStanding(folder), chosen.map(({ data }) => data['code'] as string)), aboutFilling);
    writeAsked(path, bytes, replace);
    console.log(`空表存在 ${path}。\n填好以后先试：npm run rongji -- import stations ${to} --dry-run`);
    return exits.done;
  },
});
