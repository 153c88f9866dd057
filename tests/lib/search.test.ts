import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildSearch, type IndexedPage } from '@/lib/search-build.ts';
import { seam } from '@/lib/search-files.ts';
import { fold } from '@/lib/search-text.ts';
import { Search, type Answer, type Ask } from '@/lib/search.ts';
import type { Run } from '@/lib/snippet.ts';

const labels = {
  kinds: { guides: '办事指南', veterans: '老兵故事', memorials: '英烈纪念', stations: '服务站点', sources: '出处' },
  regions: { chibi: '赤壁市', zherong: '柘荣县' },
};
const simplified = new Map([['榮', '荣'], ['龍', '龙'], ['軍', '军']]);
const page = (path: string, title: string, more: Partial<IndexedPage> = {}): IndexedPage => ({ path, title, names: [], kind: 'veterans', passages: [], ...more });
const says = (...texts: string[]): Pick<IndexedPage, 'passages'> => ({ passages: texts.map((text, i) => [0, `p${i}`, text]) });
const station = (title: string, place: string, region = 'zherong'): IndexedPage => page(`stations/#${title}`, title, { names: [place], kind: 'stations', region, passages: [[0, '', place]] });

/** A search over files in memory, and the names of those it has asked for; `answer` may put something else in the place of a file. */
function searchOver(pages: IndexedPage[], stations: IndexedPage[] = [], answer = (_name: string, file: unknown): unknown => file) {
  const { manifest, files } = buildSearch(pages, stations, labels, simplified);
  const asked: string[] = [];
  const search = new Search(JSON.parse(JSON.stringify({ ...manifest, folder: 'f' })), async (name) => {
    asked.push(name);
    if (!files.has(name)) throw new Error(`no file ${name}`);
    return answer(name, JSON.parse(JSON.stringify(files.get(name))));
  });
  const ask = (typed: string, more: Partial<Ask> = {}) => search.ask({ typed, most: 1000, ...more });
  return { search, ask, asked, paths: async (typed: string, more: Partial<Ask> = {}) => pathsOf(await ask(typed, more)) };
}
const pathsOf = ({ hits }: Answer) => hits.map(({ path }) => path.split('#')[0]!);
const bracketed = (runs: Run[]) => runs.map(({ text, mark }) => (mark ? `[${text}]` : text)).join('');

const village = [
  page('ma', '马立峰', { names: ['马一山'], kind: 'memorials', region: 'zherong', ...says('马立峰是立峰村人。', '红军到了村里，他参加了红军。') }),
  page('stone', '马立峰纪念碑', { kind: 'memorials', region: 'zherong', ...says('碑在立峰村口。') }),
  page('zhang', '张向温：从朝鲜战场到赤壁', { names: ['张向温', '蒲圻碳素厂'], region: 'chibi', ...says('老战友说起他的故事。', `八一${seam}建军节那天捐了一份。`) }),
  page('card', '优待证申领', { names: ['优待证'], kind: 'guides', passages: [[2, 'bring', '带什么'], [0, 'bring', '身份证、照片。'], [2, 'where', '去哪里'], [0, 'where', '户籍地的服务站。马立峰的家人也在那里办。']] }),
  page('law', '马立峰', { kind: 'sources', ...says('史料。') }),
  page('paper', '优待证办法', { kind: 'sources', ...says('身份证和照片。') }),
];
const villages = searchOver(village);

describe('what answers comes in the order of how well it does', () => {
  test.each<[string, string, string[]]>([
    ['the page called so, then the one called so and more, then what says it', '马立峰', ['ma', 'law', 'stone', 'card']],
    ['another name before the text', '张向温', ['zhang']],
    ['a title before a source’s title', '优待证', ['card', 'paper']],
    ['all the words, when none holds them in a row', '照片 身份证', ['card', 'paper']],
    ['words wherever they stand in the page', '史料 马立峰', ['law']],
    ['words one of which is another name only', '碳素厂 老战友', ['zhang']],
    ['what is left when the asking is taken away', '优待证怎么办理', ['card', 'paper']],
    ['two words without a blank', '赤壁老战友', ['zhang']],
    ['a name half in pinyin', '张xiangwen', ['zhang']],
    ['pinyin with its tones', 'mǎ lì fēng', ['ma', 'law', 'stone']],
    ['letters but for a slip', 'zhangxiangwan', ['zhang']],
    ['characters alone, when no two of them stand together', '蒲坼碳厂', ['zhang']],
  ])('%s: %s', async (_, typed, paths) => expect((await villages.paths(typed)).slice(0, paths.length)).toEqual(paths));

  test.each<[string, string, string]>([
    ['title', '马立峰', 'name'],
    ['another name', '马一山', 'name'],
    ['sound', 'maliang', 'none'],
    ['sound', 'malifeng', 'sound'],
    ['initials', 'mlf', 'sound'],
    ['text', '参加了', 'text'],
    ['words', '参加 村里', 'words'],
    ['nearness', '马力锋', 'near'],
    ['pieces', '朝鲜老战友节日', 'pieces'],
  ])('by %s: %s says %s', async (_, typed, how) => expect((await villages.ask(typed)).hits[0]?.how ?? 'none').toBe(how));
});

describe('a query is found however it is written', () => {
  test.each([
    ['立峰村人', 'ma'],
    ['是立 峰村', 'ma'],
    ['红军到了村里他参加', 'ma'],
    ['红军到了，村里；他参加', 'ma'],
    ['红軍到了', 'ma'],
    ['ＭＡＬＩＦＥＮＧ', 'ma'],
    ['八一建军节', 'zhang'],
    ['张向温从朝鲜', 'zhang'],
    ['“八一建军”', 'zhang'],
    ['捐', 'zhang'],
  ])('%s', async (typed, path) => expect((await villages.paths(typed))[0]).toBe(path));
});

describe('a result', () => {
  test('opens the page at the passage and marks the words there and in the title', async () => {
    const [hit] = (await villages.ask('马立峰')).hits;
    expect(bracketed(hit!.title)).toBe('[马立峰]');
    expect(bracketed(hit!.snippet)).toBe('[马立峰]是立峰村人。');
    expect(hit).toMatchObject({ kind: 'memorials', region: 'zherong' });
    expect(decodeURIComponent(hit!.path)).toBe('ma#p0:~:text=马立峰是立峰村人');
  });
  test('names the other name by which it was found, unless the title says it', async () => {
    expect(bracketed((await villages.ask('马一山')).hits[0]!.alias!)).toBe('[马一山]');
    expect((await villages.ask('张向温')).hits[0]!.alias).toBeUndefined();
  });
  test('shows a passage that holds what is left when the asking is taken away', async () => expect(bracketed((await villages.ask('在哪里带身份证')).hits[0]!.snippet)).toContain('[身份证]'));
});

describe('what was put in quotation marks must stand in a row', () => {
  test.each([
    ['"马立锋"', []],
    ['"malifeng"', []],
    ['"优待证怎么办"', []],
    ['"照片身份证"', []],
    ['"立峰村" 红军', ['ma']],
    ['“身份证、照片”', ['card']],
  ])('%s', async (typed, paths) => expect(await villages.paths(typed)).toEqual(paths));
});

describe('kinds and regions', () => {
  test('are counted over all results, whatever the other is', async () => {
    const { kinds, regions } = await villages.ask('马立峰', { most: 1 });
    expect(kinds).toEqual({ all: 4, counts: [{ id: 'guides', label: '办事指南', count: 1 }, { id: 'memorials', label: '英烈纪念', count: 2 }, { id: 'sources', label: '出处', count: 1 }] });
    expect(regions).toEqual({ all: 4, counts: [{ id: 'zherong', label: '柘荣县', count: 2 }] });
  });
  test('narrow the results and each other’s counts, not their own', async () => {
    const answer = await villages.ask('马立峰', { kind: 'guides' });
    expect(pathsOf(answer)).toEqual(['card']);
    expect(answer).toMatchObject({ total: 1, kinds: { all: 4 }, regions: { all: 1, counts: [] } });
    expect(await villages.paths('马立峰', { region: 'zherong' })).toEqual(['ma', 'stone']);
    expect(await villages.paths('马立峰', { region: 'zherong', kind: 'sources' })).toEqual([]);
  });
  test('that nobody knows have no results', async () => expect(await villages.paths('马立峰', { kind: 'constructor', region: '__proto__' })).toEqual([]));
});

test('as many results as are wanted are shown, and all are counted', async () => {
  const { paths, ask } = searchOver(Array.from({ length: 60 }, (_, i) => page(`p${i}`, `第${i}页`, says('老兵在村里。', `${i}`))));
  expect(await ask('老兵在村里', { most: 7 })).toMatchObject({ total: 60, literal: 60 });
  expect(await paths('老兵在村里', { most: 7 })).toHaveLength(7);
  expect(await paths('老兵在村里', { most: 0 })).toEqual([]);
  expect(await paths('老兵在村里', { most: 60 })).toHaveLength(60);
});

describe('pages that only seemed to hold the words', () => {
  const parts = Array.from({ length: 12 }, (_, i) => page(`part${i}`, `第${i}页`, says('红军到了村口。', '军到了村里。', '老红军到。')));
  const whole = page('whole', '全文', { kind: 'sources', ...says('红军到了村里。') });
  const { ask } = searchOver([...parts, whole]);
  test('come after the page that does, and are not counted with it', async () => {
    const answer = await ask('红军到了村里');
    expect(pathsOf(answer)[0]).toBe('whole');
    expect(answer.hits.slice(1).every(({ how }) => how === 'pieces')).toBe(true);
    expect(answer.literal).toBe(1);
    expect(answer.total).toBe(answer.hits.length);
    expect(answer.kinds.all).toBe(answer.total);
  });
  test('are left out when nothing but the words in a row will do', async () => expect(pathsOf(await ask('"红军到了村里"'))).toEqual(['whole']));
  test('are still found by each of the words', async () => {
    const answer = await ask('红军到了村 里');
    expect(pathsOf(answer)).toHaveLength(13);
    expect(answer.hits.map(({ how }) => how)).toEqual(['text', ...parts.map(() => 'words')]);
  });
  test('and when a page in the midst turns out wrong, words still come before pieces', async () => {
    const { ask: askThem } = searchOver([page('a', '甲', says('红军到了村口，军到了村里。')), page('b', '乙', says('红军到了。在村里，')), page('c', '丙', says('红军到了。'))]);
    expect((await askThem('红军到了 村里')).hits.map(({ how }) => how)).toEqual(['words', 'words', 'pieces']);
  });
});

describe('traditional characters in a page', () => {
  const { paths, ask } = searchOver([page('long', '龍岩軍史', { names: ['榮軍'], ...says('老榮軍在龍岩城。') }), ...Array.from({ length: 3 }, (_, i) => page(`p${i}`, `龙岩军史${i}`, says('龙岩军史略')))]);
  test.each(['龙岩军史', '龍岩軍史', '荣军', '老荣军在龙岩城', '老榮軍在龍岩城', 'longyanjunshi'])('are found by either: %s', async (typed) => expect((await paths(typed))[0]).toBe('long'));
  test('are marked by either', async () => expect(bracketed((await ask('荣军在龙岩')).hits[0]!.snippet)).toBe('老[榮軍在龍岩]城。'));
});

describe('stations of the lists', () => {
  const stations = [station('双城镇退役军人服务站', '柘荣县双城镇'), station('城北社区退役军人服务站', '柘荣县双城镇'), station('赤壁镇退役军人服务站', '赤壁市赤壁镇', 'chibi')];
  const stories = Array.from({ length: 4 }, (_, i) => page(`s${i}`, `老兵故事${i}`, says('双城镇的老兵在社区。')));
  const own = () => searchOver(stories, stations);
  test.each([
    ['by name', '双城镇退役军人服务站', '双城镇退役军人服务站'],
    ['by the short of it', '双城镇服务站', '双城镇退役军人服务站'],
    ['by the place', '柘荣县双城镇', '双城镇退役军人服务站'],
    ['by pinyin', 'chengbeishequ', '城北社区退役军人服务站'],
    ['by initials', 'cbsqt', '城北社区退役军人服务站'],
    ['with a wrong character', '成北社区', '城北社区退役军人服务站'],
  ])('are found %s: %s', async (_, typed, title) => expect((await own().ask(typed)).hits.map((hit) => hit.title.map(({ text }) => text).join(''))).toContain(title));
  test('are asked for when nothing else is wanted', async () => {
    const answer = await own().ask('城北', { kind: 'stations' });
    expect(answer.hits).toHaveLength(1);
    expect(answer.kinds.counts).toEqual([{ id: 'stations', label: '服务站点', count: 1 }]);
  });
  test('are not loaded for a story', async () => {
    const { paths, asked } = own();
    expect(await paths('老兵在')).toEqual(['s0', 's1', 's2', 's3']);
    expect(asked.filter((name) => name.startsWith('stations'))).toEqual([]);
  });
  test('a quoted name is not found by the short of it', async () => expect(await own().paths('"双城镇服务站"')).toEqual([]));
});

describe('files', () => {
  const many = Array.from({ length: 300 }, (_, i) => page(`p${i}`, `第${i}位老兵`, says(`${i}年前他在第${i}连当兵，${'后来又做了许多事。'.repeat(20)}`)));
  test('are loaded no more than are needed, and once', async () => {
    const { ask, asked } = searchOver(many);
    await ask('“第77连”', { most: 10 });
    expect(asked.filter((name) => name.includes('-t'))).toHaveLength(1);
    expect(asked.filter((name) => name.includes('-g')).length).toBeLessThanOrEqual(5);
    expect(asked).not.toContain('traditional.json');
    const before = asked.length;
    await Promise.all([ask('“第77连”', { most: 10 }), ask('“第77连”', { most: 10 })]);
    expect(asked).toHaveLength(before);
    expect(new Set(asked).size).toBe(before);
  });
  test.each(['', '   ', '。，！', '😀'])('are not loaded for “%s”', async (typed) => {
    const { ask, asked } = searchOver(village);
    expect(await ask(typed)).toMatchObject({ hits: [], total: 0, literal: 0, cut: false });
    expect(asked).toEqual([]);
  });

  const broken: [string, (file: any) => unknown][] = [
    ['nothing', () => null],
    ['a page of the host’s', () => '<!doctype html>'],
    ['an answer of the host’s', () => ({ error: 404 })],
    ['an empty list', () => []],
    ['an error', () => { throw new Error('offline'); }],
  ];
  const needed: [string, RegExp, string][] = [
    ['grams', /-g/, '立峰村人'],
    ['texts', /-t/, '立峰村人'],
    ['names', /-n/, '马立峰'],
    ['names for sounds', /-n/, 'malifeng'],
    ['sounds', /^sounds/, '马力锋'],
    ['traditional characters', /^trad/, '馬立峰紅軍'],
  ];
  test.each(needed.flatMap(([kind, name, typed]) => broken.map(([what, make]) => [what, kind, name, typed, make] as const)))('%s in the place of %s rejects, and asking again works', async (_, __, name, typed, make) => {
    let bad = true;
    const { ask } = searchOver(village, [], (asked, file) => (bad && name.test(asked) ? make(file) : file));
    await expect(ask(typed)).rejects.toThrow();
    bad = false;
    expect((await ask(typed)).hits.length).toBeGreaterThan(0);
  });
  test.each([
    ['texts', '立峰村人', /-t/, (file: any) => ({ ...file, pages: file.pages.slice(1, 1) })],
    ['names', '马立峰', /-n/, (file: any) => ({ ...file, names: file.names.slice(0, 1) })],
  ])('%s that are too few reject', async (_, typed, name, make) => {
    const { ask } = searchOver(village, [], (asked, file) => (name.test(asked) ? make(file) : file));
    await expect(ask(typed)).rejects.toThrow();
  });
  test.each([[undefined], [null], ['<!doctype html>'], [{}], [{ v: 0, pages: {}, stations: {} }], [{ v: 1 }], [{ v: 1, pages: {}, stations: {}, labels }], [[]]])('%j is no manifest', (manifest) => expect(() => new Search(manifest, async () => null)).toThrow());
});

describe('whatever is typed, there is an answer and no error', () => {
  const { ask } = searchOver([...village, page('odd', '__proto__ constructor 12', { names: ['toString', '𠮷野'], ...says('hasOwnProperty 12 <b> .* \u{2a6d6}') })], [station('双城镇退役军人服务站', '柘荣县双城镇')]);
  test.each([
    '', ' ', '马', 'a', '1', '12', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf then', '<script>alert(1)</script>', '.*', '(', '[a-', '\\', '"', '“', '""', '“”马', '😀', '\ud83d', '马\ude00', '𠮷', '\u{2a6d6}', '\0', '%E0%A4%A',
    '马'.repeat(10_000), 'a'.repeat(10_000), 'ma'.repeat(5_000), '马 '.repeat(5_000), '「'.repeat(10_000), '"马"'.repeat(3_000), '军人服务站'.repeat(2_000), '的吗呢'.repeat(3_000), `${'😀'.repeat(5_000)}马`,
  ])('%#', async (typed) => {
    for (const kind of [undefined, 'stations', 'nobody']) expect((await ask(typed, { kind })).total).toBeGreaterThanOrEqual(0);
  });
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '12', '𠮷野', '\u{2a6d6}', 'proto__con'])('%s is a word as any other', async (typed) => expect(pathsOf(await ask(typed))[0]).toBe('odd'));
  test('a query that is too long says so', async () => {
    expect((await ask('马'.repeat(10_000))).cut).toBe(true);
    expect((await ask('马立峰')).cut).toBe(false);
  });
});

/** Few characters, so that the same runs come in many pages; one of them has two forms. */
const letter = fc.constantFrom(...'红军军军龙龍村口，a1');
const words = (least: number, most: number) => fc.array(letter, { minLength: least, maxLength: most }).map((all) => all.join(''));
const anyPage = fc.record({ title: words(1, 5), names: fc.array(words(1, 5), { maxLength: 2 }), kind: fc.constantFrom('veterans', 'memorials', 'sources'), texts: fc.array(words(1, 16), { maxLength: 3 }) });
const scene = fc.array(anyPage, { minLength: 1, maxLength: 60, size: 'max' }).chain((made) => {
  const pages = made.map(({ title, names, kind, texts }, i) => page(`p${i}`, title, { names, kind, ...says(...texts) }));
  const all = made.flatMap(({ title, names, texts }) => [title, ...names, ...texts]);
  const part = fc.tuple(fc.constantFrom(...all), fc.nat(), fc.integer({ min: 1, max: 9 })).map(([text, from, length]) => text.slice(from % text.length, (from % text.length) + length));
  return fc.tuple(fc.constant(pages), fc.array(fc.oneof(part, part, words(1, 6)), { minLength: 1, maxLength: 4 }));
});
const textsOf = ({ title, names, passages }: IndexedPage) => [title, ...names, ...passages.map(([, , text]) => text)].map((text) => fold(text, simplified).text);
const holding = (pages: IndexedPage[], wanted: string[]) => pages.filter((one) => wanted.every((word) => textsOf(one).some((text) => text.includes(word)))).map(({ path }) => path);

describe('against looking into every page', () => {
  test('every page that holds what was typed is found, before those that do not, and those called so come first', () =>
    fc.assert(
      fc.asyncProperty(scene, async ([pages, typed]) => {
        const { ask } = searchOver(pages);
        for (const one of typed) {
          const wanted = fold(one, simplified).text;
          const answer = await ask(one);
          const found = pathsOf(answer);
          const expected = wanted ? holding(pages, [wanted]) : [];
          const called = wanted ? pages.filter(({ title }) => fold(title, simplified).text === wanted).map(({ path }) => path) : [];
          expect(new Set(found.slice(0, called.length)), one).toEqual(new Set(called));
          // Letters find names by their sound too, and those come between.
          if (/^[a-z]+$/.test(wanted)) expect(found).toEqual(expect.arrayContaining(expected));
          else expect(new Set(found.slice(0, expected.length)), one).toEqual(new Set(expected));
          expect(new Set(found).size).toBe(found.length);
          expect(answer.total).toBe(found.length);
          expect(answer.kinds.all).toBe(found.length);
          expect(answer.kinds.counts.reduce((sum, { count }) => sum + count, 0)).toBe(found.length);
        }
      }),
      { numRuns: 60 },
    ));

  test('in quotation marks, nothing else is found', () =>
    fc.assert(
      fc.asyncProperty(scene, async ([pages, typed]) => {
        const { paths } = searchOver(pages);
        for (const one of typed) {
          const wanted = fold(one, simplified).text;
          expect((await paths(`“${one}”`)).sort(), one).toEqual(wanted ? holding(pages, [wanted]).sort() : []);
        }
      }),
      { numRuns: 40 },
    ));

  test('of several words, pages with all of them come before those with some', () =>
    fc.assert(
      fc.asyncProperty(scene, async ([pages, typed]) => {
        const { ask } = searchOver(pages);
        const wanted = typed.map((one) => fold(one, simplified).text).filter((word) => word);
        fc.pre(wanted.length > 1 && !/^[a-z]+$/.test(wanted.join('')));
        const answer = await ask(typed.join(' '));
        const expected = holding(pages, wanted);
        const inARow = holding(pages, [wanted.join('')]);
        expect(new Set(pathsOf(answer).slice(0, inARow.length))).toEqual(new Set(inARow));
        expect(new Set(pathsOf(answer).slice(0, new Set([...expected, ...inARow]).size))).toEqual(new Set([...expected, ...inARow]));
        const quoted = await ask(typed.map((one) => `"${one}"`).join(' '));
        expect(pathsOf(quoted).sort()).toEqual([...new Set([...expected, ...inARow])].sort());
      }),
      { numRuns: 60 },
    ));
});

test('who says 退伍 is answered with 退役', async () => {
  const { paths } = searchOver([page('law', '退役军人保障法', says('第一条')), page('other', '别的', says('退役的人'))]);
  expect((await paths('退伍军人保障法'))[0]).toBe('law');
});

describe('a place within another, without a blank between them', () => {
  const { ask } = searchOver(village, [station('古田村退役军人服务站', '柘荣县富溪镇古田村'), station('溪口村退役军人服务站', '上杭县古田镇溪口村'), station('古田镇退役军人服务站', '上杭县古田镇')]);
  test.each(['上杭古田', '上杭古田镇', '上杭古田服务站', '上杭县古田镇退役军人服务站'])('is that one: %s', async (typed) =>
    expect((await ask(typed)).hits[0]!.title.map(({ text }) => text).join('')).toBe('古田镇退役军人服务站'));
});
