import { describe, expect, test } from 'vitest';
import { kinds } from '@/kinds.ts';
import { readContent } from '@/lib/content.ts';
import { readPages, textOf } from './pages.ts';

// What the five documents tell of, by the names a reader would look for; each has to be told on a page of its locality.
const told = {
  shuangliao: [
    '融戎心', '融心铸魂', '融心同创', '融心聚力', '融心共振', '王奔', '于海川', '铁路烈士职工', '寻访老兵足迹', '抗美援朝老兵', '红色故事传承人', '校园', '敖卜村', '永加乡', '柳条乡',
    '一镇一特色', '老兵调解室', '部站融合', '主题邮局', '结对指导', '使用手册', '6类', '36项', '18套', '180名', '99公益日', '爱心献功臣', '2.2万元', '国防教育微游园', '民兵之家', '退役军人之家',
    '役前教育', '欢迎仪式', '一件事', '送喜报', '二人转', '吉行军', '志愿服务信息化平台', '军创建功', '银行', '苑广波', '侯建忠', '尹洪凯', '全国退役军人工作模范单位',
  ],
  chibi: [
    '14个', '182个', '五有', '枫桥', '304份', '村湾夜话', '大学习', '八进', '健康服务中心', '体检', '家庭医生', '康养中心', '光荣牌', '六个一', '云上赤壁', '微党课', '张向温', '最美退役军人', '抗疫先锋',
    '安置率', '双提升', '解四难', '597.38万元', '11432人', '公立学校', '黄龙', '导师', '孵化基地', '1500万元',
  ],
  jiangmen: [
    '四级', '3万人', '直冲村', '军人之家', '军人典范', '军人关爱', '5685人', '103人', '199万元', '4838万元', '13.4万元', '天福社区', '一人一档', '光荣之家', '7313人', '122人', '共享书吧', '长者饭堂', '法律顾问',
  ],
  longyan: [
    '红土拥军优属先锋', '学习强国', '青年党员上讲台', '古田会议会址', '才溪乡调查纪念馆', '一切为了苏维埃', '红色故事讲解员大赛', '练兵比武', '2086个', '五有', '92个', '23个', '4377座', '1047万元', '龙岩市红色文化遗存保护条例',
    '立功喜报', '老兵永远跟党走', '老兵宣讲团', '33192名', '18场', '556名', '1552万元', '18664名', '103.21万元', '36万元', '82户', '防癌险', '双拥特色街区', '24家', '10家', '合作协议',
  ],
  zherong: [
    '2018年12月', '2019年3月', '119个', '438人', '16.27万元', '士兵退役一件事', '23名', '6500条', '106名', '拥军贷', '834.5万元', '军创园', '593.37万元', '183.45万元', '42.1万元', '7.46万元', '8.24万元', '喜报', '马立峰纪念碑',
    '集中安葬点', '24位', '2013人', '关爱退役军人协会', '志愿服务队', '一人一档', '拥军优属联盟', '33家', '44项', '食住行购游娱康联商贷庆', '老战友', '最美退役军人', '清明', '9·30', '剪纸进军营', '双拥杯', '军事日',
  ],
};

/** Text without the marks that stand between a figure and what follows it. */
const words = (html: string) => textOf(html.replace(/<a class="cite"[^>]*>[^<]*<\/a>/g, '')).replace(/\s+/g, '');
const pages = readPages('dist').map(({ html, path }) => ({ path, html, text: words(html) }));
const content = readContent('content');

describe.each(Object.entries(told))('%s', (region, names) => {
  const paths = new Set(content.entries.filter((entry) => entry.data.region === region || entry.id === region).map((entry) => `${kinds[entry.kind].path}${entry.id}/`));
  const own = pages.filter(({ path }) => paths.has(path));
  test.each(names)('tells of %s', (name) => {
    expect(own.filter(({ text }) => text.includes(name)).map(({ path }) => path)).not.toEqual([]);
  });
});
