import { createServer } from 'node:http';
import sirv from 'sirv';
import { chromium } from 'playwright-core';
const server = createServer(sirv(process.env.D ?? '/tmp/data-mail', { dev: false })).listen(0);
const url = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const shot = async (name, path, width, height, selector) => {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.goto(url + path);
  if (selector) await page.locator(selector).first().evaluate((n) => n.scrollIntoView({ block: 'center' }));
  await page.waitForTimeout(900);
  await page.screenshot({ path: `/tmp/data-shots/v-${name}-${width}.png` });
  await page.close();
};
for (const [name, path, sel] of [['data', '/data/'], ['reuse', '/data/', '#reuse'], ['cols', '/data/', '#entries'], ['source', '/sources/zherong-report/', '.facts-table li:nth-child(4)'], ['village', '/stations/area/350823106/', '.villages'], ['guide', '/guides/jisao-xunqin/', '.correct'], ['station', '/stations/zherong-shuangcheng/', '.correct']])
  for (const [w, h] of (process.env.W ?? '360x1100,1280x900').split(',').map((x) => x.split('x').map(Number))) await shot(name, path, w, h, sel);
await browser.close(); server.close();
