// The papers of a school visit as data. Pages, print and .docx show the same blocks, so that they say the same.
import { weekdayName, weekdayOf } from './calendar-days.ts';
import type { Plan } from './visit-plan.ts';
import { showTime, straightLine, type Row } from './visit-schedule.ts';
import type { VisitSite } from './visit-site.ts';
import { workdaysBefore, type Holidays } from './working-days.ts';

export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  /** `box` puts a box to tick before each. */
  | { kind: 'list'; items: string[]; mark: 'number' | 'dot' | 'box' }
  | { kind: 'table'; head: string[]; rows: string[][] }
  /** Without a value there is a line to fill in. */
  | { kind: 'fields'; rows: [label: string, value?: string][] }
  /** Lines to write on. */
  | { kind: 'lines'; count: number }
  /** Who signs, and when; set to the right. */
  | { kind: 'sign'; rows: string[] }
  /** A line along which the lower part is cut off. */
  | { kind: 'cut'; text: string }
  | { kind: 'map' };
export type Paper = { id: string; title: string; /** For whom it is, and what is still to be done with it. */ note?: string; blocks: Block[] };

/** A place to fill in by hand, in running text. */
export const blank = '________';

/** "2027年4月2日（星期五）"; a line to fill in when the day is not settled. */
export const showDay = (date: string | undefined) => {
  if (!date) return `____年__月__日`;
  const [year, month, day] = date.split('-').map(Number);
  return `${year}年${month}月${day}日（${weekdayName(weekdayOf(date))}）`;
};
const people = (plan: Plan) => (plan.people ? `${plan.people}人` : `${blank}人`);
/** What teachers ask of a place that has not said it. */
const unstated = '原文未载，问清后填：';

type Day = { plan: Plan; sites: VisitSite[]; rows: Row[]; holidays: Holidays };

/** "08:30—09:10"; what is not known yet is a line to fill in. */
const showSpan = ({ from, to }: Row) => {
  const time = (minutes: number | undefined) => (minutes === undefined ? '__:__' : showTime(minutes));
  return from === to && from !== undefined ? showTime(from) : `${time(from)}—${time(to)}`;
};

const route = ({ plan, sites, rows }: Day): Paper => {
  const title = (id: string | undefined) => sites.find((site) => site.id === id)?.title ?? blank;
  const doing: Record<Row['kind'], (row: Row) => string> = {
    leave: () => '集合，清点人数，出发',
    travel: (row) => `乘车，去${title(row.site)}`,
    visit: (row) => `参观${title(row.site)}`,
    free: () => '机动、休息、用餐',
    back: () => '乘车，返校；到校清点人数',
  };
  const between = sites.slice(1).flatMap((site, i) => {
    const line = straightLine(sites[i], site);
    return line ? [`${sites[i]!.title}到${site.title}：${line}`] : [];
  });
  return {
    id: 'route',
    title: '路线单',
    note: '带队老师每人一份，司机一份。',
    blocks: [
      { kind: 'fields', rows: [['学校', plan.school || undefined], ['学段', plan.grade], ['日期', plan.date && showDay(plan.date)], ['人数', plan.people ? `${plan.people} 人` : undefined], ['带队负责人', undefined], ['带队负责人手机', undefined]] },
      { kind: 'table', head: ['时间', '做什么', '记事'], rows: rows.map((row) => [showSpan(row), doing[row.kind](row), '']) },
      ...(rows.some(({ unknown }) => unknown) ? [{ kind: 'text', text: '路上要多少分钟还没有写，后面的时刻就空着。问过司机再填。' } as const] : []),
      { kind: 'map' },
      ...(between.length ? [{ kind: 'list', items: between, mark: 'dot' } as const] : []),
      { kind: 'heading', text: '去的地方' },
      { kind: 'table', head: ['名称', '地址', '电话'], rows: sites.map((site) => [site.officialName, site.address ?? `${unstated}${blank}`, site.phone ?? `${unstated}${blank}`]) },
    ],
  };
};

/** Our advice where a place has not said how early it wants to be asked: ten working days to call, five for the papers, one to make sure. */
const advice = { call: 10, papers: 5, again: 1 };

const booking = ({ plan, sites, holidays }: Day): Paper => {
  const by = (before: number, ahead?: number): { day: string; note?: string } => {
    // Whoever asks for more days than we advise is asked by then.
    const days = Math.max(before, ahead ?? 0);
    if (!plan.date) return { day: `出行前第 ${days} 个工作日` };
    const { date, note } = workdaysBefore(plan.date, days, holidays);
    return { day: showDay(date), ...(note ? { note } : {}) };
  };
  const notes = [...new Set(sites.map(({ bookDays }) => by(advice.call, bookDays).note).filter((note) => note !== undefined))];
  return {
    id: 'booking',
    title: '预约清单',
    note: '谁去办，写上名字；办好一样，打一个勾。',
    blocks: [
      ...sites.flatMap((site): Block[] => [
        { kind: 'heading', text: site.title },
        {
          kind: 'table',
          head: ['最晚', '办什么', '谁去办', '办好'],
          rows: [
            [by(advice.call, site.bookDays).day, `打电话：那天开不开、一批最多多少人、怎样预约、要交什么材料、车停哪里${site.phone ? `（${site.phone}）` : ''}`, '', '□'],
            [by(advice.papers, site.bookDays).day, '交公函、活动方案；要讲话、致辞、挂横幅的，草稿一起送审', '', '□'],
            [by(advice.again).day, '再打一次电话：人数、到达时刻、讲解、雨天怎么办', '', '□'],
          ],
        },
        { kind: 'text', text: site.bookDays ? `${site.title}要求提前 ${site.bookDays} 个工作日。` : `${site.title}要提前几天，原文未载。上面的日子是我们的建议，以对方的答复为准。` },
        { kind: 'fields', rows: site.asks.map(({ label, value }): [string, string?] => [label, value]) },
      ]),
      { kind: 'text', text: `工作日按国务院公布的放假调休安排推算${notes.length ? `；${notes.join('；')}` : ''}。` },
    ],
  };
};

/** When they come to a place, as far as the plan knows. */
const arrival = (rows: Row[], site: VisitSite) => {
  const from = rows.find((row) => row.kind === 'visit' && row.site === site.id)?.from;
  return from === undefined ? blank : showTime(from);
};

const letters = ({ plan, sites, rows }: Day): Paper[] =>
  sites.map((site, i) => ({
    id: `letter-${i + 1}`,
    title: sites.length > 1 ? `公函：${site.title}` : '公函',
    note: '草稿。核对、盖章以后送出。',
    blocks: [
      { kind: 'heading', text: `关于组织学生到${site.officialName}参观学习的函` },
      { kind: 'text', text: '____________（管理单位）：' },
      { kind: 'text', text: `我校拟于${showDay(plan.date)}组织${plan.grade}学生到${site.officialName}参观学习，学生${people(plan)}，带队教师${blank}人，预计${arrival(rows, site)}到达，停留${plan.stops.find((stop) => stop.site === site.id)?.minutes ?? blank}分钟。` },
      { kind: 'text', text: '恳请贵单位告知：当日能否接待、一批人数的上限、是否安排讲解、集体仪式的要求、车辆停放的位置、雨天的安排。' },
      ...(site.memorial ? [{ kind: 'text', text: '如蒙同意，学生将敬献鲜花并默哀。致辞、横幅的文字随函附上，请予审阅。' } as const] : []),
      { kind: 'text', text: `联系人：${blank}　　电话：____________` },
      { kind: 'text', text: '此函，盼复。' },
      { kind: 'sign', rows: [plan.school || '____________（学校，盖章）', '____年__月__日'] },
    ],
  }));

const programme = ({ plan, sites }: Day): Paper => {
  const memorial = sites.find((site) => site.memorial);
  return {
    id: 'programme',
    title: '活动方案与文字草稿',
    note: '草稿。学校改定，并请参观单位审阅以后再用。',
    blocks: [
      { kind: 'fields', rows: [['活动名称', plan.title || `${sites.map(({ title }) => title).join('、')}参观学习`], ['时间', showDay(plan.date)], ['参加', `${plan.grade}学生，${people(plan)}`], ['地点', sites.map(({ officialName }) => officialName).join('、')], ['总负责'], ['安全负责'], ['医务']] },
      { kind: 'heading', text: '为什么去' },
      { kind: 'text', text: '看一处实地，读几段有出处的记载，知道这里发生过什么事，是谁做的。' },
      { kind: 'heading', text: '议程' },
      { kind: 'list', mark: 'number', items: ['出发前：讲清去哪里、看什么、守什么规矩，发学习单', ...sites.map((site) => (site.memorial ? `${site.title}：整队，按仪式流程致敬，然后参观，填学习单` : `${site.title}：听讲解，参观，填学习单`)), '返校前：清点人数；返校后：交学习单，说一说今天记住的一件事'] },
      ...(memorial
        ? ([
            { kind: 'heading', text: '致辞草稿' },
            { kind: 'text', text: `各位老师、同学：今天，我们来到${memorial.officialName}。长眠和被纪念在这里的人，把自己的一生留给了国家和人民。我们站在这里，先静下来，想一想他们，再想一想今天的日子是怎么来的。` },
            { kind: 'text', text: '我们献上鲜花，低头默哀。我们会记住他们的名字和事迹，爱护这里的一草一木，回去好好读书，好好做人。' },
          ] as const)
        : []),
      { kind: 'heading', text: '横幅文字草稿（选一条，或另拟）' },
      { kind: 'list', mark: 'box', items: [...(memorial ? ['缅怀英烈，铭记历史'] : ['走进历史现场，学习先辈事迹']), `${plan.school || '____________（学校）'}${plan.grade}学生参观学习`] },
    ],
  };
};

const parents = ({ plan, sites }: Day): Paper => ({
  id: 'parents',
  title: '致家长的一封信',
  note: '费用、车辆和保险由学校填写；自愿参加。',
  blocks: [
    { kind: 'text', text: '各位家长：' },
    { kind: 'text', text: `学校计划于${showDay(plan.date)}组织${plan.grade}学生到${sites.map(({ officialName }) => officialName).join('、')}参观学习。出发${plan.start}，返校不晚于${plan.end}。` },
    { kind: 'fields', rows: [['集合地点'], ['乘坐车辆、承运单位'], ['用餐'], ['费用'], ['保险'], ['带队老师和电话'], ['雨天安排']] },
    { kind: 'text', text: '参加与否由您和孩子决定。孩子有身体不适、过敏、晕车等情形，请直接告诉班主任，不写在纸上。' },
    { kind: 'list', mark: 'dot', items: ['穿校服或素净的衣服，穿方便走路的鞋', '带水和学习单，不带贵重物品', '有雨带雨衣'] },
    { kind: 'sign', rows: [plan.school || '____________（学校）', '____年__月__日'] },
    { kind: 'cut', text: '沿此线剪下，交回班主任' },
    { kind: 'heading', text: '回执' },
    { kind: 'text', text: `《致家长的一封信》已经看过。本次活动　□ 参加　□ 不参加` },
    { kind: 'sign', rows: ['家长签名：____________', '____年__月__日'] },
  ],
});

const safety = ({ plan, sites }: Day): Paper => ({
  id: 'safety',
  title: '安全单',
  note: '带队老师随身带。人员配备按当地教育部门的要求。',
  blocks: [
    { kind: 'table', head: ['分工', '姓名', '电话'], rows: ['总负责', '安全', '医务', '车辆', '随队拍照（学生照片不上网）', '收尾'].map((duty) => [duty, '', '']) },
    { kind: 'table', head: ['要防的事', '怎么防', '出了事找谁'], rows: [['走散', '分组，每组一位老师；上下车、进出门都点名', ''], ['路上', '用有客运资质的车；系好安全带；不催司机', ''], ['台阶、水边、拥挤', '老师先走一遍；排队慢行', ''], ['中暑、受凉、发病', '备水、备药箱；先问清最近的医院', ''], ['大雨、高温', '按雨天安排改期或改地点', ''], ['火种', '不带火种，不燃香烛', '']] },
    { kind: 'heading', text: '联系谁' },
    { kind: 'fields', rows: [...sites.map(({ title, phone }): [string, string?] => [`${title}电话`, phone]), ['最近的医院'], ['学校值班电话'], ['急救', '120'], ['报警', '110']] },
    { kind: 'heading', text: '点名' },
    { kind: 'table', head: ['时候', '应到', '实到', '点名人'], rows: ['出发', ...sites.map(({ title }) => `到${title}`), ...sites.map(({ title }) => `离开${title}`), '返校'].map((when) => [when, plan.people ? String(plan.people) : '', '', '']) },
  ],
});

const ceremony = ({ sites }: Day): Paper[] =>
  sites.some(({ memorial }) => memorial)
    ? [
        {
          id: 'ceremony',
          title: '仪式流程',
          note: '草稿。能不能办、怎样办，以参观单位的答复为准。',
          blocks: [
            { kind: 'list', mark: 'number', items: ['提前到场，整队，手机静音', '主持人宣布仪式开始', '奏唱中华人民共和国国歌', '向烈士默哀', '学生代表致辞', '敬献鲜花，整理缎带', '依次瞻仰，脱帽，不喧哗', '主持人宣布仪式结束'] },
            { kind: 'fields', rows: [['主持人'], ['致辞的学生代表人数'], ['鲜花'], ['音响（国歌）'], ['集合的位置']] },
          ],
        },
      ]
    : [];

const conduct = (): Paper => ({
  id: 'conduct',
  title: '行为守则',
  note: '出发前读给学生听。',
  blocks: [
    { kind: 'list', mark: 'number', items: ['听老师和讲解员的话，跟着自己的组走。', '说话轻声，不追跑，不在碑前、墓前打闹。', '不踩踏、不攀爬，不刻画，不摘花。', '展品和碑石只看不摸；允许拍照的地方才拍照，不对着别人拍。', '不吃零食，不丢东西，垃圾带走。', '遇到别人在祭扫，让一让，等一等。', '不舒服、找不到队伍，马上告诉老师。'] },
  ],
});

const sheets = ({ plan, sites }: Day): Paper[] => {
  const fit = sites.map((site) => ({ site, questions: site.questions.filter(({ bands }) => bands.includes(plan.grade)) })).filter(({ questions }) => questions.length > 0);
  if (fit.length === 0) return [];
  return [
    {
      id: 'worksheet',
      title: '学习单',
      note: '学生每人一份。',
      blocks: [
        { kind: 'fields', rows: [['班级'], ['姓名']] },
        ...fit.flatMap(({ site, questions }): Block[] => [
          { kind: 'heading', text: site.title },
          ...questions.flatMap(({ question, kind }, i): Block[] => [
            { kind: 'text', text: `${i + 1}．（${kind}）${question}` },
            { kind: 'lines', count: kind === '想一想' ? 3 : 1 },
          ]),
        ]),
        { kind: 'heading', text: '今天我记住的一个人、一件事' },
        { kind: 'lines', count: 4 },
      ],
    },
    {
      id: 'answers',
      title: '学习单参考答案',
      note: '老师用。答案取自有出处的记载。',
      blocks: fit.flatMap(({ site, questions }): Block[] => [
        { kind: 'heading', text: site.title },
        { kind: 'table', head: ['题', '参考答案', '出处'], rows: questions.map(({ answer, source }, i) => [String(i + 1), answer, source]) },
      ]),
    },
  ];
};

const feedback = (): Paper => ({
  id: 'feedback',
  title: '反馈单',
  note: '带队老师填，学校留存；愿意的话，也告诉参观单位。',
  blocks: [
    { kind: 'fields', rows: [['哪一处讲得最清楚'], ['时间够不够'], ['停车、厕所、饮水'], ['学生问得最多的问题'], ['下次要改的']] },
    { kind: 'lines', count: 6 },
  ],
});

const sourcesPaper = ({ sites }: Day): Paper => ({
  id: 'sources',
  title: '出处',
  note: '这一叠纸里的史实与要求从哪里来。',
  blocks: sites.flatMap((site): Block[] => [
    { kind: 'heading', text: site.title },
    { kind: 'list', mark: 'dot', items: site.sources },
  ]),
});

/** The papers of a day, in the order in which they are needed. `sites` are those of the stops, in their order, each once. */
export function packOf(day: Day): Paper[] {
  return [route(day), booking(day), ...letters(day), programme(day), parents(day), safety(day), ...ceremony(day), conduct(), ...sheets(day), feedback(), sourcesPaper(day)];
}
