// Puts what is wrong with content and settings into the pages of the preview. Never part of a build.
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, resolve, sep } from 'node:path';
import { isRunnableDevEnvironment, type ViteDevServer } from 'vite';
import { contentRoot } from '../../src/lib/content-root.ts';
import { readContent, showProblem, type Problem } from '../../src/lib/content.ts';
import { editorialProblems, todayInChina } from '../../src/lib/editorial.ts';
import { root } from '../setup.mjs';
import { isWritten, stoppedPage, tell } from './page.ts';

const own = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');
/** Editors save by several steps. */
const settle = 80;

/** Watches the content, tells open pages what is wrong, and answers for pages that cannot be made; `base` is the site's. */
export function attachPreview(server: ViteDevServer, base: string): void {
  const folder = resolve(root, contentRoot);
  const style = own('panel.css');
  let content: Problem[] = [];
  let settings: Problem[] = [];
  /** When the last mistake went away. */
  let mended = 0;
  const listeners = new Set<() => void>();
  const problems = () => [...settings, ...content];
  const check = () => {
    const before = JSON.stringify(content);
    const read = readContent(folder);
    content = read.problems.length ? read.problems : editorialProblems(read, todayInChina());
    if (JSON.stringify(content) === before) return;
    if (!content.length) mended = Date.now();
    console.log(content.length ? `\n内容有 ${content.length} 处要改：\n${content.slice(0, 10).map((one) => `  ${showProblem(one)}`).join('\n')}${content.length > 10 ? '\n  ……' : ''}` : '\n内容没有要改的了。');
  };
  const justMended = () => Date.now() - mended < 20_000;
  const tellAll = () => listeners.forEach((send) => send());
  check();

  let waiting: NodeJS.Timeout | undefined;
  server.watcher.add(folder);
  server.watcher.on('all', (_, file) => {
    if (!resolve(file).startsWith(folder + sep)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      check();
      tellAll();
    }, settle);
  });
  // The settings are read by the process that started this one, which can read them anew.
  process.on('disconnect', () => process.exit());
  process.on('message', (message: { settings?: Problem[] }) => {
    if (!message.settings) return;
    settings = message.settings;
    tellAll();
  });

  // Astro and Vite tell of the same mistakes in English, over the page and late; those are held back while we say them.
  const { hot } = server.environments.client;
  const send = hot.send.bind(hot) as (...message: unknown[]) => void;
  const quiet = () => problems().length > 0 || justMended();
  hot.send = (...message: unknown[]) => {
    const { type } = message[0] as { type?: string };
    if (type === 'error' && quiet()) return;
    send(...message);
    if (type !== 'full-reload') return;
    overtaken = underway > 0;
    // A page that stands in for another does not hear Astro.
    tellAll();
  };

  // A page that was being made when Astro took in new content leaves what it had read of the old in Astro's memory, and every later page would be made from that.
  let underway = 0;
  let overtaken = false;
  const begin = (response: ServerResponse) => {
    let ended = false;
    const end = () => {
      if (ended) return;
      ended = true;
      if (--underway || !overtaken) return;
      overtaken = false;
      forgetContent(server);
      hot.send({ type: 'full-reload', path: '*' });
    };
    underway++;
    response.once('finish', end);
    // Whoever asked may be gone while the page is still being made.
    response.once('close', () => setTimeout(end, 2000));
  };

  const pathOf = (path: string) => (path.startsWith(base) ? `/${path.slice(base.length)}` : path);
  const toldTo = (path: string, stopped: boolean) => tell(problems(), pathOf(path), { root: folder, base, stopped });

  server.middlewares.use((request, response, next) => {
    const url = new URL(request.url ?? '/', 'http://preview');
    if (url.pathname === '/__rongji/panel.js') return void response.setHeader('content-type', 'text/javascript; charset=utf-8').end(own('panel.js'));
    if (url.pathname === '/__rongji/restart') {
      response.end();
      if (request.method === 'POST') process.send?.({ restart: true });
      return;
    }
    if (url.pathname === '/__rongji/problems') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      const send = () => void response.write(`retry: 500\ndata: ${JSON.stringify({ ...toldTo(url.searchParams.get('path') ?? '/', url.searchParams.has('stopped')), style })}\n\n`);
      listeners.add(send);
      request.on('close', () => listeners.delete(send));
      return send();
    }
    if (!isPage(request, url.pathname)) return next();
    begin(response);
    capture(response, (status, html) => {
      // A page that breaks off in the middle was begun with a good status.
      const failed = status >= 500 || !html.includes('</html>');
      let told = toldTo(url.pathname, failed);
      if (failed || status === 404) {
        // The watcher may not have told yet.
        check();
        told = toldTo(url.pathname, failed);
        if (told.own) return { status: 500, html: stoppedPage(told, style), stopped: '1' };
        // Astro takes a moment to see what was mended.
        if (failed ? justMended() : isWritten(pathOf(url.pathname), folder)) return { status: 500, html: stoppedPage(told, style), stopped: '0' };
      }
      // Astro's own page of an error waits for mistakes to be told: those of the settings are known a moment later.
      if (failed) return { status, html: `${html}<script type="module" src="/__rongji/panel.js?failed"></script>` };
      return { status, html: html.replace(/<\/head>/, '<script type="module" src="/__rongji/panel.js"></script></head>') };
    });
    next();
  });
}

/** Makes Astro read its store anew for the next page, as it does itself when the store has changed. */
function forgetContent(server: ViteDevServer): void {
  const store = '\0astro:data-layer-content';
  for (const environment of Object.values(server.environments)) {
    if (!isRunnableDevEnvironment(environment)) continue;
    const made = environment.moduleGraph.getModuleById(store);
    if (made) environment.moduleGraph.invalidateModule(made, undefined, Date.now(), true);
    const run = environment.runner.evaluatedModules.getModuleById(store);
    if (run) environment.runner.evaluatedModules.invalidateModule(run);
    environment.hot.send('astro:content-changed', {});
  }
}

const isPage = ({ method, headers }: IncomingMessage, path: string) => method === 'GET' && Boolean(headers.accept?.includes('text/html')) && !/^\/(@|__|node_modules)/.test(path) && !/\.[a-z0-9]+$/.test(path);

type Answer = { status: number; html: string; stopped?: string };

/** Holds an HTML answer back until it is whole and lets `change` make another of it; anything else goes as it is. */
function capture(response: ServerResponse, change: (status: number, html: string) => Answer): void {
  const { writeHead, write, end } = response;
  const chunks: Buffer[] = [];
  const keep = (chunk: unknown) => void (chunk && typeof chunk !== 'function' && chunks.push(Buffer.from(chunk as string | Uint8Array)));
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    response.statusCode = status;
    const headers = rest.find((one) => typeof one === 'object' && one !== null) ?? {};
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    return response;
  }) as typeof response.writeHead;
  response.write = ((chunk: unknown) => (keep(chunk), true)) as typeof response.write;
  response.end = ((chunk?: unknown) => {
    keep(chunk);
    Object.assign(response, { writeHead, write, end });
    const body = Buffer.concat(chunks);
    if (response.headersSent || !String(response.getHeader('content-type') ?? '').includes('text/html')) return response.end(body);
    const { status, html, stopped } = change(response.statusCode, body.toString('utf8'));
    response.statusCode = status;
    response.removeHeader('content-length');
    response.setHeader('cache-control', 'no-store');
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (stopped !== undefined) response.setHeader('x-rongji-stopped', stopped);
    return response.end(html);
  }) as typeof response.end;
}
