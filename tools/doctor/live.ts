// The site as the world sees it: what its host says with each file, and whether it is ours.
import { resolve6 } from 'node:dns/promises';
import { isIP } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { randomBytes } from 'node:crypto';
import { headersFor } from '../../src/lib/response-headers.ts';
import type { Settings } from '../../src/schema/site.ts';
import { gather, type Finding } from './finding.ts';
import { ask, follow, type Answer, type Manner } from './probe.ts';

const browserLike = { 'Accept-Encoding': 'gzip, br' };
const day = 24 * 60 * 60 * 1000;

/** The bytes of an answer as they were before compression; undefined when they cannot be unpacked. */
export function unpacked({ headers, body }: Answer): Buffer | undefined {
  try {
    const coding = headers['content-encoding'];
    return coding === 'br' ? brotliDecompressSync(body) : coding === 'gzip' ? gunzipSync(body) : body;
  } catch {
    return undefined;
  }
}

/** What is wrong with a policy: it lets in scripts or styles that nobody named. */
export function looseParts(policy: string): string[] {
  return policy.split(';').flatMap((directive) => {
    const [name = '', ...sources] = directive.trim().toLowerCase().split(/\s+/);
    if (!/^(default-src|script-src|style-src)/.test(name)) return [];
    return sources.filter((source) => source === "'unsafe-inline'" || source === "'unsafe-eval'" || (source === '*' && name !== 'style-src')).map((source) => `${name} ${source}`);
  });
}

/** How long a certificate still holds. */
export function certificate(ends: Date, now: Date): Finding {
  const left = Math.floor((ends.getTime() - now.getTime()) / day);
  const date = ends.toISOString().slice(0, 10);
  if (left < 0) return { area: '线上', state: 'mend', text: `https 证书 ${date} 过期了；请换新的` };
  return left < 30 ? { area: '线上', state: 'note', text: `https 证书还有 ${left} 天到期（${date}）；请安排换新` } : { area: '线上', state: 'good', text: `https 证书到 ${date}，还有 ${left} 天` };
}

/** Checks the site at `address`; `local` is the id of the built release. Every question is bounded in time. */
export async function live(address: string, site: Settings, local: string | undefined, seconds = 15): Promise<Finding[]> {
  const { found, good, note, mend } = gather('线上');
  const start = new URL(address);
  if (!start.pathname.endsWith('/')) start.pathname += '/';
  const root = start.href;
  const base = start.pathname;
  const manner: Manner = { headers: browserLike, seconds };
  const at = (path: string) => new URL(path, root).href;

  const first = await follow(root, manner);
  if (first.trouble !== undefined) {
    mend(`${root} 打不开：${first.trouble}${/秒/.test(first.trouble) ? '；上级检查政府网站时，15 秒打不开就算无法访问' : ''}`);
    return found;
  }
  const home = first.answer;
  if (home.status !== 200) {
    mend(`${root} 回答 ${home.status}，不是 200；请核对网址和路径`);
    return found;
  }
  const html = unpacked(home)?.toString('utf8');
  if (html === undefined) {
    mend('首页的压缩是坏的，浏览器打不开；请核对主机的压缩设置');
    return found;
  }
  if (!/<\/html>\s*$/i.test(html)) mend('首页不完整，可能只传到一半；请重新发布');
  const [, brand] = /class="brand" href="([^"]*)"/.exec(html) ?? [];
  if (brand === undefined) mend('首页不是本站的网页；请核对网址');
  else if (brand !== base) mend(`线上的网页是为路径 ${brand} 生成的，现在挂在 ${base}；请改 base，重新生成、发布`);
  else good(`${root} 打得开，路径 ${base} 对`);

  // https, and the way to it.
  if (start.protocol === 'https:') {
    if (home.certificateEnds) found.push(certificate(home.certificateEnds, new Date()));
    if (!start.port) {
      const { answer, trouble } = await ask(root.replace('https:', 'http:'), manner);
      if (trouble !== undefined) note(`http:// 的网址打不开（${trouble}），不写 https 的读者进不来；最好转到 https://`);
      else if (answer.status >= 300 && answer.status < 400 && (answer.headers['location'] ?? '').startsWith('https:')) good('http:// 会转到 https://');
      else mend(`http:// 的网址没有转到 https://（回答 ${answer.status}）；请在主机上设置转向`);
    }
  } else if (isIP(start.hostname) || start.hostname === 'localhost') note('是本机或内网的 http:// 网址，没有查 https');
  else mend('网址不是 https://，内容在路上可能被改；请开通 https');

  headers(home, '', '首页');
  const pagePolicy = /<meta[^>]*http-equiv="content-security-policy"[^>]*content="([^"]*)"/i.exec(html)?.[1];
  if (!pagePolicy) mend('首页里没有内容安全策略（meta）；主机可能改写了网页');
  const loose = looseParts(`${home.headers['content-security-policy'] ?? ''};${(pagePolicy ?? '').replaceAll('&#39;', "'")}`);
  if (loose.length) mend(`内容安全策略太松：${loose.join('、')}；请用 hosting/ 里的设置`);
  else if (pagePolicy) good('内容安全策略不许没有登记的脚本和样式');

  // Compression, with and without asking.
  if (/^(br|gzip)$/.test(home.headers['content-encoding'] ?? '')) {
    good(`网页是压缩了传的（${home.headers['content-encoding']}）`);
    if (!/accept-encoding|\*/i.test(home.headers['vary'] ?? '')) note('压缩的网页没有带 Vary: Accept-Encoding，中间的缓存可能发错');
    const plain = await ask(root, { seconds, headers: { 'Accept-Encoding': 'identity' } });
    if (plain.answer && plain.answer.headers['content-encoding'] && plain.answer.headers['content-encoding'] !== 'identity') note('没有要求压缩时，给的也是压缩的；浏览器都打得开，个别工具读不了');
  } else mend('网页没有压缩就传，读者要多费几倍流量；请开通 gzip 或 br');

  // Files that stand for their kinds.
  const asset = /(?:src|href|component-url)="([^"]*\/_astro\/[^"]+)"/.exec(html)?.[1];
  const files: [string, string][] = [
    ...(asset ? [[new URL(asset, root).href.slice(root.length), '脚本或样式'] as [string, string]] : []),
    ['offline-worker.js', '断网查看的程序'],
    ['search/index/manifest.json', '搜索清单'],
    ['data/stations.csv', '开放数据'],
    ['favicon.svg', '图标'],
  ];
  for (const [path, name] of files) {
    const { answer, trouble } = await ask(at(path), manner);
    if (trouble !== undefined) mend(`${name} ${path}：${trouble}`);
    else if (answer.status !== 200) mend(`${name} ${path} 回答 ${answer.status}，不是 200；请重新发布`);
    else if (unpacked(answer) === undefined) mend(`${name} ${path} 的压缩是坏的；请核对主机的压缩设置`);
    else headers(answer, path, `${name} ${path}`);
  }

  // What is not there, and addresses without their slash.
  const nowhere = await follow(at(`rongji-doctor-${randomBytes(4).toString('hex')}/`), manner);
  if (nowhere.trouble !== undefined) mend(`不存在的网址：${nowhere.trouble}`);
  else if (nowhere.answer.status !== 404) mend(`不存在的网址回答 ${nowhere.answer.status}，应当是 404；请核对主机的设置`);
  else if (!unpacked(nowhere.answer)?.toString('utf8').includes('class="brand"')) note('不存在的网址回答 404，用的却不是本站的 404 页；请把 404.html 设成错误页');
  else good('不存在的网址回答 404，用的是本站的页');
  const bare = await follow(at('guides'), manner);
  if (bare.trouble !== undefined) mend(`${at('guides')}（少写末尾的斜杠）：${bare.trouble}`);
  else if (bare.answer.status !== 200) note(`少写末尾斜杠的网址 ${at('guides')} 打不开（${bare.answer.status}）；最好转到带斜杠的`);
  else if (start.protocol === 'https:' && bare.way.some((one) => one.startsWith('http:'))) mend(`少写末尾斜杠的网址先转到了 http://：${bare.way.join(' → ')}；请核对转向的设置`);
  else good('少写末尾斜杠的网址也打得开');

  // Our own records are nobody's business.
  const records = await ask(at('.rongji/state.json'), manner);
  if (records.answer?.status === 200 && unpacked(records.answer)?.toString('utf8').includes('"releases"')) mend('发布记录 .rongji/ 谁都打得开；请让主机拒绝以点开头的路径，hosting/ 里的设置已经写好');

  // Which release this is.
  const word = await ask(at('release.json'), manner);
  if (word.trouble !== undefined) mend(`release.json：${word.trouble}`);
  else if (word.answer.status === 404) note('线上没有 release.json，不是用 publish 发布的，版本没法对照');
  else {
    let release: unknown;
    try {
      release = JSON.parse(unpacked(word.answer)!.toString('utf8')).release;
    } catch {
      release = undefined;
    }
    if (typeof release !== 'string') mend(`release.json 读不懂（回答 ${word.answer.status}）；请重新发布`);
    else if (!local) note(`线上是 ${release}；本机没有生成，没法对照`);
    else if (release === local) good(`线上是 ${release}，和本机生成的一样`);
    else note(`线上是 ${release}，本机生成的是 ${local}；还没有发布，或主机还在发旧的`);
  }

  if (!isIP(start.hostname) && start.hostname !== 'localhost') {
    const six = await Promise.race([resolve6(start.hostname).catch(() => []), wait(5000, undefined, { ref: false })]);
    if (six?.length) good('主机有 IPv6 地址');
    else note('查不到主机的 IPv6 地址；政府网站要支持 IPv6，请问主机的管理单位');
  }
  return found;

  /** Compares what the host says with a file with what it should say. */
  function headers(answer: Answer, path: string, name: string) {
    const wrong: string[] = [];
    for (const [header, wanted] of Object.entries(headersFor(site, path))) {
      const given = answer.headers[header.toLowerCase()];
      if (header === 'Content-Security-Policy') {
        const directives = (policy: string) => new Map(policy.split(';').map((one) => one.trim().split(/\s+/)).map(([name = '', ...sources]) => [name.toLowerCase(), sources.sort().join(' ')]));
        const said = directives(given ?? '');
        const differing = [...directives(wanted)].filter(([name, sources]) => said.get(name) !== sources).map(([name]) => name);
        // Hosts that read `_headers` cannot take a rule back for the pages with a map, so these two are left out there.
        const spared = differing.filter((name) => name.includes('trusted-types') && !said.has(name));
        const bad = differing.filter((name) => !spared.includes(name));
        if (given === undefined) wrong.push(`缺 ${header}`);
        else if (bad.length) wrong.push(`${header} 里的 ${bad.join('、')} 和设置不一样`);
        else if (spared.length) note(`${name} 的 ${header} 没有 ${spared.join('、')}；用 _headers 的主机是这样，别的主机请用 hosting/ 里的设置`);
      } else if (given === undefined) wrong.push(`缺 ${header}，应是 ${wanted.length > 60 ? `${wanted.slice(0, 60)}…` : wanted}`);
      else if (normal(given) !== normal(wanted)) wrong.push(`${header} 是 ${given.slice(0, 60)}，应是 ${wanted.length > 60 ? `${wanted.slice(0, 60)}…` : wanted}`);
    }
    if (wrong.length) mend(`${name} 的响应头：${wrong.join('；')}。请用 hosting/ 里的设置`);
    else good(`${name} 的响应头都对`);
  }
}

const normal = (value: string) => value.toLowerCase().replace(/\s+/g, '');
