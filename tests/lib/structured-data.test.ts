import { describe, expect, test } from 'vitest';
import { factTable } from '@/lib/facts.ts';
import { authors, breadcrumbs, documentThing, jsonLd, operatorThing, personThing, placeThing, stationThing } from '@/lib/structured-data.ts';
import { sources } from '@/schema/sources.ts';
import { mistakes } from '../site/vocabulary.ts';

const document = (read: string, facts: object) => sources.parse({ title: '文', publisher: '社', kind: 'official', published: '2020', read, checked: '2026-01-01', facts });
const fact = (value: unknown, over: object = {}) => ({ value, of: '生日', where: '第一段', ...over });
const facts = factTable([
  { id: 'first', data: document('original', { born: fact('1905-07'), died: fact('1935-02-08', { conflicts: ['second/died'] }), listed: fact('全国重点文物保护单位'), road: fact('古田路') }) },
  { id: 'second', data: document('secondhand', { died: fact('1935'), listed: fact('省级文物保护单位') }) },
]);

describe('JSON in a page', () => {
  test.each(['</script><script>alert(1)</script>', '<!-- <script>', ']]>', '\u2028"\\'])('%s stays in its script and is read back as it was', (text) => {
    const json = jsonLd(documentThing({ title: text, publisher: text, published: '日期未载' }));
    expect(json).not.toContain('<');
    expect(JSON.parse(json)).toMatchObject({ '@context': 'https://schema.org', name: text });
  });
});

test('only days that are certain are said of a person', () => {
  expect(personThing({ name: '甲', born: 'first/born', died: 'first/died' }, facts)).toEqual({ '@type': 'Person', name: '甲', birthDate: '1905-07' });
  expect(personThing({ name: '甲', died: 'second/died' }, facts)).toEqual({ '@type': 'Person', name: '甲' });
});

test('a place is a landmark when a document that was read says so, and has the point of its door only', () => {
  const point = { lat: 25.2, lng: 116.8 };
  expect(placeThing({ official_name: '旧址', protection: ['first/listed'], point: { ...point, precision: 'site' }, visit: { address: '{first/road}1 号' } }, facts)).toEqual({
    '@type': 'LandmarksOrHistoricalBuildings', name: '旧址', address: '古田路1 号', geo: { '@type': 'GeoCoordinates', latitude: 25.2, longitude: 116.8 },
  });
  expect(placeThing({ official_name: '旧址', protection: ['second/listed'], point: { ...point, precision: 'county' }, visit: { phone: '请看公告' } }, facts)).toEqual({ '@type': 'Place', name: '旧址' });
});

test('a station without an address is no office, and one with everything is valid', () => {
  const station = { name: '双城镇退役军人服务站', responsible: true, serves: '双城镇' };
  expect(stationThing(station)).toMatchObject({ '@type': 'GovernmentOrganization' });
  const whole = stationThing({ ...station, address: '某路', phone: '0593-1234567', parent: '中心', point: { lat: 27, lng: 119, precision: 'site' } });
  expect(whole).toMatchObject({ '@type': 'GovernmentOffice', telephone: '0593-1234567', geo: { latitude: 27 } });
  const facility = stationThing({ ...station, responsible: false, address: '某路', point: { lat: 27, lng: 119, precision: 'site' } });
  for (const thing of [whole, facility]) expect(mistakes(thing as Record<string, any>)).toEqual([]);
});

test('a byline names persons, a body, or nobody', () => {
  expect(authors('戎迹编写组')).toEqual([{ '@type': 'Organization', name: '戎迹编写组' }]);
  expect(authors('张三、李四')).toEqual([{ '@type': 'Person', name: '张三' }, { '@type': 'Person', name: '李四' }]);
  expect(authors('记者 刘某，通讯员 周某')).toEqual([]);
  expect(authors('市退役军人局（供稿）')).toEqual([{ '@type': 'Organization', name: '市退役军人局' }]);
  expect(authors('县党史研究室')).toEqual([{ '@type': 'Organization', name: '县党史研究室' }]);
  expect(authors('王建社')).toEqual([{ '@type': 'Person', name: '王建社' }]);
});

test.each([
  ['全国人民代表大会常务委员会', ['全国人民代表大会常务委员会']],
  ['国务院、中央军事委员会', ['国务院', '中央军事委员会']],
  ['福建省退役军人事务厅（转发《中国双拥》杂志增刊）', ['福建省退役军人事务厅']],
  ['刊发者未载（读自转载站）', []],
  ['原发媒体待核', []],
  ['江门日报（据页尾推断）', []],
  ['多家公开资料，戎迹编写组汇集', []],
])('“%s” names as publishers only those who are known', (publisher, names) => {
  const { publisher: said = [] } = documentThing({ title: '文', publisher, published: '日期未载' }) as { publisher?: { name: string }[] };
  expect([said].flat().map(({ name }) => name)).toEqual(names);
});

test('a special facility claims no division', () => {
  expect(stationThing({ name: '某工作室', responsible: false, serves: '某县' })).toEqual({ '@type': 'Organization', name: '某工作室' });
});

test('an operator is the government only where its name says so; without one there is none', () => {
  expect(operatorThing({ name: '某县退役军人事务局', address: '', phone: '' }, true)).toEqual({ '@type': 'GovernmentOrganization', name: '某县退役军人事务局' });
  expect(operatorThing({ name: '某县老兵协会', address: '', phone: '' })).toMatchObject({ '@type': 'Organization' });
  expect(operatorThing({ name: '', address: '', phone: '' })).toBeUndefined();
});

test('a way is only told with full addresses and of two steps at least', () => {
  expect(breadcrumbs([{ title: '首页', address: undefined }, { title: '页', address: undefined }])).toBeUndefined();
  expect(breadcrumbs([{ title: '首页', address: 'https://a.example/' }])).toBeUndefined();
});

test('the check of the vocabulary knows what is wrong', () => {
  expect(mistakes({ '@type': 'Artikel' })).toEqual(['Artikel: no type Artikel']);
  expect(mistakes({ '@type': 'Article', headlin: 'x' })).toEqual(['Article: no property headlin']);
  expect(mistakes({ '@type': 'Place', headline: 'x' })).toEqual(['Place: headline is none of Place']);
  expect(mistakes({ '@type': 'Article', datePublished: '昨天' })).toHaveLength(1);
  expect(mistakes({ '@type': 'Article', about: { '@type': 'Person', name: '' } })).toHaveLength(1);
  expect(mistakes({ '@type': 'Article', publisher: { '@type': 'Place', name: 'x' } })).toHaveLength(1);
});
