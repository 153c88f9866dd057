import { z } from 'astro/zod';

const syllable = '[a-zāáǎàōóǒòēéěèīíǐìūúǔùüǖǘǚǜ]+';

/** How a word is read, and how a voice is made to read it so. */
export const reading = z.strictObject({
  /** 拼音，带声调，一字一个音节，中间空一格。 */
  reading: z.string({ error: '读音写作 zhè róng' }).regex(new RegExp(`^${syllable}( ${syllable})*$`), { error: '读音写小写拼音，带声调，一字一个音节，中间空一格，例如 zhè róng' }),
  /** 同音的常用字，朗读时念它，字数与词一样。 */
  said: z.string({ error: '这里写同音的常用字' }).regex(/^\p{Script=Han}+$/u, { error: '这里写同音的常用字，只有汉字，例如 浙荣' }),
});

/** The words that voices get wrong, each with its reading; keys are the words. */
export const lexicon = z.record(z.string().regex(/^\p{Script=Han}+$/u, { error: '词只写汉字，例如 柘荣' }), reading).superRefine((words, context) => {
  for (const [word, entry] of Object.entries(words)) {
    const say = (field: string, message: string) => context.addIssue({ code: 'custom', path: [word, field], message });
    const count = [...word].length;
    if (entry.reading.split(' ').length !== count) say('reading', `“${word}”有 ${count} 个字，读音也要写 ${count} 个音节，中间空一格`);
    if ([...entry.said].length !== count) say('said', `“${word}”有 ${count} 个字，同音的字也要写 ${count} 个`);
    if (entry.said === word) say('said', '这里写的和词本身一样，朗读不会变；请换成同音的常用字');
  }
});

export type Lexicon = z.infer<typeof lexicon>;
