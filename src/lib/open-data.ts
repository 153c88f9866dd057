// The open data: what its tables hold, column by column, and how rows become files. The page that explains it, the data package and the files read the one table below.
import { createHash } from 'node:crypto';
import { stringify } from 'csv-stringify/sync';
import { pageKinds } from '../kinds.ts';
import { precisions } from '../schema/parts.ts';
import { officePhonePattern, stationKinds, stationLevels } from '../schema/station-words.ts';
import { strings } from '../strings.ts';
import { labelKey, labels } from './field-labels.ts';

export const tableNames = ['stations', 'entries', 'facts', 'sources'] as const;
export type TableName = (typeof tableNames)[number];
/** A value of a row: a list is written into a cell with "；" between its items; what is not known is undefined. */
export type Value = string | number | readonly string[] | undefined;
export type Row = Record<string, Value>;

/** A column: its head in the sheet, its key in JSON, and what a Table Schema (v1) says of it. */
export type Column = {
  name: string;
  key: string;
  description: string;
  type?: 'string' | 'number' | 'date';
  /** Holds several items. */
  list?: true;
  constraints?: { required?: true; unique?: true; enum?: readonly string[]; pattern?: string; minimum?: number; maximum?: number };
};
export type Table = {
  title: string;
  description: string;
  columns: readonly Column[];
  /** Heads of columns whose cells name a row of another table, or of this one. */
  refers: readonly { column: string; table: TableName }[];
};

const must = { required: true } as const;
const identity = { required: true, unique: true } as const;
const idPattern = '[a-z0-9]+(-[a-z0-9]+)*';
const entryId = `(${pageKinds.join('|')})/[a-z0-9-]+`;
const factId = '[a-z0-9-]+/[a-z0-9-]+';
const several = (item: string) => `(${item})(；(${item}))*`;
const whenPattern = '\\d{4}(-\\d\\d){0,2}';
/** A pattern constraint holds for the whole cell. */
const plain = (pattern: RegExp) => pattern.source.replace(/^\^|\$$/g, '');
const point = [
  { name: '纬度', key: 'lat', type: 'number', constraints: { minimum: 3, maximum: 54 }, description: '北纬，单位是度，WGS-84。没有坐标的空着。' },
  { name: '经度', key: 'lng', type: 'number', constraints: { minimum: 73, maximum: 136 }, description: '东经，单位是度，WGS-84。' },
  { name: '精度', key: 'precision', constraints: { enum: precisions }, description: '这个点准到哪里：site 是门址，village、township、county 只是村、乡镇（街道）、县城的大致位置，不能拿来导航。' },
  { name: '坐标来源', key: 'point_source', description: '这个点从哪里来，原来是别的坐标系的写明已经换算。要求署名的，再利用时照样署名。' },
] as const satisfies Column[];

/** The tables, in the order in which the page shows them. Everything that explains the data reads this. */
export const tables: Record<TableName, Table> = {
  stations: {
    title: '服务站点',
    description: '退役军人服务中心、服务站和专门设施，一行一处。',
    columns: [
      { name: '编号', key: 'id', constraints: { ...identity, pattern: idPattern }, description: '站点的编号，不会改。' },
      { name: '名称', key: 'name', constraints: must, description: '站点的名称。' },
      { name: '类别', key: 'kind', constraints: { ...must, enum: stationKinds }, description: '服务中心、服务站，或专门设施（调解室、康养中心等，不按区划负责）。' },
      { name: '级别', key: 'level', constraints: { ...must, enum: stationLevels }, description: '市、县、乡、村，是哪一级的。' },
      { name: '区划代码', key: 'code', constraints: { ...must, pattern: '(\\d{6}|\\d{9}|\\d{12})' }, description: '它负责或所在的区划，统计用区划代码：市、县六位，乡镇、街道九位，村、社区十二位。是文字，不是数字。' },
      { name: '所属乡镇街道', key: 'township', description: '所在的乡镇、街道。' },
      { name: '上级站点', key: 'parent', constraints: { pattern: idPattern }, description: '文件写明的上级站点的编号。' },
      { name: '服务内容', key: 'services', list: true, description: '文件写到的服务，几项用“；”隔开。' },
      { name: '地址', key: 'address', description: '门址。' },
      { name: '电话', key: 'phone', constraints: { pattern: plain(officePhonePattern) }, description: '单位的电话，不收个人号码。' },
      { name: '开放时间', key: 'hours', description: '照文件写的开放时间。' },
      ...point,
      { name: '依据', key: 'basis', constraints: { ...must, enum: ['stated', 'derived'] }, description: 'stated 是文件点了名的；derived 是文件只说各处都有站，照区划代码逐个列出的，没有文件单独写到它。' },
      { name: '出处', key: 'source', constraints: { ...must, pattern: idPattern }, description: '依据的文件，见“出处”表的编号。' },
      { name: '核对日期', key: 'checked', type: 'date', constraints: must, description: '最近一次核对的日子。' },
      { name: '备注', key: 'note', description: '需要知道的一句话。' },
    ],
    refers: [{ column: '上级站点', table: 'stations' }, { column: '出处', table: 'sources' }],
  },
  entries: {
    title: '条目',
    description: '本站的文章和指南：地方、老兵故事、英烈纪念、红色地标、地方做法、办事指南、纪念日，一行一篇。',
    columns: [
      { name: '编号', key: 'id', constraints: { ...identity, pattern: entryId }, description: '条目的编号，写作“类别/名字”。' },
      { name: '类别', key: 'kind', constraints: { ...must, enum: pageKinds }, description: 'regions 地方，veterans 老兵故事，memorials 英烈纪念，heritage 红色地标，practices 地方做法，guides 办事指南，observances 纪念日。' },
      { name: '标题', key: 'title', constraints: must, description: '标题；里面的数字已经填好。' },
      { name: '摘要', key: 'summary', constraints: must, description: '一两句话；没有见到原件的数字后面有“（待核）”。' },
      { name: '网址', key: 'address', constraints: must, description: '在本站的网页；本站没有写明主机名时，只有路径。' },
      { name: '地方', key: 'region', constraints: { pattern: entryId }, description: '属于哪个地方，写地方的编号；不属于哪一个地方的空着。' },
      { name: '别名', key: 'aliases', list: true, description: '旧名、口头的叫法，几项用“；”隔开。' },
      { name: '编写', key: 'author', constraints: must, description: '谁写的。' },
      { name: '发布日期', key: 'published', type: 'date', constraints: must, description: '首次发布的日子。' },
      { name: '核对日期', key: 'checked', type: 'date', constraints: must, description: '最近一次核对的日子。' },
      ...point,
      { name: '相关', key: 'related', list: true, constraints: { pattern: several('[a-z]+/[a-z0-9-]+') }, description: '本条写明的相关条目和站点（stations/编号），用“；”隔开。' },
      { name: '用到的事实', key: 'facts', list: true, constraints: { pattern: several(factId) }, description: '文中用到的事实的编号，用“；”隔开。' },
    ],
    refers: [{ column: '地方', table: 'entries' }],
  },
  facts: {
    title: '事实',
    description: '从文件里取出的数字、日期、名称和称号，一行一条，每条都能翻回原文。',
    columns: [
      { name: '编号', key: 'id', constraints: { ...identity, pattern: factId }, description: '事实的编号，写作“出处编号/事实编号”。' },
      { name: '出处', key: 'source', constraints: { ...must, pattern: idPattern }, description: '取自哪份文件，见“出处”表的编号。' },
      { name: '值', key: 'value', constraints: must, description: '数字、日期（1938、1938-07 或 1938-07-12，到哪里为止照原文）或文字。JSON 里数字不加引号。' },
      { name: '值的种类', key: 'sort', constraints: { ...must, enum: ['number', 'date', 'text'] }, description: 'number 数字，date 日期，text 文字。' },
      { name: '单位', key: 'unit', description: '数字的单位。' },
      { name: '前缀', key: 'before', constraints: { enum: ['近', '约', '逾', '达'] }, description: '原文写在前面的“近”“约”等，引用时不能丢。' },
      { name: '后缀', key: 'after', constraints: { enum: ['余', '多'] }, description: '原文写在数字后面的“余”“多”。' },
      { name: '说的是什么', key: 'of', constraints: must, description: '说的是什么、是谁的什么，用我们自己的话。' },
      { name: '截至', key: 'as_of', constraints: { pattern: whenPattern }, description: '截至什么时候；原文没有写的空着。' },
      { name: '原文位置', key: 'where', constraints: must, description: '在文件的哪一部分、哪一段。' },
      { name: '记载不一', key: 'conflicts', list: true, constraints: { pattern: several(factId) }, description: '与它说法不同的事实的编号，用“；”隔开；两种都收，不替读者挑。' },
      { name: '说明', key: 'note', description: '读者需要知道的一句话。' },
      { name: '读到的', key: 'read', constraints: { ...must, enum: ['original', 'secondhand'] }, description: 'original 读的是原件；secondhand 读的是转载或二手资料，引用时要写“待核”。' },
      { name: '用在', key: 'pages', list: true, constraints: { pattern: several(entryId) }, description: '用到它的条目的编号，用“；”隔开；还没有用到的空着。' },
    ],
    refers: [{ column: '出处', table: 'sources' }],
  },
  sources: {
    title: '出处',
    description: '事实和站点所据的文件，一行一份。',
    columns: [
      { name: '编号', key: 'id', constraints: { ...identity, pattern: idPattern }, description: '文件的编号。' },
      { name: '标题', key: 'title', constraints: must, description: '文件的标题。' },
      { name: '发布者', key: 'publisher', constraints: must, description: '谁发布的。' },
      { name: '作者', key: 'author', description: '署名的作者。' },
      { name: '种类', key: 'kind', constraints: { ...must, enum: ['news', 'law', 'official', 'reference'] }, description: `${Object.entries(strings.sourceKinds).map((pair) => pair.join(' ')).join('，')}。` },
      { name: '文件日期', key: 'published', constraints: { pattern: whenPattern }, description: '文件的日期，到年、月或日；文件没有写的空着。' },
      { name: '原文网址', key: 'url', constraints: { pattern: 'https?://.*' }, description: '确知的官方或原发网址；转载站的不写。' },
      { name: '读到的', key: 'read', constraints: { ...must, enum: ['original', 'secondhand'] }, description: 'original 读的是原件；secondhand 读的是转载或二手资料，取自它的事实都是“待核”。' },
      { name: '地方', key: 'region', constraints: { pattern: entryId }, description: '说的是哪个地方，写地方的编号；不只说一个地方的空着。' },
      { name: '核对日期', key: 'checked', type: 'date', constraints: must, description: '最近一次核对的日子。' },
      { name: '说明', key: 'note', description: '读者需要知道的一句话。' },
    ],
    refers: [{ column: '地方', table: 'entries' }],
  },
};

/** The mark that makes Excel and WPS read UTF-8. */
const byteOrderMark = '\uFEFF';

/** Rows as a sheet: heads in the order of the table, lists with "；" between their items. */
export function sheetText(name: TableName, rows: readonly Row[]): string {
  const { columns } = tables[name];
  const cell = (value: Value) => (typeof value === 'object' ? value.join('；') : (value ?? ''));
  return byteOrderMark + stringify([columns.map((column) => column.name), ...rows.map((row) => columns.map(({ key }) => cell(row[key])))]);
}

/** Rows as a JSON array of objects: keys in the order of the table, without what is not known; `more` adds what a sheet has no room for. */
export function rowsText(name: TableName, rows: readonly Row[], more: (row: Row) => object = () => ({})): string {
  const known = (row: Row) => Object.fromEntries(tables[name].columns.map(({ key }) => [key, row[key]] as const).filter(([, value]) => value !== undefined));
  return JSON.stringify(rows.map((row) => ({ ...known(row), ...more(row) })));
}

/** Rows with a point as GeoJSON (RFC 7946: WGS-84, longitude first); `precision` tells how exact the point is. */
export function pointsText(rows: readonly Row[]): string {
  const features = rows
    .filter(({ lat }) => lat !== undefined)
    .map(({ lat, lng, ...properties }) => ({ type: 'Feature', id: properties['id'], geometry: { type: 'Point', coordinates: [lng, lat] }, properties }));
  return JSON.stringify({ type: 'FeatureCollection', features });
}

/** The Table Schema (v1) of a table. */
export function tableSchema(name: TableName) {
  const { columns, refers } = tables[name];
  return {
    fields: columns.map(({ name: head, key, description, type = 'string', constraints }) => ({ name: head, title: head, description, type, ...(type === 'date' && { format: 'default' }), ...(constraints && { constraints }), jsonKey: key })),
    primaryKey: columns[0]!.name,
    ...(refers.length > 0 && { foreignKeys: refers.map(({ column, table }) => ({ fields: column, reference: { resource: table === name ? '' : table, fields: tables[table].columns[0]!.name } })) }),
    missingValues: [''],
  };
}

/** A file of the open data: its name under data/, its text, and the table it is made of. */
export type DataFile = { file: string; table: TableName; format: 'csv' | 'json' | 'geojson'; text: string };
/** What a data package says beside its files. Nothing of it is made up: what the operator has not given is left out. */
export type About = {
  title: string;
  /** The day of the latest check among the rows. */
  checked: string;
  homepage?: string | undefined;
  license?: { name: string; url: string } | undefined;
  operator?: string | undefined;
  sources: { title: string; path?: string | undefined }[];
  /** Where points come from. */
  points: string[];
};

const media = { csv: 'text/csv', json: 'application/json', geojson: 'application/geo+json' };
const said = { csv: '表格，UTF-8，开头有 BOM，Excel 和 WPS 能直接打开', json: '同样的内容，键名是英文；不知道的项不写', geojson: '有坐标的行，WGS-84，经度在前；精度见 precision' };
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
/** Bytes of a text as UTF-8. */
export const byteLength = (text: string) => Buffer.byteLength(text);

/** What an entry's frontmatter says beyond the columns of its table. Without what is for the house alone: the office that sees to it, and `living`, which is also true where nobody knows. */
export function ownFields(data: object): Record<string, unknown> {
  const { title, summary, aliases, related, author, published, checked, region, point, owner, living, ...fields } = data as Record<string, unknown>;
  return fields;
}

/** A key inside an entry's `fields`, those inside others after a dot: what it is called, what its values stand for, and the kinds that have it. */
export type FieldRow = { key: string; label: string; values: Record<string, string>; kinds: string[] };

/** Explains every key that occurs in the `fields` of the entries; throws for one that has no name. */
export function fieldRows(entries: readonly { kind: string; fields: Record<string, unknown> }[]): FieldRow[] {
  const rows = new Map<string, FieldRow>();
  const add = (form: string, kind: string, value: unknown, path: string[]): void => {
    if (Array.isArray(value)) return value.forEach((item) => add(form, kind, item, path));
    if (!value || typeof value !== 'object') return;
    for (const [name, item] of Object.entries(value)) {
      if (item === undefined) continue;
      const key = [...path, name].join('.');
      const { label, options = {} } = labels[labelKey(form, [...path, name])]!;
      const row = rows.get(`${key} ${label}`) ?? { key, label, values: {}, kinds: [] };
      rows.set(`${key} ${label}`, row);
      Object.assign(row.values, options);
      if (!row.kinds.includes(kind)) row.kinds.push(kind);
      add(form, kind, item, [...path, name]);
    }
  };
  // The forms of memorials are schemas of their own.
  for (const { kind, fields } of entries) add(kind === 'memorials' ? `memorials-${fields['form']}` : kind, kind, fields, []);
  return [...rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The version of the data: the day of the latest check and a digest, so that it changes when the data do and not with the clock. */
export const dataVersion = (files: readonly DataFile[], checked: string) => `${checked.split('-').map(Number).join('.')}+${sha256(files.map(({ text }) => text).join('\n')).slice(0, 8)}`;

/** The descriptor of a Data Package (Frictionless, v1). */
export function dataPackage(files: readonly DataFile[], about: About): object {
  return {
    profile: 'data-package',
    name: 'rongji',
    title: about.title,
    description: `服务站点、条目、事实和出处，来自公开的文件，每条都写明出处。坐标是 WGS-84。空的格子是不知道，不是没有。${about.license ? '' : '主办单位没有声明使用许可。'}`,
    version: dataVersion(files, about.checked),
    ...(about.homepage && { homepage: about.homepage }),
    ...(about.license && { licenses: [{ title: about.license.name, path: about.license.url }] }),
    ...(about.operator && { contributors: [{ title: about.operator, role: 'publisher' }] }),
    sources: [...about.sources.map(({ title, path }) => ({ title, ...(path && { path }) })), ...about.points.map((title) => ({ title: `坐标来源：${title}` }))],
    resources: files.map(({ file, table, format, text }) => ({
      name: format === 'csv' ? table : `${table}-${format}`,
      path: file,
      profile: format === 'csv' ? 'tabular-data-resource' : 'data-resource',
      title: tables[table].title,
      description: `${tables[table].description}${said[format]}。${format === 'json' && table === 'entries' ? '另有正文（text）和各栏目自己的项目（fields）。' : ''}`,
      format,
      mediatype: media[format],
      encoding: 'utf-8',
      bytes: byteLength(text),
      hash: `sha256:${sha256(text)}`,
      ...(format === 'csv' && { schema: tableSchema(table) }),
    })),
  };
}
