import { describe, expect, test } from 'vitest';
import { charactersBySound, readingsOf } from '@/lib/readings.ts';
import { soundMatch } from '@/lib/search-names.ts';

/** How well letters answer a name that stands alone in its file. */
const match = (letters: string, name: string) => soundMatch(letters, name, new Map(Object.entries(readingsOf([name])).map(([character, all]) => [character, all.split(' ')])));

describe('a place is found as the people there call it', () => {
  test.each([
    ['zherong', '柘荣'],
    ['chibi', '赤壁'],
    ['changting', '长汀'],
    ['xinxu', '新圩'],
    ['shuangliao', '双辽'],
    ['longyan', '龙岩'],
    ['lvtian', '吕田'],
  ])('%s: %s', (letters, name) => expect(match(letters, name)).toBe(3));
});

describe('a person is found by the surname as it is read, and as it is mostly read elsewhere', () => {
  test.each([
    ['单永生', 'shanyongsheng', 'danyongsheng'],
    ['仇英', 'qiuying', 'chouying'],
    ['区梦觉', 'oumengjue', 'qumengjue'],
    ['解方', 'xiefang', 'jiefang'],
    ['朴正', 'piaozheng', 'puzheng'],
    ['查良铮', 'zhaliangzheng', 'chaliangzheng'],
    ['曾思玉', 'zengsiyu', 'cengsiyu'],
    ['尉迟恭', 'yuchigong', 'weichigong'],
    ['盖叫天', 'gejiaotian', 'gaijiaotian'],
    ['乐毅', 'yueyi', 'leyi'],
    ['任弼时', 'renbishi', 'rbs'],
  ])('%s: %s, %s', (name, right, common) => expect([match(right, name), match(common, name)]).toEqual([3, 3]));
  test.each([
    ['单永生烈士', 'shanyongsheng', 2],
    ['老兵单永生', 'laobingshanyongsheng', 3],
    ['张向温、查良铮', 'zhaliangzheng', 1],
    ['尉迟恭：从战场到赤壁', 'yuchigong', 2],
  ])('%s: %s, in the midst of other words', (name, letters, how) => expect(match(letters, name)).toBe(how));
  test('and what is no surname where it stands has no second reading', () => expect(readingsOf(['蓬江区', '志愿者队员'])).toMatchObject({ 区: 'qu', 员: 'yuan' }));
});

test('signs, letters and rare characters in a name take nothing from the others', () => {
  const { 红: red, 军: army, 村: village } = readingsOf(['“红+军”Zherong 9·30 😀𠮷村', '']);
  expect([red, army, village]).toEqual(['hong', 'jun', 'cun']);
});

test('characters are listed under each of their readings', () => {
  const sounds = charactersBySound('单长吕');
  expect(sounds).toMatchObject({ dan: '单', shan: '单', chang: '长', zhang: '长' });
  expect(Object.values(sounds).join('')).toContain('吕');
});
