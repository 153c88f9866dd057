// The operator's settings for commands: site.config.ts read, and the target that a command names.
import { join } from 'node:path';
import type { PublishTarget, Settings } from '../../src/schema/site.ts';
import { loadSite } from '../load-site.ts';
import { root } from '../setup.mjs';
import { folderTarget } from './folder.ts';
import type { Target } from './target.ts';
import { exits, Trouble } from './trouble.ts';

/** The settings of site.config.ts; throws its mistakes in Chinese, one a line. */
export async function readSettings() {
  return loadSite().catch((error: Error) => {
    throw new Trouble(error.message);
  });
}

/** The target called `name`, or the only one. */
export function chooseTarget(targets: Record<string, PublishTarget>, name: string | undefined): { name: string; config: PublishTarget } {
  const names = Object.keys(targets);
  if (!names.length) throw new Trouble('site.config.ts 的 publish 里还没有写发布到哪里；照那一项上面的说明写一个', exits.usage);
  if (name === undefined && names.length > 1) throw new Trouble(`有 ${names.length} 个目标：${names.join('、')}。请写明是哪一个`, exits.usage);
  const chosen = name ?? names[0]!;
  const config = Object.hasOwn(targets, chosen) ? targets[chosen] : undefined;
  if (!config) throw new Trouble(`没有叫 ${chosen} 的目标；site.config.ts 的 publish 里有：${names.join('、')}`, exits.usage);
  return { name: chosen, config };
}

/** The target that a setting describes; a folder's path starts from the project's root. */
export async function openTarget(config: PublishTarget, site: Settings): Promise<Target> {
  if (config.to === 'folder') return folderTarget(join(config.path.startsWith('/') || /^[a-z]:/i.test(config.path) ? '' : root, config.path), root);
  if (config.to === 'rsync') return (await import('./rsync.ts')).rsyncTarget(config);
  return (await import('./s3.ts')).s3Target(config, site, process.env);
}
