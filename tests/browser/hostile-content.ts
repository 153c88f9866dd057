// Content that is hostile in every text of every schema. The schemas are walked, so a new field is in it without being named here.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify as sheet } from 'csv-stringify/sync';
import { stringify as yaml } from 'yaml';
import type { z } from 'astro/zod';
import { blockForms } from '@/lib/story.ts';
import { guides } from '@/schema/guides.ts';
import { heritage } from '@/schema/heritage.ts';
import { memorials } from '@/schema/memorials.ts';
import { observances } from '@/schema/observances.ts';
import { practices } from '@/schema/practices.ts';
import { regions } from '@/schema/regions.ts';
import { sources } from '@/schema/sources.ts';
import { columns } from '@/schema/station-words.ts';
import { stations } from '@/schema/stations.ts';
import { veterans } from '@/schema/veterans.ts';
import { visits } from '@/schema/visits.ts';

/** Without digits, which entries may not have; each calls __pwned if it comes alive. `alone` ones only mean something at the start of a value. */
export const payloads: { text: string; alone?: true }[] = [
  { text: '<script>__pwned()</script>' },
  { text: '"><img src=x onerror=__pwned()>' },
  { text: "'><img src=x onerror=__pwned()>" },
  { text: "'-__pwned()-'" },
  { text: '"-__pwned()-"' },
  { text: '`-__pwned()-`' },
  { text: '</script><script>__pwned()</script>' },
  { text: '</title><svg onload=__pwned()>' },
  { text: '</textarea></noscript><svg onload=__pwned()>' },
  { text: '--><svg onload=__pwned()>' },
  { text: ']]><svg onload=__pwned()>' },
  { text: '}</style><script>__pwned()</script>' },
  { text: '</text><script>__pwned()</script>' },
  { text: '<iframe srcdoc="<script>parent.__pwned()</script>"></iframe>' },
  { text: '<a href="javascript:__pwned()">甲</a>' },
  { text: '<math><mtext><table><mglyph><style><img src=x onerror=__pwned()>' },
  { text: '&lt;img src=x onerror=__pwned()&gt;' },
  { text: '&#x;&quot;&apos;&amp;lt;&colon;' },
  { text: '" onmouseover=__pwned() autofocus onfocus=__pwned() x="' },
  { text: "' onmouseover=__pwned() x='" },
  { text: ' onmouseover=__pwned() ' },
  { text: '{{__pwned()}}' },
  { text: '${__pwned()}' },
  { text: '{__pwned()}' },
  { text: '#{__pwned()} <%= __pwned() %> [[__pwned()]]' },
  { text: '\\u003cimg src=x onerror=__pwned()\\u003e\\"\\n' },
  { text: '");__pwned();//' },
  { text: '*/__pwned()/*' },
  { text: '甲\u2028__pwned()//' },
  { text: '甲\u202e乙\u0000丙' },
  { text: '$& $` $\' $$ %s %n %2e%2e/ ../' },
  { text: '\r\nATTACH:javascript:__pwned()\r\nX:' },
  { text: 'import("data:text/javascript,__pwned()")' },
  { text: 'constructor __proto__ toString' },
  { text: 'javascript:__pwned()//', alone: true },
  { text: 'data:text/html,<script>__pwned()</script>', alone: true },
  { text: '=HYPERLINK("https://example.com","甲")', alone: true },
  { text: '@SUM(A:A)', alone: true },
  { text: "+cmd|' /C calc'!A", alone: true },
  { text: '-cmd|甲', alone: true },
  { text: '＝甲', alone: true },
  { text: '\t=甲', alone: true },
];

type Def = { type: string; shape?: Record<string, z.ZodType>; innerType?: z.ZodType; element?: z.ZodType; options?: z.ZodType[]; out?: z.ZodType; items?: z.ZodType[]; valueType?: z.ZodType };
const defOf = (schema: z.ZodType) => (schema as unknown as { def: Def }).def;
const takes = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success;
const freeText = '甲 "乙" 丙';

/** True for a leaf that takes any words. */
const isText = (schema: z.ZodType) => takes(schema, freeText);

/** True when some part of a value is free text. */
function hasText(schema: z.ZodType): boolean {
  const def = defOf(schema);
  if (isText(schema)) return true;
  return [...Object.values(def.shape ?? {}), ...(def.options ?? []), ...(def.items ?? []), def.innerType, def.element, def.out, def.valueType].some((part) => part && hasText(part));
}

/** The leaves of a schema that take only texts of a certain form: ids, days, codes, addresses. */
export function boundLeaves(schema: z.ZodType, path = ''): { path: string; schema: z.ZodType }[] {
  const def = defOf(schema);
  if (isText(schema)) return [];
  const parts: [string, z.ZodType | undefined][] = [...Object.entries(def.shape ?? {}), ...(def.options ?? []).map((part): [string, z.ZodType] => ['', part]), ...(def.items ?? []).map((part): [string, z.ZodType] => ['', part]), ['', def.innerType], ['', def.element], ['', def.out], ['', def.valueType]];
  const inner = parts.flatMap(([name, part]) => (part ? boundLeaves(part, name ? `${path}.${name}` : path) : []));
  return inner.length || hasText(schema) ? inner : [{ path, schema }];
}

/** The schemas of all content, by kind. */
export const schemas = { regions, veterans, heritage, memorials, practices, guides, observances, sources, visits, stations };

/** Values for whatever is not free text: the first that a field takes. */
const ordinary = [true, 1, 27.24, 119.89, 'hostile', 'hostile/when', 'heritage/hostile', '990100', '2026-11-20', '08:30', '0593-1234567', '小学', 'center', '甲'];
const named: Record<string, unknown> = { fact: 'hostile/words', end: '17:30', lat: 27.24, lng: 119.89, minutes: 30 };

/** An example with every field that holds text; `text` gives the words of a path; of several forms the one numbered `variant`. */
function example(schema: z.ZodType, path: string, variant: number, text: (path: string) => string): unknown {
  const def = defOf(schema);
  const key = path.split('.').at(-1)!;
  if (isText(schema)) return text(path);
  if (def.type === 'optional' || def.type === 'default') return hasText(def.innerType!) ? example(def.innerType!, path, variant, text) : undefined;
  if (def.type === 'object') return Object.fromEntries(Object.entries(def.shape!).map(([name, part]) => [name, example(part, `${path}.${name}`, variant, text)]).filter(([, value]) => value !== undefined));
  if (def.type === 'record') return {};
  if (def.type === 'array') return [example(def.element!, `${path}.0`, variant, text)];
  if (def.type === 'pipe' && defOf(def.out!).type !== 'string') return example(def.out!, path, variant, text);
  if (def.type === 'union' && defOf(def.options![0]!).type === 'object') return example(def.options![variant % def.options!.length]!, path, variant, text);
  const values = (schema as unknown as { options?: unknown[]; values?: Set<unknown> });
  const candidates = [named[key], ...(Array.isArray(values.options) ? values.options : []), ...(values.values ?? []), ...ordinary];
  const found = candidates.find((value) => value !== undefined && takes(schema, value));
  if (found === undefined) throw new Error(`no example for ${path}: add one`);
  return found;
}

/** The words of one text: `at` is a field's address such as "veterans/hostile.mdx opening". */
export type Words = (at: string) => string;

/** Writes a complete content folder, every text of which is what `words` says for its address. */
export function writeHostileContent(folder: string, words: Words): void {
  const write = (file: string, text: string) => {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const data = (file: string, schema: z.ZodType, variant: number) =>
    example(schema, '', variant, (path) => words(`${file} ${path.slice(1)}`) + (path.endsWith('.answer') ? '{hostile/words}' : '')) as Record<string, unknown>;

  const stated = data('sources/hostile.yaml', sources, 0);
  const part = defOf(sources).shape!['facts']!;
  const fact = (name: string) => example(defOf(part).valueType!, `.facts.${name}`, 0, (path) => words(`sources/hostile.yaml ${path.slice(1)}`)) as Record<string, unknown>;
  const { unit: _, ...inWords } = fact('words');
  stated['facts'] = { words: inWords, number: { ...fact('number'), value: 7 }, when: { ...fact('when'), value: '2018-12', unit: undefined } };
  stated['url'] = 'https://example.com/__pwned();//?a=`__pwned()`&lt;b=javascript:__pwned()#${__pwned()}';
  write('sources/hostile.yaml', yaml(JSON.parse(JSON.stringify(stated))));

  const blocks = (file: string, holdsPlace: boolean) => {
    const said = (name: keyof typeof blockForms, prop: string) => words(`${file} <${name}> ${prop}`);
    return [
      words(`${file} body`),
      `<Chapter title="${said('Chapter', 'title')}" date="hostile/when"${holdsPlace ? ' place="hostile"' : ''}>`,
      words(`${file} chapter`),
      `<Aside title="${said('Aside', 'title')}">`,
      words(`${file} aside`),
      '</Aside>',
      `<Compare title="${said('Compare', 'title')}" left="hostile/words" right="hostile/number" />`,
      '<Pull>',
      words(`${file} pull`),
      '</Pull>',
      `<Figure drawing="banyan" caption="${said('Figure', 'caption')}" credit="${said('Figure', 'credit')}" />`,
      '</Chapter>',
      `## ${words(`${file} heading`)}`,
      `- ${words(`${file} item`)}<Fact id="hostile/words" />`,
    ].join('\n\n');
  };
  const entry = (file: string, schema: z.ZodType, variant = 0) => {
    const front = data(file, schema, variant);
    if (!file.startsWith('observances') && !file.startsWith('visits') && !file.startsWith('guides')) front['figures'] = ['hostile/number', 'hostile/words'];
    if (schema === regions) {
      (front['counties'] as { code: string }[])[0]!.code = '990101';
      front['coverage'] = [{ level: '村', fact: 'hostile/words' }];
    }
    if (file.endsWith('.yaml')) return write(file, yaml(front));
    const body = file.startsWith('guides') ? `${words(`${file} body`)}<Fact id="hostile/words" />` : blocks(file, 'places' in front);
    write(file, `---\n${yaml(front)}---\n\n${body}\n`);
  };
  entry('regions/hostile.mdx', regions);
  entry('veterans/hostile.mdx', veterans);
  entry('heritage/hostile.mdx', heritage);
  entry('practices/hostile.mdx', practices);
  entry('guides/hostile.mdx', guides);
  entry('visits/hostile.yaml', visits);
  ['hostile', 'hostile-group', 'hostile-place'].forEach((id, i) => entry(`memorials/${id}.mdx`, memorials, i));
  ['hostile', 'hostile-term', 'hostile-weekday'].forEach((id, i) => entry(`observances/${id}.yaml`, observances, i));
  write('lexicon.yaml', yaml({ 柘荣: { reading: 'zhè róng', said: '浙荣' } }));
  write('divisions/990100.csv', `区划代码,名称\n990000,${words('divisions/990100.csv province')}\n990100,${words('divisions/990100.csv city')}\n990101,${words('divisions/990100.csv county')}\n990101100,${words('divisions/990100.csv town')}\n990101100201,${words('divisions/990100.csv village')}\n`);

  const row = data('stations/990101.csv', stations, 0);
  const rows = [
    { ...row, id: 'center', kind: '服务中心', level: '县', code: '990101', parent: '', lat: 27.24, lng: 119.89, precision: 'county' },
    { ...row, id: 'town', name: words('stations/990101.csv town'), kind: '服务站', level: '乡', code: '990101100', parent: 'center', lat: 27.25, lng: 119.9, precision: 'township' },
    { ...row, id: '990101100201', name: words('stations/990101.csv village'), kind: '服务站', level: '村', code: '990101100201', parent: '', lat: '', lng: '', precision: '', point_source: '', basis: 'derived' },
  ];
  const cells = (one: Record<string, unknown>) => Object.values(columns).map((field) => (one[field] === undefined ? '' : String(one[field])));
  write('stations/990101.csv', sheet([Object.keys(columns), ...rows.map(cells)]));
}
