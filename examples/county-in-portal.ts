import type { SiteConfig } from '../src/schema/site.ts';

/**
 * 县局的样子：不另开网站，作为专栏挂在县政府门户网站的一个路径下，只做本县。
 * 用法：把 { … } 里的内容抄进 site.config.ts，名称、网址、路径、主办单位改成自己的。
 */
export const site: SiteConfig = {
  name: '示例县退役军人专栏',
  tagline: '老兵的故事，身边的服务',
  // 县政府门户网站的网址，不带路径。
  url: 'https://www.example.gov.cn',
  // 门户给专栏的路径。
  base: '/zwgk/tyjr/',
  // 本县的编号；content/regions 里换成自己的地方以后，改成自己的。
  regions: ['zherong'],
  operator: {
    name: '示例县退役军人事务局',
    undertaker: '示例县退役军人服务中心',
    // 下面几项由门户网站统一取得，向门户的管理单位要；示例里空着。
    address: '',
    phone: '',
    siteIdCode: '',
    icp: '',
    police: '',
    conac: '',
    contact: 'https://www.example.gov.cn/hdjl/',
  },
  map: { kind: 'schematic' },
  offline: true,
  // 允许门户网站的页面嵌入找站页。
  embedders: ['https://www.example.gov.cn'],
  // 门户的纠错表单；地址和参数的名字照门户的写。
  corrections: { form: 'https://www.example.gov.cn/hdjl/jiucuo?page={page}&id={id}&value={value}' },
  publish: {
    live: { to: 'rsync', destination: 'www@www.example.gov.cn:/var/www/html/zwgk/tyjr' },
    trial: { to: 'folder', path: '../tyjr-trial' },
  },
};
