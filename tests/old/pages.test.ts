import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { paths, serveOld } from './stage.ts';
import type { Site } from '../browser/serve.ts';

let site: Site;
beforeAll(async () => {
  site = await serveOld();
});
afterAll(() => site.close());

/** Set to a folder, the pictures of all pages are left there to be looked at. */
const pictures = process.env['RONGJI_PICTURES'];

/** What of the tokens and the frame arrives: colours of the page, of its links and buttons, the families, and the places of the parts of the frame. */
const looks = (page: Page) =>
  page.evaluate(() => {
    const style = (selector: string) => getComputedStyle(document.querySelector(selector)!);
    const box = (selector: string) => document.querySelector(selector)!.getBoundingClientRect();
    return {
      paper: style('html').backgroundColor,
      size: parseFloat(style('body').fontSize),
      body: style('body').fontFamily,
      heading: style('h1').fontFamily,
      brand: style('.brand').color,
      header: style('.site-header').display,
      row: box('reader-tools').left >= box('.brand').right && box('reader-tools').top < box('.brand').bottom,
      nav: box('.site-nav').top >= box('.brand').bottom,
      list: style('.site-nav ul').listStyleType,
      main: box('main').width,
      gutter: parseFloat(style('main').paddingLeft),
      foot: box('.site-footer').top >= box('main').bottom - 1,
      bottom: box('.site-footer').bottom >= innerHeight - 1,
      wide: document.documentElement.scrollWidth,
    };
  });

test.each(paths)('%s is styled on a desk and on a phone, and all is quiet', async (path) => {
  const { page, errors, requests, done } = await site.open(path);
  for (const width of [1280, 360]) {
    // For pictures the window is as high as the page, since Chromium 88 draws nothing below it.
    await page.setViewportSize({ width, height: pictures ? 2600 : 740 });
    const seen = await looks(page);
    expect(seen, `${width}`).toMatchObject({ paper: 'rgb(250, 246, 238)', size: 18, brand: path.startsWith('/memorials/') ? 'rgb(122, 90, 18)' : 'rgb(158, 43, 32)', header: 'flex', row: true, nav: true, list: '""', foot: true, bottom: true });
    expect(seen.body).toContain('PingFang SC');
    expect(seen.heading).toContain('Songti SC');
    expect(seen.gutter, `${width}`).toBeGreaterThanOrEqual(16);
    expect(seen.main, `${width}`).toBeLessThanOrEqual(76 * 18);
    expect(seen.wide, `${width}`).toBeLessThanOrEqual(width);
    if (pictures) await page.screenshot({ path: join(pictures, `${path.replace(/[^a-z0-9]+/gi, '-').slice(0, 60)}${width}.png`) });
  }
  // What the policy refuses is an error of the console as well.
  expect(errors.filter((error) => !error.includes('404'))).toEqual([]);
  expect(requests.filter((address) => !address.startsWith(site.url) && !address.startsWith('data:'))).toEqual([]);
  await done();
});
