import { expect, test } from 'vitest';
import { drawings } from '@/lib/drawings.ts';
import { factsInBody } from '@/lib/facts.ts';
import { kindMarks } from '@/lib/kind-marks.ts';
import { drawStory } from '@/lib/local-map.ts';
import { blockFacts, blockWords, chaptersOf, readBlock, storyProblems, type Known } from '@/lib/story.ts';
import { kinds } from '@/kinds.ts';
import { brotliCompressSync } from 'node:zlib';

const facts = new Map<string, { value: string | number; conflicts: string[] }>([
  ['a/born', { value: '1909-01-24', conflicts: ['b/born'] }],
  ['b/born', { value: '清宣统元年', conflicts: [] }],
  ['a/visits', { value: 438, conflicts: [] }],
]);
const known: Known = { fact: (id) => facts.get(id), place: (id) => id === 'fuan', drawings: ['banyan'] };
const said = (body: string) => storyProblems(body, known).map(({ line, message }) => `${line} ${message}`);

test.each([
  ['<Chapter title="一" date="a/born" place="fuan">', { name: 'Chapter', sort: 'start', props: [['title', '一'], ['date', 'a/born'], ['place', 'fuan']] }],
  ['</Chapter>', { name: 'Chapter', sort: 'end', props: [] }],
  ['<Figure drawing="banyan" caption="树" credit="绘图：甲" />', { name: 'Figure', sort: 'whole', props: [['drawing', 'banyan'], ['caption', '树'], ['credit', '绘图：甲']] }],
  ['<Pull>', { name: 'Pull', sort: 'start', props: [] }],
])('%s is read as a tag', (line, tag) => expect(readBlock(line)).toEqual(tag));

test.each(['走访<Fact id="a/visits" />', '<Fact id="a/visits" />', '他说<Aside title="一">', '<Aside title=一>', '</Aside title="一">', '<Asides title="一">'])('%s is not', (line) => expect(readBlock(line)).toBeUndefined());

test('facts of prose and of blocks come in the order a reader meets them, whatever the order of the props', () => {
  const body = ['<Fact id="a/one" />到<Fact id="a/two" />', '<Chapter place="fuan" date="a/three" title="一">', '<Compare right="b/five b/six" left="a/four" />', '<Figure credit="甲" drawing="banyan" caption="{a/seven}和{a/one}" />', '<Fact id="a/eight" />'].join('\n\n');
  expect(factsInBody(body)).toEqual(['a/one', 'a/two', 'a/three', 'a/four', 'b/five', 'b/six', 'a/seven', 'a/eight']);
});

test('what a tag says to a reader are its words, not its ids', () => {
  const tag = readBlock('<Figure drawing="banyan" caption="大榕树" credit="绘图：甲" />')!;
  expect(blockWords(tag)).toBe('大榕树。绘图：甲');
  expect(blockFacts(tag)).toEqual([]);
});

test('chapters are numbered as they come', () => {
  expect(chaptersOf('<Chapter title="一" date="a/born">\n\n文\n\n</Chapter>\n\n<Chapter title="二" place="fuan">\n\n文\n\n</Chapter>')).toEqual([
    { number: 1, title: '一', date: 'a/born' },
    { number: 2, title: '二', place: 'fuan' },
  ]);
});

test('a story with every block has no problem', () => {
  expect(said(['开头。', '<Chapter title="一" date="a/born" place="fuan">', '文。', '### 小标题', '<Aside title="词">', '释。', '</Aside>', '<Pull>', '句。', '</Pull>', '<Compare left="a/born" right="b/born" />', '</Chapter>', '<Figure drawing="banyan" caption="树" credit="绘图：甲" />', '## 尾', '文。'].join('\n\n'))).toEqual([]);
});

test.each([
  ['a block inside a line', '他说<Aside title="词">释</Aside>。', /^1 <Aside> 没有写完整，或没有独占一行；写作 <Aside title="标题">/],
  ['a figure without credit', '<Figure drawing="banyan" caption="树" />', /^1 <Figure> 缺少 credit（署名）；写作 <Figure /],
  ['an empty credit', '<Figure drawing="banyan" caption="树" credit=" " />', /^1 <Figure> 的 credit（署名）是空的/],
  ['a drawing that is not there', '<Figure drawing="tank" caption="树" credit="甲" />', /^1 没有“tank”这幅图；现有的是 banyan/],
  ['a prop that is none', '<Aside name="词">\n\n释。\n\n</Aside>', /^1 <Aside> 没有 name 这一项；可用的有 title（标题）/],
  ['a prop where there are none', '<Pull title="一">\n\n句。\n\n</Pull>', /^1 <Pull> 没有 title 这一项；它不带任何项/],
  ['a prop twice', '<Aside title="一" title="二">\n\n释。\n\n</Aside>', /^1 <Aside> 里有一项写了两次/],
  ['a chapter dated by what is no date', '<Chapter title="一" date="a/visits">\n\n文。\n\n</Chapter>', /^1 a\/visits 不是日期，<Chapter> 的 date 要写日期事实/],
  ['a place without a point', '<Chapter title="一" place="nowhere">\n\n文。\n\n</Chapter>', /^1 找不到地点 nowhere；先在本篇开头的 places 里写上/],
  ['a chapter without an end', '文。\n\n<Chapter title="一">\n\n文。', /^3 <Chapter> 没有收尾/],
  ['an end without a beginning', '文。\n\n</Chapter>', /^3 多了一个 <\/Chapter>/],
  ['blocks that cross', '<Chapter title="一">\n\n<Aside title="词">\n\n释。\n\n</Chapter>\n\n</Aside>', /^7 这里该先写 <\/Aside>：第 3 行开的/],
  ['a chapter within a chapter', '<Chapter title="一">\n\n文。\n\n<Chapter title="二">\n\n文。\n\n</Chapter>\n\n</Chapter>', /^5 上一章（第 1 行）还没有写 <\/Chapter>/],
  ['two chapters of one title', '<Chapter title="一">\n\n文。\n\n</Chapter>\n\n<Chapter title="一">\n\n文。\n\n</Chapter>', /^7 “一”同第 1 行那一章重名/],
  ['a block in a side note', '<Aside title="词">\n\n<Pull>\n\n句。\n\n</Pull>\n\n</Aside>', /^3 <Aside> 里只放文字，不能再放 <Pull>/],
  ['a large heading in a chapter', '<Chapter title="一">\n\n## 二\n\n文。\n\n</Chapter>', /^3 章里的小标题用三个井号/],
  ['an empty side note', '<Aside title="词">\n\n</Aside>', /^3 <Aside> 里没有文字/],
  ['a figure that is opened', '<Figure drawing="banyan" caption="树" credit="甲">', /^1 <Figure> 里不放文字，末尾写 \/>/],
  ['a side note that is closed at once', '<Aside title="词" />', /^1 <Aside> 里要有文字/],
  ['text at a tag', '<Pull>\n句。\n\n</Pull>', /^1 <Pull> 上下各空一行/],
  ['a brace in a title', '<Aside title="{a/born}">\n\n释。\n\n</Aside>', /^1 <Aside> 的 title 只写文字/],
  ['a comparison of facts that do not differ', '<Compare left="a/visits" right="b/born" />', /^1 <Compare> 两边的事实没有互记 conflicts/],
  ['a comparison with itself', '<Compare title="同" left="a/born" right="a/born" />', /^1 <Compare> 两边是同一条事实/],
])('%s is named with its line', (_, body, message) => expect(said(body)).toContainEqual(expect.stringMatching(message)));

test('a comparison may say in its own words what it compares', () => expect(said('<Compare title="两份报道" left="a/visits" right="b/born" />')).toEqual([]));

const places = [
  { name: '福安', lat: 27.09131, lng: 119.64446 },
  { name: '霞浦', lat: 26.88194, lng: 120.00111 },
  { name: '福州', lat: 26.06139, lng: 119.30611 },
  { name: '柘荣', lat: 27.23959, lng: 119.8939 },
];
test('the places of a story stand where they are to one another, each with its name, none over another', () => {
  const { points, width, height } = drawStory(places);
  const [fuan, xiapu, fuzhou, zherong] = points;
  expect([xiapu!.x > fuan!.x, xiapu!.y > fuan!.y, fuzhou!.y > xiapu!.y, zherong!.y < fuan!.y]).toEqual([true, true, true, true]);
  const boxes = points.map(({ label }) => ({ left: label!.x - 17, right: label!.x + 17, top: label!.y - 9, bottom: label!.y + 9 }));
  for (const [i, box] of boxes.entries()) {
    expect(box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height).toBe(true);
    for (const other of boxes.slice(i + 1)) expect(box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom).toBe(false);
  }
});

test('every kind has its paper-cut, and none weighs more than 350 bytes compressed', () => {
  expect(Object.keys(kindMarks).sort()).toEqual([...Object.keys(kinds), 'visits'].sort());
  const bytes = Object.entries(kindMarks).map(([kind, mark]) => [kind, brotliCompressSync(JSON.stringify(mark)).length] as const);
  expect(bytes.filter(([, size]) => size > 350)).toEqual([]);
});

test('every drawing says what it shows', () => {
  expect(Object.values(drawings).filter(({ shows }) => shows.length < 4)).toEqual([]);
});
