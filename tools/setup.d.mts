export const root: string;
export function step(text: string): void;
export function findBrowser(): Promise<string>;
export function inputsDigest(): string;
