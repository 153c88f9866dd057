// What modules that are loaded late put into a page.
type Policy = { createHTML(html: string): string; createScriptURL(address: string): string };
type TrustedTypes = { createPolicy(name: string, rules: Policy): Policy };
// The response headers forbid every page but those with a map to make HTML or a script's address of text, except by this name (Trusted Types); other browsers know no such thing.
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('rongji', { createHTML: (html) => html, createScriptURL: (address) => address });

/** Fills an element with HTML that is written in our own source; nothing of a reader's or of a file may be in it. */
export function fillWith(element: Element, html: string): void {
  element.innerHTML = policy ? policy.createHTML(html) : html;
}

/** The address of the site's own service worker, as a page may register it. */
export const workerAddress = (root: string, name: string): string => (policy ? policy.createScriptURL(root + name) : root + name);

/** Adds a style sheet that only a lazily loaded module needs; resolves when it applies, or cannot be had. */
export const loadStyle = (address: string): Promise<void> =>
  new Promise((done) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = address;
    link.onload = link.onerror = () => done();
    document.head.append(link);
  });
