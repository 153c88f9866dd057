import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import readCode from 'qr/decode.js';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attribute, readPages } from '../site/pages.ts';
import { heldOn, openStage, saveRegion } from './offline-stage.ts';
import { serve, type Site } from './serve.ts';

// A county hangs the site under its portal's path.
const base = '/zwgk/tyjr/';
const portal = 'https://example.gov.cn';
const dist = join('.build', 'subpath');
let site: Site;
beforeAll(async () => {
  const { status, stderr } = spawnSync(process.execPath, ['tools/build.ts'], { encoding: 'utf8', env: { ...process.env, RONGJI_BASE: base, RONGJI_SITE: JSON.stringify({ url: portal }), RONGJI_DIST: join(process.cwd(), dist) } });
  expect(status, stderr).toBe(0);
  site = await serve(dist, base);
});
afterAll(() => site.close());

test('every address of every page stays under the path', () => {
  for (const { path, html } of readPages(dist)) {
    const outside = [...attribute(html, 'href'), ...attribute(html, 'src'), ...attribute(html, 'action'), ...attribute(html, 'component-url'), ...attribute(html, 'renderer-url')].filter(
      (address) => address.startsWith('/') && !address.startsWith(base),
    );
    expect(outside, path).toEqual([]);
  }
});

test('reading, finding and searching work there', async () => {
  const { page, errors, requests, done } = await site.open(base);
  await page.getByRole('link', { name: '找服务站，办一件事' }).click();
  await page.getByRole('combobox', { name: /村、社区/ }).fill('双城镇');
  await page.getByRole('option', { name: /^双城镇/ }).first().click();
  await page.locator('section[aria-labelledby=mine]').getByText('双城镇退役军人服务站').waitFor();
  await page.locator('.pin').first().waitFor();
  await page.getByRole('searchbox').first().fill('王奔');
  await page.getByRole('button', { name: '搜索' }).first().click();
  await page.locator('a[data-result]').first().click();
  expect(await page.locator('h1').textContent()).toBe('王奔');
  expect(new URL(page.url()).pathname).toBe(`${base}memorials/wang-ben/`);
  await page.waitForLoadState('networkidle');
  await page.keyboard.press('/');
  await page.getByRole('dialog').getByRole('searchbox').fill('柘荣');
  await page.getByRole('dialog').locator('a[data-result]').first().click();
  await page.waitForURL((address) => address.pathname === `${base}regions/zherong/`);
  expect(errors).toEqual([]);
  expect(requests.filter((address) => !address.startsWith(site.url + base))).toEqual([]);
  await done();
});

test('a shared page says its full address and that of its picture', () => {
  for (const { path, html } of readPages(dist)) {
    const meta = (name: string) => new RegExp(`<meta property="${name}" content="([^"]*)"`).exec(html)?.[1];
    const picture = new URL(meta('og:image')!);
    expect(picture.href.startsWith(`${portal}${base}cards/`), path).toBe(true);
    expect(existsSync(join(dist, picture.pathname.slice(base.length))), path).toBe(true);
    if (path !== '/404.html') expect(meta('og:url'), path).toBe(`${portal}${base}${path.slice(1)}`);
  }
});

test.each(['veterans/zhang-xiangwen/', 'guides/youdaizheng/', 'stations/area/350926/', ''])('the QR code at the foot of printed /%s leads back to it', async (path) => {
  const { page, done } = await site.open(base + path, { deviceScaleFactor: 2 });
  const foot = page.locator('.print-foot');
  expect(await foot.isVisible()).toBe(false);
  await page.emulateMedia({ media: 'print' });
  expect(await foot.textContent()).toContain(`${portal}${base}${path}`);
  expect(await foot.locator('img').getAttribute('alt')).toBe('本页地址的二维码');
  const { data, info } = await sharp(await foot.screenshot()).removeAlpha().ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  expect(readCode({ width: info.width, height: info.height, data })).toBe(`${portal}${base}${path}`);
  await done();
});

test('a printed list of sources gives the official address of a document', async () => {
  const { page, done } = await site.open(`${base}heritage/gutian-huiyi-huizhi/`);
  const address = page.locator('.source-list .print-url').first();
  expect(await address.isVisible()).toBe(false);
  await page.emulateMedia({ media: 'print' });
  expect(await address.isVisible()).toBe(true);
  expect(await address.textContent()).toMatch(/^https?:\/\/\S+$/);
  await done();
});

test('a region saved there is read without a network, and removed with all that was kept', async () => {
  const stage = await openStage(dist, { base });
  const { page, errors } = await stage.visitor();
  await saveRegion(page, stage.url);
  stage.state.cut = true;
  await page.goto(`${stage.url}/memorials/ma-lifeng/`);
  await page.goto(`${stage.url}/search/?q=马立峰`);
  await page.locator('a[data-result]').first().waitFor();
  await page.goto(`${stage.url}/regions/longyan/`);
  await page.getByText('没有网络，刚才那一页没有存').waitFor();
  await page.getByRole('main').getByRole('link', { name: '柘荣县' }).click();
  await page.waitForURL((address) => address.pathname === `${base}regions/zherong/`);
  await page.getByRole('button', { name: /^删除/ }).click();
  await expect.poll(() => heldOn(page)).toMatchObject({ workers: 1, regions: [], files: 0 });
  expect(errors).toEqual([]);
  await stage.close();
});
