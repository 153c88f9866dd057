// One paper-cut a kind, on a sheet of 48 by 48: shapes that are cut out (an inner outline is a hole), and lines.
import type { Kind } from '../kinds.ts';

/** `spun` are shapes repeated about the middle, at angles in degrees. */
export type Mark = { cut?: string; line?: string; spun?: { path: string; angles: number[] }[] };

const round = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + (360 / count) * i);

export const kindMarks: Record<Kind | 'visits', Mark> = {
  // An enamel mug with its lid, a sprig cut into it.
  veterans: {
    cut: 'M20.500 5.500a3.500 3.500 0 0 1 7 0L26.500 9q7.500 0 9.500 4H12q2-4 9.500-4ZM13 15h22v23q0 5-5 5H18q-5 0-5-5ZM23.200 40h1.600V20h-1.600ZM22 23q-5 0-6-4.500Q21 18 22 23ZM26 23q5 0 6-4.500Q27 18 26 23ZM22 30q-5 0-6-4.500Q21 25 22 30ZM26 30q5 0 6-4.500Q27 25 26 30ZM22 37q-5 0-6-4.500Q21 32 22 37ZM26 37q5 0 6-4.500Q27 32 26 37Z',
    line: 'M36 20q8-1 8 7t-8 9',
  },
  // A chrysanthemum.
  memorials: {
    spun: [
      { path: 'M24 16Q27.500 10 26 4.500Q24 2 22 4.500Q20.500 10 24 16Z', angles: round(12) },
      { path: 'M24 21Q26.500 16 24 11Q21.500 16 24 21Z', angles: round(12, 15) },
    ],
    cut: 'M24 20a4 4 0 1 0 .1 0Z',
  },
  // An arched door under a tiled roof.
  heritage: {
    cut: 'M24 3q3 5 9 7t13 1q-2 7-9 7v3H11v-3q-7 0-9-7 7 1 13-1t9-7ZM23.300 8h1.400v9h-1.400ZM16.500 12l1.300-.700.7 5.700h-1.400ZM31.500 12l-1.300-.700-.7 5.700h1.400ZM12 23h24v17H12ZM17 40V33a7 7 0 0 1 14 0v7ZM19 40V33a5 5 0 0 1 4.300-5V40ZM29 40V33a5 5 0 0 0-4.300-5V40ZM6 42h36v3H6Z',
  },
  // A knot that ties several threads.
  practices: {
    cut: 'M24 9 37 22 24 35 11 22ZM24 12.500 20.500 16 24 19.500 27.500 16ZM18.500 18 15 21.500 18.500 25 22 21.500ZM29.500 18 26 21.500 29.500 25 33 21.500ZM24 24 20.500 27.500 24 31 27.500 27.500ZM22 36h4l1.500 10h-7Z',
    line: 'M24 9V3M36 22q5-5 8 0-3 5-8 0M12 22q-5-5-8 0 3 5 8 0M31 15q-1-6 4-6t4 4-7 3M17 15q1-6-4-6t-4 4 7 3M31 29q-1 6 4 6t4-4-7-3M17 29q1 6-4 6t-4-4 7-3',
  },
  // A list with a tick.
  guides: {
    cut: 'M9 3h21l9 9v33H9ZM11 5v38h26V14H28V5ZM13 7h13v9h9v25H13ZM16 12h7v2h-7ZM16 19h15v2H16ZM16 25h11v2H16ZM18.500 33l2.200-2 3.300 3.400L31.300 26l2.200 2L24 38.600Z',
  },
  // A lantern over a door.
  stations: {
    cut: 'M19 8h10v4H19ZM19 36h10v4H19ZM18 13.500h12q11 3.500 11 10.500T30 34.500H18Q7 31 7 24T18 13.500ZM17 15.500q-3.500 3-3.500 8.500t3.500 8.500l1.500-.500q-3-3-3-8t3-8ZM31 15.500q3.500 3 3.500 8.500t-3.500 8.500l-1.500-.500q3-3 3-8t-3-8ZM23 15.500h2v17h-2Z',
    line: 'M24 8V3M21 41v4M24 41v5M27 41v4',
  },
  // Hills and a river.
  regions: {
    cut: 'M38 4a5 5 0 1 0 .1 0ZM2 34 15 12q3-5 6 0l6 10 4-6q3-4 6 0l9 18q-5.500-3-11 0t-11 0-11 0-11 0ZM18 15l-7.500 13.500 1.800 1L18 20l3.500 6.500 1.800-1ZM34 20l-4 6.500 1.600 1L34 24l4 6 1.600-1ZM2 37.500q5.500 3 11 0t11 0 11 0 11 0v4q-5.500-3-11 0t-11 0-11 0-11 0Z',
  },
  // A calendar with a blossom.
  observances: {
    cut: 'M8 8h32q2 0 2 2v5H6v-5q0-2 2-2ZM13.500 9.500v3h3v-3ZM31.500 9.500v3h3v-3ZM6 17h36v25q0 2-2 2H8q-2 0-2-2ZM20.5 24.2a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0ZM26.5 28.6a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0ZM24.2 35.6a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0ZM16.8 35.6a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0ZM14.5 28.6a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0Z',
    line: 'M15 9V4M33 9V4',
  },
  // A book bound with thread.
  sources: {
    cut: 'M9 4h30v36H9ZM15 5.500v33h1.600v-33ZM10.500 10h4.500v1.600h-4.500ZM10.500 18h4.500v1.600h-4.500ZM10.500 26h4.500v1.600h-4.500ZM10.500 34h4.500v1.600h-4.500ZM28 8h7v19h-7ZM29.600 9.600h3.800v15.800h-3.800ZM12 42h29V8h2.500v36.500H12Z',
  },
  // A schoolbag.
  visits: {
    cut: 'M17 11h14q5 0 5 5v9q-12 5-24 0v-9q0-5 5-5ZM12 27.500q3.500 1.500 9 2V33h6v-3.500q5.500-.500 9-2V41q0 3-3 3H15q-3 0-3-3ZM16 35.500v5h16v-5ZM7 26h3.500v16q-5 0-5-4.500v-9q0-2 1.500-2.500ZM41 26h-3.500v16q5 0 5-4.500v-9q0-2-1.500-2.500ZM20 16h8v2h-8Z',
    line: 'M19 10V8q0-4 5-4t5 4v2',
  },
};
