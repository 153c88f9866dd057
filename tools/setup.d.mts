export const root: string;
export function step(text: string): void;
export function run(command: string, args: string[], options?: import('node:child_process').SpawnSyncOptions): boolean;
export function findBrowser(): Promise<string>;
export function inputsDigest(): string;
export function isFresh(): boolean;
export type ServerName = 'nginx' | 'caddy' | 'apache';
export function findServers(): Partial<Record<ServerName | 'brotliModule', string>>;
