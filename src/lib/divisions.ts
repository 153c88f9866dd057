// The statistics bureau's codes of divisions: 6 digits (province 350000, city 350800, county 350823), 9 (township), 12 (village).

/** A division with its code and name. */
export type Division = { code: string; name: string };

/** The digits that all divisions below this one begin with: "350000" → "35", "350800" → "3508", longer codes whole. */
export const divisionPrefix = (code: string) => (code.length === 6 ? code.replace(/(00){1,2}$/, '') : code);

/** Code of the division above, or undefined for a province. */
export function divisionAbove(code: string): string | undefined {
  const prefix = divisionPrefix(code);
  if (prefix.length > 6) return prefix.slice(0, prefix.length - 3);
  return prefix.length > 2 ? prefix.slice(0, -2).padEnd(6, '0') : undefined;
}

/** The division and all above it, the narrowest first: village, township, county, city, province. */
export function divisionChain(code: string): string[] {
  const above = divisionAbove(code);
  return [code, ...(above ? divisionChain(above) : [])];
}

const levels: Record<number, string> = { 2: '省', 4: '市', 6: '县', 9: '乡', 12: '村' };
/** The level of a code: 省, 市, 县, 乡 (township, town or street) or 村 (village or community). */
export const divisionLevel = (code: string) => levels[divisionPrefix(code).length]!;

/** The divisions one step below, in the order given. */
export const divisionsBelow = (divisions: Division[], code: string) => divisions.filter((one) => divisionAbove(one.code) === code);
