import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Speaker, type Engine } from '@/lib/speaker.ts';

type Habits = {
  /** Milliseconds until it starts, and until it has done; absent: never. */
  starts?: number;
  ends?: number;
  /** Tells nobody that it started, or ended. */
  mute?: 'start' | 'end' | 'both';
  error?: string;
};

/** An engine with habits: what it was given, in order, and what of it was heard to the end. */
class FakeEngine implements Engine {
  speaking = false;
  pending = false;
  given: string[] = [];
  heard: string[] = [];
  cancels = 0;
  private timers: NodeJS.Timeout[] = [];
  constructor(public habits: Habits) {}
  resume() {}
  speak(utterance: SpeechSynthesisUtterance) {
    const { starts, ends, mute, error } = this.habits;
    this.given.push(utterance.text);
    this.pending = true;
    const at = (when: number | undefined, what: () => void) => when !== undefined && this.timers.push(setTimeout(what, when));
    if (error) return void at(10, () => ((this.pending = false), utterance.onerror?.({ error } as SpeechSynthesisErrorEvent)));
    at(starts, () => {
      this.pending = false;
      this.speaking = true;
      if (mute !== 'start' && mute !== 'both') utterance.onstart?.({} as SpeechSynthesisEvent);
    });
    at(ends, () => {
      this.speaking = false;
      this.heard.push(utterance.text);
      if (mute !== 'end' && mute !== 'both') utterance.onend?.({} as SpeechSynthesisEvent);
    });
  }
  cancel() {
    this.cancels++;
    this.speaking = this.pending = false;
    this.timers.forEach(clearTimeout);
    // As browsers do: the cancelled one ends late.
    const late = this.last;
    if (late) setTimeout(() => late.onend?.({} as SpeechSynthesisEvent), 30);
  }
  last: SpeechSynthesisUtterance | undefined;
}

const voice = { lang: 'zh-CN', localService: true };
const setUp = (habits: Habits) => {
  const engine = new FakeEngine(habits);
  const speaker = new Speaker(engine, (text) => (engine.last = { text } as SpeechSynthesisUtterance));
  const outcome: string[] = [];
  const say = (...texts: string[]) => speaker.say({ texts, voice, rate: 1, ended: () => outcome.push(`${texts[0]} ended`), failed: (why) => outcome.push(why) });
  return { engine, speaker, outcome, say };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('texts are said one after another, and then it is told once', () => {
  const { engine, outcome, say } = setUp({ starts: 10, ends: 900 });
  say('一', '二', '三');
  vi.advanceTimersByTime(10_000);
  expect(engine.heard).toEqual(['一', '二', '三']);
  expect(outcome).toEqual(['一 ended']);
});

describe('an engine that reports badly is not waited for', () => {
  test.each<[string, Habits]>([
    ['never says that it ended', { starts: 10, ends: 900, mute: 'end' }],
    ['says neither that it started nor that it ended', { starts: 300, ends: 1500, mute: 'both' }],
    ['never says that it started', { starts: 10, ends: 900, mute: 'start' }],
    ['takes two seconds to begin', { starts: 2000, ends: 3000 }],
  ])('it %s', (_, habits) => {
    const { engine, outcome, say } = setUp(habits);
    say('一', '二');
    vi.advanceTimersByTime(20_000);
    expect(engine.given).toEqual(['一', '二']);
    expect(engine.heard).toEqual(['一', '二']);
    expect(outcome).toEqual(['一 ended']);
  });
  test('it goes on for ever: it is cut off, and the next is said', () => {
    const { engine, outcome, say } = setUp({ starts: 10 });
    say('一', '二');
    vi.advanceTimersByTime(9500);
    expect(engine.given).toEqual(['一', '二']);
    vi.advanceTimersByTime(60_000);
    expect(outcome).toEqual(['一 ended']);
  });
  test('it never begins: that is told, and nothing more is tried', () => {
    const { engine, outcome, say } = setUp({});
    say('一', '二');
    vi.advanceTimersByTime(60_000);
    expect(engine.given).toEqual(['一']);
    expect(outcome).toEqual(['silent']);
  });
  test.each(['synthesis-failed', 'not-allowed', 'network'])('its error %s is told once', (error) => {
    const { engine, outcome, say } = setUp({ error });
    say('一', '二');
    vi.advanceTimersByTime(60_000);
    expect(engine.given).toEqual(['一']);
    expect(outcome).toEqual([error]);
  });
  test('another page cuts it off: the next text is said', () => {
    const { engine, outcome, say } = setUp({ error: 'interrupted' });
    say('一', '二');
    vi.advanceTimersByTime(60_000);
    // Said again twice, then gone on from, lest a page that keeps cancelling hold the reader for ever.
    expect(engine.given).toEqual(['一', '一', '一', '二', '二', '二']);
    expect(outcome).toEqual(['一 ended']);
  });
});

test('after stop nothing is said or told, though the engine ends late', () => {
  const { engine, speaker, outcome, say } = setUp({ starts: 10, ends: 900 });
  say('一', '二');
  vi.advanceTimersByTime(500);
  speaker.stop();
  vi.advanceTimersByTime(60_000);
  expect(engine.given).toEqual(['一']);
  expect(outcome).toEqual([]);
});

test('a new order silences the one before, whose late end counts for nothing', () => {
  const { engine, outcome, say } = setUp({ starts: 10, ends: 900 });
  say('一', '二');
  vi.advanceTimersByTime(500);
  say('三', '四');
  vi.advanceTimersByTime(60_000);
  expect(engine.given).toEqual(['一', '三', '四']);
  expect(engine.heard).toEqual(['三', '四']);
  expect(outcome).toEqual(['三 ended']);
});
