import type { BasemapConfig } from './src/schema/map.ts';

/** Who runs this site. An empty text is not rendered; with no operator the site says that it is a demonstration. */
export type SiteConfig = {
  /** 网站名称。 */
  name: string;
  tagline: string;
  /** 正式网址，例如 https://tyjr.example.gov.cn；没有就留空。 */
  url: string;
  /** 挂在哪个路径下，前后都有斜杠，例如 /tyjr/。 */
  base: `/${string}`;
  operator: {
    /** 主办单位。 */
    name: string;
    address: string;
    phone: string;
    /** 政府网站标识码，10 位。 */
    siteIdCode: string;
    icp: string;
    /** 公安备案号。 */
    police: string;
  };
  /**
   * 找站页的底图。默认是本站自己画的示意图，不向任何别的网站取东西。
   * - 天地图：{ kind: 'tianditu', key: '天地图的密钥', style: 'vec', approval: '' }；style 可写 vec（矢量）、img（影像）、ter（地形）。
   * - 其他瓦片：{ kind: 'xyz', url: 'https://…/{z}/{x}/{y}.png', datum: 'wgs84', attribution: '署名' }；高德、腾讯一类的图 datum 写 'gcj02'。网址里有 {s} 时写 subdomains；图不全时写 minZoom、maxZoom。
   * - PMTiles 文件：{ kind: 'pmtiles', url: '/map/county.pmtiles', attribution: '署名' }；文件放在 public/map/ 里，主机要支持分段读取（Range）。
   * approval 写审图号，没有就留空或不写，空的不显示。底图来自别的网站时，对方会知道访客在看哪一带。
   */
  map: BasemapConfig;
  /** 打开过站点页的设备，断网也能查站点、看指南。写 false 就不存，已经存下的也会清掉。 */
  offline: boolean;
};

export const site: SiteConfig = {
  name: '戎迹',
  tagline: '老兵的故事，身边的服务',
  url: '',
  base: '/',
  operator: { name: '', address: '', phone: '', siteIdCode: '', icp: '', police: '' },
  map: { kind: 'schematic' },
  offline: true,
};
