// Reads Atom strictly, as RFC 4287 asks.
import { XmlDocument } from 'libxml2-wasm';

const names = { a: 'http://www.w3.org/2005/Atom' };
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;

export type ReadFeed = { title: string; id: string; links: Record<string, string>; entries: { title: string; id: string; link: string; published: string; summary: string }[] };

/** A feed's parts; throws where it is no XML, or where an element that Atom requires is missing, empty, doubled or of a wrong form. */
export function readAtom(xml: string): ReadFeed {
  using document = XmlDocument.fromString(xml);
  const one = (path: string, form: RegExp = /\S/, within = '/a:feed') => {
    const found = document.find(`${within}/${path}`, names);
    if (found.length !== 1 || !form.test(found[0]!.content)) throw new Error(`${within}/${path}: ${found.map(({ content }) => content).join(' | ') || 'missing'}`);
    return found[0]!.content;
  };
  const entries = document.find('/a:feed/a:entry', names).map((_, i) => {
    const within = `/a:feed/a:entry[${i + 1}]`;
    one('a:updated', rfc3339, within);
    one('a:author/a:name', /\S/, within);
    return { title: one('a:title', /\S/, within), id: one('a:id', /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, within), link: one('a:link[@rel="alternate"]/@href', /\S/, within), published: one('a:published', rfc3339, within), summary: one('a:summary', /\S/, within) };
  });
  const feed = {
    title: one('a:title'),
    id: one('a:id', /^urn:uuid:/),
    links: { self: one('a:link[@rel="self"]/@href'), alternate: one('a:link[@rel="alternate"]/@href') },
    entries,
  };
  one('a:updated', rfc3339);
  const ids = [feed.id, ...entries.map(({ id }) => id)];
  if (new Set(ids).size !== ids.length) throw new Error('an id stands twice');
  return feed;
}
