// Characters that no field and no file of content may hold: they cannot be seen, or make a text read differently from what is written.

const kinds: [RegExp, string][] = [
  [/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u, '改变文字方向的字符'],
  [/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/u, '控制字符'],
  [/[\ufffc-\uffff]/u, '乱码'],
  // A joiner is right after a pictograph and nowhere else; selectors of a character's form are part of it.
  [/[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d/u, '看不见的字符'],
];

/** A text without the characters that would steer the terminal it is shown on. */
export const visibleText = (text: string) => text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '');

/** The first character of a text that may not be there, told in Chinese with its code point and what stands around it, or undefined. Tabs and line feeds may. */
export function oddCharacter(text: string): string | undefined {
  const [first] = kinds
    .flatMap(([pattern, called]) => {
      const match = pattern.exec(text);
      return match ? [{ at: match.index, character: match[0], called }] : [];
    })
    .sort((a, b) => a.at - b.at);
  if (!first) return undefined;
  const visible = (part: string) => [...kinds.reduce((kept, [pattern]) => kept.replaceAll(new RegExp(pattern, 'gu'), ''), part.replace(/\s+/g, ' '))];
  // A few characters on each side are enough to find the place by.
  const around = [...visible(text.slice(Math.max(0, first.at - 40), first.at)).slice(-6), ...visible(text.slice(first.at + first.character.length).slice(0, 40)).slice(0, 6)].join('').trim();
  const code = first.character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  return `${around && `“${around}”`}这里有${first.called}（U+${code}），请删去；多是粘贴带来的，把前后几个字重新打一遍就没有了`;
}
