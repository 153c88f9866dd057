export const root: string;
export function findBrowser(): Promise<string>;
