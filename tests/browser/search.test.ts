import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brotliBytes } from '../site/pages.ts';
import { queries } from './search-queries.ts';
import { serve, type Site } from './serve.ts';

let site: Site;
beforeAll(async () => {
  site = await serve();
});
afterAll(() => site.close());

const boxName = '要找的人、村、事项或服务';
const box = (page: Page) => page.getByRole('searchbox', { name: boxName });
const status = (page: Page) => page.getByRole('status');
const results = (page: Page) => page.locator('a[data-result]');
/** Waits until the line that is read out speaks of this query. */
const answered = (page: Page, query: string) => status(page).getByText(`“${query}”`).waitFor();
/** The addresses of the first results under the site, without what leads to a passage. */
const paths = (page: Page, count = 2) =>
  results(page).evaluateAll((links: HTMLAnchorElement[], count) => links.slice(0, count).map((link) => (link.pathname + link.hash.replace(/#?:~:.*$/, '')).slice(1)), count);

describe('what readers ask', () => {
  test.each(Object.entries(queries))('%s finds its page first or second', async (_, all) => {
    const { page, errors, done } = await site.open('/search/');
    const missed: string[] = [];
    for (const [query, path] of all) {
      await box(page).fill(query);
      // Who presses the key need not wait for the pause.
      await box(page).press('Enter');
      await answered(page, query.trim().replace(/\s+/g, ' '));
      const first = await paths(page);
      if (!first.some((one) => (path.includes('#') ? one === path : one.split('#')[0] === path))) missed.push(`${query}: ${first.join(' ')}`);
    }
    expect(missed).toEqual([]);
    expect(errors).toEqual([]);
    await done();
  });
  test('they are 120 at least', () => expect(Object.values(queries).flat().length).toBeGreaterThanOrEqual(120));
});

describe('a result', () => {
  test('says kind, region and title, and marks what was asked in its words', async () => {
    const { page, done } = await site.open('/search/?q=入朝作战');
    await results(page).first().waitFor();
    const row = page.locator('.results li').first();
    expect(await row.locator('.kicker').textContent()).toBe('老兵故事 · 赤壁市');
    expect(await row.locator('h2').textContent()).toBe('张向温：从朝鲜战场到赤壁');
    expect(await row.locator('mark').allTextContents()).toContain('入朝作战');
    await done();
  });
  test('opens the page at the passage', async () => {
    const { page, done } = await site.open('/search/?q=村口有一座');
    await results(page).first().click();
    await page.waitForURL(/malifeng-jinianbei/);
    expect(await page.locator('main').textContent()).toContain('村口有一座');
    await done();

    const far = await site.open('/search/', { viewport: { width: 360, height: 740 } });
    await box(far.page).fill('入朝作战');
    await answered(far.page, '入朝作战');
    await results(far.page).first().click();
    await far.page.waitForURL(/zhang-xiangwen/);
    await expect.poll(() => far.page.getByText('入朝作战').first().evaluate((words) => words.getBoundingClientRect().top < innerHeight)).toBe(true);
    expect(await far.page.evaluate(() => scrollY)).toBeGreaterThan(100);
    await far.done();
  });
  test.each(['住着5685人', '常住7313人', '初审通过以后，30个工作日'])('leads to a passage with a mark of its source in it: %s', async (query) => {
    const { page, done } = await site.open(`/search/?q=${query}`, { viewport: { width: 500, height: 500 } });
    await results(page).first().click();
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(300);
    await done();
  });
  test('of words in quotation marks holds them in a row', async () => {
    const { page, done } = await site.open('/search/');
    await box(page).fill('“退役军人服务站”');
    await answered(page, '“退役军人服务站”');
    for (const row of await page.locator('.results li').all()) expect((await row.textContent())!.replace(/……/g, '')).toContain('退役军人服务站');
    expect(await page.locator('.apart').count()).toBe(0);
    await done();
  });
});

describe('the page', () => {
  test('answers while one types, after a pause, and not in the middle of a character', async () => {
    const { page, requests, done } = await site.open('/search/');
    expect(requests.filter((address) => address.includes('/search/index/'))).toEqual([]);
    await box(page).pressSequentially('优待证', { delay: 20 });
    await answered(page, '优待证');
    expect(new URL(page.url()).searchParams.get('q')).toBe('优待证');
    await page.evaluate(() => {
      const input = document.querySelector<HTMLInputElement>('#q')!;
      input.value = '优待证zh';
      input.dispatchEvent(new InputEvent('input', { isComposing: true, bubbles: true }));
    });
    await page.waitForTimeout(600);
    expect(await status(page).textContent()).toContain('“优待证”');
    await page.evaluate(() => {
      const input = document.querySelector<HTMLInputElement>('#q')!;
      input.value = '光荣牌';
      input.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
    });
    await answered(page, '光荣牌');
    await done();
  });

  test('narrows to a kind and a region, says so in the address, and goes back step by step', async () => {
    const { page, errors, done } = await site.open('/search/?q=喜报');
    await results(page).first().waitFor();
    const all = (await status(page).textContent())!;
    const kind = page.getByRole('group', { name: '类别' }).getByRole('button', { name: /地方做法/ });
    const count = Number(/\d+/.exec((await kind.textContent())!)![0]);
    await kind.click();
    await expect.poll(() => status(page).textContent()).toContain(`${count} 条`);
    expect(await page.locator('.results .kicker').allTextContents()).toSatisfy((kickers: string[]) => kickers.every((kicker) => kicker.startsWith('地方做法')));
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('地方做法');
    await page.getByRole('group', { name: '地方' }).getByRole('button', { name: /双辽市/ }).click();
    await expect.poll(() => status(page).textContent()).toContain('地方做法，双辽市');
    expect([...new URL(page.url()).searchParams]).toEqual([['q', '喜报'], ['kind', 'practices'], ['region', 'shuangliao']]);
    await page.reload();
    await expect.poll(() => status(page).textContent()).toContain('地方做法，双辽市');
    await page.goBack();
    await page.goBack();
    await expect.poll(() => status(page).textContent()).toBe(all);
    expect(errors).toEqual([]);
    await done();
  });

  test('tells the chosen kind apart in forced colours, and prints the results alone', async () => {
    const { page, done } = await site.open('/search/?q=喜报&kind=practices', { forcedColors: 'active' });
    await results(page).first().waitFor();
    const colour = (name: RegExp) => page.getByRole('group', { name: '类别' }).getByRole('button', { name }).evaluate((button) => getComputedStyle(button).backgroundColor);
    expect(await colour(/地方做法/)).not.toBe(await colour(/不限/));
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.narrow').isVisible()).toBe(false);
    expect(await results(page).first().isVisible()).toBe(true);
    await done();
  });
  test('opens what was chosen when nothing of it is found', async () => {
    const { page, done } = await site.open('/search/?q=喜报&kind=practices', { viewport: { width: 360, height: 740 } });
    await results(page).first().waitFor();
    await page.locator('.narrow summary').click();
    await box(page).fill('zhangshengzai');
    await status(page).getByText('没有找到“zhangshengzai”。（地方做法）').waitFor();
    await page.getByRole('group', { name: '类别' }).getByRole('button', { name: /不限/ }).click();
    await answered(page, 'zhangshengzai');
    expect(await results(page).first().textContent()).toContain('张生仔');
    await done();
  });
  test('shows more on request, and comes back to where one was', async () => {
    const { page, done } = await site.open('/search/?q=退役军人');
    await results(page).nth(9).waitFor();
    expect(await results(page).count()).toBe(10);
    await page.getByRole('button', { name: '再看 10 条' }).click();
    await results(page).nth(19).waitFor();
    // The keyboard goes on with the first of the new ones.
    expect(await results(page).nth(10).evaluate((link) => link === document.activeElement)).toBe(true);
    const last = results(page).nth(18);
    await last.scrollIntoViewIfNeeded();
    const before = await page.evaluate(() => scrollY);
    await last.click();
    await page.waitForURL((address) => !address.pathname.startsWith('/search/'));
    await page.goBack();
    await results(page).nth(18).waitFor();
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(before - 200);
    expect(await box(page).inputValue()).toBe('退役军人');
    await done();
  });

  test('is walked with the keyboard: from the box through the results and back', async () => {
    const { page, done } = await site.open('/search/?q=王奔');
    await results(page).first().waitFor();
    await page.keyboard.press('/');
    expect(await box(page).evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowDown');
    expect(await results(page).first().evaluate((link) => link === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowUp');
    expect(await box(page).evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/memorials\/wang-ben\//);
    await done();
  });

  test('offers names that are near, pieces, and the finder when nothing holds the words', async () => {
    const { page, done } = await site.open('/search/?q=张向文');
    await page.getByText('名字相近的').waitFor();
    expect(await status(page).textContent()).toContain('没有找到“张向文”');
    expect(await results(page).first().textContent()).toContain('张向温');
    await page.getByRole('link', { name: '按位置或村名查找' }).click();
    await page.waitForURL(/\/stations\//);
    await done();
  });

  test('has one box, and the plain form of the header leads to it', async () => {
    const { page, done } = await site.open('/');
    await page.getByRole('searchbox').fill('优待证');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\/\?q=/);
    expect(await page.getByRole('searchbox').count()).toBe(1);
    expect(await box(page).inputValue()).toBe('优待证');
    await results(page).first().waitFor();
    await done();
  });

  test('asks for no station when it is about stories', async () => {
    const { page, requests, done } = await site.open('/search/?q=抗美援朝');
    await results(page).nth(3).waitFor();
    expect(requests.filter((address) => /\/stations-[gnt]/.test(address))).toEqual([]);
    await done();
  });
});

describe('bad input', () => {
  test.each([
    ['nothing', ''],
    ['blanks', '   　 '],
    ['signs', '。，！？——…'],
    ['an emoji', '🎖️'],
    ['one character', '戎'],
    ['half of a pair', '\ud83c'],
    ['HTML', '<img src=x onerror=alert(1)>'],
    ['a script', '"><script>document.title=1</script>'],
    ['regular expressions', '(.*+?^${}[]|\\'],
    ['names of properties', '__proto__ constructor toString'],
    ['10,000 characters', '退役军人优待证'.repeat(1430)],
    ['10,000 characters of no sense', Array.from({ length: 10_000 }, (_, i) => String.fromCharCode(0x4e00 + ((i * 7919) % 20_000))).join('')],
    ['quotation marks alone', '“”""「」'],
    ['control characters', 'a\u0000b\u202e优待证'],
  ])('%s: no error, nothing injected, the page goes on', async (_, query) => {
    const { page, errors, done } = await site.open('/search/');
    await box(page).fill('王奔');
    await answered(page, '王奔');
    const parts = await page.locator('main img, main script').count();
    await box(page).fill(query);
    await page.waitForTimeout(700);
    await expect.poll(() => status(page).textContent()).not.toContain('正在查找');
    expect(await page.locator('main img, main script').count()).toBe(parts);
    await box(page).fill('马立峰');
    await answered(page, '马立峰');
    expect(await results(page).first().textContent()).toBe('马立峰');
    expect(errors).toEqual([]);
    await done();
  });
  test.each(['?q=%E4%ZZ%', '?q=%', '?q=&kind=nothing&region=%FF', '?q=王奔&kind=__proto__', '?%', '?q=王奔&q=马立峰#:~:text=%'])('the address %s: no error', async (query) => {
    const { page, errors, done } = await site.open(`/search/${query}`);
    await box(page).fill('马立峰');
    await answered(page, '马立峰');
    expect(errors).toEqual([]);
    await done();
  });
});

describe('when the index is not to be had', () => {
  test.each([
    ['the manifest is missing', /manifest\.json/, { status: 404, body: '' }],
    ['the manifest is a page of the host', /manifest\.json/, { status: 200, body: '<!doctype html><p>hello</p>' }],
    ['the manifest is another file', /manifest\.json/, { status: 200, body: '{"v":0}' }],
    ['the files are missing', /pages-g/, { status: 404, body: '' }],
    ['the files are cut off', /pages-g/, { status: 200, body: '{"grams":"退 退' }],
    ['the files hold something else', /pages-[gt]/, { status: 200, body: '[]' }],
  ])('%s: says so, and looks among the titles of the page', async (_, file, response) => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    await page.route(file, (route) => route.fulfill(response));
    await page.goto(`${site.url}/search/?q=王奔`);
    await status(page).getByText('搜索没有打开').waitFor();
    expect(await results(page).first().textContent()).toBe('王奔');
    // Once it is there again, no reload is needed.
    await page.unroute(file);
    await box(page).fill('优待证');
    await answered(page, '优待证');
    await context.close();
  });
  test('a new release that took the files away is opened by itself', async () => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    const manifest = (await (await context.request.get(`${site.url}/search/index/manifest.json`)).json()) as { folder: string };
    // The page was opened when the release before was there.
    let old = true;
    await page.route(/manifest\.json/, (route) => (old ? route.fulfill({ json: { ...manifest, folder: 'before' } }) : route.continue()));
    await page.route(/\/search\/index\/before\//, (route) => (old ? route.continue({ url: route.request().url().replace('/before/', `/${manifest.folder}/`) }) : route.fulfill({ status: 404, body: '' })));
    await page.goto(`${site.url}/search/?q=王奔`);
    await results(page).first().waitFor();
    old = false;
    await box(page).fill('拥军优属联盟');
    await answered(page, '拥军优属联盟');
    expect(await results(page).count()).toBeGreaterThan(1);
    await context.close();
  });
  test('without script the page says how to go on', async () => {
    const { page, done } = await site.open('/search/?q=王奔', { javaScriptEnabled: false });
    expect(await page.locator('main').textContent()).toContain('这台浏览器关掉了脚本');
    await page.getByRole('main').getByRole('link', { name: '王奔' }).click();
    expect(await page.locator('h1').textContent()).toBe('王奔');
    await done();
  });
  test('what was found once on a page is found again without a network', async () => {
    const { page, done } = await site.open('/search/?q=优待证');
    await results(page).first().waitFor();
    await page.context().setOffline(true);
    await box(page).fill('王奔王奔王奔');
    await page.waitForTimeout(600);
    await box(page).fill('优待证');
    await answered(page, '优待证');
    await done();
  });
});

describe('the quick dialog', () => {
  const dialog = (page: Page) => page.getByRole('dialog', { name: '快速搜索' });
  test('opens at “/” on any page, answers, and gives the keyboard back', async () => {
    const { page, errors, requests, done } = await site.open('/veterans/zhang-xiangwen/');
    expect(requests.filter((address) => /quick-search|search-view|\/search\/index\//.test(address))).toEqual([]);
    await page.locator('.prose a').first().focus();
    await page.keyboard.press('/');
    await dialog(page).waitFor();
    expect(await box(page).inputValue()).toBe('');
    await page.keyboard.type('柘荣');
    await answered(page, '柘荣');
    expect((await paths(page, 1))[0]).toBe('regions/zherong/');
    await page.keyboard.press('ArrowDown');
    expect(await results(page).first().evaluate((link) => link === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'hidden' });
    expect(await page.evaluate(() => document.activeElement?.closest('.prose') !== null)).toBe(true);
    expect(errors).toEqual([]);
    await done();
  });
  test('opens with the header’s button when nothing is written, and leads to the page of all results', async () => {
    const { page, errors, done } = await site.open('/guides/', { viewport: { width: 360, height: 740 } });
    await page.getByRole('search', { name: '页眉搜索' }).getByRole('button').click();
    await dialog(page).waitFor();
    await box(page).fill('烈士');
    await answered(page, '烈士');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.getByRole('link', { name: /到搜索页看全部/ }).click();
    await page.waitForURL((address) => address.pathname === '/search/' && address.searchParams.get('q') === '烈士');
    expect(errors).toEqual([]);
    await done();
  });
  test('closes with its button and with a press beside it', async () => {
    const { page, done } = await site.open('/veterans/');
    await page.keyboard.press('/');
    await dialog(page).getByRole('button', { name: '关闭' }).click();
    await dialog(page).waitFor({ state: 'hidden' });
    await page.keyboard.press('/');
    await dialog(page).waitFor();
    await page.mouse.click(5, 5);
    await dialog(page).waitFor({ state: 'hidden' });
    await done();
  });
  test('shows the result that the keyboard is on, and is not printed', async () => {
    const { page, done } = await site.open('/veterans/', { viewport: { width: 768, height: 700 } });
    await page.keyboard.press('/');
    await box(page).fill('退役军人');
    await answered(page, '退役军人');
    for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowDown');
    for (let i = 0; i < 5; i++) {
      await page.keyboard.press('ArrowUp');
      expect(await page.evaluate(() => document.activeElement!.getBoundingClientRect().top - document.querySelector('dialog form')!.getBoundingClientRect().bottom)).toBeGreaterThanOrEqual(0);
    }
    await page.emulateMedia({ media: 'print' });
    expect(await dialog(page).isVisible()).toBe(false);
    await done();
  });
  test('the key is left alone where one types, with other keys, and when the reader has turned it off', async () => {
    const { page, done } = await site.open('/veterans/');
    await page.getByRole('searchbox').first().focus();
    await page.keyboard.press('/');
    expect(await page.getByRole('searchbox').first().inputValue()).toBe('/');
    await page.locator('h1').click();
    await page.keyboard.press('Control+/');
    expect(await dialog(page).count()).toBe(0);
    await page.keyboard.press('/');
    await dialog(page).getByRole('checkbox', { name: /快捷键/ }).uncheck();
    await page.keyboard.press('Escape');
    await page.reload();
    await page.keyboard.press('/');
    await page.waitForTimeout(500);
    expect(await dialog(page).count()).toBe(0);
    await done();
  });
  test('says how to go on when the index cannot be had', async () => {
    const { page, done } = await site.open('/veterans/');
    await page.route(/\/search\/index\//, (route) => route.abort());
    await page.keyboard.press('/');
    await box(page).fill('王奔');
    await status(page).getByText('搜索没有打开').waitFor();
    expect(await page.getByRole('link', { name: '到搜索页看全部条目' }).getAttribute('href')).toContain('/search/?q=');
    await done();
  });
});

test('a first search, from key to ten results, stays within 220 KB, its names within 40 KB', async () => {
  for (const query of ['退役军人服务站', '怎么申请优待证', 'lieshi', '拥军优属先锋党建', '优代证', '退役軍人就業創業']) {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    const bodies: Promise<{ file: string; bytes: number }>[] = [];
    page.on('response', (response) => bodies.push(response.body().then((body) => ({ file: new URL(response.url()).pathname, bytes: brotliBytes(body) }))));
    await page.goto(`${site.url}/search/`, { waitUntil: 'networkidle' });
    const before = bodies.length;
    await box(page).fill(query);
    await answered(page, query);
    await page.waitForLoadState('networkidle');
    const weights = await Promise.all(bodies);
    const scripts = weights.slice(0, before).filter(({ file }) => file.endsWith('.js'));
    const first = [...scripts, ...weights.slice(before)];
    const total = first.reduce((sum, { bytes }) => sum + bytes, 0);
    console.log(`first search “${query}”: ${total} bytes in ${first.length} files`);
    expect(total, query).toBeLessThanOrEqual(220 * 1024);
    expect(weights.filter(({ file }) => /pages-n/.test(file)).reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(40 * 1024);
    await context.close();
  }
});
