/** An address inside the site, under whatever sub-path it is hung: "/guides/" → "/tyjr/guides/". */
export const href = (path: `/${string}`) => `${import.meta.env.BASE_URL.replace(/\/$/, '')}${path}`;
