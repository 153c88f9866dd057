/** True when a page is framed by a host that may not: `ancestors` as the browser names them, which may hide one as "null". Without ancestors nothing is known, and nothing is claimed. */
export const isStranger = (ancestors: readonly string[], allowed: readonly string[]): boolean => ancestors.some((origin) => origin !== 'null' && !allowed.includes(origin));
