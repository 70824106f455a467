import type { ShippedPackage } from './shipped-packages.mjs';

export function noticesText(packages: readonly ShippedPackage[], licences: string): string;
