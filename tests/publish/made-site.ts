// A small made-up site in two or more editions: pages that name assets with their hash in the name, data whose name stays, compressed files beside, links between pages.
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const short = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);

/** The files of edition `edition` of a site with about `pages` pages; the same arguments give the same files. */
export function madeSite(edition: number, pages = 60): Map<string, string | Buffer> {
  const files = new Map<string, string | Buffer>();
  const asset = (name: string, extension: string, text: string) => {
    const path = `_astro/${name}.${short(text)}.${extension}`;
    files.set(path, text);
    return path;
  };
  // One style stays the same through all editions, one changes with each, as do the scripts.
  const common = asset('base', 'css', 'body{margin:0}');
  const style = asset('page', 'css', `.edition-${edition}{color:#${String(edition).padStart(3, '0')}}`);
  const scripts = Array.from({ length: 8 }, (_, i) => asset(`part${i}`, 'js', `export default ${JSON.stringify(`${edition} ${i} `.repeat(400))};`));
  const names = Array.from({ length: pages }, (_, i) => i).filter((i) => i % 10 !== edition % 10).map((i) => `stories/s${i}`);
  const link = (name: string) => `<a href="/${name}/">${name}</a>`;
  names.forEach((name, i) => {
    const data = `data/${name.split('/')[1]}.json`;
    // Every third story stays as it was.
    const text = i % 3 === 0 ? `Story ${name}.` : `Story ${name} of edition ${edition}. ${'words '.repeat(200)}`;
    files.set(data, JSON.stringify({ name, text }));
    const html = `<!doctype html><title>${name}</title><link rel="stylesheet" href="/${common}">${i % 3 === 0 ? '' : `<link rel="stylesheet" href="/${style}"><script type="module" src="/${scripts[i % scripts.length]}"></script>`}<p data-file="/${data}">${text}</p>${link(names[(i + 1) % names.length]!)}`;
    files.set(`${name}/index.html`, html);
    files.set(`${name}/index.html.gz`, gzipSync(html));
  });
  files.set('stories/index.html', `<!doctype html><title>Stories</title><link rel="stylesheet" href="/${style}">${names.map(link).join('')}`);
  files.set('index.html', `<!doctype html><title>Edition ${edition}</title><a class="brand" href="/">Home</a><link rel="stylesheet" href="/${style}"><script type="module" src="/${scripts[0]}"></script><a href="/stories/">Stories</a>`);
  files.set('404.html', `<!doctype html><title>404</title><link rel="stylesheet" href="/${style}">`);
  files.set('search/index/manifest.json', JSON.stringify({ folder: short(`search ${edition}`) }));
  files.set(`search/index/${short(`search ${edition}`)}/a.json`, JSON.stringify({ edition }));
  files.set('offline-worker.js', `// worker of edition ${edition}`);
  files.set('robots.txt', 'User-agent: *\nAllow: /\n');
  files.set('data/list.csv', `name\n${names.join('\n')}\n`);
  return files;
}

/** Writes files into a folder that then holds nothing else. */
export function writeSite(folder: string, files: Map<string, string | Buffer>) {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, data] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), data);
  }
}

/** What is not whole about a site of which every file is of one of these editions: walked from the start page, as a reader would; `read` gives a file's bytes. Empty when all is well. */
export async function brokenParts(read: (path: string) => Promise<Buffer | undefined>, editions: Map<string, string | Buffer>[]): Promise<string[]> {
  const wrong: string[] = [];
  const seen = new Set<string>();
  const isOurs = (path: string, data: Buffer) => editions.some((files) => files.has(path) && Buffer.from(files.get(path)!).equals(data));
  const visit = async (path: string, from: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    const data = await read(path);
    if (!data) return void wrong.push(`${from} 指向的 ${path} 不在`);
    if (!isOurs(path, data)) return void wrong.push(`${path} 不是任何一版的内容（${data.length} 字节）`);
    if (!path.endsWith('.html')) return;
    const html = data.toString();
    for (const [, address] of html.matchAll(/(?:href|src|data-file)="\/([^"]*)"/g)) await visit(address!.endsWith('/') || address === '' ? `${address}index.html` : address!, path);
    const packed = await read(`${path}.gz`);
    if (packed && !isOurs(`${path}.gz`, packed)) wrong.push(`${path}.gz 不是任何一版的内容`);
  };
  await visit('index.html', '网址');
  return wrong;
}
