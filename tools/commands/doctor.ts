import { todayInChina } from '../../src/lib/editorial.ts';
import type { Settings } from '../../src/schema/site.ts';
import { defineCommand } from '../command-line.ts';
import type { Finding } from '../doctor/finding.ts';
import { readSettings } from '../publish/settings.ts';
import { exits, Trouble } from '../publish/trouble.ts';
import { terminalReport } from '../terminal.ts';

const signs = { good: '✓   ', note: '留意', mend: '要改' } as const;
/** South, west, north and east of China's middle, for the map of a site that has no place yet. */
const middle = [34, 103, 36, 105];

export const command = defineCommand({
  form: 'doctor',
  about: '体检：设置、内容、生成的网页、主办单位、底图、发布目标和线上的网站，一项一行',
  options: (argv) =>
    argv
      .option('url', { type: 'string', requiresArg: true, describe: '线上的网址，带路径；不写就用 site.config.ts 里的 url 和 base' })
      .option('local', { type: 'boolean', describe: '只查这台电脑上的，不用网络' })
      .option('timeout', { type: 'number', requiresArg: true, default: 15, describe: '查线上时，每次最多等几秒' })
      .option('json', { type: 'boolean', describe: '结果写成 JSON' })
      .conflicts('local', 'url'),
  async run({ url, local, timeout, json }) {
    if (!(timeout >= 1 && timeout <= 120)) throw new Trouble('--timeout 写 1 到 120 之间的秒数', exits.usage);
    if (url !== undefined && !/^https?:\/\/[^\s/]+/.test(url)) throw new Trouble('--url 写完整的网址，以 https:// 开头', exits.usage);
    // Loaded here, so that the other commands start without them.
    const [{ builtState, contentState, editor, identity, ownContent }, { map, targets }, { live }] = await Promise.all([import('../doctor/local.ts'), import('../doctor/outside.ts'), import('../doctor/live.ts')]);
    const report = terminalReport();
    const all: Finding[] = [];
    const look = async (title: string, found: () => Finding[] | Promise<Finding[]>) => {
      if (!json) report.step(title);
      all.push(...(await found()));
    };
    let site: Settings | undefined;
    try {
      site = await readSettings();
      all.push({ area: '设置', state: 'good', text: 'site.config.ts 没有写错的地方' });
    } catch (error) {
      all.push({ area: '设置', state: 'mend', text: (error as Error).message });
    }
    const content = ownContent();
    await look('看内容', () => contentState(content, todayInChina(), Boolean(site?.operator.siteIdCode)));
    if (site) {
      const settings = site;
      const built = builtState(settings);
      await look('看生成的网页', () => built.findings);
      await look('看主办单位', () => identity(settings));
      await look('看编辑器', () => editor(settings));
      const [south, west, north, east]: number[] = content.entries.find(({ kind, data }) => kind === 'regions' && data['bounds'])?.data['bounds'] ?? middle;
      await look('看底图', () => map(settings, { lat: (south! + north!) / 2, lng: (west! + east!) / 2 }, !local));
      if (!local) {
        await look('看发布目标', () => targets(settings, built.release?.id));
        const address = url ?? (settings.url ? settings.url + settings.base : undefined);
        if (address) await look(`看 ${address}`, () => live(address, settings, built.release?.id, timeout));
        else all.push({ area: '线上', state: 'note', text: '没有写正式网址 url，线上的没有查；要查，加上 --url 网址' });
      }
    }
    report.end();
    const bad = all.filter(({ state }) => state === 'mend').length;
    const notes = all.filter(({ state }) => state === 'note').length;
    if (json) console.log(JSON.stringify({ mend: bad, note: notes, findings: all }, null, 2));
    else {
      for (const { area, state, text } of all) console.log(`${signs[state]}  ${area}：${text}`);
      console.log(`\n要改 ${bad} 处，留意 ${notes} 处，正常 ${all.length - bad - notes} 处。`);
    }
    return bad ? exits.wrong : exits.done;
  },
});
