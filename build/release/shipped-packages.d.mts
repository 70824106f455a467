export type ShippedPackage = {
  readonly name: string;
  readonly version: string;
  /** As in its package.json, such as `MIT`. */
  readonly licence: string;
  readonly folder: string;
};

export function bundledPackages(out: string): readonly string[];
export function packedPackages(files: readonly string[]): readonly string[];
export function describePackages(root: string, paths: readonly string[]): readonly ShippedPackage[];
