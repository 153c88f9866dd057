import { existsSync, readdirSync } from 'node:fs';
import { contentRoot } from './lib/content-root.ts';

const regionCount = existsSync(`${contentRoot}/regions`) ? readdirSync(`${contentRoot}/regions`).filter((name) => /^[^_.].*\.mdx$/.test(name)).length : 0;
/** What a reader calls the regions of the site: 本地 for one, 五地 for five. */
export const regionsLabel = (count: number) => (count === 1 ? '本地' : `${'〇一两三四五六七八九十'[count] ?? '各'}地`);

/** The table of kinds: navigation, breadcrumbs, lists and links read it. */
export const kinds = {
  veterans: { label: '老兵故事', path: '/veterans/', menu: 'head' },
  memorials: { label: '英烈纪念', path: '/memorials/', menu: 'head' },
  heritage: { label: '红色地标', path: '/heritage/', menu: 'head' },
  practices: { label: '地方做法', path: '/practices/', menu: 'head' },
  guides: { label: '办事指南', path: '/guides/', menu: 'head' },
  stations: { label: '服务站点', path: '/stations/', menu: 'head' },
  regions: { label: regionsLabel(regionCount), path: '/regions/', menu: 'head' },
  observances: { label: '纪念日', path: '/observances/', menu: 'foot' },
  sources: { label: '出处', path: '/sources/', menu: 'foot' },
} as const satisfies Record<string, { label: string; path: `/${string}/`; menu: 'head' | 'foot' }>;

export type Kind = keyof typeof kinds;

/** Kinds whose entries are pages of prose or data, one file each. */
export const pageKinds = ['regions', 'veterans', 'memorials', 'heritage', 'practices', 'guides', 'observances'] as const satisfies Kind[];
export type PageKind = (typeof pageKinds)[number];

/** What `related` may name: "guides/youdaizheng". Sources are cited by their facts instead. */
export const linkPattern = new RegExp(`^(${[...pageKinds, 'stations'].join('|')})/[a-z0-9-]+$`);
