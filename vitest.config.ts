import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': join(import.meta.dirname, 'src') } },
  // Browser tests share one machine with the browser: one file at a time. The limits only end what hangs; a busy machine is no failure.
  // Sites that tests build are compressed in haste.
  test: { testTimeout: 300_000, hookTimeout: 600_000, fileParallelism: false, env: { RONGJI_BROTLI: '4' }, expect: { poll: { timeout: 60_000 } } },
});
