import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeFarewell } from '../../tools/offline.ts';
import { serve, type Site } from './serve.ts';

// A copy of the site that can be published anew, and in which a release can be withdrawn.
let folder: string;
let site: Site;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rongji-offline-'));
  cpSync('dist', folder, { recursive: true });
  site = await serve(folder);
});
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

test('who has opened the finder and searched once searches again without a network', async () => {
  const { page, errors, done } = await site.open('/stations/');
  await page.getByText('断网也能查').waitFor();
  await page.goto(`${site.url}/search/?q=优待证`, { waitUntil: 'networkidle' });
  await page.locator('a[data-result]').first().waitFor();
  const found = await page.locator('a[data-result]').allTextContents();
  await page.context().setOffline(true);
  await page.goto(`${site.url}/search/?q=优待证`);
  await page.locator('a[data-result]').first().waitFor({ timeout: 20_000 });
  expect(await page.locator('a[data-result]').allTextContents()).toEqual(found);
  expect(errors.filter((error) => !error.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
  await done();
});

test('a site that wants no offline pages any more takes back what it kept', async () => {
  const { page, done } = await site.open('/stations/');
  await page.getByText('断网也能查').waitFor();
  const kept = () => page.evaluate(async () => ({ caches: (await caches.keys()).length, workers: (await navigator.serviceWorker.getRegistrations()).length }));
  expect(await kept()).toMatchObject({ workers: 1 });
  expect((await kept()).caches).toBeGreaterThan(0);
  writeFarewell(folder);
  // The browser looks for a newer worker by itself when a page is opened.
  await page.reload();
  await expect.poll(kept, { timeout: 20_000 }).toEqual({ caches: 0, workers: 0 });
  await done();
});

test('a new release takes over when the last page of the old one is closed, and not before', { timeout: 90_000 }, async () => {
  cpSync('dist/stations-worker.js', join(folder, 'stations-worker.js'));
  const { page, done } = await site.open('/stations/');
  await page.getByText('断网也能查').waitFor();
  const html = readFileSync(join(folder, 'stations/index.html'), 'utf8');
  writeFileSync(join(folder, 'stations/index.html'), html.replaceAll('最近的站和管您的站，', '新的一版：最近的站和管您的站，'));
  const worker = readFileSync('dist/stations-worker.js', 'utf8');
  const newer = worker.replace(/(url:"stations\/",revision:")[0-9a-f]+/, '$1ffffffffffffffff').replace(/(["'`]stations\/["'`],revision:["'`])[0-9a-f]+/, '$1ffffffffffffffff');
  expect(newer).not.toBe(worker);
  writeFileSync(join(folder, 'stations-worker.js'), newer);
  await page.reload({ waitUntil: 'networkidle' });
  expect(await page.locator('.lede').textContent()).not.toContain('新的一版');
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration())?.waiting, undefined, { timeout: 20_000 });
  expect(await page.locator('.lede').textContent()).not.toContain('新的一版');
  // The browser takes its time to notice that nobody uses the old one any more.
  await expect
    .poll(
      async () => {
        await page.goto('about:blank');
        await page.waitForTimeout(1500);
        await page.goto(`${site.url}/stations/`, { waitUntil: 'networkidle' });
        return page.locator('.lede').textContent();
      },
      { timeout: 40_000 },
    )
    .toContain('新的一版');
  await done();
});
