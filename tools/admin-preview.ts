// The browser editor beside `npm run dev`.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { contentRoot } from '../src/lib/content-root.ts';
import { readContent } from '../src/lib/content.ts';
import type { Admin, Settings } from '../src/schema/site.ts';
import { bundleEditor, editorFiles } from './admin.ts';
import { root } from './setup.mjs';

/** Answers for what lies under admin/; the page's forms offer the facts that are written at that moment. */
export function serveAdmin(site: Pick<Settings, 'name' | 'url' | 'base'> & { admin: Admin }) {
  const under = `${site.base}admin/`;
  // Made when it is first asked for: who only previews does not wait for it.
  let bundle: Promise<string> | undefined;
  return async (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): Promise<void> => {
    const path = (request.url ?? '').replace(/[?#].*/, '');
    if (path === under.slice(0, -1)) return void response.writeHead(302, { location: under }).end();
    if (!path.startsWith(under)) return next();
    try {
      const folder = await (bundle ??= bundleEditor(join(root, '.build', 'editor')));
      const name = path.slice(under.length) || 'index.html';
      if (name !== 'index.html' && name !== 'config.json') {
        request.url = `/${name}`;
        return sirv(folder, { dev: true })(request, response, () => void response.writeHead(404).end());
      }
      const text = editorFiles(site, readContent(join(root, contentRoot)), folder)[name];
      response.writeHead(200, { 'content-type': name.endsWith('.json') ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(text);
    } catch (error) {
      bundle = undefined;
      next(error);
    }
  };
}
