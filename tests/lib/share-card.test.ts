import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cardSize, drawCard, missingGlyphs, setLine, setTitle, titlePieces, type Card, type Face } from '@/lib/share-card.ts';

/** A font whose Han characters and signs fill their square, as in a Song face, and whose Latin ones take half. */
const face: Face = (character) => ({ path: `M0 0h${character.codePointAt(0)}`, advance: /[ -~·]/.test(character) ? 500 : 1000 });
const width = 680;
const height = 304;
const set = (title: string) => setTitle(title, width, height, face);

const beginners = /^[，。、；：？！）》」』】”’…—·％,.;:?!)\]}%]/u;
const enders = /[（《「『【“‘([{]$/u;

/** Titles that tempt a line to break wrongly. */
const nasty = [
  '王奔',
  '“三军”：军人之家、军人典范、军人关爱',
  '关爱退役军人协会、“一人一档”与双拥活动',
  '《中华人民共和国退役军人保障法》与《烈士褒扬条例》怎样读？',
  '（站）（站）（站）：“‘一件事’”，“八进”。',
  '2086个服务站、4377座烈士墓、33192名退役军人：12345678901234567890元',
  '学习“Veterans Affairs Information System 2.0”的办法（2023—2025年）',
  'https://www.example.gov.cn/zwgk/tyjr/veterans/zhang-xiangwen/index.html',
  '……——一个老兵的一生——……',
  '光荣，光荣，光荣，光荣，光荣，光荣，光荣，光荣，光荣，光荣，光荣，光荣！',
  '诺尔曼·白求恩·与9·30烈士纪念日',
  '退役军人事务局关于在全市范围内开展悬挂光荣牌、走访慰问、送立功喜报、立功受奖军人家庭帮扶援助以及最美退役军人学习宣传活动的通知和有关事项的说明'.repeat(3),
];

describe.each(nasty)('%s', (title) => {
  const { lines, size } = set(title);
  test('is set whole, inside its box', () => {
    expect(lines.join('').replace(/\s/g, '')).toBe(title.replace(/\s/g, ''));
    for (const line of lines) expect((setLine(line, face).width * size) / 1000).toBeLessThanOrEqual(width + 0.5);
    expect(size * (1 + (lines.length - 1) * 1.32)).toBeLessThanOrEqual(height + 0.5);
  });
  test('begins no line with a sign that closes and ends none with one that opens', () => {
    for (const line of lines.slice(1)) expect(line).not.toMatch(beginners);
    for (const line of lines.slice(0, -1)) expect(line).not.toMatch(enders);
  });
});

test('any title at all is set whole, inside its box, and no line begins or ends wrongly', () => {
  const sign = fc.constantFrom(...'，。、；：？！）》”’（《“‘·—…军人站的与一 aB9%.'.split(''));
  fc.assert(
    fc.property(fc.array(sign, { minLength: 1, maxLength: 60 }).map((parts) => `军${parts.join('')}人`), (title) => {
      const { lines, size } = set(title);
      expect(lines.join('').replace(/\s/g, '')).toBe(title.replace(/\s/g, ''));
      for (const line of lines) expect((setLine(line, face).width * size) / 1000).toBeLessThanOrEqual(width + 0.5);
      for (const line of lines.slice(1)) expect(line).not.toMatch(/^[，。、；：？！）》”’·—…]/u);
      for (const line of lines.slice(0, -1)) expect(line).not.toMatch(/[（《“‘]$/u);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['at a pause', '“三军”：军人之家、军人典范、军人关爱', ['“三军”：军人之家、', '军人典范、军人关爱']],
  ['before a word that joins', '送喜报、光荣榜与“老兵永远跟党走”', ['送喜报、光荣榜', '与“老兵永远跟党走”']],
  ['after the colon of a name', '张向温：从朝鲜战场到赤壁', ['张向温：', '从朝鲜战场到赤壁']],
])('a title breaks %s', (_, title, lines) => expect(set(title).lines).toEqual(lines));

test('numbers and Latin words stay whole, unless too long for any line', () => {
  const kept = titlePieces('共33192名，Wi-Fi 2.0').map(({ text }) => text.trim());
  expect(kept).toEqual(['共', '33192', '名，', 'Wi-Fi', '2.0']);
  expect(titlePieces('a'.repeat(40)).length).toBe(40);
});

test('a long title is smaller than a short one', () => {
  const sizes = ['王奔', '优待证申领', '关爱退役军人协会、“一人一档”与双拥活动', nasty.at(-1)!].map((title) => set(title).size);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(new Set(sizes.slice(1)).size).toBe(3);
});

test.each([['signs that no line may begin with', '，'.repeat(200)], ['one character over and over', '军'.repeat(300)], ['one word', 'a'.repeat(300)]])('a title of nothing but %s is set whole all the same', (_, title) => {
  const { lines, size } = set(title);
  expect(lines.join('')).toBe(title);
  for (const line of lines) expect((setLine(line, face).width * size) / 1000).toBeLessThanOrEqual(width + 0.5);
});

test('no title is no line', () => expect(set(' ').lines).toEqual([]));

test('a sign gives up its empty half at the edge of a line and beside another', () => {
  expect(setLine('老兵', face).width).toBe(2000);
  expect(setLine('老兵，', face).width).toBe(2500);
  expect(setLine('（老兵）', face).width).toBe(3000);
  expect(setLine('老（兵）老', face).width).toBe(5000);
  expect(setLine('老（兵），老', face).width).toBe(5500);
});

test('characters without a glyph are named, blanks are not', () => {
  expect(missingGlyphs('王 㛃㛃䶮', (character) => (/[㛃䶮]/.test(character) ? undefined : face(character)))).toEqual(['㛃', '䶮']);
});

describe('the picture', () => {
  const card: Card = { site: '戎迹', tagline: '老兵的故事', kind: '英烈纪念', region: '双辽市', title: '王奔', motif: 'grain', quiet: true };
  test('is of the size that sharing asks for, with outlines and no text for a machine’s own font', () => {
    const svg = drawCard(card, face);
    expect(svg).toContain(`width="${cardSize.width}" height="${cardSize.height}"`);
    expect(svg).not.toMatch(/<text|font|undefined|NaN/);
    for (const character of '戎迹英烈纪念双辽市王奔') expect(svg).toContain(`d="M0 0h${character.codePointAt(0)}"`);
  });
  test('of a memorial has no red', () => {
    expect(drawCard(card, face)).not.toContain('#9e2b20');
    expect(drawCard({ ...card, quiet: false }, face)).toContain('#9e2b20');
  });
});
