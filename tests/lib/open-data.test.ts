import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { z } from 'astro/zod';
import { factTable } from '@/lib/facts.ts';
import { dataPackage, dataVersion, fieldRows, ownFields, pointsText, rowsText, sheetText, tables, tableSchema, type DataFile, type TableName } from '@/lib/open-data.ts';
import { plainBody } from '@/lib/plain-body.ts';
import { readStationSheet, stationSheetText } from '@/lib/stations-csv.ts';
import { entry, point, story } from '@/schema/parts.ts';
import { fact, sources } from '@/schema/sources.ts';
import { columns as stationColumns } from '@/schema/station-words.ts';
import { stations } from '@/schema/stations.ts';

/** Which office sees to an entry is for the house alone. */
const published = <T extends object>({ owner: _, ...rest }: T & { owner?: unknown }) => rest;

// Columns that the build works out, and fields that a table leaves to its JSON.
const schemas: Record<TableName, { fields: Record<string, z.ZodType>; made: string[]; renamed?: Record<string, string> }> = {
  stations: { fields: stations.shape, made: [] },
  entries: { fields: { ...published(entry), region: story.region, ...point.shape }, made: ['id', 'kind', 'address', 'facts'], renamed: { source: 'point_source' } },
  facts: { fields: fact.shape, made: ['id', 'source', 'sort', 'read', 'pages'] },
  sources: { fields: (({ facts: _, ...rest }) => published(rest))(sources.shape), made: ['id'] },
};

describe.each(Object.keys(tables) as TableName[])('the columns of %s', (table) => {
  const { columns } = tables[table];
  const { fields, made, renamed = {} } = schemas[table];
  const schemaKeys = Object.keys(fields).map((key) => renamed[key] ?? key);
  test('are the fields of the schema, each once and with words that explain it', () => {
    expect(columns.map(({ key }) => key).sort()).toEqual([...schemaKeys, ...made].sort());
    expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
    for (const { description } of columns) expect(description).toMatch(/。$/);
  });
  test('are required, bounded and chosen as the schema has it', () => {
    for (const [key, schema] of Object.entries(fields)) {
      const column = columns.find((one) => one.key === (renamed[key] ?? key))!;
      const { required, enum: values, minimum, maximum } = column.constraints ?? {};
      const takes = (value: unknown) => schema.safeParse(value).success;
      // A point as a whole, a region and a date that is not known may be wanting; a list may be empty.
      const mayLack = takes(undefined) || column.list || (table === 'entries' && ['region', 'lat', 'lng', 'precision', 'source'].includes(key)) || (table === 'sources' && key === 'published');
      expect(Boolean(required), key).toBe(!mayLack);
      if (values) {
        expect(values.every(takes), key).toBe(true);
        expect(takes('别的'), key).toBe(false);
      }
      if (minimum !== undefined && maximum !== undefined) expect([takes(minimum), takes(maximum), takes(minimum - 0.001), takes(maximum + 0.001)], key).toEqual([true, true, false, false]);
    }
  });
  test('have as many choices as the schema', () => {
    for (const [key, schema] of Object.entries(fields)) {
      const open = (one: any): any => one?.def?.innerType ? open(one.def.innerType) : one?.def?.type === 'pipe' ? open(one.def.out) : one;
      const inner = open(schema);
      if (inner instanceof z.ZodEnum) expect(columns.find((one) => one.key === (renamed[key] ?? key))!.constraints?.enum, key).toEqual(inner.options);
    }
  });
  test('refer to tables that are there', () => {
    const { foreignKeys = [], primaryKey, fields: heads } = tableSchema(table);
    for (const { fields: head, reference } of foreignKeys) {
      expect(heads.map(({ name }) => name)).toContain(head);
      expect(tables[(reference.resource || table) as TableName].columns[0]!.name).toBe(reference.fields);
    }
    expect(heads.find(({ name }) => name === primaryKey)!.constraints).toMatchObject({ required: true, unique: true });
  });
});

test('the sheet of stations is the one that the importer reads', () => {
  expect(tables.stations.columns.map(({ name, key }) => [name, key])).toEqual(Object.entries(stationColumns));
  const row = { id: 'a', name: '甲', kind: '服务站', level: '村', code: '350926100200', services: ['一', '二'], basis: 'stated', source: 's', checked: '2026-01-01' };
  const text = sheetText('stations', [row]);
  expect(text).toBe(`\uFEFF${stationSheetText([row])}`);
  expect(readStationSheet(text)).toMatchObject({ rows: [{ cells: { services: '一；二', phone: '' } }] });
});

test('what stands in a cell comes back: quotes, commas, lines, blanks', () => {
  const title = '“甲”,"乙"\n丙 ';
  expect(parse(sheetText('sources', [{ id: 'a', title }]), { bom: true, columns: true })).toMatchObject([{ 编号: 'a', 标题: title, 作者: '' }]);
  expect(JSON.parse(rowsText('sources', [{ title, id: 'a', author: undefined }], () => ({ text: '正文' })))).toEqual([{ id: 'a', title, text: '正文' }]);
  expect(JSON.parse(pointsText([{ id: 'a', lat: 27, lng: 119, precision: 'site' }, { id: 'b' }]))).toEqual({ type: 'FeatureCollection', features: [{ type: 'Feature', id: 'a', geometry: { type: 'Point', coordinates: [119, 27] }, properties: { id: 'a', precision: 'site' } }] });
});

test('who sees to an entry and whether somebody is thought to live are not told', () => {
  expect(ownFields({ title: '甲', region: 'a', owner: '优抚科', living: true, honours: ['乙'] })).toEqual({ honours: ['乙'] });
});

describe('the descriptor', () => {
  const files: DataFile[] = [{ file: 'sources.csv', table: 'sources', format: 'csv', text: sheetText('sources', []) }];
  const about = { title: '某站：开放数据', checked: '2026-02-03', sources: [{ title: '一份报道', path: undefined }], points: [] };
  test('says what the operator has declared, and else nothing', () => {
    expect(Object.keys(dataPackage(files, about))).toEqual(['profile', 'name', 'title', 'description', 'version', 'sources', 'resources']);
    expect(dataPackage(files, { ...about, homepage: 'https://a.cn/data/', operator: '某局', license: { name: '某许可', url: 'https://a.cn/xuke' } })).toMatchObject({ homepage: 'https://a.cn/data/', contributors: [{ title: '某局', role: 'publisher' }], licenses: [{ title: '某许可', path: 'https://a.cn/xuke' }] });
  });
  test('has a version that changes with the data and not with the clock', () => {
    expect(dataVersion(files, '2026-02-03')).toMatch(/^2026\.2\.3\+[0-9a-f]{8}$/);
    expect(dataVersion(files, '2026-02-03')).toBe(dataVersion(structuredClone(files), '2026-02-03'));
    expect(dataVersion([{ ...files[0]!, text: 'x' }], '2026-02-03')).not.toBe(dataVersion(files, '2026-02-03'));
  });
});

test('a text that would be a formula in the sheet is refused, with what to write', () => {
  for (const title of ['=1+1', '@某', '-甲', '＋乙']) {
    const { error } = sources.safeParse({ title, publisher: '社', kind: 'news', published: '2020', read: 'original', checked: '2026-01-01', facts: {} });
    expect(error?.issues.map(({ message }) => message).join()).toContain('开头不能是 = + - @');
  }
});

test('a body becomes plain Markdown', () => {
  const facts = factTable([
    { id: 'a', data: sources.parse({ title: '文', publisher: '社', kind: 'news', published: '2020', read: 'secondhand', checked: '2026-01-01', facts: { born: { value: '1905-07', of: '生日', where: '一', conflicts: ['b/born'] } } }) },
    { id: 'b', data: sources.parse({ title: '文', publisher: '社', kind: 'news', published: '2020', read: 'original', checked: '2026-01-01', facts: { born: { value: '1906', of: '生年', where: '一' } } }) },
  ]);
  const body = '\n<Chapter title="起头" date="b/born" place="x">\n\n生于<Fact id="a/born" />，<Unknown />，在<Reading word="柘荣" />。\n\n<Aside title="旁注">\n\n一句。\n\n</Aside>\n\n<Compare left="a/born" right="b/born" />\n\n<Figure drawing="banyan" caption="图" credit="绘图：某" />\n\n</Chapter>\n';
  expect(plainBody(body, facts)).toBe('## 起头（1906年）\n\n生于1905年7月（待核），原文未载，在柘荣。\n\n### 旁注\n\n一句。\n\n两处记载不一：生日，1905年7月（待核）；生年，1906年');
});

describe('the keys inside the fields of entries', () => {
  test('are explained once for all kinds that call them the same, those of lists too', () => {
    const rows = fieldRows([
      { kind: 'guides', fields: { where: '窗口', steps: [{ title: '先问' }], fee: undefined } },
      { kind: 'practices', fields: { where: '村里' } },
      { kind: 'veterans', fields: { timeline: [{ text: '入伍' }] } },
      { kind: 'heritage', fields: { timeline: [{ text: '建成' }] } },
      { kind: 'memorials', fields: { form: 'person' } },
      { kind: 'memorials', fields: { form: 'facility' } },
    ]);
    expect(rows.map(({ key, label, kinds }) => [key, label, kinds.join()])).toEqual([
      ['form', '类别', 'memorials'],
      ['steps', '步骤', 'guides'],
      ['steps.title', '这一步做什么', 'guides'],
      ['timeline', '大事', 'veterans,heritage'],
      ['timeline.text', '什么事', 'veterans,heritage'],
      ['where', '到哪里办', 'guides'],
      ['where', '去哪里、找谁', 'practices'],
    ]);
    expect(rows[0]!.values).toEqual({ person: '人物', facility: '设施' });
  });
  test('must have a name', () => {
    expect(() => fieldRows([{ kind: 'guides', fields: { steps: [{ nothing: 1 }] } }])).toThrow('field-labels.ts 里没有 guides 的 steps.nothing');
  });
});
