/** Writes what a packed application contains into its folder of resources: THIRD-PARTY-NOTICES.txt and sbom.cdx.json. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listPackage } from '@electron/asar';
import { noticesText } from './notices.mjs';
import { installedBom, shippedBom } from './sbom.mjs';
import { bundledPackages, describePackages, packedPackages } from './shipped-packages.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** `resources`: the folder with app.asar. What the archive lists is what ships, with what was bundled into its files. */
export function listContents(resources) {
  const files = listPackage(join(resources, 'app.asar'), { isPack: false });
  const packages = describePackages(root, [...bundledPackages(join(root, 'out')), ...packedPackages(files)]);
  const notices = noticesText(packages, join(root, 'build/release/licences'));
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8'));
  const bom = shippedBom(installedBom(root), packages, version);
  writeFileSync(join(resources, 'THIRD-PARTY-NOTICES.txt'), notices);
  writeFileSync(join(resources, 'sbom.cdx.json'), `${JSON.stringify(bom, null, 2)}\n`);
}
