// The picture that stands for a page where its address is shared: where each glyph and line goes, as SVG. Fonts and files are tools/cards.ts's.
import { motifRing, motifs, type MotifName } from './motifs.ts';

/** Width and height of a picture, in pixels: what Open Graph readers ask for. */
export const cardSize = { width: 1200, height: 630 };

/** What a picture says; `kind` may be empty. `motif` is a region's, or the site's star; `quiet` is for memorials. */
export type Card = { site: string; tagline: string; kind: string; region?: string; title: string; motif: MotifName | 'star'; quiet: boolean };
/** A glyph's outline with y upwards, and how far the next one stands; both in thousandths of the type's size. */
export type Glyph = { path: string; advance: number };
/** The glyph of a character, or undefined where the font has none. */
export type Face = (character: string) => Glyph | undefined;

// The light palette of styles/tokens.css.
const colours = { paper: '#faf6ee', ink: '#221d17', soft: '#5b5247', accent: '#9e2b20', gold: '#7a5a12', rule: '#d9cdb8' };
/** The mark in the site's header, in a field of 32. */
const star = 'M16 1l4 9 10 1-7.500 6.700L25 28l-9-5.400L7 28l2.500-10.300L2 11l10-1ZM16 9l-2 4.400-5 .6 3.600 3.300-1.100 4.900 4.500-2.600 4.500 2.600-1.100-4.900L23 14l-5-.6Z';

// Where Chinese lines may not begin or end (GB/T 15834; W3C, Requirements for Chinese Text Layout, 3.1.2).
const noStart = /^[，。、；：？！）》〉」』】〕］｝”’…—～·・％‰℃°々,.;:?!)\]}%]/u;
const noEnd = /[（《〈「『【〔［｛“‘(\[{￥№#]$/u;
/** Full-width signs whose first or second half is empty. */
const hollow = { first: /^[（《〈「『【〔［｛“‘]/u, second: /^[，。、；：？！）》〉」』】〕］｝”’]/u };
const quote = /^[“”‘’]/u;
const han = /\p{Script=Han}/u;
/** Words that lean on what stands before them. */
const clings = /^[的了们等着过地得之中里上下者]$/u;
/** Words that lead on to what stands after them. */
const leads = /^[与和及同跟到从在把被让为对向由以给]$/u;
/** A Latin word or a number longer than this may be broken anywhere. */
const longestRun = 18;
/** What a break within a word costs; dearer than any unevenness that a smaller size would mend. */
const withinWord = 4;

/** The least pieces of a title that no line may break, each with what a line break after it costs (0 at a pause, 4 within a word). */
export function titlePieces(title: string): { text: string; cost: number }[] {
  const tokens = [...title.trim().matchAll(/[!-~\u00c0-\u024f]+|\s+|./gsu)].map(([text]) => text).flatMap((text) => (text.length > longestRun && /^[!-~\u00c0-\u024f]/.test(text) ? [...text] : [text]));
  const words = [...new Intl.Segmenter('zh-CN', { granularity: 'word' }).segment(title.trim())];
  const wordAt = new Map(words.map(({ index, segment }) => [index, segment]));
  const endsAt = new Map(words.map(({ index, segment }) => [index + segment.length, segment]));
  const pieces: { text: string; cost: number }[] = [];
  let at = 0;
  let quoted = 0;
  for (const token of tokens) {
    const last = pieces.at(-1);
    const before = last?.text ?? '';
    if (last && (/^\s/.test(token) || noStart.test(token) || noEnd.test(before))) last.text += token;
    else pieces.push({ text: token, cost: 0 });
    at += token.length;
    if (/^[“‘《〈「『（]/u.test(token)) quoted++;
    if (/^[”’》〉」』）]/u.test(token)) quoted--;
    const next = title.trim().slice(at);
    const piece = pieces.at(-1)!;
    const word = wordAt.get(at);
    const single = (text: string | undefined) => text?.length === 1 && han.test(text);
    if (/\s$/.test(token) || /[：；。？！—…]$/u.test(token)) piece.cost = 0;
    else if (/[，、]$/u.test(token)) piece.cost = 0.1;
    else if (leads.test(token)) piece.cost = 1.5;
    else if (/[”’》〉」』）]$/u.test(token) || /^[“‘《〈「『（]/u.test(next)) piece.cost = 0.2;
    else if (/[0-9A-Za-z]$/.test(token) !== /^[0-9A-Za-z]/.test(next) && /\d/.test(token.slice(-1) + next.slice(0, 1))) piece.cost = 2;
    else if (word === undefined) piece.cost = withinWord;
    else if (clings.test(word)) piece.cost = 2;
    else if (leads.test(word)) piece.cost = 0.2;
    else piece.cost = single(word) && single(endsAt.get(at)) ? 1.5 : 0.9;
    if (quoted > 0) piece.cost += 0.6;
  }
  return pieces;
}

/** The squeezed glyphs of one line: a hollow sign gives up its empty half at the line's edge and beside another, a quotation mark everywhere, as in large type its gap would tear the line. Width in thousandths of the type's size; a character without a glyph has none here. */
export function setLine(text: string, face: Face): { glyphs: { path: string; x: number }[]; width: number } {
  const characters = [...text.trim()];
  let x = 0;
  const glyphs = characters.map((character, i) => {
    const { path, advance } = face(character) ?? { path: '', advance: 0 };
    const full = advance >= 900;
    if (full && hollow.first.test(character) && (i === 0 || quote.test(character) || hollow.first.test(characters[i - 1]!))) x -= advance / 2;
    const glyph = { path, x };
    x += advance;
    if (full && hollow.second.test(character) && (i === characters.length - 1 || quote.test(character) || hollow.second.test(characters[i + 1]!) || hollow.first.test(characters[i + 1]!))) x -= advance / 2;
    return glyph;
  });
  return { glyphs, width: x };
}

type Lines = { lines: string[]; cost: number };

/** How to break pieces into at most `most` lines no wider than `width`: even lines, broken at pauses, and what that costs; undefined when they do not fit. `measure` gives the width of the pieces from one index up to another. */
function breakLines(pieces: { text: string; cost: number }[], measure: (from: number, to: number) => number, width: number, most: number): Lines | undefined {
  const whole = measure(0, pieces.length);
  let best: Lines | undefined;
  for (let count = Math.max(1, Math.ceil(whole / width)); count <= most && count <= pieces.length; count++) {
    const even = whole / count;
    // By the piece that comes next: the least cost to have set the lines before it.
    let ways = new Map<number, Lines>([[0, { lines: [], cost: 0.3 * count }]]);
    for (let line = 1; line <= count; line++) {
      const onward = new Map<number, Lines>();
      for (const [from, way] of ways)
        for (let to = from + 1; to <= pieces.length; to++) {
          const wide = measure(from, to);
          if (wide > width) break;
          if ((to === pieces.length) !== (line === count)) continue;
          const cost = way.cost + (to < pieces.length ? pieces[to - 1]!.cost : 0) + 2.2 * (wide / even - 1) ** 2;
          if (cost < (onward.get(to)?.cost ?? Infinity)) onward.set(to, { lines: [...way.lines, pieces.slice(from, to).map((piece) => piece.text).join('').trim()], cost });
        }
      ways = onward;
    }
    const found = ways.get(pieces.length);
    if (found && found.cost < (best?.cost ?? Infinity)) best = found;
  }
  return best;
}

const leading = 1.32;
/** What it costs to set a title by a third smaller than it could be: about as much as breaking it between two words. */
const smaller = 0.9;
const mostPieces = 80;

/** A title's lines and their size in pixels within a box: as large as goes with good breaks, and always whole. */
export function setTitle(title: string, width: number, height: number, face: Face, largest = 124): { lines: string[]; size: number } {
  const pieces = titlePieces(title);
  if (pieces.length === 0) return { lines: [], size: largest };
  // Measuring every run of a title that nobody would write takes too long: such a one is measured without squeezing its signs, never too narrow, and set in the first size that holds it.
  const usual = pieces.length <= mostPieces;
  const sums = [0];
  for (const { text } of pieces) sums.push(sums.at(-1)! + [...text].reduce((sum, character) => sum + (face(character)?.advance ?? 0), 0));
  const widths = usual ? pieces.map((_, from) => pieces.slice(from).map((_, i) => setLine(pieces.slice(from, from + i + 1).map(({ text }) => text).join(''), face).width)) : [];
  const measure = (from: number, to: number) => widths[from]?.[to - from - 1] ?? sums[to]! - sums[from]!;
  let biggest = 0;
  let best: { lines: string[]; size: number; cost: number } | undefined;
  for (let size = largest; !best || (usual && size > biggest * 0.6); size *= 0.97) {
    const found = breakLines(pieces, measure, (width / size) * 1000, Math.max(1, Math.floor((height / size - 1) / leading + 1)));
    if (!found) continue;
    biggest ||= size;
    const cost = found.cost + (smaller * Math.log(biggest / size)) / Math.log(1.5);
    if (!best || cost < best.cost) best = { lines: found.lines, size, cost };
  }
  return { lines: best.lines, size: Math.round(best.size * 10) / 10 };
}

/** Characters of a text that the font has no glyph for, each once. Blanks need none. */
export const missingGlyphs = (text: string, face: Face): string[] => [...new Set(text)].filter((character) => character.trim() && !face(character));

/** The picture as SVG, all its text as outlines, so that no font of the machine has a say. */
export function drawCard(card: Card, face: Face): string {
  const { width, height } = cardSize;
  const tone = card.quiet ? colours.gold : colours.accent;
  const margin = 84;
  const medallion = { size: 292, x: width - margin - 146, y: 262 };
  const write = (text: string, x: number, y: number, size: number, colour: string) =>
    `<g fill="${colour}" transform="translate(${x} ${y}) scale(${size / 1000} ${-size / 1000})">${setLine(text, face).glyphs.map((glyph) => glyph.path && `<path transform="translate(${glyph.x})" d="${glyph.path}"/>`).join('')}</g>`;
  const wide = (text: string, size: number) => (setLine(text, face).width * size) / 1000;

  const title = setTitle(card.title, width - 2 * margin - medallion.size - 60, 304, face);
  const block = title.size * (1 + (title.lines.length - 1) * leading);
  const kicker = card.kind ? 36 : 0;
  const gap = card.kind ? 30 : 0;
  const top = medallion.y - (kicker + gap + block) / 2;
  // A Han character of this font fills its em from 0.88 above the baseline on.
  const firstLine = top + kicker + gap + title.size * 0.88;
  const emblem =
    card.motif === 'star'
      ? `${motifRing}<path fill="currentColor" transform="scale(1.9) translate(-16 -15)" fill-rule="evenodd" d="${star}"/>`
      : `${motifRing}<g fill="currentColor">${motifs[card.motif]}</g>`;
  const foot = height - 76;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="${colours.paper}"/>`,
    `<rect x="28" y="28" width="${width - 56}" height="${height - 56}" fill="none" stroke="${card.quiet ? colours.gold : colours.rule}" stroke-width="2"/>`,
    card.quiet ? `<rect x="36" y="36" width="${width - 72}" height="${height - 72}" fill="none" stroke="${colours.gold}" stroke-width="1"/>` : '',
    `<g color="${tone}" transform="translate(${medallion.x} ${medallion.y}) scale(${medallion.size / 100})">${emblem}</g>`,
    write(card.kind, margin, top + 32, kicker, tone),
    card.region ? write(card.region, margin + wide(card.kind, kicker) + 28, top + 32, kicker, colours.soft) : '',
    ...title.lines.map((line, i) => write(line, margin, firstLine + i * title.size * leading, title.size, colours.ink)),
    `<path d="M${margin} ${foot - 58}H${width - margin}" stroke="${colours.rule}" stroke-width="2"/>`,
    `<path transform="translate(${margin} ${foot - 35}) scale(1.25)" fill="${tone}" fill-rule="evenodd" d="${star}"/>`,
    write(card.site, margin + 54, foot, 40, colours.ink),
    card.title === card.tagline ? '' : write(card.tagline, width - margin - wide(card.tagline, 28), foot - 3, 28, colours.soft),
    '</svg>',
  ].join('');
}
