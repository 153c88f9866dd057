import type { APIRoute, GetStaticPaths } from 'astro';
import { feedXml, siteFeeds, type SiteFeed } from '@/lib/site-feeds.ts';

export const getStaticPaths = (async () => (await siteFeeds()).map((feed) => ({ params: { name: feed.path.slice('/feeds/'.length, -'.xml'.length) }, props: { feed } }))) satisfies GetStaticPaths;

export const GET: APIRoute<{ feed: SiteFeed }> = async ({ props }) => new Response(await feedXml(props.feed), { headers: { 'content-type': 'application/atom+xml; charset=utf-8' } });
