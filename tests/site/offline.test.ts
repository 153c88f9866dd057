import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { OfflineIndex, RegionFiles, ReleaseFiles } from '../../src/lib/offline-files.ts';

const json = <T>(file: string) => JSON.parse(readFileSync(`dist/${file}`, 'utf8')) as T;
const fileOf = (path: string) => `dist/${path === '' || path.endsWith('/') ? `${path}index.html` : path}`;
const hashOf = (path: string) => createHash('sha256').update(readFileSync(fileOf(path))).digest().subarray(0, 9).toString('base64url');
const index = json<OfflineIndex>('offline/index.json');
const whole = json<ReleaseFiles>('offline/files.json');

test('the list of the release is that of the files, without pictures and without files a host compressed', () => {
  const paths = Object.keys(whole.files);
  expect(paths).toContain('memorials/ma-lifeng/');
  expect(paths.filter((path) => /\.(br|gz|png|geojson)$|^cards\//.test(path))).toEqual([]);
  expect(paths.filter((path) => whole.files[path] !== hashOf(path))).toEqual([]);
});

test('the switch stands where an operator finds it, and is not thrown', () => expect(json('offline.json')).toEqual({ off: false }));

describe.each(index.regions)('$title', ({ id, bytes, count, digest }) => {
  const list = json<RegionFiles>(`offline/${id}.json`);
  const paths = list.files.map(([path]) => path);
  test('says no less than a device keeps: the files, and the shell once more', () => {
    const size = (list: string[]) => list.reduce((sum, path) => sum + statSync(fileOf(path)).size, 0);
    const shell = paths.filter((path) => /^(stations\/|search\/|offline\/|guides\/.+\/)$/.test(path));
    expect(shell.length).toBeGreaterThan(3);
    expect(list.stored).toBeGreaterThan(size(paths) + size(shell));
  });
  test('its list is of this release, and says how much it is', () => {
    expect(list).toMatchObject({ release: index.release, bytes, count, digest });
    expect(list.release).toBe(whole.release);
    expect(list.files.length).toBe(count);
    const summed = list.files.reduce((sum, [, , size]) => sum + size, 0);
    // The worker itself comes on top.
    expect(bytes - summed).toBeGreaterThan(0);
    expect(bytes - summed).toBeLessThan(20 * 1024);
    expect(list.files.filter(([path, hash]) => path !== 'offline/files.json' && whole.files[path] !== hash)).toEqual([]);
    expect(new Set(paths).size).toBe(count);
  });
  test('it holds all that leads on from its page, and no other region’s entries', () => {
    const links = [...readFileSync(fileOf(`regions/${id}/`), 'utf8').split('<main')[1]!.split('</main>')[0]!.matchAll(/href="\/([^"#?]*)/g)].map(([, path]) => path!).filter((path) => path.endsWith('/'));
    expect(links.length).toBeGreaterThan(5);
    const others = index.regions.filter((region) => region.id !== id).map((region) => `regions/${region.id}/`);
    expect(links.filter((path) => !paths.includes(path) && existsSync(fileOf(path)))).toEqual([]);
    expect(paths.filter((path) => others.includes(path))).toEqual([]);
  });
  test('every script and style that its pages may load is in it', () => {
    const named = paths.filter((path) => /\/$|\.js$/.test(path)).flatMap((path) => [...readFileSync(fileOf(path), 'utf8').matchAll(/_astro\/([\w.~@-]+\.(?:js|css))/g)].map(([, name]) => `_astro/${name}`));
    expect([...new Set(named)].filter((name) => existsSync(`dist/${name}`) && !paths.includes(name) && !name.includes('pmtiles'))).toEqual([]);
  });
});
