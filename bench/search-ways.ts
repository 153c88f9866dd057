// The ways to search that the benchmark compares: how each builds its files, and how its results are told apart.
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { build as bundle } from 'vite';
import { buildSearch, type IndexedPage } from '../src/lib/search-build.ts';
import type { Manifest } from '../src/lib/search-files.ts';
import { traditionalCharacters } from '../tools/search-index.ts';
import { miniSearchOptions } from './bigrams.ts';
import { benchFolder, importPeer } from './national-set.ts';
import { withoutSeams, type SearchSet } from './search-sets.ts';

/** The packages of the peers. */
export const packages = { pagefind: '1.6.0', minisearch: '7.2.0' };

export type Way = {
  title: string;
  /** Writes the files of the index, none compressed that a host would compress. */
  write: (set: SearchSet, folder: string) => Promise<void>;
  /** Whether a file is code rather than index. */
  isCode: (file: string) => boolean;
  /** Whether a file is sent as it is, compressed already. */
  isPacked: (file: string) => boolean;
  /** Adds what a page needs besides the index. */
  addCode?: (folder: string) => Promise<void>;
  /** Tells which of the records, by its number, a result is. */
  recordOf: (records: IndexedPage[], folder: string) => (result: string) => number;
};

const escaped = (text: string) => withoutSeams(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
/** A record as the page it would be, with its headings as such; the marks of sources are left out as by `excludeSelectors: ['.cite']`. */
const pageOf = ({ title, names, passages }: IndexedPage) =>
  `<!doctype html><html lang="zh-CN"><head><title>${escaped(title)}</title></head><body><main><h1>${escaped(title)}</h1>${names.map((name) => `<p>${escaped(name)}</p>`).join('')}${passages
    .map(([weight, , text]) => (weight === 2 ? `<h2>${escaped(text)}</h2>` : `<p>${escaped(text)}</p>`))
    .join('')}</main></body></html>`;

/** A module with all it imports as one file, as small as a site would serve it. */
export async function writeBundle(entry: string, folder: string, name: string): Promise<void> {
  await bundle({
    configFile: false,
    root: benchFolder,
    publicDir: false,
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: false, target: 'esnext', minify: true, lib: { entry, formats: ['es'], fileName: () => name } },
  });
}

/** Ours, and those of its peers. */
export const ways: Record<string, Way> = {
  ours: {
    title: 'ours',
    write: async ({ pages, stations, labels }, folder) => {
      const { manifest, files } = buildSearch(pages, stations, labels, traditionalCharacters());
      for (const [name, value] of files) writeFileSync(join(folder, name), JSON.stringify(value));
      writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, folder: '' } satisfies Manifest));
    },
    isCode: () => false,
    isPacked: () => false,
    recordOf: (records) => {
      const numbers = new Map(records.map(({ path }, number) => [path, number]));
      return (path) => numbers.get(path) ?? numbers.get(path.replace(/#.*/s, ''))!;
    },
  },
  pagefind: {
    title: 'Pagefind 1.6',
    write: async ({ pages, stations }, folder) => {
      const pagefind = await importPeer('pagefind/lib/index.js');
      const { index, errors } = await pagefind.createIndex({ forceLanguage: 'zh-cn' });
      const failed: string[] = [...errors];
      const records = [...pages, ...stations];
      // Some at a time, so that all cores of its binary have work.
      for (let from = 0; from < records.length; from += 100) {
        const added = await Promise.all(records.slice(from, from + 100).map((record, i) => index.addHTMLFile({ url: String(from + i), content: pageOf(record) })));
        failed.push(...added.flatMap(({ errors }) => errors));
      }
      failed.push(...(await index.writeFiles({ outputPath: folder })).errors);
      await pagefind.close();
      if (failed.length) throw new Error(failed.slice(0, 3).join('; '));
    },
    // Its ready-made interfaces are not loaded by a page that has its own.
    isCode: (file) => /\.(js|css|pagefind)$/.test(file),
    isPacked: (file) => /\.(pf_\w+|pagefind)$/.test(file),
    recordOf: (_, folder) => {
      const numbers = new Map(
        globSync('fragment/*.pf_fragment', { cwd: folder }).map((file) => {
          const text = gunzipSync(readFileSync(join(folder, file))).toString('utf8');
          return [/([^/\\]+)\.pf_fragment$/.exec(file)![1], Number(JSON.parse(text.slice(text.indexOf('{'))).url)] as const;
        }),
      );
      return (id) => numbers.get(id)!;
    },
  },
  minisearch: {
    title: 'MiniSearch 7.2, bigrams',
    write: async ({ pages, stations }, folder) => {
      const { default: MiniSearch } = await importPeer('minisearch/dist/es/index.js');
      const search = new MiniSearch(miniSearchOptions);
      for (const [id, { path, title, names, passages }] of [...pages, ...stations].entries()) search.add({ id, path, title, names: names.join('\n'), text: passages.map(([, , text]) => withoutSeams(text)).join('\n') });
      writeFileSync(join(folder, 'index.json'), JSON.stringify(search));
    },
    isCode: (file) => file.endsWith('.js'),
    isPacked: () => false,
    addCode: (folder) => writeBundle(join(benchFolder, 'node_modules', 'minisearch', 'dist', 'es', 'index.js'), folder, 'minisearch.js'),
    recordOf: () => Number,
  },
};

/** A folder of the benchmark's own. */
export const folderFor = (...parts: string[]) => {
  const folder = join(benchFolder, ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
};
