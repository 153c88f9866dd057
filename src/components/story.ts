import Fact from './Fact.astro';
import Reading from './Reading.astro';
import Unknown from './Unknown.astro';
import Aside from './story/Aside.astro';
import Chapter from './story/Chapter.astro';
import Compare from './story/Compare.astro';
import Figure from './story/Figure.astro';
import Pull from './story/Pull.astro';
import { proseNames, type BlockName } from '@/lib/story.ts';

/** What a body may use, for every page that renders one; src/lib/story.ts says how each block is written. */
export const storyBlocks = { Fact, Unknown, Reading, Chapter, Aside, Pull, Compare, Figure } satisfies Record<BlockName | (typeof proseNames)[number], unknown>;
