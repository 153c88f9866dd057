import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { charactersBySound, readingsOf } from '@/lib/readings.ts';
import { nearness, soundMatch, soundNearness, type Readings } from '@/lib/search-names.ts';
import { simplifiedSet } from '@/lib/search-text.ts';

const readings = (names: string[]): Readings => new Map(Object.entries(readingsOf(names)).map(([character, all]) => [character, all.split(' ')]));
const sounds: Readings = new Map();
for (const [reading, characters] of Object.entries(charactersBySound(simplifiedSet()))) for (const character of characters) sounds.set(character, [...(sounds.get(character) ?? []), reading]);

describe('letters answer a name', () => {
  test.each([
    ['in syllables', 'zherongxian', '柘荣县', 3],
    ['in initials', 'zrx', '柘荣县', 3],
    ['in both', 'zherx', '柘荣县', 3],
    ['in its beginning', 'zher', '柘荣县', 2],
    ['in the initials of its beginning', 'zr', '柘荣县', 2],
    ['in a later part', 'gongzuoshi', '老战友工作室', 1],
    ['but not in a few initials of a later part', 'gzs', '老战友工作室', 0],
    ['half in characters', '柘rong', '柘荣县', 2],
    ['half in other characters', '折rong', '柘荣县', 0],
    ['with a vowel of two ways to write', 'lütian', '吕田镇', 2],
    ['with that vowel as a keyboard has it', 'lvtian', '吕田镇', 2],
    ['but not when they end in another sound', 'zherongy', '柘荣县', 0],
    ['but not when the name has other letters', 'zherong', '红军a村', 0],
  ])('%s: %s, %s', (_, letters, name, how) => expect(soundMatch(letters, name, readings([name]))).toBe(how));
  test('no name answers nothing', () => expect(soundMatch('zr', '', new Map())).toBe(0));
  // Without a bound on the ways to cut the letters this would not come back.
  test('the longest of queries and names are answered', () => {
    const name = '和乐单长'.repeat(50);
    const own = readings([name]);
    expect(['h'.repeat(100), 'hele'.repeat(25), 'hechangdan'.repeat(10), 'zhangz'.repeat(16), 'xianxian'.repeat(12)].map((letters) => soundMatch(letters, name, own))).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('what was typed is near a name', () => {
  test.each([
    ['with a character of the same sound', '张象温', '张向温', '张生仔'],
    ['with another character', '张问温', '张向温', '张生仔'],
    ['with a character too many', '张向向温', '张向温', '张生仔'],
    ['with a character too few', '才乡调查', '才溪乡调查', '古田会议会址'],
    ['in a part of it', '马立锋', '马立峰纪念碑', '马泽祥'],
    ['with more around it', '张象温故事', '张向温', '故事会'],
    ['in short', '英烈保护法', '中华人民共和国英雄烈士保护法', '烈士公祭办法'],
    ['but for a slip, rather than a part of it', '退役报道', '退役报到', '退役'],
  ])('%s: %s is rather %s than %s', (_, typed, near, far) => {
    expect(nearness(typed, near, sounds)).toBeGreaterThanOrEqual(0.6);
    expect(nearness(typed, near, sounds)).toBeGreaterThan(nearness(typed, far, sounds));
  });
  test.each([
    ['双城', '古田'],
    ['张', '张向温'],
    ['', '张向温'],
    ['红军', '九军'],
    ['constructor', '__proto__'],
    ['😀', '红军'],
  ])('%s is not near %s', (typed, name) => expect(nearness(typed, name, sounds)).toBeLessThan(0.6));
  test('nothing is nearer than the name itself', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'张向温象红军9a'), { minLength: 2, maxLength: 8 }), fc.array(fc.constantFrom(...'张向温象红军9a'), { maxLength: 8 }), (name, typed) => {
        const own = name.join('');
        expect(nearness(own, own, sounds)).toBe(1);
        const score = nearness(typed.join(''), own, sounds);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(typed.join('') === own ? 1 : 0.9999);
      }),
      { numRuns: 200 },
    ));
});

describe('letters are near a name', () => {
  const near = (letters: string, name: string) => soundNearness(letters, name, readings([name]));
  test.each([
    ['another letter', 'zhangxiangwan', '张向温'],
    ['a letter too few', 'zhanxiangwen', '张向温'],
    ['a letter too many', 'gutianhuiyii', '古田会议会址'],
    ['two slips in a long one', 'yonjunyoushulianmen', '拥军优属联盟'],
  ])('with %s: %s, %s', (_, letters, name) => {
    expect(near(letters, name)).toBeGreaterThan(0.6);
    expect(near(letters, name)).toBeLessThan(1);
  });
  test.each([
    ['too short to tell', 'maly', '马立峰'],
    ['other letters', 'wangbenzhen', '张向温'],
    ['a name without readings', 'zhang', 'ABC'],
    ['no letters', '', '张向温'],
  ])('not %s: %s, %s', (_, letters, name) => expect(near(letters, name)).toBe(0));
});
