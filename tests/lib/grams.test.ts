import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildGrams, type GramIndex, type Passage } from '@/lib/gram-build.ts';
import { Grams, common, lastNotAfter, longestGram } from '@/lib/grams.ts';
import type { Posting } from '@/lib/postings.ts';

/** An index in memory, and the numbers of the files asked for. */
function open({ first, files }: GramIndex) {
  const asked: number[] = [];
  const grams = new Grams(first, async (number) => {
    asked.push(number);
    return JSON.parse(JSON.stringify(files[number]));
  });
  return { grams, asked };
}
const passages = (...texts: string[]): Passage[] => texts.map((text) => ({ text, weight: 0 }));
const pagesOf = (postings: Posting[]) => postings.map(({ page }) => page);

/** Few characters, so that runs come again and again; a rare one, two halves of a character, and what JavaScript knows by name. */
const piece = fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...'军军军军烈士a1') }, { weight: 1, arbitrary: fc.constantFrom('2', 'z', '\u{20bb7}', '村', '12', '__proto__', 'constructor', 'tostring') });
const run = (least: number, most: number) => fc.array(piece, { minLength: least, maxLength: most }).map((all) => all.join(''));
const weighted = fc.record({ text: run(0, 14), weight: fc.constantFrom<0 | 2 | 3>(0, 0, 2, 3) });
const corpus = fc.array(fc.array(weighted, { maxLength: 4 }), { maxLength: 24 });
const options = fc.record({ commonest: fc.constantFrom(0, 1, 2, 4, 1000), fileLength: fc.constantFrom(1, 30, 200, 100_000), mostFiles: fc.constantFrom(2, Infinity) });
/** A run out of the pages, mostly; also what stands nowhere. */
const wanted = (pages: Passage[][]) => {
  const texts = pages.flat().flatMap(({ text }) => (text ? [text] : []));
  const cutOut = texts.length ? fc.tuple(fc.constantFrom(...texts), fc.nat(), fc.integer({ min: 1, max: 30 })).map(([text, from, length]) => text.slice(from % text.length, (from % text.length) + length)) : run(1, 3);
  return fc.oneof(cutOut, cutOut, run(1, 12), run(30, 60));
};
const scene = fc.tuple(corpus, options).chain(([pages, how]) => fc.tuple(fc.constant(pages), fc.constant(how), fc.array(wanted(pages), { minLength: 1, maxLength: 8 })));

describe('against looking into every page', () => {
  test('what is sure is exact, and what is not leaves no page out', () =>
    fc.assert(
      fc.asyncProperty(scene, async ([pages, how, texts]) => {
        const { grams } = open(buildGrams(pages, how));
        for (const text of texts) {
          const expected = pages.flatMap((page, number) => (page.some((one) => one.text.includes(text)) ? [number] : []));
          const { postings, sure } = await grams.holding(text);
          const found = pagesOf(postings);
          if (sure) expect(found, text).toEqual(expected);
          else expect(found, text).toEqual(expect.arrayContaining(expected));
          expect(found, text).toEqual([...new Set(found)].sort((a, b) => a - b));
        }
      }),
      { numRuns: 400 },
    ));

  test('up to the longest gram what is common is sure', () =>
    fc.assert(
      fc.asyncProperty(corpus, async (pages) => {
        const { grams } = open(buildGrams(pages, { commonest: 0, fileLength: 50, mostFiles: Infinity }));
        for (const { text } of pages.flat()) for (let length = 1; length <= longestGram; length++) if (text.length >= length) expect((await grams.holding(text.slice(0, length))).sure).toBe(true);
      }),
      { numRuns: 50 },
    ));

  test('a gram counts for as much as the best place where it stands', () =>
    fc.assert(
      fc.asyncProperty(corpus, run(1, 2), async (pages, gram) => {
        fc.pre(gram.length <= 2);
        const { grams } = open(buildGrams(pages, { commonest: 2, fileLength: 40, mostFiles: Infinity }));
        const expected = pages.flatMap((page, number) => {
          const holding = page.filter(({ text }) => text.includes(gram));
          const places = holding.flatMap(({ text }) => [...text].keys().flatMap((at) => (text.startsWith(gram, at) ? [at] : [])).toArray());
          return holding.length ? [{ page: number, weight: Math.max(places.length >= 3 ? 1 : 0, ...holding.map(({ weight }) => weight)) }] : [];
        });
        const found = await grams.pagesOf(gram);
        expect(pagesOf(found)).toEqual(pagesOf(expected));
        for (const [i, { weight }] of found.entries()) if (expected[i]!.weight >= 2 || weight >= 2) expect(weight).toBe(expected[i]!.weight);
      }),
      { numRuns: 100 },
    ));
});

test('what stands three times counts more than what stands once', async () => {
  const { grams } = open(buildGrams([passages('红军', '红军红军'), passages('红军')], { commonest: 40, fileLength: 100, mostFiles: Infinity }));
  expect(await grams.pagesOf('红军')).toEqual([{ page: 0, weight: 1 }, { page: 1, weight: 0 }]);
});

describe('files', () => {
  const pages = Array.from({ length: 60 }, (_, i) => passages(`红军${i}村`, `烈士墓${i * 7}号`, '退役军人服务站'));
  const built = buildGrams(pages, { commonest: 5, fileLength: 60, mostFiles: Infinity });
  test('hold all grams in order, each once, and begin with the ones listed', () => {
    const all = built.files.flatMap(({ grams }) => grams.split(' '));
    expect(all).toEqual([...new Set(all)].sort());
    expect(built.first).toEqual(built.files.map(({ grams }) => grams.split(' ')[0]));
    expect(built.files.length).toBeGreaterThan(10);
  });
  test('are as many as are needed, and loaded once', async () => {
    const { grams, asked } = open(built);
    await grams.holding('红军');
    expect(asked).toHaveLength(1);
    await grams.holding('红军59村');
    const before = asked.length;
    expect(before).toBeLessThanOrEqual(7);
    await Promise.all([grams.holding('红军59村'), grams.holding('红军')]);
    expect(asked).toHaveLength(before);
    expect(new Set(asked).size).toBe(before);
  });
  test('are few for the longest of queries', async () => {
    const { grams, asked } = open(built);
    await grams.holding('退役军人服务站'.repeat(1000));
    expect(asked.length).toBeLessThanOrEqual(12);
  });
  test('a file that fails rejects, and the next try succeeds', async () => {
    let fails = true;
    const grams = new Grams(built.first, async (number) => {
      if (fails) throw new Error('offline');
      return built.files[number]!;
    });
    await expect(grams.holding('红军')).rejects.toThrow('offline');
    fails = false;
    expect((await grams.holding('红军')).postings).toHaveLength(60);
  });
  test.each<[string, (file: GramIndex['files'][number]) => unknown]>([
    ['nothing', () => null],
    ['a page', () => '<!doctype html>'],
    ['a file without pages', ({ grams }) => ({ grams })],
    ['a file without grams', ({ pages }) => ({ pages })],
    ['a list of pages too short', ({ grams, pages }) => ({ grams, pages: pages.slice(1) })],
    ['pages that are numbers', ({ grams, pages }) => ({ grams, pages: pages.map((_, i) => i) })],
    ['the next file', () => built.files[1]],
  ])('%s rejects, and the next try gets the file anew', async (_, broken) => {
    let well = false;
    const grams = new Grams(built.first, async (number) => (well ? built.files[number] : broken(built.files[number]!)));
    await expect(grams.holding('红军')).rejects.toThrow();
    well = true;
    expect((await grams.holding('红军')).postings).toHaveLength(60);
  });
  test('pages that are no lists reject', async () => {
    const grams = new Grams(built.first, async (number) => ({ grams: built.files[number]!.grams, pages: built.files[number]!.pages.map(() => '村') }));
    await expect(grams.holding('红军')).rejects.toThrow('not a list of pages');
  });
});

test('of nothing there is nothing', async () => {
  const { grams } = open(buildGrams([], { commonest: 40, fileLength: 100, mostFiles: Infinity }));
  expect(await grams.holding('军')).toEqual({ postings: [], sure: true });
  expect(await grams.holding('')).toEqual({ postings: [], sure: true });
  expect(await grams.pieces('红军村')).toEqual(['红军', '军村'].map((gram) => ({ gram, postings: [] })));
});

test('pieces are the pairs of a text, each once', async () => {
  const { grams } = open(buildGrams([passages('红军'), passages('军村')], { commonest: 40, fileLength: 10, mostFiles: Infinity }));
  expect((await grams.pieces('红军红军村')).map(({ gram, postings }) => [gram, pagesOf(postings)])).toEqual([['红军', [0]], ['军红', []], ['军村', [1]]]);
  expect(await grams.pieces('红')).toEqual([]);
});

test('common pages of two lists', () =>
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(20)), fc.uniqueArray(fc.nat(20)), (a, b) => {
      const list = (pages: number[], weight: number) => pages.toSorted((one, other) => one - other).map((page) => ({ page, weight }));
      expect(common(list(a, 1), list(b, 2), (one, other) => one + other)).toEqual(list(a.filter((page) => b.includes(page)), 3));
    }),
  ));

test('the last that is not greater', () =>
  fc.assert(
    fc.property(fc.array(fc.nat(20)), fc.nat(20), (numbers, value) => {
      const list = numbers.sort((a, b) => a - b);
      expect(lastNotAfter(list, value)).toBe(list.filter((one) => one <= value).length - 1);
    }),
  ));
