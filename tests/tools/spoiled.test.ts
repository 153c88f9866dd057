import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spoiledContent, spoiledSettings } from '../fixtures/spoiled/manifest.ts';
import { expectPlain, folderHash } from '../fixtures/spoiled/rules.ts';

const spoiled = 'tests/fixtures/spoiled';
// A copy of the project whose content is the small one of the tests.
let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'rongji-spoiled-'));
  for (const name of ['src', 'tools', 'package.json', 'tsconfig.json', 'site.config.ts']) cpSync(name, join(copy, name), { recursive: true });
  cpSync('tests/fixtures/content', join(copy, 'content'), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'), 'junction');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const load = "import('./tools/load-site.ts').then(({ loadSite }) => loadSite()).then(() => process.exit(0), (error) => { console.error(error.message); process.exit(1); })";
const readSettings = (env: Record<string, string> = {}) =>
  new Promise<{ code: number | null; said: string }>((done) => {
    const child = spawn(process.execPath, ['-e', load], { cwd: copy, env: { ...process.env, ...env } });
    let said = '';
    child.stderr.on('data', (part) => (said += part));
    child.on('close', (code) => done({ code, said }));
  });

describe('settings', () => {
  test.each(spoiledSettings)('$fixture', async ({ fixture, line, field, words }) => {
    const file = join(copy, 'site.config.ts');
    cpSync(join(spoiled, fixture), file);
    const { code, said } = await readSettings();
    expect(said).toContain(words);
    expect(said).toMatch(/^site\.config\.ts/);
    if (line) expect(said).toContain(`第 ${line} 行附近`);
    if (field) expect(said).toContain(`\n  ${field}：`);
    for (const one of said.trim().split('\n')) expectPlain(one.replace(/^site\.config\.ts |export const site: SiteConfig/g, '').replace(/有 \d+ 处要改：$/, '请改下面几处：'), [copy]);
    expect(code).toBe(1);
    cpSync('site.config.ts', file);
  });
  test.each(['[]', 'null', '"x"', '5', '{', '{"name": "甲",}'])('RONGJI_SITE=%s', async (value) => {
    const { code, said } = await readSettings({ RONGJI_SITE: value });
    expect(said).toMatch(/^环境变量 RONGJI_SITE (不是 JSON，请核对引号和逗号|要写成用 \{ … \} 括起来的一组字段)\n$/);
    expect(code).toBe(1);
  });
  test('every fixture has its line in the manifest', () => {
    expect(readdirSync(join(spoiled, 'settings')).map((name) => `settings/${name}`).sort()).toEqual(spoiledSettings.map(({ fixture }) => fixture).sort());
  });
});

describe('the command line ends with 1, names the file and changes nothing', () => {
  const sample = ['yaml/gbk.yaml', 'yaml/alias-bomb.yaml', 'mdx/expression.mdx', 'mdx/quotes-in-quotes.mdx', 'csv/parents-in-a-ring.csv', 'csv/workbook.csv'];
  test.each(spoiledContent.filter(({ fixture }) => sample.includes(fixture)))('$fixture', ({ fixture, at, named, line, words }) => {
    const file = join(copy, 'content', at);
    const good = existsSync(file) ? readFileSync(file) : undefined;
    mkdirSync(dirname(file), { recursive: true });
    cpSync(join(spoiled, fixture), file);
    const before = folderHash(join(copy, 'content'));
    const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/rongji.ts', 'check'], { cwd: copy, encoding: 'utf8' });
    expect(folderHash(join(copy, 'content'))).toBe(before);
    expect(status).toBe(1);
    expect(stdout).toMatch(new RegExp(`^content/${(named ?? at).replaceAll('.', '\\.')}\n(  要改.*\n)*?  要改  第 ${line} 行`, 'm'));
    expect(stdout).toContain(words);
    // Only what it says of content, and the count at the end: no warning of Node, no stack.
    for (const one of stdout.trim().split('\n')) expect(one).toMatch(/^(content\/| {2}要改 {2}第 \d+ 行|要改的有 \d+ 处。|$)/);
    expect(stderr).toBe('');
    if (good) writeFileSync(file, good);
    else rmSync(file);
  });
});
