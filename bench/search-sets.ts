// What the benchmark of the search looks through: the built site, or invented stories out of its sentences. Nothing of it is published.
import type { IndexedPage } from '../src/lib/search-build.ts';
import { seam, type Manifest, type TextPassage } from '../src/lib/search-files.ts';
import { seededRandom } from './national-set.ts';

export type SearchSet = { pages: IndexedPage[]; stations: IndexedPage[]; labels: Manifest['labels'] };

/** A text as a reader sees it who passes over the marks of sources. */
export const withoutSeams = (text: string) => text.replaceAll(seam, '');

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
/** The words of a text in its order, and undefined for each sign or blank between them. */
export const wordsOf = (text: string): (string | undefined)[] => [...segmenter.segment(text)].map(({ segment, isWordLike }) => (isWordLike ? segment : undefined));

/** Stories of 1,200 to 1,500 characters each: sentences of the site in any order, under headings and distinct titles made of its words. */
export function syntheticStories({ pages, labels }: SearchSet, count: number, seed = 1): SearchSet {
  const random = seededRandom(seed);
  const any = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const texts = pages.toSorted((a, b) => (a.path < b.path ? -1 : 1)).flatMap(({ passages }) => passages.map(([, , text]) => text));
  const sentences = [...new Set(texts.flatMap((text) => text.split(/(?<=[。！？])/u)).filter((text) => text.length >= 12 && /[。！？]$/u.test(text)))];
  const words = [...new Set(sentences.flatMap(wordsOf).filter((word) => word !== undefined && /^\p{Script=Han}{2,4}$/u.test(word)))] as string[];
  const regions = Object.keys(labels.regions);
  const titles = new Set<string>();
  const title = (): string => {
    const made = `${any(words)}${any(words)}：${any(words)}${any(words)}`;
    if (titles.has(made)) return title();
    titles.add(made);
    return made;
  };
  const story = (number: number): IndexedPage => {
    const passages: TextPassage[] = [[2, '', any(sentences)]];
    const length = 1200 + 270 * random();
    let written = passages[0]![2].length;
    while (written < length) {
      if (passages.length % 4 === 1) passages.push([2, `part-${passages.length}`, any(words) + any(words)]);
      let paragraph = '';
      for (let left = 2 + Math.floor(3 * random()); left > 0 && written + paragraph.length < length; left--) paragraph += any(sentences);
      passages.push([0, `part-${passages.length}`, paragraph]);
      written += paragraph.length;
    }
    return { path: `veterans/story-${number}/`, title: title(), names: [], kind: 'veterans', region: any(regions), passages };
  };
  return { pages: Array.from({ length: count }, (_, number) => story(number)), stations: [], labels };
}
