// Questions for pupils and the worksheets they are printed on.
import type { Kind } from '../kinds.ts';
import { bands, type Band, type Question } from '../schema/questions.ts';
import { factsInData, getFact, type FactId, type FactTable } from './facts.ts';

/** The page with an entry's questions. */
export const worksheetPath = (kind: Kind, id: string) => `/visits/sheets/${kind}-${id}/` as const;

/** The questions of each band that has some, youngest first. */
export const byBand = (questions: readonly Question[]): { band: Band; questions: Question[] }[] =>
  bands.map((band) => ({ band, questions: questions.filter((one) => one.bands.includes(band)) })).filter((group) => group.questions.length > 0);

/** What is said in answer, with facts as {source/fact}. */
export const answerOf = ({ answer, fact }: Question) => answer ?? `{${fact}}`;

/** The facts that the answers show, in order, each once. */
export const factsInAnswers = (questions: readonly Question[]): FactId[] => factsInData(questions.map(answerOf));

/** The result of a sum, "约270人" or "81年"; a message when the two facts cannot be reckoned with. */
export function resultOf({ by, of }: NonNullable<Question['work']>, table: FactTable): { result: string } | { message: string } {
  const [first, second] = of.map((id) => getFact(table, id));
  if (!first || !second) return { message: 'of 写两条事实' };
  if (by === '相隔') {
    const [from, to] = [first, second].map(({ value }) => (typeof value === 'string' && /^\d{4}(-|$)/.test(value) ? Number(value.slice(0, 4)) : undefined));
    if (from === undefined || to === undefined) return { message: '相隔要用两条日期事实' };
    return from < to ? { result: `${to - from}年` } : { message: '相隔的两个日期，早的写在前面，而且不在同一年' };
  }
  if (typeof first.value !== 'number' || typeof second.value !== 'number') return { message: `${by}要用两条数字事实` };
  if (first.unit !== second.unit) return { message: `两条事实的单位不同，不能${by}` };
  const sum = by === '相加' ? first.value + second.value : first.value - second.value;
  if (sum <= 0) return { message: '相减要大的在前' };
  const rough = [first, second].some(({ before, after }) => before || after);
  // Money has two decimals at most; binary fractions would show their tail.
  return { result: `${rough ? '约' : ''}${Number(sum.toFixed(2))}${first.unit ?? ''}` };
}
