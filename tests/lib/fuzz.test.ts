import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, dayExists, dayNumber } from '@/lib/calendar-days.ts';
import { parseYaml, readContent, showProblem } from '@/lib/content.ts';
import { divisionRows } from '@/lib/divisions-csv.ts';
import { splitFacts } from '@/lib/facts.ts';
import { bodyProblems } from '@/lib/mdx-check.ts';
import { navigationLinks } from '@/lib/navigation.ts';
import { oddCharacter } from '@/lib/odd-characters.ts';
import { personalNumber } from '@/lib/personal-number.ts';
import { readSite } from '@/lib/site.ts';
import { readStationSheet, stationSheetText } from '@/lib/stations-csv.ts';
import { isWebAddress } from '@/lib/web-address.ts';
import { compareWhen, isWhen, showWhen } from '@/lib/when.ts';
import { day, factId, id, link, officePhone, when } from '@/schema/parts.ts';
import { stations } from '@/schema/stations.ts';
import { columns } from '@/schema/station-words.ts';
import { expectPlain } from '../fixtures/spoiled/rules.ts';
import { anyText, fuzz, must, spoiledText, textOf } from '../fuzz.ts';

describe('web addresses', () => {
  const pieces = ['http://', 'https://', 'HTTP://', '//', '/', ':', '@', '\\', '?', '#', '.', '..', '%00', '%2e', '%40', 'example.com', '例子.中国', '127.0.0.1', '[::1]', '0x7f.1', ':80', ':99999', 'javascript:', 'data:', 'a', ' ', '\t', '\n', '"', '<', '\u202e', '\u3002', '\uff20', '&', 'xn--'];
  fuzz(
    'what is taken for an address has the host that a reader sees in it',
    100_000,
    fc.property(fc.oneof(textOf(pieces, 8), fc.tuple(fc.constantFrom('https://', 'http://'), textOf(pieces, 6)).map((two) => two.join('')), fc.webUrl({ withFragments: true, withQueryParameters: true }), anyText), (text) => {
      if (!isWebAddress(text)) return;
      const url = new URL(text);
      const seen = /^https?:\/\/([^/?#]+)/i.exec(text)?.[1];
      expect(['http:', 'https:']).toContain(url.protocol);
      expect(seen).toBeDefined();
      expect(new URL(`https://${seen}`).hostname).toBe(url.hostname);
      expect([url.username, url.password]).toEqual(['', '']);
      expect(text).not.toMatch(/[\s"<>\\]/);
      // Written anew, it is the same address.
      expect(isWebAddress(url.href)).toBe(true);
      expect(new URL(url.href).href).toBe(url.href);
    }),
  );
});

describe('ids, links and facts', () => {
  const pieces = ['a', 'wang-ben', 'guides', 'stations', '/', '//', '..', '.', '-', '--', '0', '__proto__', 'constructor', 'A', '{', '}', ' ', '%2f', '\\', '?', '#', '王', '\u0000', '\n', 'index', 'con'];
  const text = fc.oneof(textOf(pieces, 6), anyText);
  fuzz(
    'what is taken for an id, a link or a fact is a path below the site and nothing else',
    100_000,
    fc.property(text, (value) => {
      for (const [schema, parts] of [[id, 1], [link, 2], [factId, 2]] as const) {
        if (!schema.safeParse(value).success) continue;
        expect(new URL(`https://site.example/${value}`).pathname).toBe(`/${value}`);
        expect(value.split('/')).toHaveLength(parts);
        expect(value).toMatch(/^[a-z0-9/-]+$/);
      }
    }),
  );
  fuzz(
    'a text splits into words and facts of which it can be put together again',
    100_000,
    fc.property(fc.oneof(textOf(['{', '}', '{a/b}', '{a-b/c1}', '{A/b}', '{ a/b }', 'a/b', '/', '甲', '\n'], 10), anyText), (value) => {
      expect(splitFacts(value).map((part) => ('fact' in part ? `{${part.fact}}` : part.words)).join('')).toBe(value);
    }),
  );
});

describe('links that open maps', () => {
  const name = fc.oneof(textOf(['某县', '服务站', '&', '=', '#', '?', ':', ';', '|', '%', '+', ' ', '"', '<', '\n', '\u202e', 'javascript:'], 8), anyText);
  fuzz(
    'lead to their host with the words and the point that were given',
    30_000,
    fc.property(name, fc.option(name, { nil: undefined }), name, fc.option(fc.record({ lat: fc.double({ min: 3, max: 54, noNaN: true }), lng: fc.double({ min: 73, max: 136, noNaN: true }) }), { nil: undefined }), (called, address, within, site) => {
      const links = navigationLinks({ name: called, ...(address !== undefined && { address }), within, site });
      const hosts = ['uri.amap.com', 'api.map.baidu.com', 'apis.map.qq.com', 'maps.apple.com'];
      must(links.every(({ url }, i) => new URL(url).host === hosts[i]) && links.length === 4);
      for (const { url } of links) must(/^https:\/\/[\w.]+\/[\w/]*\?[\w.*%+&=~-]+$/.test(url));
      const [amap, baidu, tencent, apple] = links.map(({ url }) => new URL(url).searchParams) as [URLSearchParams, URLSearchParams, URLSearchParams, URLSearchParams];
      if (!site) {
        must(new Set([amap.get('keyword'), baidu.get('query'), tencent.get('keyword'), apple.get('q')]).size === 1);
        return;
      }
      must(amap.get('position') === `${site.lng.toFixed(6)},${site.lat.toFixed(6)}`);
      must(baidu.get('location') === `${site.lat.toFixed(6)},${site.lng.toFixed(6)}`);
      // A name cannot add a field of its own.
      must(tencent.get('marker')!.split(';').length === 3);
      const [lat, lng] = apple.get('ll')!.split(',').map(Number) as [number, number];
      must(Math.abs(lat - site.lat) < 0.02 && Math.abs(lng - site.lng) < 0.02);
    }),
  );
});

describe('cells of a station', () => {
  const digits = textOf(['0', '1', '27', '119', '.', '-', '+', 'e', 'E', '0x', 'Infinity', 'NaN', ' ', ',', '_', '°', '′', '２', '．', '零', '\t', '１１９'], 6);
  const cell = fc.oneof(digits, fc.double().map(String), fc.double({ min: 0, max: 140 }).map(String), fc.integer().map(String), anyText);
  const { lat, lng, phone, code } = stations.shape;
  fuzz(
    'a coordinate is a plain number of degrees in China, or none',
    100_000,
    fc.property(cell, (value) => {
      for (const [schema, least, most] of [[lat, 3, 54], [lng, 73, 136]] as const) {
        const { success, data, error } = schema.safeParse(value);
        const plain = /^-?\d+(\.\d+)?$/.test(value);
        const inside = plain && Number(value) >= least && Number(value) <= most;
        must(success === (value === '' || inside));
        if (inside) must(data === Number(value));
        for (const issue of error?.issues ?? []) expectPlain(issue.message);
      }
    }),
  );
  fuzz(
    'a telephone is an office’s, never a mobile, and a code has its digits',
    100_000,
    fc.property(fc.oneof(textOf(['0593', '010', '1234567', '12345', '-', '－', '—', ' ', '(', ')', '转', '138', '00001111', '0', '+86', '１'], 5), anyText, fc.stringMatching(/^0\d{2,3}-\d{6,9}(-\d{1,6})?$/)), (value) => {
      const accepted = officePhone.safeParse(value).success;
      must(accepted === /^(0\d{2,3}-\d{7,8}(-\d{1,5})?|\d{5})$/.test(value));
      if (accepted) must(personalNumber(value) === undefined);
      must(phone.safeParse(value).success === (accepted || value === ''));
      if (code.safeParse(value).success) must([6, 9, 12].includes(value.length));
    }),
  );
  fuzz(
    'a mobile number is found wherever it stands',
    100_000,
    fc.property(fc.stringMatching(/^1[3-9]\d{9}$/), fc.string({ unit: fc.constantFrom('甲', ' ', '：', 'a', '-', '，', '\n') }), fc.string({ unit: fc.constantFrom('乙', ' ', '。', 'b', '-', ')') }), (number, before, after) => {
      must(personalNumber(`${before}${number}${after}`)?.includes('手机号'));
    }),
  );
});

describe('days', () => {
  const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const leap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  /** The calendar once more, out of its rules. */
  const isDay = (year: number, month: number, date: number) => month >= 1 && month <= 12 && date >= 1 && date <= (month === 2 && leap(year) ? 29 : lengths[month - 1]!);
  const pad = (value: number, width: number) => String(value).padStart(width, '0');
  fuzz(
    'exist exactly when the calendar has them',
    100_000,
    fc.property(fc.nat(9999), fc.nat(14), fc.nat(33), (year, month, date) => {
      const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(date, 2)}`;
      const right = isDay(year, month, date);
      must(dayExists(text) === right);
      must(day.safeParse(text).success === (right && year >= 2000));
      must(when.safeParse(text).success === (right && year > 0));
      must(when.safeParse(text.slice(0, 7)).success === (month >= 1 && month <= 12 && year > 0));
      if (right) must(addDays('1970-01-01', dayNumber(text)) === text);
      if (right) must(showWhen(text) === `${year}年${month}月${date}日`);
    }),
  );
  fuzz(
    'are not made of anything else',
    100_000,
    fc.property(fc.oneof(textOf(['2026', '1938', '-', '/', '.', '0', '1', '12', '31', '年', '月', '日', 'T00:00:00Z', ' ', '+', '２０２６', '–', '\n', '三十'], 7), anyText), (text) => {
      const plain = /^\d{4}-\d\d-\d\d$/.test(text);
      if (!plain) must(!dayExists(text) && !day.safeParse(text).success);
      if (when.safeParse(text).success) must(isWhen(text));
      for (const { message } of day.safeParse(text).error?.issues ?? []) expectPlain(message);
    }),
  );
  fuzz(
    'have an order',
    100_000,
    fc.property(fc.array(fc.stringMatching(/^(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d))?)?$/), { minLength: 3, maxLength: 3 }), (list) => {
      const [a, b, c] = list.sort(compareWhen) as [string, string, string];
      must(compareWhen(a, b) <= 0 && compareWhen(b, c) <= 0 && compareWhen(a, c) <= 0 && compareWhen(a, b) === -compareWhen(b, a) + 0);
    }),
  );
});

describe('station sheets', () => {
  const fields = Object.values(columns);
  const word = fc.oneof(textOf(['某县', '"', ',', '；', ';', '\n', "'", '=', '0593-1234567', ' 内 ', '“', '\t乙', '#', '甲'], 5), anyText.map((text) => text.replace(/\r/g, ''))).map((text) => text.trim().replace(/^\uFEFF|\uFEFF$/g, '').trim());
  const row = fc.array(fc.tuple(fc.constantFrom(...fields), word), { minLength: 1, maxLength: 6 }).map((cells) => Object.fromEntries([...fields.map((field) => [field, '']), ...cells]) as Record<(typeof fields)[number], string>);
  fuzz(
    'are read as they were written',
    8_000,
    fc.property(fc.array(row.filter((one) => Object.values(one).some((value) => value !== '')), { maxLength: 4 }), (rows) => {
      const read = readStationSheet(stationSheetText(rows));
      if ('message' in read) throw new Error(read.message);
      expect(read.rows.map(({ cells }) => cells)).toEqual(rows);
    }),
  );
  const sheet = readFileSync('tests/fixtures/content/stations/350926.csv', 'utf8');
  fuzz(
    'of any text are rows, or one mistake with its line',
    8_000,
    fc.property(fc.oneof(spoiledText(sheet, ['"', ',', '\n', '\r', ';', '\t', '\u0000', '电话', '""']), textOf(['"', ',', '\n', '编号', '\r', '甲'], 20), anyText), (text) => {
      const read = readStationSheet(text);
      if ('message' in read) {
        expect(read.line).toBeGreaterThanOrEqual(1);
        expect(read.line).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length + 1);
        return void expectPlain(read.message);
      }
      for (const { line, cells } of read.rows) {
        expect(line).toBeGreaterThan(1);
        expect(Object.keys(cells).sort()).toEqual([...fields].sort());
        // A row that the schema takes is read as the same when it is written again.
        for (const issue of stations.safeParse(cells).error?.issues ?? []) expectPlain(issue.message);
      }
    }),
  );
  const list = readFileSync('tests/fixtures/content/divisions/350926.csv', 'utf8');
  fuzz(
    'and lists of divisions',
    50_000,
    fc.property(fc.oneof(spoiledText(list, [',', '\n', '350926', '<', '"']), anyText), (text) => {
      const read = divisionRows(text);
      if ('line' in read) return void expectPlain(read.message);
      for (const { code, name } of read) expect(`${code},${name}`).toMatch(/^(\d{6}|\d{9}|\d{12}),[^,<>]+$/);
    }),
  );
});

describe('texts', () => {
  fuzz(
    'hold an odd character exactly when one of them is named, and none when those named are taken out',
    50_000,
    fc.property(fc.oneof(anyText, textOf(['甲', 'a', '\u200b', '\u202e', '\u0000', '\n', '\t', '\u200d', '👨', '👩', '\ufe0f', '\u{e0041}', '\ufeff', '\ud800', '葛\u{e0100}'])), (text) => {
      let rest = text;
      for (let said = oddCharacter(rest); said; said = oddCharacter(rest)) {
        expectPlain(said.replace(/^“[^]*”(?=这里有)/, ''));
        const character = String.fromCodePoint(Number.parseInt(/U\+([\dA-F]+)/.exec(said)![1]!, 16));
        expect(rest).toContain(character);
        rest = rest.replaceAll(character, '');
      }
      expect(rest).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069\u200b\ufeff]/);
    }),
  );
  const pieces = ['<', '>', '/', '{', '}', '<Fact id="a/b" />', '<Pull>', '</Pull>', '<Chapter title="一">', '</Chapter>', '\n', '\n\n', '    ', '\t', '- ', '> ', '1. ', '# ', '## ', '`', '```', '~~~', '*', '**', '_', '[', ']', '(', ')', '!', '|', '---', '===', '&amp;', '&#x', '\\', '"', "'", 'import ', 'export ', '<!--', '-->', '<?', '<![CDATA[', '甲', 'a', '\u0000', '\ud800', '$', ':::', '{/*', '*/}', '</', '/>'];
  fuzz(
    'as bodies are never too much for the check, and what it says has its line',
    3_000,
    fc.property(fc.oneof(textOf(pieces, 24), anyText), (body) => {
      const lines = body.split(/\r\n?|\n/).length;
      for (const { line, message } of bodyProblems(body)) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines);
        expectPlain(message);
      }
    }),
  );
});

describe('YAML', () => {
  test('the parser of the build is the parser of the check', () => {
    const own = createRequire(import.meta.url);
    expect(own.resolve('js-yaml')).toBe(createRequire(own.resolve('astro')).resolve('js-yaml'));
  });
  // How many blanks stand in a text is nobody's matter; a day without quotes is a moment to the build; `readContent` refuses it where words belong.
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_, one: unknown) => (typeof one === 'string' ? one.replace(/T00:00:00.000Z$/, '').replace(/\s+/g, ' ').trim() : typeof one === 'number' ? String(one) : one)) ?? 'null');
  const scalars = ['1', '0', '-', '+', '.', '_', 'e', 'E', 'x', 'o', 'b', 'inf', 'nan', 'Inf', '~', 'null', 'true', 'True', 'yes', 'no', 'on', '2018', '-12', '-01', 'T', ':', '00', ' ', 'Z', "'", '"', '甲', '，', '：', '%', '#', ' #', '=', '<<', 'a'];
  const structure = ['a: ', 'b: ', 'c:', '\n', '\n  ', '\n    ', '- ', '[', ']', '{', '}', ', ', '|', '>', '\n\n', '"', "'", '\\', '? ', '!', '&x ', '*x', '---', '\t', '#', '甲', '1', '2018-12-01', '...', '%'];
  fuzz(
    'is read by the check as the build reads it, or refused',
    20_000,
    fc.property(fc.oneof(textOf(scalars, 7).map((text) => `a: ${text}\n`), textOf(scalars, 5).map((text) => `a:\n  - ${text}\n`), textOf(structure, 14)), (text) => {
      let read: ReturnType<typeof parseYaml>;
      try {
        read = parseYaml(text, 0);
      } catch {
        // `readContent` calls this too deep.
        return;
      }
      if ('message' in read) return void expectPlain(read.message);
      expect(plain(read.value), text).toEqual(plain(read.built));
    }),
  );
});

describe('pages', () => {
  test('end their fields where the build ends them', async () => {
    const astro = createRequire(createRequire(import.meta.url).resolve('astro'));
    const { parseFrontmatter } = (await import(pathToFileURL(astro.resolve('@astrojs/internal-helpers/frontmatter')).href)) as { parseFrontmatter(text: string): { rawFrontmatter: string; content: string } };
    const folder = mkdtempSync(join(tmpdir(), 'rongji-pages-'));
    cpSync('tests/fixtures/content', join(folder, 'content'), { recursive: true });
    const path = join(folder, 'content/veterans/li.mdx');
    const page = readFileSync(path, 'utf8');
    const [, fields, body] = /^---\n([^]*?)\n---\n([^]*)$/.exec(page) as unknown as [string, string, string];
    fc.assert(
      fc.property(fc.tuple(fc.nat(fields.length), fc.constantFrom('---', '+++', '\n---', '\n+++', '\n---\n', '\n+++\n', '\n--- #', '\n  ---\n', '---\n', '#', '\n\n', ' ', '\n...\n'), fc.constantFrom('', '\n---\n', '+++\n', '---', '\n+++')), ([at, put, after]) => {
        const text = `---\n${fields.slice(0, at)}${put}${fields.slice(at)}\n---\n${after}${body}`;
        writeFileSync(path, text);
        const { problems, entries } = readContent(join(folder, 'content'));
        if (problems.length) return;
        const entry = entries.find(({ id: name }) => name === 'li')!;
        const built = parseFrontmatter(text);
        expect(built.content.trim()).toBe(entry.body.trim());
        expect(load(built.rawFrontmatter)).toMatchObject({ title: entry.data['title'] });
      }),
      { numRuns: 150, seed: 20_261_127, includeErrorInReport: true },
    );
    rmSync(folder, { recursive: true });
  });
});

describe('settings', () => {
  const odd = fc.oneof(fc.anything({ maxDepth: 2 }), fc.constantFrom<unknown>(Number.NaN, Infinity, -0, [], {}, null, () => 1, new Date(0), new Map(), Symbol('a'), 1n, '', '甲', 'https://a.cn'));
  const operator = fc.oneof(odd, fc.dictionary(fc.constantFrom('name', 'phone', 'icp', 'contact', 'postcode', '__proto__', 'constructor'), odd, { maxKeys: 4 }));
  const map = fc.oneof(odd, fc.record({ kind: fc.constantFrom('schematic', 'tianditu', 'xyz', 'pmtiles', 'none'), url: odd, key: odd, datum: odd, attribution: odd, minZoom: odd }, { requiredKeys: [] }));
  const config = fc.oneof(fc.anything(), fc.record({ name: fc.oneof(odd, fc.constant('某站')), url: odd, base: fc.oneof(odd, fc.constant('/')), operator, map, regions: odd, embedders: odd, publish: fc.oneof(odd, fc.dictionary(fc.constantFrom('live', '__proto__', '甲'), fc.oneof(odd, fc.record({ to: fc.constantFrom('folder', 's3', 'rsync'), path: odd, destination: odd }, { requiredKeys: [] })))), offline: odd }, { requiredKeys: [] }));
  fuzz(
    'are taken, or refused in lines that say what to write',
    3_000,
    fc.property(config, (written) => {
      let said = '';
      try {
        readSite(written as never, {});
      } catch (error) {
        said = (error as Error).message;
        expect(said).toMatch(/^site\.config\.ts (有 \d+ 处要改：\n|的 site 要写成)/);
      }
      for (const line of said.split('\n').slice(1)) expectPlain(line.slice(line.indexOf('：') + 1));
    }),
  );
  fuzz(
    'of the environment too',
    10_000,
    fc.property(fc.oneof(fc.json(), anyText, textOf(['{', '}', '"', ':', 'name', ',', 'null', '[', ']', '1'])), (json) => {
      try {
        readSite({ name: '某站', url: '', base: '/', operator: {}, map: { kind: 'schematic' } }, { RONGJI_SITE: json });
      } catch (error) {
        expect((error as Error).message).toMatch(/^(site\.config\.ts 有 \d+ 处要改：|环境变量 RONGJI_SITE )/);
      }
    }),
  );
});

describe('whole content with one file spoiled', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rongji-fuzz-'));
    cpSync('tests/fixtures/content', join(folder, 'content'), { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const pieces = ['\n', ': ', '"', "'", '- ', '  ', '{', '}', '[', ']', ',', '#', '---', '<', '/>', '438', '2026-01-02', 'report/visits', '&', '*', '!', '|', '甲', '\u0000', '\u202e'];
  const files = ['veterans/li.mdx', 'regions/here.mdx', 'heritage/hall.mdx', 'sources/report.yaml', 'stations/350926.csv', 'divisions/350926.csv'];
  const spoiled = fc.constantFrom(...files).chain((file) => {
    const bytes = readFileSync(join('tests/fixtures/content', file));
    const cut = fc.nat(bytes.length).map((at) => bytes.subarray(0, at));
    const flipped = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }).map((edits) => {
      const copy = Buffer.from(bytes);
      for (const [at, byte] of edits) copy[at] = byte;
      return copy;
    });
    return fc.tuple(fc.constant(file), fc.oneof(spoiledText(bytes.toString(), pieces).map((text) => Buffer.from(text)), cut, flipped));
  });
  fuzz(
    'never ends the check, and every message is one to act on',
    400,
    fc.property(spoiled, ([file, bytes]) => {
      const path = join(folder, 'content', file);
      writeFileSync(path, bytes);
      const { problems } = readContent(join(folder, 'content'));
      cpSync(join('tests/fixtures/content', file), path);
      for (const problem of problems) {
        expect(showProblem(problem)).toMatch(/^content\/[a-z]+\/[\w-]+\.\w+ 第 \d+ 行/);
        expectPlain(problem.message, [folder]);
      }
    }),
  );
});

