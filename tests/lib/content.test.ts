import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readContent, showProblem } from '@/lib/content.ts';

let folder: string;
let content: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rongji-'));
  content = join(folder, 'content');
  cpSync('tests/fixtures/content', content, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const edit = (file: string, from: string | RegExp, to: string) => {
  const path = join(content, file);
  const text = readFileSync(path, 'utf8');
  const spoiled = text.replace(from, to);
  if (spoiled === text) throw new Error(`${file} has no ${from}`);
  writeFileSync(path, spoiled);
};
const said = () => readContent(content).problems.map(showProblem);

test('the published content has no problem', () => expect(readContent('content').problems).toEqual([]));
test('the fixture has no problem', () => expect(said()).toEqual([]));

describe('a mistake is named with file, line, field and what to write', () => {
  test.each([
    ['a misspelt field', 'veterans/li.mdx', 'summary:', 'sumary:', /^content\/veterans\/li\.mdx 第 3 行，sumary：没有“sumary”这个字段/m],
    ['a missing field', 'veterans/li.mdx', /^author:.*\n/m, '', /^content\/veterans\/li\.mdx .*author：缺少这个字段/],
    ['a date that does not exist', 'veterans/li.mdx', "published: '2026-01-02'", "published: '2026-02-30'", /第 5 行，published：没有这一天/],
    ['a word where a list belongs', 'veterans/li.mdx', 'related: []', 'related: guides/youdaizheng', /第 8 行，related：这里要写成列表/],
    ['a word where fields belong', 'heritage/hall.mdx', /point:\n  lat.*\n  lng.*\n  precision.*\n  source.*/, 'point: 城里', /point：这里要写成下一级字段/],
    ['a number where a word belongs', 'sources/report.yaml', 'unit: 人', 'unit: 3', /facts\.visits\.unit：这里要写文字/],
    ['a fact id in capitals', 'sources/report.yaml', '  visits:', '  Visits:', /facts\.Visits：编号只用小写拼音/],
    ['a word where true or false belongs', 'veterans/li.mdx', 'living: true', 'living: 健在', /living：写 true 或 false/],
    ['a form that is none', 'veterans/li.mdx', 'form: person', 'form: 个人', /form：写 person、team 或 village/],
    ['a slash date', 'veterans/li.mdx', "published: '2026-01-02'", "published: '2026/1/2'", /published：日期写作/],
    ['checked before published', 'veterans/li.mdx', "checked: '2026-01-02'", "checked: '2025-01-02'", /checked：核对日期早于发布日期/],
    ['latitude and longitude swapped', 'heritage/hall.mdx', 'lat: 27.24\n  lng: 119.89', 'lat: 119.89\n  lng: 27.24', /point\.lat：纬度应在 3 到 54 之间；是否与经度写反了/],
    ['a region that does not exist', 'veterans/li.mdx', 'region: here', 'region: nowhere', /第 7 行，region：找不到地方 nowhere/],
    ['a link that does not exist', 'veterans/li.mdx', 'related: []', 'related: [guides/nothing]', /related\.0：找不到 guides\/nothing/],
    ['an unknown fact in the body', 'veterans/li.mdx', '<Fact id="report/visits" />', '<Fact id="report/vists" />', /li\.mdx 第 1[0-9] 行：找不到事实 report\/vists/],
    ['an unknown fact in a field', 'veterans/li.mdx', '{report/visits}', '{report/nothing}', /第 3 行，summary：找不到事实 report\/nothing/],
    ['a figure typed by hand', 'veterans/li.mdx', /^走访/m, '走访了438人，', /“.*438.*”里的数字没有出处/],
    ['a figure typed by hand in a field', 'veterans/li.mdx', 'title: 老李', 'title: 88岁的老李', /title：“88.*里的数字没有出处/],
    ['a timeline without a date', 'veterans/li.mdx', 'date: report/founded', 'date: report/visits', /timeline\.0\.date：report\/visits 不是日期/],
    ['code in prose', 'veterans/li.mdx', /^走访/m, "<script>alert('一')</script>走访", /正文里不能用 <script>/],
    ['a figure without credit', 'veterans/li.mdx', /^走访/m, '<Figure drawing="banyan" caption="树" />\n\n走访', /li\.mdx 第 18 行：<Figure> 缺少 credit（署名）/],
    ['a block that does not exist', 'veterans/li.mdx', /^走访/m, '<Gallery drawing="banyan" />\n\n走访', /li\.mdx 第 18 行：正文里不能用 <Gallery>；只能用 <Fact>、<Unknown>、<Reading>、<Chapter>/],
    ['an unknown fact in a block', 'veterans/li.mdx', /^走访/m, '<Chapter title="一" date="report/nothing">\n\n文。\n\n</Chapter>\n\n走访', /li\.mdx 第 18 行：找不到事实 report\/nothing/],
    ['an unknown fact in a caption', 'veterans/li.mdx', /^走访/m, '<Figure drawing="banyan" caption="{report/nothing}" credit="甲" />\n\n走访', /li\.mdx 第 18 行：找不到事实 report\/nothing/],
    ['a chapter at a place that is none', 'veterans/li.mdx', /^走访/m, '<Chapter title="一" place="nowhere">\n\n文。\n\n</Chapter>\n\n走访', /li\.mdx 第 18 行：找不到地点 nowhere/],
    ['a chapter at an entry that is no place', 'veterans/li.mdx', /^走访/m, '<Chapter title="一" place="veterans/li">\n\n文。\n\n</Chapter>\n\n走访', /li\.mdx 第 18 行：找不到地点 veterans\/li/],
    ['a figure typed by hand in a caption', 'veterans/li.mdx', /^走访/m, '<Figure drawing="banyan" caption="走访438人" credit="甲" />\n\n走访', /li\.mdx 第 18 行：“.*438.*”里的数字没有出处；改写成 \{出处编号\/事实编号\}/],
    ['a place that no chapter names', 'veterans/li.mdx', 'form: person', 'form: person\nplaces: [{ id: town, name: 县城, lat: 27.24, lng: 119.89, precision: county, source: 试验 }]', /第 10 行，places\.0：没有一章用到地点 town/],
    ['a place without a source', 'veterans/li.mdx', 'form: person', 'form: person\nplaces: [{ id: town, name: 县城, lat: 27.24, lng: 119.89, precision: county }]', /places\.0\.source：缺少这个字段/],
    ['an import in prose', 'veterans/li.mdx', /^走访/m, "import x from 'y'\n\n走访", /正文里不能写 import/],
    ['a brace in prose', 'veterans/li.mdx', /^走访/m, '{走访', /正文里的“\{”有特别含义/],
    ['a component not closed', 'veterans/li.mdx', '<Fact id="report/visits" />', '<Fact id="report/visits">', /“<Fact”没有写完整/],
    ['no fields at all', 'veterans/li.mdx', /^---\n/, '', /li\.mdx 第 1 行：文件开头要有两行 ---/],
    ['a quote not closed', 'veterans/li.mdx', 'author: 编写组', 'author: "编写组', /li\.mdx 第 \d+ 行：(这一行附近少了冒号|少了引号)/],
    ['a star at the beginning', 'veterans/li.mdx', 'title: 老李', 'title: *老李*', /以 \{ \[ \* & @ % 开头的内容，要把整段用引号括起来/],
    ['a fact at the beginning without quotes', 'veterans/li.mdx', 'summary: 走访{report/visits}', 'summary: {report/visits}', /第 3 行：以 \{ \[ \* & @ % 开头的内容/],
    ['a component in a field', 'veterans/li.mdx', '{report/visits}', '<Fact id="report/visits" />', /第 3 行，summary：字段里的事实写作/],
    ['a fact with spaces in a field', 'veterans/li.mdx', '{report/visits}', '{ report/visits }', /第 3 行，summary：字段里的事实写作/],
    ['a fact in a title', 'veterans/li.mdx', 'title: 老李', 'title: 老李{report/visits}', /title：这个字段照写文字/],
    ['a component without its id', 'veterans/li.mdx', '<Fact id="report/visits" />', '<Fact />', /“<Fact”没有写完整/],
    ['a link in prose', 'veterans/li.mdx', /^走访/m, '[办证](/guides/x/)走访', /正文里不写链接/],
    ['a picture in prose', 'veterans/li.mdx', /^走访/m, '![图](a.jpg)走访', /正文里不能放图片/],
    ['a second title', 'veterans/li.mdx', /^走访/m, '# 走访', /小标题用两个井号/],
    ['a number in quotes with a unit', 'sources/report.yaml', 'value: 438', "value: '2013'", /facts\.visits\.value：有单位（unit）/],
    ['a number with a comma', 'sources/report.yaml', 'value: 438', 'value: 1,438', /facts\.visits\.value：有单位（unit）/],
    ['a month that does not exist', 'sources/report.yaml', "value: '2018-12'", "value: '2018-13'", /facts\.founded\.value：没有这一天/],
    ['a county of another region', 'regions/here.mdx', "code: '350926', name: 某县", "code: '421281', name: 某县", /counties\.0\.code：某县的代码 421281 不在 350926 之下/],
    ['a field written twice', 'veterans/li.mdx', 'author: 编写组', 'author: 编写组\nauthor: 编写组', /第 5 行：同一个字段写了两次/],
    ['a fact with a misspelt field', 'sources/report.yaml', 'where: 第1段', 'were: 第1段', /sources\/report\.yaml 第 \d+ 行，facts\.visits/],
    ['a fact written twice', 'sources/report.yaml', 'founded:', 'visits:', /同一个字段写了两次/],
    ['a conflict with nothing', 'sources/report.yaml', "value: '2018-12'", "value: '2018-12'\n    conflicts: [report/nothing]", /conflicts 里，找不到事实 report\/nothing/],
    ['a visit with a misspelt field', 'heritage/hall.mdx', 'official_name: 某县纪念馆', 'official_name: 某县纪念馆\nvisit: { bus: 门前 }', /第 9 行，visit\.bus：没有“bus”这个字段/],
    ['an hour that is none', 'heritage/hall.mdx', 'official_name: 某县纪念馆', 'official_name: 某县纪念馆\nvisit: { opens: 8点半, closes: 17:00 }', /visit\.opens：时刻写作 08:30，用二十四小时制/],
    ['an hour alone', 'heritage/hall.mdx', 'official_name: 某县纪念馆', 'official_name: 某县纪念馆\nvisit: { opens: 08:30 }', /visit\.opens：写了 opens，也要写 closes/],
    ['a hall that shuts before it opens', 'heritage/hall.mdx', 'official_name: 某县纪念馆', 'official_name: 某县纪念馆\nvisit: { opens: 17:00, closes: 08:30 }', /visit\.closes：关门要比开门晚/],
    ['an eighth day of the week', 'heritage/hall.mdx', 'official_name: 某县纪念馆', 'official_name: 某县纪念馆\nvisit: { closed_weekdays: [8] }', /visit\.closed_weekdays\.0：星期写 1 到 7，星期日是 7/],
    ['a day of the week twice', 'heritage/hall.mdx', 'official_name: 某县纪念馆', 'official_name: 某县纪念馆\nvisit: { closed_weekdays: [1, 1] }', /visit\.closed_weekdays：同一天写了两次/],
    ['a limit in words', 'heritage/hall.mdx', 'official_name: 某县纪念馆', 'official_name: 某县纪念馆\nvisit: { group_limit: 五十人 }', /visit\.group_limit：人数写整数，不加引号和单位/],
    ['a mobile number for an emergency', 'heritage/hall.mdx', 'official_name: 某县纪念馆', "official_name: 某县纪念馆\nvisit: { emergency: '13800001111' }", /visit\.emergency：电话写作 0434-1234567；不写个人手机号/],
    ['a figure typed by hand in a visit', 'heritage/hall.mdx', 'official_name: 某县纪念馆', 'official_name: 某县纪念馆\nvisit: { capacity: 每批50人 }', /visit\.capacity：“.*50.*”里的数字没有出处/],
    ['a station with swapped coordinates', 'stations/350926.csv', '27.24,119.89', '119.89,27.24', /350926\.csv 第 2 行，纬度：.*是否与经度写反了/],
    ['a station with half a point', 'stations/350926.csv', '27.24,119.89', '27.24,', /纬度、经度、精度、坐标来源要么都写/],
    ['a station with a short code', 'stations/350926.csv', '350926100,某镇,center', '35092610,某镇,center', /第 3 行，区划代码：区划代码是 6、9 或 12 位数字/],
    ['a station of another county', 'stations/350926.csv', '350926100,某镇,center', '421281100,某镇,center', /区划代码 421281100 不属于这个文件/],
    ['a station under nobody', 'stations/350926.csv', ',center,', ',centre,', /上级站点：找不到上级站点 centre/],
    ['a station written twice', 'stations/350926.csv', '\nstation,', '\ncenter,', /第 3 行，编号：编号 center 重复/],
    ['a phone that is none', 'stations/350926.csv', '0593-1234567', '打电话', /第 2 行，电话：电话写作/],
    ['a column that is none', 'stations/350926.csv', '电话', '手机', /没有“手机”这一列/],
    ['a comma in a cell', 'stations/350926.csv', '城区', '城区,旧城', /这一行有 20 格，表头有 19 格/],
    ['a point without its origin', 'stations/350926.csv', 'county,试验', 'county,', /第 2 行，纬度：纬度、经度、精度、坐标来源要么都写/],
    ['a point abroad', 'stations/350926.csv', '27.24,119.89', '48.86,2.35', /第 2 行，经度：经度应在 73 到 136 之间/],
    ['a point in the sea', 'stations/350926.csv', '27.24,119.89', '26.5,121.5', /第 2 行，纬度：坐标不在某县的范围里（北纬 27.08 到 27.33/],
    ['a GCJ-02 point that leaves the county', 'stations/350926.csv', '27.24,119.89', '27.24,120.0745', /第 2 行，纬度：坐标不在某县的范围里，像是高德、腾讯地图的 GCJ-02 坐标；请换算成 WGS-84 再写/],
    ['a code that no list has', 'stations/350926.csv', '350926100,某镇,center', '350926109,某镇,center', /第 3 行，区划代码：content\/divisions\/350926\.csv 里没有区划代码 350926109/],
    ['two stations for one place', 'stations/350926.csv', ',村,350926100201,', ',乡,350926100,', /第 4 行，区划代码：content\/stations\/350926\.csv 第 3 行 已经是 350926100 的站点/],
    ['a level that its code is not of', 'stations/350926.csv', ',村,350926100201,', ',乡,350926100201,', /第 4 行，区划代码：乡级站点的区划代码应是 9 位/],
    ['a derived row that nothing covers', 'stations/350926.csv', 'stated,report,2026-01-02,\n350926', 'derived,report,2026-01-02,\n350926', /第 3 行，依据：依据写 derived，要有文件说乡级全覆盖：先在 content\/regions\/here\.mdx 的 coverage 里写上/],
    ['a coverage without its fact', 'regions/here.mdx', 'report/covered', 'report/nothing', /coverage\.0\.fact：找不到事实 report\/nothing/],
    ['a script in a name', 'stations/350926.csv', '某镇退役军人服务站', '<script>alert(1)</script>', /第 3 行，名称：格子里不能有尖括号/],
    ['an empty name', 'stations/350926.csv', '某镇退役军人服务站', '', /第 3 行，名称：不能为空/],
    ['a mobile number of one’s own', 'stations/350926.csv', '0593-1234567', '13800001111', /第 2 行，电话：电话写作 0434-1234567；不写个人手机号/],
    ['a latitude in words', 'stations/350926.csv', '27.24,', '北纬27度,', /第 2 行，纬度：纬度要写数字/],
    ['a day that does not exist', 'stations/350926.csv', '2026-01-02,\n350926', '2026-02-30,\n350926', /第 3 行，核对日期：没有这一天/],
    ['a sheet with a quote not closed', 'stations/350926.csv', '城区', '"城区', /这一行读不出来：引号没有成对/],
    ['a box whose sides are swapped', 'regions/here.mdx', '[27.08, 119.72, 27.33, 120.07]', '[27.33, 119.72, 27.08, 120.07]', /counties\.0\.bounds：bounds 的次序是/],
    ['a list of divisions that is none', 'divisions/350926.csv', '350926100,某镇', '35092610,某镇', /divisions\/350926\.csv 第 5 行：每行写一个六位、九位或十二位代码/],
  ])('%s', (_, file, from, to, message) => {
    edit(file, from, to);
    const problems = said();
    expect(problems.join('\n')).toMatch(message);
    expect(problems.every((problem) => problem.startsWith('content/'))).toBe(true);
  });

  test.each([
    ['a question without its fact', '{ question: 多少人？, bands: [小学], kind: 找一找 }', /questions\.0\.fact：缺少这个字段/],
    ['a question with an unknown fact', '{ question: 多少人？, fact: report/nothing, bands: [小学], kind: 找一找 }', /第 9 行，questions\.0\.fact：找不到事实 report\/nothing/],
    ['an answer with an unknown fact', "{ question: 多少人？, fact: report/visits, answer: '{report/vists}', bands: [小学], kind: 找一找 }", /questions\.0\.answer：找不到事实 report\/vists/],
    ['a question for nobody', '{ question: 多少人？, fact: report/visits, bands: [], kind: 找一找 }', /questions\.0\.bands：至少写一个学段/],
    ['a band that is none', '{ question: 多少人？, fact: report/visits, bands: [大学], kind: 找一找 }', /questions\.0\.bands\.0：学段写 小学、初中 或 高中/],
    ['a kind of question that is none', '{ question: 多少人？, fact: report/visits, bands: [小学], kind: 选一选 }', /questions\.0\.kind：题型写 找一找、填一填、算一算 或 想一想/],
    ['a sum that is not told', '{ question: 多少人？, fact: report/visits, bands: [小学], kind: 算一算 }', /questions\.0\.kind：算一算要写 work/],
    ['a sum of one', '{ question: 多少人？, fact: report/visits, bands: [小学], kind: 算一算, work: { by: 相加, of: [report/visits] } }', /questions\.0\.work\.of：of 写两条事实/],
    ['a sum of something else', '{ question: 多少人？, fact: report/founded, bands: [小学], kind: 算一算, work: { by: 相加, of: [report/visits, report/visits] } }', /questions\.0\.fact：fact 要是 work 里的一条/],
    ['a figure typed by hand in an answer', '{ question: 多少人？, fact: report/visits, answer: 438人, bands: [小学], kind: 找一找 }', /questions\.0\.answer：“438.*”里的数字没有出处/],
  ])('%s', (_, question, message) => {
    edit('heritage/hall.mdx', 'official_name: 某县纪念馆', `official_name: 某县纪念馆\nquestions: [${question}]`);
    expect(said().join('\n')).toMatch(message);
  });

  test.each(['veterans/li.mdx', 'sources/report.yaml', 'stations/350926.csv'])('a file in a subfolder, where the build would not find it: %s', (file) => {
    const [folder, name] = file.split('/') as [string, string];
    cpSync(join(content, file), join(content, folder, 'more', name));
    expect(said()).toEqual([`content/${folder}/more/${name} 第 1 行：不能放在子文件夹里；请移到 content/${folder}/`]);
  });
  test('a story block in a guide', () => {
    mkdirSync(join(content, 'guides'));
    writeFileSync(join(content, 'guides/card.mdx'), readFileSync('content/guides/youdaizheng.mdx', 'utf8').trimEnd() + '\n\n<Aside title="说明">\n\n先打电话。\n\n</Aside>\n');
    const line = readFileSync(join(content, 'guides/card.mdx'), 'utf8').split('\n').findIndex((text) => text.startsWith('<Aside')) + 1;
    expect(said()).toContain(`content/guides/card.mdx 第 ${line} 行：办事指南的正文里不用 <Aside>；分节用“## 小标题”`);
  });
  test('a sheet put aside is not read', () => {
    cpSync(join(content, 'stations/350926.csv'), join(content, 'stations/_old.csv'));
    expect(said()).toEqual([]);
  });
  test('the empty rows that Excel leaves at the end', () => {
    const path = join(content, 'stations/350926.csv');
    writeFileSync(path, `${readFileSync(path, 'utf8')},,,,,,,,,,,,,,,,,,\n`);
    expect(said()).toEqual([]);
  });
  test('a page that is not UTF-8', () => {
    writeFileSync(join(content, 'heritage/hall.mdx'), Buffer.from([0x2d, 0x2d, 0x2d, 0x0a, 0xb1, 0xe0]));
    expect(said()).toEqual(['content/heritage/hall.mdx 第 1 行：这个文件不是 UTF-8 编码；请用“另存为”选 UTF-8（表格选“CSV UTF-8”）']);
  });
  test('a region without its list of townships', () => {
    rmSync(join(content, 'divisions'), { recursive: true });
    expect(said()).toEqual([expect.stringMatching(/regions\/here\.mdx 第 8 行，code：缺少 content\/divisions\/350926\.csv/)]);
  });
  test('no content at all', () => {
    expect(readContent(join(folder, 'nothing')).problems.map(showProblem)).toEqual(['nothing 第 1 行：没有这个文件夹；内容要放在 content/ 里']);
  });
  test('a file name that is no id', () => {
    cpSync(join(content, 'veterans/li.mdx'), join(content, 'veterans/老李.mdx'));
    expect(said().join('\n')).toMatch(/老李\.mdx 第 1 行：文件名就是编号/);
  });
  test('a sheet in GBK', () => {
    writeFileSync(join(content, 'stations/350926.csv'), Buffer.from([0xb1, 0xe0, 0xba, 0xc5, 0x2c]));
    expect(said().join('\n')).toMatch(/不是 UTF-8 编码/);
  });
  test('a sheet with a byte order mark and Windows line ends is read', () => {
    const path = join(content, 'stations/350926.csv');
    writeFileSync(path, `\uFEFF${readFileSync(path, 'utf8').replace(/\n/g, '\r\n')}`);
    expect(said()).toEqual([]);
  });
  test('the journal of an import that cannot be read is told once, not with every station that is linked', () => {
    edit('veterans/li.mdx', 'related: []', 'related: [stations/350926]');
    edit('veterans/li.mdx', /^走访/m, '<Chapter title="一" place="stations/350926">\n\n文。\n\n</Chapter>\n\n走访');
    writeFileSync(join(content, 'stations/.import.json'), '{');
    expect(said()).toEqual([expect.stringContaining('.import.json 坏了')]);
  });
  test('a broken source does not bury its own mistake under its missing facts', () => {
    edit('sources/report.yaml', 'kind: news', 'kind: press');
    const problems = said();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/kind：写 news、law、official 或 reference/);
  });
});

test('a chapter may stand at a place of its own list or at an entry that is a place', () => {
  edit('veterans/li.mdx', 'form: person', 'form: person\nplaces: [{ id: town, name: 县城, lat: 27.24, lng: 119.89, precision: county, source: 试验 }]');
  edit('veterans/li.mdx', /^走访/m, '<Chapter title="一" date="report/founded" place="town">\n\n文。\n\n</Chapter>\n\n<Chapter title="二" place="heritage/hall">\n\n文。\n\n</Chapter>\n\n走访');
  expect(said()).toEqual([]);
});
