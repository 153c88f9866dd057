// The QR code at the foot of a printed page, made at build.
import { crc32, deflateSync } from 'node:zlib';
import { encode } from 'uqr';

/** A QR code as a PNG of one bit and one pixel a module, as a data: address: some 300 bytes, half of what a path takes. The quiet zone is the style sheet's. */
export function codeImage(text: string): { src: string; size: number } {
  const { data, size } = encode(text, { ecc: 'M', border: 0 });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // One bit of grey, 0 is black (PNG, 11.2.1).
  header[8] = 1;
  const rows = data.map((row) => {
    const bytes = new Uint8Array(1 + Math.ceil(size / 8));
    row.forEach((dark, x) => dark || (bytes[1 + (x >> 3)]! |= 0x80 >> (x & 7)));
    return bytes;
  });
  const chunk = (type: string, body: Buffer) => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
    const framed = Buffer.alloc(body.length + 12);
    framed.writeUInt32BE(body.length, 0);
    named.copy(framed, 4);
    framed.writeUInt32BE(crc32(named), body.length + 8);
    return framed;
  };
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
  return { src: `data:image/png;base64,${png.toString('base64')}`, size };
}
