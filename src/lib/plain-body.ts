// The body of an entry as plain Markdown, for those who take it away: facts filled in, no tag left.
import { getFact, showFact, type FactId, type FactTable } from './facts.ts';
import { listFacts, readBlock, type BlockTag } from './story.ts';
import { strings } from '../strings.ts';

/** A body with every tag as words: a fact as its value (待核 where it is), a chapter as a heading, a comparison as its two sides; drawings are left out. */
export function plainBody(body: string, facts: FactTable): string {
  const shown = (id: FactId) => {
    const fact = getFact(facts, id);
    return `${showFact(fact)}${fact.unverified ? `（${strings.unverified}）` : ''}`;
  };
  const block = ({ name, sort, props }: BlockTag): string => {
    const given = Object.fromEntries(props);
    if (sort === 'end') return '';
    if (name === 'Chapter') return `## ${given['title']}${given['date'] ? `（${shown(given['date'])}）` : ''}`;
    if (name === 'Aside') return `### ${given['title']}`;
    if (name === 'Compare') return `${given['title'] ?? strings.disputed}：${[given['left'], given['right']].flatMap((side) => listFacts(side ?? '')).map((id) => `${getFact(facts, id).of}，${shown(id)}`).join('；')}`;
    return '';
  };
  return body
    .split('\n')
    .map((line) => {
      const tag = readBlock(line);
      if (tag) return block(tag);
      return line
        .replace(/<Fact\s+id="([^"]*)"\s*\/>/g, (_, id: string) => shown(id))
        .replace(/<Unknown\s*\/>/g, strings.unstated)
        .replace(/<Reading\s+word="([^"]*)"\s*\/>/g, '$1');
    })
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
