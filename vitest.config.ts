import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': join(import.meta.dirname, 'src') } },
  // Browser tests share one machine with the browser: one file at a time. Sites that tests build are compressed in haste.
  test: { testTimeout: 60_000, hookTimeout: 120_000, fileParallelism: false, env: { RONGJI_BROTLI: '4' } },
});
