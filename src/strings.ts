/** Interface text. Entry text never stands here. */
export const strings = {
  skip: '跳到正文',
  menu: '栏目',
  unstated: '原文未载',
  unverified: '待核',
  disputed: '两处记载不一',
  search: { label: '搜索', placeholder: '人名、村名、事项', submit: '搜索', all: '全部条目' },
  display: { elder: '关怀版', standard: '标准版', panel: '阅读设置' },
  demo: '本站为演示站，不是政府网站。内容依公开文件编写，出处列在每页末尾。',
  article: { published: '发布', checked: '核对', author: '编写', figures: '数字', unit: (unit: string) => `以“${unit}”计`, timeline: '经过', related: '接着看', sources: '出处', cite: (mark: string) => `出处 ${mark}`, meaning: '“待核”“两处记载不一”“原文未载”是什么意思' },
  facts: { asOf: (when: string) => `截至${when}`, used: '用在', unused: '尚未用到' },
  sourceKinds: { news: '新闻报道', law: '法律法规', official: '官方文件、网页', reference: '参考资料' },
  sourceRead: { original: '已读原件', secondhand: '读到的是转载或二手资料，事实标“待核”' },
  story: { drawing: '示意绘图，非史料', map: (names: string[]) => `各章讲到的地方：${names.join('、')}。示意图`, mapNote: '示意图，按坐标绘制，上为北。连线只表示先后，不是走过的路线。', mapSources: '坐标从哪里来' },
  timeline: '时间线',
  about: '怎样读这里的记载',
  visits: '学校参观',
  accessibility: '无障碍声明',
  feeds: '订阅更新',
  data: '开放数据',
  correction: { whole: '有误？告诉我们', short: '有误？', scan: '有误？扫码告诉我们', code: '纠错二维码' },
} as const;

/** Whose station a matter belongs to, for the reader who has found two. */
export const jurisdictionAdvice = {
  户籍地: '归户籍地的站：看户口本上的地址，不看哪个近。',
  常住地: '归常住地的站：看现在住在哪里。',
  户籍地或常住地: '户籍地的站可以办；不在户籍地常住的，也可以到常住地的站。',
  安置地: '归安置地：看退役时安置到哪里。',
  其他: '不按户籍分，看指南里“去哪里”一栏。',
} as const;

/** Of a station that no document names. Apart from the rest, so that the finder need not load it all. */
export const derived = { mark: '按区划列出', meaning: '没有文件单独写到这个站，是照“各处都有站”的说法和区划代码列出的；地址电话原文未载，去之前先问。' } as const;
