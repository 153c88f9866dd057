// Has an engine say texts one after another, whatever it fails to report.
import type { VoiceTraits } from './speech-text.ts';

/** What of the browser's speech is used. */
export type Engine = Pick<SpeechSynthesis, 'speak' | 'cancel' | 'resume' | 'speaking' | 'pending'>;
export type Order = {
  texts: readonly string[];
  voice: SpeechSynthesisVoice | (VoiceTraits & { name?: string });
  /** 1 is the voice's own speed. */
  rate: number;
  /** All is said. */
  ended: () => void;
  /** Nothing more will be heard; `why` is the engine's word, or "silent" when it never began. */
  failed: (why: string) => void;
};

/** How often the engine is looked at, in milliseconds. */
const beat = 250;
/** After so long without a sound, an utterance that had begun is over though nobody said so. */
const overAfter = 2 * beat;
/** After so long without a sound, one that never began never will. */
const deafAfter = 16 * beat;
/** How often a text is said again that somebody else has cut short. */
const mostAgain = 2;
/** An engine takes an order that comes straight after cancel() for cancelled too. */
const afterCancel = 100;
/** The longest that a text may take: far more than the slowest voice needs. */
const mostTime = (text: string, rate: number) => 8000 + (text.length * 700) / rate;

/** Says one order at a time; a new order or `stop` silences the one before, whose late events then count for nothing. */
export class Speaker {
  private turn = 0;
  private timer = 0;
  // Chromium drops the events of an utterance that nobody holds.
  private readonly held = new Set<SpeechSynthesisUtterance>();
  private readonly engine: Engine;
  private readonly make: (text: string) => SpeechSynthesisUtterance;

  constructor(engine: Engine, make: (text: string) => SpeechSynthesisUtterance) {
    this.engine = engine;
    this.make = make;
  }

  /** Silence, at once. */
  stop(): void {
    this.turn++;
    clearInterval(this.timer);
    clearTimeout(this.timer);
    this.held.clear();
    this.engine.cancel();
  }

  /** Says the texts in order. */
  say(order: Order): void {
    const busy = this.engine.speaking || this.engine.pending;
    this.stop();
    const mine = this.turn;
    if (busy) this.timer = setTimeout(() => this.utter(order, 0, mine), afterCancel) as unknown as number;
    else this.utter(order, 0, mine);
  }

  private utter(order: Order, index: number, mine: number, tries = 0): void {
    if (mine !== this.turn) return;
    const text = order.texts[index];
    if (text === undefined) return order.ended();
    const utterance = this.make(text);
    utterance.voice = order.voice as SpeechSynthesisVoice;
    utterance.lang = order.voice.lang;
    utterance.rate = order.rate;
    let begun = false;
    let cut = false;
    let over = false;
    let quiet = 0;
    let passed = 0;
    const close = (then: () => void) => {
      if (over || mine !== this.turn) return;
      over = true;
      clearInterval(this.timer);
      then();
    };
    const next = () => close(() => this.utter(order, index + 1, mine));
    utterance.onstart = () => void (begun = true);
    utterance.onend = next;
    utterance.onerror = ({ error }) => {
      // Someone else's cancel(): the beat below finds the silence and says it again.
      if (error === 'interrupted' || error === 'canceled') begun = cut = true;
      else close(() => order.failed(error));
    };
    this.timer = setInterval(() => {
      const { speaking, pending } = this.engine;
      begun ||= speaking;
      quiet = speaking || pending ? 0 : quiet + beat;
      passed += beat;
      const late = passed >= mostTime(text, order.rate);
      if (cut && quiet >= overAfter && tries < mostAgain) close(() => this.utter(order, index, mine, tries + 1));
      else if (begun && quiet >= overAfter) next();
      else if (!begun && (late || quiet >= deafAfter)) close(() => order.failed('silent'));
      else if (late)
        close(() => {
          this.engine.cancel();
          this.timer = setTimeout(() => this.utter(order, index + 1, mine), afterCancel) as unknown as number;
        });
    }, beat) as unknown as number;
    this.held.clear();
    this.held.add(utterance);
    // An engine that some page has paused stays so for all.
    this.engine.resume();
    this.engine.speak(utterance);
  }
}
