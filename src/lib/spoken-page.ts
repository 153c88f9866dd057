// What of an article's DOM is read aloud, sentence by sentence, and the mark on the one that is being said.
import { sentencesIn } from './speech-text.ts';

/** Part of a text node, by offsets. */
type Piece = { node: Text; from: number; to: number };
/** A sentence: where it stands, and its words with the pauses between its parts. */
export type Sentence = { pieces: Piece[]; text: string };

/** Never read: furniture, marks, the small print about the page, what only says how to pronounce, what leads elsewhere. */
const unread = 'nav, script, style, template, noscript, svg, button, input, select, textarea, form, rt, rp, [hidden], [aria-hidden="true"], [data-search-skip], .cite, .mark, .note, .unseen, .button, .checklist-tools, read-aloud';
/** A label, and the pause between it and its value. */
const labels: [selector: string, pause: string][] = [['dt, th', '：'], ['.when', '，']];
const inText = /[\p{L}\p{N}]/u;

/** True of a paragraph that is only a way elsewhere, a button in other words. */
function onlyLink(element: Element): boolean {
  const [link] = element.children;
  return element.localName === 'p' && element.children.length === 1 && link!.localName === 'a' && !link!.matches('.cite') && element.textContent!.trim() === link!.textContent!.trim();
}

/** The sentences of an element in reading order, without what is not read. The DOM stays as it is. */
export function sentencesOf(root: Element): Sentence[] {
  const found: Sentence[] = [];
  /** The line so far: words of the page, and pauses of ours, which have no node. */
  let line: { node?: Text; text: string }[] = [];
  /** A label stands alone so far; its value belongs to the same line. */
  let waiting = false;
  const flush = () => {
    if (waiting) return;
    const text = line.map((run) => run.text).join('');
    for (const [from, to] of sentencesIn(text)) {
      const pieces: Piece[] = [];
      let at = 0;
      for (const run of line) {
        const part = run.text.slice(Math.max(0, from - at), Math.max(0, to - at));
        if (run.node && part.trim()) {
          const start = Math.max(0, from - at) + part.length - part.trimStart().length;
          pieces.push({ node: run.node, from: start, to: start + part.trim().length });
        }
        at += run.text.length;
      }
      found.push({ pieces, text: text.slice(from, to) });
    }
    line = [];
  };
  const end = () => {
    waiting = false;
    flush();
  };
  /** Parts two pieces of a line, unless a sign does so already. */
  const pause = (sign: string) => {
    const said = line.map((run) => run.text).join('').trimEnd();
    if (inText.test(said) && !/[，。！？；：、—]$/.test(said)) line.push({ text: sign });
  };
  const walk = (node: Node): void => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node as Text;
      if (!text.data) return;
      line.push({ node: text, text: text.data });
      if (inText.test(text.data)) waiting = false;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    const element = node as Element;
    if (element.matches(unread) || onlyLink(element)) return;
    const { display, visibility } = getComputedStyle(element);
    if (display === 'none' || visibility !== 'visible') return;
    const small = element.localName === 'small';
    const block = !small && !/^(inline|contents|ruby)/.test(display);
    if (block || element.localName === 'br') flush();
    if (small) pause('，');
    const folded = element.localName === 'details' && !(element as HTMLDetailsElement).open;
    for (const child of Array.from(element.childNodes)) if (!folded || (child as Element).localName === 'summary') walk(child);
    const label = labels.find(([selector]) => element.matches(selector));
    if (label && line.some((run) => inText.test(run.text))) {
      pause(label[1]);
      waiting = true;
    } else if (block) end();
    else if (small && /[^\s]/.test(element.nextSibling?.textContent ?? '')) pause('，');
  };
  walk(root);
  end();
  return found;
}

/** Marks a sentence on the page, wherever its pieces stand; returns its marks and what takes them away and leaves the DOM as it was. */
export function markSentence({ pieces }: Sentence): { marks: HTMLElement[]; clear: () => void } {
  const undo: (() => void)[] = [];
  const marks: HTMLElement[] = [];
  for (const { node, from, to } of pieces) {
    if (!node.isConnected) continue;
    const whole = node.data;
    const mark = document.createElement('span');
    mark.className = 'said';
    mark.textContent = whole.slice(from, to);
    const tail = document.createTextNode(whole.slice(to));
    // The node itself stays, if empty, so that whoever holds it, as we do, finds it again.
    node.data = whole.slice(0, from);
    node.after(mark, tail);
    marks.push(mark);
    undo.push(() => {
      mark.remove();
      tail.remove();
      node.data = whole;
    });
  }
  return { marks, clear: () => undo.forEach((one) => one()) };
}
