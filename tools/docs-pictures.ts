// npm run docs:pictures [-- name …]: makes the pictures of docs/ anew from the real thing: commands that are run, pages of a site that is built, the preview, the editor.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import sharp from 'sharp';
import sirv from 'sirv';
import { answersIn, commandsIn, copyProject, editSheet, example, guideText, runIn } from './docs-walk.ts';
import { findBrowser, root, step } from './setup.mjs';

/** Most bytes of a picture. */
const most = 80 * 1024;
const folder = join(root, 'docs', 'pictures');
const wanted = process.argv.slice(2);
const isWanted = (...names: string[]) => wanted.length === 0 || names.some((name) => wanted.includes(name));

const sans = "'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif";
const mono = "'Noto Sans Mono CJK SC', 'NSimSun', monospace";
const escape = (text: string) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Saves what was photographed, with as few colours as keep it below the limit. */
async function save(name: string, shot: Buffer): Promise<void> {
  for (const colours of [128, 64, 32, 16]) {
    const bytes = await sharp(shot).png({ palette: true, colours, effort: 10, dither: 0 }).toBuffer();
    if (bytes.length > most && colours > 16) continue;
    if (bytes.length > most) throw new Error(`${name}.png has ${bytes.length} bytes`);
    writeFileSync(join(folder, `${name}.png`), bytes);
    const { width, height } = await sharp(bytes).metadata();
    return console.log(`  ${name}.png，${width}×${height}，${Math.ceil(bytes.length / 1024)} KB`);
  }
}

const browser: Browser = await chromium.launch({ executablePath: await findBrowser(), args: ['--no-sandbox', '--disable-gpu'] });
const newPage = async (width: number, height = 800) => (await browser.newContext({ viewport: { width, height }, deviceScaleFactor: 1.5, locale: 'zh-CN' })).newPage();

/** Photographs a piece of HTML by itself. */
async function photograph(name: string, width: number, css: string, html: string): Promise<void> {
  const page = await newPage(width);
  await page.setContent(`<!doctype html><html lang="zh-CN"><style>body { margin: 0; background: #fff; } ${css}</style><body><div id="shot">${html}</div></body></html>`);
  await save(name, await page.locator('#shot').screenshot());
  await page.context().close();
}

/** A terminal with commands and what they said. */
function terminal(name: string, parts: { command: string; text: string }[]): Promise<void> {
  const shown = parts.map(({ command, text }) => `<b>D:\\rongji&gt; ${escape(command)}</b>\n${escape(text.trim())}`).join('\n\n');
  return photograph(name, 960, `#shot { background: #1c1c1c; color: #e8e8e8; padding: 14px 18px; } pre { margin: 0; font: 14px/1.5 ${mono}; white-space: pre-wrap; overflow-wrap: anywhere; } b { color: #ffd479; font-weight: 400; }`, `<pre>${shown}</pre>`);
}

/** Photographs the part of a page that holds some elements, with a margin around them. */
async function part(page: Page, elements: Locator[], margin = 16): Promise<Buffer> {
  const boxes = (await Promise.all(elements.map((one) => one.boundingBox()))).filter((box) => box !== null);
  const [x, y] = [Math.max(0, Math.min(...boxes.map((box) => box.x)) - margin), Math.max(0, Math.min(...boxes.map((box) => box.y)) - margin)];
  const [right, bottom] = [Math.max(...boxes.map((box) => box.x + box.width)) + margin, Math.max(...boxes.map((box) => box.y + box.height)) + margin];
  return page.screenshot({ fullPage: true, clip: { x, y, width: right - x, height: bottom - y } });
}

/** Two photographs, one below the other. */
async function below(upper: Buffer, lower: Buffer): Promise<Buffer> {
  const [first, second] = await Promise.all([sharp(upper).metadata(), sharp(lower).metadata()]);
  return sharp({ create: { width: Math.max(first.width, second.width), height: first.height + second.height + 2, channels: 3, background: '#b9ad94' } })
    .composite([{ input: upper, left: 0, top: 0 }, { input: lower, left: 0, top: first.height + 2 }])
    .png()
    .toBuffer();
}

mkdirSync(folder, { recursive: true });
const copy = copyProject();
/** What a command said, without where this copy lies. */
const clean = (text: string) => text.replaceAll(`${copy}-published`, '').replaceAll(`${copy}/`, 'D:\\rongji\\').replaceAll(copy, 'D:\\rongji').replace(/\n> [^\n]*/g, '').trim();
/** Runs a command of the guides; `shown` is it as printed, what it said as a terminal has it. */
const run = async (command: string, options: Parameters<typeof runIn>[2] = {}) => ({ command, text: clean((await runIn(copy, command, options)).text) });
const guide = guideText('clerk.md');
const find = (pattern: RegExp) => commandsIn(guide).find((command) => pattern.test(command))!;
const sheetPath = join(copy, '站点.xlsx');

try {
  step('命令');
  const exporting = find(/ export stations/);
  const exported = await run(exporting);
  await run(`${find(/ new sources/)} --answers -`, { input: answersIn(guide, 'sources', copy) });
  await editSheet(sheetPath, true);
  const trying = find(/ import .*--dry-run/);
  const mistakes = await run(trying);
  await run(`${exporting} --replace`);
  const rows = await editSheet(sheetPath);
  const plan = await run(trying);
  // The three new stations are told in the same words: the first is enough to see.
  const [first, second, third] = example.added.map(({ name }) => plan.text.indexOf(`${name}（`, plan.text.indexOf('新增 3 个站点')));
  const end = plan.text.indexOf('改动 1 个站点');
  if ([first, second, third, end].some((at) => at === undefined || at < 0)) throw new Error(plan.text);
  plan.text = `${plan.text.slice(0, plan.text.lastIndexOf('\n', second))}\n  ……（另外两个略）\n\n${plan.text.slice(end)}`;
  await run(find(/ import (?!.*--dry-run)/));
  if (isWanted('export')) await terminal('export', [exported]);
  if (isWanted('mistakes')) await terminal('mistakes', [mistakes]);
  if (isWanted('plan')) await terminal('plan', [plan]);
  if (isWanted('sheet')) await drawSheet(rows);
  if (isWanted('open-window')) await drawWindow();

  if (isWanted('station', 'fact', 'correction', 'publish', 'doctor')) {
    step('生成网站');
    const live = { to: 'folder', path: `${copy}-published/var/www/tyjr` };
    const env = { RONGJI_BROTLI: '4', RONGJI_SITE: JSON.stringify({ corrections: { mail: 'jiucuo@example.gov.cn' }, publish: { live } }) };
    const built = await runIn(copy, 'npm run build', { env });
    if (built.code !== 0) throw new Error(built.text);
    await photographSite();
    if (isWanted('publish', 'doctor')) {
      mkdirSync(live.path, { recursive: true });
      const published = await run('npm run rongji -- publish', { env });
      if (isWanted('publish')) await terminal('publish', [published, await run('npm run rongji -- rollback --list', { env })]);
      if (isWanted('doctor')) await terminal('doctor', [await run('npm run rongji -- doctor --local', { env })]);
    }
  }
  if (isWanted('panel', 'admin')) await photographPreview();
} finally {
  await browser.close();
  for (const made of [copy, `${copy}-published`]) rmSync(made, { recursive: true, force: true });
}
for (const name of wanted) if (!statSync(join(folder, `${name}.png`), { throwIfNoEntry: false })) console.error(`没有这张图：${name}`);

/** The sheet as a spreadsheet program shows it: some of its columns and rows, what was changed marked. */
async function drawSheet(rows: string[][]): Promise<void> {
  const heads = rows[0]!;
  const columns = ['编号', '名称', '类别', '所属乡镇街道', '电话', '操作'].map((head) => heads.indexOf(head));
  const shown = [0, 1, 2, 3, -1, ...[-5, -4, -3, -2, -1].map((at) => rows.length + at)];
  const changed = (row: number, head: string) => (row >= rows.length - example.added.length && rows[row]![heads.indexOf(head)] !== '') || (rows[row]![0] === example.changed.id && head === '电话');
  const lines = shown.map((row) => {
    if (row < 0) return `<tr><th>⋮</th>${columns.map(() => '<td class="gap">⋮</td>').join('')}</tr>`;
    return `<tr><th>${row + 1}</th>${columns.map((at) => `<td class="${row === 0 ? 'head' : changed(row, heads[at]!) ? 'changed' : ''}">${escape(rows[row]![at]!)}</td>`).join('')}</tr>`;
  });
  const letters = columns.map((at) => `<th>${String.fromCharCode(65 + at)}</th>`).join('');
  const css = `#shot { width: max-content; border: 1px solid #b5b5b5; } table { border-collapse: collapse; font: 15px/1.4 ${sans}; } th, td { border: 1px solid #d4d4d4; padding: 4px 10px; white-space: nowrap; } th { background: #f0f0f0; color: #555; font-weight: 400; text-align: center; } td { color: #111; background: #fff; } .head { background: #f3e9d8; font-weight: 700; } .changed { background: #fff3a3; } .gap { color: #999; text-align: center; } .tab { background: #f0f0f0; font: 14px/1 ${sans}; padding: 7px 12px; } .tab b { background: #fff; padding: 6px 14px; border: 1px solid #d4d4d4; }  .tab span { padding: 0 14px; color: #666; }`;
  await photograph('sheet', 1100, css, `<table><tr><th></th>${letters}</tr>${lines.join('')}</table><div class="tab"><b>站点</b><span>说明</span></div>`);
}

/** A folder's window, with the word to type in its address bar. */
async function drawWindow(): Promise<void> {
  const names = ['content', 'docs', 'src', 'tools', 'package.json', 'README.md', 'site.config.ts'];
  const css = `#shot { width: 660px; border: 1px solid #9a9a9a; font: 15px/1.5 ${sans}; color: #222; } .top { background: #e6ebf2; padding: 7px 12px; } .bar { display: flex; gap: 10px; align-items: center; padding: 9px 12px; background: #f6f6f6; border-bottom: 1px solid #ddd; } .address { flex: 1; border: 2px solid #b3261e; background: #fff; padding: 3px 10px; font: 16px/1.5 ${mono}; } .note { color: #b3261e; } ul { list-style: none; margin: 0; padding: 10px 14px; display: grid; grid-template-columns: repeat(4, 1fr); gap: 6px 14px; } li::before { content: ''; display: inline-block; width: 15px; height: 12px; margin-right: 8px; background: #e9b949; } li.file::before { background: #fff; border: 1px solid #888; width: 10px; height: 13px; vertical-align: -2px; }`;
  const items = names.map((name) => `<li class="${name.includes('.') ? 'file' : ''}">${name}</li>`).join('');
  await photograph('open-window', 700, css, `<div class="top">rongji</div><div class="bar"><span>←　→　↑</span><span class="address">cmd▏</span><span class="note">在这里打 cmd，按回车</span></div><ul>${items}</ul>`);
}

/** Pages of the built site. */
async function photographSite(): Promise<void> {
  const answer = sirv(join(copy, 'dist'), { dev: true });
  const server = createServer((request, response) => answer(request, response, () => void response.writeHead(404).end()));
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const page = await newPage(760, 900);
  if (isWanted('station')) {
    await page.goto(`${url}/stations/${example.changed.id}/`);
    await save('station', await part(page, [page.locator('h1'), page.getByText(example.changed.phone).first(), page.locator('main .facts-box').first()]));
  }
  if (isWanted('fact')) {
    await page.setViewportSize({ width: 560, height: 900 });
    await page.goto(`${url}/veterans/zhichong/`);
    const sources = page.locator('.source-list .document').first();
    await save('fact', await below(await part(page, [page.locator('.prose p:has(.cite)').nth(1)]), await part(page, [sources.locator('.document-title'), ...[0, 1, 2, 3].map((at) => sources.locator('li').nth(at))])));
  }
  if (isWanted('correction')) {
    await page.setViewportSize({ width: 760, height: 900 });
    await page.goto(`${url}/stations/${example.changed.id}/`);
    const link = page.locator('main .correct').last();
    const { pathname, searchParams } = new URL((await link.locator('a').first().getAttribute('href'))!);
    const line = await part(page, [link]);
    const mail = await newPage(Math.round((await sharp(line).metadata()).width / 1.5));
    const rows = [['收件人', pathname], ['主题', searchParams.get('subject')!]].map(([head, text]) => `<p><b>${head}</b>${escape(text!)}</p>`).join('');
    await mail.setContent(`<!doctype html><html lang="zh-CN"><style>body { margin: 0; font: 15px/1.7 ${sans}; color: #222; background: #fff; } div { padding: 12px 18px; } p { margin: 0; padding: 5px 0; border-bottom: 1px solid #ddd; } b { display: inline-block; width: 5em; color: #666; font-weight: 400; } pre { margin: 10px 0 0; font: inherit; white-space: pre-wrap; }</style><body><div>${rows}<pre>${escape(searchParams.get('body')!.trim())}</pre></div>`);
    await save('correction', await below(line, await mail.locator('div').screenshot()));
    await mail.context().close();
  }
  await page.context().close();
  server.close();
}

/** The preview with mistakes in a story, and the editor beside it. */
async function photographPreview(): Promise<void> {
  step('预览和编辑器');
  const probe = createServer().listen(0, 'localhost');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  const url = `http://localhost:${port}`;
  const preview = spawn(process.execPath, ['tools/dev.ts', '--port', String(port)], { cwd: copy, stdio: 'ignore', env: { ...process.env, NODE_ENV: undefined, RONGJI_SITE: JSON.stringify({ admin: { backend: 'local' } }) } });
  const page = await newPage(1000, 760);
  page.setDefaultTimeout(240_000);
  try {
    const open = async (path: string) => {
      for (;;) {
        const status = await page.goto(url + path).then((answer) => answer?.status() ?? 0, () => 0);
        if (status === 200) return;
        await wait(1000);
      }
    };
    if (isWanted('panel')) {
      await open('/veterans/zhichong/');
      const story = join(copy, 'content/veterans/zhichong.mdx');
      const text = readFileSync(story, 'utf8');
      writeFileSync(story, text.replace('{jiangmen-report/zhichong-veterans}', '103人').replace('<Fact id="jiangmen-report/zhichong-area" />', '5平方公里'));
      const shown = page.locator('.prose rongji-mark').first();
      await shown.waitFor();
      await shown.evaluate((mark) => window.scrollTo(0, mark.getBoundingClientRect().top + window.scrollY - 330));
      await save('panel', await page.screenshot());
      writeFileSync(story, text);
    }
    if (isWanted('admin')) await photographEditor(page, url);
  } finally {
    preview.kill();
    await once(preview, 'exit');
  }
}

/** The editor with a story open. The folder that it works on is one that the browser keeps for itself, filled with the content. */
async function photographEditor(page: Page, url: string): Promise<void> {
  const files = Object.fromEntries(
    (readdirSync(join(copy, 'content'), { recursive: true }) as string[])
      .filter((name) => /\.(mdx|yaml)$/.test(name))
      .map((name) => [`content/${name.replaceAll('\\', '/')}`, readFileSync(join(copy, 'content', name), 'utf8')]),
  );
  await page.addInitScript(() => Object.assign(window, { showDirectoryPicker: () => navigator.storage.getDirectory() }));
  for (;;) {
    if ((await page.goto(`${url}/admin/`).then((answer) => answer?.status(), () => 0)) === 200) break;
    await wait(1000);
  }
  await page.evaluate(async (texts) => {
    for (const [path, text] of Object.entries(texts)) {
      const parts = path.split('/');
      const name = parts.pop()!;
      let at = await navigator.storage.getDirectory();
      for (const one of parts) at = await at.getDirectoryHandle(one, { create: true });
      const file = await (await at.getFileHandle(name, { create: true })).createWritable();
      await file.write(text);
      await file.close();
    }
  }, { ...files, 'site.config.ts': '' });
  await page.setViewportSize({ width: 1280, height: 740 });
  const open = page.getByRole('button', { name: '打开本站的文件夹' });
  await open.click();
  await open.waitFor({ state: 'detached' });
  // An address that is asked for before all is read leads nowhere.
  for (let turn = 0; turn < 60 && !(await page.locator('[data-key-path="title"]').count()); turn++) {
    await page.evaluate((turn) => void (location.hash = turn % 2 ? '#/collections/veterans' : '#/collections/veterans/entries/zhichong'), turn);
    await wait(3000);
  }
  await save('admin', await page.screenshot());
}
