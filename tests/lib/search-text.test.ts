import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold, readQuery, simplifiedSet } from '@/lib/search-text.ts';

const simplified = new Map([['榮', '荣'], ['縣', '县'], ['龍', '龙']]);

describe('what makes no difference', () => {
  test.each([
    ['width', 'ＡＢＣ１２３', 'abc123'],
    ['case', 'ZheRong', 'zherong'],
    ['blanks of any width', ' 柘 荣\t县\n　', '柘荣县'],
    ['signs', '“六个一”：9·30，（上）—《史》', '六个一930上史'],
    ['traditional characters', '柘榮縣', '柘荣县'],
    ['signs of more than one character', '㈱㎡', '株m2'],
    ['emoji', '红😀👨‍👩‍👧军', '红军'],
    ['halves of a character', '红\ud83d军\ude00', '红军'],
    ['invisible marks', '红\u2060\u200b\ufeff\u00ad军', '红军'],
    ['tags, of which only letters are left', '<b>红</b>', 'b红b'],
    ['nothing but signs', '。，！?<>.*[(\\', ''],
  ])('%s', (_, original, folded) => expect(fold(original, simplified).text).toBe(folded));
  test('but a rare character stays what it is', () => expect(fold('𠮷野榮').text).toBe('𠮷野榮'));
});

const characters = fc.oneof(fc.constantFrom(...'红军a1Ａ　，“😀𠮷㎡é\ud83d\u2060榮İ'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }));
const anyText = fc.array(characters, { maxLength: 30 }).map((all) => all.join(''));

test('every unit of a folded text says where it came from', () =>
  fc.assert(
    fc.property(anyText, (original) => {
      const { text, at } = fold(original, simplified);
      expect(at).toHaveLength(text.length);
      for (const [i, place] of at.entries()) {
        expect(place).toBeGreaterThanOrEqual(at[i - 1] ?? 0);
        expect(fold(String.fromCodePoint(original.codePointAt(place)!), simplified).text).toContain(text[i]!);
      }
    }),
    { numRuns: 300 },
  ));
test('a part of a text folds into a part of its folded text, and what is folded stays so', () =>
  fc.assert(
    fc.property(anyText, anyText, anyText, (before, part, after) => {
      const folded = fold(part, simplified).text;
      // Two halves that stand side by side are one character.
      const parted = `${before} ${part} ${after}`;
      expect(fold(parted, simplified).text).toBe(fold(before, simplified).text + folded + fold(after, simplified).text);
      expect(fold(folded, simplified).text).toBe(folded);
    }),
    { numRuns: 300 },
  ));

describe('a query is read', () => {
  test.each([
    ['as words parted by blanks', '柘荣 优待证　办理\t', ['柘荣', '优待证', '办理'], false],
    ['with its signs taken away', '“六个一', ['六个一'], false],
    ['with quotation marks holding words together', '"red army" 村', ['redarmy', '村'], true],
    ['with quotation marks of any kind', '“红 军” 「老 兵」 ＂一＂ „甲 乙‟', ['红军', '老兵', '一', '甲乙'], true],
    ['with quotation marks that hold nothing left out', '“，” "" 村', ['村'], false],
    ['with traditional characters simplified, in quotation marks too', '“柘榮” 縣', ['柘荣', '县'], true],
    ['with signs inside a word taken away', '9·30', ['930'], false],
    ['as nothing when empty', '', [], false],
    ['as nothing when there are only signs', ' 。，！? 😀 \ud83d ', [], false],
    ['word by word when a word is a name in JavaScript', '__proto__ constructor', ['proto', 'constructor'], false],
  ])('%s', (_, typed, words, quoted) => expect(readQuery(typed, simplified)).toEqual({ words, whole: words.join(''), quoted, cut: false }));

  test.each([
    ['many characters', '镇'.repeat(10_000)],
    ['many words', '镇 '.repeat(5_000)],
    ['many marks that open and none that closes', `${'「'.repeat(5_000)}镇`],
    ['a hundred characters and one', '镇'.repeat(101)],
    ['nine words', '一 二 三 四 五 六 七 八 九'],
  ])('of %s only the beginning is looked for, and it says so', (_, typed) => {
    const { words, whole, cut } = readQuery(typed);
    expect(whole.length).toBeLessThanOrEqual(100);
    expect(words.length).toBeLessThanOrEqual(8);
    expect(words.join('')).toBe(whole);
    expect(cut).toBe(true);
  });
  test('a hundred characters are looked for to the last', () => expect(readQuery('镇'.repeat(100))).toMatchObject({ whole: '镇'.repeat(100), cut: false }));
});

test('the simplified set knows simplified characters and no traditional ones', () => {
  const set = simplifiedSet();
  expect([...'戎迹柘荣红军'].every((character) => set.has(character))).toBe(true);
  expect([...'軍榮縣龍'].some((character) => set.has(character))).toBe(false);
});
