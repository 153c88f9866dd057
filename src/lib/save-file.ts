/** Hands a file to the browser to save; used in the browser. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Some phones begin to read the file only after the reader has confirmed.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Hands a text to the browser as a CSV file to save; used in the browser. */
export const saveCsv = (name: string, text: string): void => saveFile(name, new Blob([text], { type: 'text/csv;charset=utf-8' }));
