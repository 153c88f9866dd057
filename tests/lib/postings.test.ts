import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPosting, writePosting } from '@/lib/postings.ts';

const lists = fc
  .array(fc.record({ step: fc.oneof(fc.nat(3), fc.nat(100), fc.nat(1_000_000)), weight: fc.nat(3) }), { maxLength: 60 })
  .map((steps) => steps.reduce<{ page: number; weight: number }[]>((all, { step, weight }) => [...all, { page: (all.at(-1)?.page ?? -1) + 1 + step, weight }], []));

test('pages and weights come back as they went in, in signs that JSON leaves alone', () =>
  fc.assert(
    fc.property(lists, (postings) => {
      const text = writePosting(postings);
      expect(readPosting(text)).toEqual(postings);
      expect(JSON.stringify(text)).toBe(`"${text}"`);
    }),
    { numRuns: 300 },
  ));
test('every page from 0 to 10,000 after another comes back', () => {
  for (let page = 0; page <= 10_000; page++) expect(readPosting(writePosting([{ page, weight: page % 4 }]))).toEqual([{ page, weight: page % 4 }]);
});
test('a page that follows the one before takes one sign', () => expect(writePosting(Array.from({ length: 50 }, (_, page) => ({ page, weight: 3 })))).toHaveLength(50));
test.each([['a letter of another script', '村'], ['a quotation mark', '"'], ['a line’s end', '\n'], ['a number broken off', writePosting([{ page: 0, weight: 0 }, { page: 5000, weight: 1 }]).slice(0, -1)]])('%s is no list of pages', (_, text) => expect(() => readPosting(text)).toThrow('not a list of pages'));
