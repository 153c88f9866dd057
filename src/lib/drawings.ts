// Drawings for stories, of things that the facts name: no person's face, no building's likeness.

/** `size` is width and height of the sheet; `path` is cut out of it, an inner outline being a hole; `line` is drawn as a line; `shows` says it in words for those who do not see it. */
export type Drawing = { size: [number, number]; path: string; line: string; shows: string };

const flake = (x: number, y: number, r: number) => {
  const half = Math.round(r * 0.87 * 10) / 10;
  return `M${x} ${y - r}v${2 * r}M${x - half} ${y - r / 2}l${2 * half} ${r}M${x - half} ${y + r / 2}l${2 * half} ${-r}`;
};
const dot = (x: number, y: number, r: number) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0 ${r} ${r} 0 1 0 ${-2 * r} 0Z`;

export const drawings: Record<'campfire' | 'bundle' | 'banyan' | 'chimneys', Drawing> = {
  campfire: {
    size: [240, 150],
    path: 'M120 22q20 20 27 40 4-6 3-14 17 20 14 40-4 26-30 30h-28q-26-4-30-30-2-24 16-40 0 10 6 14 6-22 22-40ZM120 62q-16 18-16 34 0 12 10 18-2-12 6-22 8 10 6 22 10-6 10-18 0-16-16-34ZM72 118h96a7 7 0 0 1 0 14H72a7 7 0 0 1 0-14ZM88 123.500h18v3H88ZM122 123.500h24v3h-24Z' + dot(72, 125, 3.5) + dot(168, 125, 3.5),
    line: [flake(32, 38, 9), flake(70, 22, 6), flake(204, 34, 9), flake(172, 18, 5), flake(40, 84, 6), flake(210, 82, 6), 'M24 144h192'].join(''),
    shows: '一堆篝火，四周飘着雪花',
  },
  bundle: {
    size: [240, 150],
    path: 'M99 67q-40 9-45 39-3 28 50 28t50-28q-5-30-45-39ZM97 72q-20 18-20 44h3q2-26 20-42ZM111 72q20 18 20 44h-3q-2-26-20-42ZM102.700 76h2.600v50h-2.600ZM95 61q-27-2-38-24 26-4 41 19ZM113 61q27-2 38-24-26-4-41 19ZM101 54h6l3 8-3 4h-6l-3-4ZM168 134 191 32l6 1.500-23 102ZM188 18l38 8q8 4 10 14-14-8-46-12Z',
    line: 'M24 144h192',
    shows: '一个包袱，一把锄头',
  },
  banyan: {
    size: [240, 150],
    path: 'M104 142q10-22 6-54-30 8-46-6-28 4-36-16-8-22 16-32 6-22 34-20 16-14 42-10 24-8 40 8 28-2 34 20 24 8 18 30-6 22-34 20-16 14-42 6-4 32 6 54ZM51 52q10 12 27 8l.7 2.600q-20 5-30-9ZM86 32q14-8 26 2l-1.500 2.500q-11-9-22.500-2ZM104 60q16 10 32-2l1.800 2.500q-18 14-35.800 2ZM140 34q14-6 24 4l-2 2.200q-9-9-21-3.500ZM166 62q12 2 20-8l2.300 2q-10 12-23 9Z',
    line: 'M78 92v30M88 94v18M66 88v20M160 92v30M150 94v16M172 86v20M20 144h200',
    shows: '一棵垂着气根的大榕树',
  },
  chimneys: {
    size: [240, 150],
    path: 'M62 42h16l5 92H57ZM100 30h16l6 104H94ZM63 50v5h14.300l-.300-5ZM101 38v5h14.500l-.300-5ZM128 134V96l22-14v14l22-14v14l22-14v52ZM136 106v10h10v-10ZM156 106v10h10v-10ZM176 106v10h10v-10ZM20 134V104h30v30ZM28 111v8h6v-8ZM38 111v8h6v-8Z',
    line: 'M12 140h216M70 32q-6-8 2-13 9-5 2-12M108 20q-6-6 2-10 7-4 3-8',
    shows: '两座烟囱和一排厂房',
  },
};
