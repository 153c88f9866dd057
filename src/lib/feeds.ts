import { createHash } from 'node:crypto';

/** An entry as a feed has it; `published` and `checked` are days, `path` is the one in the site. */
export type FeedEntry = { path: string; title: string; summary: string; author: string; category: string; published: string; checked: string };
export type Feed = {
  /** The site's name: entries keep their ids as long as it stays, wherever the site moves. */
  site: string;
  title: string;
  path: string;
  /** The page whose entries these are. */
  page: string;
  entries: FeedEntry[];
  /** From a path in the site to what a link says: a full address, or one on the same host. */
  link: (path: string) => string;
};

/** Most entries in a feed; whoever wants the rest has the pages. */
export const mostEntries = 60;

const namespace = Buffer.from('6f6a1f0c2b1d4d3e9a5b7c8d9e0f1a2b', 'hex');
/** A name-based UUID (RFC 9562, version 5) as an IRI. */
function urn(name: string): string {
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return `urn:uuid:${bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
}

const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Text for XML 1.0, in an element or in an attribute; characters that XML forbids are left out. */
export const xmlText = (text: string) => text.toWellFormed().replace(forbidden, '').replace(/[&<>"]/g, (sign) => entities[sign]!);

/** The day begins in China. */
const moment = (day: string) => `${day}T00:00:00+08:00`;
const changed = ({ published, checked }: FeedEntry) => (checked > published ? checked : published);
const newestFirst = (a: FeedEntry, b: FeedEntry) => (a.published !== b.published ? (a.published < b.published ? 1 : -1) : changed(a) !== changed(b) ? (changed(a) < changed(b) ? 1 : -1) : a.path < b.path ? -1 : 1);

/** An Atom feed (RFC 4287), newest first; throws when there is no entry, as a feed must say when it changed. */
export function atomFeed({ site, title, path, page, entries, link }: Feed): string {
  if (entries.length === 0) throw new Error(`${path} 里没有条目，不能写成订阅源`);
  const shown = [...entries].sort(newestFirst).slice(0, mostEntries);
  const element = (name: string, text: string) => `<${name}>${xmlText(text)}</${name}>`;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">',
    element('title', title),
    element('id', urn(`${site} ${path}`)),
    element('updated', moment(shown.map(changed).sort().at(-1)!)),
    `<link rel="self" type="application/atom+xml" href="${xmlText(link(path))}"/>`,
    `<link rel="alternate" type="text/html" href="${xmlText(link(page))}"/>`,
    ...shown.map((entry) =>
      [
        '<entry>',
        element('title', entry.title),
        element('id', urn(`${site} ${entry.path}`)),
        `<link rel="alternate" type="text/html" href="${xmlText(link(entry.path))}"/>`,
        element('published', moment(entry.published)),
        element('updated', moment(changed(entry))),
        `<author>${element('name', entry.author)}</author>`,
        `<category term="${xmlText(entry.category)}"/>`,
        element('summary', entry.summary),
        '</entry>',
      ].join('\n'),
    ),
    '</feed>',
    '',
  ].join('\n');
}
