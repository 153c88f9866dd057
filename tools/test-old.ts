// npm run test:old: builds what is not built, brings Chromium 88, and walks the site in it. With --there it only answers, by its exit code, whether that browser is here.
import { fetchOldBrowser, oldBrowser, runsHere } from './old-browser.ts';
import { isFresh, run } from './setup.mjs';

if (process.argv.includes('--there')) process.exit(oldBrowser() ? 0 : 1);

if (!oldBrowser() && !runsHere()) {
  console.log('旧浏览器测试只能在 64 位 x86 的 Linux 上自动取到 Chromium 88；这台电脑不是，跳过。\n自己有一个 Chromium 88 时，用 RONGJI_OLD_CHROMIUM=路径 npm run test:old。');
  process.exit(0);
}
try {
  await fetchOldBrowser();
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
if (!isFresh() && !run(process.execPath, ['tools/build.ts'])) process.exit(1);
process.exit(run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'tests/old']) ? 0 : 1);
