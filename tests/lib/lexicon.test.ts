import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pinyin } from 'pinyin-pro';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readContent, showProblem } from '@/lib/content.ts';
import { breathsOf, spokenForm } from '@/lib/speech-text.ts';

let folder: string;
let content: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rongji-'));
  content = join(folder, 'content');
  cpSync('tests/fixtures/content', content, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const words = Object.entries(readContent('content').lexicon);

test('there are words in it', () => expect(words.map(([word]) => word)).toContain('柘荣'));
describe.each(words)('%s', (word, { reading, said }) => {
  test('is spoken with characters that are read as the word is', () => expect(pinyin(said)).toBe(reading));
  test('is spoken with characters that are read so when they stand alone too', () => {
    for (const [i, character] of [...said].entries()) expect(pinyin(character), character).toBe(reading.split(' ')[i]);
  });
  test('stands so in what the voice is given', () => expect(breathsOf(spokenForm(`在${word}。`, [[word, said]]))).toEqual([`在${said}。`]));
});

describe('a mistake in it is named with file, line, field and what to write', () => {
  test.each([
    ['nothing wrong', '柘荣: { reading: zhè róng, said: 浙荣 }', []],
    ['a reading in figures', '柘荣: { reading: zhe4 rong2, said: 浙荣 }', [/^content\/lexicon\.yaml 第 2 行，柘荣\.reading：读音写小写拼音，带声调/]],
    ['a reading without blanks', '柘荣: { reading: zhèróng, said: 浙荣 }', [/柘荣\.reading：“柘荣”有 2 个字，读音也要写 2 个音节/]],
    ['too few characters', '柘荣: { reading: zhè róng, said: 浙 }', [/柘荣\.said：“柘荣”有 2 个字，同音的字也要写 2 个/]],
    ['the word itself', '柘荣: { reading: zhè róng, said: 柘荣 }', [/柘荣\.said：这里写的和词本身一样/]],
    ['letters', '柘荣: { reading: zhè róng, said: ze }', [/柘荣\.said：这里写同音的常用字，只有汉字/]],
    ['a key that is no word', 'zherong: { reading: zhè róng, said: 浙荣 }', [/词只写汉字/]],
    ['a field that does not exist', '柘荣: { reading: zhè róng, say: 浙荣 }', [/柘荣\.said：缺少这个字段/, /没有“say”这个字段/]],
  ] as [string, string, RegExp[]][])('%s', (_, line, messages) => {
    writeFileSync(join(content, 'lexicon.yaml'), `# 词表\n${line}\n`);
    const problems = readContent(content).problems.map(showProblem);
    expect(problems).toHaveLength(messages.length);
    for (const message of messages) expect(problems.join('\n')).toMatch(message);
  });
  test('a word with its reading in prose has to be in it, and is written out', () => {
    writeFileSync(join(content, 'lexicon.yaml'), '柘荣: { reading: zhè róng, said: 浙荣 }\n');
    const entry = join(content, 'veterans/li.mdx');
    const text = readFileSync(entry, 'utf8');
    const told = (words: string) => {
      writeFileSync(entry, text.replace(/^走访/m, `${words}走访`));
      return readContent(content).problems.map(showProblem);
    };
    expect(told('<Reading word="柘荣" />')).toEqual([]);
    expect(told('<Reading word="蒲圻" />').join('\n')).toMatch(/li\.mdx 第 1\d 行：词表里没有“蒲圻”；先在 content\/lexicon\.yaml 里写上读音/);
    expect(told('<Reading word="柘荣">').join('\n')).toMatch(/“<Reading”没有写完整/);
  });
});
