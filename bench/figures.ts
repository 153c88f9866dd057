// How the benchmarks sum up what they measured, and print it.

/** The value below which a share `q` of the values lies. */
export const quantile = (values: number[], q: number) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))]!;
/** The arithmetic mean. */
export const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** A Markdown table. */
export const table = (head: string[], rows: string[][]) => [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
/** Bytes in thousands. */
export const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1);
/** Bytes in millions. */
export const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
