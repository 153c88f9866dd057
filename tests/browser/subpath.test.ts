import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attribute, readPages } from '../site/pages.ts';
import { serve, type Site } from './serve.ts';

// A county hangs the site under its portal's path.
const base = '/zwgk/tyjr/';
const dist = join('.build', 'subpath');
let site: Site;
beforeAll(async () => {
  const { status, stderr } = spawnSync(process.execPath, ['tools/build.ts'], { encoding: 'utf8', env: { ...process.env, RONGJI_BASE: base, RONGJI_DIST: join(process.cwd(), dist) } });
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
