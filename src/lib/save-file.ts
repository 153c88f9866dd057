/** Hands a text to the browser as a CSV file to save; used in the browser. */
export function saveCsv(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Some phones begin to read the file only after the reader has confirmed.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
