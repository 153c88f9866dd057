/** An address inside the site, under whatever sub-path it is hung: "/guides/" → "/tyjr/guides/". */
export const href = (path: `/${string}`) => `${import.meta.env.BASE_URL.replace(/\/$/, '')}${path}`;

/** The same with the host; undefined where the operator has not said which host it is. */
export const fullAddress = (path: `/${string}`): string | undefined => (import.meta.env.SITE ? new URL(href(path), import.meta.env.SITE).href : undefined);
