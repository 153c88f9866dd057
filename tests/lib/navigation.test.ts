import gcoord from 'gcoord';
import { describe, expect, test } from 'vitest';
import { distanceM } from '@/lib/places.ts';
import { navigationLinks } from '@/lib/navigation.ts';

// The hall of the Gutian meeting, in the three datums (WGS-84, GCJ-02).
const site = { lat: 25.21911, lng: 116.8226 };
const gcj = { lat: 25.21622, lng: 116.82724 };
const links = (destination: Parameters<typeof navigationLinks>[0]) => Object.fromEntries(navigationLinks(destination).map(({ app, url }) => [app, new URL(url)]));

describe('an exact point', () => {
  const to = links({ name: '古田会议会址', within: '上杭县', site });
  test('AMap takes longitude first and is told the datum', () => {
    expect(to['高德地图']!.searchParams.get('position')).toBe('116.822600,25.219110');
    expect(to['高德地图']!.searchParams.get('coordinate')).toBe('wgs84');
  });
  test('Baidu takes latitude first and is told the datum', () => {
    expect(to['百度地图']!.searchParams.get('location')).toBe('25.219110,116.822600');
    expect(to['百度地图']!.searchParams.get('coord_type')).toBe('wgs84');
  });
  test('Tencent takes latitude first and the number for GPS', () => {
    expect(to['腾讯地图']!.searchParams.get('marker')).toContain('coord:25.219110,116.822600;title:古田会议会址');
    expect(to['腾讯地图']!.searchParams.get('coord_type')).toBe('1');
  });
  test('Apple takes latitude first in GCJ-02, to two metres of the known point', () => {
    const [lat, lng] = to['苹果地图']!.searchParams.get('ll')!.split(',').map(Number);
    expect(distanceM({ lat: lat!, lng: lng! }, gcj)).toBeLessThan(2);
    expect(distanceM({ lat: lat!, lng: lng! }, site)).toBeGreaterThan(300);
    const [back] = [gcoord.transform([lng!, lat!], gcoord.GCJ02, gcoord.WGS84)];
    expect(distanceM({ lat: back[1], lng: back[0] }, site)).toBeLessThan(1);
  });
});

describe('without an exact point', () => {
  const to = links({ name: '双城镇退役军人服务站', within: '柘荣县' });
  test('every app is asked for the name, and no coordinate is given', () => {
    for (const url of Object.values(to)) {
      expect([...url.searchParams.values()].join(' ')).toContain('柘荣县双城镇退役军人服务站');
      expect(url.href).not.toMatch(/\d{2,3}\.\d{3}/);
    }
  });
  test('the address is better than the name where it is known', () => expect(links({ name: '甲', address: '解放路1号', within: '某县' })['百度地图']!.searchParams.get('query')).toBe('某县解放路1号'));
});

test('signs in a name cannot add parameters or fields', () => {
  const to = links({ name: '甲&乙;addr:x|"<b>', within: '某县', site });
  expect(to['腾讯地图']!.searchParams.get('marker')!.split(';')).toHaveLength(3);
  expect(to['高德地图']!.searchParams.get('name')).toBe('甲&乙;addr:x|"<b>');
});
