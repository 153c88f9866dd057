// How search compares text: width, case, signs, blanks and traditional characters make no difference.

/** A text as search compares it, and for each of its UTF-16 units the place in the original where it came from. */
export type Folded = { text: string; at: number[] };
/** Traditional characters and what they are folded into. */
export type Simplified = ReadonlyMap<string, string>;

const known = new Map<string, string>();
/** What one character of the original comes to; signs and blanks to nothing. */
function bare(character: string): string {
  const code = character.charCodeAt(0);
  if (code >= 0x4e00 && code <= 0x9fff) return character;
  let folded = known.get(character);
  if (folded === undefined) known.set(character, (folded = character.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}\p{M}]/gu, '')));
  return folded;
}

/** Folds a text; characters of `simplified` are replaced. */
export function fold(original: string, simplified?: Simplified): Folded {
  let text = '';
  const at: number[] = [];
  let place = 0;
  for (const character of original) {
    const plain = bare(character);
    const folded = simplified?.get(plain) ?? plain;
    for (let i = 0; i < folded.length; i++) at.push(place);
    text += folded;
    place += character.length;
  }
  return { text, at };
}

/** The characters of GB 2312, the simplified set: what is outside of it may be traditional. No table is shipped, every browser has one. */
export function simplifiedSet(): Set<string> {
  const bytes: number[] = [];
  for (let high = 0xb0; high <= 0xf7; high++) for (let low = 0xa1; low <= 0xfe; low++) bytes.push(high, low);
  return new Set(new TextDecoder('gbk').decode(Uint8Array.from(bytes)));
}

/** What a reader asks for: the words in the order typed, folded; `quoted` says that nothing but the words in a row will do. */
export type Query = { words: string[]; whole: string; quoted: boolean; cut: boolean };

/** More than anyone types; a page pasted into the box must not cost a thousand lookups. */
const mostUnits = 100;
const mostWords = 8;

/** Reads a query: blanks part words, quotation marks of any kind hold them together. */
export function readQuery(typed: string, simplified?: Simplified): Query {
  const words: string[] = [];
  let quoted = false;
  for (const [, phrase, word] of typed.slice(0, 2000).normalize('NFC').matchAll(/["“”„‟＂「『](.+?)["“”„‟＂」』]|([^\s"“”„‟＂「『」』]+)/gsu)) {
    const folded = fold(phrase ?? word!, simplified).text;
    if (!folded) continue;
    if (phrase !== undefined) quoted = true;
    words.push(folded);
  }
  const all = words.join('');
  let left = mostUnits;
  const kept = words.slice(0, mostWords).flatMap((word) => {
    const part = word.slice(0, left);
    left -= part.length;
    return part ? [part] : [];
  });
  return { words: kept, whole: kept.join(''), quoted, cut: kept.join('') !== all || typed.length > 2000 };
}
