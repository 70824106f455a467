import type { ShippedPackage } from './shipped-packages.mjs';

/** The part of a CycloneDX document that is read here. */
export type Bom = {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly metadata: { readonly component: { readonly 'bom-ref': string; readonly name: string } };
  readonly components: readonly {
    readonly 'bom-ref': string;
    readonly name: string;
    readonly version: string;
    readonly scope?: string;
    readonly components?: readonly { readonly name: string }[];
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
};

export function installedBom(root: string): Bom;
export function shippedBom(installed: Bom, packages: readonly ShippedPackage[], electronVersion: string): Bom;
