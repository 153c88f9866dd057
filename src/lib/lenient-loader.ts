// Loaders for writing: a file with a mistake leaves its entry as it last was, and the preview says what is wrong. A build stops instead.
import { relative, resolve } from 'node:path';
import type { Loader, LoaderContext } from 'astro/loaders';

type EntryType = { getEntryInfo(file: unknown): Promise<{ data: Record<string, unknown>; body: string; slug: string; rawData: string }> };
/** What Astro hands to its own loaders besides what it tells of. */
type Context = LoaderContext & { entryTypes: Map<string, EntryType> };

/** Stands for an entry that could not be read. */
const unread: Record<string, unknown> = {};
const orUnread = async <T>(read: () => Promise<T>, instead: T): Promise<T> => {
  try {
    return await read();
  } catch {
    return instead;
  }
};

/** The loader, forgiving while somebody writes; entries kept from another folder than `folder` are forgotten. */
export function lenient(loader: Loader, folder: string): Loader {
  return {
    ...loader,
    async load(given) {
      const context = given as Context;
      const { store } = context;
      const here = `${relative('.', resolve(folder)).replaceAll('\\', '/')}/`;
      // Astro knows an unchanged text again wherever it lies, and would ask for the file where it lay before.
      for (const [id, { filePath }] of store.entries()) if (filePath && !filePath.startsWith(here)) store.delete(id);
      if (!import.meta.env.DEV) return loader.load(given);
      const forgiving: Context = {
        ...context,
        entryTypes: new Map([...context.entryTypes].map(([name, type]) => [name, { ...type, getEntryInfo: (file: unknown) => orUnread(() => type.getEntryInfo(file), { data: unread, body: '', slug: '', rawData: '' }) }])),
        parseData: async (entry) => (entry.data === unread ? entry.data : orUnread(() => context.parseData(entry), unread as typeof entry.data)),
        store: { ...store, set: (entry) => entry.data !== unread && store.set(entry) },
      };
      return loader.load(forgiving);
    },
  };
}
