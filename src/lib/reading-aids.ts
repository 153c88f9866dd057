// The large pointer and the reading ruler, for readers who have asked for them.
import css from '../styles/reading-aids.css?url';
import { displayNow } from './display.ts';
import { loadStyle } from './late-parts.ts';

let style: Promise<void> | undefined;
let ruler: HTMLElement | undefined;

/** Shows the ruler, or takes it away, as the display says; the pointer needs no more than the style. */
export async function showReadingAids(): Promise<void> {
  await (style ??= loadStyle(css));
  if (!displayNow().ruler) {
    ruler?.remove();
    return;
  }
  ruler ??= makeRuler();
  document.body.append(ruler);
}

/** A clear band across the page: at the mouse, at what the keyboard has come to; under a finger the page moves and the band stays. */
function makeRuler(): HTMLElement {
  const band = document.createElement('div');
  band.className = 'reading-ruler';
  band.setAttribute('aria-hidden', 'true');
  const moveTo = (middle: number) => {
    const half = band.offsetHeight / 2;
    band.style.top = `${Math.max(0, Math.min(window.innerHeight - band.offsetHeight, middle - half))}px`;
  };
  document.addEventListener('pointermove', (event) => {
    if (event.pointerType === 'mouse') moveTo(event.clientY);
  });
  document.addEventListener('focusin', (event) => {
    const { top, height } = (event.target as Element).getBoundingClientRect();
    if (height < window.innerHeight / 2) moveTo(top + height / 2);
  });
  return band;
}
