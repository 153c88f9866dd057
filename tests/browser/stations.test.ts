import type { Page } from 'playwright-core';
import { encode } from 'uqr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve, type Site } from './serve.ts';

let site: Site;
beforeAll(async () => {
  site = await serve();
});
afterAll(() => site.close());

const at = (latitude: number, longitude: number, accuracy = 20) => ({ geolocation: { latitude, longitude, accuracy }, permissions: ['geolocation'] });
const box = (page: Page) => page.getByRole('combobox', { name: /村、社区/ });
const nearest = (page: Page) => page.locator('section[aria-labelledby=nearest]');
const mine = (page: Page) => page.locator('section[aria-labelledby=mine]');
const bring = (page: Page) => page.locator('section[aria-labelledby=bring]');
const locate = (page: Page) => page.getByRole('button', { name: '用我的位置' }).click();
const choose = async (page: Page, text: string, name: RegExp) => {
  await box(page).fill(text);
  await page.getByRole('option', { name }).first().click();
};
const rows = (page: Page) => page.locator('.finder [data-station-id]');
/** What went out besides the site's own paths, and whatever names a position or a place. */
const leaks = (requests: string[], words: RegExp) => requests.filter((address) => !address.startsWith(site.url) || words.test(address));

describe('the three questions: which is near, which is mine, what do I bring', () => {
  test.each([
    ['双辽', at(43.52, 123.51), /郑家屯街道退役军人服务站/, 'aobucun', /^敖卜村/, /敖卜村自己的服务站点.*第65条写的设立服务站点的地方，是乡镇、街道、农村和城市社区.*红旗街道退役军人服务站/],
    ['赤壁', at(29.7205, 113.875), /赤壁市退役军人服务中心/, '羊楼洞村', /^羊楼洞村/, /羊楼洞村退役军人服务站.*赵李桥镇退役军人服务站.*赤壁市退役军人服务中心/],
    ['江门', at(22.59, 113.14), /直冲村退役军人服务站/, 'zhichongcun', /^直冲村/, /直冲村退役军人服务站/],
    ['龙岩', at(25.215, 116.83), /古田镇退役军人服务站/, '上杭苏家陂', /^苏家陂村/, /苏家陂村退役军人服务站.*古田镇退役军人服务站.*上杭县退役军人服务中心.*龙岩市退役军人服务中心/],
    ['柘荣', at(27.2396, 119.8939), /柘荣县退役军人服务中心/, 'zrx', /^柘荣县/, /柘荣县退役军人服务中心/],
  ])('in %s, and nothing is sent', async (_, options, near, typed, option, responsible) => {
    const { page, errors, requests, done } = await site.open('/stations/', options);
    await locate(page);
    await nearest(page).locator('.answer').waitFor();
    expect(await nearest(page).textContent()).toMatch(near);
    await choose(page, typed, option);
    await mine(page).locator('.answer').waitFor();
    await expect.poll(() => mine(page).textContent()).toMatch(responsible);
    await page.getByLabel('要办的事').selectOption('youdaizheng');
    expect(await bring(page).textContent()).toMatch(/户籍地的站可以办.*身份证/s);

    const distances = await rows(page).evaluateAll((all) => all.map((row) => Number((row as HTMLElement).dataset['distanceM'])));
    expect(distances.length).toBeGreaterThan(0);
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    expect(await page.locator('.count').textContent()).toContain(` ${await rows(page).count()} 处`);
    expect(errors).toEqual([]);
    const { latitude, longitude } = options.geolocation;
    expect(leaks(requests, new RegExp(`${latitude}|${longitude}|${String(latitude).slice(0, 5)}`))).toEqual([]);
    // Where the device is does not even get into the address.
    expect(page.url()).not.toMatch(/at=/);
    await done();
  });

  test('the guide takes the station along, on one printed sheet', async () => {
    const { page, errors, done } = await site.open('/stations/#division=350926100');
    await mine(page).getByText('双城镇退役军人服务站').waitFor();
    await page.getByLabel('要办的事').selectOption('youdaizheng');
    await bring(page).getByRole('link', { name: /打成一张单子/ }).click();
    await page.locator('chosen-station').getByText('双城镇退役军人服务站').waitFor();
    expect(await page.locator('chosen-station').textContent()).toContain('电话：原文未载');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('chosen-station').isVisible()).toBe(true);
    expect(errors).toEqual([]);
    await done();
  });
  test('a guide opened with a station that is none says nothing about it', async () => {
    const { page, done } = await site.open('/guides/youdaizheng/#station=350926/"><img src=x>');
    expect(await page.locator('chosen-station').textContent()).toBe('');
    await page.goto(`${site.url}/guides/youdaizheng/?x#station=350926/nobody`);
    await page.waitForLoadState('networkidle');
    expect(await page.locator('chosen-station').textContent()).toBe('');
    await done();
  });
});

describe('a position that cannot be used', () => {
  test.each([
    ['refused', {}, '没有得到定位许可'],
    ['abroad', at(48.86, 2.35), '不在中国境内'],
    ['vague', at(27.2396, 119.8939, 5000), '误差约 5 公里'],
  ])('%s: says what to do, and the list still works', async (_, options, words) => {
    const { page, done } = await site.open('/stations/', options);
    await locate(page);
    await page.getByText(words).waitFor();
    await choose(page, 'shuangchengzhen', /^双城镇/);
    await mine(page).getByText('双城镇退役军人服务站').waitFor();
    expect(await rows(page).count()).toBeGreaterThan(0);
    await done();
  });
  test('never answered: says so after a while', async () => {
    const context = await site.browser.newContext({ locale: 'zh-CN' });
    await context.addInitScript(() => {
      navigator.geolocation.getCurrentPosition = (_, fail) => setTimeout(() => fail!({ code: 3 } as GeolocationPositionError), 50);
    });
    const page = await context.newPage();
    await page.goto(`${site.url}/stations/`);
    await locate(page);
    await page.getByText('还没有定到位').waitFor();
    await context.close();
  });
  test('a vague one shows how vague on the map, and distances to it are about', async () => {
    const { page, done } = await site.open('/stations/', at(27.2396, 119.8939, 3000));
    await locate(page);
    await page.locator('path.accuracy').waitFor();
    await done();
  });
});

describe('the box', () => {
  test('is worked by the keyboard alone', async () => {
    const { page, done } = await site.open('/stations/');
    await box(page).focus();
    await page.keyboard.type('shuangcheng');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await box(page).getAttribute('aria-activedescendant')).toBe(await page.getByRole('option').first().getAttribute('id'));
    await page.keyboard.press('Enter');
    await mine(page).getByText('双城镇退役军人服务站').waitFor();
    expect(await box(page).inputValue()).toBe('双城镇');
    expect(page.url()).toContain('#division=350926100');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('用我的位置');
    await done();
  });
  test('takes a service or a station’s name', async () => {
    const { page, done } = await site.open('/stations/');
    await choose(page, '法律援助', /老战友/);
    expect(await rows(page).first().textContent()).toContain('老战友');
    await done();
  });
  test.each(['😀', '<img src=x onerror=alert(1)>', '.*(', '镇'.repeat(500), '\\', "'; --"])('is not upset by odd text %#', async (text) => {
    const { page, errors, done } = await site.open('/stations/');
    await box(page).fill(text);
    await page.keyboard.press('Enter');
    await page.locator('.finder-said').getByText(/没有找到|相近/).waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    expect(errors).toEqual([]);
    await done();
  });
});

describe('addresses', () => {
  test('a position and a division in the fragment are taken, also when it changes, and never sent', async () => {
    const { page, requests, done } = await site.open('/stations/#at=22.6,113.14&division=350926100');
    await nearest(page).getByText('直冲村退役军人服务站').waitFor();
    await mine(page).getByText('双城镇退役军人服务站').waitFor();
    await page.evaluate(() => (location.hash = '#division=421281100'));
    await mine(page).getByText('新店镇退役军人服务站').waitFor();
    expect(leaks(requests, /22\.6|113\.14|421281100|350926100/)).toEqual([]);
    await done();
  });
  test.each(['#division=999999', '#at=95,200', '#at=abc&division=12', '#division=350926100999', '#%00%ff'])('%s does no harm', async (fragment) => {
    const { page, errors, done } = await site.open(`/stations/${fragment}`);
    expect(await rows(page).count()).toBeGreaterThan(5);
    expect(errors).toEqual([]);
    await done();
  });
  test('the address is copied, and sent to a phone as a code that holds it', async () => {
    const { page, done } = await site.open('/stations/#division=350926100', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: '复制地址' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
    await page.getByRole('button', { name: /发到手机/ }).click();
    const { data } = encode(page.url(), { border: 4 });
    const drawn = await page.locator('svg.qr path').getAttribute('d');
    expect(drawn!.match(/M/g)).toHaveLength(data.flat().filter(Boolean).length);
    await done();
  });
});

describe('the list', () => {
  test('is narrowed by level, kind, service and telephone, and its count is that of its rows', async () => {
    const { page, done } = await site.open('/stations/#division=350926');
    await mine(page).getByText('柘荣县退役军人服务中心').waitFor();
    const agree = async () => expect(await page.locator('.count').textContent()).toContain(`${await rows(page).count()} 处`);
    await page.getByLabel('类别', { exact: true }).selectOption('专门设施');
    await expect.poll(() => rows(page).count()).toBe(3);
    await agree();
    await page.getByLabel('服务', { exact: true }).selectOption('法律援助');
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.getByLabel('有电话').check();
    await page.getByText('没有合乎这些条件的站').waitFor();
    await page.getByRole('button', { name: '去掉筛选' }).click();
    // The button is gone; the focus is not.
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('list');
    await expect.poll(() => rows(page).count()).toBe(10);
    await agree();
    await page.getByRole('button', { name: '再看 10 处' }).click();
    await expect.poll(() => rows(page).count()).toBe(20);
    await agree();
    expect(await rows(page).nth(10).evaluate((row) => row === document.activeElement)).toBe(true);
    await done();
  });
  test('goes in step with the map', async () => {
    const { page, done } = await site.open('/stations/#at=25.2,116.9');
    await page.locator('.pin').first().waitFor();
    await rows(page).first().hover();
    await expect.poll(() => page.locator('.leaflet-marker-icon.chosen, .pin.chosen').count()).toBe(1);
    const marker = page.getByRole('button', { name: /^1\. 古田镇退役军人服务站，.*公里/ });
    await marker.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset['stationId'])).toBe('350823106');
    await done();
  });
  test('a click on the map is a position', async () => {
    const { page, done } = await site.open('/stations/#division=350926');
    await mine(page).getByText('柘荣县退役军人服务中心').waitFor();
    await page.locator('.finder-map .leaflet-container, .finder-map.leaflet-container').first().click({ position: { x: 60, y: 160 } });
    await nearest(page).locator('.answer').waitFor();
    expect(page.url()).toMatch(/#at=\d+\.\d{4},\d+\.\d{4}&division=350926$/);
    await done();
  });
  test('prints the answers and the list, not the controls', async () => {
    const { page, done } = await site.open('/stations/#division=350926100');
    await mine(page).getByText('双城镇退役军人服务站').waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await rows(page).first().isVisible()).toBe(true);
    expect(await mine(page).isVisible()).toBe(true);
    for (const selector of ['.finder-map', '.filters', '.share-tools button', '.finder-ask']) expect(await page.locator(selector).first().isVisible(), selector).toBe(false);
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(await page.locator('.printed').textContent()).toMatch(/^\d{4}\/\d+\/\d+打印自 .*#division=350926100，去之前请再核对/);
    expect(await page.locator('.printed').isVisible()).toBe(true);
    await done();
  });
});

describe('what the reader did last counts', () => {
  test('the same place chosen twice, and a station of it in between', async () => {
    const { page, done } = await site.open('/stations/');
    await choose(page, '柘荣县', /^柘荣县/);
    await mine(page).getByText('柘荣县退役军人服务中心').waitFor();
    await choose(page, 'laozhanyou', /老战友/);
    expect(await rows(page).count()).toBe(1);
    // A station that was looked up does not say where its reader lives.
    expect(page.url()).toContain('#division=350926');
    await choose(page, '柘荣县', /^柘荣县/);
    await expect.poll(() => rows(page).count()).toBe(10);
    expect(await mine(page).textContent()).toContain('柘荣县退役军人服务中心');
    await done();
  });
  test('a late position does not take the place of a point chosen since', async () => {
    const context = await site.browser.newContext({ locale: 'zh-CN' });
    await context.addInitScript(() => {
      navigator.geolocation.getCurrentPosition = (_, fail) => setTimeout(() => fail!({ code: 3 } as GeolocationPositionError), 700);
    });
    const page = await context.newPage();
    await page.goto(`${site.url}/stations/`, { waitUntil: 'networkidle' });
    await locate(page);
    await page.evaluate(() => (location.hash = '#at=25.2,116.9'));
    await nearest(page).getByText('古田镇退役军人服务站').waitFor();
    await page.waitForTimeout(1000);
    expect(await page.getByText('还没有定到位').count()).toBe(0);
    await context.close();
  });
  test('one file gone does not silence the other answer, either way round', async () => {
    const context = await site.browser.newContext({ serviceWorkers: 'block', ...at(25.215, 116.83) });
    const page = await context.newPage();
    await page.route(/data\/(near|stations\/350926)/, (route) => route.fulfill({ status: 404, body: 'gone' }));
    await page.goto(`${site.url}/stations/`, { waitUntil: 'networkidle' });
    await locate(page);
    await page.getByText('名单文件没有取到').waitFor();
    await choose(page, 'zhichongcun', /^直冲村/);
    await mine(page).getByText('直冲村退役军人服务站').waitFor();
    expect(await nearest(page).textContent()).toContain('名单没有取到');
    expect(await rows(page).count()).toBeGreaterThan(0);
    await choose(page, '双城镇', /^双城镇/);
    await expect.poll(() => mine(page).textContent()).toContain('名单没有取到');
    expect(await page.getByText('正在找').count()).toBe(0);
    await context.close();
  });
  test('the way on from a search that finds nothing can be clicked and reached by keyboard', async () => {
    const { page, done } = await site.open('/stations/');
    await box(page).fill('没有这样的地方');
    const link = page.getByRole('link', { name: '按地方一级一级找' });
    await link.waitFor();
    await page.keyboard.press('Tab');
    expect(await link.evaluate((node) => node === document.activeElement)).toBe(true);
    await link.click();
    expect(page.url()).toContain('#areas');
    await done();
  });
  test('stations that are far are asked for, and all can be reached', async () => {
    const { page, done } = await site.open('/stations/#at=25.2,116.9');
    await page.getByLabel('级别', { exact: true }).selectOption('乡');
    await page.locator('.count').getByText('100 公里以内 1 处').waitFor();
    await page.getByRole('button', { name: '再看远一些的' }).click();
    await expect.poll(() => rows(page).count()).toBeGreaterThan(2);
    await done();
  });
  test('the nearest says of how many it is the nearest, and coarse points that cannot be told apart are named together', async () => {
    const { page, done } = await site.open('/stations/', at(27.2396, 119.8939));
    await locate(page);
    await nearest(page).getByText(/有坐标的 \d+ 处里最近的/).waitFor();
    expect(await nearest(page).textContent()).toMatch(/不到 1 公里.*差不多远的还有：/s);
    await done();
  });
});

describe('when something is gone', () => {
  test('the map: the list says so and stays', async () => {
    const context = await site.browser.newContext({ serviceWorkers: 'block' });
    const page = await context.newPage();
    await page.route(/station-map/, (route) => route.abort());
    await page.goto(`${site.url}/stations/`);
    await page.getByText('地图没有打开，名单照常可用').waitFor();
    expect(await rows(page).count()).toBeGreaterThan(5);
    await context.close();
  });
  test.each([
    ['the index of distances', /data\/near\/index/, async (page: Page) => locate(page), nearest, '古田镇'],
    ['a cell of it', /data\/near\/(?!index)/, async (page: Page) => locate(page), nearest, '古田镇'],
    ['the places', /data\/places/, async (page: Page) => box(page).fill('双城镇'), undefined, ''],
    ['a county’s stations', /data\/stations\/350926/, async (page: Page) => choose(page, '双城镇', /^双城镇/), mine, '双城镇退役军人服务站'],
  ])('%s: it says so, and asking again helps', async (_, file, act, answer, words) => {
    const context = await site.browser.newContext({ serviceWorkers: 'block', ...at(25.215, 116.83) });
    const page = await context.newPage();
    const gone = (route: { fulfill(answer: object): Promise<void> }) => route.fulfill({ status: 404, body: 'gone' });
    await page.route(file, gone);
    await page.goto(`${site.url}/stations/`, { waitUntil: 'networkidle' });
    await act(page);
    await page.getByText('名单文件没有取到').waitFor();
    expect(await rows(page).count()).toBeGreaterThan(0);
    // What could not be asked is not answered.
    expect(await page.locator('.answers').textContent()).not.toMatch(/第65条|还没有一处/);
    // Nor is the one answer lost with the other's file.
    await page.unroute(file, gone);
    await page.getByRole('button', { name: '再试一次' }).click();
    if (answer) await answer(page).getByText(words).first().waitFor();
    else {
      await page.getByRole('option', { name: /^双城镇/ }).first().waitFor();
    }
    await expect.poll(() => page.getByText('名单文件没有取到').count()).toBe(0);
    await context.close();
  });
  test('a file that is cut off or something else is treated as gone', async () => {
    const context = await site.browser.newContext({ serviceWorkers: 'block', ...at(25.215, 116.83) });
    const page = await context.newPage();
    await page.route(/data\/near\/(?!index)/, (route) => route.fulfill({ contentType: 'application/json', body: '{"v":1' }));
    await page.route(/data\/stations\/350926/, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><p>登录</p>' }));
    await page.goto(`${site.url}/stations/`);
    await locate(page);
    await page.getByText('名单文件没有取到').waitFor();
    await choose(page, '双城镇', /^双城镇/);
    await page.getByText('名单文件没有取到').waitFor();
    expect(await rows(page).count()).toBeGreaterThan(0);
    await context.close();
  });
  test('the network, after the first visit: all three questions are still answered', async () => {
    const { page, errors, done } = await site.open('/stations/', at(25.215, 116.83));
    await page.getByText('断网也能查').waitFor();
    const context = page.context();
    await context.setOffline(true);
    await page.reload();
    await locate(page);
    await nearest(page).getByText('古田镇退役军人服务站').waitFor();
    await choose(page, 'zhichongcun', /^直冲村/);
    await mine(page).getByText('直冲村退役军人服务站').waitFor();
    await page.getByLabel('要办的事').selectOption('youdaizheng');
    expect(await bring(page).textContent()).toContain('身份证');
    await page.locator('.pin').first().waitFor();
    // The sheet to print, and the clerk's page, are there too; what was never read says so.
    await bring(page).getByRole('link', { name: /打成一张单子/ }).click();
    await page.locator('chosen-station').getByText('直冲村退役军人服务站').waitFor();
    await page.goto(`${site.url}/stations/locate/`);
    expect(await page.locator('h1').textContent()).toContain('现场定位');
    await page.goto(`${site.url}/stations/area/350823106/`);
    await page.getByText('没有网络，刚才那一页没有存').waitFor();
    await page.getByRole('link', { name: '服务站点' }).first().click();
    await box(page).waitFor();
    expect(errors.filter((error) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(error))).toEqual([]);
    await done();
  });
  test('cannot choose before a slow script is there, and sees the list meanwhile', async () => {
    const context = await site.browser.newContext({ serviceWorkers: 'block' });
    const page = await context.newPage();
    let release = () => {};
    const held = new Promise<void>((go) => (release = go));
    await page.route(/\/_astro\/.*\.js$/, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${site.url}/stations/`, { waitUntil: 'commit' });
    await rows(page).nth(5).waitFor();
    expect(await box(page).isDisabled()).toBe(true);
    release();
    await choose(page, '双城镇', /^双城镇/);
    await mine(page).getByText('双城镇退役军人服务站').waitFor();
    await context.close();
  });
});
