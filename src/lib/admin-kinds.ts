// What /admin/ edits: a form for each kind of file, with the schema that the check reads it with.
import type { z } from 'astro/zod';
import { guides } from '../schema/guides.ts';
import { heritage } from '../schema/heritage.ts';
import { lexicon } from '../schema/lexicon.ts';
import { memorials } from '../schema/memorials.ts';
import { observances } from '../schema/observances.ts';
import { practices } from '../schema/practices.ts';
import { regions } from '../schema/regions.ts';
import { sources } from '../schema/sources.ts';
import { veterans } from '../schema/veterans.ts';
import { visits } from '../schema/visits.ts';

type Form = { label: string; one: string; folder: string; extension: 'mdx' | 'yaml'; schema: z.ZodType; only?: { field: string; value: string } };

const memorial = (form: string) => memorials.options.find(({ shape }) => shape.form.values.has(form as never))!;

/** The forms by name; a kind of entries of several forms has one for each, on the same folder. */
export const forms = {
  veterans: { label: '老兵故事', one: '老兵故事', folder: 'veterans', extension: 'mdx', schema: veterans },
  'memorials-person': { label: '英烈纪念：人物', one: '人物', folder: 'memorials', extension: 'mdx', schema: memorial('person'), only: { field: 'form', value: 'person' } },
  'memorials-group': { label: '英烈纪念：群体', one: '群体', folder: 'memorials', extension: 'mdx', schema: memorial('group'), only: { field: 'form', value: 'group' } },
  'memorials-facility': { label: '英烈纪念：设施', one: '设施', folder: 'memorials', extension: 'mdx', schema: memorial('facility'), only: { field: 'form', value: 'facility' } },
  heritage: { label: '红色地标', one: '红色地标', folder: 'heritage', extension: 'mdx', schema: heritage },
  practices: { label: '地方做法', one: '地方做法', folder: 'practices', extension: 'mdx', schema: practices },
  guides: { label: '办事指南', one: '办事指南', folder: 'guides', extension: 'mdx', schema: guides },
  observances: { label: '纪念日', one: '纪念日', folder: 'observances', extension: 'yaml', schema: observances },
  visits: { label: '参观行程', one: '行程', folder: 'visits', extension: 'yaml', schema: visits },
  regions: { label: '地方', one: '地方', folder: 'regions', extension: 'mdx', schema: regions },
  sources: { label: '出处和事实', one: '出处', folder: 'sources', extension: 'yaml', schema: sources },
} as const satisfies Record<string, Form>;

export type FormName = keyof typeof forms;

/** The list of words and their reading, one file; in its form the words are a list by this name. */
export const lexiconForm = { label: '朗读的词表', file: 'content/lexicon.yaml', schema: lexicon, list: 'words' } as const;

type Def = { type: string; innerType?: z.ZodType; out?: z.ZodType; defaultValue?: unknown; options?: z.ZodType[]; keyType?: z.ZodType; valueType?: z.ZodType; element?: z.ZodType; shape?: Record<string, z.ZodType>; entries?: Record<string, string>; values?: unknown[]; items?: z.ZodType[]; checks?: { _zod: { def: Check } }[]; discriminator?: string; error?: (issue: never) => string };
type Check = { check: string; format?: string; pattern?: RegExp; value?: number; minimum?: number; maximum?: number; length?: number; error?: (issue: never) => string };

/** A schema's definition. */
export const defOf = (schema: z.ZodType): Def => (schema as unknown as { def: Def }).def;
/** The checks of a schema. */
export const checksOf = (schema: z.ZodType): Check[] => (defOf(schema).checks ?? []).map((check) => check._zod.def);

/** A schema without what makes it optional; `otherwise` is its default. Of a schema that first reads the value another way, the part behind that. */
export function peel(schema: z.ZodType): { inner: z.ZodType; required: boolean; otherwise?: unknown } {
  let inner = schema;
  let required = true;
  let otherwise: unknown;
  for (;;) {
    const def = defOf(inner);
    if (def.type === 'optional' || def.type === 'default') {
      required = false;
      if (def.type === 'default') otherwise = def.defaultValue;
      inner = def.innerType!;
    } else if (def.type === 'pipe') inner = def.out!;
    else return { inner, required, otherwise };
  }
}

/** True for a value that may be a number or a text: a form has one box for both. */
export const isNumberOrText = (schema: z.ZodType): boolean => {
  const { type, options = [] } = defOf(schema);
  return type === 'union' && options.some((one) => defOf(one).type === 'number') && options.some((one) => defOf(one).type === 'string');
};

/** The form of a union that a value takes, by its discriminator; the first when there is none. */
export const formOfUnion = (schema: z.ZodType, value: unknown): z.ZodType => {
  const { options = [], discriminator = '' } = defOf(schema);
  const given = (value as Record<string, unknown> | undefined)?.[discriminator];
  return options.find((one) => defOf(defOf(one).shape![discriminator]!).values?.includes(given)) ?? options[0]!;
};
