import { expect, test } from 'vitest';
import { literalness, rank, snippet } from '@/lib/search-rank.ts';

const named = { title: '王奔', text: '双辽的王奔镇' };
const titled = { title: '王奔镇的来历', text: '' };
const inText = { title: '双辽市', text: '王奔、于海川' };
const parts = { title: '于海川', text: '王家的奔马' };

test('the page of that name, then titles, then text, then the rest', () => {
  expect(rank([parts, inText, titled, named], '王奔')).toEqual([named, titled, inText, parts]);
});

test.each([
  ['width and punctuation do not matter', { title: '“六个一”', text: '' }, '六个一', 4],
  ['full-width letters', { title: 'ABC', text: '' }, 'ＡＢＣ', 4],
  ['across punctuation in the text', { title: '', text: '双辽、赤壁' }, '双辽赤壁', 2],
  ['words apart', { title: '优待证申领', text: '户籍地' }, '优待证 户籍地', 1],
  ['only signs', { title: 'x', text: 'x' }, '。？！', 0],
] as const)('%s', (_, hit, query, score) => expect(literalness(hit, query)).toBe(score));

test('a snippet marks the first match and forgets Pagefind’s full stops', () => {
  expect(snippet('标题. 他领了优待证。', '优待证')).toEqual({ before: '标题　他领了', match: '优待证', after: '。' });
  expect(snippet('a'.repeat(200), '优待证').before).toBe(`${'a'.repeat(84)}……`);
  expect(snippet('没有', '<b>').match).toBe('');
});
