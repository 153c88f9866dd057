// Follows every link of a built site within it.
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const attribute = (html: string, name: string) => [...html.matchAll(new RegExp(`<[^>]*\\s${name}="([^"]*)"`, 'g'))].map((match) => match[1]!.replaceAll('&amp;', '&').replaceAll('&#38;', '&'));

/** Links in the site in `folder`, built for the path `base`, that lead to no file or no place in a page, as "page → link"; how many pages and links were followed. */
export function brokenLinks(folder: string, base: string): { pages: number; links: number; broken: string[] } {
  const pages = globSync('**/*.html', { cwd: folder }).map((file) => file.replaceAll('\\', '/')).sort();
  const html = new Map(pages.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  const ids = new Map<string, Set<string>>();
  const fileOf = (pathname: string): string | undefined => {
    if (!pathname.startsWith(base)) return undefined;
    const file = decodeURIComponent(pathname.slice(base.length));
    if (file === '' || file.endsWith('/')) return html.has(`${file}index.html`) ? `${file}index.html` : undefined;
    const there = join(folder, file);
    return existsSync(there) && statSync(there).isFile() ? file : undefined;
  };
  const broken: string[] = [];
  let links = 0;
  for (const [file, text] of html) {
    const page = base + file.replace(/index\.html$/, '');
    for (const link of new Set(['href', 'src', 'action'].flatMap((name) => attribute(text, name)))) {
      if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(link)) continue;
      links++;
      let target: string | undefined;
      let fragment = '';
      try {
        const { pathname, hash } = new URL(link, `https://site.invalid${page}`);
        target = fileOf(pathname);
        fragment = decodeURIComponent(hash.slice(1));
      } catch {
        target = undefined;
      }
      if (target === undefined) broken.push(`${page} → ${link}`);
      // Fragments with "=" are read by scripts, not places in the page; so are those into text.
      else if (fragment && !fragment.includes('=') && html.has(target)) {
        if (!ids.has(target)) ids.set(target, new Set(attribute(html.get(target)!, 'id')));
        if (!ids.get(target)!.has(fragment)) broken.push(`${page} → ${link}`);
      }
    }
  }
  return { pages: pages.length, links, broken };
}
