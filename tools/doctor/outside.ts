// What lies outside this machine but is the operator's: where the site is published to, and the map's host.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { tileLayers } from '../../src/lib/basemap.ts';
import type { Settings } from '../../src/schema/site.ts';
import { readState } from '../publish/engine.ts';
import { openTarget } from '../publish/settings.ts';
import { explain } from '../publish/trouble.ts';
import { root } from '../setup.mjs';
import { gather, type Finding } from './finding.ts';
import { ask } from './probe.ts';

/** Whether each target can be reached and written, and which release is there; publishes nothing. `local` is the id of the built release. */
export async function targets(site: Settings, local: string | undefined): Promise<Finding[]> {
  const { found, good, note, mend } = gather('发布');
  const names = Object.entries(site.publish);
  if (!names.length) note('publish 里还没有写发布到哪里');
  for (const [name, config] of names) {
    try {
      const target = await openTarget(config, site);
      try {
        await target.open(false);
        await target.tryWriting();
        const { current, pending } = await readState(target);
        good(`${name}（${target.title}）连得上，能写`);
        if (pending.length) mend(`${name} 上一次发布没有做完（${pending.join('、')}）；再运行一次 npm run rongji -- publish ${name}`);
        else if (!current) note(`${name} 还没有发布过`);
        else if (local && current !== local) note(`${name} 上是 ${current}，本机生成的是 ${local}，还没有发布`);
        else good(`${name} 上是 ${current}${local ? '，和本机生成的一样' : ''}`);
      } finally {
        await target.close();
      }
    } catch (error) {
      mend(`${name}：${explain(error, '没有打开').message}`);
    }
  }
  return found;
}

/** The map: its key and approval number, whether its host answers with a picture. `point` is a place to ask about, in degrees of WGS-84. */
export async function map({ map, url, base }: Settings, point: { lat: number; lng: number }, network: boolean): Promise<Finding[]> {
  const { found, good, note, mend } = gather('底图');
  if (map.kind === 'schematic') {
    good('用本站自己画的示意图，不向任何别的网站取东西');
    return found;
  }
  if (map.approval) good(`审图号：${map.approval}`);
  else note('没有写审图号 approval；公开使用的地图要有审图号（《地图管理条例》），向底图的提供者要');
  const headers: Record<string, string> = url ? { Referer: `${url}${base}` } : {};
  if (map.kind === 'pmtiles') {
    if (map.url.startsWith('/')) {
      const file = map.url.startsWith(base) ? map.url.slice(base.length) : map.url.slice(1);
      if (existsSync(join(root, 'public', file))) good(`有底图文件 public/${file}`);
      else mend(`没有底图文件 public/${file}；请放进去，或核对 map.url`);
      return found;
    }
    if (!network) return found;
    const { answer, trouble } = await ask(map.url, { headers: { ...headers, Range: 'bytes=0-126' }, seconds: 10, maxBytes: 1 << 20 });
    if (trouble !== undefined) mend(`底图文件的主机 ${new URL(map.url).host}：${trouble}`);
    else if (answer.status !== 206) mend(`底图文件的主机${answer.status === 200 ? '不支持分段读取（Range），每次都会下载整个文件' : `回答 ${answer.status}`}；请换主机或核对网址`);
    else if (answer.body.subarray(0, 7).toString() !== 'PMTiles') mend('底图文件不是 PMTiles；请核对网址');
    else good('底图文件的主机能分段读取');
    return found;
  }
  if (map.kind === 'tianditu') good('写了天地图的密钥；请在天地图控制台里限定，只有本站的域名能用它');
  if (!network) return found;
  for (const { url: template, subdomains, minZoom, maxZoom } of tileLayers(map)) {
    if (template.startsWith('/')) continue;
    const zoom = Math.min(maxZoom, Math.max(minZoom, 10));
    const size = 2 ** zoom;
    const latitude = (point.lat * Math.PI) / 180;
    const x = Math.floor(((point.lng + 180) / 360) * size);
    const y = Math.floor(((1 - Math.log(Math.tan(latitude) + 1 / Math.cos(latitude)) / Math.PI) / 2) * size);
    const address = template.replace('{s}', subdomains[0] ?? '').replace('{z}', String(zoom)).replace('{x}', String(x)).replace('{y}', String(y)).replace('{-y}', String(size - 1 - y));
    // A key is not for every screen that this is read on.
    const { host } = new URL(address);
    const { answer, trouble } = await ask(address, { headers, seconds: 10, maxBytes: 4 << 20 });
    if (trouble !== undefined) mend(`底图 ${host}：${trouble}`);
    else if (answer.status === 401 || answer.status === 403) mend(`底图 ${host} 拒绝了请求（${answer.status}）；请核对密钥，以及它限定的域名`);
    else if (answer.status !== 200 || !/^image\//.test(answer.headers['content-type'] ?? '')) mend(`底图 ${host} 给的不是图片（${answer.status}，${answer.headers['content-type'] ?? '没有类型'}）；请核对网址和密钥`);
    else good(`底图 ${host} 给得出图片`);
  }
  return found;
}
