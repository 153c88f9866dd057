// Which colours stand on which in the site, and how far they must differ; read by the test of the tokens and by the sweep over the built pages.
export type Mode = { attributes: Record<string, string>; dark?: boolean; print?: boolean };

/** The ways a page can be shown that change its colours. */
export const modes = {
  light: { attributes: {} },
  dark: { attributes: { theme: 'dark' } },
  'dark by the device': { attributes: {}, dark: true },
  'light on a dark device': { attributes: { theme: 'light' }, dark: true },
  'high contrast': { attributes: { contrast: 'more' } },
  'high contrast, dark': { attributes: { contrast: 'more', theme: 'dark' } },
  'high contrast, dark by the device': { attributes: { contrast: 'more' }, dark: true },
  print: { attributes: {}, print: true },
  'print from high contrast and dark': { attributes: { contrast: 'more', theme: 'dark' }, print: true },
} satisfies Record<string, Mode>;

/** Text and the ground it stands on: "ink on paper". 4.5:1 (WCAG 1.4.3), in high contrast 7:1 (1.4.6). */
export const textPairs = ['ink', 'soft', 'accent', 'gold'].flatMap((text) => ['paper', 'sheet', 'marked'].map((ground) => `${text} on ${ground}`)).concat('paper on accent', 'paper on gold', 'paper on ink', 'sheet on accent', 'focus on sheet');
/** Borders of controls and the ring of the focus, against what is beside them: 3:1 (WCAG 1.4.11). */
export const linePairs = ['soft', 'accent', 'gold', 'focus', 'ink'].flatMap((line) => ['paper', 'sheet'].map((ground) => `${line} on ${ground}`)).concat('focus on marked');

/** Contrast of two sRGB colours, 0 to 255 a channel: 1 to 21 (WCAG 2.2, definition of contrast ratio). */
export function contrast(a: number[], b: number[]): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}
const luminance = (colour: number[]) => {
  const [red, green, blue] = colour.map((channel) => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** "#fff", "#faf6ee" or "rgb(250, 246, 238)" as three channels; throws for anything else. */
export function channels(colour: string): number[] {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/.exec(colour)?.[1];
  if (hex) return (hex.length === 3 ? [...hex].map((digit) => digit + digit) : hex.match(/../g)!).map((pair) => parseInt(pair, 16));
  const rgb = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour);
  if (!rgb) throw new Error(`not a plain colour: ${colour}`);
  return rgb.slice(1).map(Number);
}

/** The colour tokens of a style sheet of :root rules in a mode, as the cascade leaves them; throws where the sheet holds what this does not read. */
export function tokensIn(css: string, mode: Mode): Record<string, string> {
  const found: Record<string, { value: string; weight: number }> = {};
  const plain = css.replace(/\/\*[\s\S]*?\*\//g, '');
  const read = (text: string) => {
    let rest = text.trim();
    while (rest) {
      const open = rest.indexOf('{');
      let end = open;
      for (let depth = 1; depth > 0; ) {
        end++;
        if (rest[end] === '{') depth++;
        else if (rest[end] === '}') depth--;
      }
      const [head, body] = [rest.slice(0, open).trim(), rest.slice(open + 1, end)];
      rest = rest.slice(end + 1).trim();
      if (!head.startsWith('@')) rule(head, body);
      else if (media(head)) read(body);
    }
  };
  const media = (head: string) => {
    const known: Record<string, boolean> = {
      print: mode.print === true,
      screen: mode.print !== true,
      '(prefers-color-scheme: dark)': mode.dark === true,
    };
    return head
      .replace(/^@media /, '')
      .split(' and ')
      .every((part) => known[part] ?? fail(head));
  };
  const rule = (head: string, body: string) => {
    for (const selector of head.split(',').map((one) => one.trim())) {
      if (!/^:root(\[[^\]]+\]|:not\(\[[^\]]+\]\))*$/.test(selector)) fail(selector);
      const conditions = [...selector.matchAll(/(:not\()?\[data-([a-z]+)(?:='([^']*)')?\]/g)];
      const holds = conditions.every(([, not, name, value]) => {
        const own = mode.attributes[name!];
        return (own !== undefined && (value === undefined || own === value)) !== Boolean(not);
      });
      if (!holds) continue;
      for (const [, name, value] of body.matchAll(/--([a-z-]+):\s*(#[0-9a-f]+)/g)) if ((found[name!]?.weight ?? 0) <= conditions.length) found[name!] = { value: value!, weight: conditions.length };
    }
  };
  const fail = (what: string): never => {
    throw new Error(`tokens.css: ${what}`);
  };
  read(plain);
  return Object.fromEntries(Object.entries(found).map(([name, { value }]) => [name, value]));
}
