// The operator's configuration as the build uses it: checked, with defaults. For the build only; nothing of it runs in a browser.
import { z } from 'astro/zod';
import { site as written } from '../../site.config.ts';
import { siteSettings, type Settings, type SiteConfig } from '../schema/site.ts';
import { underBase } from './basemap.ts';

export type Site = Settings;
type Overrides = { RONGJI_SITE?: string | undefined; RONGJI_BASE?: string | undefined };

z.config(z.locales.zhCN());

/** What is wrong with the settings: a field ("operator.icp") and what to write there, for each mistake. */
export class SettingsError extends Error {
  readonly issues: { field: string; message: string }[];
  constructor(issues: { field: string; message: string }[]) {
    super(`site.config.ts 有 ${issues.length} 处要改：\n${issues.map(({ field, message }) => `  ${field || '最上一层'}：${message}`).join('\n')}`);
    this.issues = issues;
  }
}

/** The configuration with what the environment puts over it, checked; throws with a line in Chinese for each field that is wrong. RONGJI_SITE is JSON of the same form, for tests and trials: a basemap can be tried without editing a file. */
export function readSite(config: SiteConfig, { RONGJI_SITE, RONGJI_BASE }: Overrides): Site {
  if (!isGroup(config)) throw new Error('site.config.ts 的 site 要写成用 { … } 括起来的一组字段，照 examples/ 里的样子');
  const over = parse(RONGJI_SITE);
  const merged = { ...config, ...over, ...(isGroup(config.operator) && isGroup(over.operator) ? { operator: { ...config.operator, ...over.operator } } : {}), ...(RONGJI_BASE === undefined ? {} : { base: RONGJI_BASE }) };
  const { data, error } = siteSettings.safeParse(merged);
  if (!data) throw new SettingsError(error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.code === 'invalid_key' ? issue.issues[0]!.message : issue.message })));
  return { ...data, map: underBase(data.map, data.base) };
}

const isGroup = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(json: string | undefined): Partial<SiteConfig> {
  if (!json) return {};
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Error('环境变量 RONGJI_SITE 不是 JSON，请核对引号和逗号');
  }
  if (!isGroup(value)) throw new Error('环境变量 RONGJI_SITE 要写成用 { … } 括起来的一组字段');
  return value;
}

export const site = readSite(written, process.env);
