// Writing a file so that it is there whole or not at all.
import { randomUUID } from 'node:crypto';
import { constants, copyFile, link, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Writes a file beside its place, in a folder that is made where it is missing, then puts it there in one step; with `fresh` it throws EEXIST for a file that is there already. */
export async function writeWhole(file: string, text: string, { fresh = false } = {}): Promise<void> {
  // Content readers and Astro pass over names that begin with a dot.
  const aside = join(dirname(file), `.${basename(file)}.${randomUUID().slice(0, 8)}`);
  await mkdir(dirname(file), { recursive: true });
  try {
    const handle = await open(aside, 'wx');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // A rename would replace what somebody wrote meanwhile; a link does not.
    if (fresh)
      await link(aside, file).catch((error: NodeJS.ErrnoException) => {
        // Sticks and shares may know no links.
        if (error.code === 'EEXIST') throw error;
        return copyFile(aside, file, constants.COPYFILE_EXCL);
      });
    else await rename(aside, file);
  } finally {
    await rm(aside, { force: true });
  }
}
