import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { todayInChina } from '../../src/lib/editorial.ts';
import { stations, type Station } from '../../src/schema/stations.ts';
import { defineCommand } from '../command-line.ts';
import { exits, Trouble } from '../publish/trouble.ts';
import { root } from '../setup.mjs';
import { readCell } from '../sheets/cells.ts';
import { commitSheets, finishHeld, holdSheets, isRunning } from '../sheets/commit.ts';
import { datums, showSheetLine, type ImportResult } from '../sheets/model.ts';
import { contentFolder, readAsked, soundContent, typedPath } from '../sheets/paths.ts';
import { prepareImport } from '../sheets/plan.ts';
import { showChanges, showNotes } from '../sheets/show.ts';
import { noSource, readStanding } from '../sheets/standing.ts';
import { terminalReport } from '../terminal.ts';

export const command = defineCommand({
  form: 'import <kind> <file>',
  about: '把 WPS、Excel 存的站点表导入名单；先全部核对，有一处不对就一行也不写',
  options: (argv) =>
    argv
      .positional('kind', { choices: ['stations'] as const, demandOption: true, describe: '导入什么：stations 是服务站点' })
      .positional('file', { type: 'string', demandOption: true, describe: '表格文件：.xlsx，或 .csv（UTF-8、GBK 都行）' })
      .option('dry-run', { type: 'boolean', describe: '只看会改什么，不写' })
      .option('sheet', { type: 'string', requiresArg: true, describe: '工作表的名称；有几张站点表时才要写' })
      .option('datum', { choices: datums, requiresArg: true, describe: '表里的坐标是哪个坐标系：wgs84（手机定位、天地图）、gcj02（高德、腾讯）、bd09（百度）' })
      .option('source', { type: 'string', requiresArg: true, describe: '出处的编号；新增和改动的行都用它；写了原来的编号，就是确认那份文件里写着新的内容' })
      .option('checked', { type: 'string', requiresArg: true, describe: '核对日期，写作 2026-11-21；写了就不看表里这一列，新增和改动的行都用它' })
      .option('basis', { type: 'string', requiresArg: true, describe: '依据：stated（原文点名）、derived（依全覆盖列出）；用法同 --checked' })
      .option('ignore-columns', { type: 'boolean', describe: '不认得的列不读，也不算错' })
      .option('json', { type: 'boolean', describe: '结果写成 JSON' })
      .option('content', { type: 'string', requiresArg: true, describe: '别处的内容文件夹；不写就是本项目的 content/' })
      .epilogue(
        `空着的格子保留名单里原来的内容；要清掉，写“清空”。表里没有的列、没有的站点都不动；要删去一个站点，加一列“操作”，写“删除”。
认站点：先看编号，再看区划代码和类别，再看名称（同一个县里）。新的服务站、服务中心没有编号的，用区划代码作编号。
改了或新增的行，要有出处、依据和这次的核对日期，写在表里或选项里。
例：npm run rongji -- import stations 站点.xlsx --dry-run --source 出处编号 --checked 2026-11-21`,
      ),
  async run({ file, dryRun, sheet, datum, source, checked: checkedAs, basis: basisAs, ignoreColumns, json, content }) {
    const today = todayInChina();
    const given = { checked: asCell('checked', checkedAs, `--checked 写一个真有的日子，例如今天：${today}`), basis: asCell('basis', basisAs, '--basis 写 stated（原文点名）或 derived（依全覆盖列出）') };
    const { checked } = given;
    const basis = given.basis as Station['basis'] | undefined;
    if (checked !== undefined && checked > today) throw new Trouble(`--checked ${checked} 还没有到；今天是 ${today}`, exits.usage);
    const folder = contentFolder(content);
    const bytes = readAsked(typedPath(file));
    const sheets = join(folder, 'stations');
    const report = json ? undefined : terminalReport();
    const release = dryRun ? () => {} : holdSheets(sheets);
    const interrupted = () => {
      release();
      console.error('\n中断了；没有改动任何文件。');
      process.exit(exits.interrupted);
    };
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    try {
      if (!dryRun) {
        for (const line of finishHeld(sheets)) console.error(line);
        waitForNoBuild();
      }
      report?.step('看现在的名单');
      const held = soundContent(folder, today);
      if (source !== undefined && !held.sources.some(({ id }) => id === source)) throw new Trouble(noSource(source, held.sources.map(({ id }) => id)), exits.usage);
      const standing = readStanding(folder);
      report?.step('核对表格');
      const result = await prepareImport(bytes, basename(file), standing, { sheet, datum, source, checked, basis, ignoreColumns, today });
      report?.end();
      const write = 'plan' in result && !dryRun && result.plan.files.size > 0;
      if (!json) tell(result, Boolean(dryRun));
      if (write) commitSheets(sheets, result.plan.files);
      if (json) console.log(JSON.stringify('plan' in result ? { problems: [], written: write, ...result.plan, files: [...result.plan.files.keys()].map((name) => `content/stations/${name}`) } : { written: false, ...result }, null, 2));
      else if (write) console.log('写好了。再查一遍：npm run rongji -- check');
      return 'plan' in result ? exits.done : exits.wrong;
    } finally {
      report?.end();
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
      release();
    }
  },
});

/** An option as the same cell of a sheet would be read, so that 2026/11/27 and 原文点名 will do; throws `message` for anything else. */
function asCell(field: 'checked' | 'basis', text: string | undefined, message: string): string | undefined {
  if (text === undefined) return undefined;
  const ready = readCell(field, { text, as: 'text' });
  if ('message' in ready || !stations.shape[field].safeParse(ready.text).success) throw new Trouble(`${message}；这里写的是 ${text}`, exits.usage);
  return ready.text;
}

/** What came of it, in words. */
function tell(result: ImportResult, dryRun: boolean) {
  if ('plan' in result) {
    const { plan } = result;
    const lines = [...showNotes(plan.notes), ...showChanges(plan)];
    if (!plan.changes.length) lines.push('和名单一样，没有要写的。');
    else if (dryRun) lines.push('这是试看，没有写；要写，去掉 --dry-run。');
    console.log(lines.join('\n'));
    return;
  }
  const { problems } = result;
  const most = 200;
  console.error(problems.slice(0, most).map(showSheetLine).join('\n'));
  console.error(`${problems.length > most ? `……\n` : ''}\n要改 ${problems.length} 处；名单没有动，一行也没有写。改好表格，再来一次。`);
}

/** A build reads the sheets more than once and has to find the same each time. */
function waitForNoBuild() {
  const lock = join(root, '.build', 'lock');
  const pid = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
  if (pid && isRunning(pid)) throw new Trouble(`正在生成网站（进程 ${pid}）；等它做完再导入。没有人在生成却总是这样，就删去 .build/lock 再来。没有改动任何文件`, exits.busy);
}
