import ICAL from 'ical.js';
import mammoth from 'mammoth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saved, type Site } from '../browser/serve.ts';
import { serveOld } from './stage.ts';

let site: Site;
beforeAll(async () => {
  site = await serveOld();
});
afterAll(() => site.close());

const phone = { viewport: { width: 360, height: 740 } };
const main = (page: Page) => page.getByRole('main');
/** What went to another host. */
const strangers = (requests: string[]) => requests.filter((address) => !address.startsWith(site.url) && !/^(data|blob):/.test(address));

describe('a reader', () => {
  test('goes from the home page over a search to a story and to where a figure comes from', async () => {
    const { page, errors, requests, done } = await site.open('/', phone);
    const form = page.getByRole('search', { name: '页眉搜索' });
    await form.getByRole('searchbox').fill('zhangxiangwen');
    await form.getByRole('button').click();
    await page.locator('a[data-result]').first().click();
    await page.waitForURL(/zhang-xiangwen/);
    expect(await page.locator('h1').textContent()).toContain('张向温');
    const mark = page.locator('.prose .cite').first();
    const row = page.locator((await mark.getAttribute('href'))!);
    await mark.click();
    expect(await row.textContent()).toMatch(/\S+：\S+/);
    await expect.poll(() => row.evaluate((node) => node.getBoundingClientRect().top < innerHeight)).toBe(true);
    await page.locator('.document-title a').first().click();
    await page.waitForURL(/\/sources\//);
    expect(await page.locator('h1').count()).toBe(1);
    expect(errors).toEqual([]);
    expect(strangers(requests)).toEqual([]);
    await done();
  });

  test('opens the quick dialog with “/”, walks its results by keyboard, and is where they were when it is closed', async () => {
    const { page, errors, done } = await site.open('/veterans/zhang-xiangwen/');
    await page.locator('.prose a').first().focus();
    await page.keyboard.press('/');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await page.keyboard.type('柘荣');
    await dialog.locator('a[data-result]').first().waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await dialog.locator('a[data-result]').first().evaluate((link) => link === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('.prose') !== null)).toBe(true);
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/regions\/zherong\//);
    expect(errors).toEqual([]);
    await done();
  });

  test('makes the type larger in one press, and it stays so', async () => {
    const { page, errors, done } = await site.open('/veterans/zhang-xiangwen/', phone);
    const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('.prose p')!).fontSize));
    expect(await size()).toBe(18);
    await page.getByRole('button', { name: '关怀版' }).click();
    await expect.poll(size).toBeGreaterThanOrEqual(24);
    await page.reload();
    expect(await size()).toBeGreaterThanOrEqual(24);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(errors).toEqual([]);
    await done();
  });

  test('sets the page in the reading panel, and is where they were when it is closed', async () => {
    const { page, errors, done } = await site.open('/veterans/zhang-xiangwen/', phone);
    const open = page.getByRole('button', { name: '阅读设置' });
    await open.focus();
    await page.keyboard.press('=');
    const panel = page.getByRole('dialog', { name: '阅读设置' });
    await panel.waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    await expect.poll(() => open.evaluate((button) => button === document.activeElement)).toBe(true);
    await open.click();
    await panel.waitFor();
    await panel.getByRole('radio', { name: '最大' }).check();
    await panel.getByRole('radio', { name: '深色' }).check();
    // A machine without a mouse is not offered a larger pointer.
    const mouse = await page.evaluate(() => matchMedia('(hover: hover)').matches);
    for (const name of ['高对比', ...(mouse ? ['大鼠标指针'] : []), '阅读标尺']) await panel.getByRole('checkbox', { name }).check();
    await panel.getByRole('button', { name: '关闭' }).click();
    await page.locator('.reading-ruler').waitFor();
    const look = () => page.evaluate(() => [getComputedStyle(document.documentElement).fontSize, getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).color]);
    expect(await look()).toEqual(['32px', 'rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
    await page.reload();
    expect(await look()).toEqual(['32px', 'rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(errors).toEqual([]);
    await done();
  });

  test('reads in the dark where the device is set so', async () => {
    const { page, errors, done } = await site.open('/veterans/zhang-xiangwen/', { ...phone, colorScheme: 'dark' });
    expect(await page.evaluate(() => [getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).color])).toEqual(['rgb(25, 22, 19)', 'rgb(236, 229, 216)']);
    expect(errors).toEqual([]);
    await done();
  });
});

test('a teacher plans a day, a colleague opens the link, and the papers are printed and taken along', async () => {
  const { page, errors, requests, done } = await site.open('/visits/');
  const stops = page.getByRole('list', { name: '行程里的地点' }).locator(':scope > li');
  await page.getByLabel('地方').selectOption('longyan');
  await page.getByLabel('学校（可以不写）').fill('某某中学');
  await page.getByLabel('日期').fill('2027-10-14');
  await page.getByLabel('学生人数').fill('45');
  const add = page.getByRole('button', { name: /^加入/ });
  const titles = (await add.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.textContent!))).slice(0, 2);
  for (const title of titles) await page.getByRole('button', { name: title, exact: true }).click();
  expect(await stops.count()).toBe(2);
  const before = await stops.locator('b').allTextContents();
  await stops.nth(0).getByRole('button', { name: /下移/ }).click();
  expect(await stops.locator('b').allTextContents()).toEqual([...before].reverse());
  for (let i = 0; i < 2; i++) await stops.nth(i).getByLabel(/路上/).fill('30');
  await page.getByLabel(/回学校/).fill('40');
  await expect.poll(() => page.url()).toContain('back=40');
  const day = await page.locator('.planner-day').textContent();

  const other = await site.open(new URL(page.url()).pathname + new URL(page.url()).hash);
  expect(await other.page.locator('.planner-day').textContent()).toBe(day);
  await other.page.getByRole('link', { name: '打印整套材料' }).click();
  await other.page.locator('.paper').first().waitFor();
  const papers = await other.page.locator('.paper h2').allTextContents();
  for (const wanted of ['路线单', '预约清单', '致家长的一封信', '安全单', '行为守则']) expect(papers).toContain(wanted);
  const word = await saved(other.page, () => other.page.getByRole('button', { name: '存成 Word（.docx）' }).click());
  expect(word.name).toMatch(/\.docx$/);
  const { value: text } = await mammoth.extractRawText({ buffer: word.bytes });
  for (const title of papers) expect(text, title).toContain(title);
  const dates = await saved(other.page, () => other.page.getByRole('button', { name: '存进日历（.ics）' }).click());
  expect(new ICAL.Component(ICAL.parse(dates.bytes.toString())).getAllSubcomponents('vevent').length).toBeGreaterThan(0);

  const pdf = (await other.page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThanOrEqual(papers.length);
  await other.page.emulateMedia({ media: 'print' });
  expect(await other.page.locator('.pack-tools').isVisible()).toBe(false);
  expect(await other.page.evaluate(() => [...document.querySelectorAll('.paper')].filter((paper) => paper.scrollWidth > paper.clientWidth + 1).map(({ id }) => id))).toEqual([]);
  expect([...errors, ...other.errors]).toEqual([]);
  expect(strangers([...requests, ...other.requests])).toEqual([]);
  await other.done();
  await done();
});

describe('a veteran’s daughter', () => {
  const there = { geolocation: { latitude: 25.215, longitude: 116.83, accuracy: 20 }, permissions: ['geolocation'] };
  const box = (page: Page) => page.getByRole('combobox', { name: /村、社区/ });
  const nearest = (page: Page) => page.locator('section[aria-labelledby=nearest]');
  const mine = (page: Page) => page.locator('section[aria-labelledby=mine]');
  const choose = async (page: Page, typed: string, option: RegExp) => {
    await box(page).fill(typed);
    await page.getByRole('option', { name: option }).first().click();
  };

  test('finds the nearest station and hers on the map and in the list, and takes the guide’s checklist along', async () => {
    const { page, errors, requests, done } = await site.open('/stations/', { ...phone, ...there });
    await page.getByRole('button', { name: '用我的位置' }).click();
    await nearest(page).getByText('古田镇退役军人服务站').first().waitFor();
    await choose(page, 'shuangcheng', /^双城镇/);
    await mine(page).getByText('双城镇退役军人服务站').waitFor();
    await page.locator('.finder-map').scrollIntoViewIfNeeded();
    await page.locator('.pin').first().waitFor();
    const rows = page.locator('.finder [data-station-id]');
    const all = await rows.count();
    await page.getByLabel('类别', { exact: true }).selectOption('专门设施');
    await expect.poll(() => page.locator('.count').textContent()).toContain(` ${await rows.count()} 处`);
    expect(await rows.count()).not.toBe(all);
    await page.getByLabel('要办的事').selectOption('youdaizheng');
    await page.getByRole('link', { name: /打成一张单子/ }).click();
    await page.locator('chosen-station').getByText('双城镇退役军人服务站').waitFor();
    const boxes = page.locator('.checklist input');
    await boxes.first().check();
    await page.reload();
    expect(await boxes.first().isChecked()).toBe(true);
    expect(await boxes.nth(1).isChecked()).toBe(false);
    expect(errors).toEqual([]);
    expect(strangers(requests)).toEqual([]);
    expect(requests.filter((address) => /25\.21|116\.8/.test(address))).toEqual([]);
    await done();
  });

  test('finds all of it again without a network, and searches', async () => {
    const { page, errors, done } = await site.open('/stations/', there);
    await page.getByText('断网也能查').waitFor();
    await page.goto(`${site.url}/search/?q=优待证`, { waitUntil: 'networkidle' });
    await page.locator('a[data-result]').first().waitFor();
    await page.context().setOffline(true);
    await page.goto(`${site.url}/stations/`);
    await page.getByRole('button', { name: '用我的位置' }).click();
    await nearest(page).getByText('古田镇退役军人服务站').first().waitFor();
    await choose(page, 'zhichongcun', /^直冲村/);
    await mine(page).getByText('直冲村退役军人服务站').waitFor();
    await page.locator('.pin').first().waitFor();
    await page.goto(`${site.url}/search/?q=优待证`);
    await page.locator('a[data-result]').first().waitFor();
    await page.goto(`${site.url}/stations/area/350823106/`);
    await page.getByText('没有网络，刚才那一页没有存').waitFor();
    expect(errors.filter((error) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(error))).toEqual([]);
    await done();
  });

  test('goes from province to town by links alone, and what to bring is printed though it is closed', async () => {
    const { page, errors, done } = await site.open('/stations/area/350000/');
    for (const name of ['宁德市', '柘荣县', '双城镇']) await main(page).getByRole('link', { name, exact: true }).first().click();
    const lists = page.locator('.station-guides details ul');
    expect(await lists.first().isVisible()).toBe(false);
    // The two events that a browser fires around printing.
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    for (const list of await lists.all()) expect(await list.isVisible()).toBe(true);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await lists.first().isVisible()).toBe(false);
    expect(errors).toEqual([]);
    await done();
  });
});

test('a clerk takes a point at the door and saves the row', async () => {
  const door = { latitude: 27.24012, longitude: 119.89531 };
  const { page, errors, requests, done } = await site.open('/stations/locate/', { ...phone, permissions: ['geolocation'], geolocation: { ...door, accuracy: 30 } });
  await page.getByLabel('县（市、区）').selectOption('350926');
  await page.getByLabel('站名或乡镇名').fill('靴岭尾村');
  await page.getByRole('radio', { name: '靴岭尾村' }).first().check();
  await page.getByRole('button', { name: '开始定位' }).click();
  for (let i = 0; i < 9; i++) {
    await page.context().setGeolocation({ latitude: door.latitude + ((i % 3) - 1) * 1e-5, longitude: door.longitude, accuracy: 8 });
    await page.waitForTimeout(60);
  }
  await page.getByRole('heading', { name: '三、核对，记下' }).waitFor();
  const line = await page.getByLabel('写好的一行').inputValue();
  expect(line).toMatch(/^\d{12},靴岭尾村退役军人服务站,.*27\.2401\d,119\.8953\d,site,/);
  await page.getByRole('button', { name: '记下并去下一个站' }).click();
  const file = await saved(page, () => page.locator('located-rows').getByRole('button', { name: /^保存为表格/ }).click());
  expect(file.name).toMatch(/^350926-.*\.csv$/);
  expect(file.bytes.toString('utf8')).toContain(line);
  expect(errors).toEqual([]);
  expect(strangers(requests)).toEqual([]);
  await done();
});

test('the timeline leads to its pages, the days into a calendar, and the open data are there', async () => {
  const { page, errors, done } = await site.open('/timeline/');
  await page.getByRole('link', { name: '跳到近年的工作' }).click();
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(300);
  await main(page).locator('.timeline a').first().click();
  await page.waitForURL((address) => address.pathname !== '/timeline/');
  expect(await page.locator('h1').count()).toBe(1);
  await page.goto(`${site.url}/observances/`);
  const text = async (address: string) => (await page.request.get(new URL(address, page.url()).href)).text();
  const calendar = new ICAL.Component(ICAL.parse(await text((await page.getByRole('link', { name: '存进日历（.ics）' }).first().getAttribute('href'))!)));
  expect(calendar.getAllSubcomponents('vevent').length).toBeGreaterThan(10);
  for (const file of ['stations.csv', 'stations.geojson']) expect((await text(`/data/${file}`)).length).toBeGreaterThan(1000);
  expect(errors).toEqual([]);
  await done();
});

describe('a browser whose scripts fail', () => {
  test.each(['/', '/veterans/zhang-xiangwen/', '/guides/youdaizheng/', '/stations/', '/stations/area/350926/', '/visits/', '/search/'])('shows all there is to read at %s', async (path) => {
    // Scripts of modules that never come are as good as those that cannot be read.
    const { page, done } = await site.open('/404.html', { serviceWorkers: 'block' });
    await page.route(/\.js$/, (route) => route.fulfill({ contentType: 'text/javascript', body: 'this is no script' }));
    await page.goto(site.url + path);
    const hidden = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('main h1, main h2, main h3, main p, main li, main dt, main dd')]
        .filter((node) => node.textContent!.trim() && !node.offsetParent && !node.closest('details:not([open]), [hidden], .with-script, noscript, .on-paper'))
        .map((node) => node.textContent!.trim().slice(0, 40)),
    );
    expect(hidden).toEqual([]);
    expect(await main(page).locator('a').filter({ visible: true }).count()).toBeGreaterThan(0);
    await done();
  });
});
