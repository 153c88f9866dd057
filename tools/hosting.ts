// Writes ready settings for the hosts that people have, out of the one table in src/lib/response-headers.ts.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isAbsolute } from 'node:path/posix';
import { areaPattern, contentTypes, headerAreas, textExtensions, trustedTypes, type Area } from '../src/lib/response-headers.ts';
import type { Site } from '../src/lib/site.ts';

/** Where a host finds the published folder, and on what it listens. */
export type Place = { folder: string; listen: string };

const written = '由 npm run build 生成，每次生成都会重写。请不要直接改，要改就改 site.config.ts。';
/** What no address may say: files beside the pages that are no pages: those of the host itself, and the compressed copies, which are only sent for the file they belong to. */
const refused = '/\\.|\\.(br|gz)$|/_headers$';
/** Requests of certificate authorities may be answered on a host of one's own. */
const wellKnown = '.well-known/';

/** The folder on the server: that of the first target in `publish` that names one, or the usual one. */
export function placeOf({ publish, base }: Pick<Site, 'publish' | 'base'>): Place {
  const targets = Object.entries(publish).sort(([a], [b]) => Number(b === 'live') - Number(a === 'live'));
  const folders = targets.map(([, target]) => (target.to === 'folder' ? target.path : target.to === 'rsync' ? target.destination.replace(/^[^:]*:/, '') : ''));
  const found = folders.find((folder) => isAbsolute(folder));
  return { folder: (found ?? (base === '/' ? '/var/www/rongji' : `/var/www/html${base}`)).replace(/\/+$/, ''), listen: '80' };
}

/** A value as a quoted word of nginx, Caddy or Apache, none of which can write every character; throws for what they would take for something else. */
export function quoted(value: string): string {
  if (/["\\`${}%\u0000-\u001f\u007f]/.test(value)) throw new Error(`“${value}”里有服务器设置写不了的符号（" \\ \` $ { } % 或换行），请换一个写法`);
  return `"${value}"`;
}

/** What an area says otherwise than the whole, and what it leaves out. */
const changes = (whole: Area, { headers }: Area) => ({
  set: Object.entries(headers).filter(([name, value]) => whole.headers[name] !== value),
  unset: Object.keys(whole.headers).filter((name) => !(name in headers)),
});

/** A path as it stands in a regular expression. */
const literal = (path: string) => path.replaceAll('.', '\\.');
const hostOf = ({ url }: Pick<Site, 'url'>) => (url ? new URL(url).hostname : '');
const lines = (...parts: (string | string[])[]) => parts.flat().join('\n');
const indent = (text: string, by = 2) => text.replace(/^(?=.)/gm, ' '.repeat(by));
const withoutSlash = (base: string) => base.replace(/\/$/, '');
const extensionsOf = (type: string) => Object.keys(contentTypes).filter((extension) => contentTypes[extension] === type);
const types = [...new Set(Object.values(contentTypes))];

/** nginx: what answers for the site inside a `server`, alone or beside other things. */
function nginxLocations(site: Site, { folder }: Place): string {
  const { base } = site;
  const [whole, ...parts] = headerAreas(site) as [Area, ...Area[]];
  const headers = (area: Area) => Object.entries(area.headers).map(([name, value]) => `add_header ${name} ${quoted(value)} always;`);
  const location = (area: Area) => (area.under.includes('*') ? `~ "^${literal(base)}${areaPattern(area)}"` : `${area.under.endsWith('/') ? '' : '= '}${quoted(base + area.under)}`);
  return lines(
    `# 戎迹：nginx 里网站的设置，写在 server { … } 里面：include rongji/locations.conf;`,
    `# ${written}`,
    base === '/' ? [] : ['', `location = ${quoted(withoutSlash(base))} {`, '  absolute_redirect off;', `  return 301 ${base}$is_args$args;`, '}'],
    '',
    '# ^~：门户网站自己按文件后缀写的规则管不到这里。',
    `location ^~ ${quoted(base)} {`,
    indent(
      lines(
        '# 网页放在哪个文件夹。',
        `alias ${quoted(`${folder}/`)};`,
        'index index.html;',
        'autoindex off;',
        'absolute_redirect off;',
        'etag on;',
        'charset off;',
        '# 压缩好的文件已经在文件夹里，不用临时压缩。brotli.conf 要有 brotli 模块，没有就不要复制它。',
        'gzip off;',
        'gzip_static on;',
        'gzip_vary on;',
        'include rongji/brotli[.]conf;',
        'sendfile on;',
        'tcp_nopush on;',
        '# 打开过的文件记五秒；发布以后最多五秒就都是新的。',
        'open_file_cache max=4096 inactive=60s;',
        'open_file_cache_valid 5s;',
        'open_file_cache_errors off;',
        'types {',
        types.map((type) => `  ${quoted(type)} ${extensionsOf(type).join(' ')};`),
        '}',
        'default_type application/octet-stream;',
        `error_page 403 404 =404 ${quoted(`${base}404.html`)};`,
        headers(whole),
        '',
        base === '/' ? [`location ~ "^/${literal(wellKnown)}" {`, '}'] : [],
        `location ~ "${refused}" {`,
        '  return 404;',
        '}',
        parts.flatMap((area) => [`location ${location(area)} {`, indent(lines(headers(area))), '}']),
      ),
    ),
    '}',
    '',
  );
}

/** nginx: a whole `server` of its own. */
const nginxServer = (site: Site, { listen }: Place) =>
  lines(
    '# 戎迹：nginx 里单独的一台网站。这个文件夹复制为 /etc/nginx/rongji/，再把这个文件链接到 /etc/nginx/sites-enabled/。',
    `# ${written}`,
    'server {',
    `  listen ${listen};`,
    ...(/^\d+$/.test(listen) ? [`  listen [::]:${listen};`] : []),
    '  # 用 HTTPS 时，把上面改成 listen 443 ssl http2; 和 listen [::]:443 ssl http2;，加上证书的两行 ssl_certificate、ssl_certificate_key。',
    `  server_name ${hostOf(site) || '_'};`,
    '  server_tokens off;',
    '  include rongji/locations.conf;',
    '}',
    '',
  );

/** Caddy: what answers for the site inside a site block, alone or beside other things. */
function caddyRoutes(site: Site, { folder }: Place): string {
  const { base } = site;
  const [whole, ...parts] = headerAreas(site) as [Area, ...Area[]];
  const setting = (matcher: string, set: [string, string][], unset: string[] = []) => [`header ${matcher}{`, ...set.map(([name, value]) => `  ${name} ${quoted(value)}`), ...unset.map((name) => `  -${name}`), '}'];
  const missing = ['rewrite * /404.html', `header Content-Type ${quoted(contentTypes['html']!)}`, 'file_server {', '  status 404', '}'];
  // Between backticks Caddy reads a word as it stands.
  const expression = (pattern: string) => `\`^/${pattern}\``;
  const matched = (name: string, tests: string[]) => [`@${name} {`, ...tests.map((test) => `  ${test}`), '}', `handle @${name} {`, ...missing.map((line) => `  ${line}`), '}'];
  return lines(
    '# 戎迹：Caddy 里网站的设置，写在站点的 { … } 里面：import rongji/routes.caddy',
    `# ${written}`,
    ...(base === '/' ? ['handle {'] : [`redir ${withoutSlash(base)} ${base} 301`, `handle_path ${base}* {`]),
    indent(
      lines(
        '# 网页放在哪个文件夹。',
        `root * ${quoted(folder)}`,
        'route {',
        indent(
          lines(
            setting('', Object.entries(whole.headers)),
            // Caddy writes Vary only on what it found compressed, and a portal around it may add its own.
            ['header {', '  Vary Accept-Encoding', '  defer', '}'],
            ['@written not method GET HEAD', 'respond @written 405'],
            matched('own', [`path_regexp own \`${refused}\``, ...(base === '/' ? [`not path /${wellKnown}*`] : [])]),
            matched('noPage', ['path */', 'not file {path}index.html']),
            matched('noFile', ['not path */', 'not file {path} {path}/index.html']),
            // Caddy adds the slash by itself, but then forgets what comes after the question mark.
            ['@folder {', '  not path */', '  not file {path}', '  file {path}/', `  expression {http.request.uri.query} != ""`, '}', `redir @folder ${withoutSlash(base)}{file_match.relative}?{query} 301`],
            parts.flatMap((area, index) => {
              const { set, unset } = changes(whole, area);
              return [`@area${index} path_regexp area${index} ${expression(areaPattern(area))}`, ...setting(`@area${index} `, set, unset)];
            }),
            `header */ Content-Type ${quoted(contentTypes['html']!)}`,
            types.flatMap((type, index) => [`@type${index} path ${extensionsOf(type).map((extension) => `*.${extension}`).join(' ')}`, `header @type${index} Content-Type ${quoted(type)}`]),
            'file_server {',
            '  precompressed br gzip',
            '}',
          ),
        ),
        '}',
      ),
    ),
    '}',
    '',
  );
}

/** Caddy: a whole site of its own. With a host's name Caddy fetches the certificate by itself. */
const caddyServer = (site: Site, { listen }: Place) =>
  lines(
    '# 戎迹：Caddy 里单独的一台网站。这个文件夹复制为 /etc/caddy/rongji/，/etc/caddy/Caddyfile 里写一行 import rongji/Caddyfile。',
    `# ${written}`,
    `${listen === '80' ? site.url || ':80' : /^\d+$/.test(listen) ? `:${listen}` : listen} {`,
    '  import routes.caddy',
    '}',
    '',
  );

/** Apache: one file in the published folder, for hosts where nothing else can be set. */
function apache(site: Site): string {
  const { base } = site;
  const [whole, ...parts] = headerAreas(site) as [Area, ...Area[]];
  const setting = (set: [string, string][], unset: string[] = []) => [...set.map(([name, value]) => `Header always set ${name} ${quoted(value)}`), ...unset.map((name) => `Header always unset ${name}`)];
  // A coding that a client gives the weight 0 is one that it refuses.
  const compressed = (extension: string, coding: string) => [
    String.raw`RewriteCond %{HTTP:Accept-Encoding} (^|[\s,])${coding}(?!\s*;\s*q=0(\.0*)?\s*(,|$))(?=[\s,;]|$)`,
    `RewriteCond %{REQUEST_FILENAME}.${extension} -f`,
    String.raw`RewriteRule ^(.+\.(${form}))$ $1.${extension} [L]`,
  ];
  const form = textExtensions.join('|');
  return lines(
    `# 戎迹：Apache 2.4 的设置，和网页放在一起就生效（服务器要允许 .htaccess：AllowOverride All）。`,
    `# ${written}`,
    'Options -Indexes -MultiViews',
    'DirectoryIndex index.html',
    'DirectorySlash On',
    `ErrorDocument 403 ${base}404.html`,
    `ErrorDocument 404 ${base}404.html`,
    'FileETag MTime Size',
    'AddDefaultCharset Off',
    '<IfModule mod_mime.c>',
    '  # 有的服务器把 .br 当成布列塔尼语文件的后缀。',
    '  RemoveLanguage .br',
    '  RemoveType .gz',
    '  AddEncoding br .br',
    '  AddEncoding gzip .gz',
    ...Object.entries(contentTypes).map(([extension, type]) => `  AddType ${quoted(type)} .${extension}`),
    '</IfModule>',
    '<IfModule mod_rewrite.c>',
    '  RewriteEngine On',
    '  # 主机自己的文件和压缩好的副本，不能单独打开。',
    // The path as Apache has decoded it: what is asked for as %2e is a dot all the same. A copy is only refused to those who ask for it by name.
    String.raw`  RewriteRule (^|/)(\.(?!well-known/)|_headers$) - [R=404,L]`,
    String.raw`  RewriteCond %{THE_REQUEST} \s[^\s?]*\.(br|gz)[\s?]`,
    '  RewriteRule ^ - [R=404,L]',
    '  RewriteCond %{REQUEST_METHOD} !^(GET|HEAD)$',
    '  RewriteRule ^ - [R=405,L]',
    ...compressed('br', 'br').map((line) => `  ${line}`),
    ...compressed('gz', 'gzip').map((line) => `  ${line}`),
    '</IfModule>',
    '<IfModule mod_deflate.c>',
    '  SetEnv no-gzip 1',
    '</IfModule>',
    '<IfModule mod_headers.c>',
    setting(Object.entries(whole.headers)).map((line) => `  ${line}`),
    String.raw`  <FilesMatch "\.(${form})(\.br|\.gz)?$">`,
    '    Header merge Vary Accept-Encoding',
    '  </FilesMatch>',
    parts.flatMap((area) => {
      const { set, unset } = changes(whole, area);
      return [`  <If "%{REQUEST_URI} =~ m#^${literal(base)}${areaPattern(area)}#">`, ...setting(set, unset).map((line) => `    ${line}`), '  </If>'];
    }),
    '</IfModule>',
    '',
  );
}

/** The form of Cloudflare Pages and Netlify, read at the top of what is published. Both join what several rules say, so a part takes back first what the whole has said; Netlify, which cannot take back, then keeps the stricter of the two. For its sake nothing is asked of all pages that the map could not bear. */
function headersFile(site: Site): string {
  const bearable = ({ under, headers }: Area): Area => ({ under, headers: { ...headers, 'Content-Security-Policy': headers['Content-Security-Policy']!.replace(`; ${trustedTypes}`, '') } });
  const [whole, ...parts] = headerAreas(site).map(bearable) as [Area, ...Area[]];
  // What both hosts say of every file by themselves is left to them, so that the parts need not take it back.
  const { 'Cache-Control': _, 'Cross-Origin-Resource-Policy': own, ...common } = whole.headers;
  const rule = (path: string, headers: Readonly<Record<string, string>>, taken: string[] = []) => [path, ...taken.map((name) => `  ! ${name}`), ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)];
  return lines(
    rule(`${site.base}*`, common),
    parts.flatMap(({ under, headers }) => {
      const changed = Object.entries(headers).filter(([name, value]) => common[name] !== value && !(name === 'Cache-Control' && value === whole.headers[name]) && !(name === 'Cross-Origin-Resource-Policy' && under.startsWith('stations/')));
      const taken = Object.keys(common).filter((name) => common[name] !== headers[name]);
      if (!changed.length) return [];
      return rule(`${site.base}${under.replace('*', ':release')}${under.endsWith('/') ? '*' : ''}`, Object.fromEntries(changed), taken);
    }),
    own ? rule(`${site.base}offline-worker.js`, { 'Cross-Origin-Resource-Policy': own }) : [],
    '',
  );
}

/** Object storage and CDNs of Chinese clouds have no file form: a table of what to type into their pages. */
function storageTable(site: Site): string {
  const [whole, ...parts] = headerAreas(site) as [Area, ...Area[]];
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return lines(
    '# 对象存储和 CDN（阿里云 OSS、腾讯云 COS 等）要填什么',
    '',
    written,
    '',
    '| 在哪里填 | 填什么 |',
    '|---|---|',
    row(['静态网站 · 默认首页', '`index.html`']),
    row(['静态网站 · 子目录首页', '开启；类型选“跳转（Redirect）”']),
    row(['静态网站 · 默认 404 页', `\`${site.base.slice(1)}404.html\`，错误码选 404`]),
    row(['CDN · 智能压缩', '开启 Brotli 和 Gzip']),
    row(['CDN · Range 回源', '开启']),
    row(['CDN · 缓存过期', '“遵循源站”']),
    row(['存储桶的访问策略，或 CDN 的访问控制', `不许匿名访问 \`${site.base.slice(1)}.rongji/\` 下的文件（发布的记录和存档）`]),
    '',
    '## CDN · 自定义 HTTP 响应头',
    '',
    '全部文件：',
    '',
    '| 响应头 | 值 |',
    '|---|---|',
    Object.entries(whole.headers).map(([name, value]) => row([name, `\`${value}\``])),
    ...parts.flatMap((area) => [
      '',
      `\`${site.base}${area.under.replace('*', '一串数字和字母')}\`${area.under.endsWith('/') ? ' 下的文件' : ''}，改成：`,
      '',
      '| 响应头 | 值 |',
      '|---|---|',
      ...changes(whole, area).set.map(([name, value]) => row([name, `\`${value}\``])),
      ...changes(whole, area).unset.map((name) => row([name, '删除'])),
    ]),
    '',
    '## 文件的 Content-Type',
    '',
    '用 npm run rongji -- publish 发布的，已经写好。自己上传的，照下表按后缀写；已经对的不用改。',
    '',
    '| 后缀 | Content-Type |',
    '|---|---|',
    types.map((type) => row([extensionsOf(type).map((extension) => `.${extension}`).join(' '), `\`${type}\``])),
    '',
  );
}

/** The settings for hosts, file by file. `published` go into the published folder, where the host reads them; the others are put on the server by hand. */
export function hostSettings(site: Site, place: Place = placeOf(site)): { published: Record<string, string>; apart: Record<string, string> } {
  const own = site.base === '/';
  return {
    published: { '.htaccess': apache(site), ...(own ? { _headers: headersFile(site) } : {}) },
    apart: {
      'nginx/locations.conf': nginxLocations(site, place),
      'nginx/brotli.conf': 'brotli_static on;\n',
      'nginx/server.conf': nginxServer(site, place),
      'caddy/routes.caddy': caddyRoutes(site, place),
      'caddy/Caddyfile': caddyServer(site, place),
      ...(own ? {} : { _headers: headersFile(site) }),
      '对象存储.md': storageTable(site),
    },
  };
}

/** Writes files with their folders. */
export function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** The file in which `npm run hosting` leaves the place it was asked for, for the builds after it. */
const chosenFile = 'place.json';
const chosenPlace = (apart: string): Place | undefined => (existsSync(join(apart, chosenFile)) ? (JSON.parse(readFileSync(join(apart, chosenFile), 'utf8')) as Place) : undefined);

/** Writes the settings for a place into `apart` and remembers it. */
export function choosePlace(site: Site, apart: string, place: Place): string[] {
  const files = hostSettings(site, place).apart;
  writeFiles(apart, { ...files, [chosenFile]: `${JSON.stringify(place)}\n` });
  return Object.keys(files);
}

/** Writes a site's settings: those that hosts read into its `dist`, the others into `apart`, for the place last chosen there; returns whether any of the latter differ from those of the last build. What an operator has put into public/ under the same name stays. */
export function writeHostSettings(site: Site, dist: string, apart: string): boolean {
  const settings = hostSettings(site, chosenPlace(apart) ?? placeOf(site));
  writeFiles(dist, Object.fromEntries(Object.entries(settings.published).filter(([name]) => !existsSync(join(dist, name)))));
  const changed = existsSync(apart) && Object.entries(settings.apart).some(([name, text]) => !existsSync(join(apart, name)) || readFileSync(join(apart, name), 'utf8') !== text);
  // Written under a path, read at the root of the published folder otherwise.
  if (!('_headers' in settings.apart)) rmSync(join(apart, '_headers'), { force: true });
  writeFiles(apart, settings.apart);
  return changed;
}
