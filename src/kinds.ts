/** The table of kinds: navigation, breadcrumbs, home page, search filters and map legend read it. */
export const kinds = {
  regions: { label: '五地', path: '/regions/' },
  veterans: { label: '老兵故事', path: '/veterans/' },
  memorials: { label: '英烈纪念', path: '/memorials/' },
  heritage: { label: '红色地标', path: '/heritage/' },
  practices: { label: '地方做法', path: '/practices/' },
  guides: { label: '办事指南', path: '/guides/' },
  stations: { label: '服务站点', path: '/stations/' },
  observances: { label: '纪念日', path: '/observances/' },
  sources: { label: '出处', path: '/sources/' },
} as const satisfies Record<string, { label: string; path: `/${string}/` }>;

export type Kind = keyof typeof kinds;

/** Kinds whose entries are pages of prose, one file each. */
export const pageKinds = ['regions', 'veterans', 'memorials', 'heritage', 'practices', 'guides', 'observances'] as const satisfies Kind[];
export type PageKind = (typeof pageKinds)[number];
