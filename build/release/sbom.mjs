/** Writes a CycloneDX list of what an application contains (`npm sbom`, reduced to the shipped packages), with the libraries inside them. */
import { spawnSync } from 'node:child_process';
import { partsInside } from './parts-inside.mjs';

/** CycloneDX document of everything that is installed in `root`, the packages of development included. */
export function installedBom(root) {
  const shell = process.platform === 'win32';
  // Bundled packages are those of development, which npm leaves out where NODE_ENV is production, as after a build.
  const { status, stdout, stderr } = spawnSync(
    'npm',
    ['sbom', '--sbom-format', 'cyclonedx', '--include=dev'],
    {
      cwd: root,
      shell,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  if (status !== 0) throw new Error(`npm sbom failed: ${stderr}`);
  return JSON.parse(stdout);
}

/** The document reduced to `packages` (see `describePackages`), Electron, and what is compiled into them. */
export function shippedBom(installed, packages, electronVersion) {
  const keys = new Set([...packages, { name: 'electron', version: electronVersion }].map(keyOf));
  const components = installed.components.filter((component) => keys.has(keyOf(component)));
  const missing = [...keys].filter((key) => !components.some((component) => keyOf(component) === key));
  if (missing.length > 0) throw new Error(`npm sbom does not list ${missing.join(', ')}: run npm ci`);
  const kept = new Set(components.map((component) => component['bom-ref']));
  const root = installed.metadata.component['bom-ref'];
  return {
    ...installed,
    components: components.map((component) => withParts(shipped(component), packages)),
    dependencies: installed.dependencies
      .filter(({ ref }) => kept.has(ref) || ref === root)
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => kept.has(each)) })),
  };
}

function keyOf({ group, name, version }) {
  return `${group ? `${group}/` : ''}${name}@${version}`;
}

/** A package of development that is bundled is part of the product. */
function shipped({ properties = [], ...component }) {
  const kept = properties.filter(({ name }) => name !== 'cdx:npm:package:development');
  return { ...component, scope: 'required', ...(kept.length > 0 && { properties: kept }) };
}

function withParts(component, packages) {
  const described = packages.find((each) => keyOf(each) === keyOf(component));
  const inside = described === undefined ? null : partsInside(described);
  if (inside === null) return component;
  const components = Object.entries(inside.parts).map(([name, { licence, copyright, sources }]) => ({
    type: 'library',
    'bom-ref': `${component['bom-ref']}#${name}`,
    name,
    copyright,
    ...(licence.length > 0 && { licenses: licence.map((id) => ({ license: { name: id } })) }),
    externalReferences: [{ type: 'vcs', url: sources }],
  }));
  return { ...component, components };
}
