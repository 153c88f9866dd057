/** Adds a style sheet that only a lazily loaded module needs; resolves when it applies, or cannot be had. */
export const loadStyle = (address: string): Promise<void> =>
  new Promise((done) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = address;
    link.onload = link.onerror = () => done();
    document.head.append(link);
  });
