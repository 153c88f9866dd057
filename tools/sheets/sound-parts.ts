// Tells a workbook that was damaged or cut short from a whole one. The libraries that unpack and read it take what they find.
import { crc32 } from 'node:zlib';

/** The check sums that a zip's directory gives its entries, by name; none for a directory in another form, as of archives beyond 4 GB. */
function checkSums(bytes: Uint8Array): Map<string, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sums = new Map<string, number>();
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) return sums;
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0 && at + 46 <= bytes.length && view.getUint32(at, true) === 0x02014b50; left--) {
    const [name, extra, remark] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true)) as [number, number, number];
    sums.set(new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name)), view.getUint32(at + 16, true));
    at += 46 + name + extra + remark;
  }
  return sums;
}

/** True when a part of an unpacked workbook is not what was packed, does not come to its end, or names texts that are not there. */
export function isDamaged(bytes: Uint8Array, parts: Record<string, Uint8Array>): boolean {
  const sums = checkSums(bytes);
  let strings = 0;
  const sheets: string[] = [];
  for (const [name, part] of Object.entries(parts)) {
    const sum = sums.get(name);
    if (sum !== undefined && crc32(part) !== sum) return true;
    const [, kind] = /^xl\/(?:(worksheets)\/[^/]+|sharedStrings)\.xml$/i.exec(name) ?? [undefined, 'other'];
    if (kind === 'other') continue;
    const text = new TextDecoder().decode(part);
    if (!(kind ? /<\/([\w-]+:)?worksheet\s*>\s*$|<([\w-]+:)?worksheet\b[^<>]*\/>\s*$/ : /<\/([\w-]+:)?sst\s*>\s*$|<([\w-]+:)?sst\b[^<>]*\/>\s*$/).test(text.slice(-2_000))) return true;
    if (kind) sheets.push(text);
    else strings = text.match(/<([\w-]+:)?si[\s/>]/g)?.length ?? 0;
  }
  return sheets.some((text) => [...text.matchAll(/<(?:[\w-]+:)?c\b[^>]*\bt="s"[^>]*>\s*<(?:[\w-]+:)?v>(\d+)</g)].some(([, index]) => Number(index) >= strings));
}
