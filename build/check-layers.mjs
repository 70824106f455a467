/** Fails when a file imports against the direction of ARCHITECTURE.md, or an outside library away from its one importer. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Our folders each folder may import from (itself is always allowed). The longest matching prefix counts. */
const OURS = {
  core: [],
  models: ['core'],
  training: ['core', 'models'],
  'electron/main': ['core/rpc', 'core/errors.ts'],
  'electron/preload': ['core/rpc'],
  electron: ['core', 'models', 'training'],
  renderer: ['core/rpc', 'core/geo', 'core/style', 'core/errors.ts'],
  build: ['core', 'models', 'electron'],
  test: ['core', 'models', 'training', 'electron', 'renderer', 'build'],
};

/** Outside packages each folder may import; `node:` stands for all built-ins. */
const OUTSIDE = {
  core: [],
  'core/raster': ['geotiff'],
  models: [],
  training: [],
  'electron/main': ['electron', 'node:'],
  'electron/preload': ['electron'],
  electron: ['node:'],
  'electron/core-process/host': ['node:', 'sharp', 'gdal3.js', 'zstddec', 'lerc'],
  'electron/engine-process': ['node:', 'onnxruntime-node'],
  'electron/host': ['node:', 'ws'],
  renderer: [
    'react',
    'react-dom',
    'react-aria-components',
    'flexlayout-react',
    'zustand',
    '@tanstack/',
    'lucide-react',
  ],
  'renderer/map': ['ol', 'react', 'react-dom'],
  build: ['*'],
  test: ['*'],
};

const longestPrefix = (table, path) =>
  Object.keys(table)
    .filter((prefix) => path === prefix || path.startsWith(`${prefix}/`))
    .sort((a, b) => b.length - a.length)[0];

const inside = (path, folder) => path === folder || path.startsWith(`${folder}/`);
const isPackage = (name, allowed) =>
  allowed.some(
    (a) => a === '*' || name === a || name.startsWith(a.endsWith('/') || a.endsWith(':') ? a : `${a}/`),
  );

// Threads of the host are plain JavaScript; they import native packages too.
const sources = ['*.ts', '*.tsx', '*.mts', 'electron/core-process/*.mjs'];
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...sources], { encoding: 'utf8' })
  .split('\n')
  .filter((f) => f && longestPrefix(OURS, f));
const faults = [];
for (const file of files) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') continue;
    throw error;
  }
  const layer = longestPrefix(OURS, file);
  const top = layer.split('/')[0];
  const outsideAllowed = OUTSIDE[longestPrefix(OUTSIDE, file)];
  for (const [, from, bare, dynamic] of text.matchAll(
    /^(?:import|export)\s[^;'"`]*?\bfrom\s*['"]([^'"]+)['"]|^import\s*['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]/gm,
  )) {
    const specifier = from ?? bare ?? dynamic;
    if (specifier.startsWith('.')) {
      const target = normalize(join(dirname(file), specifier.split('?')[0]));
      const allowed = [layer, ...OURS[layer]];
      if (layer === top || !inside(target, top) || inside(target, layer)) {
        if (!allowed.some((folder) => inside(target, folder)) && !/\.(css|json|wasm)$/.test(target))
          faults.push(`${file}: ${layer} may not import ${target}`);
      } else if (!allowed.some((folder) => inside(target, folder)))
        faults.push(`${file}: ${layer} may not import ${target}`);
    } else if (!isPackage(specifier, outsideAllowed))
      faults.push(`${file}: package ${specifier} may not be imported here`);
  }
}
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`layers: ${files.length} files keep the direction`);
