import { expect, test } from 'vitest';
import { oldBrowser } from '../../tools/old-browser.ts';
import { heldOn, openStage, saveRegion } from '../browser/offline-stage.ts';

test('a region is saved, read, searched and found in without a network, and removed', async () => {
  const stage = await openStage('dist', { executablePath: oldBrowser()! });
  expect(stage.browser.version()).toMatch(/^88\./);
  const { page, errors } = await stage.visitor();
  await saveRegion(page, stage.url);
  stage.state.cut = true;
  await page.goto(`${stage.url}/memorials/ma-lifeng/`);
  expect(await page.locator('h1').textContent()).toContain('马立峰');
  await page.goto(`${stage.url}/search/?q=马立峰`);
  await page.locator('a[data-result]').first().waitFor();
  await page.goto(`${stage.url}/stations/#at=27.24,119.89&division=350926100`);
  await page.locator('section[aria-labelledby=nearest] .answer').waitFor();
  await page.locator('section[aria-labelledby=mine]').getByText('双城镇退役军人服务站').waitFor();
  await page.goto(`${stage.url}/regions/longyan/`);
  await page.getByText('没有网络，刚才那一页没有存').waitFor();
  await page.getByRole('button', { name: '删除：柘荣县' }).click();
  await page.getByText('已从这台设备删除。').waitFor();
  expect(await heldOn(page)).toMatchObject({ regions: [], files: 0 });
  expect(errors).toEqual([]);
  await stage.close();
});
