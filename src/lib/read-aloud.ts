// Reads an article aloud: the bar with its buttons, the mark that goes along. Loaded when it is first asked for.
import css from '../styles/read-aloud.css?url';
import { fillWith, loadStyle } from './late-parts.ts';
import { Speaker } from './speaker.ts';
import { breathsOf, chineseVoice, spokenForm, type Said } from './speech-text.ts';
import { markSentence, sentencesOf, type Sentence } from './spoken-page.ts';

/** Speeds, 1 being the voice's own, and what they are called. */
const rates: [rate: number, name: string][] = [[0.75, '慢速'], [1, '原速'], [1.25, '稍快'], [1.5, '快速']];
const rateKey = 'rongji-speech-rate';

/** What is said of an engine's failure. */
const troubles: Record<string, string> = {
  silent: '没有声音：语音没有响应。请按“播放”再试。',
  'not-allowed': '浏览器不让网页出声。请按“播放”再试。',
  'audio-busy': '声音正被别的程序占用。等它停下，再按“播放”。',
  'audio-hardware': '没有找到扬声器或耳机。接好以后，再按“播放”。',
  network: '语音要联网，现在连不上。请稍后再按“播放”。',
};
const trouble = '这一句没有读出来。请按“播放”再试，或按“下一句”。';

let reading: Promise<Reader> | undefined;

/** Begins to read the article that the button stands in, or stops. `lexicon` is the address of the words with their sound. */
export async function toggleReading(button: HTMLButtonElement, lexicon: string): Promise<void> {
  const now = reading;
  if (now) return (await now).stop();
  let left = false;
  const leave = () => (left = true);
  window.addEventListener('pagehide', leave);
  reading = open(button, lexicon);
  reading.catch(() => (reading = undefined));
  const reader = await reading.finally(() => window.removeEventListener('pagehide', leave));
  // A page that was left while the player was on its way stays silent, should it come back.
  if (left) reader.stop();
  else reader.play();
}

async function open(button: HTMLButtonElement, lexicon: string): Promise<Reader> {
  const [said] = await Promise.all([loadLexicon(lexicon), soon(loadStyle(css), undefined)]);
  return new Reader(button, said);
}

class Reader {
  private readonly sentences: Sentence[];
  private readonly speaker = new Speaker(window.speechSynthesis, (text) => new SpeechSynthesisUtterance(text));
  private readonly bar: HTMLElement;
  private readonly playButton: HTMLButtonElement;
  private readonly line: HTMLElement;
  private readonly room: ResizeObserver;
  private rate = storedRate();
  private at = 0;
  private state: 'playing' | 'paused' | 'ended' = 'paused';
  private clearMark: () => void = () => undefined;

  constructor(private readonly button: HTMLButtonElement, private readonly lexicon: Said[]) {
    this.sentences = sentencesOf(button.closest('article')!);
    this.call('停止朗读');
    this.bar = document.createElement('section');
    this.bar.className = 'aloud-bar';
    this.bar.setAttribute('aria-label', '朗读');
    fillWith(this.bar, `
      <p role="status"></p>
      <div>
        <button type="button" class="back">上一句</button>
        <button type="button" class="play"></button>
        <button type="button" class="next">下一句</button>
      </div>
      <div>
        <select aria-label="语速">${rates.map(([rate, name]) => `<option value="${rate}">${name}</option>`).join('')}</select>
        <button type="button" class="stop">停止</button>
      </div>`);
    this.line = this.bar.querySelector('p')!;
    this.playButton = this.bar.querySelector<HTMLButtonElement>('.play')!;
    this.playButton.onclick = () => (this.state === 'playing' ? this.pause() : this.play());
    this.bar.querySelector<HTMLButtonElement>('.back')!.onclick = () => this.go(this.at - 1);
    this.bar.querySelector<HTMLButtonElement>('.next')!.onclick = () => this.go(this.at + 1);
    this.bar.querySelector<HTMLButtonElement>('.stop')!.onclick = () => this.stop();
    const speed = this.bar.querySelector('select')!;
    speed.value = String(this.rate);
    speed.onchange = () => {
      this.rate = Number(speed.value);
      try {
        localStorage.setItem(rateKey, speed.value);
      } catch {
        // Storage may be blocked; the speed then holds for this page.
      }
      if (this.state === 'playing') this.say();
    };
    // From wherever the keyboard is, the bar being the last thing on the page.
    document.addEventListener('keydown', this.escape);
    // What the keyboard comes to is scrolled to above the bar, whatever its height.
    this.room = new ResizeObserver(() => (document.documentElement.style.scrollPaddingBottom = `${this.bar.offsetHeight + 8}px`));
    document.body.append(this.bar);
    this.room.observe(this.bar);
    // A page put aside may come back as it was left, so all is taken down.
    window.addEventListener('pagehide', this.leave);
    this.playButton.focus({ preventScroll: true });
  }

  private readonly leave = () => this.stop();
  private readonly escape = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !document.querySelector('dialog[open]')) this.stop();
  };

  /** Names the button in the article by what it does now. */
  private call(name: string): void {
    this.button.querySelector('span')!.textContent = name;
  }

  /** Says the sentence where it stands, from its beginning, and goes on from there. */
  play(): void {
    this.show('playing');
    this.say();
  }

  /** Falls silent; engines of phones know no pause in the middle, so `play` says the sentence again. */
  private pause(): void {
    this.speaker.stop();
    this.show('paused');
  }

  /** Takes the bar, the mark and the voice away. */
  stop(): void {
    reading = undefined;
    this.speaker.stop();
    this.clearMark();
    this.room.disconnect();
    window.removeEventListener('pagehide', this.leave);
    document.removeEventListener('keydown', this.escape);
    const root = document.documentElement;
    root.style.scrollPaddingBottom = '';
    if (!root.getAttribute('style')) root.removeAttribute('style');
    const within = this.bar.contains(document.activeElement);
    this.bar.remove();
    this.call('听这一篇');
    // Without a scroll: the eye stays where the voice was.
    if (within) this.button.focus({ preventScroll: true });
  }

  private go(to: number): void {
    if (to >= this.sentences.length) return this.end();
    this.at = Math.max(0, to);
    if (this.state === 'playing') this.say();
    else {
      this.show('paused');
      this.mark();
    }
  }

  private end(): void {
    this.speaker.stop();
    this.clearMark();
    this.clearMark = () => undefined;
    this.at = 0;
    this.show('ended');
  }

  private say(): void {
    const sentence = this.sentences[this.at];
    if (!sentence) return this.end();
    const voice = chineseVoice(window.speechSynthesis.getVoices());
    if (!voice) return this.fail('silent');
    this.mark();
    this.speaker.say({ texts: breathsOf(spokenForm(sentence.text, this.lexicon)), voice, rate: this.rate, ended: () => this.go(this.at + 1), failed: (why) => this.fail(why) });
  }

  private fail(why: string): void {
    this.speaker.stop();
    this.show('paused');
    this.line.textContent = troubles[why] ?? trouble;
  }

  private show(state: Reader['state']): void {
    this.state = state;
    this.playButton.textContent = { playing: '暂停', paused: '播放', ended: '重听' }[state];
    if (this.line.textContent) this.line.textContent = '';
  }

  private mark(): void {
    this.clearMark();
    const { marks, clear } = markSentence(this.sentences[this.at]!);
    this.clearMark = clear;
    const boxes = marks.map((mark) => mark.getBoundingClientRect()).filter(({ height }) => height > 0);
    if (!boxes.length) return;
    const top = Math.min(...boxes.map((box) => box.top));
    const bottom = Math.max(...boxes.map((box) => box.bottom));
    const low = this.bar.getBoundingClientRect().top;
    const margin = 12;
    // To a third from the top, so that some of what comes next is seen; a long sentence with its beginning. Smooth or not as the page's style says.
    if (top < margin || bottom > low - margin) window.scrollBy(0, top - Math.max(margin, Math.min(low / 3, low - margin - (bottom - top))));
  }
}

function storedRate(): number {
  try {
    const kept = Number(localStorage.getItem(rateKey));
    return rates.some(([rate]) => rate === kept) ? kept : 1;
  } catch {
    return 1;
  }
}

/** What is worth having, but not worth waiting for longer than three seconds. */
const soon = <T>(wanted: Promise<T>, otherwise: T): Promise<T> => Promise.race([wanted.catch(() => otherwise), new Promise<T>((done) => setTimeout(() => done(otherwise), 3000))]);

/** The words with their sound; none when they cannot be had, as a voice reads most of them right without. */
const loadLexicon = (address: string): Promise<Said[]> =>
  soon(
    fetch(address).then((answer) => (answer.ok ? (answer.json() as Promise<Said[]>) : [])),
    [],
  );
