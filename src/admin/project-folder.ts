// The folder that is chosen in the browser has to be this project's.

type Picker = (options?: { id?: string; mode?: 'readwrite' }) => Promise<FileSystemDirectoryHandle>;

/** Lets the folder of the project be chosen, with a repository in it or without; any other is refused in words. */
export function chooseProject(): void {
  const own = window as unknown as { showDirectoryPicker?: Picker };
  const picker = own.showDirectoryPicker?.bind(window);
  if (!picker) return;
  own.showDirectoryPicker = async () => {
    const folder = await picker({ id: 'rongji', mode: 'readwrite' });
    // What is missing throws by a name for which the editor has words.
    await folder.getFileHandle('site.config.ts');
    await folder.getDirectoryHandle('content');
    const open = folder.getDirectoryHandle.bind(folder);
    // The editor asks for a repository to be sure of the folder; we are sure already.
    Object.defineProperty(folder, 'getDirectoryHandle', { value: (name: string, options?: FileSystemGetDirectoryOptions) => (name === '.git' ? Promise.resolve(folder) : open(name, options)) });
    return folder;
  };
}
