import { z } from 'astro/zod';
import { errorValue, errorValueMessage, formula, formulaMessage } from './formula.ts';
import { markup, markupMessage, stationKinds, stationLevels } from './station-words.ts';
import { day, id, lat, lng, officePhone, precisions } from './parts.ts';

/** 一格文字。Cells reach maps, files and other programs, so they hold no markup. */
const text = z
  .string({ error: '这一格要写文字' })
  .trim()
  .min(1, { error: '不能为空；这一格一定要写' })
  .refine((value) => !errorValue.test(value), { error: errorValueMessage })
  .refine((value) => !markup.test(value), { error: markupMessage })
  .refine((value) => !formula.test(value), { error: formulaMessage });

const blank = <T extends z.ZodType>(inner: T) => z.preprocess((value) => (value === '' ? undefined : value), inner.optional());
const number = <T extends z.ZodType>(inner: T) =>
  z.preprocess((value) => (value === '' ? undefined : typeof value === 'string' ? (/^-?\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN) : value), inner.optional());

/** One row of content/stations/<county code>.csv, cells as text. */
export const stations = z
  .strictObject({
    id,
    name: text,
    kind: z.enum(stationKinds, { error: `类别写 ${stationKinds.join('、')}` }),
    level: z.enum(stationLevels, { error: `级别写 ${stationLevels.join('、')}` }),
    /** Code of the division it serves: 6 digits (county or city), 9 (township) or 12 (village). */
    code: z
      .string({ error: '区划代码是 6、9 或 12 位数字' })
      .refine((value) => !/^\d(\.\d+)?E\+\d+$/i.test(value), { error: '区划代码是 6、9 或 12 位数字；表格软件把它改成了科学计数，请把这一列设成“文本”，再照原来的代码填', abort: true })
      .regex(/^(\d{6}|\d{9}|\d{12})$/, { error: '区划代码是 6、9 或 12 位数字，请核对' }),
    /** Name of the township or street, for reading. */
    township: blank(text),
    /** Id of the station above it. */
    parent: blank(id),
    services: z.preprocess(
      (value) => (typeof value === 'string' ? value.split(/[；;]/).map((part) => part.trim()).filter(Boolean) : value),
      z.array(text),
    ),
    address: blank(text),
    phone: blank(officePhone),
    hours: blank(text),
    lat: number(lat),
    lng: number(lng),
    precision: blank(z.enum(precisions, { error: `精度写 ${precisions.join('、')}` })),
    /** Where the point comes from: a published list, or "现场定位". */
    point_source: blank(text),
    /** stated: a source names it. derived: a source says every division has one. */
    basis: z.enum(['stated', 'derived'], { error: '依据写 stated（原文点名）或 derived（依全覆盖表述列出）' }),
    source: id,
    checked: day,
    note: blank(text),
  })
  .superRefine((row, context) => {
    const given = [row.lat, row.lng, row.precision, row.point_source].filter((value) => value !== undefined).length;
    if (given !== 0 && given !== 4)
      context.addIssue({ code: 'custom', path: ['lat'], message: '纬度、经度、精度、坐标来源要么都写，要么都空着' });
    const digits = { 市: [6], 县: [6], 乡: [9], 村: [12] }[row.level];
    if (row.kind !== '专门设施' && /^(\d{6}|\d{9}|\d{12})$/.test(row.code) && !digits.includes(row.code.length))
      context.addIssue({ code: 'custom', path: ['code'], message: `${row.level}级站点的区划代码应是 ${digits[0]} 位` });
  });

export type Station = z.infer<typeof stations>;
