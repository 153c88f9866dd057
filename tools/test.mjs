// npm test: installs what is missing, a browser too, and runs every check; ends with "N passed, N failed".
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findNode } from './node-version.mjs';
import { findBrowser, install, root, run, step } from './setup.mjs';

install();
const node = findNode();
await findBrowser();
let passed = 0;
let failed = 0;
/** What failed, said once more at the end: the end of a long log is what people are shown. */
const broken = [];
const count = (title, ok) => {
  if (ok) return void passed++;
  failed++;
  broken.push(title);
};

/** Runs one group of tests; what it prints is held back when another group prints at the same time. */
function runGroup([title, ...folders], number, held) {
  const report = join(root, '.build', `vitest-${number}.json`);
  rmSync(report, { force: true });
  return new Promise((done) => {
    const child = spawn(node, ['node_modules/vitest/vitest.mjs', 'run', ...folders, '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`], { cwd: root, stdio: held ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
    const output = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => output.push(data));
    child.on('close', (code) => done({ title, code, output: Buffer.concat(output), report }));
  });
}

/** Runs groups of tests that share nothing side by side: each is busy on one core. */
async function vitest(...groups) {
  step(groups.map(([title]) => title).join('，同时'));
  const results = await Promise.all(groups.map((group, number) => runGroup(group, number, number > 0)));
  for (const { title, code, output, report } of results) {
    if (output.length) process.stdout.write(`▸ ${title}\n${output}\n`);
    const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
    passed += result?.numPassedTests ?? 0;
    failed += result?.numFailedTests ?? 0;
    for (const { name, status, assertionResults } of result?.testResults ?? []) {
      const tests = assertionResults.filter((one) => one.status === 'failed');
      if (status === 'failed') broken.push(...(tests.length ? tests.map((one) => `${relative(root, name)}: ${one.fullName}`) : [relative(root, name)]));
    }
    // A file that does not load fails without a test.
    if (code !== 0 && !result?.numFailedTests) failed++;
    if (code !== 0 && !result) broken.push(title);
  }
}

step('检查类型');
run(node, ['node_modules/astro/bin/astro.mjs', 'sync', '--silent'], { env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' } });
count('检查类型', run(node, ['node_modules/@astrojs/check/bin/astro-check.js', '--minimumSeverity', 'warning']));
await vitest(['单元测试', 'tests/lib'], ['工具测试', 'tests/tools']);
step('生成网站');
const built = run(node, ['tools/build.ts']);
count('生成网站', built);
if (built) {
  await vitest(['网站测试', 'tests/site'], ['发布测试', 'tests/publish']);
  await vitest(['浏览器测试', 'tests/browser']);
  const last = [['网站主机测试', 'tests/hosting']];
  // The old browser is 45 MB that nobody asked for; `npm run test:old` fetches it.
  if (run(node, ['tools/test-old.ts', '--there'])) last.push(['旧浏览器测试（Chromium 88）', 'tests/old']);
  else console.log('跳过旧浏览器测试：这台电脑上没有 Chromium 88，npm run test:old 会取来。');
  await vitest(...last);
}
if (broken.length) console.log(`没有通过：\n${broken.map((name) => `  ${name}`).join('\n')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
