// Writes the settings for hosts again, for another folder or port than site.config.ts implies.
// usage: npm run hosting -- [--folder /srv/tyjr] [--listen 8080] [--to hosting]
import { rmSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { hostSettings, placeOf, writeFiles } from './hosting.ts';
import { root } from './setup.mjs';

const stop = (why: string): never => {
  console.error(why);
  process.exit(1);
};
try {
  const { site } = await import('../src/lib/site.ts');
  const usual = placeOf(site);
  const { values } = parseArgs({ options: { folder: { type: 'string', default: usual.folder }, listen: { type: 'string', default: usual.listen }, to: { type: 'string', default: join(root, 'hosting') } } });
  if (!isAbsolute(values.folder)) stop(`--folder 写服务器上放网页的文件夹，从 / 写起，例如 /var/www/tyjr；现在写的是 ${values.folder}`);
  if (!/^(\d{1,5}|[\d.]+:\d{1,5})$/.test(values.listen)) stop(`--listen 写端口，例如 8080，或“地址:端口”，例如 127.0.0.1:8080；现在写的是 ${values.listen}`);
  const to = resolve(values.to);
  const { apart } = hostSettings(site, { folder: values.folder.replace(/(?<=.)\/+$/, ''), listen: values.listen });
  for (const name of Object.keys(apart)) rmSync(join(to, name), { force: true });
  writeFiles(to, apart);
  console.log(`写到 ${to}：${Object.keys(apart).join('、')}`);
} catch (error) {
  stop((error as Error).message);
}
