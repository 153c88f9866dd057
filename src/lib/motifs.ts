// Paper-cut motifs, one a region: 双辽 ears of grain, 赤壁 bamboo, 江门 a palm-leaf fan, 龙岩 an earthen round house, 柘荣 a cut flower.

export type MotifName = 'grain' | 'bamboo' | 'palm' | 'tower' | 'papercut';

const round = (n: number) => Math.round(n * 10) / 10;
const spin = (count: number, offset = 0) => Array.from({ length: count }, (_, i) => round((360 / count) * i + offset));
const leaf = (length: number, width: number) => `M0 0Q${width} ${-length / 2} 0 ${-length}Q${-width} ${-length / 2} 0 0Z`;
const path = (d: string, transform = '') => `<path${transform && ` transform="${transform}"`} d="${d}"/>`;
const ring = (d: string) => `<path d="${d}" fill-rule="evenodd"/>`;

/** The double ring around every motif, as SVG of a field from -50 to 50, in the current colour. */
export const motifRing = '<circle r="47" fill="none" stroke="currentColor" stroke-width="2"/><circle r="42.5" fill="none" stroke="currentColor" stroke-width="3" stroke-dasharray="3.5 3.2"/>';

/** What stands in the ring, as SVG in the fill around it. */
export const motifs: Record<MotifName, string> = {
  grain: [
    path('M-1.2 34V-22h2.4V34Z'),
    ...[-14, -4, 6, 16].flatMap((y) => [-1, 1].map((side) => path(leaf(17, 6), `translate(0 ${y}) rotate(${side * 38})`))),
    path(leaf(18, 6), 'translate(0 -18)'),
    ...[-1, 1].map((side) => path(leaf(30, 7), `translate(0 33) rotate(${side * 62})`)),
  ].join(''),
  bamboo: [
    ...([[-14, 8, [-34, -17, 0, 17], 16], [5, 6, [-27, -10.5, 6], 15.5]] as const).flatMap(([x, width, rows, height]) => rows.map((y) => `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="2.2"/>`)),
    ...([[12, -17, [48, 85, 122]], [12, 6, [62, 100, 138]], [-15, -4, [-48, -90, -132]]] as const).flatMap(([x, y, angles]) => angles.map((angle) => path(leaf(18, 6), `translate(${x} ${y}) rotate(${angle})`))),
  ].join(''),
  palm: [
    ring('M0 17C-22 20-36 7-34-9-32-26-17-35 0-35S32-26 34-9C36 7 22 20 0 17ZM-7.6 9.5-27.6 2.9-28.4 6-7.8 10.3ZM-5.9 6.6-26.5-12.4-28.6-9.9-6.4 7.2ZM-3 4.6-15.5-24.9-18.4-23.6-3.7 4.9ZM.4 4 1.6-29-1.6-29-.4 4ZM3.7 4.9 18.4-23.6 15.5-24.9 3 4.6ZM6.4 7.2 28.6-9.9 26.5-12.4 5.9 6.6ZM7.8 10.3 28.4 6 27.6 2.9 7.6 9.5Z'),
    path('M-2.6 16h5.2l.9 20a2.5 2.5 0 0 1-7 0Z'),
  ].join(''),
  tower: [
    ring('M0-36A36 36 0 1 0 0 36A36 36 0 1 0 0-36ZM0-28A28 28 0 1 1 0 28A28 28 0 1 1 0-28Z'),
    ...spin(16).map((angle) => path('M-2.6-25h5.2v5h-5.2Z', `rotate(${angle})`)),
    ring('M0-17A17 17 0 1 0 0 17A17 17 0 1 0 0-17ZM0-12A12 12 0 1 1 0 12A12 12 0 1 1 0-12Z'),
    path('M-6 5V-1L0-6 6-1V5Z'),
  ].join(''),
  papercut: [
    ...spin(8).map((angle) => `<path transform="rotate(${angle})" d="M0-7Q9-17 5-29Q2.5-36 0-37Q-2.5-36-5-29Q-9-17 0-7ZM0-14Q3-20 0-28Q-3-20 0-14Z" fill-rule="evenodd"/>`),
    ...spin(8, 22.5).map((angle) => path(leaf(9, 3), `rotate(${angle}) translate(0 -24)`)),
    '<circle r="4.5"/>',
  ].join(''),
};
