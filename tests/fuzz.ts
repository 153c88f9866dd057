// How many cases are tried, and which. `npm run bench:fuzz` tries 100,000 of everything with a seed of its own.
import fc from 'fast-check';
import { test } from 'vitest';

/** The same cases each time, so that a test that passed passes again. */
const seed = Number(process.env['RONGJI_FUZZ_SEED'] ?? 20_261_127);

/** A test that tries `usual` cases, or as many as RONGJI_FUZZ_RUNS says. */
export function fuzz<Values extends [unknown, ...unknown[]]>(name: string, usual: number, property: fc.IPropertyWithHooks<Values> | fc.IAsyncPropertyWithHooks<Values>) {
  const numRuns = Number(process.env['RONGJI_FUZZ_RUNS'] ?? usual);
  test(`${name} (${numRuns} cases, seed ${seed})`, { timeout: 7_200_000 }, () => fc.assert(property as fc.IAsyncPropertyWithHooks<Values>, { numRuns, seed, includeErrorInReport: true }));
}

/** What `expect` does, a hundred thousand times in a moment. */
export function must(condition: unknown): asserts condition {
  if (!condition) throw new Error('does not hold');
}

/** Any text at all, lone surrogates and control characters among it. */
export const anyText = fc.string({ unit: 'binary', maxLength: 40 });
/** Texts put together from pieces. */
export const textOf = (pieces: string[], maxLength = 12) => fc.array(fc.constantFrom(...pieces), { maxLength }).map((list) => list.join(''));
/** A text with some of it cut out, doubled, or replaced by a piece. */
export const spoiledText = (text: string, pieces: string[]) =>
  fc.array(fc.record({ at: fc.nat(text.length), drop: fc.oneof({ weight: 3, arbitrary: fc.nat(8) }, fc.nat(text.length)), put: fc.oneof(fc.constantFrom(...pieces), fc.constant(''), fc.string({ unit: 'binary', maxLength: 3 })) }), { minLength: 1, maxLength: 4 }).map((edits) =>
    edits.reduce((kept, { at, drop, put }) => kept.slice(0, at) + put + kept.slice(at + drop), text),
  );
