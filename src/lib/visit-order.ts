import { distanceM, type Place } from './places.ts';

/** Up to this many stops the order is exact; the table has n · 2^n fields. */
const exactUpTo = 9;
/** Above the rounding error of a sum of great-circle distances, in metres: what is not shorter by more is the same. */
const slackM = 0.01;

/** The length of stops in an order, in metres; with a start, the way there and back too. */
export function routeLengthM(order: readonly number[], points: readonly Place[], from?: Place): number {
  const route = order.map((i) => points[i]!);
  const way = from && route.length ? [from, ...route, from] : route;
  return way.slice(1).reduce((sum, place, i) => sum + distanceM(way[i]!, place), 0);
}

type Lengths = {
  between: (a: number, b: number) => number;
  /** From the start to a stop, or back; 0 when there is no start, so that an open path needs no case of its own. */
  outside: (a: number) => number;
};

/** The shortest order by dynamic programming over the sets of stops visited (Held and Karp, 1962). */
function exactOrder(n: number, { between, outside }: Lengths): number[] {
  const least = new Float64Array(n << n).fill(Infinity);
  const before = new Int8Array(n << n).fill(-1);
  for (let i = 0; i < n; i++) least[(1 << i) * n + i] = outside(i);
  for (let visited = 1; visited < 1 << n; visited++)
    for (let last = 0; last < n; last++) {
      const length = least[visited * n + last]!;
      if (length === Infinity) continue;
      for (let next = 0; next < n; next++) {
        if (visited & (1 << next)) continue;
        const field = (visited | (1 << next)) * n + next;
        if (length + between(last, next) < least[field]!) {
          least[field] = length + between(last, next);
          before[field] = last;
        }
      }
    }
  let visited = (1 << n) - 1;
  let last = 0;
  for (let i = 1; i < n; i++) if (least[visited * n + i]! + outside(i) < least[visited * n + last]! + outside(last)) last = i;
  const order: number[] = [];
  while (last >= 0) {
    order.unshift(last);
    const previous = before[visited * n + last]!;
    visited &= ~(1 << last);
    last = previous;
  }
  return order;
}

/** An order that always goes on to the nearest stop not visited yet. */
function nearestFirst(n: number, first: number, { between }: Lengths): number[] {
  const order = [first];
  const ahead = new Set(Array.from({ length: n }, (_, i) => i));
  ahead.delete(first);
  while (ahead.size) {
    const at = order[order.length - 1]!;
    const next = [...ahead].reduce((best, i) => (between(at, i) < between(at, best) ? i : best));
    order.push(next);
    ahead.delete(next);
  }
  return order;
}

/** Turns stretches of an order round as long as that makes it shorter (2-opt). */
function untangled(given: readonly number[], { between, outside }: Lengths): number[] {
  const order = [...given];
  const edge = (a: number | undefined, b: number | undefined) => (a === undefined ? outside(b!) : b === undefined ? outside(a) : between(a, b));
  for (let better = true; better; ) {
    better = false;
    for (let i = 0; i < order.length - 1; i++)
      for (let k = i + 1; k < order.length; k++) {
        const gain = edge(order[i - 1], order[i]) + edge(order[k], order[k + 1]) - edge(order[i - 1], order[k]) - edge(order[i], order[k + 1]);
        if (gain <= slackM) continue;
        order.splice(i, k - i + 1, ...order.slice(i, k + 1).reverse());
        better = true;
      }
  }
  return order;
}

/** The stops' indices in the order of least straight-line length, WGS-84; from a start and back to it when one is given. Exact up to nine points, never longer than the given order; stops without a point come last, in the given order. */
export function shortestOrder(points: readonly (Place | undefined)[], { from }: { from?: Place } = {}): number[] {
  const placed = points.map((_, i) => i).filter((i) => points[i]);
  const unplaced = points.map((_, i) => i).filter((i) => !points[i]);
  const places = placed.map((i) => points[i]!);
  const n = places.length;
  const table = places.map((a) => places.map((b) => distanceM(a, b)));
  const outer = places.map((place) => (from ? distanceM(from, place) : 0));
  const lengths: Lengths = { between: (a, b) => table[a]![b]!, outside: (a) => outer[a]! };
  const given = places.map((_, i) => i);
  if (n < 2) return [...placed, ...unplaced];
  // The given order is among the candidates, and stays when no other is truly shorter.
  const candidates = n <= exactUpTo ? [exactOrder(n, lengths)] : [given, ...given.map((first) => nearestFirst(n, first, lengths))].map((order) => untangled(order, lengths));
  let best = given;
  let leastM = routeLengthM(given, places, from);
  for (const candidate of candidates) {
    const lengthM = routeLengthM(candidate, places, from);
    if (lengthM >= leastM - slackM) continue;
    leastM = lengthM;
    // Backwards it is as long; the way round that starts with the earlier stop is closer to what was given.
    best = candidate[0]! < candidate[n - 1]! ? candidate : [...candidate].reverse();
  }
  return [...best.map((i) => placed[i]!), ...unplaced];
}
