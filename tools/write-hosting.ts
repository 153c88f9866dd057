// Writes the settings for hosts again, for another folder or port than site.config.ts implies, and for the builds that follow.
// usage: npm run hosting -- [--folder /srv/tyjr] [--listen 8080] [--to hosting]
import { isAbsolute, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { choosePlace, placeOf } from './hosting.ts';
import { loadSite } from './load-site.ts';
import { root } from './setup.mjs';

const stop = (why: string): never => {
  console.error(why);
  process.exit(1);
};
function readArguments(usual: { folder: string; listen: string }) {
  try {
    return parseArgs({ options: { folder: { type: 'string', default: usual.folder }, listen: { type: 'string', default: usual.listen }, to: { type: 'string', default: join(root, 'hosting') } } }).values;
  } catch (error) {
    return stop(`选项 ${/--?[\w-]+/.exec((error as Error).message)?.[0] ?? ''} 不对：没有这个选项，或少了它的值。用法：npm run hosting -- --folder /srv/tyjr --listen 8080`);
  }
}
try {
  const site = await loadSite();
  const { folder, listen, to } = readArguments(placeOf(site));
  if (!isAbsolute(folder)) stop(`--folder 写服务器上放网页的文件夹，从 / 写起，例如 /var/www/tyjr；现在写的是 ${folder}`);
  if (!/^(\d{1,5}|[\d.]+:\d{1,5})$/.test(listen)) stop(`--listen 写端口，例如 8080，或“地址:端口”，例如 127.0.0.1:8080；现在写的是 ${listen}`);
  const names = choosePlace(site, resolve(to), { folder: folder.replace(/(?<=.)\/+$/, ''), listen });
  console.log(`写到 ${resolve(to)}：${names.join('、')}。以后生成也照这个写。`);
} catch (error) {
  stop((error as Error).message);
}
