// Whether a folder of open data is the Data Package that it says it is.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import datapackage from 'datapackage';

type Descriptor = { resources: { name: string; path: string; format: string; bytes: number; hash: string }[] };
export const readDescriptor = (folder: string) => JSON.parse(readFileSync(join(folder, 'datapackage.json'), 'utf8')) as Descriptor & Record<string, any>;

/** Its errors stand for one alone, or for several. */
const causes = (error: Error & { errors?: Error[] }) => (error.errors?.length ? error.errors : [error]).map(({ message }) => message);

/** What is wrong with a package, in the words of Frictionless' own validator; then what that does not look at: bytes and hashes. Empty when nothing is. */
export async function packageProblems(folder: string): Promise<string[]> {
  const descriptor = readDescriptor(folder);
  const problems: string[] = [];
  // The validator for JavaScript takes the mark at the beginning for a part of the first head; that for Python skips it.
  const unmarked = mkdtempSync(join(tmpdir(), 'rongji-data-'));
  try {
    for (const { path, format, bytes, hash } of descriptor.resources) {
      if (!existsSync(join(folder, path))) {
        problems.push(`${path}: there is no such file`);
        continue;
      }
      const body = readFileSync(join(folder, path));
      if (body.length !== bytes) problems.push(`${path}: ${body.length} bytes, ${bytes} said`);
      if (`sha256:${createHash('sha256').update(body).digest('hex')}` !== hash) problems.push(`${path}: another hash`);
      const marked = body.subarray(0, 3).equals(Buffer.from('efbbbf', 'hex'));
      if (marked !== (format === 'csv')) problems.push(`${path}: ${marked ? 'a' : 'no'} mark at its beginning`);
      writeFileSync(join(unmarked, path), marked ? body.subarray(3) : body);
    }
    const data = await datapackage.Package.load(descriptor, { basePath: unmarked });
    problems.push(...data.errors.map(({ message }) => `datapackage.json: ${message}`));
    for (const resource of data.resources.filter(({ tabular }) => tabular)) {
      const rows = await resource.read({ relations: true, forceCast: true });
      for (const row of rows) if (row instanceof Error) problems.push(...causes(row).map((message) => `${resource.name}: ${message}`));
    }
  } catch (error) {
    problems.push(...causes(error as Error));
  } finally {
    rmSync(unmarked, { recursive: true, force: true });
  }
  return problems;
}
