/** What may stand in prose with a digit in it and is no figure: articles of a law, names of days, hotline numbers. */
const allowed = [
  /<Fact\s+id="[^"]*"\s*\/>/g,
  /\{[a-z0-9-]+\/[a-z0-9-]+\}/g,
  /\]\([^)]*\)/g,
  /第\d+(?:、\d+)*[条款项]/g,
  /[“"]?\d{1,2}·\d{1,2}[”"]?/g,
  /\b(?:12345|12348)\b/g,
];

/** Figures typed by hand: pieces of the text around a digit that is no fact; `own` are words the entry may use, such as its own day. */
export function looseDigits(text: string, own: string[] = []): string[] {
  const blank = (match: string) => '　'.repeat(match.length);
  const rest = own.reduce((kept, word) => kept.replaceAll(word, blank), allowed.reduce((kept, pattern) => kept.replace(pattern, blank), text));
  return [...rest.matchAll(/[0-9０-９][0-9０-９.,%]*/g)].map((match) => text.slice(Math.max(0, match.index - 6), match.index + match[0].length + 6).replace(/\n/g, ' '));
}

/** Names of the components an MDX body uses: "<Fact id=…/>" → "Fact". */
export const componentsIn = (body: string) => [...body.matchAll(/<\/?([A-Za-z][\w.]*)/g)].map((match) => match[1]!);
