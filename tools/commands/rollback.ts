import { defineCommand } from '../command-line.ts';
import { readState, rollback } from '../publish/engine.ts';
import { chooseTarget, openTarget, readSettings } from '../publish/settings.ts';
import { exits } from '../publish/trouble.ts';
import { terminalReport } from '../terminal.ts';
import { showSummary } from './publish.ts';

export const command = defineCommand({
  form: 'rollback [target]',
  about: '退回到以前的一版；用的是目标上的存档，不用重新生成',
  options: (argv) =>
    argv
      .positional('target', { type: 'string', describe: '目标的名字；只有一个时可以不写' })
      .option('to', { type: 'string', requiresArg: true, describe: '退回到哪一版，写编号的开头几位；不写就是前一版' })
      .option('list', { type: 'boolean', describe: '只列出能退回的版本' })
      .option('dry-run', { type: 'boolean', describe: '只看会改什么，不动目标' })
      .conflicts('list', 'to'),
  async run({ target: name, to, list, dryRun }) {
    const site = await readSettings();
    const { name: chosen, config } = chooseTarget(site.publish, name);
    const target = await openTarget(config, site);
    if (list) {
      await target.open(false);
      const state = await readState(target);
      await target.close();
      for (const { id, published } of state.releases) console.log(`${id === state.current ? '现在' : '    '} ${id}  ${new Date(published).toLocaleString('zh-CN')}`);
      if (!state.releases.length) console.log(`${target.title} 上还没有发布过。`);
      if (state.pending.length) console.log(`上一次发布（${state.pending.join('、')}）没有做完；再发布一次，或者退回，都会把它处理完。`);
      return exits.done;
    }
    const report = terminalReport();
    try {
      const summary = await rollback(target, to, { keepDays: config.keepDays, now: new Date(), dryRun, report });
      report.end();
      console.log(dryRun ? `试看：会退回到 ${summary.release}，${chosen} 现在是 ${summary.before}。没有改动目标。` : `${chosen} 已退回到 ${summary.release}，之前是 ${summary.before}，逐个核对无误。`);
      console.log(showSummary(summary, config.keepDays).join('\n'));
      return exits.done;
    } finally {
      report.end();
    }
  },
});
