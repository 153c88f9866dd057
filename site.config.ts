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
};

export const site: SiteConfig = {
  name: '戎迹',
  tagline: '老兵的故事，身边的服务',
  url: '',
  base: '/',
  operator: { name: '', address: '', phone: '', siteIdCode: '', icp: '', police: '' },
};
