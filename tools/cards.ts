// Draws the picture of every entry, which stands for it where its address is shared, and keeps what was drawn for the next build.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { create, type Font } from 'fontkitten';
import sharp from 'sharp';
import decompress from 'woff2-encoder/decompress';
import { kinds } from '../src/kinds.ts';
import type { Content, ContentEntry } from '../src/lib/content.ts';
import { drawCard, missingGlyphs, type Card, type Face, type Glyph } from '../src/lib/share-card.ts';
import type { Site } from '../src/lib/site.ts';
import { root } from './setup.mjs';

const fontFolder = join(root, 'node_modules/@fontsource-variable/noto-serif-sc');
/** Weight of all type on the pictures: dark enough to be read small in a chat. */
const weight = 650;
/** What a picture's look depends on, beside its words. */
const designFiles = ['src/lib/share-card.ts', 'src/lib/motifs.ts', 'tools/cards.ts', 'node_modules/@fontsource-variable/noto-serif-sc/package.json', 'node_modules/sharp/package.json'];

/** Noto Serif SC, whose package holds it in a hundred files by ranges of characters. `load` opens those that a text needs, after which `face` has its glyphs; `lacks` names the characters of a text in no range. */
export function serifFace(): { load(text: string): Promise<void>; face: Face; lacks(text: string): string[] } {
  const ranges = Object.entries(JSON.parse(readFileSync(join(fontFolder, 'unicode.json'), 'utf8')) as Record<string, string>).map(([name, list]) => ({
    file: join(fontFolder, 'files', `noto-serif-sc-${name.replace(/[[\]]/g, '')}-wght-normal.woff2`),
    spans: list.split(',').map((span) => span.slice(2).split('-').map((code) => Number.parseInt(code, 16)) as [number, number?]),
  }));
  const fileOf = (code: number) => ranges.find(({ spans }) => spans.some(([from, to = from]) => code >= from && code <= to))?.file;
  const open = async (file: string) => (create(Buffer.from(await decompress(readFileSync(file)))) as Font).getVariation({ wght: weight });
  const fonts = new Map<string, ReturnType<typeof open>>();
  const glyphs = new Map<string, Glyph>();
  return {
    face: (character) => glyphs.get(character),
    lacks: (text) => [...new Set(text)].filter((character) => character.trim() && !fileOf(character.codePointAt(0)!)),
    async load(text) {
      for (const character of new Set(text)) {
        const code = character.codePointAt(0)!;
        const file = glyphs.has(character) ? undefined : fileOf(code);
        if (!file) continue;
        if (!fonts.has(file)) fonts.set(file, open(file));
        const font = await fonts.get(file)!;
        const glyph = font.glyphForCodePoint(code);
        // Glyph 0 is the box that stands for what a font lacks.
        if (glyph.id !== 0) glyphs.set(character, { path: glyph.path.toSVG(), advance: (glyph.advanceWidth / font.unitsPerEm) * 1000 });
      }
    },
  };
}

/** What the picture of an entry says. */
export function cardOf(entry: ContentEntry, content: Content, site: Pick<Site, 'name' | 'tagline'>): Card {
  const region = entry.kind === 'regions' ? entry : content.entries.find((one) => one.kind === 'regions' && one.id === entry.data['region']);
  return {
    site: site.name,
    tagline: site.tagline,
    kind: kinds[entry.kind].label,
    ...(region && region !== entry ? { region: String(region.data['title']) } : {}),
    title: String(entry.data['title']),
    motif: region ? region.data['motif'] : 'star',
    quiet: entry.kind === 'memorials',
  };
}

/** The card without the words that the font cannot write: better the name of its kind than a name with a hole in it. */
export const writable = (card: Card, face: Face): Card => {
  const { region, ...rest } = card;
  return { ...rest, ...(region && !missingGlyphs(region, face).length ? { region } : {}), ...(missingGlyphs(card.title, face).length ? { title: card.kind, kind: card.site } : {}) };
};

/** Writes `cards/<kind>/<id>.png` for every entry and `cards/site.png` into the site in `folder`; `kept` holds the pictures of the last build under a digest of all that goes into one. Returns how many there are, how many had to be drawn, their bytes, and the files whose title the font cannot write, with the characters. */
export async function writeCards(folder: string, content: Content, site: Pick<Site, 'name' | 'tagline'>, kept: string): Promise<{ cards: number; drawn: number; bytes: number; unwritten: { file: string; characters: string[] }[] }> {
  mkdirSync(kept, { recursive: true });
  const design = createHash('sha256');
  for (const file of designFiles) design.update(readFileSync(join(root, file)));
  const version = design.digest('hex');
  const serif = serifFace();
  const wanted = new Map<string, Card>([['site.png', { site: site.name, tagline: site.tagline, kind: '', title: site.tagline || site.name, motif: 'star', quiet: false }]]);
  for (const entry of content.entries) wanted.set(`${entry.kind}/${entry.id}.png`, cardOf(entry, content, site));
  const used = new Set<string>();
  let drawn = 0;
  let bytes = 0;
  const put = async (file: string, card: Card) => {
    const name = `${createHash('sha256').update(version).update(JSON.stringify(card)).digest('hex').slice(0, 32)}.png`;
    const keptFile = join(kept, name);
    used.add(name);
    if (!existsSync(keptFile)) {
      drawn++;
      await serif.load(Object.values(card).join(''));
      // Whole or not at all: a build may be cut off here.
      writeFileSync(`${keptFile}.part`, await drawPng(drawCard(writable(card, serif.face), serif.face)));
      renameSync(`${keptFile}.part`, keptFile);
    }
    const target = join(folder, 'cards', file);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(keptFile, target);
    bytes += statSync(target).size;
  };
  // sharp works beside this thread: some are drawn while the next are laid out.
  const queue = wanted.entries();
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (const [file, card] of queue) await put(file, card);
    }),
  );
  for (const name of readdirSync(kept)) if (!used.has(name)) rmSync(join(kept, name));
  const unwritten = content.entries.map(({ file, data }) => ({ file, characters: serif.lacks(String(data['title'])) })).filter(({ characters }) => characters.length > 0);
  return { cards: wanted.size, drawn, bytes, unwritten };
}

/** A picture of sixteen colours, since all of them lie between paper and ink or paper and red. */
const drawPng = (svg: string) => sharp(Buffer.from(svg)).flatten().png({ palette: true, colours: 16, effort: 1, dither: 0, compressionLevel: 9 }).toBuffer();
