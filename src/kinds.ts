/** The table of kinds: navigation, breadcrumbs, home page, search filters and map legend read it. */
export const kinds = {
  regions: { label: '五地', path: '/regions/', about: '五个地方为老兵做了什么，数字从哪里来' },
  veterans: { label: '老兵故事', path: '/veterans/', about: '健在或近年的老兵、队伍和村庄' },
  memorials: { label: '英烈纪念', path: '/memorials/', about: '先烈、先驱与纪念设施' },
  heritage: { label: '红色地标', path: '/heritage/', about: '可以走进去看的旧址、纪念馆和教育园地' },
  practices: { label: '地方做法', path: '/practices/', about: '一地一法，老兵和居民能得到什么' },
  guides: { label: '办事指南', path: '/guides/', about: '谁能办、凭什么、带什么、去哪里' },
  stations: { label: '服务站点', path: '/stations/', about: '最近的站，和归您管的站' },
  observances: { label: '纪念日', path: '/observances/', about: '每年要记住的日子' },
  sources: { label: '出处', path: '/sources/', about: '每个数字、每个日期从哪份文件来' },
} as const satisfies Record<string, { label: string; path: `/${string}/`; about: string }>;

export type Kind = keyof typeof kinds;

/** Kinds whose entries are pages of prose, one file each. */
export const pageKinds = ['regions', 'veterans', 'memorials', 'heritage', 'practices', 'guides', 'observances'] as const satisfies Kind[];
export type PageKind = (typeof pageKinds)[number];
