// npm run rongji -- <command>: the operator's commands. Each is a file in tools/commands/; a new one is found by itself.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
if (!existsSync(join(root, 'node_modules', 'yargs'))) {
  console.error('还没有安装依赖。请先在本项目的文件夹里运行 npm ci（或 npm start，它会自己装），再来一次。');
  process.exit(1);
}
const { runCommands } = await import('./command-line.ts');
const folder = join(import.meta.dirname, 'commands');
const commands = await Promise.all(readdirSync(folder).filter((name) => name.endsWith('.ts')).sort().map(async (name) => (await import(pathToFileURL(join(folder, name)).href)).command));
try {
  // An import that was cut off is finished before anything else.
  for (const line of (await import('./sheets/commit.ts')).finishImport(join(root, 'content'))) console.error(line);
} catch (error) {
  // Readers see it as done in any case; whoever is at work on it, or a full disk, is no reason not to publish or to look.
  console.error((error as Error).message);
}
process.exit(await runCommands(process.argv.slice(2), commands));
