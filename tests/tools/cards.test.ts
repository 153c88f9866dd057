import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readContent, type Content } from '../../src/lib/content.ts';
import { missingGlyphs, type Card } from '../../src/lib/share-card.ts';
import { cardOf, serifFace, writable, writeCards } from '../../tools/cards.ts';

const site = { name: '戎迹', tagline: '老兵的故事' };
const folder = mkdtempSync(join(tmpdir(), 'rongji-cards-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the font', () => {
  const rare = '柘圻荥邨堃喆翀犇垚珺玥瑄旻缙滢洣浠蕲猇';
  test('has the characters of places and names, and the signs of titles', async () => {
    const serif = serifFace();
    const text = `${rare}“”《》（）——……·：，、。！？0123456789ABCxyz+`;
    expect(serif.lacks(text)).toEqual([]);
    await serif.load(text);
    expect(missingGlyphs(text, serif.face)).toEqual([]);
    for (const character of rare) expect(serif.face(character)).toMatchObject({ advance: 1000, path: expect.stringMatching(/^M.{80}/) });
    expect(new Set([...rare].map((character) => serif.face(character)!.path)).size).toBe([...rare].length);
  });
  test('says which it has not, and gives no box for them', async () => {
    const serif = serifFace();
    await serif.load('𬱖㛃');
    expect(serif.lacks('王𬱖㛃')).toEqual(['𬱖', '㛃']);
    expect([serif.face('𬱖'), serif.face('㛃')]).toEqual([undefined, undefined]);
  });
});

test('a name that the font cannot write leaves its card the kind and the place, and no hole', async () => {
  const serif = serifFace();
  const card: Card = { ...site, site: site.name, kind: '老兵故事', region: '赤壁市', title: '王𬱖', motif: 'bamboo', quiet: false };
  await serif.load(Object.values(card).join(''));
  expect(writable(card, serif.face)).toEqual({ ...card, kind: '戎迹', title: '老兵故事' });
  expect(writable({ ...card, title: '王柘', region: '㛃县' }, serif.face)).not.toHaveProperty('region');
});

describe('a folder of cards', () => {
  const all = readContent('content');
  const few: Content = { ...all, entries: all.entries.filter(({ id }) => ['chibi', 'zhang-xiangwen', 'wang-ben', 'youdaizheng'].includes(id)).map((entry) => (entry.id === 'wang-ben' ? { ...entry, data: { ...entry.data, title: '王𬱖' } } : entry)) };
  const kept = join(folder, 'kept');
  const write = (content: Content) => writeCards(join(folder, 'site'), content, site, kept);

  test('is drawn once; what did not change is taken from the build before, and what is not used any more goes', async () => {
    const first = await write(few);
    expect(first).toMatchObject({ cards: 5, drawn: 5, unwritten: [{ file: 'content/memorials/wang-ben.mdx', characters: ['𬱖'] }] });
    expect(statSync(join(folder, 'site/cards/veterans/zhang-xiangwen.png')).size).toBeGreaterThan(5000);
    const picture = readFileSync(join(folder, 'site/cards/guides/youdaizheng.png'));
    expect(await write(few)).toMatchObject({ cards: 5, drawn: 0, unwritten: first.unwritten });

    const renamed = { ...few, entries: few.entries.map((entry) => (entry.id === 'youdaizheng' ? { ...entry, data: { ...entry.data, title: '怎样申领优待证' } } : entry)) };
    expect(await write(renamed)).toMatchObject({ drawn: 1 });
    expect(readFileSync(join(folder, 'site/cards/guides/youdaizheng.png')).equals(picture)).toBe(false);
    expect(readdirSync(kept)).toHaveLength(5);
  });
  test('a memorial’s is quiet, a place’s has the motif of its region, a guide’s has the star', () => {
    const card = (id: string) => cardOf(few.entries.find((entry) => entry.id === id)!, few, site);
    expect(card('wang-ben').quiet).toBe(true);
    expect(card('zhang-xiangwen')).toMatchObject({ quiet: false, kind: '老兵故事', region: '赤壁市', motif: 'bamboo' });
    expect(card('chibi')).not.toHaveProperty('region');
    expect(card('youdaizheng').motif).toBe('star');
  });
});
