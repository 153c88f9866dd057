// What the sweep does inside a page. Each function is sent to the browser as it is, so it refers to nothing outside itself but to `window.sweep`, where a page has all of them.

export type Colours = {
  /** `colour/ground` in the words of the page's tokens, or as they are where no token has them, with the place they were first seen. */
  texts: Record<string, string>;
  lines: Record<string, string>;
};

/** Puts the page into a display mode, as display-boot.js does. */
export function setMode(attributes: Record<string, string>): void {
  const { dataset } = document.documentElement;
  for (const name of ['size', 'elder', 'contrast', 'theme']) {
    if (attributes[name]) dataset[name] = attributes[name];
    else delete dataset[name];
  }
}

/** What sticks out of the window, with the page's width first, and which controls are lower than `finger` px. */
export function lookAtSizes(finger: number): Sizes {
  const name = (node: Element) => `${node.localName}${node.id ? `#${node.id}` : ''}${[...node.classList].map((one) => `.${one}`).join('')} “${(node.textContent ?? '').trim().slice(0, 20)}”`;
  const shown = (node: Element) => node.getClientRects().length > 0 && getComputedStyle(node).visibility === 'visible' && !node.closest('.unseen');
  const width = document.documentElement.clientWidth;

  const wide: string[] = [];
  if (document.documentElement.scrollWidth > width) {
    wide.push(`${document.documentElement.scrollWidth} px`);
    for (const node of document.body.querySelectorAll('*')) if (wide.length < 4 && node.getBoundingClientRect().right > width + 0.5 && shown(node) && !node.firstElementChild) wide.push(name(node));
  }

  const small: string[] = [];
  if (finger === 0) return { wide, small };
  for (const node of document.querySelectorAll<HTMLElement>('button, input, select, textarea, summary, .site-nav a, .site-footer li a, .button, .entry-title a, .plain-links a')) {
    if (!shown(node)) continue;
    // The words beside a box or a dot are pressed with it.
    const pressed = node instanceof HTMLInputElement && (node.type === 'checkbox' || node.type === 'radio') ? (node.closest('label') ?? node) : node;
    // A title may be pressed on its whole row.
    const area = Math.max(pressed.getBoundingClientRect().height, getComputedStyle(node, '::after').position === 'absolute' ? parseFloat(getComputedStyle(node, '::after').height) || 0 : 0);
    // A list of links in lines need not have rows of 44 px (WCAG 2.5.8 asks for 24 and its spacing, which axe looks at); elder mode promises them.
    if (area < (node.matches('.entry-title a, .plain-links a') && finger < 60 ? 24 : finger) - 0.5) small.push(`${Math.round(area)} px ${name(node)}`);
  }
  return { wide, small };
}

/** Which colours stand on which. */
export function lookAtColours(): Colours {
  const name = (node: Element) => `${node.localName}${node.id ? `#${node.id}` : ''}${[...node.classList].map((one) => `.${one}`).join('')} “${(node.textContent ?? '').trim().slice(0, 20)}”`;
  const shown = (node: Element) => node.getClientRects().length > 0 && getComputedStyle(node).visibility === 'visible' && !node.closest('.unseen') && opacity(node) > 0;
  const opacities = new Map<Element, number>();
  /** How much of an element shows through all it is in. */
  const opacity = (node: Element): number => {
    const known = opacities.get(node);
    if (known !== undefined) return known;
    const found = Number(getComputedStyle(node).opacity) * (node.parentElement ? opacity(node.parentElement) : 1);
    opacities.set(node, found);
    return found;
  };
  const rgba = (colour: string) => {
    const [, red, green, blue, alpha] = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(colour) ?? [];
    return red === undefined ? undefined : [Number(red), Number(green), Number(blue), alpha === undefined ? 1 : Number(alpha)];
  };
  const over = (front: number[], back: number[]) => front.slice(0, 3).map((channel, i) => Math.round(channel * front[3]! + back[i]! * (1 - front[3]!)));
  const grounds = new Map<Element | null, number[]>();
  /** What is painted behind an element's own words. */
  const ground = (node: Element | null): number[] => {
    const known = grounds.get(node);
    if (known) return known;
    const own = node ? rgba(getComputedStyle(node).backgroundColor) : [255, 255, 255, 1];
    // A dialog stands on its own ground; what is behind it is covered.
    const found = own && own[3] === 1 ? own.slice(0, 3) : own && own[3]! > 0 ? over(own, ground(node!.parentElement)) : ground(node!.parentElement);
    grounds.set(node, found);
    return found;
  };
  const probe = getComputedStyle(document.documentElement);
  const tokens = new Map<string, string[]>();
  for (const token of ['ink', 'soft', 'accent', 'gold', 'focus', 'paper', 'sheet', 'marked']) {
    const hex = probe.getPropertyValue(`--${token}`).trim().replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');
    const colour = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(' ');
    tokens.set(colour, [...(tokens.get(colour) ?? []), token]);
  }
  const word = (colour: number[]) => tokens.get(colour.join(' '))?.join('|') ?? `rgb(${colour.join(', ')})`;
  const pair = (into: Record<string, string>, colour: string, opacity: number, back: number[], where: () => string) => {
    const front = rgba(colour);
    const key = front ? `${word(over([...front.slice(0, 3), front[3]! * opacity], back))}/${word(back)}` : `${colour}/${word(back)}`;
    into[key] ??= where();
  };
  const texts: Record<string, string> = {};
  const lines: Record<string, string> = {};
  const parents = new Set<Element>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) if (node.nodeValue!.trim() && node.parentElement) parents.add(node.parentElement);
  for (const node of parents) {
    // A control that is off need not be read (WCAG 1.4.3).
    if (['SCRIPT', 'STYLE', 'NOSCRIPT', 'TITLE', 'OPTION'].includes(node.tagName) || !shown(node) || node.closest(':disabled')) continue;
    const style = getComputedStyle(node);
    pair(texts, node instanceof SVGElement ? style.fill : style.color, opacity(node), ground(node), () => name(node));
    for (const side of ['::before', '::after'] as const) {
      const drawn = getComputedStyle(node, side);
      if (/^"\s*[^"\s]/.test(drawn.content)) pair(texts, drawn.color, opacity(node), ground(node), () => `${side} of ${name(node)}`);
    }
  }
  for (const node of document.querySelectorAll<HTMLInputElement>('button, input, select, textarea')) {
    if (!shown(node) || node.disabled) continue;
    const style = getComputedStyle(node);
    if (node.value && node.localName !== 'button') pair(texts, style.color, opacity(node), ground(node), () => name(node));
    if (node.placeholder) pair(texts, getComputedStyle(node, '::placeholder').color, opacity(node), ground(node), () => `placeholder of ${name(node)}`);
    // Boxes and dots are the browser's own.
    if (node.type === 'checkbox' || node.type === 'radio') continue;
    // What shows where the control is: its ground if that is another, otherwise its border.
    const back = ground(node.parentElement);
    const own = ground(node);
    if (parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== 'none') pair(lines, style.borderTopColor, opacity(node), back, () => name(node));
    else if (own.join() !== back.join()) pair(lines, `rgb(${own.join(', ')})`, 1, back, () => name(node));
  }
  return { texts, lines };
}

/** Puts the keyboard on one of each kind of control and says where its ring is missing, too thin, or which colours it has. */
export function lookAtFocus(): { bare: string[]; lines: Record<string, string> } {
  const bare: string[] = [];
  const rings: Record<string, string> = {};
  const seen = new Set<string>();
  const at = [scrollX, scrollY] as const;
  const rgb = (colour: string) => /^rgba?\(([\d, .]+)\)$/.exec(colour)?.[1]?.split(', ').map(Number);
  for (const node of document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
    const kind = [node.localName, node.className, node.getAttribute('type'), node.parentElement?.localName, node.parentElement?.className, node.closest('header, footer, dialog, nav, main')?.localName].join(' ');
    if (seen.has(kind) || node.getClientRects().length === 0 || node.closest('[inert]')) continue;
    seen.add(kind);
    node.focus({ preventScroll: true });
    if (document.activeElement !== node) continue;
    // A drawn choice shows the ring of the box it hides; a mark on the map wears it on its face.
    const ring = [node, node.nextElementSibling, node.querySelector('.face')].map((one) => one && getComputedStyle(one)).find((style) => style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
    if (!ring) {
      bare.push(`${kind} “${(node.textContent ?? '').trim().slice(0, 20)}”`);
      continue;
    }
    let back: Element | null = node.parentElement;
    while (back && (rgb(getComputedStyle(back).backgroundColor)?.[3] ?? 1) === 0) back = back.parentElement;
    rings[`${ring.outlineColor}/${back ? getComputedStyle(back).backgroundColor : 'rgb(255, 255, 255)'}`] ??= kind;
  }
  (document.activeElement as HTMLElement | null)?.blur();
  scrollTo(...at);
  return { bare, lines: rings };
}

/** Names what is cut off: words in a box that hides what does not fit. */
export function lookForClipped(): string[] {
  const clipped: string[] = [];
  /** Words of the page itself: those in a drawing are said beside it, and a map or a drawing may be seen through a smaller window. */
  const worded = (node: Element): boolean => !(node instanceof SVGElement) && [...node.childNodes].some((child) => (child.nodeType === Node.TEXT_NODE ? child.nodeValue!.trim() !== '' : child instanceof Element && worded(child)));
  for (const node of document.body.querySelectorAll<HTMLElement>('*')) {
    if (node.scrollHeight <= node.clientHeight + 1 && node.scrollWidth <= node.clientWidth + 1) continue;
    const { overflowX, overflowY, display } = getComputedStyle(node);
    if (display === 'inline' || node.closest('.leaflet-container') || !worded(node) || node.closest('.unseen') || node.clientHeight <= 1) continue;
    const hides = (overflow: string) => overflow === 'hidden' || overflow === 'clip';
    if ((hides(overflowY) && node.scrollHeight > node.clientHeight + 1) || (hides(overflowX) && node.scrollWidth > node.clientWidth + 1)) clipped.push(`${node.localName}.${node.className} “${node.textContent!.trim().slice(0, 20)}”`);
  }
  return clipped;
}

/** A number for every place an element of the page stands in: its own name, classes and roles and those of all it is in. Pages out of one mould have the same. */
export function places(): number[] {
  const telling = new Set(['class', 'role', 'type', 'tabindex', 'hidden', 'lang', 'open', 'disabled', 'data-kind', 'aria-hidden', 'aria-current', 'aria-pressed', 'aria-expanded', 'aria-selected', 'aria-live']);
  const found = new Set<number>();
  const walk = (node: Element, above: number) => {
    const attributes = [...node.attributes].map(({ name, value }) => (telling.has(name) ? `${name}=${value}` : name)).sort();
    let number = above;
    for (const sign of `${node.localName}[${attributes.join(' ')}]`) number = (Math.imul(number, 31) + sign.codePointAt(0)!) | 0;
    found.add(number);
    for (const child of node.children) walk(child, number);
  };
  walk(document.body, 7);
  return [...found];
}

/** What axe finds wrong, a line a rule, with the rules that are named or with all but those of colours. */
export async function violations(only?: string[]): Promise<string[]> {
  type Violation = { id: string; nodes: { target: unknown }[] };
  const { axe } = window as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } };
  const rules = { 'target-size': { enabled: true }, 'color-contrast': { enabled: false } };
  const found = await axe.run(only ? { runOnly: only, resultTypes: ['violations'] } : { rules, resultTypes: ['violations'] });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 4).map(({ target }) => JSON.stringify(target)).join(' ')}${nodes.length > 4 ? ` and ${nodes.length - 4} more` : ''}`);
}

export type Way = { name: string; attributes: Record<string, string>; finger: number };
export type Sizes = { wide: string[]; small: string[] };
/** Everything that can be looked at in one go, by the name of the mode: modes change without a frame being painted between. */
export function survey(ways: Way[]): Record<string, Sizes> {
  const { setMode, lookAtSizes } = (window as unknown as { sweep: { setMode(attributes: Record<string, string>): void; lookAtSizes(finger: number): Sizes } }).sweep;
  const found: Record<string, Sizes> = {};
  for (const { name, attributes, finger } of ways) {
    setMode(attributes);
    found[name] = lookAtSizes(finger);
  }
  setMode({});
  return found;
}

/** What is wide or cut off in a mode, or with a style sheet added to the page for the while. */
export function strain({ attributes, css }: { attributes: Record<string, string>; css: string }): { wide: string[]; clipped: string[] } {
  const { setMode, lookAtSizes, lookForClipped } = (window as unknown as { sweep: { setMode(attributes: Record<string, string>): void; lookAtSizes(finger: number): Sizes; lookForClipped(): string[] } }).sweep;
  setMode(attributes);
  const style = document.createElement('style');
  style.textContent = css;
  document.head.append(style);
  const { wide } = lookAtSizes(0);
  const clipped = lookForClipped();
  style.remove();
  setMode({});
  return { wide, clipped };
}

/** The script that gives a page `window.sweep`. */
export const sweepScript = `window.sweep = { setMode: ${setMode}, lookAtSizes: ${lookAtSizes}, lookForClipped: ${lookForClipped} };`;

/** What is wrong with the place the keyboard is at: no ring, a ring too faint, out of the window, or under something that is fixed. Empty when nothing is. */
export function lookAtPlace(): string {
  const node = document.activeElement as HTMLElement | null;
  if (!node || node === document.body || node === document.documentElement) return '';
  const name = `${node.localName}.${node.className || (node.getAttribute('type') ?? '')} “${(node.getAttribute('aria-label') ?? node.textContent ?? '').trim().slice(0, 20)}”`;
  // A drawn choice shows the ring of the box it hides; a mark on the map wears it on its face.
  const ring = [node, node.nextElementSibling, node.querySelector('.face')].map((one) => one && getComputedStyle(one)).find((style) => style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
  if (!ring) return `${name}: no ring`;
  const rgb = (colour: string) => /^rgba?\(([\d, .]+)\)$/.exec(colour)?.[1]?.split(', ').map(Number) ?? [];
  const light = (colour: number[]) => colour.slice(0, 3).map((channel) => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4)).reduce((sum, channel, i) => sum + channel * [0.2126, 0.7152, 0.0722][i]!, 0.05);
  let back: Element | null = node.parentElement;
  while (back && rgb(getComputedStyle(back).backgroundColor)[3] === 0) back = back.parentElement;
  const [a, b] = [light(rgb(ring.outlineColor)), light(back ? rgb(getComputedStyle(back).backgroundColor) : [255, 255, 255])];
  if (Math.max(a, b) / Math.min(a, b) < 3) return `${name}: a faint ring`;
  const [line] = node.getClientRects();
  if (!line || line.bottom <= 0 || line.top >= innerHeight || line.right <= 0 || line.left >= innerWidth) return `${name}: out of the window`;
  const [left, right, top, bottom] = [Math.max(line.left, 0), Math.min(line.right, innerWidth), Math.max(line.top, 0), Math.min(line.bottom, innerHeight)];
  const upper = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  if (upper && (node.contains(upper) || upper.contains(node) || upper.closest('label')?.contains(node))) return '';
  return `${name}: covered by ${upper?.localName}.${upper?.className}`;
}
