// Measures ways to search Chinese pages on a static host: ours, Pagefind, MiniSearch.
// usage: npm run bench:search [-- --sizes 0,1000,10000]; 0 is the built site with its stations, other numbers are invented stories.
// Each way is built in a process of its own, so that its peak memory is its own; then all answer the same queries in a browser, over loopback HTTP.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { readContent } from '../src/lib/content.ts';
import { bareQuery } from '../src/lib/place-names.ts';
import type { IndexedPage } from '../src/lib/search-build.ts';
import { Search } from '../src/lib/search.ts';
import { fold } from '../src/lib/search-text.ts';
import { launchBrowser } from '../tests/browser/serve.ts';
import { readSite, traditionalCharacters } from '../tools/search-index.ts';
import { kilobytes, mean, megabytes, quantile, table } from './figures.ts';
import { compressed, startHost } from './host.ts';
import { benchFolder, installPackages } from './national-set.ts';
import type { Opened } from './search-page.ts';
import { PlainScan, queriesOf, shuffled, type Query } from './search-queries.ts';
import { syntheticStories, withoutSeams, type SearchSet } from './search-sets.ts';
import { folderFor, packages, ways, writeBundle } from './search-ways.ts';

const { values: options } = parseArgs({ options: { sizes: { type: 'string', default: '0,1000,10000' }, ways: { type: 'string', default: Object.keys(ways).join() }, build: { type: 'string' } } });
const sizes = options.sizes.split(',').map(Number);
const names = options.ways.split(',');

/** What ours must keep, besides every answer being right, or the benchmark fails. */
const limits = { peakMB: 4096 };
const buildLimitS = 360;
/** Of each kind of cut: queries that every way answers; on a set of invented stories ours answers more, on the site all there are. */
const asked = 300;
const askedOfOurs = 1000;
/** Searches in a page just opened, at most, and for how long. */
const freshPages = 100;
const freshS = 60;

const root = join(import.meta.dirname, '..');
const folderOf = (size: number, name: string) => folderFor('search', String(size), name);
const setFile = (size: number) => join(benchFolder, 'search', String(size), 'set.json');
const readSet = (size: number): SearchSet => JSON.parse(readFileSync(setFile(size), 'utf8'));
const filesOf = (folder: string) => globSync('**/*', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile() && !entry.name.endsWith('.br')).map((entry) => join(entry.parentPath, entry.name));

type Built = { failed?: string; seconds: number; peakMB: number; childPeakMB: number; files: number; rawBytes: number; compressedBytes: number };

/** The most memory that processes started by this one took so far, in MB, where the system tells (Linux). */
function childPeakMB(): number {
  try {
    const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    return Math.max(0, ...children.map((child) => Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${child}/status`, 'utf8'))?.[1] ?? 0) / 1024));
  } catch {
    return 0;
  }
}

/** In a process of its own: builds one way's files and tells what that took. Compressing is not counted, as it is the same for all. */
async function build(name: string, size: number): Promise<void> {
  const set = readSet(size);
  const way = ways[name]!;
  const folder = folderOf(size, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let child = 0;
  const look = setInterval(() => (child = Math.max(child, childPeakMB())), 50);
  const start = performance.now();
  // A way that works in a process of its own would live on when this one is stopped from outside.
  const late = new Promise<'late'>((done) => setTimeout(() => done('late'), buildLimitS * 1000).unref());
  const outcome = await Promise.race([way.write(set, folder).then(() => undefined, (error: Error) => error.message), late]);
  const seconds = (performance.now() - start) / 1000;
  const peakMB = process.resourceUsage().maxRSS / 1024;
  child = Math.max(child, childPeakMB());
  clearInterval(look);
  const built: Built = { ...(outcome && { failed: outcome === 'late' ? `stopped after ${buildLimitS} s` : outcome }), seconds, peakMB, childPeakMB: child, files: 0, rawBytes: 0, compressedBytes: 0 };
  if (!outcome) {
    await way.addCode?.(folder);
    for (const path of filesOf(folder)) {
      const file = path.slice(folder.length + 1);
      const body = readFileSync(path);
      const small = way.isPacked(file) ? body : compressed(body);
      if (!way.isPacked(file)) writeFileSync(`${path}.br`, small);
      if (way.isCode(file)) continue;
      built.files++;
      built.rawBytes += body.length;
      built.compressedBytes += small.length;
    }
  }
  writeFileSync(`${folder}.built.json`, JSON.stringify(built));
  process.exit(0);
}

function buildApart(name: string, size: number): Built {
  const told = `${folderOf(size, name)}.built.json`;
  rmSync(told, { force: true });
  const { status, signal } = spawnSync(process.execPath, ['--max-old-space-size=4096', import.meta.filename, '--sizes', String(size), '--build', name], { stdio: 'inherit', timeout: (buildLimitS + 120) * 1000, killSignal: 'SIGKILL' });
  if (existsSync(told)) return JSON.parse(readFileSync(told, 'utf8'));
  return { failed: signal ? `killed (${signal})` : `ended with ${status}`, seconds: 0, peakMB: 0, childPeakMB: 0, files: 0, rawBytes: 0, compressedBytes: 0 };
}

/** How good the results of one query are. */
type Judged = {
  query: Query;
  /** The page that the query was cut out of is among all results. */
  recalled: boolean;
  /** Every page that holds it is. */
  complete: boolean;
  /** Of the first ten, how many hold it, and how many could. */
  literal: number;
  possible: number;
  /** No result that does not hold it stands before one that does. */
  literalFirst: boolean;
  wrong?: { missing: number[]; before: number | undefined };
};

function judge(query: Query, all: number[], pages: number, truth: Set<number>): Judged {
  const found = new Set(all);
  // Stations are not asked for by every query; those that hold it count when they are shown, and are not missed when not.
  const missing = [...truth].filter((record) => record < pages && !found.has(record));
  const possible = Math.min(10, [...truth].filter((record) => record < pages).length);
  const firstTen = all.slice(0, 10);
  const firstOther = all.findIndex((record) => !truth.has(record));
  const literalFirst = firstOther < 0 || !all.slice(firstOther).some((record) => truth.has(record));
  return {
    query,
    recalled: found.has(query.page),
    complete: missing.length === 0,
    literal: Math.min(possible, firstTen.filter((record) => truth.has(record)).length),
    possible,
    literalFirst,
    ...((missing.length > 0 || !literalFirst) && { wrong: { missing, before: literalFirst ? undefined : all[firstOther] } }),
  };
}

/** Letters are read as sounds too, and a name that sounds so may stand before a text; "古田镇服务站" is the station of 古田镇 before it is a text. */
function isMeantFirst(typed: string, { kind, title }: IndexedPage): boolean {
  const whole = fold(typed).text;
  const own = bareQuery(typed);
  return /^[a-zü]{2,}$/.test(whole) || (own !== whole && kind === 'stations' && fold(title).text.startsWith(own));
}

const percent = (share: number) => (share === 1 ? '100 %' : `${(Math.floor(share * 1e4) / 100).toFixed(2)} %`);
const share = (list: Judged[], good: (one: Judged) => boolean) => percent(list.filter(good).length / list.length);
function qualityRow(title: string, judged: Judged[]): string[] {
  const both = (measure: (list: Judged[]) => string) => (['words', 'anywhere'] as const).map((cut) => measure(judged.filter(({ query }) => query.cut === cut))).join(' / ');
  return [
    title,
    both((list) => String(list.length)),
    both((list) => share(list, ({ recalled }) => recalled)),
    both((list) => share(list, ({ complete }) => complete)),
    both((list) => percent(list.reduce((sum, { literal }) => sum + literal, 0) / list.reduce((sum, { possible }) => sum + possible, 0))),
    both((list) => share(list, ({ literalFirst }) => literalFirst)),
  ];
}

type Sent = { requests: number; bytes: number; codeBytes: number };
type Timed = { openMs: number; first: Sent; firstMs: number; second: Sent; secondMs: number };
type Stage = { openers: Record<string, (base: string) => Promise<Opened>>; way: Opened };

/** Opens a way in a new page; the milliseconds are the browser's own. */
async function open(page: Page, host: string, name: string): Promise<number> {
  await page.goto(`${host}blank.html`);
  // As text, since what runs in the page is no module of this process.
  await page.evaluate(`import('/page.js').then((part) => void Object.assign(window, { openers: part.openers }))`);
  return page.evaluate(
    async ([name, base]) => {
      const stage = window as unknown as Stage;
      const start = performance.now();
      stage.way = await stage.openers[name]!(base);
      return performance.now() - start;
    },
    [name, `${host}${name}/`] as const,
  );
}
const timedAsk = (page: Page, typed: string) =>
  page.evaluate(async (typed) => {
    const start = performance.now();
    await (window as unknown as Stage).way.firstTen(typed);
    return performance.now() - start;
  }, typed);

/** Answers of a way to all queries, as records by number. */
async function answers(page: Page, queries: Query[], recordOf: (result: string) => number): Promise<number[][]> {
  const list: number[][] = [];
  for (const { typed } of queries) list.push((await page.evaluate((typed) => (window as unknown as Stage).way.all(typed), typed)).map(recordOf));
  return list;
}

async function measure(size: number): Promise<boolean> {
  const set = readSet(size);
  const records = [...set.pages, ...set.stations];
  const simplified = traditionalCharacters();
  const scan = new PlainScan(records, simplified);
  const every = queriesOf(set.pages);
  const sampleOf = (cut: Query['cut'], most: number) => shuffled(every.filter((query) => query.cut === cut), 3).slice(0, most);
  const sample = [...sampleOf('words', asked), ...sampleOf('anywhere', asked)];
  const oursAsked = size === 0 ? every : [...sampleOf('words', askedOfOurs), ...sampleOf('anywhere', askedOfOurs)];
  const characters = set.pages.reduce((sum, { passages }) => sum + passages.reduce((length, [, , text]) => length + withoutSeams(text).length, 0), 0);
  console.log(`\n## ${size === 0 ? `The built site: ${set.pages.length} pages and ${set.stations.length} stations of the lists, for every way` : `${size} invented stories`}, ${(characters / 1e6).toFixed(2)} million characters\n`);

  const tell = (what: string) => process.stderr.write(`▸ ${size}: ${what}\n`);
  const built = new Map(
    names.map((name) => {
      tell(`building ${name}`);
      return [name, buildApart(name, size)];
    }),
  );
  const ours = built.get('ours');
  console.log(
    table(
      ['way', 'index s', 'time to ours', 'peak MB', 'MB raw', 'MB brotli', 'index files'],
      names.map((name) => {
        const { failed, seconds, peakMB, childPeakMB, files, rawBytes, compressedBytes } = built.get(name)!;
        const memory = childPeakMB ? `${childPeakMB.toFixed(0)} (binary) + ${peakMB.toFixed(0)} (Node)` : peakMB.toFixed(0);
        if (failed) return [ways[name]!.title, failed, '', memory, '', '', ''];
        return [ways[name]!.title, seconds.toFixed(1), ours ? (seconds / ours.seconds).toFixed(2) : '', memory, megabytes(rawBytes), megabytes(compressedBytes), String(files)];
      }),
    ),
  );

  const quality: string[][] = [];
  let kept = true;
  if (ours) {
    const folder = folderOf(size, 'ours');
    const read = new Map<string, unknown>();
    const load = async (name: string) => {
      if (!read.has(name)) read.set(name, JSON.parse(readFileSync(join(folder, name), 'utf8')));
      return read.get(name);
    };
    const search = new Search(await load('manifest.json'), load);
    const recordOf = ways['ours']!.recordOf(records, folder);
    tell(`asking ours ${oursAsked.length} queries`);
    const start = performance.now();
    const judged: Judged[] = [];
    for (const query of oursAsked) judged.push(judge(query, (await search.ask({ typed: query.typed, most: Infinity })).hits.map(({ path }) => recordOf(path)), set.pages.length, scan.holding(query.typed)));
    quality.push(qualityRow(`ours, ${size === 0 ? 'all of 1,000 passages' : 'a larger sample'}`, judged));
    const wrong = judged.filter((one) => one.wrong);
    const bugs = wrong.filter(({ query: { typed }, wrong }) => wrong!.missing.length > 0 || !isMeantFirst(typed, records[wrong!.before!]!));
    kept = built.get('ours')!.peakMB <= limits.peakMB && bugs.length === 0;
    console.log(`\nOurs answered ${judged.length} queries of ${every.length} with all their results in ${((performance.now() - start) / 1000).toFixed(0)} s, in this process. ${bugs.length} answers are wrong; in ${wrong.length - bugs.length} something that sounds so, or the station meant, is first on purpose.`);
    if (bugs.length) writeFileSync(`${folder}.wrong.json`, JSON.stringify(bugs, undefined, 1));
    for (const { query, wrong } of bugs.slice(0, 10))
      console.log(`- “${query.typed}” ${wrong!.missing.length ? `misses ${wrong!.missing.length}, as ${records[wrong!.missing[0]!]!.path} (cut out of ${records[query.page]!.path})` : `has ${records[wrong!.before!]!.path} before a page that holds it`}`);
  }

  const host = folderFor('search', String(size));
  await writeBundle(join(import.meta.dirname, 'search-page.ts'), host, 'page.js');
  writeFileSync(join(host, 'blank.html'), '<!doctype html><title>blank</title>');
  let sent: Sent = { requests: 0, bytes: 0, codeBytes: 0 };
  const { base, close } = await startHost(host, (path, bytes) => {
    const [name, ...rest] = path.split('/');
    const way = rest.length ? ways[name!] : undefined;
    if (!way) return;
    sent.requests++;
    sent.bytes += bytes;
    if (way.isCode(rest.join('/'))) sent.codeBytes += bytes;
  });
  const browser = await launchBrowser();
  const timings = new Map<string, Timed[]>();
  for (const name of names.filter((name) => !built.get(name)!.failed)) {
    tell(`asking ${name}`);
    const way = ways[name]!;
    const page = await browser.newPage();
    page.setDefaultTimeout(120_000);
    const list: Timed[] = [];
    const fresh = shuffled(sample, 4);
    const until = performance.now() + freshS * 1000;
    for (let i = 0; i < freshPages && (list.length < 5 || performance.now() < until); i++) {
      const first: Sent = { requests: 0, bytes: 0, codeBytes: 0 };
      const second: Sent = { ...first };
      sent = first;
      const openMs = await open(page, base, name);
      const firstMs = await timedAsk(page, fresh[2 * i]!.typed);
      sent = second;
      const secondMs = await timedAsk(page, fresh[2 * i + 1]!.typed);
      list.push({ openMs, first, firstMs, second, secondMs });
    }
    timings.set(name, list);
    await open(page, base, name);
    const found = await answers(page, sample, way.recordOf(records, folderOf(size, name)));
    quality.push(qualityRow(way.title, sample.map((query, i) => judge(query, found[i]!, set.pages.length, scan.holding(query.typed)))));
    await page.close();
  }
  await browser.close();
  close();

  console.log('\nQueries cut along words / anywhere:\n');
  console.log(table(['way', 'queries', 'own page found', 'all pages found', 'literal in the first ten', 'literal before all else'], quality));
  const spread = (values: number[], show: (value: number) => string) => `${show(quantile(values, 0.5))} / ${show(quantile(values, 0.95))}`;
  const oursTimed = timings.get('ours');
  const ratio = (list: Timed[], of: (one: Timed) => number) => (oursTimed ? [0.5, 0.95].map((q) => (quantile(list.map(of), q) / quantile(oursTimed.map(of), q)).toFixed(1)).join(' / ') : '');
  console.log(`\nIn Chromium, each time in a page just opened; median / 95th percentile:\n`);
  console.log(
    table(
      ['way', 'pages opened', 'first search: KB of code (JS, WASM)', 'KB of index', 'KB in all', 'requests', 'second search: KB', 'ms to open', 'ms to ten results, first', 'to ours', 'ms, second', 'to ours'],
      [...timings].map(([name, list]) => [
        ways[name]!.title,
        String(list.length),
        kilobytes(mean(list.map(({ first }) => first.codeBytes))),
        spread(list.map(({ first }) => first.bytes - first.codeBytes), kilobytes),
        spread(list.map(({ first }) => first.bytes), kilobytes),
        spread(list.map(({ first }) => first.requests), String),
        spread(list.map(({ second }) => second.bytes), kilobytes),
        spread(list.map(({ openMs }) => openMs), (ms) => ms.toFixed(1)),
        spread(list.map(({ firstMs }) => firstMs), (ms) => ms.toFixed(1)),
        ratio(list, ({ firstMs }) => firstMs),
        spread(list.map(({ secondMs }) => secondMs), (ms) => ms.toFixed(1)),
        ratio(list, ({ secondMs }) => secondMs),
      ]),
    ),
  );
  return kept;
}

async function main(): Promise<void> {
  installPackages(packages);
  const dist = join(root, 'dist');
  if (!existsSync(dist) && spawnSync(process.execPath, [join(root, 'tools', 'build.ts')], { stdio: 'inherit' }).status !== 0) throw new Error('the site was not built');
  const site: SearchSet = readSite(dist, readContent(join(root, 'content')));
  const engine = folderFor('search');
  await writeBundle(join(root, 'src', 'lib', 'search.ts'), engine, 'engine.js');
  const code = readFileSync(join(engine, 'engine.js'));
  console.log(`Node ${process.versions.node}, ${availableParallelism()} cores. Code of ours: ${kilobytes(code.length)} KB, ${kilobytes(compressed(code).length)} KB brotli; not counted below, as the page has it already.`);
  let kept = true;
  for (const size of sizes) {
    folderFor('search', String(size));
    writeFileSync(setFile(size), JSON.stringify(size === 0 ? site : syntheticStories(site, size)));
    kept = (await measure(size)) && kept;
  }
  if (!kept) {
    console.error(`\nOurs has wrong answers, or takes more than ${limits.peakMB} MB.`);
    process.exitCode = 1;
  }
}

await (options.build ? build(options.build, sizes[0]!) : main());
