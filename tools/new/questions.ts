// What `rongji new` asks, kind by kind: the fields of the schemas in the words of an editor.
import type { z } from 'astro/zod';
import { schemas } from '../../src/lib/content.ts';
import { fact, sources } from '../../src/schema/sources.ts';
import { precisionWords } from '../../src/schema/station-words.ts';
import { visits } from '../../src/schema/visits.ts';
import { strings } from '../../src/strings.ts';

/** Answers as given, by field; most have one. */
export type Answers = Map<string, string[]>;

/**
 * One question. `field` is the path in the file ("rule.month"), or `id`, `facts`, `body`, `source`, which are no fields of the schema. `pick` says what is chosen
 * from a list; `many` that several answers make a list; `prose` that no figure is typed by hand in it; `read` makes the field's value of an answer.
 */
export type Question = {
  field: string;
  ask: string;
  optional?: true;
  many?: true;
  prose?: true;
  choices?: readonly (readonly [value: string, words: string])[];
  pick?: 'region' | 'source' | 'fact' | 'site' | 'entry' | 'division';
  /** What more is typed after what was picked, parted by a blank. */
  then?: string;
  only?(answers: Answers): boolean;
  preset?(answers: Answers): string | undefined;
  read?(text: string): unknown;
};

export type NewKind = { label: string; folder: string; extension: '.mdx' | '.yaml'; schema: z.ZodType; questions: Question[] };

const is = (field: string, ...values: string[]) => (answers: Answers) => values.includes(answers.get(field)?.[0] ?? '');
const plain = (...values: string[]) => values.map((value) => [value, value] as const);
const number = (text: string) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);

const title: Question = { field: 'title', ask: '标题' };
const region: Question = { field: 'region', ask: '属于哪个地方', pick: 'region' };
const facts: Question = { field: 'facts', ask: '要用到的事实（数字、日期、称号都从这里取，后面写作 {1}、{2}）', pick: 'fact', many: true, optional: true };
const summary: Question = { field: 'summary', ask: '一两句话的摘要，用在列表和搜索里；数字不手打，写 {1}、{2} 引用选好的事实', prose: true };
const body: Question = { field: 'body', ask: '正文第一段；数字写 {1}、{2}，以后可以在文件里接着写', prose: true };
const ending: Question[] = [
  { field: 'aliases', ask: '别名、旧名、文中人物，供搜索', many: true, optional: true },
  { field: 'related', ask: '关联的条目，读者可以接着看', pick: 'entry', many: true, optional: true },
  { field: 'author', ask: '编写的单位或科室' },
  { field: 'owner', ask: '负责核对的科室或岗位，不写人名；网页上不显示', optional: true },
];
const figures: Question = { field: 'figures', ask: '正文之外要列出的数字', pick: 'fact', many: true, optional: true };

const point: Question[] = [
  { field: 'point.lat', ask: '纬度（WGS-84 的度数）', read: number },
  { field: 'point.lng', ask: '经度', read: number },
  { field: 'point.precision', ask: '坐标是哪里的', choices: Object.entries(precisionWords) },
  { field: 'point.source', ask: '坐标从哪里来' },
];

const factQuestions = (prefix: string): Question[] => {
  const at = (field: string) => `${prefix}${field}`;
  return [
    { field: at('type'), ask: '这条事实是', choices: [['数字', '数字'], ['日期', '日期，写作 1938、1938-07 或 1938-07-12'], ['文字', '名称、荣誉或别的文字']] },
    { field: at('value'), ask: '数值，照原文写' },
    { field: at('unit'), ask: '单位，例如 万元、人次', optional: true, only: is(at('type'), '数字') },
    { field: at('before'), ask: '数字前面的字', optional: true, choices: plain('近', '约', '逾', '达'), only: is(at('type'), '数字') },
    { field: at('after'), ask: '数字后面的字', optional: true, choices: plain('余', '多'), only: is(at('type'), '数字') },
    { field: at('of'), ask: '说的是什么，用自己的话' },
    { field: at('as_of'), ask: '截至什么时候；原文没有就不写', optional: true },
    { field: at('where'), ask: '在原文哪一部分、哪一段' },
    { field: at('note'), ask: '读者需要知道的一句话', optional: true },
  ];
};

/** What can be made new, by the names that the command line takes. */
export const newKinds: Record<string, NewKind> = {
  veterans: {
    label: '老兵故事', folder: 'veterans', extension: '.mdx', schema: schemas.veterans,
    questions: [
      title, region,
      { field: 'form', ask: '写的是', choices: [['person', '一个人'], ['team', '一支队伍'], ['village', '一个村的老兵']] },
      { field: 'living', ask: '写到的人健在吗；不知道的按健在', choices: [['true', '健在，或不知道'], ['false', '已经去世']], read: (text) => text === 'true' },
      { field: 'consent', ask: '依据什么公开', choices: plain('官方公开报道', '本人书面同意') },
      facts, summary,
      { field: 'opening', ask: '一句引子，写在标题下面，用自己的话', optional: true, prose: true },
      body, figures, ...ending,
    ],
  },
  memorials: {
    label: '英烈纪念', folder: 'memorials', extension: '.mdx', schema: schemas.memorials,
    questions: [
      title, region,
      { field: 'form', ask: '写的是', choices: [['person', '人物'], ['group', '群体'], ['facility', '纪念设施']] },
      { field: 'name', ask: '姓名，或群体的名称', only: is('form', 'person', 'group') },
      { field: 'official_name', ask: '规范全称', only: is('form', 'facility') },
      facts,
      { field: 'born', ask: '哪条事实写着出生', pick: 'fact', optional: true, only: is('form', 'person') },
      { field: 'died', ask: '哪条事实写着牺牲或去世', pick: 'fact', optional: true, only: is('form', 'person') },
      { field: 'native_place', ask: '哪条事实写着籍贯或出生地', pick: 'fact', optional: true, only: is('form', 'person') },
      { field: 'martyr', ask: '哪条事实称为烈士；没有出处就不写，页面不称烈士', pick: 'fact', optional: true, only: is('form', 'person', 'group') },
      { field: 'protection', ask: '哪条事实写着保护级别', pick: 'fact', optional: true, only: is('form', 'facility') },
      summary, body, figures, ...ending,
    ],
  },
  heritage: {
    label: '红色地标', folder: 'heritage', extension: '.mdx', schema: schemas.heritage,
    questions: [title, region, { field: 'official_name', ask: '规范全称' }, facts, { field: 'designations', ask: '哪些事实写着级别与称号', pick: 'fact', many: true, optional: true }, summary, body, figures, ...ending],
  },
  practices: {
    label: '地方做法', folder: 'practices', extension: '.mdx', schema: schemas.practices,
    questions: [
      title, region,
      { field: 'run_by', ask: '谁在做', prose: true },
      facts, summary,
      { field: 'offers', ask: '老兵或居民能得到什么，一条一句', many: true, prose: true },
      { field: 'where', ask: '去哪里、找谁；没有出处就不写', optional: true, prose: true },
      body, figures, ...ending,
    ],
  },
  guides: {
    label: '办事指南', folder: 'guides', extension: '.mdx', schema: schemas.guides,
    questions: [
      title,
      facts, summary,
      { field: 'for', ask: '适用对象，一条一句', many: true, prose: true },
      { field: 'basis', ask: '依据哪份文件', pick: 'source', then: '哪一条，例如 第十二条；不写就回车', many: true, read: (text) => ({ source: text.split(' ')[0], ...(text.includes(' ') && { article: text.slice(text.indexOf(' ') + 1) }) }) },
      { field: 'bring', ask: '要带的材料；文件没有列就不写', many: true, optional: true, prose: true, read: (item) => ({ item }) },
      { field: 'steps', ask: '步骤，写作“标题：说明”', many: true, prose: true, read: (text) => ({ title: text.split(/[：:]/)[0]!.trim(), text: text.replace(/^[^：:]*[：:]?/, '').trim() }) },
      { field: 'jurisdiction', ask: '归哪里管', choices: plain('户籍地', '常住地', '户籍地或常住地', '安置地', '其他') },
      { field: 'at_station', ask: '到退役军人服务站办，或先到那里问吗', choices: [['true', '是'], ['false', '不是']], read: (text) => text === 'true' },
      { field: 'where', ask: '到哪里办', prose: true },
      { field: 'time_limit', ask: '办理时限；文件没有写就不写', optional: true, prose: true },
      { field: 'fee', ask: '收费；文件没有写就不写', optional: true, prose: true },
      { field: 'unknown', ask: '尚不清楚、要以当地答复为准的事', many: true, optional: true, prose: true },
      { field: 'valid_until', ask: '政策到期的日子，写作 2027-12-31', optional: true },
      body, ...ending,
    ],
  },
  observances: {
    label: '纪念日', folder: 'observances', extension: '.yaml', schema: schemas.observances,
    questions: [
      title,
      { field: 'rule.type', ask: '每年哪一天', choices: [['fixed', '固定的月和日'], ['weekday', '某月第几个星期几'], ['solar-term', '清明']] },
      { field: 'rule.name', ask: '节气', choices: plain('清明'), only: is('rule.type', 'solar-term'), preset: () => '清明' },
      { field: 'rule.month', ask: '几月，写数字', only: is('rule.type', 'fixed', 'weekday'), read: number },
      { field: 'rule.day', ask: '几日，写数字', only: is('rule.type', 'fixed'), read: number },
      { field: 'rule.nth', ask: '第几个，写 1 到 4', only: is('rule.type', 'weekday'), read: number },
      { field: 'rule.weekday', ask: '星期几，写 1 到 7，7 是星期日', only: is('rule.type', 'weekday'), read: number },
      { field: 'basis', ask: '哪份文件定的：事实', pick: 'fact', many: true },
      facts, summary,
      { field: 'ways', ask: '这一天可以做什么，一条一句', many: true, prose: true },
      ...ending,
    ],
  },
  visits: {
    label: '参观行程', folder: 'visits', extension: '.yaml', schema: visits,
    questions: [
      title, region,
      { field: 'summary', ask: '一两句话的摘要' },
      { field: 'grade', ask: '学段', choices: plain('小学', '初中', '高中') },
      { field: 'start', ask: '从学校出发的时刻，写作 08:00' },
      { field: 'end', ask: '最晚返校的时刻，写作 17:30' },
      { field: 'stops', ask: '去的地方，按次序', pick: 'site', then: '停留多少分钟', many: true, read: (text) => ({ site: text.split(' ')[0], minutes: number(text.split(' ')[1] ?? '') }) },
      { field: 'author', ask: '编写的单位或科室' },
      { field: 'owner', ask: '负责核对的科室或岗位，不写人名；网页上不显示', optional: true },
    ],
  },
  sources: {
    label: '出处', folder: 'sources', extension: '.yaml', schema: sources,
    questions: [
      { field: 'title', ask: '文件的标题' },
      { field: 'publisher', ask: '发布者' },
      { field: 'author', ask: '作者；没有就不写', optional: true },
      { field: 'kind', ask: '是哪一类', choices: Object.entries(strings.sourceKinds) },
      { field: 'published', ask: '文件的日期，写作 2023、2023-05 或 2023-05-19；没有就写 日期未载' },
      { field: 'url', ask: '官方或原发的网址；转载站不写', optional: true },
      { field: 'read', ask: '读到的是', choices: [['original', '原件'], ['secondhand', '转载，要标“待核”']] },
      { field: 'region', ask: '讲的是哪个地方；不专讲一地的不写', pick: 'region', optional: true },
      { field: 'note', ask: '关于这份文件的一句话', optional: true },
      { field: 'owner', ask: '负责核对的科室或岗位，不写人名；网页上不显示', optional: true },
    ],
  },
  regions: {
    label: '地方', folder: 'regions', extension: '.mdx', schema: schemas.regions,
    questions: [
      { field: 'code', ask: '区划代码，六位；content/divisions/ 里要有它的名单', pick: 'division' },
      { ...title, ask: '名称，例如 柘荣县' },
      { field: 'full_name', ask: '全称，例如 福建省宁德市柘荣县' },
      { field: 'level', ask: '级别', choices: plain('县', '县级市', '地级市') },
      { field: 'motif', ask: '剪纸纹样', choices: [['grain', '谷穗'], ['bamboo', '竹'], ['palm', '葵扇'], ['tower', '土楼'], ['papercut', '剪花']] },
      ...point,
      facts, summary, body, figures, ...ending,
    ],
  },
  fact: {
    label: '一条事实，写进已有的出处', folder: 'sources', extension: '.yaml', schema: fact,
    questions: [{ field: 'source', ask: '写进哪份文件', pick: 'source' }, ...factQuestions('')],
  },
};
