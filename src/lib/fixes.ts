// Combines the readings of a positioning device that stands still.
import { distanceM, type Place } from './places.ts';

/** One reading: WGS-84 degrees, the radius in metres that holds the true point in 95 of 100 cases (W3C Geolocation, `accuracy`), and when it was taken in milliseconds. */
export type Fix = Place & { accuracyM: number; at: number };
/** A point combined from readings: WGS-84 degrees, its accuracy as that of a reading, the distance in metres to the farthest reading used, and those readings. */
export type CombinedFix = Place & { accuracyM: number; spreadM: number; used: Fix[] };

/** Enough readings of this accuracy in metres make waiting longer useless. */
const goodM = 20;
const enough = 8;
/** Coarser than this in metres it is a network's position and not a door's. */
export const coarsestM = 50;

const median = (values: number[]) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

const isFix = ({ lat, lng, accuracyM }: Fix) => Math.abs(lat) <= 90 && Math.abs(lng) <= 180 && accuracyM >= 0 && accuracyM < Infinity;

/** True when there are enough good readings to stop. */
export const isEnough = (readings: Fix[]) => readings.filter(({ accuracyM }) => accuracyM <= goodM).length >= enough;

/**
 * The point that readings of one place agree on (WGS-84 degrees, metres), or undefined when there is none.
 * Over the readings that are neither coarse nor far off, the mean with weights 1/accuracy²: least squares for observations of unequal variance.
 */
export function combineFixes(readings: Fix[]): CombinedFix | undefined {
  const valid = readings.filter(isFix);
  if (valid.length === 0) return undefined;
  // The first readings are often a network's. The second best sets the bar, and the five best are heard in any case,
  // so that one reading that boasts cannot shut out those that would vote it down.
  const accuracies = valid.map(({ accuracyM }) => accuracyM).sort((a, b) => a - b);
  const ranked = (rank: number) => accuracies[Math.min(rank, accuracies.length) - 1]!;
  const barM = Math.max(2 * ranked(2), ranked(5));
  const fine = valid.filter(({ accuracyM }) => accuracyM <= barM);
  // Outliers: farther from the median point than three standard deviations, estimated as 1.4826 times the median absolute
  // deviation (Hampel 1974). Readings that lie closer than they claim to know are never outliers, however well the others agree.
  const centre = { lat: median(fine.map(({ lat }) => lat)), lng: median(fine.map(({ lng }) => lng)) };
  const limitM = Math.max(3 * 1.4826 * median(fine.map((fix) => distanceM(fix, centre))), median(fine.map(({ accuracyM }) => accuracyM)));
  const near = fine.filter((fix) => distanceM(fix, centre) <= limitM);
  const bestM = Math.min(...near.map(({ accuracyM }) => accuracyM));
  const used = near.filter(({ accuracyM }) => accuracyM <= 2 * bestM);

  // A reading that claims no error at all counts as one of a metre.
  const weights = used.map(({ accuracyM }) => 1 / Math.max(1, accuracyM) ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // Summed from the median point, since degrees of 119 leave fewer digits for centimetres.
  const mean = (of: (fix: Fix) => number) => used.reduce((sum, fix, i) => sum + of(fix) * weights[i]!, 0) / total;
  const point = { lat: centre.lat + mean(({ lat }) => lat - centre.lat), lng: centre.lng + mean(({ lng }) => lng - centre.lng) };
  const spreadM = Math.max(...used.map((fix) => distanceM(fix, point)));
  // The errors of successive satellite readings are correlated: they share satellites, atmosphere and reflecting walls for
  // minutes. The mean of n is therefore not √n times better, and no better accuracy is claimed than the best reading's own;
  // nor a better one than the readings agree to.
  return { ...point, accuracyM: Math.max(bestM, spreadM), spreadM, used };
}
