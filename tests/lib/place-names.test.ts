import { describe, expect, test } from 'vitest';
import { readDivisions } from '@/lib/divisions-csv.ts';
import { bareQuery, findPlaces, placeLines, readPlaces, soundsLike } from '@/lib/place-names.ts';
import { readingsOf } from '@/lib/readings.ts';

const list = readDivisions('content');
const file = { v: 1, lines: placeLines(list), readings: readingsOf(list.map(({ name }) => name)) };
const { divisions, readings } = readPlaces(file);
const byCode = new Map(divisions.map((division) => [division.code, division]));
const find = (query: string) => findPlaces(query, byCode, readings).map(({ code }) => code);

test('a file of places gives back what went in', () => expect(divisions).toEqual(list));
test.each([[undefined], [null], ['<!doctype html>'], [{}], [{ v: 2, lines: '' }], [[]]])('%o is no file of places', (value) => expect(() => readPlaces(value)).toThrow());

describe('finds a place', () => {
  test.each([
    ['by its name', '双城镇', '350926100'],
    ['by part of it', '敖卜', '220382006201'],
    ['by pinyin', 'shuangcheng', '350926100'],
    ['by pinyin with its county’s own reading', 'zherong', '350926'],
    ['by pinyin where the common reading is another', 'changting', '350821'],
    ['by initials', 'zcc', '440704004212'],
    ['by initials and syllables mixed', 'zhichc', '440704004212'],
    ['in capitals and full width', 'ＺＨＥＲＯＮＧ', '350926'],
    ['with blanks', ' shuang cheng ', '350926100'],
    ['with its county before it', '柘荣双城', '350926100'],
    ['with all above it', '福建省龙岩市上杭县古田镇', '350823106'],
    ['with city and county in short', '龙岩上杭古田', '350823106'],
    ['by the name of its station', '双城镇退役军人服务站', '350926100'],
    ['by the name of the county’s centre', '赤壁市退役军人服务中心', '421281'],
  ])('%s: %s', (_, query, code) => expect(find(query).slice(0, 5)).toContain(code));

  test('counties before townships before villages, the exact name first', () => {
    expect(find('赤壁').slice(0, 2)).toEqual(['421281', '421281104']);
    expect(find('古田镇')[0]).toBe('350823106');
  });
  test('every place by its whole name and by its whole pinyin', () => {
    const lost = divisions.filter(({ name, code }) => {
      const sound = [...name].map((character) => readings.get(character)?.[0] ?? '').join('');
      const all = (query: string) => findPlaces(query, byCode, readings, 10_000).map((one) => one.code);
      return !all(name).includes(code) || (sound.length > 3 && [...name].every((character) => readings.has(character)) && !all(sound).includes(code));
    });
    expect(lost.slice(0, 5)).toEqual([]);
  });
});

test.each([['laozhanyou', true], ['lzy', true], ['zherongxianlao', true], ['zhanlao', false], ['l', false]])('“%s” sounds like a part of a station’s name: %s', (letters, is) => {
  const name = '柘荣县“老战友”工作室';
  const { readings: own } = readPlaces({ v: 1, lines: '350926 柘荣县', readings: readingsOf([name]) });
  expect(soundsLike(letters, name, own)).toBe(is);
});

describe('what is no name finds nothing and breaks nothing', () => {
  test.each(['', '   ', '。，！', '<script>alert(1)</script>', '.*', '(', '[a-', '\\', '😀', 'a'.repeat(10_000), '镇'.repeat(5_000), '__proto__'])('%#', (query) => expect(Array.isArray(find(query))).toBe(true));
  test('words that only stations have are left to the stations', () => expect(bareQuery('退役军人服务站')).toBe('退役军人服务站'));
});
