// Makes of what a clerk typed the text that our sheets hold, where that is safe, and says what to write where it is not.
import { formulaMessage } from '../../src/schema/formula.ts';
import { precisionWords, stationKinds } from '../../src/schema/station-words.ts';
import { oddCharacter } from '../../src/lib/odd-characters.ts';
import { personalNumber } from '../../src/lib/personal-number.ts';
import { basisWords, clearWord } from './columns.ts';
import type { Cell, Field } from './model.ts';

/** A cell made ready: its text ('' keeps what is on file, `clear` empties it), and what was changed on the way; or what is wrong with it. */
export type Ready = { raw: string; text: string; clear?: true; note?: string } | { raw: string; message: string };

/** Spaces of every kind at the ends. */
export const trimmed = (text: string) => text.replace(/^[\s\u00a0\u3000\ufeff]+|[\s\u00a0\u3000\ufeff]+$/g, '');
/** Full-width letters, digits and signs of numbers made plain; punctuation of sentences stays. */
const plainDigits = (text: string) => text.replace(/[０-９Ａ-Ｚａ-ｚ]/g, (sign) => sign.normalize('NFKC'));
const asText = '把这一列设成“文本”格式，再重新写一遍';
const nothing = /^(无|暂无|没有|未知|不详|不明|待定|待补|同上|空|[/\\]+|[-－—–_]+|[?？]+|n\/?a|null|nil|none|undefined|nan)$/i;
const mangled = /^[+-]?\d+(\.\d+)?e[+-]?\d+$/i;
const errorValue = /^#(n\/a|ref!|value!|name\?|div\/0!|null!|num!|spill!|calc!|getting_data|####*)|^#{3,}$/i;

/** Makes a cell of a field ready. `days1904` is for sheets of old Macs. */
export function readCell(field: Field, cell: Cell, days1904 = false): Ready {
  const raw = trimmed(cell.text);
  const wrong = (message: string): Ready => ({ raw, message });
  if (cell.as === 'formula') return wrong('这一格是公式，不会替您计算；请复制它，在原处“选择性粘贴”为数值');
  if (cell.as === 'error' || errorValue.test(raw)) return wrong(`这一格是表格软件的错误值 ${raw.slice(0, 20)}；请改成真正的内容，不知道就空着`);
  if (raw === '') return { raw, text: '' };
  if (raw === clearWord) return { raw, text: '', clear: true };
  if (cell.as === 'boolean') return wrong(`这一格是逻辑值 ${raw}；${asText}`);
  if (cell.as === 'time' || (cell.as === 'date' && field !== 'checked')) return wrong(`这一格成了${cell.as === 'time' ? '时间' : '日期'} ${raw}，也许是表格软件自动改的；${asText}`);
  if (nothing.test(raw)) return wrong(`“${raw}”不是内容；不知道就空着，要清掉原来的就写“${clearWord}”`);
  if (/^[=＝@＠]/.test(raw)) return wrong(`${formulaMessage}；要写的是别的内容，就去掉开头的符号`);
  const odd = oddCharacter(raw.replace(/\r\n?/g, '\n'));
  if (odd) return wrong(odd);
  if (/[\ue000-\uf8ff]/.test(raw)) return wrong('里面有造字或别的电脑显示不出来的字；请换成正式的字');
  const made = (special[field] ?? plain)(raw, cell, days1904);
  if ('message' in made) return { raw, ...made };
  const personal = field === 'phone' || field === 'id' || field === 'code' ? undefined : personalNumber(made.text);
  if (personal) return wrong(personal);
  return { raw, text: made.text, ...(made.note ? { note: made.note } : {}) };
}

type Made = { text: string; note?: string } | { message: string };

/** Text to read: one line, digits in their plain form. */
function plain(raw: string): Made {
  const text = plainDigits(raw).replace(/[ \t\u00a0\u3000]*[\r\n]+[ \t\u00a0\u3000]*/g, ' ').replace(/[\u00a0\t]/g, ' ');
  return { text, ...(text === raw ? {} : { note: /[\r\n]/.test(raw) ? '换行改成了空格' : '全角的数字、字母改成了半角' }) };
}

const changed = (raw: string, text: string, note = `“${raw.slice(0, 40)}”写成“${text}”`): Made => ({ text, ...(raw === text ? {} : { note }) });
const compact = (raw: string) => raw.normalize('NFKC').replace(/[\s\u00a0]/g, '');
/** One of a list of words, by the names people give it. */
const word = (names: Record<string, string>) => (raw: string): Made => {
  const text = names[compact(raw).replace(/[()]/g, '')];
  return text === undefined ? { text: raw } : changed(raw, text);
};
const named = (entries: [string, string][]) => Object.assign(Object.create(null), Object.fromEntries(entries)) as Record<string, string>;
const levels = named(Object.entries({ 市: '市 市级 地市级 地级市 设区市', 县: '县 县级 区 区级 县区 县区级 县市区 县市区级 区县', 乡: '乡 乡级 镇 镇级 乡镇 乡镇级 街道 街道级 镇街 乡镇街道 乡镇街道级', 村: '村 村级 社区 社区级 村社区 村社区级 村居' }).flatMap(([level, names]) => names.split(' ').map((name): [string, string] => [name, level])));
const kinds = named([...stationKinds.map((kind): [string, string] => [kind, kind]), ['退役军人服务中心', '服务中心'], ['退役军人服务站', '服务站'], ['中心', '服务中心'], ['站', '服务站']]);
const precisions = named([...Object.entries(precisionWords).flatMap(([key, name]): [string, string][] => [[key, key], [name, key]]), ['站点', 'site'], ['门址', 'site'], ['门牌', 'site'], ['站门口', 'site'], ['村', 'village'], ['社区', 'village'], ['乡镇', 'township'], ['街道', 'township'], ['县', 'county'], ['县城', 'county'], ['城区', 'county']]);
const bases = named([...Object.entries(basisWords).flatMap(([key, name]): [string, string][] => [[key, key], [name, key]]), ['点名', 'stated'], ['全覆盖', 'derived'], ['依全覆盖表述列出', 'derived']]);

/** Digits of a code; the bureau writes townships and counties with zeros up to twelve digits. */
function code(raw: string): Made {
  const plain = compact(raw).replace(/^'/, '').replace(/\.0+$/, '');
  if (mangled.test(plain)) return { message: `“${raw}”是表格软件改坏的区划代码，后几位已经丢了；${asText.replace('重新写', '照区划代码表重新写')}` };
  if (!/^\d+$/.test(plain)) return { message: '区划代码是 6、9 或 12 位数字；请照区划代码表核对' };
  if (![6, 9, 12].includes(plain.length)) return { message: `区划代码有 ${plain.length} 位，应是 6 位（县、市）、9 位（乡镇街道）或 12 位（村社区）；请照区划代码表核对` };
  const text = plain.replace(/^(\d{9})000$/, '$1').replace(/^(\d{6})000$/, '$1');
  return changed(raw, text, text === plain ? undefined : `${plain} 末尾的 0 是补位，写成 ${text}`);
}

/** Area codes of three digits; all others have four. */
const shortArea = /^0(10|2\d)/;

/** A telephone of an office: "（0593）8351234 转 801" → "0593-8351234-801". */
function phone(raw: string, cell: Cell): Made {
  const plain = raw.normalize('NFKC').replace(/[‐‑‒–—―−－ー~～]/g, '-').replace(/^'/, '').replace(/^(电话|座机|tel)[:.]?\s*/i, '');
  if (mangled.test(plain)) return { message: `“${raw}”是表格软件改坏的电话号码；${asText}` };
  if (/[\/、,;；，\n]|或/.test(plain.trim()) || (plain.match(/0\d{2,3}[-\s)]*\d{7,8}/g) ?? []).length > 1) return { message: '一格只写一个电话号码；别的可以写在备注里' };
  if (/(转|ext\.?|分机)[:\s]*$/i.test(plain)) return { message: '“转”后面没有分机号；补上，或删去“转”' };
  const digits = plain.replace(/^\+?86[-\s]*(?=0?\d{2,3}[-\s)])/, '').replace(/\s*(转|ext\.?|分机)[:\s]*/i, '-').replace(/[()\s]+/g, '-').replace(/-+/g, '-').replace(/^-|-$/g, '');
  if (/^(86-?)?1[3-9]\d-?\d{4}-?\d{4}$/.test(digits) || personalNumber(digits)) return { message: '像是个人手机号，不能公开；请写单位的座机，没有就空着' };
  if (/^\+86|^86-/.test(plain) && /^[1-9]\d{1,2}-\d{7,8}(-\d{1,5})?$/.test(digits)) return changed(raw, `0${digits}`);
  if (/^[1-9]\d{1,2}-\d{7,8}(-\d{1,5})?$/.test(digits) || /^([1-9]\d{9,10}|[1-9]\d{2}[1-9]\d{6})$/.test(digits)) return { message: `“${raw}”像是丢了区号开头的 0${cell.as === 'number' ? '（表格软件把它当成了数字）' : ''}；${asText.replace('写一遍', '写一遍，写作 0000-0000000 的样子')}` };
  if (/^\d{7,8}(-\d{1,5})?$/.test(digits)) return { message: `“${raw}”没有区号；写作 0000-0000000 的样子，区号、短横、号码` };
  const joined = /^0\d{9,11}(-\d{1,5})?$/.test(digits) ? digits.replace(shortArea.test(digits) ? /^(\d{3})/ : /^(\d{4})/, '$1-') : digits;
  return changed(raw, joined);
}

/** Days between the epoch of spreadsheets and 1970. */
const serialEpoch = 25_569;

/** A day: "2026/11/27", "2026年11月27日", 46353 → "2026-11-27". */
function day(raw: string, cell: Cell, days1904: boolean): Made {
  const plain = raw.normalize('NFKC').replace(/^'/, '').trim();
  if (cell.as === 'date') return { text: raw };
  const whole = (year: string, month: string, date: string): Made => changed(raw, `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`);
  if (/^\d{5}(\.\d+)?$/.test(plain) && Number(plain) > 36_525 && Number(plain) < 73_050) {
    if (days1904) return { message: `这张表的日期从 1904 年算起，${plain} 看不准是哪一天；写作 2026-11-21 的样子` };
    return changed(raw, new Date((Math.floor(Number(plain)) - serialEpoch) * 86_400_000).toISOString().slice(0, 10), undefined);
  }
  const [, y, m, d] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[\sT]+[\d:.]+Z?)?$/.exec(plain) ?? /^(20\d\d)(\d\d)(\d\d)$/.exec(plain) ?? [];
  if (y) return whole(y, m!, d!);
  if (/^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$/.test(plain)) return { message: `“${raw}”看不准哪个是年、月、日；写作 2026-11-21 的样子` };
  return { message: `“${raw.slice(0, 30)}”不是一个完整的日子；写作 2026-11-21 的样子` };
}

/** Degrees with a decimal point, out of those or degrees, minutes and seconds. */
export function degrees(text: string): number | undefined {
  const plain = text.normalize('NFKC').replace(/北纬|东经|[NE]$|^[NE]/gi, '').replace(/[\s]/g, '');
  if (/^\d{1,3}(\.\d+)?[°度]?$/.test(plain)) return Number(plain.replace(/[°度]$/, ''));
  const [, d, m, s] = /^(\d{1,3})[°度](\d{1,2}(?:\.\d+)?)['′’分](?:(\d{1,2}(?:\.\d+)?)(?:["″”秒]|''|′′))?$/.exec(plain) ?? [];
  return d && Number(m) < 60 && Number(s ?? 0) < 60 ? Number((Number(d) + Number(m) / 60 + Number(s ?? 0) / 3600).toFixed(6)) : undefined;
}

function coordinate(raw: string): Made {
  const value = degrees(raw);
  return value === undefined ? { message: `“${raw.slice(0, 30)}”不是度数；写小数，例如 00.00000 的样子` } : changed(raw, String(value));
}

/** Services, parted by semicolons. */
function services(raw: string): Made {
  const text = plainDigits(raw).split(/[；;\r\n]+/).map(trimmed).filter(Boolean).join('；');
  if (!text) return { message: '只有分号，没有内容；不知道就空着' };
  if (!text.includes('；') && /[、，,]/.test(text)) return { text, note: '没有分号，当作一项；是几项的，之间用“；”隔开' };
  return changed(raw, text, '几项之间改成了分号“；”');
}

const special: Partial<Record<Field, (raw: string, cell: Cell, days1904: boolean) => Made>> = {
  id: (raw) => (mangled.test(compact(raw)) ? { message: `“${raw}”是表格软件改坏的编号；${asText}` } : changed(raw, compact(raw).replace(/^'/, ''))),
  kind: word(kinds),
  level: word(levels),
  code,
  phone,
  checked: day,
  lat: coordinate,
  lng: coordinate,
  precision: word(precisions),
  basis: word(bases),
  source: (raw) => changed(raw, raw.replace(/^content\/sources\//, '').replace(/\.ya?ml$/, '')),
  services,
};
