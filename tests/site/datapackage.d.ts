// What the tests use of the package, which has no types of its own.
declare module 'datapackage' {
  type Problem = Error & { errors?: Problem[]; rowNumber?: number };
  type Resource = { name: string; tabular: boolean; read(options: { keyed?: boolean; relations?: boolean; forceCast?: boolean }): Promise<unknown[]> };
  export class Package {
    static load(descriptor: object, options: { basePath: string }): Promise<Package>;
    valid: boolean;
    errors: Problem[];
    resources: Resource[];
  }
  const all: { Package: typeof Package };
  export default all;
}
