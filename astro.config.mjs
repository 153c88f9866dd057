import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import mdx from '@astrojs/mdx';
import react from '@astrojs/react';
import { satteri } from '@astrojs/markdown-satteri';
import { defineConfig } from 'astro/config';
import { outsideHosts } from './src/lib/basemap.ts';
import { markdownFeatures, onlyOurMarkup } from './src/lib/mdx-check.ts';
import { site } from './src/lib/site.ts';

const boot = readFileSync(new URL('./src/lib/display-boot.js', import.meta.url), 'utf8');
// Nothing of another host, unless the operator has chosen a basemap there.
const { images, connections } = outsideHosts(site.map);

// Without a site that may frame it the window is not built, nor its scripts.
const embed = { name: 'embed', hooks: { 'astro:config:setup': ({ injectRoute }) => injectRoute({ pattern: '/stations/embed', entrypoint: './src/pages/stations/_embed.astro', prerender: true }) } };

// While somebody writes, pages say what is wrong with the content; nothing of it is built.
const preview = { name: 'preview', hooks: { 'astro:server:setup': async ({ server }) => (await import('./tools/preview/attach.ts')).attachPreview(server, site.base) } };
// The browser editor is there in the preview too, with the content as it is at that moment.
const editor = {
  name: 'editor',
  hooks: {
    'astro:server:setup': async ({ server }) => {
      const { serveAdmin } = await import('./tools/admin-preview.ts');
      server.middlewares.use(serveAdmin({ ...site, admin: site.admin }));
    },
  },
};

export default defineConfig({
  ...(site.url ? { site: site.url } : {}),
  base: site.base,
  outDir: process.env.RONGJI_OUT ?? './dist',
  trailingSlash: 'always',
  integrations: [mdx(), react(), preview, ...(site.embedders.length > 0 ? [embed] : []), ...(site.admin ? [editor] : [])],
  markdown: { syntaxHighlight: false, processor: satteri({ features: markdownFeatures, mdastPlugins: [onlyOurMarkup] }) },
  build: { inlineStylesheets: 'always' },
  // Chromium 88 is the oldest browser that gets the whole site.
  vite: {
    build: {
      target: 'chrome88',
      cssTarget: 'chrome88',
      // Every .mdx file brings a directive of Astro's own that Rolldown warns about; nothing is lost.
      rolldownOptions: { onwarn: (warning, show) => warning.code !== 'MODULE_LEVEL_DIRECTIVE' && show(warning) },
    },
  },
  security: {
    csp: {
      directives: ["default-src 'self'", ["img-src 'self' data:", ...images].join(' '), ["connect-src 'self'", ...connections].join(' '), "object-src 'none'", "base-uri 'self'", "form-action 'self'"],
      scriptDirective: { hashes: [`sha256-${createHash('sha256').update(boot).digest('base64')}`] },
    },
  },
  devToolbar: { enabled: false },
});
