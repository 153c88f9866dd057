import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': join(import.meta.dirname, 'src') } },
  // Browser tests share one machine with the browser: one file at a time.
  test: { testTimeout: 60_000, hookTimeout: 120_000, fileParallelism: false },
});
