// What a voice is given to say: sentences, their spoken form, and pieces short enough for one breath. No DOM.

import { speaksChinese } from './chinese-voice.ts';

/** A word that voices get wrong, and characters of the same sound that they get right: ["柘荣", "浙荣"]. */
export type Said = [word: string, said: string];

const ends = /[。！？!?；…]/;
const closes = /[”’」』）)】》〉〕]/;
/** After one of these at the head of the rest the sentence is not over: “好……”，他说. */
const goesOn = /[，、：,:]/;
const sounds = /[\p{L}\p{N}]/u;

/** Where the sentences of a line of text begin and end, as pairs of offsets in order; together they hold every letter and digit of it once. */
export function sentencesIn(text: string): [from: number, to: number][] {
  const found: [number, number][] = [];
  let from = 0;
  const close = (to: number) => {
    // Signs alone belong to what stands before them.
    const last = found[found.length - 1];
    if (sounds.test(text.slice(from, to))) found.push([from, to]);
    else if (last) last[1] = to;
    else return;
    from = to;
  };
  for (let i = 0; i < text.length; i++) {
    if (!ends.test(text[i]!)) continue;
    let to = i + 1;
    while (to < text.length && (ends.test(text[to]!) || closes.test(text[to]!))) to++;
    i = to - 1;
    if (!goesOn.test(text[to] ?? '')) close(to);
  }
  if (from < text.length) close(text.length);
  return found;
}

const digit = (figures: string) => [...figures].map((one) => '零一二三四五六七八九'[Number(one)] ?? '').join('');

/** A text as it is given to the voice: words of the lexicon by their sound, days like 9·30 and hotlines digit by digit, signs without sound gone, dashes as pauses. */
export function spokenForm(text: string, lexicon: readonly Said[] = []): string {
  let form = text.replace(/\s+/g, ' ').trim();
  for (const [word, said] of [...lexicon].sort(([a], [b]) => b.length - a.length)) form = form.split(word).join(said);
  return (
    form
      .replace(/(\d{1,2})·(\d{1,2})/g, (_, month: string, day: string) => digit(month) + digit(day))
      // A number of a phone is no quantity: with a dash in it, or one of the five-digit public lines that no measure follows.
      .replace(/(^|\D)(0\d{2,3})-(\d{7,8})(?!\d)/g, (_, before: string, area: string, number: string) => `${before}${digit(area)}，${digit(number)}`)
      .replace(/(^|[^\d.])(123\d\d)(?![\d.%万亿千百个人名位户家座处次件项元年])/g, (_, before: string, line: string) => before + digit(line))
      .replace(/(\d)\s?[-–～~]\s?(\d)/g, '$1到$2')
      .replace(/[“”‘’「」『』·•]/g, '')
      .replace(/[—…]+/g, '，')
      .replace(/，(?=[，。！？；：、])/g, '')
      .replace(/([，：；、])，+/g, '$1')
      .replace(/^[，：；、。\s]+/, '')
  );
}

/** Most characters given to a voice at a time. Chromium breaks off voices of some engines after 15 seconds, and a slow one says three in a second. */
export const longestBreath = 45;

/** Cuts a spoken sentence, at its pauses where it has any, into pieces of at most `most` characters that together are the sentence. */
export function breathsOf(text: string, most = longestBreath): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > most) {
    let cut = most;
    while (cut > 0 && !/[，、；：,）]/.test(rest[cut - 1]!)) cut--;
    // Without a pause: between characters, but not inside a number or a word of letters, nor before a sign.
    if (cut === 0) {
      cut = most;
      while (cut > 1 && (/[\w.][\w.%]/.test(rest.slice(cut - 1, cut + 1)) || /[，。、！？；：）》]/.test(rest[cut]!) || /[\ud800-\udbff]/.test(rest[cut - 1]!))) cut--;
      if (cut === 1) cut = most;
    }
    pieces.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return rest ? [...pieces, rest] : pieces;
}

/** What is known of a voice. */
export type VoiceTraits = Pick<SpeechSynthesisVoice, 'lang' | 'localService'>;

/** The order in which Chinese voices are taken: of the mainland, of no named place, of Singapore, of Taiwan, and Cantonese last. */
const rank = (lang: string) => {
  const tag = lang.toLowerCase().replace(/_/g, '-');
  if (/^yue|-hk|-mo/.test(tag)) return 4;
  if (/-tw|hant/.test(tag)) return 3;
  if (/-sg/.test(tag)) return 2;
  return /-cn/.test(tag) ? 0 : 1;
};

/** The voice to read Chinese with; undefined without one. Only a voice on the device: others send what they read to their maker. */
export function chineseVoice<V extends VoiceTraits>(voices: readonly V[]): V | undefined {
  const usable = voices.filter(speaksChinese);
  return usable.sort((a, b) => rank(a.lang) - rank(b.lang))[0];
}
