import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readContent, showProblem, type Problem } from '@/lib/content.ts';
import { copied, duplicates, orphans, personalData, stale, unsourcedMartyrs, unusedFacts } from '@/lib/editorial.ts';

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
  test('a mobile number is no station telephone', () => {
    write('stations/350926.csv', (text) => text.replace('0593-1234567', '13800001111'));
    expect(said(readContent(content).problems)[0]).toContain('电话写');
  });
});

test('two entries of one title, or a title that is another’s alias', () => {
  cpSync(join(content, 'veterans/li.mdx'), join(content, 'veterans/lao-li.mdx'));
  expect(said(duplicates(read()))[0]).toMatch(/与 content\/veterans\/lao-li\.mdx 同名|与 content\/veterans\/li\.mdx 同名/);
  write('veterans/lao-li.mdx', (text) => text.replace('title: 老李', 'title: 李大爷\naliases: [老李]'));
  expect(said(duplicates(read()))).toEqual(['content/veterans/lao-li.mdx 第 1 行，aliases：别名“老李”是 content/veterans/li.mdx 的题目；请删去，或并成一篇']);
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

test('the published content is sound', () => {
  const all = readContent('content');
  expect(said([...unsourcedMartyrs(all), ...personalData(all), ...duplicates(all), ...unusedFacts(all), ...orphans(all)])).toEqual([]);
});
