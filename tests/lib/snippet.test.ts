import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seam } from '@/lib/search-files.ts';
import { fold } from '@/lib/search-text.ts';
import { cutAround, fragmentTo, markAll, placeOf, type Run } from '@/lib/snippet.ts';

const simplified = new Map([['榮', '荣']]);
const bracketed = (runs: Run[]) => runs.map(({ text, mark }) => (mark ? `[${text}]` : text)).join('');

describe('what was searched for is marked', () => {
  test.each([
    ['everywhere it stands', '红军和红军', ['红军'], '[红军]和[红军]'],
    ['with the signs and blanks within, not around it', '（“红 军”）来了', ['红军'], '（“[红 军]”）来了'],
    ['in any case and width', 'Ｚｈｅ Rong', ['zherong'], '[Ｚｈｅ Rong]'],
    ['in traditional characters', '柘榮县', ['柘荣'], '[柘榮]县'],
    ['over a mark that was taken out', `八一${seam}建军`, ['一建'], '八[一建]军'],
    ['where matches overlap', '一二一二一', ['一二一'], '[一二一二一]'],
    ['word by word', '柘荣的红军', ['红军', '柘荣'], '[柘荣]的[红军]'],
    ['as a whole where half a sign matched', '10㎡', ['m'], '10[㎡]'],
    ['in whole characters', '在𠮷野', ['𠮷'], '在[𠮷]野'],
    ['nowhere when it does not stand there', '红军', ['八路'], '红军'],
    ['nowhere when it is nothing', '红军', [''], '红军'],
    ['nowhere when it only reads like a pattern', 'a.b', ['.*'], 'a.b'],
  ])('%s', (_, original, wanted, expected) => expect(bracketed(markAll(original, wanted, simplified))).toBe(expected));
  test('of an empty text nothing is left', () => expect(markAll('', ['红'])).toEqual([]));
});

/** Long clauses, some of them of characters of two units. */
const text = fc.array(fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...'红军老兵一二a😀𠮷㎡') }, { weight: 1, arbitrary: fc.constantFrom(...'，。 “”', seam) }), { maxLength: 160, size: 'max' }).map((all) => all.join(''));
const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

test('marking loses and adds nothing, cuts no character, and marks what folds into what was wanted', () =>
  fc.assert(
    fc.property(text, text, (original, other) => {
      const wanted = [fold(original).text.slice(2, 5), fold(other).text.slice(0, 2)].filter((one) => one && !lone.test(one));
      const runs = markAll(original, wanted);
      expect(runs.map((run) => run.text).join('')).toBe(original.replaceAll(seam, ''));
      for (const [i, run] of runs.entries()) {
        expect(run.text).not.toMatch(lone);
        expect(run.mark).not.toBe(runs[i + 1]?.mark);
      }
      for (const one of wanted) if (fold(original).text.includes(one)) expect(runs.some((run) => run.mark && fold(run.text).text.includes(one))).toBe(true);
    }),
    { numRuns: 200 },
  ));

test.each([
  ['红军', '老红军村', [1, 3]],
  ['红军', '老“红 军”村', [2, 5]],
  ['𠮷', '在𠮷野', [1, 3]],
  ['八路', '红军', undefined],
  ['', '红军', undefined],
])('%s stands in %s at %o', (wanted, original, place) => expect(placeOf(wanted, original)).toEqual(place));

describe('the part around a place', () => {
  const long = '甲'.repeat(100);
  test('is all of a short text', () => expect(cutAround('老红军村', [1, 3])).toBe('老红军村'));
  test('says where something was left out', () => expect(cutAround(`${long}红军${long}`, [100, 102])).toMatch(/^……甲+红军甲+……$/));
  test('begins and ends with a clause if one does so near by', () => expect(cutAround(`${long}。一二三四五六七八九十一二三四五六七八九十红军一二三四五六七八九十一二三四五六七八九十，${long}`, [121, 123])).toBe('……一二三四五六七八九十一二三四五六七八九十红军一二三四五六七八九十一二三四五六七八九十……'));
  test('holds the place, cuts no character, and is short', () =>
    fc.assert(
      fc.property(text, fc.nat(), (original, at) => {
        const folded = fold(original);
        const wanted = [...folded.text].slice(at % (folded.text.length || 1)).slice(0, 3).join('');
        const place = placeOf(wanted, original);
        fc.pre(place !== undefined);
        const cut = cutAround(original, place!);
        expect(cut).toContain(original.slice(...place!));
        expect(cut).not.toMatch(lone);
        expect(cut.length).toBeLessThanOrEqual(place![1] - place![0] + 80);
      }),
      { numRuns: 300 },
    ));
});

/** The text a browser looks for: its beginning and its end. */
const quoted = (fragment: string) => /^#[^:]*:~:text=(.+)$/.exec(fragment)![1]!.split(',').map(decodeURIComponent);

describe('the address of a place', () => {
  test.each([
    ['a clause from sign to sign', '一九三〇年，红军到了上杭。后来', '红军', ['红军到了上杭']],
    ['the whole of a text without signs', '老红军村', '红军', ['老红军村']],
    ['both ends of a long clause, in whole words', `${'一二三四五六七八九十'.repeat(3)}红军${'一二三四五六七八九十'.repeat(3)}`, '红军', ['一二三四五六七八九十一', '十一二三四五六七八九十']],
    ['the words before a mark that was taken out, but the last, which it clings to', `红军在八一${seam}建军`, '一建', ['红军在']],
    ['signs within what was searched for too', '来了红军，老兵也来', '红军老兵', ['来了红军，老兵也来']],
    ['what an address would take for its own', '甲&乙-丙=丁', '乙', ['甲&乙-丙=丁']],
    ['no half of a character', `老${'𠮷'.repeat(30)}红军兵`, '红军', [`老${'𠮷'.repeat(5)}`, `${'𠮷'.repeat(4)}红军兵`]],
    ['characters whole', `${'𠮷'.repeat(30)}红军`, '红军', ['𠮷'.repeat(5), `${'𠮷'.repeat(4)}红军`]],
  ])('quotes %s', (_, original, wanted, quotes) => {
    const fragment = fragmentTo('story', original, placeOf(fold(wanted).text, original)!);
    expect(fragment.startsWith('#story:~:text=')).toBe(true);
    expect(quoted(fragment)).toEqual(quotes);
    expect(fragment.slice('#story:~:text='.length)).not.toMatch(/[&\-\s]/);
  });
  test('quotes what the page holds, whatever it is', () =>
    fc.assert(
      fc.property(text, fc.nat(), (original, at) => {
        const wanted = [...fold(original).text].slice(at % 40, (at % 40) + 4).join('');
        const place = placeOf(wanted, original);
        fc.pre(place !== undefined);
        for (const part of quoted(fragmentTo('', original, place!))) {
          expect(part).not.toBe('');
          expect(original).toContain(part);
        }
      }),
      { numRuns: 300 },
    ));
});
