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
const school = (plan: Plan) => plan.school || '____________（学校）';
/** Which year of school the plan does not say. */
const pupils = (plan: Plan) => `${plan.grade}${blank}年级学生`;
const placesOf = (sites: VisitSite[]) => sites.map(({ officialName }) => officialName).join('、');
/** What teachers ask of a place that has not said it. */
const unstated = `未查到，问清后填：${blank}`;
/** 烈士 is a status that the state confers: the papers say it only where every place of remembrance has it in its official name. */
const ofMartyrs = (memorials: VisitSite[]) => memorials.length > 0 && memorials.every(({ officialName }) => officialName.includes('烈士'));

type Day = { plan: Plan; sites: VisitSite[]; rows: Row[]; holidays: Holidays };

/** "08:30—09:10"; what is not known yet is a line to fill in. */
const showSpan = ({ from, to }: Row) => {
  const time = (minutes: number | undefined) => (minutes === undefined ? '__:__' : showTime(minutes));
  return from === to && from !== undefined ? showTime(from) : `${time(from)}—${time(to)}`;
};

const route = ({ plan, sites, rows }: Day): Paper => {
  const title = (id: string | undefined) => sites.find((site) => site.id === id)?.title ?? blank;
  const doing: Record<Row['kind'], (row: Row) => string> = {
    leave: () => '点名，出发',
    travel: (row) => `前往${title(row.site)}`,
    visit: (row) => `参观${title(row.site)}`,
    free: (row) => (row.site ? `等候${title(row.site)}开门` : '机动时间'),
    back: () => '返校，到校点名',
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
      { kind: 'fields', rows: [['学校', plan.school || undefined], ['学段', plan.grade], ['日期', plan.date && showDay(plan.date)], ['学生人数', plan.people ? people(plan) : undefined], ['带队负责人'], ['负责人手机'], ['集合的时刻、地点'], ['用餐的时刻、地点']] },
      { kind: 'table', head: ['时间', '做什么', '记事'], rows: rows.map((row) => [showSpan(row), doing[row.kind](row), '']) },
      ...(rows.some(({ unknown }) => unknown) ? [{ kind: 'text', text: '路上要走多久还没有填，后面的时刻就空着，问过司机再填。' } as const] : []),
      { kind: 'map' },
      ...(between.length ? [{ kind: 'list', items: between, mark: 'dot' } as const] : []),
      { kind: 'heading', text: '去的地方' },
      { kind: 'table', head: ['名称', '地址', '电话'], rows: sites.map((site) => [site.officialName, site.address ?? unstated, site.phone ?? unstated]) },
    ],
  };
};

/** Our advice, in working days before the visit, where a place has not said how early it wants to be asked: when to call, to hand in the papers, and to make sure. */
const advice = { call: 10, papers: 5, again: 1 };

/** The last day for something to be done so many working days before, or as many as a place asks for if that is more. */
const by = ({ plan, holidays }: Day, before: number, ahead = 0): { day: string; note?: string } => {
  const days = Math.max(before, ahead);
  if (!plan.date) return { day: `出行前第 ${days} 个工作日` };
  const { date, note } = workdaysBefore(plan.date, days, holidays);
  return { day: showDay(date), ...(note ? { note } : {}) };
};

const booking = (day: Day): Paper => {
  const { sites, holidays } = day;
  const notes = [...new Set([undefined, ...sites.map(({ bookDays }) => bookDays)].map((ahead) => by(day, advice.call, ahead).note).filter((note) => note !== undefined))];
  const head = ['最晚', '办什么', '谁去办', '办好'];
  return {
    id: 'booking',
    title: '预约清单',
    note: '写上由谁去办；办好一样，打一个勾。',
    blocks: [
      { kind: 'text', text: `提前 ${advice.call}、${advice.papers}、${advice.again} 个工作日是本站的建议，不是规定；参观单位、教育部门另有要求的，照要求办。工作日按国务院办公厅公布的 ${holidays.firstYear} 至 ${holidays.lastYear} 年放假调休安排推算${notes.length ? `；${notes.join('；')}` : ''}。` },
      { kind: 'heading', text: '学校里' },
      {
        kind: 'table',
        head,
        rows: [
          [by(day, advice.call).day, '报学校审批；当地要求备案的，同时备案。联系车辆，问清保险。发出《致家长的一封信》', '', '□'],
          [by(day, advice.papers).day, '收齐回执，定下人数、分组和带队老师；派人先到现场走一遍', '', '□'],
          [by(day, advice.again).day, '看天气预报，定下去不去；照《物品与车辆核对单》备齐', '', '□'],
        ],
      },
      ...sites.flatMap((site): Block[] => [
        { kind: 'heading', text: site.title },
        {
          kind: 'table',
          head,
          rows: [
            [by(day, advice.call, site.bookDays).day, `打电话：那天开不开放、一批最多多少人、怎样预约、要交什么材料、车停在哪里${site.phone ? `（${site.phone}）` : ''}`, '', '□'],
            [by(day, advice.papers, site.bookDays).day, '交公函和活动方案；要致辞、挂横幅的，文字一并送审', '', '□'],
            [by(day, advice.again).day, '再打一次电话：人数、到达时刻、讲解、雨天的安排', '', '□'],
          ],
        },
        { kind: 'text', text: site.bookDays === undefined ? '这里要提前几天预约，未查到，打电话问清。' : `这里要求提前 ${site.bookDays} 个工作日预约，上面的日子已经算进去。` },
        { kind: 'fields', rows: site.asks.map(({ label, value }): [string, string?] => [label, value]) },
      ]),
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
      { kind: 'text', text: `为使学生在实地了解当地的历史，我校拟于${showDay(plan.date)}组织${pupils(plan)}到${site.officialName}参观学习。学生${people(plan)}，带队教师${blank}人，预计${arrival(rows, site)}到达，停留${plan.stops.find((stop) => stop.site === site.id)?.minutes ?? blank}分钟。` },
      {
        kind: 'text',
        text: site.memorial
          ? '如蒙同意，学生拟在现场举行简短的悼念仪式：奏唱国歌，默哀，读悼词，敬献鲜花。仪式流程和悼词、横幅的文字随函附上，请予审阅；哪些可以做，以贵单位的答复为准。'
          : '活动方案随函附上；其中拟用的横幅文字，请予审阅。',
      },
      { kind: 'text', text: '恳请贵单位函复以下事项：' },
      { kind: 'list', mark: 'number', items: ['当日能否接待，一批最多接待多少人；', '能否安排讲解，讲解多长时间；', '车辆停放、学生集合的位置；', `雨天的安排${site.memorial ? '，举行仪式的要求' : ''}。`] },
      { kind: 'text', text: '妥否，请函复。' },
      { kind: 'text', text: site.memorial ? '附件：1．活动方案与文字草稿　2．仪式流程' : '附件：活动方案与文字草稿' },
      { kind: 'sign', rows: [plan.school ? `${plan.school}（盖章）` : '____________（学校，盖章）', '____年__月__日'] },
      { kind: 'text', text: `（联系人：${blank}　　电话：____________）` },
    ],
  }));

const programme = ({ plan, sites }: Day): Paper => {
  const memorials = sites.filter((site) => site.memorial);
  const martyrs = ofMartyrs(memorials);
  return {
    id: 'programme',
    title: '活动方案与文字草稿',
    note: '草稿。学校改定，并请参观单位审阅以后再用。',
    blocks: [
      { kind: 'fields', rows: [['活动名称', plan.title || `${sites.map(({ title }) => title).join('、')}参观学习`], ['时间', showDay(plan.date)], ['参加', `${pupils(plan)}，${people(plan)}；带队教师${blank}人`], ['地点', placesOf(sites)], ['总负责'], ['安全负责'], ['雨天、改期怎么办']] },
      { kind: 'heading', text: '活动目的' },
      { kind: 'text', text: '到实地看一看，读几段有出处的记载，知道这里发生过什么事，是谁做的。' },
      { kind: 'heading', text: '议程' },
      { kind: 'list', mark: 'number', items: ['出发前：讲清去哪里、看什么、守什么规矩，发学习单。', ...sites.map((site) => (site.memorial ? `${site.title}：整队，照仪式流程致敬，再瞻仰、参观，填学习单。` : `${site.title}：参观，有讲解就听讲解，填学习单。`)), '返校前：清点人数。返校后：说一说今天记住的一个人、一件事。'] },
      { kind: 'text', text: '时刻见路线单，分工见安全单，纪律见行为守则。' },
      ...(memorials.length
        ? ([
            { kind: 'heading', text: '悼词草稿' },
            { kind: 'text', text: '各位老师、各位同学：' },
            { kind: 'text', text: `今天，我们来到${memorials.length > 1 ? `____________（${placesOf(memorials)}，在哪里读就写哪里）` : placesOf(memorials)}，悼念${martyrs ? '烈士' : '这里纪念的先辈'}。` },
            { kind: 'text', text: '（这里写一两句这里的事迹。只写有出处的，姓名照碑文写；没有记载的，不写。）' },
            { kind: 'lines', count: 2 },
            { kind: 'text', text: `${martyrs ? '他们为国家和人民献出了生命' : '他们为国家和人民做过的事'}，我们不会忘记。今天，我们献上鲜花，低头默哀。从这里回去，我们要把他们的事讲给别人听，爱护这里的一草一木，用功读书，诚实做人。` },
            { kind: 'text', text: `${martyrs ? '烈士' : '先辈'}永远活在我们心里。` },
          ] as const)
        : []),
      { kind: 'heading', text: '横幅文字草稿（选一条，或者另拟；不挂也可以）' },
      { kind: 'list', mark: 'box', items: memorials.length ? [`缅怀${martyrs ? '烈士' : '先辈'}，铭记历史`, `${school(plan)}祭扫活动`] : ['走进历史现场，学习先辈事迹', `${school(plan)}参观学习`] },
      ...(memorials.length ? ([{ kind: 'heading', text: '缎带文字草稿' }, { kind: 'text', text: `永远怀念　　${school(plan)}师生敬献` }] as const) : []),
    ],
  };
};

const parents = (day: Day): Paper => {
  const { plan, sites } = day;
  return {
    id: 'parents',
    title: '致家长的一封信',
    note: '草稿。空着的由学校填好再发；自愿参加。',
    blocks: [
      { kind: 'text', text: '尊敬的家长：' },
      { kind: 'text', text: `您好！学校计划于${showDay(plan.date)}组织${pupils(plan)}到${placesOf(sites)}参观学习，让孩子在实地了解这里的历史。当天${plan.start}出发，${plan.end}以前返校。` },
      { kind: 'fields', rows: [['集合的时刻、地点'], ['车辆、承运单位'], ['用餐'], ['费用'], ['保险'], ['带队老师和电话'], ['雨天、改期怎么办'], ['不参加的怎样安排']] },
      { kind: 'text', text: '本次活动自愿参加，去不去由您和孩子商量决定。孩子身体不适，或者有过敏、晕车等情形，请当面或打电话告诉班主任，不要写在纸上。' },
      { kind: 'text', text: '随队拍的照片由学校保管，不发到网上；不愿意让孩子入镜的，请告诉班主任。' },
      { kind: 'list', mark: 'dot', items: ['穿校服或素净的衣服，穿方便走路的鞋。', '带水、笔；天气预报有雨的，带雨衣。', '不带贵重物品，不带火种。'] },
      { kind: 'sign', rows: [school(plan), '____年__月__日'] },
      { kind: 'cut', text: `沿此线剪下，${by(day, advice.papers).day}以前交回班主任` },
      { kind: 'heading', text: '回执' },
      { kind: 'text', text: '《致家长的一封信》已经看过。和孩子商量以后，自愿决定：　□ 参加　□ 不参加' },
      { kind: 'sign', rows: ['家长签名：____________', '____年__月__日'] },
    ],
  };
};

const safety = ({ sites }: Day): Paper => ({
  id: 'safety',
  title: '安全单',
  note: '带队老师随身带。配多少老师、安全员，按当地教育部门的要求。',
  blocks: [
    { kind: 'table', head: ['分工', '姓名', '电话'], rows: ['总负责', '安全', '医护', '车辆', '同参观单位联络', '拍照（照片不发到网上）', '走在队尾'].map((duty) => [duty, '', '']) },
    {
      kind: 'table',
      head: ['要防的事', '事先怎样防', '发生了怎样办', '谁负责'],
      rows: [
        ['走散', '分组，每组有老师；上下车、进出门都点名', '队伍原地等；一位老师回头找，同时告诉总负责和参观单位', ''],
        ['行车', '用有客运资质的车；系好安全带；不催司机', '先带学生到安全的地方，再报警、叫救护车', ''],
        ['台阶、水边、拥挤', '老师先走一遍；排队慢行，不推不跑', '停下队伍；先看伤势，不随便搬动伤者', ''],
        ['中暑、受凉、发病', '备水、备药箱；家长说过的情形，班主任心里有数', '医护老师照看，重的叫救护车，告诉家长', ''],
        ['饮食', '在学校定好的地方用餐，不买路边的吃食', '停下不吃，留好样品，送医', ''],
        ['大雨、雷电、高温', '头一天和出发前看预警', '照下面的雨天备案', ''],
        ['火', '不带火种，不燃香烛，不烧纸，不放鞭炮', '带学生离开，报火警', ''],
      ],
    },
    { kind: 'heading', text: '出了事，按这个次序联络' },
    { kind: 'list', mark: 'number', items: ['先救人：急救 120，报警 110，火警 119，交通事故 122。', '在场的老师报告总负责，守住其余学生。', '总负责报告学校，同时请参观单位帮忙。', '班主任打电话给家长。', '学校按当地规定上报；别的人不对外说，不发到网上。'] },
    { kind: 'fields', rows: [...sites.map(({ title, phone }): [string, string?] => [`${title}电话`, phone]), ['最近的医院、电话'], ['学校值班电话'], ['司机电话']] },
    { kind: 'heading', text: '雨天备案' },
    { kind: 'fields', rows: [['谁来定，几点定'], ['改看哪里，或改到哪天'], ['避雨的地方'], ['怎样通知家长、参观单位']] },
  ],
});

/** Numbers only: names of pupils stay on the list that the class teacher has anyway. */
const groups = ({ plan, sites }: Day): Paper => ({
  id: 'groups',
  title: '分组与点名单',
  note: '只写人数，不写学生的名字；名单由班主任自己带。',
  blocks: [
    { kind: 'table', head: ['组', '学生人数', '带组老师', '协助的老师', '车号'], rows: ['一', '二', '三', '四', '五', '六'].map((group) => [group, '', '', '', '']) },
    { kind: 'heading', text: '点名' },
    { kind: 'table', head: ['时候', '应到', '实到', '点名人'], rows: ['出发', ...sites.flatMap(({ title }) => [`到${title}`, `离开${title}`]), '返校'].map((when) => [when, plan.people ? String(plan.people) : '', '', '']) },
  ],
});

const checks = ({ sites }: Day): Paper => ({
  id: 'checks',
  title: '物品与车辆核对单',
  note: '头一天核一遍，出发前再核一遍；有一样不对，先不发车。',
  blocks: [
    { kind: 'heading', text: '物品' },
    { kind: 'list', mark: 'box', items: ['公函和对方的答复', '路线单、安全单、分组与点名单', '学习单、笔、垫板', '药箱、饮用水', '雨具、垃圾袋', '扩音器、组旗、充电宝', ...(sites.some(({ memorial }) => memorial) ? ['鲜花、缎带（文字核过）', '审过的悼词、国歌音频'] : [])] },
    { kind: 'heading', text: '车辆' },
    { kind: 'fields', rows: [['承运单位'], ['车号'], ['司机、电话'], ['座位数、乘车人数']] },
    { kind: 'list', mark: 'box', items: ['看过客运资质、行驶证、驾驶证和保险', '一人一座，不超员；安全带条条能用', '灭火器、安全锤在，应急门打得开', '司机休息好、没有喝酒；路线、停车的地方说定', '行李放稳，过道不堆东西'] },
    { kind: 'fields', rows: [['核对人'], ['核对的时刻']] },
  ],
});

const ceremony = ({ plan, sites }: Day): Paper[] => {
  const memorials = sites.filter(({ memorial }) => memorial);
  if (memorials.length === 0) return [];
  return [
    {
      id: 'ceremony',
      title: '仪式流程',
      note: '草稿。能不能办、办哪几项，以参观单位的答复为准。',
      blocks: [
        { kind: 'fields', rows: [['地点', placesOf(memorials)], ['主持人'], ['悼词由老师还是学生代表读'], ['列队的位置'], ['默哀多久'], ['鲜花、缎带谁来备'], ['国歌用什么放']] },
        {
          kind: 'list',
          mark: 'number',
          items: [
            '提前到场，整队，脱帽，手机静音。',
            '主持人宣布悼念仪式开始，全体肃立。',
            '奏唱中华人民共和国国歌。',
            ofMartyrs(memorials) ? '全体向烈士默哀。' : '全体默哀。',
            '宣读悼词。',
            // Only the young are Young Pioneers.
            ...(plan.grade === '小学' ? ['少先队员献唱《我们是共产主义接班人》。'] : []),
            '敬献鲜花，整理缎带。',
            '全体三鞠躬。',
            '依次瞻仰，轻声慢行。',
            '主持人宣布仪式结束，清点人数。',
          ],
        },
        { kind: 'text', text: '次序参照公祭仪式的一般做法，按学校的情形简化，不是规定；可以少办几项，不加游艺、表演。' },
        { kind: 'text', text: '献鲜花，不燃香烛，不烧纸，不放鞭炮。遇到别人正在祭扫，等他们结束。' },
      ],
    },
  ];
};

const conduct = ({ sites }: Day): Paper => {
  const memorial = sites.some((site) => site.memorial);
  return {
    id: 'conduct',
    title: '行为守则',
    note: '出发前读给学生听。',
    blocks: [
      {
        kind: 'list',
        mark: 'number',
        items: [
          '听老师和讲解员的话，跟着自己的组走，不单独离开。',
          '说话轻声，手机静音，不追跑，不打闹。',
          '不攀爬，不刻画，不踩草地，不摘花。',
          '展品、碑石只看不摸。允许拍照的地方才拍照；不拍别的参观者，不把同学的照片发到网上。',
          ...(memorial ? ['在墓前、碑前站好，脱帽，不嬉笑，不摆姿势拍照。', '献上的花轻轻放好。不带火种，不燃香烛，不烧纸。', '遇到别人在祭扫，让一让，等一等。'] : []),
          '参观时不吃零食；不乱丢东西，垃圾带走。',
          '不舒服，马上告诉老师。找不到队伍，站在原地等，或者找工作人员帮忙。',
        ],
      },
    ],
  };
};

/** Lines to write on for each kind of question; one for the others. */
const linesFor: Partial<Record<string, number>> = { 算一算: 2, 想一想: 3 };

const sheets = ({ plan, sites }: Day): Paper[] => {
  const fit = sites.map((site) => ({ site, questions: site.questions.filter(({ bands }) => bands.includes(plan.grade)) })).filter(({ questions }) => questions.length > 0);
  if (fit.length === 0) return [];
  return [
    {
      id: 'worksheet',
      title: '学习单',
      note: `${plan.grade}用，学生每人一份。`,
      blocks: [
        // The groups of the day tell whose sheet it is; nobody's name is asked for.
        { kind: 'fields', rows: [['班级'], ['小组']] },
        ...fit.flatMap(({ site, questions }): Block[] => [
          { kind: 'heading', text: site.title },
          ...questions.flatMap(({ question, kind }, i): Block[] => [
            { kind: 'text', text: `${i + 1}．（${kind}）${question}` },
            { kind: 'lines', count: linesFor[kind] ?? 1 },
          ]),
        ]),
        { kind: 'heading', text: '今天我记住的一个人、一件事' },
        { kind: 'lines', count: 4 },
      ],
    },
    {
      id: 'answers',
      title: '学习单参考答案',
      note: '老师用。答案取自有出处的记载；“想一想”没有唯一的答案，说得出理由就好。',
      blocks: fit.flatMap(({ site, questions }): Block[] => [
        { kind: 'heading', text: site.title },
        { kind: 'table', head: ['题', '参考答案', '出处'], rows: questions.map(({ answer, source }, i) => [String(i + 1), answer, source]) },
      ]),
    },
  ];
};

const feedback = ({ plan }: Day): Paper => ({
  id: 'feedback',
  title: '反馈单',
  note: '带队老师填，学校留存；愿意的话，也告诉参观单位。不写学生的名字。',
  blocks: [
    { kind: 'fields', rows: [['日期', plan.date && showDay(plan.date)], ['实到人数'], ['哪一处讲得最清楚'], ['时间够不够'], ['停车、厕所、饮水'], ['安全上遇到的事'], ['学生问得最多的问题'], ['材料里写错、写漏的'], ['下次要改的']] },
    { kind: 'heading', text: '还想说的' },
    { kind: 'lines', count: 6 },
  ],
});

const sourcesPaper = ({ sites }: Day): Paper => ({
  id: 'sources',
  title: '出处',
  note: '史实和参观要求从哪里来。',
  blocks: [
    ...sites.flatMap((site): Block[] => [
      { kind: 'heading', text: site.title },
      site.sources.length ? { kind: 'list', mark: 'dot', items: site.sources } : { kind: 'text', text: '还没有查到有出处的记载。' },
    ]),
    { kind: 'text', text: '公函、方案、守则等文字和提前办理的天数，是本站拟的草稿和建议，不是规定；用以前请核对。' },
  ],
});

/** The papers of a day, in the order in which they are needed. `sites` are those of the stops, in their order, each once. */
export function packOf(day: Day): Paper[] {
  return [route(day), booking(day), ...letters(day), programme(day), ...ceremony(day), parents(day), safety(day), groups(day), checks(day), conduct(day), ...sheets(day), feedback(day), sourcesPaper(day)];
}
