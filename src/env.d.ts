declare namespace App {
  interface Locals {
    /** Number of each fact on the page, by fact id. */
    citations?: Map<string, number>;
  }
}
