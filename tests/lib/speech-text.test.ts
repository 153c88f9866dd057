import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breathsOf, chineseVoice, longestBreath, sentencesIn, spokenForm } from '@/lib/speech-text.ts';

const sentences = (text: string) => sentencesIn(text).map(([from, to]) => text.slice(from, to));

describe('a line is taken apart at its sentences', () => {
  test.each([
    ['他参军。后来回国；退役了！是吗？', ['他参军。', '后来回国；', '退役了！', '是吗？']],
    ['说起缘由，他讲：“战友牺牲了……”他捐了款。', ['说起缘由，他讲：“战友牺牲了……”', '他捐了款。']],
    ['“好！”他说。', ['“好！”', '他说。']],
    ['他说“好……”，就走了。', ['他说“好……”，就走了。']],
    ['（见《条例》第9条。）下一句', ['（见《条例》第9条。）', '下一句']],
    ['投入597.38万元，“9·30”那天公祭。', ['投入597.38万元，“9·30”那天公祭。']],
    ['没有句号', ['没有句号']],
    ['真的吗？！真的。', ['真的吗？！', '真的。']],
    ['。先有句号。', ['。先有句号。']],
    ['地址：……', ['地址：……']],
    ['……', []],
    ['  ', []],
    ['', []],
  ])('%s', (text, parts) => expect(sentences(text)).toEqual(parts));

  test('whatever stands in it, every letter and digit is in one sentence, in order', () => {
    const text = fc.string({ unit: fc.constantFrom(...'老兵回家2086.。！？；……，、：“”（）《》 a') });
    const bare = (words: string) => words.replace(/[^\p{L}\p{N}]/gu, '');
    fc.assert(
      fc.property(text, (line) => {
        const found = sentencesIn(line);
        expect(found.map(([from, to]) => bare(line.slice(from, to))).join('')).toBe(bare(line));
        for (const [i, [from, to]] of found.entries()) {
          expect(to).toBeGreaterThan(from);
          expect(from).toBeGreaterThanOrEqual(found[i - 1]?.[1] ?? 0);
          expect(bare(line.slice(from, to))).not.toBe('');
        }
      }),
    );
  });
});

describe('what the voice is given', () => {
  test.each([
    ['“9·30”烈士纪念日', '九三零烈士纪念日'],
    ['打12345问，也可以打12348。', '打一二三四五问，也可以打一二三四八。'],
    ['共有12345人', '共有12345人'],
    ['共有12345.6万元', '共有12345.6万元'],
    ['电话0593-8355123', '电话零五九三，八三五五一二三'],
    ['2019-2021年', '2019到2021年'],
    ['1950年，全市2086个，占98.5%', '1950年，全市2086个，占98.5%'],
    ['他想——再想……就走了。', '他想，再想，就走了。'],
    ['牺牲了……。', '牺牲了。'],
    ['，他参军', '他参军'],
    ['一行\n    两行', '一行 两行'],
  ])('%s: %s', (text, said) => expect(spokenForm(text)).toBe(said));
  test('words of the lexicon are given by their sound, the longer before the shorter', () => {
    expect(spokenForm('柘荣县的柘荣，柘', [['柘', '这'], ['柘荣', '浙荣'], ['柘荣县', '浙荣限']])).toBe('浙荣限的浙荣，这');
  });
});

describe('a long sentence is said in breaths', () => {
  test('that end at pauses, are short and together are the sentence', () => {
    const text = '柘荣给退役军人和优抚对象的优待，吃住、出行、购物都有，'.repeat(5) + '去之前问清。';
    const breaths = breathsOf(text);
    expect(breaths.join('')).toBe(text);
    expect(breaths.length).toBeGreaterThan(2);
    for (const breath of breaths.slice(0, -1)) expect(breath).toMatch(/[，、]$/);
  });
  test('also without a pause, but not inside a number', () => {
    const text = `${'退'.repeat(longestBreath - 2)}2086个站${'役'.repeat(80)}`;
    expect(breathsOf(text)[0]).toBe('退'.repeat(longestBreath - 2));
    expect(breathsOf('9'.repeat(100)).join('')).toBe('9'.repeat(100));
  });
  test('whatever it holds, nothing is lost and nothing too long', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'老兵2086.，、（）a', '😀'), maxLength: 200 }), (text) => {
        const breaths = breathsOf(text);
        expect(breaths.join('')).toBe(text);
        for (const breath of breaths) expect(breath.length).toBeLessThanOrEqual(longestBreath);
      }),
    ));
  test('nothing is no breath', () => expect(breathsOf('')).toEqual([]));
});

describe('the voice', () => {
  const local = (...langs: string[]) => langs.map((lang) => ({ lang, localService: true }));
  test.each([
    [['en-US', 'zh-TW', 'zh-CN'], 'zh-CN'],
    [['zh-HK', 'zh-TW'], 'zh-TW'],
    [['zh_CN', 'en'], 'zh_CN'],
    [['cmn-Hans-CN', 'zh-TW'], 'cmn-Hans-CN'],
    [['yue-HK', 'zh'], 'zh'],
    [['zh-HK'], 'zh-HK'],
    [['en-US', 'ja-JP', 'zhx'], undefined],
    [[], undefined],
  ])('of %j is %s', (langs, wanted) => expect(chineseVoice(local(...langs))?.lang).toBe(wanted));
  test('is never one that sends the words away', () => {
    expect(chineseVoice([{ lang: 'zh-CN', localService: false }, ...local('zh-TW')])?.lang).toBe('zh-TW');
    expect(chineseVoice([{ lang: 'zh-CN', localService: false }])).toBeUndefined();
  });
});
