import { createRequire } from 'node:module';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readContent } from '@/lib/content.ts';
import { readStationSheet } from '@/lib/stations-csv.ts';
import { brotliBytes } from '../site/pages.ts';
import { saved, serve, type Site } from './serve.ts';

let site: Site;
beforeAll(async () => {
  site = await serve();
});
afterAll(() => site.close());

const path = '/stations/locate/';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const door = { latitude: 27.24012, longitude: 119.89531 };
const phone: BrowserContextOptions = { viewport: { width: 360, height: 740 }, permissions: ['geolocation'], geolocation: { ...door, accuracy: 30 } };

const choose = async (page: Page, name: string, sheet = '350926') => {
  await page.getByLabel('县（市、区）').selectOption(sheet);
  await page.getByLabel('站名或乡镇名').fill(name);
  await page.getByRole('radio', { name }).first().check();
};
/** Readings of these accuracies in metres around a point, some metres apart. */
const readings = async (page: Page, accuracies: number[], at = door) => {
  for (const [i, accuracy] of accuracies.entries()) {
    await page.context().setGeolocation({ latitude: at.latitude + ((i % 3) - 1) * 1e-5, longitude: at.longitude, accuracy });
    await page.waitForTimeout(60);
  }
};
const measure = async (page: Page, accuracies = Array<number>(9).fill(8), at = door) => {
  await page.getByRole('button', { name: /开始定位|再测一次/ }).click();
  await readings(page, accuracies, at);
};
const line = (page: Page) => page.getByLabel('写好的一行').inputValue();
const result = (page: Page) => page.getByRole('heading', { name: '三、核对，记下' });

/** The problems of the published content once these lines stand in place of the old ones. */
const problemsWith = (sheet: string, lines: string[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'rongji-'));
  try {
    cpSync('content', join(folder, 'content'), { recursive: true });
    const file = join(folder, 'content/stations', `${sheet}.csv`);
    const id = (text: string) => text.slice(0, text.indexOf(','));
    const changed = readFileSync(file, 'utf8').split('\n').map((old) => lines.find((one) => id(one) === id(old)) ?? old);
    expect(lines.every((one) => changed.includes(one))).toBe(true);
    writeFileSync(file, changed.join('\n'));
    return readContent(join(folder, 'content')).problems;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

describe('a clerk at the door of a station', () => {
  test('gets a finished row, keeps it, and saves a file that reads back; nothing leaves the device', async () => {
    const { page, errors, requests, done } = await site.open(path, phone);
    await choose(page, '靴岭尾村');
    await measure(page, [900, 60, 12, 8, 8, 9, 8, 10, 8, 9]);
    await result(page).waitFor();
    expect(await page.locator('.located-point').textContent()).toMatch(/北纬27\.2401\d 度东经119\.8953\d 度误差约 8 米读数读了 \d+ 次/);
    await page.getByLabel('地址').fill(' 靴岭尾村 1 号 ');
    await page.getByLabel('电话').fill('（0593）8351234');
    await page.getByText('电话写作 0434-1234567；不写个人手机号').waitFor();
    await page.getByRole('button', { name: '记下并去下一个站' }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('asked-phone');
    await page.getByLabel('电话').fill('０５９３－８３５１２３４');
    await page.getByLabel('开放时间').fill('工作日 8:30-12:00，14:30-17:30');
    const first = await line(page);
    expect(first).toMatch(/^\d{12},靴岭尾村退役军人服务站,.*,靴岭尾村 1 号,0593-8351234,"?工作日 8:30-12:00，14:30-17:30"?,27\.2401\d,119\.8953\d,site,现场定位，误差约 8 米,derived,zherong-report,\d{4}-\d\d-\d\d,$/);
    await page.getByRole('button', { name: '记下并去下一个站' }).click();
    await page.getByText('已记下靴岭尾村退役军人服务站。请选下一个站。').waitFor();

    await choose(page, '双城镇退役军人服务站');
    await measure(page);
    await result(page).waitFor();
    expect(await page.locator('.locate-remarks li').count()).toBe(0);
    const second = await line(page);
    const file = await saved(page, () => page.getByRole('button', { name: '保存为表格', exact: true }).click());
    const day = await page.evaluate(() => new Date().toLocaleDateString('sv-SE'));
    expect(file.name).toBe(`350926-现场定位-${day}.csv`);
    const { bytes } = file;
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const read = readStationSheet(bytes.toString('utf8'));
    expect('rows' in read && read.rows.map(({ cells }) => [cells['name'], cells['precision'], cells['checked']])).toEqual([
      ['靴岭尾村退役军人服务站', 'site', day],
      ['双城镇退役军人服务站', 'site', day],
    ]);
    expect(bytes.toString('utf8').trimEnd().split('\n').slice(1)).toEqual([first, second]);
    expect(problemsWith('350926', [first, second])).toEqual([]);

    expect(errors).toEqual([]);
    expect(requests.filter((address) => !address.startsWith(site.url) && !address.startsWith('blob:'))).toEqual([]);
    expect(requests.filter((address) => /27\.2|119\.8|靴岭/.test(decodeURIComponent(address)))).toEqual([]);
    expect(page.url()).toBe(site.url + path);
    await done();
  });

  test('finds what was kept after a reload, takes a station again, removes, goes back and clears', async () => {
    const { page, done } = await site.open(path, phone);
    for (const name of ['靴岭尾村', '双城镇退役军人服务站']) {
      await choose(page, name);
      await measure(page);
      await page.getByRole('button', { name: '记下并去下一个站' }).click();
    }
    await page.reload();
    const kept = page.locator('located-rows li');
    await expect.poll(() => kept.count()).toBe(2);
    expect(await page.getByLabel('县（市、区）').inputValue()).toBe('350926');
    await page.getByLabel('站名或乡镇名').fill('靴岭尾');
    expect(await page.locator('station-picker li').textContent()).toContain('这台设备已记下');
    await page.getByLabel('站名或乡镇名').fill('');
    await page.getByLabel('只列还没有门址坐标的').check();
    expect(await page.getByRole('radio', { name: '靴岭尾村' }).count()).toBe(0);
    await page.getByLabel('只列还没有门址坐标的').uncheck();

    await choose(page, '靴岭尾村');
    await measure(page, undefined, { latitude: 27.25, longitude: 119.9 });
    await page.getByRole('button', { name: '记下并去下一个站' }).click();
    await expect.poll(() => kept.count()).toBe(2);
    expect(await kept.last().textContent()).toMatch(/靴岭尾村.*27\.2500\d，119\.90000/);

    await page.getByRole('button', { name: '删去：靴岭尾村退役军人服务站' }).click();
    await expect.poll(() => kept.count()).toBe(1);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('恢复');
    await page.keyboard.press('Enter');
    await expect.poll(() => kept.count()).toBe(2);

    await page.getByRole('button', { name: '全部清除' }).click();
    await page.getByText('真的清除 2 条吗？').waitFor();
    await page.getByRole('button', { name: '留着' }).click();
    await expect.poll(() => kept.count()).toBe(2);
    await page.getByRole('button', { name: '全部清除' }).click();
    await page.getByRole('button', { name: '清除', exact: true }).click();
    await page.getByText('已清除 2 条。').waitFor();
    await page.reload();
    await expect.poll(() => kept.count()).toBe(0);
    await page.getByText('还没有记下的站').waitFor();
    await done();
  });

  test('copies the row, or is shown how when the browser will not', async () => {
    const { page, done } = await site.open(path, { ...phone, permissions: ['geolocation', 'clipboard-read', 'clipboard-write'] });
    await choose(page, '靴岭尾村');
    await measure(page);
    await page.getByRole('button', { name: '复制这一行' }).click();
    await page.getByText('这一行已经复制。').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await line(page));
    await page.evaluate(() => (navigator.clipboard.writeText = () => Promise.reject(new Error('blocked'))));
    await page.getByRole('button', { name: '复制这一行' }).click();
    await page.getByText('请长按它，点“复制”').waitFor();
    expect(await page.evaluate(() => (document.activeElement as HTMLTextAreaElement).selectionEnd)).toBeGreaterThan(50);
    await done();
  });

  test('can do it with the keyboard alone', async () => {
    const { page, done } = await site.open(path, phone);
    await page.getByLabel('县（市、区）').focus();
    for (let i = 0; i < 20 && (await page.getByLabel('县（市、区）').inputValue()) !== '350926'; i++) await page.keyboard.press('ArrowDown');
    await page.locator('station-picker li').nth(50).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('picker-filter');
    await page.keyboard.type('双城镇');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).type)).toBe('radio');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    const name = await page.evaluate(() => document.activeElement!.parentElement!.querySelector('span')!.firstChild!.textContent);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('开始定位');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('够了，就用现在的');
    await readings(page, [8, 9, 8]);
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('locate-result');
    expect(await line(page)).toContain(name!);
    for (let i = 0; i < 10 && (await page.evaluate(() => document.activeElement?.textContent)) !== '记下并去下一个站'; i++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('located-rows li').textContent()).toContain(name!);
    await done();
  });
});

describe('is told what happened and what to do', () => {
  const stopped = async (options: BrowserContextOptions, accuracies: number[], at = door) => {
    const visit = await site.open(path, options);
    await choose(visit.page, '靴岭尾村');
    await measure(visit.page, accuracies, at);
    return visit;
  };
  const none = async (page: Page) => {
    expect(await result(page).isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: /开始定位|再测一次/ }).isEnabled()).toBe(true);
  };

  test('when the position is refused', async () => {
    const { page, done } = await stopped({ ...phone, permissions: [] }, []);
    await page.getByText('没有得到定位许可').waitFor();
    await none(page);
    await done();
  });

  test.each([
    ['a network’s', Array<number>(4).fill(600), door, '误差约 600 米，是按网络估的位置'],
    ['another county’s', Array<number>(9).fill(8), { latitude: 29.72, longitude: 113.9 }, '坐标落在赤壁市，不在柘荣县。请看看县和站选对了没有'],
    ['abroad', Array<number>(9).fill(8), { latitude: 48.86, longitude: 2.35 }, '不在中国境内'],
  ])('when the position is %s', async (_, accuracies, at, words) => {
    const { page, done } = await stopped({ ...phone, geolocation: { ...at, accuracy: accuracies[0]! } }, accuracies, at);
    if (accuracies.length < 8) await page.getByRole('button', { name: '够了' }).click();
    await page.getByText(words).waitFor();
    await none(page);
    // The same button measures again.
    await measure(page);
    await result(page).waitFor();
    await done();
  });

  test('when the readings lie far apart', async () => {
    const { page, done } = await site.open(path, phone);
    await choose(page, '靴岭尾村');
    await page.getByRole('button', { name: '开始定位' }).click();
    for (const [i, metres] of [-90, 90, -85, 85].entries()) {
      await page.context().setGeolocation({ latitude: door.latitude + metres / 111_195, longitude: door.longitude, accuracy: 10 + i });
      await page.waitForTimeout(60);
    }
    await page.getByRole('button', { name: '够了' }).click();
    await page.getByText(/几次读数相差到 \d+ 米，没有定稳/).waitFor();
    await none(page);
    await done();
  });

  test('when nothing comes for a minute', async () => {
    const context = await site.browser.newContext({ ...phone });
    await context.addInitScript(() => {
      navigator.geolocation.watchPosition = (_, fail) => {
        setTimeout(() => fail!({ code: 2 } as GeolocationPositionError), 500);
        return 1;
      };
    });
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(site.url + path);
    await choose(page, '靴岭尾村');
    await page.getByRole('button', { name: '开始定位' }).click();
    await page.clock.runFor(5_000);
    await page.getByText('暂时定不到位，还在试').waitFor();
    expect(await page.locator('.reader-time').textContent()).toBe('等卫星信号，5 秒，最多 60 秒');
    await page.clock.runFor(56_000);
    await page.getByText('这台设备现在定不了位').waitFor();
    await none(page);
    await context.close();
  });

  test('when half a minute brought few readings: they are used, with a word of warning', async () => {
    const context = await site.browser.newContext(phone);
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(site.url + path);
    await choose(page, '靴岭尾村');
    await page.getByRole('button', { name: '开始定位' }).click();
    await page.locator('.readings li').first().waitFor();
    await page.clock.runFor(31_000);
    await result(page).waitFor();
    expect(await page.locator('.locate-remarks').textContent()).toMatch(/读数不到三次.*误差偏大/);
    await context.close();
  });

  test('when it is cancelled', async () => {
    const { page, done } = await stopped(phone, [8, 8]);
    await page.getByRole('button', { name: '取消' }).click();
    await page.getByText('已取消').waitFor();
    await none(page);
    await readings(page, [5, 6]);
    expect(await page.locator('.reader-live').isVisible()).toBe(false);
    await page.getByRole('button', { name: '换一个站' }).click();
    expect(await page.locator('.locate-read').isVisible()).toBe(false);
    await done();
  });

  test.each([
    ['without https', { init: "Object.defineProperty(window, 'isSecureContext', { value: false })" }, '不是 https 开头', true],
    ['inside an app', { userAgent: 'Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/107.0 Mobile Safari/537.36 MicroMessenger/8.0.40' }, '您是在微信里打开的', false],
  ])('%s', async (_, { init, userAgent }: { init?: string; userAgent?: string }, words, blocked) => {
    const context = await site.browser.newContext({ ...phone, ...(userAgent && { userAgent }) });
    if (init) await context.addInitScript(init);
    const page = await context.newPage();
    await page.goto(site.url + path);
    await choose(page, '靴岭尾村');
    await page.getByText(words).waitFor();
    expect(await page.getByRole('button', { name: '开始定位' }).isDisabled()).toBe(blocked);
    await context.close();
  });

  test('when the list cannot be had, and may try again', async () => {
    const context = await site.browser.newContext({ ...phone, serviceWorkers: 'block' });
    const page = await context.newPage();
    await page.goto(site.url + path);
    await context.setOffline(true);
    await page.getByLabel('县（市、区）').selectOption('350926');
    await page.getByText('名单没有取到，可能断网了').waitFor();
    await context.setOffline(false);
    await page.getByRole('button', { name: '再试一次' }).click();
    await page.getByText(/共 \d+ 个站/).waitFor();
    await context.close();
  });

  test('when storage is blocked: all the rest works', async () => {
    const context = await site.browser.newContext(phone);
    await context.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', { get: () => { throw new Error('blocked'); } });
    });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(site.url + path);
    await choose(page, '靴岭尾村');
    await measure(page);
    await page.getByRole('button', { name: '记下并去下一个站' }).click();
    await page.getByText('关掉这一页前请先保存成表格').waitFor();
    await page.getByText('这个浏览器不让存东西').first().waitFor();
    expect(await page.locator('located-rows li').count()).toBe(1);
    expect(errors).toEqual([]);
    await context.close();
  });
});

test.each(['light', 'dark'] as const)('has no accessibility violation at any step in %s colours, and fits 320 px with large type', async (colorScheme) => {
  const { page, done } = await site.open(path, { ...phone, viewport: { width: 320, height: 640 }, colorScheme, bypassCSP: true });
  await page.evaluate(axe);
  const look = async (step: string) => {
    const violations = await page.evaluate(() => (window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }> } }).axe.run().then((result) => result.violations));
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => JSON.stringify(target)).join(' ')}`), step).toEqual([]);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('main button, main select, main input:not([type=radio]):not([type=checkbox]), main li label, main summary')]
        .filter((node) => node.offsetParent && node.getBoundingClientRect().height < 44)
        .map((node) => node.textContent || node.id),
    );
    expect(small, step).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), step).toBeLessThanOrEqual(320);
  };
  await page.getByRole('button', { name: '关怀版' }).click();
  await choose(page, '柘荣县退役军人服务中心');
  await look('chosen');
  await measure(page, [300, 8, 9]);
  await look('reading');
  await page.getByRole('button', { name: '够了' }).click();
  await page.getByLabel('电话').fill('13812345678');
  await page.locator('summary').click();
  await look('result');
  await page.getByLabel('电话').fill('');
  await page.getByRole('button', { name: '记下并去下一个站' }).click();
  await page.getByRole('button', { name: '全部清除' }).click();
  await look('kept');
  await done();
});

test('what is stored may be anything', async () => {
  const context = await site.browser.newContext(phone);
  await context.addInitScript(() => localStorage.setItem('rongji-located', '[{"sheet":"350926"},null,7]'));
  const page = await context.newPage();
  await page.goto(site.url + path);
  await page.getByText('还没有记下的站').waitFor();
  await choose(page, '靴岭尾村');
  await context.close();
});

test('works without a network once it has been opened', async () => {
  const { page, done } = await site.open(path, phone);
  await page.getByText('断网也能查').waitFor();
  await page.reload();
  await page.context().setOffline(true);
  await page.reload();
  await choose(page, '靴岭尾村');
  await measure(page);
  await result(page).waitFor();
  await done();
});

test('without scripts it says how to take a point by hand and what the columns are', async () => {
  const { page, done } = await site.open(path, { javaScriptEnabled: false });
  expect(await page.locator('main').textContent()).toMatch(/这台浏览器关掉了脚本[\s\S]*指南针[\s\S]*编号、名称、类别[\s\S]*核对日期、备注/);
  expect(await page.getByRole('button', { name: '开始定位' }).isVisible()).toBe(false);
  await done();
});

test('its JavaScript stays within 40 KB, compressed', async () => {
  const context = await site.browser.newContext(phone);
  const page = await context.newPage();
  const bodies: Promise<Buffer>[] = [];
  page.on('response', (response) => response.url().endsWith('.js') && !response.url().includes('worker') && bodies.push(response.body()));
  await page.goto(site.url + path, { waitUntil: 'networkidle' });
  await choose(page, '靴岭尾村');
  const total = (await Promise.all(bodies)).reduce((sum, body) => sum + brotliBytes(body), 0);
  console.log(`locate: ${total} bytes`);
  expect(total).toBeLessThanOrEqual(40 * 1024);
  await context.close();
});
