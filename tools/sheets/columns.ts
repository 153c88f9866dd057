// The columns of a clerk's sheet: what each may be called, and what is said of it in templates.
import { columns, precisionWords, stationKinds, stationLevels } from '../../src/schema/station-words.ts';
import type { Datum, Field } from './model.ts';

/** What a column of a clerk's sheet fills: a field of the station, or something the import reads besides. */
export type Use = Field | 'point' | 'datum' | 'county' | 'village' | 'action' | 'skip' | 'personal';

/** Our own head of a field. */
export const headOf = Object.fromEntries(Object.entries(columns).map(([head, field]) => [field, head])) as Record<Field, string>;

/** Other names, as they stand in lists of offices; ours are known without being here. Written the way `plainHead` leaves them. */
const others: Partial<Record<Use, string>> = {
  id: '站点编号 站点编码 站点代码 标识 ID',
  name: '站点名称 单位名称 机构名称 服务站名称 服务中心名称 站点 站名 全称 单位全称 退役军人服务站 退役军人服务站名称 服务机构名称',
  kind: '站点类别 类型 站点类型 机构类型 种类',
  level: '站点级别 层级 机构级别 等级',
  code: '行政区划代码 区划码 行政区划编码 区划编码 统计用区划代码 行政区代码 地区代码',
  township: '乡镇 所属乡镇 街道 乡镇街道 镇街 所属镇街 所在乡镇 所属街道 乡镇名称 镇 乡 镇乡街道 所属乡镇街道名称',
  parent: '上级站点编号 上级 上级单位 主管站点',
  services: '服务项目 业务 业务范围 服务事项 职能 主要职能',
  address: '详细地址 办公地址 地点 站点地址 单位地址 所在地址 通讯地址 联系地址 办公地点',
  phone: '联系电话 固定电话 办公电话 座机 单位电话 咨询电话 电话号码 服务电话 固话 值班电话 座机号码',
  hours: '办公时间 工作时间 服务时间 接待时间 上班时间 营业时间',
  lat: '北纬 维度 lat latitude',
  lng: '东经 lng lon longitude',
  precision: '坐标精度 定位精度',
  point_source: '坐标出处 经纬度来源 定位来源 坐标的来源',
  basis: '列入依据',
  source: '来源 出处编号 资料来源 信息来源 数据来源',
  checked: '核对日 核实日期 核对时间 更新日期 核实时间 更新时间',
  note: '说明 附注 备注说明',
  point: '坐标 经纬度 地理坐标 位置坐标 坐标点 地图坐标',
  datum: '坐标系 坐标系统 坐标类型',
  county: '县 区县 县区 县市区 所属县 所属区县 所属县区 所属县市区 县名 区县名称 市县',
  village: '村 村名 村社区 社区 所属村 所属社区 村居 行政村 所属村社区 村社区名称 村名称 村居名称 社区村',
  action: '操作 处理',
  skip: '序号 编序 行号 NO',
  personal: '联系人 负责人 站长 站长姓名 负责人姓名 联系人姓名 姓名 手机 手机号 手机号码 联系手机 身份证号 身份证 身份证号码 负责人电话 联系人电话 站长电话',
};

const bracketed = /[(\[【〔《<]([^)\]】〕》>]*)[)\]】〕》>]/g;
/** What brackets say of how to fill a column: whether it has to be, in which form, with what; anything else may make another column of it. */
const hints = [
  /^(必须?填写?|选填|可选|可不填|可空着?|没有(就|可)?(空着|不填)|不知道(就|可)?空着|文本|文本格式|数字|汉字|中文|下拉(选择)?|单选|选择|单位|全称|简称|规范名称|公开|对外公开|清空|删除)$/,
  /^(座机|固话|固定|办公|值班|单位|[含带加]?区号|号码|分机)(电话|座机|号码)*$/,
  /^([不勿非]|不要)[写填]?(个人|私人)?的?(手机|住址)号?码?$/,
  /^(\d+位?(数字|代码)?|\d{4}年|\d+月|\d+日|y+|m+|d+|y+m+d*|年月日|[年月日时分]|度|度数|°|十进制度?|小数度?|degrees?|deg|北纬|东经|[ne])$/i,
  /^(省|市|县|区|旗|县级市|县市区|区县|乡|镇|乡镇|街道|街道办|街道办事处|办事处|镇街|村|社区|村委会|居委会|行政村|自然村|村居|居|服务中心|服务站|专门设施|门口|村中心|乡镇中心|县城中心|原文点名|依全覆盖列出|中心|站|编号|名称|经度|纬度|经纬度|lat|lng|lon)级?(名称?|全称)?$/i,
  /^(例|如|示例|样子|多项|可多选|用?分号|(单位|详细到|精确到)?门牌|样式|格式|写作|请写|请填|请选|填写|照)/,
];
const isPrivate = (inside: string) => /家|个人|私人|内部|不公开|不对外|保密|手机|住址/.test(inside.replace(/国家/g, '').replace(/([不勿非]|不要)[写填]?(个人|私人)?的?(手机|住址)/g, ''));
const isHint = (inside: string) => {
  const plain = inside.replace(/[\s*★☆※●:"'“”_-]/g, '');
  return datumIn(plain) !== undefined || (!isPrivate(plain) && (hints.at(-1)!.test(plain) || plain.split(/[,;、,./\\|·]|或|和/).every((part) => part === '' || hints.some((hint) => hint.test(part)))));
};
const withoutSigns = (text: string) => text.replace(/必填|选填/g, '').replace(/[\s*★☆※●:;,、./\\·|“”"'_-]/g, '');

/** A head without what people put around it: spaces, stars, colons, brackets that say how to fill it; full-width forms made plain. */
export const plainHead = (text: string): string => withoutSigns(text.normalize('NFKC').replace(bracketed, (_, inside: string) => (isHint(inside) ? '' : inside)));
const withoutBrackets = (text: string) => withoutSigns(text.normalize('NFKC').replace(bracketed, ''));

const known = new Map<string, Use>();
for (const [head, field] of Object.entries(columns)) known.set(plainHead(head).toLowerCase(), field);
for (const [use, names] of Object.entries(others)) for (const name of names.split(' ')) known.set(name.toLowerCase(), use as Use);

/** What a head fills, or undefined when it is not known. */
export function useOf(text: string): Use | undefined {
  const bare = known.get(withoutBrackets(text).toLowerCase());
  // Whatever is added to these, they are not read.
  if (bare === 'skip' || bare === 'personal') return bare;
  const added = addedTo(text);
  if (!added) return known.get(plainHead(text).toLowerCase());
  return isPrivate(added.inside) ? 'personal' : undefined;
}

/** What a head's brackets add to a column that is known without them, when it is no word on how to fill it: 地址（站长家庭住址）. */
export function addedTo(text: string): { head: string; inside: string } | undefined {
  const plain = text.normalize('NFKC');
  const inside = [...plain.matchAll(bracketed)].map(([, words]) => words!.trim()).find((words) => !isHint(words));
  const head = withoutBrackets(text);
  const use = known.get(head.toLowerCase());
  return inside === undefined || use === undefined || known.has(plainHead(text).toLowerCase()) ? undefined : { head, inside };
}

/** The coordinate system that a text names, or undefined: "GCJ-02", "高德", "百度坐标", "WGS84". */
export function datumIn(text: string): Datum | undefined {
  const plain = text.normalize('NFKC').toLowerCase().replace(/[\s_-]/g, '');
  if (/wgs84|gps|天地图|cgcs2000|国家2000|地球坐标/.test(plain)) return 'wgs84';
  if (/gcj0?2|高德|腾讯|火星/.test(plain)) return 'gcj02';
  if (/bd0?9|百度/.test(plain)) return 'bd09';
  return undefined;
}

/** How many characters have to be added, dropped or replaced to make one text of the other. */
export function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    above = row;
  }
  return above[b.length]!;
}

/** Our own head that a head which is not known was probably meant for, or undefined. */
export function nearestHead(text: string): string | undefined {
  const plain = plainHead(text).toLowerCase().slice(0, 20);
  if (!plain) return undefined;
  const near = [...known].filter(([, use]) => use !== 'skip' && use !== 'personal').map(([name, use]) => ({ use, far: distance(plain, name), length: Math.max(name.length, plain.length) }));
  const [best] = near.filter(({ far, length }) => far < length && far <= Math.max(1, Math.floor(length / 2))).sort((a, b) => a.far - b.far || b.length - a.length);
  return best && (headOf[best.use as Field] ?? extraHeads[best.use as keyof typeof extraHeads]);
}

/** Heads of what is no field of a station. */
export const extraHeads = { point: '坐标', datum: '坐标系', county: '县', village: '村（社区）', action: '操作' } as const;

/** Words that clerks pick and read for what our sheets hold as words of the schema. */
export const basisWords = { stated: '原文点名', derived: '依全覆盖列出' } as const;
export const datumWords: Record<Datum, string> = { wgs84: 'WGS-84', gcj02: 'GCJ-02（高德、腾讯）', bd09: 'BD-09（百度）' };
/** What empties a cell on file; an empty cell keeps it. */
export const clearWord = '清空';
export const removeWord = '删除';

/** What a template says of each column, and what it offers to choose from. The examples stand for no real place. */
export const guides: Record<Field, { say: string; choose?: readonly string[]; width: number }> = {
  id: { say: '已有的站点不要改它。新的服务站、服务中心空着，会用区划代码；新的“专门设施”要写，只用小写拼音、数字和短横。\n样子：pinyin-de-bianhao', width: 18 },
  name: { say: '站点的全称，照文件或牌子上的写。\n样子：某某镇退役军人服务站', width: 34 },
  kind: { say: '从下拉里选。一个地方只有一个服务中心或服务站，别的都选“专门设施”。', choose: stationKinds, width: 12 },
  level: { say: '从下拉里选。空着的，按区划代码的位数填上。', choose: stationLevels, width: 8 },
  code: { say: '统计用区划代码：县、市 6 位，乡镇街道 9 位，村社区 12 位。不知道的空着，写上乡镇和村名，能对上的会填上。', width: 16 },
  township: { say: '乡镇或街道的名称，从下拉里选或照写。县里、市里的站点空着。', width: 16 },
  parent: { say: '上一级站点的编号；可以空着。', width: 18 },
  services: { say: '几项之间用分号隔开。\n样子：建档；咨询；走访慰问', width: 30 },
  address: { say: '单位的门牌地址，不写私人住址。不知道就空着，不要写“无”。', width: 30 },
  phone: { say: '单位的座机，区号和号码之间有短横。只写一个，不写个人手机号。\n样子：0000-0000000', width: 16 },
  hours: { say: '照单位公布的写。\n样子：工作日 几点到几点', width: 24 },
  lat: { say: '小数的度数，3 到 54 之间。和经度、精度、坐标来源一起写，或都空着。不要估计，不要编。', width: 12 },
  lng: { say: '小数的度数，73 到 136 之间。', width: 12 },
  precision: { say: '从下拉里选：坐标是站点门口的，还是村、乡镇、县城中心的。', choose: Object.values(precisionWords), width: 12 },
  point_source: { say: '坐标从哪里来。\n样子：现场定位；或某份公布的名单', width: 24 },
  basis: { say: '从下拉里选。“原文点名”：出处里有这个站点的名字；“依全覆盖列出”：出处只说每个乡、村都有。', choose: Object.values(basisWords), width: 14 },
  source: { say: '出处的编号，就是 content/sources/ 里的文件名，不带 .yaml。先有出处，再写站点。\n样子：chuchu-bianhao', width: 20 },
  checked: { say: '您核对这一行的日子。\n样子：年-月-日，例如 0000-00-00 的写法', width: 13 },
  note: { say: '要让读者知道的话；没有就空着。', width: 34 },
};
/** The same of the two columns that are no field. */
export const extraGuides = {
  datum: { say: '只在写了坐标时选：坐标是从哪里取的。手机定位、天地图是 WGS-84；高德、腾讯地图是 GCJ-02；百度地图是 BD-09。', choose: Object.values(datumWords), width: 16 },
  action: { say: '要从名单里删去这个站点，选“删除”；别的空着。', choose: [removeWord], width: 8 },
} as const;
