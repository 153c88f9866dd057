import { existsSync } from 'node:fs';
import { divisionPrefix } from '../../src/lib/divisions.ts';
import { defineCommand } from '../command-line.ts';
import { exits, explain, Trouble } from '../publish/trouble.ts';
import { datums } from '../sheets/model.ts';
import { contentFolder, typedPath, writeAsked } from '../sheets/paths.ts';
import { placeName, readStanding } from '../sheets/standing.ts';
import { aboutFilling, clerkCsv, clerkRows, clerkWorkbook } from '../sheets/workbook.ts';
import { offers } from './template.ts';

export const command = defineCommand({
  form: 'export <kind>',
  about: '把站点名单导出成一张表，用 WPS、Excel 改好再导入',
  options: (argv) =>
    argv
      .positional('kind', { choices: ['stations'] as const, demandOption: true, describe: '导出什么：stations 是服务站点' })
      .option('to', { type: 'string', requiresArg: true, describe: '存到哪里，.xlsx 或 .csv；不写就是 站点.xlsx' })
      .option('county', { type: 'string', requiresArg: true, describe: '只要一个县或市的，写区划代码的开头几位，例如 350926' })
      .option('datum', { choices: datums, default: 'wgs84' as const, requiresArg: true, describe: '坐标写成哪个坐标系' })
      .option('encoding', { choices: ['utf-8', 'gbk'] as const, default: 'utf-8' as const, requiresArg: true, describe: '.csv 的编码；旧的 Excel 用 gbk' })
      .option('replace', { type: 'boolean', describe: '文件已经有了就覆盖' })
      .option('content', { type: 'string', requiresArg: true, describe: '别处的内容文件夹；不写就是本项目的 content/' })
      .epilogue('导出的表原样再导入，名单一个字也不会变。\n例：npm run rongji -- export stations --county 350926 --to 柘荣.xlsx'),
  async run({ to = '站点.xlsx', county = '', datum, encoding, replace, content }) {
    const [, ending] = /\.(xlsx|csv)$/i.exec(to) ?? [];
    if (!ending) throw new Trouble('--to 的文件名要以 .xlsx 或 .csv 结尾', exits.usage);
    if (encoding === 'gbk' && ending.toLowerCase() !== 'csv') throw new Trouble('--encoding 只对 .csv 有用；.xlsx 不用选编码', exits.usage);
    if (!/^((\d\d){0,3}|\d{9}|\d{12})$/.test(county)) throw new Trouble(`--county 写区划代码：县、市 6 位（例如 350926），省 2 位，地级市 4 位，乡镇 9 位，村 12 位；这里写的是 ${county}`, exits.usage);
    // The bureau fills codes up with zeros.
    const above = divisionPrefix(county.replace(/^(\d{6}|\d{9})(000){1,2}$/, (whole, code: string) => (whole.length === 12 ? code : whole)));
    const path = typedPath(to);
    if (!replace && existsSync(path)) throw new Trouble(`${to} 已经有了，没有覆盖；换个名字（--to），或加 --replace`);
    const standing = readStanding(contentFolder(content));
    if (!standing.rows.length) throw new Trouble('名单里还没有站点；要一张空表，运行 npm run rongji -- template stations --region 地方编号');
    const rows = standing.rows.filter(({ cells }) => cells.code.startsWith(above));
    if (!rows.length) throw new Trouble(`名单里没有区划代码以 ${county} 开头的站点；有的是：${[...new Set(standing.rows.map(({ cells }) => cells.code.slice(0, 6)))].map((code) => `${code} ${placeName(standing, code)}`).join('、')}`);
    const shown = clerkRows(rows, datum);
    let bytes: Uint8Array;
    try {
      bytes = ending.toLowerCase() === 'csv' ? clerkCsv(shown, encoding) : await clerkWorkbook(shown, ...offers(standing, [...new Set(rows.map(({ cells }) => cells.code.slice(0, 6)))]), aboutFilling);
    } catch (error) {
      throw explain(error, `导出 ${to}`);
    }
    writeAsked(path, bytes, replace);
    console.log(`导出了 ${rows.length} 个站点，存在 ${path}`);
    return exits.done;
  },
});
