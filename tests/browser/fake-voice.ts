import type { BrowserContext } from 'playwright-core';

/** How the voice behaves. */
export type Habits = {
  /** Languages of the voices; absent: one of the mainland beside an English one. */
  voices?: { lang: string; localService: boolean }[];
  /** They are there only after `voice.arrive()`. */
  late?: boolean;
  /** "at once" says each text in no time; "when told" waits for `voice.finish()`; "mute" says it but never tells; "error" fails with `error`. */
  says?: 'at once' | 'when told' | 'mute' | 'error';
  error?: string;
};

/** What the page gave the voice to say, and what stood marked on it then. */
export type Heard = { text: string; rate: number; voice: string; marked: string; sentence: number; hidden: number };
export type FakeVoice = { heard: Heard[]; finish(): void; arrive(told: boolean): void; habits: Habits };

/** Puts a voice into every page of the context in place of the browser's, `window.voice` to the test. */
export const giveVoice = (context: BrowserContext, habits: Habits = {}) =>
  context.addInitScript((habits: Habits) => {
    const all = (habits.voices ?? [{ lang: 'en-US', localService: true }, { lang: 'zh-CN', localService: true }]).map((voice) => ({ ...voice, name: voice.lang, default: false, voiceURI: voice.lang }));
    let there = habits.late ? [] : all;
    let current: { text: string; over: boolean; onstart?: (event: unknown) => void; onend?: (event: unknown) => void; onerror?: (event: unknown) => void } | undefined;
    let sentence = 0;
    let first: Element | null = null;
    const end = (one: typeof current, error?: string) => {
      if (!one || one.over) return;
      one.over = true;
      if (current === one) current = undefined;
      if (error) one.onerror?.({ error });
      else if (voice.habits.says !== 'mute') one.onend?.({});
    };
    const voice: FakeVoice = { heard: [], habits, finish: () => end(current), arrive };
    function arrive(told: boolean) {
      there = all;
      if (told) speech.onvoiceschanged?.();
    }
    const speech = {
      onvoiceschanged: null as null | (() => void),
      get speaking() {
        return current !== undefined;
      },
      pending: false,
      paused: false,
      getVoices: () => there,
      resume() {},
      pause() {},
      speak(one: NonNullable<typeof current> & { voice?: { lang: string }; rate: number }) {
        // The empty one only opens the way for those to come.
        if (!one.text) return;
        const marks = [...document.querySelectorAll('.said')];
        if (marks[0] !== first) sentence++;
        first = marks[0] ?? null;
        const boxes = marks.map((mark) => mark.getBoundingClientRect()).filter(({ height }) => height > 0);
        const top = Math.min(...boxes.map((box) => box.top));
        const bottom = Math.max(...boxes.map((box) => box.bottom));
        const low = document.querySelector('.aloud-bar')!.getBoundingClientRect().top;
        // Of a sentence too long for the window the beginning is what has to be seen.
        const hidden = Math.max(0, -top, Math.min(bottom, top + low - 13) - low);
        voice.heard.push({ text: one.text, rate: one.rate, voice: one.voice?.lang ?? '', marked: marks.map((mark) => mark.textContent).join(''), sentence, hidden });
        current = one;
        one.over = false;
        setTimeout(() => {
          if (one.over) return;
          if (voice.habits.says === 'error') return end(one, voice.habits.error);
          one.onstart?.({});
          if (voice.habits.says !== 'when told') end(one);
        });
      },
      cancel() {
        try {
          sessionStorage.setItem('cancelled', String(Number(sessionStorage.getItem('cancelled')) + 1));
        } catch {
          // Only a test of blocked storage comes here.
        }
        const one = current;
        current = undefined;
        if (one) setTimeout(() => end(one, 'interrupted'), 20);
      },
    };
    class Utterance {
      rate = 1;
      text: string;
      constructor(text: string) {
        this.text = text;
      }
    }
    Object.defineProperty(window, 'speechSynthesis', { value: speech });
    Object.defineProperty(window, 'SpeechSynthesisUtterance', { value: Utterance });
    Object.defineProperty(window, 'voice', { value: voice });
  }, habits);

declare global {
  interface Window {
    voice: FakeVoice;
  }
}
