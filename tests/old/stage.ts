import { oldBrowser } from '../../tools/old-browser.ts';
import { serve, type Site } from '../browser/serve.ts';

/** The built site in Chromium 88; throws where that browser is not. */
export async function serveOld(dist = 'dist'): Promise<Site> {
  const path = oldBrowser();
  if (!path) throw new Error('这台电脑上没有 Chromium 88，请先运行 npm run test:old。');
  const site = await serve(dist, '/', path);
  const version = site.browser.version();
  if (version.startsWith('88.')) return site;
  await site.close();
  throw new Error(`${path} 不是 Chromium 88，是 ${version}。`);
}

/** One page of each kind and of each layout; the hash of a visit is a plan. */
export const paths = [
  '/', '/search/', '/search/?q=王奔', '/timeline/', '/about/', '/404.html',
  '/regions/', '/regions/zherong/', '/veterans/', '/veterans/zhang-xiangwen/', '/memorials/', '/memorials/wang-ben/', '/memorials/zherong-anzangdian/',
  '/heritage/', '/heritage/gutian-huiyi-huizhi/', '/practices/', '/practices/yongjun-lianmeng/', '/guides/', '/guides/youdaizheng/',
  '/observances/', '/observances/qingming/', '/sources/', '/sources/zherong-report/',
  '/stations/', '/stations/#at=27.24,119.89&division=350926100', '/stations/area/350000/', '/stations/area/350926/', '/stations/area/350823106/', '/stations/zherong-shuangcheng/', '/stations/coverage/', '/stations/locate/',
  '/visits/', '/visits/#site=heritage/gutian-huiyi-huizhi', '/visits/longyan-yiri/', '/visits/sheets/heritage-gutian-huiyi-huizhi/',
  '/visits/pack/#v=1&region=longyan&grade=chuzhong&stops=heritage/gutian-huiyi-huizhi.60~heritage/caixi-jinianguan.60&sum=000000',
];
