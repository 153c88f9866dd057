// Makes the browser editor out of the npm package, with every file of it on our own host, and the page that opens it.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';
import { adminConfig } from '../src/lib/admin-config.ts';
import { configText } from '../src/lib/admin-choices.ts';
import type { Content } from '../src/lib/content.ts';
import { adminPolicy } from '../src/lib/response-headers.ts';
import type { Admin, Settings } from '../src/schema/site.ts';
import { root } from './setup.mjs';

type Site = Pick<Settings, 'name' | 'url' | 'base'> & { admin: Admin };

const nothing = '\0nothing';
const noFolders = '\0no-folders';

/** The package's Chinese with what is missing in it, and what is said of folders in our own words. */
function withOurs(text: string): string {
  const words = JSON.parse(text) as Record<string, unknown>;
  for (const [key, value] of Object.entries(JSON.parse(readFileSync(join(root, 'src/admin/zh-CN.json'), 'utf8')) as Record<string, string>)) {
    const path = key.split('.');
    const last = path.pop()!;
    let group = words;
    for (const part of path) group = (group[part] ??= {}) as Record<string, unknown>;
    group[last] = value;
  }
  return JSON.stringify(words);
}

/** Leaves out what our forms do not use, and what would be asked of other hosts: languages beside Chinese, the colouring of code, pictures, the question for a newer version. */
const onlyOurs: Plugin = {
  name: 'only-ours',
  enforce: 'pre',
  resolveId(source, importer) {
    // The table of kinds counts regions for the menus of the site; the editor has none.
    if (source === 'node:fs') return noFolders;
    if (!importer?.includes('@sveltia')) return undefined;
    if (/locales\/(?!zh-)[\w-]+\.json$/.test(source) || /^@shikijs\/(langs|themes)/.test(source) || /chunks\/(heic|webp_enc|shiki)/.test(source) || /^(svgo|exifr|terra-draw|leaflet)/.test(source)) return nothing;
    return undefined;
  },
  load(id) {
    if (id === nothing) return 'export default {};';
    if (id === noFolders) return 'export const existsSync = () => false; export const readdirSync = () => [];';
    return undefined;
  },
  transform(code, id) {
    // What the package has not put into Chinese yet.
    if (id.endsWith('/locales/zh-CN.json')) return withOurs(code);
    if (!id.includes('@sveltia/cms/npm/')) return undefined;
    // The fonts are beside the script; the rules that would ask another host for them, should they fail, are taken out.
    return code.replace(/new URL\(`assets\/(heic|webp|marker)[^`]*`, ?import\.meta\.url\)/g, 'new URL(`data:,`)').replaceAll('https://unpkg.com', 'data:application/json,{}#').replace(/url\(https:\/\/cdn\.jsdelivr\.net\/[^)]*\)\s*format\('[^']*'\)/g, "local('none')");
  },
};

/** What the bundle is made of: our own files, the package's version, and this file. */
function bundleDigest(): string {
  const hash = createHash('sha256');
  for (const file of ['tools/admin.ts', 'node_modules/@sveltia/cms/package.json', 'package-lock.json', ...globSync('src/{admin,lib,schema}/*.{ts,css,json}', { cwd: root }).sort(), 'src/kinds.ts']) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}

/** A folder with the editor's scripts, styles and fonts; made once and kept in the folder `kept` until something of it changes. */
export async function bundleEditor(kept: string): Promise<string> {
  const folder = join(kept, bundleDigest());
  if (existsSync(folder)) return folder;
  rmSync(kept, { recursive: true, force: true });
  const making = `${folder}.${process.pid}`;
  await build({
    configFile: false,
    root,
    base: './',
    publicDir: false,
    logLevel: 'error',
    define: { 'process.env': '{}' },
    plugins: [onlyOurs],
    build: {
      outDir: making,
      emptyOutDir: true,
      assetsDir: 'files',
      assetsInlineLimit: 0,
      target: 'es2022',
      modulePreload: false,
      chunkSizeWarningLimit: 4000,
      rolldownOptions: { input: join(root, 'src/admin/main.ts'), output: { entryFileNames: 'files/editor-[hash].js', assetFileNames: 'files/[name]-[hash][extname]' } },
    },
  });
  const foreign = globSync('**/*.{js,css}', { cwd: making }).filter((file) => /https:\/\/(unpkg\.com|cdn\.jsdelivr\.net)/.test(readFileSync(join(making, file), 'utf8')));
  if (foreign.length) throw new Error(`编辑器里还有要向别的网站取的文件（${foreign.join('、')}），请看 tools/admin.ts`);
  renameSync(making, folder);
  return folder;
}

/** The page of the editor. */
const editorPage = ({ name, admin }: Site, script: string, style: string): string => `<!doctype html>
<html lang="zh-CN" data-backend="${admin.backend}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="same-origin">
<meta http-equiv="content-security-policy" content="${adminPolicy(admin)}">
<title>${name.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)} · 编辑</title>
<link rel="stylesheet" href="${style}">
<script type="module" src="${script}"></script>
</head>
<body><noscript>编辑器要用脚本，请在浏览器里打开脚本。</noscript></body>
</html>
`;

/** The page of a site's editor and its configuration for the content as it is now; `folder` is the bundle. */
export function editorFiles(site: Site, content: Content, folder: string): { 'index.html': string; 'config.json': string } {
  const [script] = globSync('files/editor-*.js', { cwd: folder });
  const [style] = globSync('files/*.css', { cwd: folder });
  return { 'index.html': editorPage(site, script!.replaceAll('\\', '/'), style!.replaceAll('\\', '/')), 'config.json': configText(adminConfig(site, content)) };
}

/** Writes the editor of a site into its folder; returns how much it is. `kept` is where bundles are kept. */
export async function writeAdmin(out: string, site: Site, content: Content, kept: string): Promise<{ files: number; bytes: number }> {
  const folder = await bundleEditor(kept);
  mkdirSync(out, { recursive: true });
  cpSync(folder, out, { recursive: true });
  for (const [name, text] of Object.entries(editorFiles(site, content, folder))) writeFileSync(join(out, name), text);
  const files = globSync('**/*.*', { cwd: out });
  return { files: files.length, bytes: files.reduce((sum, file) => sum + statSync(join(out, file)).size, 0) };
}
