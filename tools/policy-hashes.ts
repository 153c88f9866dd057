// Keeps in each page's content policy the hashes of what stands in that page.
import { createHash } from 'node:crypto';

const sourceOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const inside = (html: string, tag: 'script' | 'style') => new Set([...html.matchAll(new RegExp(`<${tag}\\b[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map((match) => sourceOf(match[1]!)));

/**
 * The page without the hashes of scripts and styles that are not in it. Astro lists those of the whole site in every page, which
 * allows more than the page needs and costs a kilobyte that does not compress; files of our own host are allowed by 'self'.
 */
export function keepOwnHashes(html: string): string {
  return html.replace(/(<meta http-equiv="content-security-policy" content=")([^"]*)"/, (_, start: string, policy: string) => {
    const directives = policy.split(';').map((directive) => {
      const tag = /^\s*(script|style)-src(-elem)?\s/.exec(directive)?.[1] as 'script' | 'style' | undefined;
      if (!tag) return directive;
      const own = inside(html, tag);
      return directive.split(' ').filter((source) => !source.startsWith("'sha256-") || own.has(source)).join(' ');
    });
    return `${start}${directives.join(';')}"`;
  });
}
