import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paths, serveOld } from './stage.ts';
import type { Site } from '../browser/serve.ts';

let site: Site;
beforeAll(async () => {
  site = await serveOld();
});
afterAll(() => site.close());

const widths = [360, 1280];
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
      columns: style('.site-header').gridTemplateColumns.split(' ').length,
      nav: box('.site-nav').top >= box('.brand').bottom,
      list: style('.site-nav ul').listStyleType,
      main: box('main').width,
      gutter: parseFloat(style('main').paddingLeft),
      foot: box('.site-footer').top >= box('main').bottom - 1,
      bottom: box('.site-footer').bottom >= innerHeight - 1,
      wide: document.documentElement.scrollWidth,
    };
  });

describe.each(paths)('%s', (path) => {
  test.each(widths)('is styled at %i px, and all is quiet', async (width) => {
    const { page, errors, requests, done } = await site.open(path, { viewport: { width, height: width > 800 ? 900 : 740 } });
    // The policy's refusals are console errors as well; the event names them even where the console keeps silent.
    const seen = await looks(page);
    expect(seen).toMatchObject({ paper: 'rgb(250, 246, 238)', size: 18, brand: 'rgb(158, 43, 32)', header: 'grid', nav: true, list: 'none', foot: true, bottom: true });
    expect(seen.body).toContain('PingFang SC');
    expect(seen.heading).toContain('Songti SC');
    expect(seen.columns).toBeGreaterThan(1);
    expect(seen.gutter).toBeGreaterThanOrEqual(16);
    expect(seen.main).toBeLessThanOrEqual(76 * 18);
    expect(seen.wide).toBeLessThanOrEqual(width);
    expect(errors.filter((error) => !error.includes('404'))).toEqual([]);
    expect(requests.filter((address) => !address.startsWith(site.url) && !address.startsWith('data:'))).toEqual([]);
    if (pictures) await page.screenshot({ path: join(pictures, `${path.replace(/[^a-z0-9]+/gi, '-').slice(0, 60)}${width}.png`), fullPage: true });
    await done();
  });
});
