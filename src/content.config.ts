import { defineCollection } from 'astro:content';
import { file, glob } from 'astro/loaders';
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
import { readSheets } from './lib/station-sheets.ts';
import { readStationSheet } from './lib/stations-csv.ts';

z.config(z.locales.zhCN()); // editors read these errors

const pages = (kind: string) => glob({ base: `${contentRoot}/${kind}`, pattern: '**/[^_]*.mdx' });
const records = (kind: string) => glob({ base: `${contentRoot}/${kind}`, pattern: '**/[^_]*.yaml' });

/** All rows of all county sheets. */
const sheets = () =>
  [...readSheets(`${contentRoot}/stations`)].flatMap(([name, bytes]) => {
    const read = readStationSheet(bytes.toString());
    if ('message' in read) throw new Error(`content/stations/${name} 第 ${read.line} 行：${read.message}`);
    return read.rows.map((row) => ({ ...row.cells, id: row.cells.id! }));
  });

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
  lexicon: defineCollection({ loader: file(`${contentRoot}/lexicon.yaml`), schema: reading }),
};
