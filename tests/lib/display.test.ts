import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const boot = readFileSync('src/lib/display-boot.js', 'utf8');

/** The attributes after the first script has run over what the device remembers; `stored` undefined for a blocked storage. */
function start(stored: string | null | undefined, { prefersContrast = false, before = {} } = {}) {
  const dataset: Record<string, string> = { ...before };
  const listeners: Record<string, (event: unknown) => void> = {};
  const storage = {
    getItem: () => {
      if (stored === undefined) throw new Error('blocked');
      return stored;
    },
  };
  runInNewContext(boot, { document: { documentElement: { dataset } }, localStorage: storage, JSON, matchMedia: () => ({ matches: prefersContrast }), addEventListener: (name: string, act: (event: unknown) => void) => (listeners[name] = act) });
  return { dataset, listeners };
}

describe('what stands before the first paint', () => {
  test.each([
    ['nothing remembered', null, {}],
    ['every choice', '{"size":"4","elder":"true","contrast":"more","theme":"dark","pointer":"true","ruler":"true"}', { size: '4', elder: 'true', contrast: 'more', theme: 'dark', pointer: 'true', ruler: 'true' }],
    ['numbers and truth values', '{"size":3,"elder":true}', { size: '3', elder: 'true' }],
    ['sizes that do not exist', '{"size":9}', {}],
    ['another theme', '{"theme":"blue"}', {}],
    ['no JSON', '{"size":', {}],
    ['null', 'null', {}],
    ['a list', '[1,2]', {}],
    ['names of other attributes', '{"script":"off","constructor":"x","type":"large"}', {}],
    ['blocked storage', undefined, {}],
  ])('%s', (_, stored, attributes) => {
    expect(start(stored).dataset).toEqual({ ...attributes, script: 'on' });
  });

  test('a device that asks for more contrast gets it, unless the reader has said no', () => {
    expect(start(null, { prefersContrast: true }).dataset['contrast']).toBe('more');
    expect(start('{"contrast":"normal"}', { prefersContrast: true }).dataset['contrast']).toBeUndefined();
  });

  test('a page that comes back, or another tab that changed, takes the new choice; a blocked storage leaves the page as it is', () => {
    const { dataset, listeners } = start('{"size":"3"}');
    dataset['elder'] = 'true';
    listeners['storage']!({});
    expect(dataset).toEqual({ size: '3', script: 'on' });
    const blocked = start(undefined);
    blocked.dataset['elder'] = 'true';
    blocked.listeners['pageshow']!({ persisted: true });
    expect(blocked.dataset['elder']).toBe('true');
  });

  test('whatever is stored, no attribute has a value that the styles do not know', () => {
    const known = { size: /^[2-5]$/, elder: /^true$/, contrast: /^more$/, theme: /^(light|dark)$/, pointer: /^true$/, ruler: /^true$/, script: /^on$/ };
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), fc.record({ size: fc.anything(), theme: fc.anything(), elder: fc.anything() }).map((value) => JSON.stringify(value) ?? '')), (stored) => {
        for (const [name, value] of Object.entries(start(stored).dataset)) expect(String(value)).toMatch(known[name as keyof typeof known]);
      }),
    );
  });
});
