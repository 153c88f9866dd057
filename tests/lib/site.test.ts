import { describe, expect, test } from 'vitest';
import { readSite } from '@/lib/site.ts';
import type { SiteConfig } from '@/schema/site.ts';
import { site as city } from '../../examples/city-own-host.ts';
import { site as county } from '../../examples/county-in-portal.ts';
import { site as written } from '../../site.config.ts';

const read = (over: object) => readSite({ ...written, ...over } as SiteConfig, {});
const refusal = (over: object) => {
  try {
    read(over);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('a configuration with a mistake says which field and what to write', () => {
  test.each([
    [{ name: '' }, 'name', '要写网站名称'],
    [{ name: '戎<迹' }, 'name', '不能有尖括号'],
    [{ name: '戎\n迹' }, 'name', '不能有尖括号和换行'],
    [{ name: 5 }, 'name', '这里写文字，用引号括起来'],
    [{ tagline: '长'.repeat(121) }, 'tagline', '最多 120 个字'],
    [{ base: 'zwgk/tyjr' }, 'base', '前后都要有斜杠'],
    [{ base: '/zwgk/tyjr' }, 'base', '前后都要有斜杠'],
    [{ base: '/a b/' }, 'base', '只用字母'],
    [{ base: '/../' }, 'base', '前后都要有斜杠'],
    [{ base: '//host/' }, 'base', '前后都要有斜杠'],
    [{ base: '/政务/' }, 'base', '只用字母'],
    [{ url: 'www.example.gov.cn' }, 'url', '以 https:// 开头'],
    [{ url: 'https://www.example.gov.cn/' }, 'url', '末尾的斜杠'],
    [{ url: 'https://www.example.gov.cn/zwgk/' }, 'url', '路径写在 base 里'],
    [{ url: 'https://a:b@www.example.gov.cn' }, 'url', '只写到主机'],
    [{ url: 'javascript:alert(1)' }, 'url', '以 https:// 开头'],
    [{ operator: { name: '某局', siteIdCode: '12345' } }, 'operator.siteIdCode', '政府网站标识码是十位'],
    [{ operator: { name: '某局', siteIdCode: '1234567890' } }, 'url', '“我为政府网站找错”的链接要用它'],
    [{ operator: { name: '某局', icp: '备案号 1' } }, 'operator.icp', 'ICP 备案号照备案系统里的写'],
    [{ operator: { name: '某局', police: '公安备案' } }, 'operator.police', '公安备案号照备案系统里的写'],
    [{ operator: { name: '某局', conac: 'abc' } }, 'operator.conac', '32 位'],
    [{ operator: { name: '某局', phone: '请打电话' } }, 'operator.phone', '电话只写数字'],
    [{ operator: { name: '某局', postcode: '35530' } }, 'operator.postcode', '六位数字'],
    [{ operator: { name: '某局', contact: 'javascript:alert(1)' } }, 'operator.contact', '以 https:// 开头'],
    [{ operator: { name: '', phone: '12345' } }, 'operator.name', '写了 phone，就要写主办单位'],
    [{ operator: { nane: '某局' } }, 'operator', '没有“nane”这个字段'],
    [{ operator: '某局' }, 'operator', '{ … }'],
    [{ regions: 'zherong' }, 'regions', '写成列表'],
    [{ regions: ['柘荣'] }, 'regions.0', 'content/regions 里的编号'],
    [{ offline: 'yes' }, 'offline', 'true 或 false'],
    [{ embedders: ['www.example.gov.cn'] }, 'embedders.0', '写作 https://主机'],
    [{ embedders: ["https://a.cn 'unsafe-inline'"] }, 'embedders.0', '写作 https://主机'],
    [{ embedders: ['https://a.cn;script-src'] }, 'embedders.0', '写作 https://主机'],
    [{ admin: { backend: 'gitee', repo: 'a/b' } }, 'admin.backend', 'Gitee（码云）的接口编辑器不认'],
    [{ admin: { backend: 'gitea', repo: 'a/b' } }, 'admin.baseUrl', 'baseUrl 写 Git 主机的网址'],
    [{ admin: { backend: 'gitea', baseUrl: 'https://git.example.gov.cn/', repo: 'a/b' } }, 'admin.baseUrl', '末尾不带斜杠'],
    [{ admin: { backend: 'gitlab', baseUrl: 'javascript:alert(1)', repo: 'a/b' } }, 'admin.baseUrl', '以 https:// 开头'],
    [{ admin: { backend: 'github', repo: 'https://github.com/a/b' } }, 'admin.repo', 'repo 写作 账号/仓库'],
    [{ admin: { backend: 'github', repo: 'a/b', token: 'x' } }, 'admin', '没有“token”这个字段'],
    [{ license: { name: 'CC BY 4.0' } }, 'license.url', '许可全文的网址'],
    [{ license: { name: '', url: 'https://a.cn/' } }, 'license.name', '还没有定就写 undefined'],
    [{ license: 'CC BY 4.0' }, 'license', '{ … }'],
    [{ corrections: {} }, 'corrections', 'mail（邮箱）或 form（表单的网址）'],
    [{ corrections: { mail: 'a@example.gov.cn', form: 'https://a.cn/?id={id}' } }, 'corrections', '两个里写一个；不想要就写 undefined'],
    [{ corrections: { mail: 'jiucuo' } }, 'corrections.mail', 'mail 写邮箱，例如'],
    [{ corrections: { mail: 'a@example.gov.cn?cc=b@example.gov.cn' } }, 'corrections.mail', 'mail 写邮箱，例如'],
    [{ corrections: { mail: 'a@example.gov.cn,b@example.gov.cn' } }, 'corrections.mail', 'mail 写邮箱，例如'],
    [{ corrections: { form: 'https://a.cn/jiucuo' } }, 'corrections.form', '{page} 或 {id}'],
    [{ corrections: { form: 'https://a.cn/?page={page}&x={title}' } }, 'corrections.form', '只能写 page、id 或 value'],
    [{ corrections: { form: 'https://{id}.cn/?page={page}' } }, 'corrections.form', '主机名和端口里不能有花括号'],
    [{ corrections: { form: 'https://a.cn:{id}/' } }, 'corrections.form', '主机名和端口里不能有花括号'],
    [{ corrections: { form: 'javascript:alert({id})' } }, 'corrections.form', '以 https:// 开头'],
    [{ corrections: { form: 'https://a.cn/?id={id}&"onclick=' } }, 'corrections.form', '不能有空格、引号和汉字'],
    [{ corrections: { form: `https://a.cn/?id={id}&${'x'.repeat(200)}` } }, 'corrections.form', '最多 200 个字符'],
    [{ publish: { live: { to: 'ftp', path: '/x' } } }, 'publish.live.to', 'folder（文件夹）、rsync（远程主机）或 s3'],
    [{ publish: { live: { to: 'folder' } } }, 'publish.live.path', '要写文件夹 path'],
    [{ publish: { 线上: { to: 'folder', path: '/x' } } }, 'publish.线上', '小写字母'],
    ...['$HOME', '/srv/$(id)', '/srv/(a)', '/srv/*', '/srv/a;id', '-x', '/srv/`id`', '/srv/a&b'].map((folder): [object, string, string] => [{ publish: { live: { to: 'rsync', destination: `www@host:${folder}` } } }, 'publish.live.destination', '用户@主机:/文件夹']),
    [{ publish: { live: { to: 'rsync', destination: '/var/www' } } }, 'publish.live.destination', '用户@主机:/文件夹'],
    [{ publish: { live: { to: 'rsync', destination: 'www@host:/a b; rm -rf /' } } }, 'publish.live.destination', '用户@主机:/文件夹'],
    [{ publish: { live: { to: 's3', endpoint: 'https://s3.example.cn/', bucket: 'tyjr' } } }, 'publish.live.endpoint', '末尾不带斜杠'],
    [{ publish: { live: { to: 's3', endpoint: 'https://s3.example.cn', bucket: 'T' } } }, 'publish.live.bucket', 'bucket 只有小写字母'],
    [{ publish: { live: { to: 's3', endpoint: 'https://s3.example.cn', bucket: 'tyjr', prefix: 'a' } } }, 'publish.live.prefix', '末尾带斜杠'],
    [{ publish: { live: { to: 'folder', path: '/x', keepDays: 0 } } }, 'publish.live.keepDays', '至少一天'],
    [{ opertor: {} }, '最上一层', '没有“opertor”这个字段'],
  ])('%j', (over, field, words) => {
    const message = refusal(over);
    expect(message).toMatch(/^site\.config\.ts 有 \d+ 处要改：/);
    expect(message).toContain(`  ${field}：`);
    expect(message).toContain(words);
    // Nobody who reads Chinese alone should meet a library's own words.
    expect(message.replace(/[“（{][^”）}]*[”）}]/g, '')).not.toMatch(/[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}|无效|Invalid/);
  });
  test('several mistakes are said at once', () => expect(refusal({ name: '', base: 'x', offline: 1 })).toContain('有 3 处要改'));
});

test('the worked examples are sound, and nothing in them is a number that somebody may have', () => {
  for (const example of [county, city]) {
    const site = readSite(example, {});
    expect(site.operator.name).toMatch(/^示例/);
    expect([site.operator.phone, site.operator.siteIdCode, site.operator.icp, site.operator.police, site.operator.conac, site.operator.address]).toEqual(['', '', '', '', '', '']);
    const { mail = '', form } = site.corrections!;
    expect(form ?? `https://${mail.split('@')[1]}`).toMatch(/^https:\/\/[a-z.]*example\.gov\.cn/);
    for (const host of [site.url, site.operator.contact, ...site.embedders]) expect(host).toMatch(/^https:\/\/[a-z.]*example\.(gov\.)?cn(\/|$)/);
  }
});

test('what is left out has its default', () => {
  const { regions, embedders, publish, offline, operator } = readSite({ name: '某站', url: '', base: '/', operator: {}, map: { kind: 'schematic' } }, {});
  expect({ regions, embedders, publish, offline }).toEqual({ regions: [], embedders: [], publish: {}, offline: true });
  expect(operator.name).toBe('');
  expect([written.license, written.corrections]).toEqual([undefined, undefined]);
});
