// Where the sheets' commands find content and files.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve, join } from 'node:path';
import { readContent, showProblem } from '../../src/lib/content.ts';
import { editorialProblems } from '../../src/lib/editorial.ts';
import { explain, exits, Trouble } from '../publish/trouble.ts';
import { root } from '../setup.mjs';

/** A path as the operator typed it: npm runs commands in the project's folder, wherever they were typed. */
export const typedPath = (path: string): string => resolve(process.env['INIT_CWD'] ?? '.', path);

/** The folder of content: this project's or another. */
export function contentFolder(given: string | undefined): string {
  const folder = given === undefined ? join(root, 'content') : typedPath(given);
  if (!existsSync(join(folder, 'stations')) && !existsSync(join(folder, 'divisions'))) throw new Trouble(`${folder} 不是内容文件夹：里面没有 stations 和 divisions`, exits.usage);
  return folder;
}

/** The content, which has to be sound before anything is done with it. */
export function soundContent(folder: string, today: string) {
  const content = readContent(folder);
  const problems = content.problems.length ? content.problems : editorialProblems(content, today);
  if (problems.length) throw new Trouble(`内容本来就有 ${problems.length} 处要改，改好以后再来：\n${problems.slice(0, 20).map((problem) => `  ${showProblem(problem)}`).join('\n')}${problems.length > 20 ? '\n  ……' : ''}`);
  return content;
}

/** Writes a file that the operator asked for, and never over one that is there already, unless told to. */
export function writeAsked(path: string, bytes: Uint8Array, replace: boolean | undefined): void {
  try {
    writeFileSync(path, bytes, { flag: replace ? 'w' : 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new Trouble(`${path} 已经有了，没有覆盖；换个名字（--to），或加 --replace`);
    throw explain(error, `写 ${path}`);
  }
}

/** Bytes of a file that the operator named. */
export function readAsked(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Trouble(`没有这个文件：${path}。请核对文件名和文件夹；文件名里有空格的，用引号括起来`);
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') throw new Trouble(`${path} 是文件夹；请写表格文件的名字`);
    throw explain(error, `读 ${path}`);
  }
}
