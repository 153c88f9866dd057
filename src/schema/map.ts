import { z } from 'astro/zod';
import { oddCharacter } from '../lib/odd-characters.ts';
import { isWebAddress } from '../lib/web-address.ts';

/** Names a field that does not exist instead of losing it. */
const strict = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? `没有“${issue.keys.join('”“')}”这个字段，请核对拼写` : undefined) });

/** An address whose placeholders are filled in to see whether it is one. */
const isAddress = (value: string) => isWebAddress(value.replace(/\{[^}]*\}/g, '0'));
/** A browser takes a backslash for a slash, and two of them begin a host. */
const ownPath = (value: string) => /^\/(?!\/)[^\s\\"'<>]*$/.test(value);

/** 审图号。没有批准就留空，空的不显示。 */
const approval = z
  .string()
  .trim()
  .regex(/^(|\S*[（(〔[]\d{4}[）)〕\]]\s?\d+号)$/, { error: '审图号照批件写，例如 GS（2024）0650号；没有就留空' })
  .default('');

/** 底图的署名，照提供者的要求写。 */
const attribution = z.string({ error: '要写署名（attribution），照底图提供者的要求写' }).trim().min(1, { error: '署名（attribution）不能为空，照底图提供者的要求写' }).refine((value) => !/[<>]/.test(value), { error: '署名（attribution）只写文字，不能有尖括号' }).refine((value) => !oddCharacter(value), { error: '署名（attribution）里有看不见的或改变文字方向的字符，请重新打一遍' });

const zoom = z.number({ error: '级别写数字' }).int({ error: '级别写整数' }).min(0, { error: '级别在 0 到 22 之间' }).max(22, { error: '级别在 0 到 22 之间' });

/** 天地图。 */
const tianditu = strict({
  kind: z.literal('tianditu'),
  /** 天地图的密钥（tk）。别人在网页里看得到它，请在天地图控制台限定域名。 */
  key: z.string({ error: '天地图要写密钥 key，到天地图控制台申请“浏览器端”的' }).regex(/^[0-9a-zA-Z]+$/, { error: '天地图的密钥 key 不能为空，只有字母和数字；到天地图控制台申请“浏览器端”的' }),
  /** vec 矢量，img 影像，ter 地形。 */
  style: z.enum(['vec', 'img', 'ter'], { error: 'style 写 vec（矢量）、img（影像）或 ter（地形）' }).default('vec'),
  /** 只在用镜像时改；{s} 是 0 到 7。 */
  host: z
    .string()
    .refine((value) => isAddress(value) && !/\/$|[?#]/.test(value), { error: 'host 写 https:// 开头的主机，末尾不带斜杠，例如 https://t{s}.tianditu.gov.cn' })
    .default('https://t{s}.tianditu.gov.cn'),
  approval,
});

/** 任何按级别、列、行取图片的底图。 */
const xyz = strict({
  kind: z.literal('xyz'),
  url: z
    .string({ error: '要写瓦片的网址 url' })
    .refine((value) => value.includes('{z}') && value.includes('{x}') && /\{-?y\}/.test(value), { error: '瓦片的网址 url 里要有 {z}、{x} 和 {y}（或 {-y}）' })
    .refine((value) => isAddress(value) || ownPath(value), { error: '瓦片的网址 url 要以 https:// 开头；放在本站的以 / 开头' }),
  /** url 里有 {s} 时要写，例如 ['1', '2', '3']。 */
  subdomains: z.array(z.string().regex(/^[a-z0-9-]+$/i, { error: '子域名只有字母、数字和短横' })).default([]),
  /** 坐标系：天地图、OpenStreetMap 一类是 wgs84，高德、腾讯一类是 gcj02。写错了所有站点会偏几百米。 */
  datum: z.enum(['wgs84', 'gcj02'], { error: '坐标系 datum 写 wgs84 或 gcj02（高德、腾讯一类）；写错了站点会偏几百米' }),
  attribution,
  approval,
  minZoom: zoom.default(3),
  maxZoom: zoom.default(18),
}).superRefine(({ url, subdomains, minZoom, maxZoom }, context) => {
  const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (url.includes('{s}') && !subdomains.length) say('subdomains', '网址里有 {s}，要写 subdomains，例如 [\'1\', \'2\', \'3\']');
  if (!url.includes('{s}') && subdomains.length) say('subdomains', '写了 subdomains，网址里却没有 {s}');
  if (minZoom > maxZoom) say('minZoom', 'minZoom 比 maxZoom 还大，请核对');
});

/** 一个 PMTiles 文件，放在本站（public/ 里）或支持分段读取（Range）的主机上。 */
const pmtiles = strict({
  kind: z.literal('pmtiles'),
  url: z
    .string({ error: '要写 PMTiles 文件的网址 url' })
    .refine((value) => !value.includes('{') && (isAddress(value) || ownPath(value)), { error: 'PMTiles 文件的网址 url 要以 https:// 开头；放在本站的写路径，例如 /map/county.pmtiles' }),
  attribution,
  approval,
  /** 矢量文件的配色；不写就跟着浏览器的深浅。 */
  flavor: z.enum(['light', 'dark', 'white', 'grayscale', 'black'], { error: 'flavor 写 light、dark、white、grayscale 或 black' }).optional(),
});

const schematic = strict({ kind: z.literal('schematic') });

/** What the finder's map is drawn on. */
export const basemap = z.discriminatedUnion('kind', [schematic, tianditu, xyz, pmtiles], {
  error: '底图 kind 写 schematic（示意图）、tianditu（天地图）、xyz（其他瓦片）或 pmtiles',
});

/** A basemap as an operator writes it, without the defaults. */
export type BasemapConfig = z.input<typeof basemap>;
export type Basemap = z.output<typeof basemap>;
