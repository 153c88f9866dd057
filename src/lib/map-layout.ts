// What goes where on the finder's map, in pixels; knows no map library.

export type Point = { x: number; y: number };
export type Box = { left: number; top: number; right: number; bottom: number };

/** Puts things together whose marks would touch, each group standing where its first member stands. Earlier ones keep their place. */
export function groupTouching<T>(things: T[], at: (thing: T) => Point, reach: { x: number; y: number }): T[][] {
  // A grid of cells of the reach's size: what touches is in a cell or next to it.
  const cells = new Map<string, { point: Point; group: T[] }[]>();
  const groups: T[][] = [];
  for (const thing of things) {
    const point = at(thing);
    const column = Math.floor(point.x / reach.x);
    const row = Math.floor(point.y / reach.y);
    const near = [-1, 0, 1].flatMap((i) => [-1, 0, 1].flatMap((j) => cells.get(`${column + i},${row + j}`) ?? []));
    const touched = near.find((other) => Math.abs(other.point.x - point.x) < reach.x && Math.abs(other.point.y - point.y) < reach.y);
    if (touched) {
      touched.group.push(thing);
      continue;
    }
    const group = [thing];
    groups.push(group);
    const cell = `${column},${row}`;
    cells.set(cell, [...(cells.get(cell) ?? []), { point, group }]);
  }
  return groups;
}

/** True when two boxes share a pixel. */
export const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** A box of a size round a point. */
export const boxAround = ({ x, y }: Point, width: number, height: number): Box => ({ left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 });

/** Which labels fit beside their points inside the frame, and at what offset from them to the label's centre; earlier ones go first, the others are left out. */
export function placeLabels<T extends Point & { width: number; height: number; clear: Point }>(labels: T[], taken: Box[], frame: Box, dot: number): { label: T; offset: Point }[] {
  const boxes = [...taken];
  const placed: { label: T; offset: Point }[] = [];
  for (const label of labels) {
    // First close to the dot, then clear of the mark that may stand on it.
    const offsets = [{ x: dot, y: dot }, label.clear].flatMap((gap) => [
      { x: 0, y: gap.y + label.height / 2 },
      { x: 0, y: -gap.y - label.height / 2 },
      { x: gap.x + label.width / 2, y: 0 },
      { x: -gap.x - label.width / 2, y: 0 },
    ]);
    const inside = (box: Box) => box.left >= frame.left && box.top >= frame.top && box.right <= frame.right && box.bottom <= frame.bottom;
    const box = (offset: Point) => boxAround({ x: label.x + offset.x, y: label.y + offset.y }, label.width, label.height);
    const offset = offsets.find((one) => inside(box(one)) && !boxes.some((other) => overlap(box(one), other)));
    if (!offset) continue;
    boxes.push(box(offset));
    placed.push({ label, offset });
  }
  return placed;
}

/** At most three round distances in metres whose rings are neither lost under a pin nor out of the map. */
export function ringDistances(metresPerPixel: number, reachPx: number, leastPx = 44): number[] {
  const round = [2, 3, 4, 5].flatMap((power) => [1, 2, 5].map((n) => n * 10 ** power));
  return round.filter((metres) => metres / metresPerPixel >= leastPx && metres / metresPerPixel <= reachPx).slice(-3);
}

/** "500 米", "5 公里"; for round distances only. */
export const showRound = (metres: number) => (metres < 1000 ? `${metres} 米` : `${metres / 1000} 公里`);
