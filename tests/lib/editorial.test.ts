import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readContent, showProblem, type Problem } from '@/lib/content.ts';
import { personalNumber } from '@/lib/personal-number.ts';
import { copied, duplicates, orphans, personalData, postdated, stale, todayInChina, unbackedVisits, unfoundedAnswers, unsourcedMartyrs, unusedFacts } from '@/lib/editorial.ts';

let content: string;
beforeEach(() => {
  content = join(mkdtempSync(join(tmpdir(), 'rongji-')), 'content');
  cpSync('tests/fixtures/content', content, { recursive: true });
});
afterEach(() => rmSync(join(content, '..'), { recursive: true, force: true }));

const write = (file: string, change: (text: string) => string) => writeFileSync(join(content, file), change(readFileSync(join(content, file), 'utf8')));
const body = (words: string) => write('veterans/li.mdx', (text) => text.replace(/^走访.*/m, words));
const said = (problems: Problem[]) => problems.map(showProblem);
const read = () => {
  const all = readContent(content);
  expect(said(all.problems)).toEqual([]);
  return all;
};

describe('烈士 without a source', () => {
  test.each([
    ['a name before', '村里人记得王大山烈士。', ['王大山']],
    ['a name after', '碑上刻着烈士王大山，没有别的字。', ['王大山']],
    ['a name inside longer words', '太爷爷张生仔烈士牺牲在外乡。', ['张生仔']],
    ['no name', '零散烈士墓、革命烈士、湘江战役烈士的后代、烈士遗属和烈士陵园。', []],
    ['another title', '王大山同志牺牲在外乡。', []],
  ])('%s', (_, words, names) => {
    body(words);
    const problems = said(unsourcedMartyrs(read()));
    expect(problems).toHaveLength(names.length);
    names.forEach((name, i) => expect(problems[i]).toMatch(new RegExp(`li\\.mdx 第 18 行：称“${name}”为烈士，却没有一条事实这样记载`)));
  });
  test('in a field too', () => {
    write('veterans/li.mdx', (text) => text.replace('的老李。', '的王大山烈士。'));
    expect(said(unsourcedMartyrs(read()))[0]).toContain('第 3 行，summary');
  });
  test('a fact on the page that says so is enough', () => {
    write('sources/report.yaml', (text) => `${text}  martyr:\n    value: 烈士\n    of: 报道对王大山的称呼\n    where: 第3段\n`);
    body('村里人记得王大山烈士，报道称<Fact id="report/martyr" />。');
    expect(unsourcedMartyrs(read())).toEqual([]);
  });
  test('a memorial person without the status is not called so anywhere', () => {

    cpSync(join(content, 'veterans'), join(content, 'memorials'), { recursive: true });
    write('memorials/li.mdx', (text) => text.replace('form: person\nliving: true\nconsent: 官方公开报道\n', 'form: person\nname: 欧阳木\n').replace('title: 老李', 'title: 欧阳木'));
    body('有人叫他欧阳木烈士。');
    expect(said(unsourcedMartyrs(read()))[0]).toContain('称“欧阳木”为烈士');
  });
});

describe('personal data', () => {
  test.each([
    ['an identity number in a note', 'sources/report.yaml', '    where: 第2段', '    where: 第2段\n    note: 证号 35092619350101123X', '身份证号'],
    ['a mobile number in a fact', 'sources/report.yaml', '    where: 第2段', '    where: 第2段，联系 13800001111', '手机号'],
    ['a bank card in a fact', 'sources/report.yaml', '    where: 第2段', '    where: 第2段\n    note: 卡号 6222020200112233445', '银行卡号'],
    ['a mobile number as a hall’s telephone', 'heritage/hall.mdx', 'official_name: 某县纪念馆', "official_name: 某县纪念馆\nvisit: { phone: '13800001111' }", '手机号'],
    ['a mobile number in a source’s note', 'sources/report.yaml', 'kind: news', 'kind: news\nnote: 记者 13800001111', '手机号'],
    ['a mobile number of a station', 'stations/350926.csv', '咨询', '咨询；找小王 13800001111', '手机号'],
    ['a mobile number in groups', 'stations/350926.csv', '咨询', '咨询；联系人张三 138 0000 1111', '手机号'],
    ['a mobile number with hyphens', 'sources/report.yaml', '    where: 第2段', '    where: 第2段，联系 138-0000-1111', '手机号'],
    ['an identity number in groups', 'sources/report.yaml', '    where: 第2段', '    where: 第2段\n    note: 证号 350926 19350101 123X', '身份证号'],
  ])('%s', (_, file, from, to, kind) => {
    write(file, (text) => text.replace(from, to));
    expect(said(personalData(read())).join('\n')).toContain(`像是${kind}，个人信息不能公开`);
  });
  test('an exact birth date of the living', () => {
    write('sources/report.yaml', (text) => `${text}  born:\n    value: '1935-01-02'\n    of: 老李出生的日子\n    where: 第3段\n`);
    body('他生在<Fact id="report/born" />。');
    expect(said(personalData(read()))[0]).toContain('report/born 是健在的人的确切生日');
  });
  test('a year of birth, a code and an office telephone are none', () => {
    write('sources/report.yaml', (text) => `${text}  born:\n    value: '1935'\n    of: 老李出生的年份\n    where: 第3段\n`);
    body('他生在<Fact id="report/born" />。');
    expect(personalData(read())).toEqual([]);
  });
  test.each(['0593-1381234-5678', '0593-8351234', '010-13812345-801', '350926100000', '2026-11-27 08:30', '12345 0593-8351234'])('%s is none either', (text) => expect(personalNumber(text)).toBeUndefined());
  test('a mobile number is no station telephone', () => {
    write('stations/350926.csv', (text) => text.replace('0593-1234567', '13800001111'));
    expect(said(readContent(content).problems)[0]).toContain('电话写');
  });
});

test('two entries of one title, or a title that is another’s alias', () => {
  cpSync(join(content, 'veterans/li.mdx'), join(content, 'veterans/lao-li.mdx'));
  expect(said(duplicates(read()))[0]).toMatch(/与 content\/veterans\/lao-li\.mdx 同名|与 content\/veterans\/li\.mdx 同名/);
  write('veterans/lao-li.mdx', (text) => text.replace('title: 老李', 'title: 李大爷\naliases: [老李]'));
  expect(said(duplicates(read()))).toEqual(['content/veterans/lao-li.mdx 第 1 行，aliases：别名“老李”是 content/veterans/li.mdx 的标题；请删去，或并成一篇']);
});

test('an entry that nothing is linked with', () => {
  expect(said(orphans(read()))).toHaveLength(3);
  write('veterans/li.mdx', (text) => text.replace('related: []', 'related: [heritage/hall]'));
  expect(said(orphans(read()))).toEqual([expect.stringMatching(/^content\/regions\/here\.mdx .*没有一篇与它相关联/)]);
});

test('a fact that no page uses', () => {
  expect(unusedFacts(read())).toEqual([]);
  write('sources/report.yaml', (text) => `${text}  more:\n    value: 2\n    of: 别的\n    where: 第3段\n`);
  expect(said(unusedFacts(read()))).toEqual(['content/sources/report.yaml 第 1 行，facts.more：没有一页用到这条事实']);
});

test('what was not checked for a year, and by whom', () => {
  expect(stale(read(), '2027-01-01')).toEqual([]);
  const problems = said(stale(read(), '2027-01-03'));
  expect(problems).toContainEqual(expect.stringMatching(/^content\/veterans\/li\.mdx .*上次核对是 2026-01-02，已过一年；请编写组重新核对/));
  expect(problems).toContainEqual(expect.stringMatching(/^content\/stations\/350926\.csv 第 2 行/));
  expect(problems).toContainEqual(expect.stringMatching(/^content\/sources\/report\.yaml/));
});

describe('a sentence taken from a document', () => {
  const documents = new Map([['原文', '县里成立了退役军人服务中心,同时完成了县、乡、村三级服务站的建设,从此有了自己的家。']]);
  test.each([
    ['word for word', '县里成立了退役军人服务中心，同时完成了县、乡、村三级服务站的建设。', 1],
    ['with other signs and spaces', '县里成立了退役军人服务中心 同时完成了县乡村“三级服务站”的建设。', 1],
    ['in our own words', '那一年，服务中心和各级服务站都建好了。', 0],
    ['short', '县里成立了退役军人服务中心。', 0],
    ['broken by a fact', '县里成立了退役军人服务中心<Fact id="report/visits" />同时完成了县、乡、村三级。', 0],
  ])('%s', (_, words, count) => {
    body(words);
    const problems = said(copied(read(), documents));
    expect(problems).toHaveLength(count);
    if (count) expect(problems[0]).toContain('与《原文》一字不差');
  });
});

const hall = (fields: string) => write('heritage/hall.mdx', (text) => text.replace('official_name: 某县纪念馆', `official_name: 某县纪念馆\n${fields}`));

describe('an answer', () => {
  const ask = (rest: string) => hall(`questions:\n  - { question: 多少人？, bands: [小学], ${rest} }`);
  test('is its fact’s own value when nothing is written', () => {
    ask('kind: 找一找, fact: report/visits');
    expect(unfoundedAnswers(read())).toEqual([]);
  });
  test('contains its fact', () => {
    ask("kind: 找一找, fact: report/visits, answer: '走访了{report/visits}。'");
    expect(unfoundedAnswers(read())).toEqual([]);
  });
  test('that leaves its fact out is named', () => {
    ask('kind: 找一找, fact: report/visits, answer: 很多人。');
    expect(said(unfoundedAnswers(read()))).toEqual(['content/heritage/hall.mdx 第 10 行，questions.0.answer：答案里没有 report/visits 的值；写上 {report/visits}，或删去 answer，就用事实本身的值作答']);
  });
  test('gives both of two records that disagree', () => {
    write('sources/report.yaml', (text) => text.replace('value: 438', 'value: 438\n    conflicts: [report/more]').concat('  more:\n    value: 440\n    unit: 人\n    of: 走访慰问的人数，另一说\n    where: 第3段\n'));
    ask("kind: 找一找, fact: report/visits, answer: '走访了{report/visits}。'");
    expect(said(unfoundedAnswers(read()))).toEqual([expect.stringContaining('report/visits 两处记载不一，答案要把另一说也写上：{report/more}')]);
    write('heritage/hall.mdx', (text) => text.replace("{report/visits}。'", "{report/visits}，一说{report/more}。'"));
    expect(unfoundedAnswers(read())).toEqual([]);
  });
  test('of a sum names both facts, and the sum can be done', () => {
    ask("kind: 算一算, fact: report/visits, answer: '走访了{report/visits}。', work: { by: 相减, of: [report/visits, report/founded] }");
    expect(said(unfoundedAnswers(read()))).toEqual([expect.stringContaining('答案里没有 report/founded 的值；写上 {report/founded}'), expect.stringContaining('questions.0.work：相减要用两条数字事实')]);
  });
});

describe('what the planner reckons with', () => {
  const fact = (value: string) => write('sources/report.yaml', (text) => `${text}  rule:\n    value: ${value}\n    of: 馆方的规定\n    where: 第3段\n`);
  const backed = [
    ['a day', '每周一闭馆', "closed: '{report/rule}', closed_weekdays: [1]"],
    ['two days', '星期一、星期天不开', "closed: '{report/rule}', closed_weekdays: [1, 7]"],
    ['hours', '8:30—17:00', "hours: '{report/rule}', opens: 08:30, closes: 17:00"],
    ['hours in words', '8时半到17点', "hours: '{report/rule}', opens: 08:30, closes: 17:00"],
    ['a limit', '每批不超过50人', "capacity: '{report/rule}', group_limit: 50"],
    ['days ahead', '提前3个工作日预约', "booking: '{report/rule}', book_days: 3"],
    ['minutes', '参观约1.5小时', "stay: '{report/rule}', stay_minutes: 90"],
  ] as const;
  test.each(backed)('%s that a fact states', (_, value, visit) => {
    fact(value);
    hall(`visit: { ${visit} }`);
    expect(unbackedVisits(read())).toEqual([]);
  });
  test.each([
    ['another day', '每周二闭馆', "closed: '{report/rule}', closed_weekdays: [1]", 'visit.closed_weekdays：没有出处说到“周一”'],
    ['an hour inside another', '18:30—21:00', "hours: '{report/rule}', opens: 08:30, closes: 21:00", 'visit.opens：没有出处说到“08:30”；在 visit.hours 里写上说到它的事实'],
    ['a number inside another', '每批不超过150人', "capacity: '{report/rule}', group_limit: 50", 'visit.group_limit：没有出处说到“50人”'],
    ['no fact at all', '提前3个工作日预约', 'booking: 要预约, book_days: 3', 'visit.book_days：没有出处说到“3个工作日”；在 visit.booking 里写上说到它的事实 {出处编号/事实编号}，没有就删去 book_days'],
    ['half of it', '参观约5小时', "stay: '{report/rule}', stay_minutes: 90", 'visit.stay_minutes'],
  ])('%s is named', (_, value, visit, message) => {
    fact(value);
    hall(`visit: { ${visit} }`);
    expect(said(unbackedVisits(read()))).toEqual([expect.stringContaining(message)]);
  });
  test('grows old by its own date', () => {
    hall('visit: { checked: 2025-01-02 }');
    expect(said(stale(read(), '2026-11-21'))).toEqual([expect.stringMatching(/^content\/heritage\/hall\.mdx .*visit\.checked：上次核对是 2025-01-02/)]);
  });
});

test('the published content is sound', () => {
  const all = readContent('content');
  expect(said([...unsourcedMartyrs(all), ...personalData(all), ...duplicates(all), ...unusedFacts(all), ...orphans(all), ...unfoundedAnswers(all), ...unbackedVisits(all)])).toEqual([]);
});

describe('dates that are still to come', () => {
  test('are told with file, line and field, for entries, documents and stations', () => {
    write('veterans/li.mdx', (text) => text.replace(/^checked: .*$/m, "checked: '2027-01-02'"));
    write('sources/report.yaml', (text) => text.replace(/^checked: .*$/m, "checked: '2027-01-02'"));
    const line = readFileSync(join(content, 'veterans/li.mdx'), 'utf8').split('\n').findIndex((text) => text.startsWith('checked:')) + 1;
    const problems = said(postdated(read(), '2027-01-01'));
    expect(problems).toContain(`content/veterans/li.mdx 第 ${line} 行，checked：2027-01-02 还没有到（今天是 2027-01-01）；写真实的日期，不能提前写`);
    expect(problems.filter((problem) => problem.includes('report.yaml'))).toHaveLength(1);
    expect(postdated(read(), '2027-01-02')).toEqual([]);
    expect(said(postdated(read(), '2020-01-01')).some((problem) => /stations\/350926\.csv 第 \d+ 行，核对日期/.test(problem))).toBe(true);
  });
  test('today is the day in China', () => {
    expect(todayInChina(new Date('2026-11-27T15:59:59Z'))).toBe('2026-11-27');
    expect(todayInChina(new Date('2026-11-27T16:00:00Z'))).toBe('2026-11-28');
  });
});
