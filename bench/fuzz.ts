// Tries 100,000 cases of everything that the fuzz tests try a few thousand of, with a seed of its own each time.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '100000' }, seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) }, only: { type: 'string' } } });
if (!/^\d+$/.test(values.runs) || !/^-?\d+$/.test(values.seed)) {
  console.error('--runs 和 --seed 写整数');
  process.exit(2);
}
console.log(`每一项试 ${values.runs} 个；--seed ${values.seed} 可以重来一遍`);
const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'tests/lib/fuzz.test.ts', 'tests/tools/fuzz.test.ts', '--reporter=verbose', ...(values.only ? ['-t', values.only] : [])], {
  cwd: join(import.meta.dirname, '..'),
  env: { ...process.env, RONGJI_FUZZ_RUNS: values.runs, RONGJI_FUZZ_SEED: values.seed },
  stdio: 'inherit',
});
process.exit(status ?? 1);
