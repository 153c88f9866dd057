import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';
import type { Site } from '../src/lib/site.ts';

/** The checked configuration; throws an error in Chinese for a file that cannot be read as well as for a field that is wrong. */
export async function loadSite(): Promise<Site> {
  const file = join(root, 'site.config.ts');
  if (!existsSync(file)) throw new Error('没有 site.config.ts；请从 examples/ 里取一份，改名放在最上一层的文件夹里');
  let text: string;
  try {
    // Node reads any bytes, and puts signs for those that are no text.
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch {
    throw new Error('site.config.ts 不是 UTF-8 编码；请用“另存为”选 UTF-8');
  }
  try {
    return (await import('../src/lib/site.ts')).site;
  } catch (error) {
    throw /^(site\.config\.ts|环境变量)/.test(String((error as Error | null)?.message)) ? error : new Error(unreadable(error, text));
  }
}

/** What to do about a configuration that does not run; it may throw anything at all. */
function unreadable(error: unknown, text: string): string {
  const { name = '', message = '', stack = '', code = '' } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  const [, at] = /site\.config\.ts:(\d+)/.exec(`${message}\n${stack}`) ?? [];
  const where = (line = at) => `site.config.ts ${line ? `第 ${line} 行附近` : ''}`;
  if (message.includes('export named')) return `${where('')}里没有设置；要有 export const site: SiteConfig = { … }，照 examples/ 里的样子写`;
  const [, variable] = name === 'ReferenceError' ? (/^(\S+) is not defined/.exec(message) ?? []) : [];
  if (variable) return `${where()}读不懂：“${variable}”要用引号括起来`;
  if (code === 'ERR_MODULE_NOT_FOUND') {
    const line = text.split('\n').findIndex((one) => /\bfrom\s*['"]|\bimport\s*[('"]/.test(one) && !/import type/.test(one)) + 1;
    return `${where(line ? String(line) : '')}引用了没有的文件或软件包；设置里只写字段，请删去多余的 import`;
  }
  if (name === 'SyntaxError' || code.includes('TYPESCRIPT')) return `${where()}读不懂，多半是少了引号、逗号或括号，或用了中文的标点；请照 examples/ 里的样子核对这一行和上一行`;
  return `${where()}运行时出了错；设置里只写文字、数字、true、false、列表和 { … }，不写程序，请照 examples/ 里的样子改`;
}
