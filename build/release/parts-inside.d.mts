import type { ShippedPackage } from './shipped-packages.mjs';

export type PartsInside = {
  readonly title: string;
  readonly sources: string;
  readonly parts: Readonly<
    Record<
      string,
      { readonly licence: readonly string[]; readonly copyright: string; readonly sources: string }
    >
  >;
};

export function partsInside(described: ShippedPackage): PartsInside | null;
