import { defineCollection } from 'astro:content';
import { resolve, sep } from 'node:path';
import { file, glob, type Loader } from 'astro/loaders';
import { z } from 'astro/zod';
import { guides } from './schema/guides.ts';
import { heritage } from './schema/heritage.ts';
import { reading } from './schema/lexicon.ts';
import { memorials } from './schema/memorials.ts';
import { observances } from './schema/observances.ts';
import { practices } from './schema/practices.ts';
import { regions } from './schema/regions.ts';
import { sources } from './schema/sources.ts';
import { stations } from './schema/stations.ts';
import { veterans } from './schema/veterans.ts';
import { visits } from './schema/visits.ts';
import { contentRoot } from './lib/content-root.ts';
import { lenient } from './lib/lenient-loader.ts';
import { readSheets } from './lib/station-sheets.ts';
import { readStationSheet } from './lib/stations-csv.ts';

z.config(z.locales.zhCN()); // editors read these errors

const entries = (kind: string, extension: string) => lenient(glob({ base: `${contentRoot}/${kind}`, pattern: `**/[^_.]*.${extension}` }), `${contentRoot}/${kind}`);
const pages = (kind: string) => entries(kind, 'mdx');
const records = (kind: string) => entries(kind, 'yaml');

/** All rows of all county sheets; while somebody writes, those that can be read, anew after each change. */
const sheets: Loader = {
  name: 'station-sheets',
  async load({ store, parseData, watcher }) {
    const folder = `${contentRoot}/stations`;
    const load = async () => {
      const rows: { id: string; data: Record<string, unknown> }[] = [];
      for (const [name, bytes] of readSheets(folder)) {
        const read = readStationSheet(bytes.toString());
        if ('rows' in read)
          for (const { cells } of read.rows) {
            const parsed = parseData({ id: cells.id!, data: cells });
            const data = import.meta.env.DEV ? await parsed.catch(() => undefined) : await parsed;
            if (data) rows.push({ id: cells.id!, data });
          }
        else if (!import.meta.env.DEV) throw new Error(`content/stations/${name} 第 ${read.line} 行：${read.message}`);
      }
      store.clear();
      for (const row of rows) store.set(row);
    };
    await load();
    watcher?.add(resolve(folder));
    watcher?.on('all', (_, changed) => void (changed.startsWith(resolve(folder) + sep) && changed.endsWith('.csv') && load()));
  },
};

export const collections = {
  regions: defineCollection({ loader: pages('regions'), schema: regions }),
  veterans: defineCollection({ loader: pages('veterans'), schema: veterans }),
  memorials: defineCollection({ loader: pages('memorials'), schema: memorials }),
  heritage: defineCollection({ loader: pages('heritage'), schema: heritage }),
  practices: defineCollection({ loader: pages('practices'), schema: practices }),
  guides: defineCollection({ loader: pages('guides'), schema: guides }),
  observances: defineCollection({ loader: records('observances'), schema: observances }),
  sources: defineCollection({ loader: records('sources'), schema: sources }),
  visits: defineCollection({ loader: records('visits'), schema: visits }),
  stations: defineCollection({ loader: sheets, schema: stations }),
  lexicon: defineCollection({ loader: lenient(file(`${contentRoot}/lexicon.yaml`), contentRoot), schema: reading }),
};
