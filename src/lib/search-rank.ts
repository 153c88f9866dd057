export type Hit = { title: string; text: string };

const plain = (text: string) => text.normalize('NFKC').toLowerCase().replace(/[\s\p{P}\p{S}]+/gu, '');

/** How literally a page contains a query: 4 is named so, 3 in the title, 2 in the text in a row, 1 all words somewhere, 0 neither. */
export function literalness(hit: Hit, query: string): 0 | 1 | 2 | 3 | 4 {
  const whole = plain(query);
  const title = plain(hit.title);
  if (!whole) return 0;
  if (title === whole) return 4;
  if (title.includes(whole)) return 3;
  const text = plain(hit.text);
  if (text.includes(whole)) return 2;
  const words = query.split(/\s+/).map(plain).filter(Boolean);
  return words.length > 1 && words.every((word) => title.includes(word) || text.includes(word)) ? 1 : 0;
}

/** Hits that contain the query literally first, title before text; Pagefind's order within each. */
export function rank<H extends Hit>(hits: H[], query: string): H[] {
  return hits
    .map((hit, i) => ({ hit, i, score: literalness(hit, query) }))
    .sort((a, b) => b.score - a.score || a.i - b.i)
    .map(({ hit }) => hit);
}

/** A piece of the text around the first literal match, split so that the match can be marked; the beginning when there is none. */
export function snippet(content: string, query: string, around = 42): { before: string; match: string; after: string } {
  // Pagefind closes every block that has no full stop of its own with a Western one.
  const text = content.replace(/\. /g, '　').replace(/\.$/, '');
  const word = query.trim().split(/\s+/).sort((a, b) => b.length - a.length)[0] ?? '';
  const at = word ? text.toLowerCase().indexOf(word.toLowerCase()) : -1;
  if (at < 0) return { before: text.slice(0, around * 2) + (text.length > around * 2 ? '……' : ''), match: '', after: '' };
  const start = Math.max(0, at - around);
  const end = Math.min(text.length, at + word.length + around);
  return {
    before: (start > 0 ? '……' : '') + text.slice(start, at),
    match: text.slice(at, at + word.length),
    after: text.slice(at + word.length, end) + (end < text.length ? '……' : ''),
  };
}
