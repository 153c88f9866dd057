// Starts the real servers on loopback with the settings that the build writes, as an operator would put them in place.
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Site } from '../../src/lib/site.ts';
import { findServers, type ServerName } from '../../tools/setup.mjs';
import { hostSettings, writeFiles } from '../../tools/hosting.ts';

/** Alone on its host, or under a path of a portal that has rules of its own. */
export type Form = 'whole' | 'portal';
export type Answer = { status: number; headers: IncomingHttpHeaders; names: string[]; body: Buffer };
export type Host = { url: string; folder: string; ask(path: string, headers?: Record<string, string>, method?: string): Promise<Answer>; stop(): Promise<void> };

export const servers = findServers();
/** What the portal itself answers at its root. */
export const portalPage = '<!doctype html><title>门户</title><p>门户网站的首页</p>';

/** A port of loopback that nobody listens on. */
export const freePort = () =>
  new Promise<number>((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => found(port));
    });
  });

const nginxMain = (etc: string, inner: string) => `${process.getuid?.() === 0 ? 'user root;\n' : ''}${servers.brotliModule ? `load_module ${servers.brotliModule};\n` : ''}
daemon off; worker_processes 1; pid ${etc}/pid; error_log stderr warn;
events { worker_connections 256; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${etc}/${name};`).join(' ')}
  include /etc/nginx/mime.types;
  ${inner}
}
`;
/** A portal that recodes, compresses and caches by file name as it likes, and names its own headers. */
const nginxPortal = (listen: string, portal: string) => `
  gzip on; gzip_types *; charset gbk;
  server {
    listen ${listen};
    root ${portal};
    add_header X-Portal yes always;
    location ~* \\.(js|css|png|json)$ { expires 30d; }
    location ~ \\.php$ { return 500; }
    error_page 404 /portal-404.html;
    include rongji/locations.conf;
  }
`;
const apacheMain = (etc: string, listen: string, root: string) => `
Listen ${listen}
ServerName 127.0.0.1
ServerRoot ${etc}
PidFile ${etc}/pid
DefaultRuntimeDir ${etc}
ErrorLog ${etc}/errors
LogLevel error
${process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : ''}
${['mpm_event', 'authz_core', 'dir', 'mime', 'env', 'headers', 'rewrite', 'filter', 'deflate', 'negotiation'].map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
TypesConfig /etc/mime.types
AddLanguage br .br
AddType application/x-gzip .gz
DocumentRoot "${root}"
<Directory />
  Options Indexes FollowSymLinks MultiViews
  AllowOverride All
  Require all granted
</Directory>
`;

/** Starts a server with the generated files unchanged; `folder` is the built site. */
export async function startServer(name: ServerName, form: Form, site: Site, folder: string): Promise<Host> {
  const etc = mkdtempSync(join(tmpdir(), 'rongji-host-'));
  // A server started by root gives itself a user of its own, who must get in.
  chmodSync(etc, 0o755);
  const listen = `127.0.0.1:${await freePort()}`;
  const settings = hostSettings(site, { folder, listen: name === 'caddy' ? `http://${listen}` : listen });
  const portal = join(etc, 'portal');
  mkdirSync(portal);
  writeFileSync(join(portal, 'index.html'), portalPage);
  writeFileSync(join(portal, 'portal-404.html'), '门户的 404');
  let started: [string, string[]];
  const config = join(etc, name === 'caddy' ? 'Caddyfile' : `${name}.conf`);
  if (name === 'apache') {
    writeFiles(folder, settings.published);
    if (form === 'portal') {
      mkdirSync(dirname(join(portal, site.base)), { recursive: true });
      symlinkSync(folder, join(portal, site.base.slice(0, -1)));
    }
    writeFileSync(config, apacheMain(etc, listen, form === 'portal' ? portal : folder));
    started = [servers.apache!, ['-f', config, '-DFOREGROUND']];
  } else {
    const own = Object.entries(settings.apart).flatMap(([file, text]) => (file.startsWith(`${name}/`) ? [[file.slice(name.length + 1), text] as const] : []));
    writeFiles(join(etc, 'rongji'), Object.fromEntries(own.filter(([file]) => file !== 'brotli.conf' || servers.brotliModule)));
    if (name === 'nginx') {
      writeFileSync(config, nginxMain(etc, form === 'whole' ? 'include rongji/server.conf;' : nginxPortal(listen, portal)));
      started = [servers.nginx!, ['-p', etc, '-c', config, '-e', 'stderr']];
    } else {
      writeFileSync(config, `{\n  admin off\n  auto_https off\n}\n${form === 'whole' ? 'import rongji/Caddyfile\n' : `http://${listen} {\n  header X-Portal yes\n  encode gzip\n  import rongji/routes.caddy\n  root * ${portal}\n  file_server\n}\n`}`);
      started = [servers.caddy!, ['run', '--config', config, '--adapter', 'caddyfile']];
    }
  }
  const child: ChildProcess = spawn(started[0], started[1], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: etc, XDG_DATA_HOME: etc, XDG_CONFIG_HOME: etc } });
  let said = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text: Buffer) => (said += text.toString()));
  const url = `http://${listen}`;
  const ask: Host['ask'] = (path, headers = {}, method = 'GET') =>
    new Promise((answered, failed) => {
      const sent = request({ host: '127.0.0.1', port: Number(listen.split(':')[1]), path, method, headers: { host: listen, ...headers } }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => answered({ status: response.statusCode!, headers: response.headers, names: response.rawHeaders.filter((_, index) => index % 2 === 0).map((header) => header.toLowerCase()), body: Buffer.concat(parts) }));
      });
      sent.on('error', failed);
      sent.end();
    });
  const stop = async () => {
    if (child.exitCode === null) {
      const gone = new Promise((ended) => child.once('exit', ended));
      child.kill('SIGTERM');
      await gone;
    }
    rmSync(etc, { recursive: true, force: true });
  };
  for (let tries = 0; ; tries++) {
    if (child.exitCode !== null || tries > 300) {
      const errors = existsSync(join(etc, 'errors')) ? readFileSync(join(etc, 'errors'), 'utf8') : '';
      await stop();
      throw new Error(`${name} did not start: ${said}${errors}`);
    }
    const up = await ask('/').then(() => true, () => false);
    if (up) return { url, folder, ask, stop };
    await wait(50);
  }
}

/** The bytes of a file of the site. */
export const fileBytes = (folder: string, file: string): Buffer => readFileSync(join(folder, file));
