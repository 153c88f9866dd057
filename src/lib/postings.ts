/** A page that holds a gram, and how much the gram counts there: 3 it is of the title or another name, 2 of a heading or the summary, 1 it stands there three times or more, 0 less. */
export type Posting = { page: number; weight: number };

// Printable ASCII but the two signs that JSON escapes. The lower half ends a number, the upper goes on with it.
const signs = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter((sign) => sign !== '"' && sign !== '\\');
const half = 46;
const value = new Int8Array(127).fill(-1);
signs.forEach((sign, i) => (value[sign.charCodeAt(0)] = i));

/** A number from 0 on, in as few signs as it takes: the last below `half`, those before it above. */
function writeNumber(number: number): string {
  let text = signs[number % half]!;
  for (let rest = Math.floor(number / half); rest > 0; rest = Math.floor((rest - 1) / (93 - half))) text = signs[half + ((rest - 1) % (93 - half))]! + text;
  return text;
}

/** Pages in rising order as text: the steps between them and the weights. */
export function writePosting(postings: readonly Posting[]): string {
  let last = -1;
  let text = '';
  for (const { page, weight } of postings) {
    text += writeNumber((page - last - 1) * 4 + weight);
    last = page;
  }
  return text;
}

/** The counterpart of `writePosting`; throws when the text is none of its. */
export function readPosting(text: string): Posting[] {
  const found: Posting[] = [];
  let rest = 0;
  let last = -1;
  for (let i = 0; i < text.length; i++) {
    const digit = value[text.charCodeAt(i)] ?? -1;
    if (digit < 0) throw new Error('not a list of pages');
    if (digit >= half) {
      rest = rest * (93 - half) + (digit - half) + 1;
      continue;
    }
    const number = rest * half + digit;
    rest = 0;
    last += (number >> 2) + 1;
    found.push({ page: last, weight: number & 3 });
  }
  if (rest > 0) throw new Error('not a list of pages');
  return found;
}
