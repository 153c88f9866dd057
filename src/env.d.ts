declare namespace App {
  interface Locals {
    /** Number of each fact on the page, by fact id. */
    citations?: Map<string, number>;
    /** The entry whose body the page renders; its blocks ask it for chapters and places. */
    entry?: import('astro:content').CollectionEntry<import('./kinds.ts').PageKind>;
  }
}
