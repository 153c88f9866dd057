// Prints what is wrong in site.config.ts as JSON; a process of its own, as a module is read once in a process.
import { readSettingsOrProblems } from '../settings-problems.ts';

const read = await readSettingsOrProblems();
console.log(JSON.stringify('problems' in read ? read.problems : []));
