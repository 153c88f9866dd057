import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { kinds } from '@/kinds.ts';
import { readContent } from '@/lib/content.ts';
import { hasPage } from '@/lib/stations.ts';
import { attribute, brotliBytes, fileOf, readPages, textOf } from './pages.ts';

const pages = readPages('dist');
const content = readContent('content');
const ids = new Map(pages.map(({ path, html }) => [path, new Set(attribute(html, 'id'))]));

test('every entry, station, source and kind has its page', () => {
  const wanted = [
    ...content.entries.map((entry) => `${kinds[entry.kind].path}${entry.id}/`),
    ...content.stations.filter((row) => hasPage(row.data)).map((row) => `/stations/${row.data.id}/`),
    ...content.sources.map((source) => `/sources/${source.id}/`),
    ...Object.values(kinds).map(({ path }) => path),
    '/', '/search/', '/timeline/', '/about/', '/accessibility/', '/feeds/', '/404.html',
  ];
  const built = new Set(pages.map(({ path }) => path));
  expect(wanted.filter((path) => !built.has(path))).toEqual([]);
});

test('there is no editor where none is configured', () => {
  expect(fileOf('dist', '/admin/')).toBeUndefined();
});
test('all kinds are represented as the first release promises', () => {
  const count = (kind: string) => content.entries.filter((entry) => entry.kind === kind).length;
  expect(count('regions')).toBe(5);
  for (const [kind, least] of Object.entries({ heritage: 3, memorials: 4, veterans: 5, practices: 6, guides: 3, observances: 6 })) expect(count(kind), kind).toBeGreaterThanOrEqual(least);
  for (const region of content.entries.filter((entry) => entry.kind === 'regions'))
    expect(content.entries.filter((entry) => entry.data.region === region.id || entry === region).length, region.id).toBeGreaterThanOrEqual(4);
});

describe.each(pages)('$path', ({ path, html }) => {
  test('has one h1, a title, a description and its language', () => {
    expect(html.match(/<h1[\s>]/g)).toHaveLength(1);
    expect(html).toMatch(/<html lang="zh-CN"/);
    expect(/<title>([^<]+)<\/title>/.exec(html)?.[1]!.length).toBeGreaterThan(3);
    const description = /<meta name="description" content="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(description.length).toBeGreaterThan(5);
    expect(description).not.toMatch(/[{}]/);
  });
  test('headings go down one step at a time', () => {
    const levels = [...html.matchAll(/<h([1-6])[\s>]/g)].map((match) => Number(match[1]));
    const jumps = levels.filter((level, i) => i > 0 && level > levels[i - 1]! + 1);
    expect(jumps).toEqual([]);
  });
  test('links and fragments lead somewhere', () => {
    const broken = attribute(html, 'href')
      .concat(attribute(html, 'src'), attribute(html, 'action'))
      .filter((link) => !/^(https?:|mailto:|tel:)/.test(link))
      .filter((link) => {
        const { pathname, hash } = new URL(link, `https://site.invalid${path}`);
        if (!fileOf('dist', pathname)) return true;
        const fragment = decodeURIComponent(hash.slice(1));
        return fragment !== '' && !fragment.includes('=') && !ids.get(pathname)?.has(fragment);
      });
    expect(broken).toEqual([]);
  });
  test('no id stands twice', () => {
    const all = attribute(html, 'id');
    expect(all.filter((id, i) => all.indexOf(id) !== i)).toEqual([]);
  });
  test('shows no raw Markdown, no empty value and no fact written as text', () => {
    const text = textOf(html);
    expect(text).not.toMatch(/\*\*|\]\(|^#{1,6} |undefined|\[object|NaN|<Fact|\{[a-z0-9-]+\/[a-z0-9-]+\}/m);
  });
  test('asks nothing of another host', () => {
    expect(attribute(html, 'src').filter((address) => /^(https?:)?\/\//.test(address))).toEqual([]);
    expect([...html.matchAll(/<link[^>]*href="((?:https?:)?\/\/[^"]*)"/g)].filter((match) => !match[0].includes('rel="canonical"'))).toEqual([]);
    expect(html).not.toMatch(/@import|url\(\s*['"]?https?:/);
  });
  test('runs under a strict policy: no inline handler, style or unlisted script', () => {
    const policy = /<meta http-equiv="content-security-policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('unsafe-inline');
    expect(policy).not.toContain("'unsafe-eval'");
    expect(attribute(html, 'style')).toEqual([]);
    expect(html).not.toMatch(/<[a-z][^>]*\son[a-z]+="/);
  });
});

const reading = pages.filter(({ path }) => !['/stations/', '/stations/locate/', '/search/', '/visits/', '/visits/pack/'].includes(path));
describe('byte budgets, compressed', () => {
  test.each(reading)('$path: HTML with its CSS in 14 KB', ({ html }) => {
    expect(attribute(html, 'rel').filter((rel) => rel === 'stylesheet')).toEqual([]);
    expect(brotliBytes(html)).toBeLessThanOrEqual(14 * 1024);
  });
  test.each(reading)('$path: 4 KB of JavaScript and no framework', ({ html }) => {
    const inline = [...html.matchAll(/<script(?! type="application\/ld\+json")[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]!);
    const files = attribute(html, 'src').filter((address) => address.endsWith('.js')).map((address) => readFileSync(fileOf('dist', address)!, 'utf8'));
    expect(brotliBytes([...inline, ...files].join('\n'))).toBeLessThanOrEqual(4 * 1024);
    expect(html).not.toContain('astro-island');
  });
});

describe('facts', () => {
  test('every mark leads to a row of the page’s own list that names the same document', () => {
    for (const { html, path } of pages) {
      const marks = new Set([...html.matchAll(/class="cite" href="#(c\d+)"/g)].map((match) => match[1]!));
      const rows = new Set(attribute(html, 'id').filter((id) => /^c\d+$/.test(id)));
      expect([...rows].sort(), path).toEqual([...marks].sort());
    }
  });
  test('a source’s page lists all its facts, and each page that uses one', () => {
    for (const source of content.sources) {
      const { html } = pages.find(({ path }) => path === `/sources/${source.id}/`)!;
      for (const name of Object.keys(source.data.facts)) expect(html, name).toContain(`id="${name}"`);
    }
    const zherong = pages.find(({ path }) => path === '/sources/zherong-report/')!.html;
    expect(zherong).toContain('/practices/yongjun-lianmeng/');
  });
  test('what was read second hand is marked wherever it stands', () => {
    const { html } = pages.find(({ path }) => path === '/memorials/wang-ben/')!;
    expect(html).toMatch(/class="cite"[^>]*aria-label="出处 待核 \d+"/);
  });
});

test('a link shows from both ends', () => {
  const linked = content.entries.flatMap((entry) => (entry.data.related as string[]).filter((target) => !target.startsWith('stations/')).map((target) => [`${entry.kind}/${entry.id}`, target] as const));
  const page = (key: string) => pages.find(({ path }) => path === `/${key}/`)!.html;
  for (const [a, b] of linked) {
    expect(page(a), `${a} → ${b}`).toContain(`href="/${b}/"`);
    expect(page(b), `${b} → ${a}`).toContain(`href="/${a}/"`);
  }
});

test('nobody is called 烈士 in a memorial’s title without a source that does so', () => {
  for (const entry of content.entries.filter((one) => one.kind === 'memorials' && one.data.form === 'person' && !one.data.martyr))
    expect(entry.data.title + entry.data.summary).not.toContain(`${entry.data.name}烈士`);
});

test('with no operator the site says it is a demonstration and shows no number', () => {
  for (const { html, path } of pages) {
    expect(html, path).toContain('本站为演示站，不是政府网站');
    expect(textOf(html), path).not.toMatch(/ICP备|公网安备|标识码|审图号/);
    expect(html, path).not.toMatch(/conac|zfwzgl|beian\.|SiteIDCode/);
  }
});

describe('timeline', () => {
  const { html } = pages.find(({ path }) => path === '/timeline/')!;
  const [history, recent] = html.split('id="recent"').map((part) => [...part.matchAll(/<time datetime="([^"]+)"/g)].map((match) => match[1]!));
  test('is in order of time, history before 2000 and recent work after', () => {
    expect(history!.length).toBeGreaterThan(10);
    expect(recent!.length).toBeGreaterThan(5);
    for (const part of [history!, recent!]) expect(part).toEqual([...part].sort());
    expect(history!.at(-1)! < '2000' && recent![0]! >= '2000').toBe(true);
  });
  test('tells the moments of every locality', () => {
    for (const region of content.entries.filter((entry) => entry.kind === 'regions' && content.entries.some((one) => one.data.region === entry.id && one.data.timeline?.length)))
      expect(html, region.id).toContain(`（${region.data.title}）`);
  });
});

test('the calendar holds this year’s and next year’s days of every observance', () => {
  const text = readFileSync('dist/observances/calendar.ics', 'utf8');
  const observances = content.entries.filter((entry) => entry.kind === 'observances');
  expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(observances.length * 2);
});

test('each guide names all five places, with what they do or that nothing is stated', () => {
  for (const { html, path } of pages.filter((page) => /^\/guides\/.+/.test(page.path))) {
    const local = /<dl class="local"[\s\S]*?<\/dl>/.exec(html)![0];
    for (const region of content.entries.filter((entry) => entry.kind === 'regions')) expect(local, path).toContain(`/regions/${region.id}/`);
  }
});

test('each region page has a chart of its figures that is a table with row heads', () => {
  for (const region of content.entries.filter((entry) => entry.kind === 'regions')) {
    const [chart] = /<table class="chart">[\s\S]*?<\/table>/.exec(pages.find(({ path }) => path === `/regions/${region.id}/`)!.html) ?? [''];
    expect(chart.match(/<th scope="row">/g)?.length, region.id).toBeGreaterThanOrEqual(3);
    expect(chart.match(/<rect width=/g)?.length, region.id).toBeGreaterThanOrEqual(3);
  }
});

test('a region page puts the published number of stations beside what the directory holds', () => {
  const longyan = textOf(pages.find(({ path }) => path === '/regions/longyan/')!.html);
  expect(longyan).toMatch(/公开的数[\s\S]*2086[\s\S]*本站收录/);
});
