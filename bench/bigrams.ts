// MiniSearch, told to take every two neighbouring characters for a word.
import { fold } from '../src/lib/search-text.ts';

/** What a MiniSearch index is made with, and must be read with. */
export const miniSearchOptions = {
  fields: ['title', 'names', 'text'],
  storeFields: ['path', 'title', 'text'],
  tokenize: (text: string) =>
    text.split('\n').flatMap((line) => {
      const { text: folded } = fold(line);
      return folded.length < 2 ? [folded] : Array.from({ length: folded.length - 1 }, (_, at) => folded.slice(at, at + 2));
    }),
  processTerm: (term: string) => term || null,
  searchOptions: { combineWith: 'AND' as const, boost: { title: 3, names: 2 } },
};
