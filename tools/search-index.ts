// Writes the search index of a built site: out of its pages, and out of the lists of stations.
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Converter } from 'opencc-js/t2cn';
import { defaultTreeAdapter as tree, parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import { kinds } from '../src/kinds.ts';
import type { Content } from '../src/lib/content.ts';
import { divisionChain } from '../src/lib/divisions.ts';
import { readDivisions } from '../src/lib/divisions-csv.ts';
import { fragmentOf } from '../src/lib/places.ts';
import { buildSearch, type IndexedPage } from '../src/lib/search-build.ts';
import { fileNames, seam, type Manifest, type TextPassage } from '../src/lib/search-files.ts';
import { simplifiedSet, type Simplified } from '../src/lib/search-text.ts';
import { hasPage, isResponsible, stationPath } from '../src/lib/stations.ts';

const inline = new Set(['a', 'abbr', 'b', 'bdi', 'cite', 'code', 'data', 'del', 'dfn', 'em', 'i', 'ins', 'kbd', 'mark', 'q', 'ruby', 's', 'span', 'strong', 'sub', 'sup', 'time', 'u', 'var', 'wbr']);
const unread = new Set(['script', 'style', 'template', 'noscript', 'svg', 'button', 'input', 'select', 'textarea', 'rt', 'rp', 'nav', 'form', 'astro-island']);
/** The order of results that answer equally well. */
const order = ['guides', 'veterans', 'memorials', 'heritage', 'practices', 'regions', 'stations', 'observances', 'site', 'sources'] as const;

const attribute = (element: Tree.Element, name: string) => element.attrs.find((one) => one.name === name)?.value;
const hasClass = (element: Tree.Element, name: string) => attribute(element, 'class')?.split(' ').includes(name) ?? false;
const isElement = (node: Tree.Node): node is Tree.Element => tree.isElementNode(node);

function find(node: Tree.ParentNode, test: (element: Tree.Element) => boolean): Tree.Element | undefined {
  for (const child of node.childNodes) {
    if (!isElement(child)) continue;
    const found = test(child) ? child : find(child, test);
    if (found) return found;
  }
  return undefined;
}
const textOf = (node: Tree.Node): string => (tree.isTextNode(node) ? node.value : 'childNodes' in node ? node.childNodes.map(textOf).join('') : '');
const tidy = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim();

/** What the index takes of a page; undefined when the page is not meant to be found. */
export function readPage(html: string, path: string): IndexedPage | undefined {
  const main = find(parse(html), (element) => element.tagName === 'main');
  const kind = main && attribute(main, 'data-search');
  if (!main || kind === undefined) return undefined;
  const passages: TextPassage[] = [];
  const names: string[] = [];
  let title = '';
  let anchor = '';
  let words = '';
  let weight: 0 | 2 = 0;
  const close = () => {
    const text = tidy(words);
    if (text.replaceAll(seam, '')) passages.push([weight, anchor, text]);
    words = '';
  };
  const walk = (node: Tree.Node) => {
    if (tree.isTextNode(node)) {
      words += node.value;
      return;
    }
    if (!isElement(node)) return;
    const { tagName } = node;
    if (hasClass(node, 'cite')) {
      words += seam;
      return;
    }
    if (attribute(node, 'data-search-name') !== undefined) return void names.push(tidy(textOf(node)));
    if (unread.has(tagName) || attribute(node, 'hidden') !== undefined || attribute(node, 'data-search-skip') !== undefined) return;
    if (tagName === 'h1') return void (title = tidy(textOf(node)));
    const block = !inline.has(tagName);
    if (block || tagName === 'br') close();
    const before = { anchor, weight };
    const id = attribute(node, 'id');
    if (id) anchor = id;
    if (/^h[2-6]$|^summary$/.test(tagName) || hasClass(node, 'lede')) weight = 2;
    node.childNodes.forEach(walk);
    if (block) close();
    weight = before.weight;
    // What follows a heading stands under it; what follows a row does not.
    if (id && !/^h[2-6]$/.test(tagName)) anchor = before.anchor;
  };
  main.childNodes.forEach(walk);
  close();
  const region = attribute(main, 'data-search-region');
  return { path, title, names, kind, ...(region ? { region } : {}), passages };
}

/** Every traditional character that is not of the simplified set, and the simplified one it stands for, out of OpenCC's tables. */
export function traditionalCharacters(): Simplified {
  const simplified = simplifiedSet();
  const toSimplified = Converter({ from: 'tw', to: 'cn' });
  const pairs = new Map<string, string>();
  for (let code = 0x3400; code <= 0x9fff; code++) {
    const character = String.fromCharCode(code);
    if (simplified.has(character)) continue;
    const other = toSimplified(character);
    if (other !== character && other.length === 1) pairs.set(character, other);
  }
  // 薴 stands for 苧, and that for 苎: whichever is written, all come to one.
  for (const [character, other] of pairs) pairs.set(character, pairs.get(other) ?? other);
  return pairs;
}

/** The stations that have no page of their own, and the places that have no station, which the finder leads to theirs; those of counties apart, as they are few and looked for by name. */
function listedStations({ root, stations, entries }: Content): { ofCounties: IndexedPage[]; others: IndexedPage[] } {
  const divisions = new Map(readDivisions(root).map(({ code, name }) => [code, name]));
  const regions = entries.filter(({ kind }) => kind === 'regions');
  const listed = (code: string, title: string, path: string, above: string[]): { code: string; page: IndexedPage } => {
    const region = regions.find(({ data }) => code.startsWith(data['code'].replace(/00$/, '')));
    const place = above.map((one) => divisions.get(one) ?? '').reverse().join('');
    const names = code.length === 6 ? [divisions.get(code) ?? '', place] : [place];
    return { code, page: { path, title, names: names.filter((name) => name && name !== title), kind: 'stations', ...(region ? { region: region.id } : {}), passages: place ? [[0, '', place]] : [] } };
  };
  const served = new Set(stations.filter(({ data }) => isResponsible(data)).map(({ data }) => data.code));
  const counties = entries.flatMap(({ kind, data }) => (kind === 'regions' ? [data['code']] : []));
  const unserved = [...divisions].filter(([code]) => (code.length > 6 || (!code.endsWith('00') && !counties.includes(code))) && !served.has(code));
  const all = [
    ...stations.filter(({ data }) => !hasPage(data)).map(({ data }) => listed(data.code, data.name, stationPath({ ...data, page: false }).slice(1), divisionChain(data.code))),
    ...unserved.map(([code, name]) => listed(code, name, code.length === 6 ? `stations/area/${code}/` : `stations/${fragmentOf({ division: code })}`, divisionChain(code))),
  ];
  return { ofCounties: all.filter(({ code }) => code.length === 6).map(({ page }) => page), others: all.filter(({ code }) => code.length > 6).map(({ page }) => page) };
}

/** All that can be found on the site in `folder`, and what kinds and regions are called. */
export function readSite(folder: string, content: Content): { pages: IndexedPage[]; stations: IndexedPage[]; labels: Manifest['labels'] } {
  const pages = globSync('**/*.html', { cwd: folder }).flatMap((file) => {
    const path = file.replaceAll('\\', '/').replace(/index\.html$/, '');
    return readPage(readFileSync(join(folder, file), 'utf8'), path) ?? [];
  });
  const labels: Manifest['labels'] = {
    kinds: Object.fromEntries(order.map((kind) => [kind, kind === 'site' ? '本站说明' : kinds[kind].label])),
    regions: Object.fromEntries(content.entries.filter(({ kind }) => kind === 'regions').sort((a, b) => a.data['order'] - b.data['order']).map(({ id, data }) => [id, data['title']])),
  };
  const { ofCounties, others } = listedStations(content);
  return { pages: [...pages, ...ofCounties], stations: others, labels };
}

/** Indexes the site in `folder`; returns how many pages and stations, files and bytes. */
export function writeSearch(folder: string, content: Content): { pages: number; stations: number; files: number; bytes: number } {
  const { pages, stations, labels } = readSite(folder, content);
  const { manifest, files } = buildSearch(pages, stations, labels, traditionalCharacters());
  const written = [...files].map(([name, value]) => [name, JSON.stringify(value)] as const);
  const hash = createHash('sha256');
  for (const [name, text] of written) hash.update(`${name}\0${text}\0`);
  const release = hash.digest('hex').slice(0, 12);
  const index = join(folder, 'search', 'index');
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(index, name)), { recursive: true });
    writeFileSync(join(index, name), text);
  };
  for (const [name, text] of written) write(join(release, name), text);
  write(fileNames.manifest, JSON.stringify({ ...manifest, folder: release } satisfies Manifest));
  return { pages: pages.length, stations: stations.length, files: written.length + 1, bytes: written.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0) };
}
