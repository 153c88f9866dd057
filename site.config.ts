import type { SiteConfig } from './src/schema/site.ts';

/** 谁办这个网站、怎么办。没有的留空，空的不显示；写错了，生成时会说是哪一项。examples/ 里有两份写好的样子。 */
export const site: SiteConfig = {
  /** 网站名称。 */
  name: '戎迹',
  /** 一句话，首页和分享图上用。 */
  tagline: '老兵的故事，身边的服务',
  /** 正式网址，只写到主机，例如 https://www.example.gov.cn；没有就留空。 */
  url: '',
  /** 挂在哪个路径下，前后都有斜杠，例如 /zwgk/tyjr/；单独一个主机就写 /。 */
  base: '/',
  /** 只做哪几个地方，写 content/regions 里的编号，例如 ['zherong']；[] 就是全部。别处的网页、搜索、名单和地图都不会生成。 */
  regions: [],
  /** 没有主办单位时，页脚写明是演示站、不是政府网站。 */
  operator: {
    /** 主办单位。 */
    name: '',
    /** 承办单位。 */
    undertaker: '',
    address: '',
    postcode: '',
    phone: '',
    /** 政府网站标识码，十位；写了就有“我为政府网站找错”。 */
    siteIdCode: '',
    /** ICP 备案号。 */
    icp: '',
    /** 公安备案号。 */
    police: '',
    /** 党政机关网站标识的编号：标识的链接里 id= 后面的 32 位数字和字母。 */
    conac: '',
    /** 咨询、留言、投诉的网址，多是上级门户网站的互动栏目；静态网站自己收不了留言。 */
    contact: '',
  },
  /**
   * 找站页的底图。默认是本站自己画的示意图，不向任何别的网站取东西。
   * - 天地图：{ kind: 'tianditu', key: '天地图的密钥', style: 'vec', approval: '' }；style 可写 vec（矢量）、img（影像）、ter（地形）。
   * - 其他瓦片：{ kind: 'xyz', url: 'https://…/{z}/{x}/{y}.png', datum: 'wgs84', attribution: '署名' }；高德、腾讯一类的图 datum 写 'gcj02'。网址里有 {s} 时写 subdomains；图不全时写 minZoom、maxZoom。
   * - PMTiles 文件：{ kind: 'pmtiles', url: '/map/county.pmtiles', attribution: '署名' }；文件放在 public/map/ 里，主机要支持分段读取（Range）。
   * approval 写审图号，没有就留空或不写，空的不显示。底图来自别的网站时，对方会知道访客在看哪一带。
   */
  map: { kind: 'schematic' },
  /** 断网查看：访客可以把一个地方存到自己的设备上；打开过找站页的设备，断网也能找站、看指南。写 false 就不提供，设备上已经存下的，下一次有网络时清掉。 */
  offline: true,
  /** 哪些网站可以用 <iframe> 嵌入找站页，例如 ['https://www.example.gov.cn']；[] 就是谁也不行。 */
  embedders: [],
  /** 别人能不能再利用本站的文字和数据，照什么许可，例如 { name: 'CC BY 4.0', url: '许可全文的网址' }；还没有定就写 undefined，“开放数据”一页会写明没有声明。 */
  license: undefined,
  /**
   * 每个条目、事实和站点下面的“有误？告诉我们”送到哪里；写 undefined 就不显示。本站自己什么也不发，读者点了，打开的是自己的邮箱或你们的表单。
   * - 邮箱：{ mail: 'jiucuo@example.gov.cn' }
   * - 表单：{ form: 'https://www.example.gov.cn/jiucuo?page={page}&id={id}&value={value}' }；{page}、{id}、{value} 会换成网页、编号和现在的内容，{value} 可以不写。
   */
  corrections: undefined,
  /**
   * 发布到哪里，名字自己取，用小写字母、数字和短横；发布时运行 npm run rongji -- publish 名字。
   * - 文件夹：{ to: 'folder', path: '/var/www/tyjr' }
   * - 远程主机：{ to: 'rsync', destination: '用户@主机:/var/www/tyjr' }
   * - 对象存储：{ to: 's3', endpoint: 'https://…', bucket: '存储桶的名字', region: '地区' }；密钥写在环境变量 RONGJI_S3_KEY_ID、RONGJI_S3_SECRET 里，不写进文件。可加 prefix（存储桶里的文件夹，例如 'tyjr/'），pathStyle: true（服务要求把桶名写在路径里）。
   * 每一种都可加 keepDays：不再用的脚本、样式、数据留多少天，不写是 14。远程主机可加 port，不写是 22。
   */
  publish: {},
  /**
   * 浏览器里的编辑器（/admin/），不写就没有。
   * - 改本机的文件夹：{ backend: 'local' }；只在 npm run dev 时有，不会发布出去。
   * - 存到 Git 主机：{ backend: 'gitea', baseUrl: 'https://git.example.gov.cn', repo: '账号/仓库', branch: 'main' }；Forgejo 也写 gitea，自建的 GitLab 写 gitlab，GitHub 写 { backend: 'github', repo: '账号/仓库' }。在 Gitea、GitLab 上登记了应用（PKCE、不要密钥）的，加 appId，可以用账号登录；没有的用访问令牌。Gitee（码云）不行。
   * 存到 Git 主机的，编辑器同网站一起发布，谁都能打开登录页；能改什么，由 Git 主机的账号管。
   */
  admin: undefined,
};
