// What the command line says while it works: one line that changes on a terminal, plain lines elsewhere.
import type { Report } from './publish/engine.ts';

/** A report on the error stream, so that what a command answers can be piped on. */
export function terminalReport(stream: NodeJS.WriteStream = process.stderr): Report & { end(): void } {
  const live = Boolean(stream.isTTY);
  let current = '';
  const clear = () => live && current && stream.write('\r\u001b[2K');
  return {
    step(text) {
      clear();
      if (live && current) stream.write(`▸ ${current}\n`);
      current = text;
      stream.write(live ? `▸ ${text}` : `▸ ${text}\n`);
    },
    progress(done, total) {
      if (live) stream.write(`\r\u001b[2K▸ ${current} ${total ? Math.floor((done / total) * 100) : 100}%`);
    },
    note(text) {
      clear();
      stream.write(`  ${text}\n`);
      if (live && current) stream.write(`▸ ${current}`);
    },
    end() {
      if (live && current) stream.write('\n');
      current = '';
    },
  };
}

/** A size as people read it: 1536 → "1.5 KB". */
export function showBytes(bytes: number): string {
  const units = ['字节', 'KB', 'MB', 'GB'];
  const at = Math.min(units.length - 1, bytes < 1024 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** at;
  return `${at === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[at]}`;
}
