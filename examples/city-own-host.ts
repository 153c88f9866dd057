import type { SiteConfig } from '../src/schema/site.ts';

/**
 * 市局的样子：有自己的主机名，收全部地方，网页放在对象存储上。
 * 用法：把 { … } 里的内容抄进 site.config.ts，名称、网址、主办单位改成自己的。
 */
export const site: SiteConfig = {
  name: '示例市退役军人信息网',
  tagline: '老兵的故事，身边的服务',
  url: 'https://tyjr.example.gov.cn',
  base: '/',
  regions: [],
  operator: {
    name: '示例市退役军人事务局',
    // 备案号、标识码照批准的写，示例里空着。
    siteIdCode: '',
    icp: '',
    police: '',
    conac: '',
    contact: 'https://www.example.gov.cn/hdjl/',
  },
  map: { kind: 'schematic' },
  offline: true,
  embedders: [],
  // 由市局自己定；定了别的许可，名称和网址一起换。
  license: { name: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/deed.zh-hans' },
  corrections: { mail: 'jiucuo@example.gov.cn' },
  publish: {
    live: { to: 's3', endpoint: 'https://s3.example.cn', bucket: 'tyjr-example', region: 'cn-north-1', keepDays: 30 },
  },
};
