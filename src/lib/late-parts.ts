// What modules that are loaded late put into a page.
type TrustedTypes = { createPolicy(name: string, rules: { createHTML(html: string): string }): { createHTML(html: string): string } };
// The response headers forbid every page but those with a map to make HTML of text, except by this name (Trusted Types); other browsers know no such thing.
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('rongji', { createHTML: (html) => html });

/** Fills an element with HTML that is written in our own source; nothing of a reader's or of a file may be in it. */
export function fillWith(element: Element, html: string): void {
  element.innerHTML = policy ? policy.createHTML(html) : html;
}

/** Adds a style sheet that only a lazily loaded module needs; resolves when it applies, or cannot be had. */
export const loadStyle = (address: string): Promise<void> =>
  new Promise((done) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = address;
    link.onload = link.onerror = () => done();
    document.head.append(link);
  });
