// What can be seen without the network: settings, content, the built site.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kinds, pageKinds } from '../../src/kinds.ts';
import { readContent, showProblem, type Content } from '../../src/lib/content.ts';
import { editorialProblems, stale } from '../../src/lib/editorial.ts';
import type { Settings } from '../../src/schema/site.ts';
import { readRelease, type LocalRelease } from '../publish/release.ts';
import { isFresh, root } from '../setup.mjs';
import { gather, type Finding } from './finding.ts';
import { brokenLinks } from './links.ts';

type Site = Settings;
const few = (list: string[], most = 5) => `${list.slice(0, most).join('；')}${list.length > most ? `；等 ${list.length} 处` : ''}`;

/** What a site of a government body must say of itself and does not. */
export function identity({ url, base, operator }: Pick<Site, 'url' | 'base' | 'operator'>): Finding[] {
  const { found, good, note, mend } = gather('主办单位');
  if (!operator.name) {
    note('没有填主办单位，页脚会写明是演示站、不是政府网站；正式用以前，在 operator 里填');
    return found;
  }
  // Under a portal's path these are the portal's, and it is asked for them.
  const hung = base !== '/';
  const whose = hung ? '；挂在门户网站下的，向门户的管理单位要' : '';
  if (!url) mend('没有写正式网址 url：分享图、找错链接和打印页末尾的网址要用它');
  else {
    if (url.startsWith('http:')) mend('正式网址不是 https://，内容在路上可能被改；请开通 https 后改写');
    if (!new URL(url).hostname.endsWith('.gov.cn')) note('正式网址不是 .gov.cn 的域名；政府网站按《政府网站发展指引》（国办发〔2017〕47号）要用 .gov.cn');
  }
  if (!operator.siteIdCode) mend(`没有政府网站标识码 siteIdCode：政府网站的页脚要有它和“我为政府网站找错”的入口${whose}`);
  if (!operator.icp) mend(`没有 ICP 备案号 icp：网站首页底部要写明并链接到备案系统（《非经营性互联网信息服务备案管理办法》第十三条）${whose}`);
  if (!operator.police) note(`没有公安备案号 police；已经备案的请填上${whose}`);
  if (!operator.conac) note(`没有党政机关网站标识 conac；已经挂标的请填上${whose}`);
  if (!operator.contact) (hung ? note : mend)('没有互动渠道的网址 contact：没有网上咨询建言的渠道，检查时会单项否决；静态网站写上级门户的互动栏目');
  for (const [field, name] of [['phone', '电话'], ['address', '地址']] as const) if (!operator[field]) note(`没有主办单位的${name} ${field}`);
  if (!hung && url) note('县级政府部门原则上不单独开设网站（国办发〔2017〕47号）；县局请问清楚，能不能作为专栏挂在县政府门户下');
  if (!found.some(({ state }) => state === 'mend')) good(`主办单位“${operator.name}”的身份信息齐了`);
  return found;
}

/** Whether the content is sound, not of the future, and leaves no column empty; `today` is "2026-11-27". */
export function contentState(content: Content, today: string, isGovernment: boolean): Finding[] {
  const { found, good, note, mend } = gather('内容');
  const problems = content.problems.length ? content.problems : editorialProblems(content, today);
  if (problems.length) mend(`内容检查有 ${problems.length} 处要改：${few(problems.map(showProblem))}。全部请看 npm run rongji -- check`);
  else good(`内容检查通过：条目 ${content.entries.length}，站点 ${content.stations.length}，事实 ${content.facts.size}`);

  const counts = [...pageKinds.map((kind) => [kinds[kind].label, content.entries.filter((entry) => entry.kind === kind).length] as const), [kinds.stations.label, content.stations.length] as const, [kinds.sources.label, content.sources.length] as const];
  const empty = counts.filter(([, count]) => count === 0).map(([label]) => label);
  if (empty.length >= 5) mend(`有 ${empty.length} 个栏目是空的（${empty.join('、')}）：空白栏目有五个，检查时会单项否决`);
  else if (empty.length) note(`有栏目是空的：${empty.join('、')}；写上内容，或告诉读者为什么没有`);
  else good('没有空的栏目');

  const old = stale(content, today);
  if (old.length) note(`有 ${old.length} 处超过一年没有核对：${few(old.map(({ file }) => file), 3)}`);
  const last = content.entries.map(({ data }) => [data['published'], data['checked']].filter((date) => typeof date === 'string' && date <= today).sort().at(-1) ?? '').sort().at(-1);
  if (isGovernment && last && Date.parse(today) - Date.parse(last) > 14 * 24 * 3600 * 1000) note(`最近一次更新是 ${last}；单独开设的政府网站首页两周没有更新，检查时会单项否决`);
  return found;
}

/** The site as it is built: fresh, for the right path, without dead links. Gives the release too, when there is one. */
export function builtState(site: Pick<Site, 'base'>, dist = process.env['RONGJI_DIST'] ?? join(root, 'dist')): { findings: Finding[]; release?: LocalRelease } {
  const { found, good, note, mend } = gather('生成');
  if (!existsSync(join(dist, 'index.html'))) {
    mend('还没有生成网站；运行 npm run build');
    return { findings: found };
  }
  if (process.env['RONGJI_DIST'] === undefined) {
    if (isFresh()) good('dist/ 是按现在的内容和设置生成的');
    else note('内容、设置或程序改过以后还没有重新生成；publish 会先生成');
  }
  const [, base] = /class="brand" href="([^"]*)"/.exec(readFileSync(join(dist, 'index.html'), 'utf8')) ?? [];
  if (base && base !== site.base) mend(`dist/ 是为路径 ${base} 生成的，site.config.ts 里的 base 是 ${site.base}；请重新生成`);
  const { pages, links, broken } = brokenLinks(dist, base ?? site.base);
  if (broken.length) mend(`有 ${broken.length} 个站内链接打不开：${few(broken)}`);
  else good(`${pages} 页的 ${links} 个站内链接都打得开`);
  try {
    return { findings: found, release: readRelease(dist, new Date(0)) };
  } catch (error) {
    mend((error as Error).message);
    return { findings: found };
  }
}

/** Whether there is a browser editor, and who can open it. */
export function editor({ admin, url, base }: Pick<Site, 'admin' | 'url' | 'base'>): Finding[] {
  const { found, good, note } = gather('编辑器');
  if (!admin) good('没有开浏览器里的编辑器');
  else if (admin.backend === 'local') good('编辑器只在 npm run dev 时有，改本机的文件夹，不会发布出去');
  else {
    note(`编辑器随网站发布在 ${url}${base}admin/，谁都能打开登录页；能改什么，由 ${admin.backend} 上 ${admin.repo} 的账号管，请收紧那里的权限，用双重验证。不用了就把 site.config.ts 里的 admin 删去`);
    if (admin.backend !== 'github' && admin.baseUrl.startsWith('http:')) note('admin 的 baseUrl 不是 https://，令牌在路上可能被看到；网站是 https 的，浏览器也不会连它');
  }
  return found;
}

/** The content of this project. */
export const ownContent = () => readContent(join(root, 'content'));
