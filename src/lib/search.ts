// The search: asks the files of the index what answers a query, and puts it in order. Knows no page and no browser.
import { Grams, common, lastNotAfter } from './grams.ts';
import type { Posting } from './postings.ts';
import { fileNames, namesInFile, searchVersion, type Body, type CollectionIndex, type Manifest, type NamesFile, type PageText, type TextsFile } from './search-files.ts';
import { nearness, soundMatch, soundNearness, type Readings } from './search-names.ts';
import { fold, readQuery, simplifiedSet, type Query, type Simplified } from './search-text.ts';
import { cutAround, fragmentTo, markAll, placeOf, type Run } from './snippet.ts';
import { bareQuery } from './place-names.ts';

/** Loads a file of the index by its name. */
export type LoadFile = (name: string) => Promise<unknown>;
export type Ask = { typed: string; kind?: string | undefined; region?: string | undefined; /** Results wanted. */ most: number };

/** How a result answers: it is called so, sounds so, holds the words in a row, holds all of them, is nearly called so, or holds pieces of them. */
export type How = 'name' | 'sound' | 'text' | 'words' | 'near' | 'pieces';
export type Hit = {
  /** The address under the site's base, with a fragment that opens it at the passage. */
  path: string;
  title: Run[];
  /** Another name by which it was found. */
  alias?: Run[];
  kind: string;
  region?: string;
  how: How;
  snippet: Run[];
};
export type Count = { id: string; label: string; count: number };
export type Facet = { all: number; counts: Count[] };
export type Answer = {
  hits: Hit[];
  /** Results in all, of the chosen kind and region. */
  total: number;
  /** Results that hold what was asked, in a row or all its words. */
  literal: number;
  /** Results of each kind in the chosen region, and of each region in the chosen kind; `all` counts those without one too. */
  kinds: Facet;
  regions: Facet;
  /** The query was longer than what was looked for. */
  cut: boolean;
  labels: Manifest['labels'];
};

/** What is looked for: the query, or what is `left` of it when the asking is taken away. */
type Wanted = { words: string[]; whole: string; quoted?: boolean; left?: boolean };
type Found = { body: Collection; page: number; how: How; tier: number; weight: number; wanted: Wanted; alias?: string; unsure?: boolean };
type Name = { name: string; folded: string };
type Text = PageText & { simplified: Simplified };

/** The order of the results; within one, by weight, sources last, and by the order of the index. */
const tiers = { nameIs: 10, aliasIs: 9, soundIs: 8, nameHolds: 7, aliasHolds: 6, soundBegins: 5, text: 4, words: 3, soundHolds: 2, near: 1, pieces: 0 };
/** With fewer answers than these, pieces of the query are looked for too. */
const enough = 10;
const mostPieces = 20;
const mostNamed = 100;
/** But what stands in so few files is looked at all the same. */
const mostNameFiles = 2;
/** Nothing longer is taken for a name typed wrongly; that of a village or station is shorter still. */
const longestName = 40;
const longestPlace = 14;
const mostNear = 5;
/** Least likeness of a name that is offered in the place of what was typed. */
const leastNearness = 0.6;
const askedAbout = /站|服务中心|事务局|[镇乡村]|街道|社区|农场|开发区/u;
/** From here on a name is what was typed but for a slip; below, it is only a part of it. */
const slipOnly = 0.76;
/** Nothing longer is taken for two words without a blank. */
const longestPair = 12;
/** What people go on saying for what the laws, and so the pages, call otherwise. */
const spoken = (word: string) => word.replaceAll('退伍', '退役');
/** Words that ask and are in no answer. */
const asking = /怎么样?(办理?)?|怎样|如何|什么|[在到去]?哪[里儿]|哪些|哪个|请问|多少|为什么|我想|我要|可不可以|可以|能不能|需要|有没有|申请|办理|领取|加入|参加|[吗呢的是谁我他她]/gu;

class Collection {
  readonly body: Body;
  readonly grams: Grams;
  readonly size: number;
  #index: CollectionIndex;
  #load: LoadFile;
  #texts = new Map<number, Promise<Text[]>>();
  #named = new Map<number, Promise<{ names: Name[][]; readings: Readings }>>();

  constructor(body: Body, index: CollectionIndex, load: LoadFile) {
    this.body = body;
    this.#index = index;
    this.#load = load;
    this.size = index.ranges.reduce((sum, { count }) => sum + count, 0);
    this.grams = new Grams(index.grams, (number) => load(fileNames.grams(body, number)));
  }

  /** What it says of a page that it holds something, the more the fewer do. */
  worth(pages: number): number {
    return Math.log((this.size + 1) / (pages + 0.5));
  }
  /** The kind and region of a page. */
  placeOf(page: number): { kind: string; region?: string } {
    let left = page;
    for (const range of this.#index.ranges) {
      if (left < range.count) return range;
      left -= range.count;
    }
    throw new Error(`no page ${page}`);
  }
  async text(page: number): Promise<Text> {
    const number = lastNotAfter(this.#index.texts, page);
    const first = this.#index.texts[number]!;
    const pages = await once(this.#texts, number, async () => readTexts(await this.#load(fileNames.texts(this.body, number)), (this.#index.texts[number + 1] ?? this.size) - first));
    return pages[page - first]!;
  }
  #names(number: number): Promise<{ names: Name[][]; readings: Readings }> {
    return once(this.#named, number, async () => readNames(await this.#load(fileNames.names(this.body, number)), Math.min(namesInFile, this.size - number * namesInFile)));
  }
  /** The names of some pages, the title first. */
  async namesOf(pages: number[]): Promise<Map<number, Name[]>> {
    const numbers = [...new Set(pages.map((page) => Math.floor(page / namesInFile)))];
    const files = new Map(await Promise.all(numbers.map(async (number) => [number, (await this.#names(number)).names] as const)));
    return new Map(pages.map((page) => [page, files.get(Math.floor(page / namesInFile))![page % namesInFile]!]));
  }
  /** Every page's names, and how their characters may be read. */
  async allNames(): Promise<{ page: number; names: Name[]; readings: Readings }[]> {
    const files = await Promise.all(Array.from({ length: Math.ceil(this.size / namesInFile) }, (_, number) => this.#names(number)));
    return files.flatMap(({ names, readings }, number) => names.map((own, i) => ({ page: number * namesInFile + i, names: own, readings })));
  }
}

/** Keeps what has been read under its key; what failed is read anew the next time. */
function once<K, V>(read: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  let value = read.get(key);
  if (!value) {
    read.set(key, (value = make()));
    value.catch(() => read.delete(key));
  }
  return value;
}

/** A table of texts; throws when the file is none, as a page of the host's. */
function tableOf(file: unknown): Map<string, string> {
  const table = typeof file === 'object' && file !== null && !Array.isArray(file) ? Object.entries(file) : undefined;
  if (!table?.every(([, text]) => typeof text === 'string')) throw new Error('not a table');
  return new Map(table as [string, string][]);
}

function readTexts(file: unknown, count: number): Text[] {
  const { pages, traditional = {} } = (file ?? {}) as Partial<TextsFile>;
  if (!Array.isArray(pages) || pages.length !== count) throw new Error('not a file of texts');
  const simplified = tableOf(traditional);
  return pages.map((page) => ({ ...page, simplified }));
}

function readNames(file: unknown, count: number): { names: Name[][]; readings: Readings } {
  const { names, readings, traditional = {} } = (file ?? {}) as Partial<NamesFile>;
  if (!Array.isArray(names) || names.length !== count) throw new Error('not a file of names');
  const simplified = tableOf(traditional);
  return {
    names: names.map((own) => own.map((name) => ({ name, folded: fold(name, simplified).text }))),
    readings: new Map([...tableOf(readings)].map(([character, all]) => [character, all.split(' ')])),
  };
}

export class Search {
  readonly manifest: Manifest;
  #load: LoadFile;
  #pages: Collection;
  #stations: Collection;
  #simple = simplifiedSet();
  #traditional: Promise<Simplified> | undefined;

  /** `load` fetches a file of the manifest's folder; throws when the manifest is none that this code can read. */
  constructor(manifest: unknown, load: LoadFile) {
    const { v, pages, stations } = (manifest ?? {}) as Manifest;
    if (v !== searchVersion || !pages || !stations) throw new Error('not an index of this release');
    this.manifest = manifest as Manifest;
    this.#load = load;
    this.#pages = new Collection('pages', pages, load);
    this.#stations = new Collection('stations', stations, load);
  }

  /** Answers a query; rejects when a file of the index cannot be had. */
  async ask({ typed, kind, region, most }: Ask): Promise<Answer> {
    const simplified = await this.#simplifiedFor(typed);
    const query = readQuery(typed, simplified);
    const wrong = new Set<string>();
    for (;;) {
      const found = new Finds(wrong);
      if (query.whole) await this.#find(query, kind === 'stations', found);
      const all = found.inOrder();
      const kinds = all.filter((one) => !region || one.body.placeOf(one.page).region === region);
      const regions = all.filter((one) => !kind || one.body.placeOf(one.page).kind === kind);
      const chosen = kinds.filter((one) => !kind || one.body.placeOf(one.page).kind === kind);
      const { hits, failed } = await this.#show(chosen, most);
      // A page that does not hold the words in a row may still hold each of them, and others may stand in for it.
      if (failed.length > 0) {
        for (const one of failed) wrong.add(claimOf(one));
        continue;
      }
      return {
        hits,
        total: chosen.length,
        literal: chosen.filter(({ how }) => how !== 'near' && how !== 'pieces').length,
        kinds: this.#count(kinds, 'kind'),
        regions: this.#count(regions, 'region'),
        cut: query.cut,
        labels: this.manifest.labels,
      };
    }
  }

  /** The table of traditional characters, when the query may have some. */
  async #simplifiedFor(typed: string): Promise<Simplified | undefined> {
    if (![...typed.slice(0, 2000)].some((character) => /\p{Script=Han}/u.test(character) && !this.#simple.has(character))) return undefined;
    this.#traditional ??= this.#load(fileNames.traditional).then(tableOf);
    this.#traditional.catch(() => (this.#traditional = undefined));
    return this.#traditional;
  }

  async #find(query: Query, stationsAsked: boolean, found: Finds) {
    // A name may also be half put into characters, "张xiangwen", or written with its tones, "mǎ lìfēng".
    const plain = query.whole.normalize('NFD').replace(/[\u0300\u0301\u0304\u030c]/g, '').normalize('NFC');
    const letters = !query.quoted && /^[a-zü\p{Script=Han}]{2,40}$/u.test(plain) && /[a-zü]/.test(plain) ? plain : undefined;
    await this.#literal(this.#pages, query, found);
    if (letters) await this.#sounding(this.#pages, letters, found);
    // Stations by the thousand are looked at when the query is about places, or nothing else is left.
    if (stationsAsked || askedAbout.test(query.whole) || found.size < 3) {
      await this.#literal(this.#stations, query, found);
      if (letters && (stationsAsked || found.size === 0)) await this.#sounding(this.#stations, letters, found);
    }
    if (query.quoted || found.size >= (letters ? 1 : enough)) return;
    // What is left when the asking is taken away.
    const left = query.words.flatMap((word) => word.split(asking)).filter((word) => word && !/^(办理?|样)$/.test(word));
    const meant = left.map(spoken);
    const asked = left.length > 0 && meant.join() !== query.words.join();
    if (asked) {
      const without: Wanted = { words: meant, whole: meant.join(''), left: true };
      await this.#literal(this.#pages, without, found);
      if (stationsAsked || askedAbout.test(without.whole)) await this.#literal(this.#stations, without, found);
    }
    const words = asked ? left : query.words;
    const whole = words.join('');
    const answered = found.answers(this.#pages);
    const slips = !letters && !answered && whole.length <= longestName ? await this.#near(this.#pages, whole) : [];
    const slipped = slips.some(({ weight }) => weight >= slipOnly);
    const hasName = slips.some(({ wanted }) => wanted.whole.length > 2 && whole.includes(wanted.whole));
    if (!letters && !answered && (!slipped || hasName) && words.length === 1) {
      await this.#inTwo(this.#pages, meant.join(''), asked, found);
      if (found.size < 3 || askedAbout.test(whole)) await this.#inTwo(this.#stations, meant.join(''), asked, found);
    }
    if (letters && found.size === 0) for (const one of await this.#nearlySounding(this.#pages, letters)) found.add(one);
    if (slipped || found.size === 0) for (const one of slips) found.add(one);
    if (found.size === 0 && !letters && whole.length <= longestPlace) for (const one of await this.#near(this.#stations, whole)) found.add(one);
    if (found.size < enough) await this.#pieces({ words, whole, left: asked }, found);
  }

  /** Pages that hold the query in a row, or all its words. */
  async #literal(body: Collection, wanted: Wanted, found: Finds) {
    const { words, whole, quoted } = wanted;
    const { postings, sure } = await body.grams.holding(whole);
    await this.#named(body, postings, wanted, sure, found);
    if (words.length > 1) await this.#holdingAll(body, wanted, found);
    // "古田镇服务站" is the station of 古田镇, whatever it is called in full.
    const own = bareQuery(whole);
    if (quoted || own === whole || own.length < 2) return;
    const called = (await body.grams.holding(own)).postings;
    const stations = called.filter(({ page, weight }) => weight === 3 && body.placeOf(page).kind === 'stations').map(({ page }) => page);
    for (const [page, names] of await body.namesOf(stations.length > mostNamed ? [] : stations)) {
      const [title, ...places] = names.map(({ folded }) => folded);
      if (title!.startsWith(own) || places.some((place) => place.endsWith(own))) found.add({ body, page, how: 'name', tier: tiers.nameHolds, weight: 3, wanted });
    }
  }
  async #holdingAll(body: Collection, wanted: Wanted, found: Finds) {
    const all = await Promise.all(wanted.words.map((word) => body.grams.holding(word)));
    const unsure = all.some(({ sure }) => !sure);
    // One word in the title says more about a page than two in its headings, and a rare word more than one that stands everywhere.
    const weighed = all.map(({ postings }) => postings.map(({ page, weight }) => ({ page, weight: (weight === 3 ? 6 : weight + 0.5) * body.worth(postings.length) })));
    for (const { page, weight } of weighed.reduce((a, b) => common(a, b, (one, other) => one + other))) found.add({ body, page, how: 'words', tier: tiers.words, weight, wanted, unsure });
  }
  /** Adds pages that hold a text, those called so first. */
  async #named(body: Collection, postings: Posting[], wanted: Wanted, sure: boolean, found: Finds) {
    const { whole } = wanted;
    const inNames = postings.filter(({ weight }) => weight === 3).map(({ page }) => page);
    // Of a thousand pages called so, none is it.
    const many = inNames.length > mostNamed && new Set(inNames.map((page) => Math.floor(page / namesInFile))).size > mostNameFiles;
    const names = await body.namesOf(many ? [] : inNames);
    for (const { page, weight } of postings) {
      const [title, ...others] = names.get(page) ?? [];
      const of = (tier: number, alias?: string) => found.add({ body, page, how: tier === tiers.text ? 'text' : 'name', tier, weight, wanted, ...(alias ? { alias } : {}), ...(tier === tiers.text ? { unsure: !sure } : {}) });
      const alias = others.find(({ folded }) => folded === whole);
      const part = others.find(({ folded }) => folded.includes(whole));
      // A document is named after what it is about, and seldom what is looked for, unless that is most of its name or what it ends in.
      const document = body.placeOf(page).kind === 'sources';
      const about = document && title && !title.folded.endsWith(whole) && 2 * whole.length < title.folded.length;
      if (title?.folded === whole) of(tiers.nameIs);
      // Of two that are also called so, it is rather the one whose title says it.
      else if (alias) of(tiers.aliasIs + (title?.folded.includes(whole) ? 0.5 : 0), alias.name);
      else if (title?.folded.includes(whole) && !about) of(document ? tiers.aliasHolds - 0.5 : title.folded.startsWith(whole) ? tiers.nameHolds : tiers.nameHolds - 0.5);
      // A village is not what its county is called.
      else if (part && (body.body === 'pages' || part.folded.endsWith(whole))) of(tiers.aliasHolds + (part.folded.endsWith(whole) ? 0.2 : 0), part.name);
      // What asking stood between is not one run.
      else if (!wanted.left || wanted.words.length === 1) of(tiers.text);
    }
  }
  /** Pages that hold what was typed in two parts, as most people write no blanks: "赤壁招聘". */
  async #inTwo(body: Collection, typed: string, asked: boolean, found: Finds) {
    const text = body.body === 'stations' ? bareQuery(typed) : typed;
    if (text.length < 4 || text.length > longestPair) return;
    await Promise.all(
      Array.from({ length: text.length - 3 }, async (_, i) => {
        const words = [text.slice(0, i + 2), text.slice(i + 2)] as [string, string];
        if (body.body === 'pages') return this.#holdingAll(body, { words, whole: text, left: asked }, found);
        // Of places it is the one called so, in the one above it: "长汀濯田镇".
        const [above, own] = await Promise.all(words.map((word) => body.grams.holding(word)));
        const both = common(above!.postings, own!.postings, Math.min).filter(({ weight }) => weight === 3);
        const names = await body.namesOf(both.length > mostNamed ? [] : both.map(({ page }) => page));
        for (const [page, [title, ...places]] of names)
          if (places.some(({ folded }) => folded.includes(words[0])) && (title!.folded.startsWith(words[1]) || places.some(({ folded }) => folded.endsWith(words[1])))) found.add({ body, page, how: 'words', tier: tiers.words, weight: title!.folded.startsWith(words[1]) ? 2 : 1, wanted: { words, whole: text, left: asked } });
      }),
    );
  }
  async #sounding(body: Collection, letters: string, found: Finds) {
    for (const { page, names, readings } of await body.allNames()) {
      const [best] = names.map(({ name, folded }, i) => ({ name, i, match: soundMatch(letters, folded, readings) })).sort((a, b) => b.match - a.match || a.i - b.i);
      if (!best || best.match === 0) continue;
      found.add({ body, page, how: 'sound', tier: [0, tiers.soundHolds, tiers.soundBegins, tiers.soundIs][best.match]!, weight: best.i === 0 ? 1 : 0, wanted: { words: [letters], whole: letters }, ...(best.i > 0 ? { alias: best.name } : {}) });
    }
  }
  /** Pages whose name is nearly what was typed, the nearest first. */
  async #near(body: Collection, typed: string): Promise<Found[]> {
    const sounds = await this.#sounds();
    return this.#nearest(body, await body.allNames(), (folded) => nearness(typed, folded, sounds));
  }
  /** Pages whose name is read nearly as the letters that were typed. */
  async #nearlySounding(body: Collection, letters: string): Promise<Found[]> {
    return this.#nearest(body, await body.allNames(), (folded, readings) => soundNearness(letters, folded, readings));
  }
  #nearest(body: Collection, all: { page: number; names: Name[]; readings: Readings }[], score: (folded: string, readings: Readings) => number): Found[] {
    const near: { page: number; name: string; folded: string; first: boolean; score: number; title: number }[] = [];
    for (const { page, names, readings } of all) {
      const scores = names.map(({ name, folded }, i) => ({ page, name, folded, first: i === 0, score: score(folded, readings) }));
      const title = scores[0]!.score;
      const [best] = scores.sort((a, b) => b.score - a.score);
      if (best!.score >= leastNearness) near.push({ ...best!, title });
    }
    near.sort((a, b) => b.score - a.score || b.title - a.title || a.page - b.page);
    return near.slice(0, mostNear).map(({ page, name, folded, first, score, title }) => ({ body, page, how: 'near', tier: tiers.near, weight: score + title / 1000, wanted: { words: [folded], whole: folded }, ...(first ? {} : { alias: name }) }));
  }
  #soundsOpen: Promise<Readings> | undefined;
  /** How the characters of the simplified set are read. */
  #sounds(): Promise<Readings> {
    this.#soundsOpen ??= this.#load(fileNames.sounds).then((file) => {
      const readings: Readings = new Map();
      for (const [reading, characters] of tableOf(file)) for (const character of characters) readings.set(character, [...(readings.get(character) ?? []), reading]);
      return readings;
    });
    this.#soundsOpen.catch(() => (this.#soundsOpen = undefined));
    return this.#soundsOpen;
  }

  /** Pages that hold pieces of two characters, the rarer the better. */
  async #pieces(wanted: Wanted, found: Finds) {
    const body = this.#pages;
    const pairs = (await Promise.all(wanted.words.map((word) => body.grams.pieces(word)))).flat();
    // When not even two of them stand together anywhere, single ones have to do: that is a name with a wrong character in its middle.
    const alone = found.size === 0 && pairs.every(({ postings }) => postings.length === 0) && wanted.whole.length <= longestPair ? [...new Set(wanted.whole)] : [];
    const pieces = alone.length ? await Promise.all(alone.map(async (gram) => ({ gram, postings: await body.grams.pagesOf(gram) }))) : pairs;
    const worth = ({ postings }: { postings: Posting[] }) => body.worth(postings.length);
    const known = pieces.filter(({ postings }) => postings.length > 0);
    const most = known.reduce((sum, piece) => sum + worth(piece), 0);
    const scores = new Map<number, number>();
    for (const piece of known) for (const { page, weight } of piece.postings) scores.set(page, (scores.get(page) ?? 0) + worth(piece) * (weight === 3 ? 2 : weight === 2 ? 1.3 : 1));
    const ranked = [...scores].filter(([page, score]) => score >= 0.25 * most && !found.has(body, page)).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    for (const [page, score] of ranked.slice(0, mostPieces)) found.add({ body, page, how: 'pieces', tier: tiers.pieces, weight: score, wanted });
  }

  #count(all: Found[], by: 'kind' | 'region'): Facet {
    const counts = new Map<string, number>();
    for (const one of all) {
      const id = one.body.placeOf(one.page)[by];
      if (id) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return { all: all.length, counts: Object.entries(this.manifest.labels[`${by}s`]).flatMap(([id, label]) => (counts.has(id) ? [{ id, label, count: counts.get(id)! }] : [])) };
  }

  /** The first results with their words, and those that do not hold what the index thought they might. */
  async #show(all: Found[], most: number): Promise<{ hits: Hit[]; failed: Found[] }> {
    const hits: Hit[] = [];
    const failed: Found[] = [];
    for (let from = 0; hits.length < most && from < all.length; ) {
      const next = all.slice(from, from + most - hits.length);
      from += next.length;
      const read = await Promise.all(next.map(async ({ body, page, unsure }) => ({ text: await body.text(page), names: unsure ? (await body.namesOf([page])).get(page)! : [] })));
      for (const [i, one] of next.entries()) {
        const { text, names } = read[i]!;
        const hit = showHit(one, text, names);
        if (hit) hits.push(hit);
        else failed.push(one);
      }
    }
    return { hits, failed };
  }
}

/** What a find claims that may turn out wrong: that this page holds these words so. */
const claimOf = ({ body, page, how, wanted }: Found) => `${body.body} ${page} ${how} ${wanted.words.join(' ')}`;

/** What was found, each page once, in its best place. */
class Finds {
  #best = new Map<string, Found>();
  #wrong: ReadonlySet<string>;
  /** `wrong` are the claims that turned out wrong before. */
  constructor(wrong: ReadonlySet<string>) {
    this.#wrong = wrong;
  }
  get size() {
    return this.#best.size;
  }
  /** Whether a page of a body holds the query as it was typed. */
  answers(body: Collection) {
    return [...this.#best.values()].some((one) => one.body === body && !one.wanted.left);
  }
  has(body: Collection, page: number) {
    return this.#best.has(`${body.body} ${page}`);
  }
  add(found: Found) {
    if (found.unsure && this.#wrong.has(claimOf(found))) return;
    // However well a page answers what is left of a query, those that hold all of it come first.
    const one = found.wanted.left && found.tier > tiers.soundHolds ? { ...found, tier: tiers.soundHolds + found.tier / (tiers.nameIs + 1) } : found;
    const key = `${one.body.body} ${one.page}`;
    const best = this.#best.get(key);
    if (!best || one.tier > best.tier) this.#best.set(key, one);
  }
  inOrder(): Found[] {
    const last = (one: Found) => Number(one.body.placeOf(one.page).kind === 'sources');
    const body = (one: Found) => Number(one.body.body === 'stations');
    // Who asks how something is done is answered by a guide.
    const weight = (one: Found) => one.weight * (one.wanted.left && one.how === 'words' && one.body.placeOf(one.page).kind === 'guides' ? 1.5 : 1);
    return [...this.#best.values()].sort((a, b) => b.tier - a.tier || last(a) - last(b) || body(a) - body(b) || weight(b) - weight(a) || a.page - b.page);
  }
}

/** A result as it is shown; undefined when the page does not hold what it should. `names` are looked into when that is not sure. */
function showHit({ body, page, how, alias, unsure, wanted: { words, whole } }: Found, { path, title, passages, simplified }: Text, names: Name[]): Hit | undefined {
  const pieces = () => words.flatMap((word) => Array.from({ length: Math.max(1, word.length - 1) }, (_, at) => word.slice(at, at + 2)));
  const wanted = how === 'pieces' ? pieces() : how === 'words' ? words : [whole];
  const all = [title, ...passages.map(([, , text]) => text)].map((text) => fold(text, simplified).text);
  const holds = (word: string) => all.some((text) => text.includes(word)) || names.some(({ folded }) => folded.includes(word));
  if (unsure && !wanted.every(holds)) return undefined;
  const best = how === 'sound' ? undefined : bestPassage(all.slice(1), wanted, how);
  const { kind, region } = body.placeOf(page);
  const hit = { title: markAll(title, wanted, simplified), kind, how, ...(region ? { region } : {}), ...(alias && ![title, passages[0]?.[2]].some((text) => text?.includes(alias)) ? { alias: markAll(alias, wanted, simplified) } : {}) };
  if (!best) return { ...hit, path, snippet: markAll(beginning(passages[0]?.[2] ?? '', 80), [], simplified) };
  const [weight, anchor, text] = passages[best.passage]!;
  const place = placeOf(best.word, text, simplified)!;
  // A heading alone says little.
  const after = weight === 2 && text.length < 20 ? beginning(passages[best.passage + 1]?.[2] ?? '', 60) : undefined;
  const excerpt = cutAround(text, place) + (after ? `　${after}` : '');
  return { ...hit, path: body.body === 'stations' ? path : path + fragmentTo(anchor, text, place), snippet: markAll(excerpt, wanted, simplified) };
}

/** So many characters of a text, none of them cut in two. */
const beginning = (text: string, length: number) => [...text.slice(0, 2 * length)].slice(0, length).join('');

/** The passage that holds most of what is wanted, and the first of it there. */
function bestPassage(passages: string[], wanted: string[], how: How): { passage: number; word: string } | undefined {
  let best: { passage: number; word: string; count: number } | undefined;
  for (const [passage, text] of passages.entries()) {
    const held = wanted.filter((word) => text.includes(word));
    if (held.length > (best?.count ?? 0)) best = { passage, word: held[0]!, count: held.length };
    if (best && (how === 'text' || best.count === wanted.length)) break;
  }
  return best;
}
