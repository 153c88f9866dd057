// The operator's configuration as the build uses it: checked, with defaults. For the build only; nothing of it runs in a browser.
import { site as written, type SiteConfig } from '../../site.config.ts';
import { basemap, type Basemap } from '../schema/map.ts';
import { underBase } from './basemap.ts';

export type Site = Omit<SiteConfig, 'map'> & { map: Basemap };
type Overrides = { RONGJI_SITE?: string | undefined; RONGJI_BASE?: string | undefined };

/** The configuration with what the environment puts over it. RONGJI_SITE is JSON of the same form, for tests and trials: a basemap can be tried without editing a file. */
export function readSite(config: SiteConfig, { RONGJI_SITE, RONGJI_BASE }: Overrides): Site {
  const over = parse(RONGJI_SITE);
  const site = { ...config, ...over, operator: { ...config.operator, ...over.operator } };
  const base = (RONGJI_BASE as SiteConfig['base'] | undefined) ?? site.base;
  const { data, error } = basemap.safeParse(site.map);
  if (!data) {
    const lines = error.issues.map(({ path, message }) => `  ${['map', ...path].join('.')}：${message}`);
    throw new Error(`site.config.ts 里的地图设置（map）有 ${lines.length} 处要改：\n${lines.join('\n')}`);
  }
  return { ...site, base, map: underBase(data, base) };
}

function parse(json: string | undefined): Partial<SiteConfig> {
  if (!json) return {};
  try {
    return JSON.parse(json) as Partial<SiteConfig>;
  } catch {
    throw new Error('环境变量 RONGJI_SITE 不是 JSON，请核对引号和逗号');
  }
}

export const site = readSite(written, process.env);
