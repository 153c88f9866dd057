import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import readCode from 'qr/decode.js';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasPage } from '@/lib/stations.ts';
import { readContent } from '@/lib/content.ts';
import { site as county } from '../../examples/county-in-portal.ts';
import { packageProblems, readDescriptor } from './data-package.ts';
import { readPages } from './pages.ts';
import { dataOf, mistakes } from './vocabulary.ts';

// The county example as it would be built, with numbers of the right form in every place; none of them is anybody's.
const numbers = { address: '示例路0号', postcode: '000000', phone: '000-00000000', siteIdCode: '0000000000', icp: '某ICP备00000000号-1', police: '某公网安备 00000000000000号', conac: '0'.repeat(32) };
const license = { name: '示例许可', url: 'https://www.example.gov.cn/xuke/' };
const dist = join(process.cwd(), '.build', 'county');
let pages: { path: string; html: string }[];
beforeAll(() => {
  const site = { ...county, license, operator: { ...county.operator, ...numbers } };
  const { status, stderr } = spawnSync(process.execPath, ['tools/build.ts'], { encoding: 'utf8', env: { ...process.env, RONGJI_SITE: JSON.stringify(site), RONGJI_DIST: dist } });
  expect(status, stderr).toBe(0);
  // The window for portals has no header and no footer.
  pages = readPages(dist).filter(({ path }) => path !== '/stations/embed/');
});
afterAll(() => rmSync(dist, { recursive: true, force: true }));

const files = () => readdirSync(dist, { recursive: true, withFileTypes: true }).filter((item) => item.isFile()).map((item) => join(item.parentPath, item.name).slice(dist.length));

describe('a site of one county under a portal', () => {
  test('holds nothing of the other regions: pages, search, data, map', () => {
    const found = files()
      .filter((file) => !/\.(png|br|gz)$/.test(file))
      .flatMap((file) => (/双辽|赤壁|蒲圻|江门|龙岩|古田会议|220382|421281|4407\d\d|3508\d\d/.test(file + readFileSync(join(dist, file), 'utf8').replace(/sha256-[\w+/=]+/g, '')) ? [file] : []));
    expect(found).toEqual([]);
    expect(existsSync(join(dist, 'data/stations/350926.csv'))).toBe(true);
    expect(readFileSync(join(dist, 'regions/zherong/index.html'), 'utf8')).toContain('柘荣');
  });
  test('offers no empty column, and names its only place 本地', () => {
    for (const { path, html } of pages) {
      const offered = [...html.matchAll(/<a href="\/zwgk\/tyjr\/(\w+)\/"/g)].map(([, kind]) => kind);
      expect(offered, path).toContain('regions');
      expect(offered.includes('veterans') || offered.includes('heritage'), path).toBe(false);
      expect(html, path).toContain('>本地</a>');
    }
  });
  test('has no picture, page or file that belongs to nothing', () => {
    const cards = readdirSync(join(dist, 'cards'), { recursive: true }).map(String).filter((name) => name.endsWith('.png') && name !== 'site.png').map((name) => name.replaceAll('\\', '/').replace('.png', ''));
    for (const card of cards) expect(existsSync(join(dist, card, 'index.html')), card).toBe(true);
  });
});

describe('who runs it', () => {
  test('stands at the foot of every page, and no page calls itself a demonstration', () => {
    for (const { path, html } of pages) {
      const foot = /<footer class="site-footer">[\s\S]*?<\/footer>/.exec(html)![0];
      for (const words of ['主办：示例县退役军人事务局', '承办：示例县退役军人服务中心', '地址：示例路0号', '邮编：000000', '电话：000-00000000', '政府网站标识码：0000000000']) expect(foot, path).toContain(words);
      for (const [title, address] of [
        ['某ICP备00000000号-1', 'https://beian.miit.gov.cn/'],
        ['某公网安备 00000000000000号', 'https://beian.mps.gov.cn/#/query/webSearch?code=00000000000000'],
        ['党政机关网站标识', `https://bszs.conac.cn/sitename?method=show&#38;id=${'0'.repeat(32)}`],
        ['咨询和留言', 'https://www.example.gov.cn/hdjl/'],
      ])
        expect(foot.replaceAll('&amp;', '&#38;'), path).toContain(`<a href="${address}">${title}</a>`);
      expect(html, path).not.toContain('演示站');
    }
  });
  test('the link for mistakes names the page it stands on', () => {
    for (const { path, html } of pages.filter((page) => page.path !== '/404.html')) {
      const [, address = ''] = /<a href="(https:\/\/zfwzgl[^"]*)">我为政府网站找错/.exec(html) ?? [];
      const link = new URL(address.replaceAll('&#38;', '&').replaceAll('&amp;', '&'));
      expect(Object.fromEntries(link.searchParams), path).toEqual({ site_code: '0000000000', url: `https://www.example.gov.cn/zwgk/tyjr${path}` });
    }
  });
  test('a reading page keeps to 14 KB with all of it', () => {
    for (const { path, html } of pages.filter((page) => !/^\/(stations\/|search\/|visits\/$|visits\/pack\/)/.test(page.path) || page.path.startsWith('/stations/area/'))) expect(brotliCompressSync(html).length, path).toBeLessThanOrEqual(14 * 1024);
  });
});

describe('telling of a mistake', () => {
  const host = 'https://www.example.gov.cn/zwgk/tyjr';
  const content = readContent('content');
  const ours = ({ data }: { data: Record<string, any> }) => data['region'] === 'zherong';
  const plain = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#38;', '&').replaceAll('&amp;', '&');
  /** The links of a page that ask for mistakes: what they say, what a screen reader hears, and what the form gets. */
  const asked = (path: string) =>
    [...pages.find((page) => page.path === path)!.html.matchAll(/<a (?:class="correct" )?href="(https:\/\/www\.example\.gov\.cn\/hdjl\/jiucuo[^"]*)" aria-label="([^"]*)"[^>]*>([^<]*)<\/a>/g)].map(([, address, heard, words]) => ({ words, heard: plain(heard!), form: Object.fromEntries(new URL(plain(address!)).searchParams) }));

  test('every entry has a link that says which it is', () => {
    const entries = content.entries.filter((entry) => ours(entry) || entry.id === 'zherong' || entry.kind === 'guides' || entry.kind === 'observances');
    for (const { kind, id } of entries) {
      const path = `/${kind}/${id}/`;
      const links = asked(path);
      expect(links.map(({ words }) => words), path).toEqual(['有误？告诉我们']);
      expect(links[0]!.form, path).toMatchObject({ page: host + path, id: `${kind}/${id}` });
      expect(links[0]!.form['value'], path).toMatch(/.+（\d{4}年\d+月\d+日核对）$/);
      expect(links[0]!.heard).toBe(`有误？告诉我们：${links[0]!.form['value']!.replace(/（\d{4}年\d+月\d+日核对）$/, '')}`);
    }
  });
  test('every fact has one on its row, with what it says now', () => {
    const sources = pages.filter(({ path }) => /^\/sources\/.+\//.test(path));
    expect(sources.length).toBeGreaterThan(20);
    for (const { path, html } of sources) {
      const links = asked(path);
      const rows = [.../<ul class="facts-table bare">[\s\S]*?<\/ul>/.exec(html)![0].matchAll(/<li id="([^"]*)"/g)].map(([, name]) => `${path.split('/')[2]}/${name}`);
      expect(links.map(({ form }) => form['id']), path).toEqual(rows);
      const facts = rows.map((id) => content.facts.get(id)!);
      for (const [i, { of, id, value }] of facts.entries()) {
        expect(links[i]!.heard).toBe(`有误？告诉我们：${of}`);
        expect(links[i]!.form).toMatchObject({ page: `${host}${path}#${id.split('/')[1]}` });
        if (typeof value === 'number') expect(links[i]!.form['value']).toContain(String(value));
      }
    }
  });
  test('every station has one, on its page or on its row', () => {
    const stations = content.stations.map(({ data }) => data).filter(({ code }) => code.startsWith('350926'));
    const all = new Map(pages.filter(({ path }) => path.startsWith('/stations/')).flatMap(({ path }) => asked(path).map((link) => [link.form['id'], { ...link, path }] as const)));
    for (const station of stations) {
      const link = all.get(`stations/${station.id}`);
      expect(link, station.id).toBeDefined();
      expect(link!.heard).toContain(station.name);
      expect(link!.path.startsWith('/stations/area/'), station.id).toBe(!hasPage(station));
    }
  });
  test.each(['/guides/youdaizheng/', '/stations/zherong-shuangcheng/', '/sources/zherong-report/', '/stations/area/350926100/'])('on paper %s carries it as a code of its own, beside that of its address', async (path) => {
    const foot = /<p class="print-foot"[\s\S]*?<\/p>/.exec(pages.find((page) => page.path === path)!.html)![0];
    const read = async (source: string) => {
      const image = sharp(Buffer.from(source, 'base64'));
      const { width } = await image.metadata();
      const { data, info } = await image.resize(width! * 6, width! * 6, { kernel: 'nearest' }).extend({ top: 24, bottom: 24, left: 24, right: 24, background: '#fff' }).toColourspace('srgb').removeAlpha().ensureAlpha().raw().toBuffer({ resolveWithObject: true });
      return readCode({ width: info.width, height: info.height, data });
    };
    const codes = await Promise.all([...foot.matchAll(/src="data:image\/png;base64,([^"]*)"/g)].map(([, source]) => read(source!)));
    expect(codes[0]).toBe(host + path);
    expect(Object.fromEntries(new URL(codes[1]!).searchParams)).toEqual({ page: host + path, id: path.slice(1, -1), value: '' });
    expect(foot).toContain('有误？扫码告诉我们');
  });
  test('pages that are about no thing have none', () => {
    for (const path of ['/', '/about/', '/guides/', '/stations/', '/search/']) expect(pages.find((page) => page.path === path)!.html, path).not.toContain('有误？');
  });
});

describe('its open data', () => {
  test('are those of its own region, accepted as a package, with licence and publisher', async () => {
    expect(await packageProblems(join(dist, 'data'))).toEqual([]);
    const { licenses, contributors, homepage } = readDescriptor(join(dist, 'data'));
    expect({ licenses, contributors, homepage }).toEqual({ licenses: [{ title: '示例许可', path: license.url }], contributors: [{ title: '示例县退役军人事务局', role: 'publisher' }], homepage: 'https://www.example.gov.cn/zwgk/tyjr/data/' });
  });
  test('are explained with the licence, and named to machines as a Dataset with the addresses of its files', () => {
    const { html } = pages.find(({ path }) => path === '/data/')!;
    expect(html).toContain(`<a href="${license.url}">示例许可</a>`);
    expect(html).not.toContain('没有声明再利用的许可');
    const [thing] = dataOf(html);
    expect(mistakes(thing!)).toEqual([]);
    expect(thing).toMatchObject({ '@type': 'Dataset', license: license.url, publisher: { name: '示例县退役军人事务局' } });
    for (const { contentUrl } of thing!['distribution']) expect(existsSync(join(dist, new URL(contentUrl).pathname.replace('/zwgk/tyjr/', ''))), contentUrl).toBe(true);
  });
});
