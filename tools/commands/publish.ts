import { join } from 'node:path';
import { defineCommand } from '../command-line.ts';
import { publish, type Summary } from '../publish/engine.ts';
import { readRelease } from '../publish/release.ts';
import { chooseTarget, openTarget, readSettings } from '../publish/settings.ts';
import { exits, Trouble } from '../publish/trouble.ts';
import { isFresh, root, run } from '../setup.mjs';
import { showBytes, terminalReport } from '../terminal.ts';

const list = (title: string, paths: string[]) => (paths.length ? [`  ${title} ${paths.length}：${paths.slice(0, 5).join('、')}${paths.length > 5 ? ' …' : ''}`] : []);

/** What a publication did, as lines to read. */
export function showSummary(summary: Summary, keepDays: number): string[] {
  return [
    ...list('新增', summary.added),
    ...list('改动', summary.changed),
    ...list('删去', summary.removed),
    ...list(`旧文件暂留（没有版本再用，满 ${keepDays} 天清理）`, summary.kept),
    ...list('接管了别人的（原来的在 .rongji/adopted/ 里）', summary.adopted),
    ...list('有人改过、已换回的（改过的在 .rongji/adopted/ 里）', summary.altered),
    ...list('不是本站放的、没有动的', summary.left),
    `  没变 ${summary.unchanged} 个；上传 ${showBytes(summary.bytes)}`,
  ];
}

export const command = defineCommand({
  form: 'publish [target]',
  about: '把网站发布到目标：只传变了的，先资源后网页，线上任何时候都是完整的',
  options: (argv) =>
    argv
      .positional('target', { type: 'string', describe: '目标的名字，写在 site.config.ts 的 publish 里；只有一个时可以不写' })
      .option('dry-run', { type: 'boolean', describe: '只看会改什么，不动目标' })
      .option('built', { type: 'boolean', describe: '不重新生成，直接发布 dist/ 里现有的' })
      .option('adopt', { type: 'boolean', describe: '目标里已有同名的文件时，由本站接管；原来的移到 .rongji/adopted/' })
      .option('purge', { type: 'boolean', describe: '连旧文件和以前的版本也删去，例如有内容依法撤下时；之后不能退回' }),
  async run({ target: name, dryRun, built, adopt, purge }) {
    const site = await readSettings();
    const { name: chosen, config } = chooseTarget(site.publish, name);
    const target = await openTarget(config, site);
    const other = process.env['RONGJI_DIST'];
    const dist = other ?? join(root, 'dist');
    if (!built && (other || !isFresh()) && !run(process.execPath, ['tools/build.ts'])) throw new Trouble('生成没有成功，所以没有发布；线上没有动');
    const now = new Date();
    const local = readRelease(dist, now, config.to !== 's3');
    const [, base] = /class="brand" href="([^"]*)"/.exec(local.read('index.html').toString()) ?? [];
    if (base && base !== site.base) throw new Trouble(`dist/ 是为路径 ${base} 生成的，site.config.ts 里的 base 是 ${site.base}；请重新生成`);

    const report = terminalReport();
    try {
      const summary = await publish(target, local, { keepDays: config.keepDays, now, adopt, purge, dryRun, report });
      report.end();
      const title = `${chosen}（${target.title}）`;
      const none = !summary.added.length && !summary.changed.length && !summary.removed.length;
      if (dryRun) console.log(`试看：要发布的是 ${summary.release}，${title}${summary.before ? `现在是 ${summary.before}` : '还没有发布过'}。没有改动目标。`);
      else if (none && summary.before === summary.release) console.log(`${title} 上已经是这一版 ${summary.release}，核对过了，没有要改的。`);
      else console.log(`已发布 ${summary.release} 到 ${title}${summary.before && summary.before !== summary.release ? `，之前是 ${summary.before}` : ''}，逐个核对无误。`);
      console.log(showSummary(summary, config.keepDays).join('\n'));
      if (!dryRun && summary.before && summary.before !== summary.release && !purge) console.log(`  要退回：npm run rongji -- rollback ${chosen}`);
      return exits.done;
    } finally {
      report.end();
    }
  },
});
