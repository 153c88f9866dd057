import type { Site } from '../src/lib/site.ts';

/** The checked configuration; throws an error in Chinese for a file that cannot be read as well as for a field that is wrong. */
export async function loadSite(): Promise<Site> {
  try {
    return (await import('../src/lib/site.ts')).site;
  } catch (error) {
    const { message, stack = '' } = error as Error;
    if (/^(site\.config\.ts|环境变量)/.test(message)) throw error;
    const [, line] = /site\.config\.ts:(\d+)/.exec(`${message}\n${stack}`) ?? [];
    throw new Error(`site.config.ts ${line ? `第 ${line} 行附近` : ''}读不懂，多半是少了引号、逗号或括号（${message.split('\n')[0]}）`);
  }
}
