// Makes the browser editor out of the npm package, with every file of it on our own host, and the page that opens it.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    if (!id.includes('@sveltia/cms/npm/')) return undefined;
    // The fonts are beside the script; the rules that would ask another host for them, should they fail, are taken out.
    return code.replaceAll('https://unpkg.com', 'data:application/json,{}#').replace(/url\(https:\/\/cdn\.jsdelivr\.net\/[^)]*\)\s*format\('[^']*'\)/g, "local('none')");
  },
};

/** Writes the editor's scripts, styles and fonts into a folder; returns the name of the script that starts it and of its style. */
export async function bundleEditor(folder: string): Promise<{ script: string; style: string }> {
  const made = await build({
    configFile: false,
    root,
    base: './',
    publicDir: false,
    logLevel: 'error',
    define: { 'process.env': '{}' },
    plugins: [onlyOurs],
    build: { outDir: folder, emptyOutDir: true, assetsDir: 'files', assetsInlineLimit: 0, target: 'es2022', modulePreload: false, rolldownOptions: { input: join(root, 'src/admin/main.ts'), preserveEntrySignatures: false } },
  });
  const output = (Array.isArray(made) ? made[0]! : made as Exclude<typeof made, unknown[]>) as { output: { type: string; fileName: string; isEntry?: boolean }[] };
  const script = output.output.find(({ type, isEntry }) => type === 'chunk' && isEntry)!.fileName;
  const style = output.output.find(({ fileName }) => fileName.endsWith('.css'))!.fileName;
  return { script, style };
}

/** The page of the editor. */
export const editorPage = ({ name, admin }: Site, { script, style }: { script: string; style: string }): string => `<!doctype html>
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

/** Writes the whole editor for a site into a folder. */
export async function writeAdmin(folder: string, site: Site, content: Content): Promise<{ bytes: number }> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const names = await bundleEditor(folder);
  writeFileSync(join(folder, 'index.html'), editorPage(site, names));
  writeFileSync(join(folder, 'config.json'), configText(adminConfig(site, content)));
  return { bytes: 0 };
}
