import { expect, test } from 'vitest';
import { killBuilds } from '../../bench/kill-build.ts';

test('a build that is killed at any moment leaves the published site whole', { timeout: 900_000 }, async () => {
  // A few moments spread over a build; `npm run bench:kill` takes a hundred at random.
  const moments = [0.15, 0.5, 0.8, 0.97];
  let turn = 0;
  const { kills, broken } = await killBuilds(moments.length, () => moments[turn++]!);
  expect(broken).toEqual([]);
  expect(kills).toBeGreaterThan(0);
});
