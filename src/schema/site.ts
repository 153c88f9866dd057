import { z } from 'astro/zod';
import { oddCharacter } from '../lib/odd-characters.ts';
import { isWebAddress } from '../lib/web-address.ts';
import { basemap } from './map.ts';

/** Names a field that does not exist instead of losing it. */
const strict = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? `没有“${issue.keys.join('”“')}”这个字段，请核对拼写` : '这里要写成用 { … } 括起来的一组字段') });

/** A text that may be empty; signs that only a program writes are refused, so that a slip in a quote is noticed. */
const text = z
  .string({ error: '这里写文字，用引号括起来；没有就写两个引号' })
  .trim()
  .refine((value) => !/[<>\u0000-\u001f\u007f]/.test(value), { error: '不能有尖括号和换行' })
  .refine((value) => !oddCharacter(value), { error: '有看不见的或改变文字方向的字符，请重新打一遍' })
  .refine((value) => value.length <= 120, { error: '太长了，最多 120 个字' });
const optional = text.default('');
const form = (pattern: RegExp, error: string) => optional.refine((value) => value === '' || pattern.test(value), { error });

const originOf = (value: string) => {
  try {
    return new URL(value).origin;
  } catch {
    return '';
  }
};
/** True for "https://host" or "https://host:port", without a path, a user or a trailing slash. */
const isOrigin = (value: string) => /^https?:\/\/([a-z\d.-]+|\[[a-f\d:]+\])(:\d+)?$/.test(value) && originOf(value) === value;

/** 主办单位。 */
const operator = strict({
  /** 主办单位。 */
  name: optional,
  /** 承办单位。 */
  undertaker: optional,
  address: optional,
  postcode: form(/^\d{6}$/, '邮政编码写六位数字，没有就留空'),
  phone: form(/^[\d()（）+\-－—转 ]{3,40}$/, '电话只写数字、短横、括号和“转”，写作 区号-号码'),
  /** 政府网站标识码。 */
  siteIdCode: form(/^(\d{10}|bm\d{8})$/, '政府网站标识码是十位：十位数字，或 bm 加八位数字；没有就留空'),
  /** ICP 备案号。 */
  icp: form(/^[\u4e00-\u9fff]ICP备\d{8,10}号(-\d+)?$/, 'ICP 备案号照备案系统里的写，例如“某ICP备”加数字加“号”；没有就留空'),
  /** 公安备案号。 */
  police: form(/^[\u4e00-\u9fff]公网安备\s?\d{14}号$/, '公安备案号照备案系统里的写：省的简称、“公网安备”、十四位数字、“号”；没有就留空'),
  /** 党政机关网站标识的编号。 */
  conac: form(/^[0-9A-F]{32}$/i, '党政机关网站标识的编号是 32 位数字和字母，在标识链接的 id= 后面；没有就留空'),
  /** 上级门户网站的互动渠道：留言、咨询、投诉。 */
  contact: form(/^$|^https?:\/\//, '网址要以 https:// 开头').refine((value) => value === '' || isWebAddress(value), { error: '这个网址不完整，请核对' }),
}).superRefine((given, context) => {
  const own = (['undertaker', 'address', 'postcode', 'phone', 'siteIdCode', 'icp', 'police', 'conac', 'contact'] as const).filter((key) => given[key]);
  if (!given.name && own.length) context.addIssue({ code: 'custom', path: ['name'], message: `写了 ${own.join('、')}，就要写主办单位 name` });
});

const folder = z.string({ error: '要写文件夹 path' }).trim().min(1, { error: 'path 不能为空' });
/** Days for which files that a release no longer uses stay where they are, for readers who still have the pages of the last one open. */
const keepDays = z.number({ error: 'keepDays 写天数，不加引号' }).int({ error: 'keepDays 写整数' }).min(1, { error: 'keepDays 至少一天' }).max(365, { error: 'keepDays 最多 365 天' }).default(14);

/** Where a release goes. */
const target = z.discriminatedUnion(
  'to',
  [
    strict({ to: z.literal('folder'), path: folder, keepDays }),
    strict({
      to: z.literal('rsync'),
      /** 用户@主机:文件夹。 */
      destination: z.string({ error: '要写 destination，写作 用户@主机:/文件夹' }).regex(/^([\w.-]+@)?[\w.-]+:\/?[\w.~][\w./~-]*$/, { error: 'destination 写作 用户@主机:/文件夹' }),
      port: z.number({ error: 'port 写数字' }).int({ error: 'port 写整数' }).min(1, { error: 'port 在 1 到 65535 之间' }).max(65535, { error: 'port 在 1 到 65535 之间' }).default(22),
      keepDays,
    }),
    strict({
      to: z.literal('s3'),
      endpoint: z.string({ error: '要写 endpoint，对象存储的网址' }).refine(isOrigin, { error: 'endpoint 写作 https://主机，末尾不带斜杠' }),
      bucket: z.string({ error: '要写 bucket，存储桶的名字' }).regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: 'bucket 只有小写字母、数字、点和短横，3 到 63 个字符' }),
      region: z.string({ error: 'region 写文字，是存储桶所在的地区' }).min(1, { error: 'region 不能为空' }).default('us-east-1'),
      /** 存储桶里的文件夹，末尾带斜杠；放在最上面就留空。 */
      prefix: z.string({ error: 'prefix 写文字，是存储桶里的文件夹' }).regex(/^$|^[\w.-]+(\/[\w.-]+)*\/$/, { error: 'prefix 是存储桶里的文件夹，末尾带斜杠，例如 tyjr/' }).default(''),
      /** 有的服务把桶名写在路径里，不写在主机名前面。 */
      pathStyle: z.boolean({ error: 'pathStyle 写 true 或 false' }).default(false),
      keepDays,
    }),
  ],
  { error: 'to 写 folder（文件夹）、rsync（远程主机）或 s3（对象存储）' },
);

const host = z.string({ error: 'baseUrl 写 Git 主机的网址' }).refine((value) => isWebAddress(value) && !/[?#]|\/$/.test(value), { error: 'baseUrl 写 Git 主机的网址，以 https:// 开头，末尾不带斜杠，例如 https://git.example.gov.cn' });
const branch = z.string({ error: 'branch 写分支的名字' }).regex(/^[\w.-]+(\/[\w.-]+)*$/, { error: 'branch 写分支的名字，例如 main' }).default('main');
/** The id of an OAuth application that has no secret; without it people sign in with an access token. */
const appId = z.string({ error: 'appId 写 Git 主机上登记的应用编号，用引号括起来' }).regex(/^[\w-]*$/, { error: 'appId 只有字母、数字和短横；没有登记应用就不写' }).default('');
const repo = (pattern: RegExp, error: string) => z.string({ error: '要写仓库 repo' }).regex(pattern, { error });

/** Where the browser editor saves. */
const admin = z.discriminatedUnion(
  'backend',
  [
    strict({ backend: z.literal('local') }),
    strict({ backend: z.literal('gitea'), baseUrl: host, repo: repo(/^[\w.-]+\/[\w.-]+$/, 'repo 写作 账号/仓库'), branch, appId }),
    strict({ backend: z.literal('gitlab'), baseUrl: host, repo: repo(/^[\w.-]+(\/[\w.-]+)+$/, 'repo 写作 群组/仓库'), branch, appId }),
    strict({ backend: z.literal('github'), repo: repo(/^[\w.-]+\/[\w.-]+$/, 'repo 写作 账号/仓库'), branch }),
  ],
  { error: 'backend 写 local（本机的文件夹）、gitea（也管 Forgejo）、gitlab 或 github；Gitee（码云）的接口编辑器不认，不能写' },
);

/** 再利用的许可：名称和写着它的网址。 */
const license = strict({
  name: text.refine((value) => value !== '', { error: '要写许可的名称，例如 CC BY 4.0；还没有定就写 undefined' }),
  url: z.string({ error: '要写 url，许可全文的网址' }).refine(isWebAddress, { error: 'url 写许可全文的网址，以 https:// 开头' }),
});

const filledForm = (value: string, words: string) => value.replace(/\{(page|id|value)\}/g, words);
/** 纠错送到哪里：一个邮箱，或一个表单的网址。 */
const corrections = strict({
  /** 收纠错的邮箱。 */
  mail: z.string({ error: 'mail 写邮箱，用引号括起来' }).regex(/^[a-z\d]([\w.-]{0,62}[a-z\d])?@([a-z\d-]+\.)+[a-z]{2,}$/i, { error: 'mail 写邮箱，例如 jiucuo@example.gov.cn' }).optional(),
  /** 表单的网址；{page}、{id}、{value} 会换成网页、编号和现在的内容。 */
  form: z
    .string({ error: 'form 写表单的网址，用引号括起来' })
    .max(200, { error: 'form 太长了，最多 200 个字符；太长的网址打印出来的二维码扫不动' })
    .refine((value) => isWebAddress(filledForm(value, '0')) && /^[\x21-\x7e]*$/.test(value), { error: 'form 写完整的网址，以 https:// 开头，不能有空格、引号和汉字' })
    .refine((value) => !/[{}]/.test(filledForm(value, '')), { error: 'form 的花括号里只能写 page、id 或 value' })
    .refine((value) => /\{(page|id)\}/.test(value), { error: 'form 里要有 {page} 或 {id}，不然收到了不知道说的是哪里；写作 https://…?page={page}&id={id}&value={value}' })
    .refine((value) => originOf(filledForm(value, 'a')) !== '' && originOf(filledForm(value, 'a')) === originOf(filledForm(value, 'b')), { error: 'form 的主机名和端口里不能有花括号' })
    .optional(),
})
  .refine(({ mail, form }) => Boolean(mail) !== Boolean(form), { error: 'corrections 写 mail（邮箱）或 form（表单的网址），两个里写一个；不想要就写 undefined' });

/** Who runs the site, and how: what `site.config.ts` may say. */
export const siteSettings = strict({
  name: text.refine((value) => value !== '', { error: '要写网站名称' }),
  tagline: optional,
  url: form(/^https?:\/\//, '正式网址要以 https:// 开头').refine((value) => value === '' || isOrigin(value), { error: '正式网址只写到主机，不带路径和末尾的斜杠，例如 https://www.example.gov.cn；路径写在 base 里' }),
  base: z.string({ error: 'base 写路径，前后都有斜杠' }).regex(/^\/([\w~-][\w.~-]*\/)*$/, { error: 'base 前后都要有斜杠，只用字母、数字和 . _ - ~，例如 /zwgk/tyjr/；挂在最上面就写 /' }),
  regions: z.array(z.string({ error: '写 content/regions 里的编号，用引号括起来' }).regex(/^[a-z0-9-]+$/, { error: '写 content/regions 里的编号，例如 zherong' }), { error: 'regions 写成列表，例如 [\'zherong\']；全部都要就写 []' }).default([]),
  operator,
  map: basemap,
  offline: z.boolean({ error: 'offline 写 true 或 false' }).default(true),
  embedders: z.array(z.string({ error: '写作 https://主机，用引号括起来' }).refine(isOrigin, { error: '写作 https://主机，不带路径和末尾的斜杠' }), { error: 'embedders 写成列表，例如 [\'https://www.example.gov.cn\']；谁也不让嵌入就写 []' }).default([]),
  license: license.optional(),
  corrections: corrections.optional(),
  publish: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/, { error: '目标的名字用小写字母、数字和短横' }), target, { error: 'publish 写成 { 名字: { to: … } }，没有就写 {}' }).default({}),
  admin: admin.optional(),
}).superRefine(({ url, operator: { siteIdCode } }, context) => {
  if (siteIdCode && !url) context.addIssue({ code: 'custom', path: ['url'], message: '写了政府网站标识码，就要写正式网址 url，“我为政府网站找错”的链接要用它' });
});

/** The settings as an operator writes them, without the defaults. */
export type SiteConfig = z.input<typeof siteSettings>;
/** The settings with every default filled in. */
export type Settings = z.output<typeof siteSettings>;
export type Operator = Settings['operator'];
export type Corrections = NonNullable<Settings['corrections']>;
export type PublishTarget = z.output<typeof target>;
export type Admin = z.output<typeof admin>;
