import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookAtPlace } from './page-look.ts';
import { serve, type Site } from './serve.ts';

let site: Site;
beforeAll(async () => {
  site = await serve();
});
afterAll(() => site.close());

/** Someone with a keyboard and nothing else, who looks at every place the focus comes to and hears what is read out. */
class Walker {
  readonly wrong: string[] = [];
  readonly heard: { text: string; again: boolean }[] = [];
  readonly errors: string[] = [];
  private constructor(
    readonly page: Page,
    readonly leave: () => Promise<void>,
  ) {}

  static async from(path: string, elder: boolean) {
    const context = await site.browser.newContext({ viewport: elder ? { width: 360, height: 740 } : { width: 1280, height: 900 }, locale: 'zh-CN', reducedMotion: 'reduce' });
    if (elder) await context.addInitScript(() => localStorage.setItem('rongji-display', '{"elder":"true"}'));
    const page = await context.newPage();
    const walker = new Walker(page, () => context.close());
    page.on('pageerror', (error) => walker.errors.push(error.message));
    await page.exposeBinding('hear', (_, text: string, again: boolean) => void walker.heard.push({ text, again }));
    await page.addInitScript(() => {
      const last = new WeakMap<Element, string>();
      new MutationObserver((changes) => {
        const regions = new Set(changes.map(({ target }) => (target instanceof Element ? target : target.parentElement)?.closest('[role=status], [role=alert], [aria-live]')));
        for (const region of regions) {
          const text = region?.textContent?.trim();
          if (!region || !text) continue;
          void (window as unknown as { hear(text: string, again: boolean): void }).hear(text, last.get(region) === text);
          last.set(region, text);
        }
      }).observe(document, { childList: true, characterData: true, subtree: true });
    });
    await page.goto(site.url + path);
    return walker;
  }

  async press(key: string) {
    await this.page.keyboard.press(key);
    const problem = await this.page.evaluate(lookAtPlace);
    if (problem) this.wrong.push(`${new URL(this.page.url()).pathname} after ${key}: ${problem}`);
  }

  /** Tabs on, or back, until the focus is there. */
  async to(wanted: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab') {
    await wanted.waitFor();
    const goal = (await wanted.elementHandle())!;
    for (let steps = 0; steps < 400; steps++) {
      await this.press(key);
      if (await goal.evaluate((node) => node === document.activeElement)) return;
    }
    throw new Error(`the keyboard does not come to ${wanted}`);
  }

  /** Follows a link with Enter. */
  async follow(link: Locator) {
    await this.to(link);
    const from = this.page.url();
    await this.page.keyboard.press('Enter');
    await this.page.waitForURL((url) => url.href !== from, { waitUntil: 'load' });
    await this.page.waitForFunction(() => !document.querySelector('astro-island[ssr]'));
  }

  /** Tabs from where the focus is until it leaves the page at its end; fails where it is held. */
  async out() {
    const most = (await this.page.locator('a[href], button, input, select, textarea, summary, [tabindex="0"]').count()) + 30;
    for (let steps = 0; steps < most; steps++) {
      await this.press('Tab');
      if (await this.page.evaluate(() => document.activeElement === document.body)) return;
    }
    throw new Error(`${this.page.url()}: the keyboard does not get out`);
  }

  async done() {
    expect(this.wrong).toEqual([]);
    // Who listens wants a line, not a paragraph, and not the same twice.
    expect(this.heard.filter(({ text, again }) => again || text.length > 60)).toEqual([]);
    expect(this.errors).toEqual([]);
    await this.leave();
  }
}

const focusIs = (node: Locator) => expect.poll(() => node.evaluate((one) => one === document.activeElement)).toBe(true);

describe.each([
  ['at a desk', false],
  ['in elder mode on a phone', true],
])('%s, by keyboard alone', (_, elder) => {
  test('a reader comes to a story, makes it larger, and finds where a figure comes from', async () => {
    const walker = await Walker.from('/', elder);
    const { page } = walker;
    const main = page.getByRole('main');
    await walker.follow(main.getByRole('link', { name: '读一个老兵的故事' }));
    await walker.follow(main.getByRole('link', { name: '张向温' }).first());
    const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('.prose p')!).fontSize));
    const before = await size();
    const button = page.getByRole('button', { name: '阅读设置' });
    await walker.to(button);
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog', { name: '阅读设置' });
    await panel.waitFor();
    if (!(await panel.getByRole('radio', { name: '标准' }).evaluate((node) => node === document.activeElement))) await walker.to(panel.getByRole('radio', { name: '标准' }));
    await walker.press('ArrowRight');
    expect(await size()).toBeGreaterThan(before);
    await page.keyboard.press('Escape');
    await focusIs(button);
    const mark = page.locator('.prose .cite').first();
    const row = page.locator((await mark.getAttribute('href'))!);
    await walker.to(mark);
    await page.keyboard.press('Enter');
    await expect.poll(() => row.evaluate((node) => node.getBoundingClientRect().top < innerHeight)).toBe(true);
    // The document is named above its facts.
    await walker.to(page.locator('.document-title a').first());
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/sources\//);
    await walker.out();
    await walker.done();
  });

  test('a teacher puts a day together and comes to its papers', async () => {
    const walker = await Walker.from('/', elder);
    const { page } = walker;
    await walker.follow(page.getByRole('main').getByRole('link', { name: '带学生去看看' }));
    const place = page.getByLabel('地方');
    await walker.to(place);
    for (let steps = 0; steps < 8 && (await place.inputValue()) !== 'longyan'; steps++) await walker.press('ArrowDown');
    expect(await place.inputValue()).toBe('longyan');
    const stops = page.getByRole('list', { name: '行程里的地点' }).getByRole('listitem');
    for (let count = 1; count <= 2; count++) {
      await walker.to(page.getByRole('button', { name: /^加入/ }).first());
      await page.keyboard.press('Enter');
      await expect.poll(() => stops.count()).toBe(count);
    }
    const [first] = await stops.locator('b').allTextContents();
    await walker.to(stops.nth(0).getByRole('button', { name: /下移/ }));
    await page.keyboard.press('Enter');
    await expect.poll(() => stops.locator('b').allTextContents().then(([, second]) => second)).toBe(first);
    await walker.follow(page.getByRole('link', { name: '打印整套材料' }));
    await page.locator('.paper').first().waitFor();
    await walker.out();
    await walker.done();
  });

  test('a daughter finds her father’s station and takes the guide along', async () => {
    const walker = await Walker.from('/', elder);
    const { page } = walker;
    await walker.follow(page.getByRole('main').getByRole('link', { name: '找服务站，办一件事' }));
    const box = page.getByRole('combobox', { name: /村、社区/ });
    await expect.poll(() => box.isEnabled()).toBe(true);
    await walker.to(box);
    await page.keyboard.type('shuangcheng');
    await page.getByRole('option').first().waitFor();
    await walker.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('section[aria-labelledby=mine]').getByText('双城镇退役军人服务站').waitFor();
    const matter = page.getByLabel('要办的事');
    await walker.to(matter);
    for (let steps = 0; steps < 20 && (await matter.inputValue()) !== 'youdaizheng'; steps++) await walker.press('ArrowDown');
    expect(await matter.inputValue()).toBe('youdaizheng');
    await walker.follow(page.getByRole('link', { name: /打成一张单子/ }));
    await page.locator('chosen-station').getByText('双城镇退役军人服务站').waitFor();
    const tick = page.locator('.checklist input').first();
    await walker.to(tick);
    await page.keyboard.press('Space');
    expect(await tick.isChecked()).toBe(true);
    await walker.out();
    await walker.done();
  });

  test('someone searches for a name, thinks again, and searches on', async () => {
    const walker = await Walker.from('/', elder);
    const { page } = walker;
    const field = page.locator('#site-search');
    await walker.to(field);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: '快速搜索' });
    await dialog.waitFor();
    await page.keyboard.type('王奔');
    await dialog.locator('a[data-result]').first().waitFor();
    await walker.press('ArrowDown');
    await focusIs(dialog.locator('a[data-result]').first());
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await focusIs(field);
    await page.keyboard.type('张向温');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\/\?q=/);
    await walker.follow(page.locator('main a[data-result]').first());
    expect(await page.locator('h1').textContent()).toContain('张向温');
    await page.goBack();
    await page.locator('main a[data-result]').first().waitFor();
    await walker.out();
    await walker.done();
  });
});
