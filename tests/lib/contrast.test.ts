import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { channels, contrast, linePairs, modes, textPairs, tokensIn, type Mode } from '../contrast.ts';

const css = readFileSync('src/styles/tokens.css', 'utf8');

test('the formula gives what WCAG gives', () => {
  expect(contrast(channels('#000'), channels('#fff'))).toBeCloseTo(21, 5);
  expect(contrast(channels('#777777'), channels('rgb(255, 255, 255)'))).toBeCloseTo(4.48, 2);
  expect(contrast(channels('#fff'), channels('#fff'))).toBe(1);
});

describe.each(Object.entries<Mode>(modes))('%s', (name, mode) => {
  const tokens = tokensIn(css, mode);
  const ratio = (pair: string) => {
    const [front, ground] = pair.split(' on ').map((token) => channels(tokens[token]!)) as [number[], number[]];
    return contrast(front, ground);
  };
  const short = (pairs: string[], least: number) => pairs.map((pair) => [pair, Math.round(ratio(pair) * 100) / 100] as const).filter(([, found]) => found < least);

  test('every text stands out from every ground it is set on', () => expect(short(textPairs, name.startsWith('high contrast') ? 7 : 4.5)).toEqual([]));
  test('borders of controls and the ring of the focus stand out', () => expect(short(linePairs, 3)).toEqual([]));
});

test('what the reader chose and what the device asks for give the same colours', () => {
  expect(tokensIn(css, modes.dark)).toEqual(tokensIn(css, modes['dark by the device']));
  expect(tokensIn(css, modes.light)).toEqual(tokensIn(css, modes['light on a dark device']));
  expect(tokensIn(css, modes['high contrast, dark'])).toEqual(tokensIn(css, modes['high contrast, dark by the device']));
});
