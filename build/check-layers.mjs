/**
 * Fails when a file imports against the direction of ARCHITECTURE.md, when files import each other in a circle (type-only imports
 * count), when an external package is imported outside the folders that may use it, or when ONNX Runtime is loaded elsewhere than in
 * the module that keeps it quiet.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Files in `core` itself, not in one of its folders. */
const BASE = 'core/.';
const APP = (...rooms) => rooms.map((room) => `electron/app/${room}`);
const PAGE = [
  'core/errors.ts',
  'core/rpc',
  'core/documents',
  'core/urls',
  'core/geo',
  'core/style',
  'renderer/ui',
];

/** Our folders that each room may import; its own is always allowed. A file belongs to the room with the longest matching name. */
export const ROOMS = {
  [BASE]: ['core/tensor', 'core/documents'],
  'core/tensor': [BASE],
  'core/bytes': [BASE],
  'core/geo': [BASE, 'core/documents'],
  'core/vector': [BASE, 'core/bytes', 'core/geo', 'core/documents'],
  'core/metrics': [BASE, 'core/documents'],
  'core/documents': [BASE, 'core/tensor'],
  'core/style': ['core/documents'],
  'core/urls': [BASE, 'core/documents'],
  'core/rpc': [BASE, 'core/documents'],
  'core/project': [BASE, 'core/documents'],
  'core/raster': [BASE, 'core/tensor', 'core/bytes', 'core/geo', 'core/documents'],
  'core/search': [
    BASE,
    'core/tensor',
    'core/bytes',
    'core/geo',
    'core/documents',
    'core/raster',
    'core/metrics',
  ],
  'core/collection': [BASE, 'core/documents', 'core/search'],
  'core/portable': [BASE, 'core/documents'],
  'core/change': [BASE, 'core/geo', 'core/documents', 'core/search'],
  'core/team': [BASE, 'core/documents', 'core/search'],
  'core/selo': [BASE, 'core/geo', 'core/documents', 'core/raster', 'core/search'],
  'core/evaluation': [
    BASE,
    'core/bytes',
    'core/geo',
    'core/documents',
    'core/metrics',
    'core/search',
    'core/selo',
    'core/vector',
  ],
  'core/export': [
    BASE,
    'core/tensor',
    'core/bytes',
    'core/geo',
    'core/documents',
    'core/style',
    'core/vector',
    'core/raster',
    'core/search',
    'core/selo',
  ],

  'models/onnx': ['core'],
  'models/checkpoint': ['core'],
  'models/tokenizer': ['core'],
  'models/preprocess': ['core'],
  'models/clip': ['core', 'models/onnx', 'models/checkpoint', 'models/preprocess'],
  'models/siglip': ['core', 'models/onnx', 'models/checkpoint', 'models/preprocess', 'models/clip'],
  'models/encoder': ['core', 'models/tokenizer', 'models/preprocess'],
  'models/folder': [
    'core',
    'models/onnx',
    'models/checkpoint',
    'models/tokenizer',
    'models/preprocess',
    'models/clip',
    'models/siglip',
  ],

  'training/autodiff': ['core', 'models/onnx'],
  'training/loss': ['core', 'models/onnx', 'training/autodiff'],
  'training/optimizer': ['core'],
  'training/dataset': ['core', 'models'],
  'training/step': [
    'core',
    'models',
    'training/autodiff',
    'training/dataset',
    'training/loss',
    'training/optimizer',
  ],
  'training/relevance': ['core', 'models', 'training/autodiff'],
  'training/run': ['core', 'models', 'training'],
  'training/torch': [],

  'electron/node': ['core'],
  'electron/engine': ['core', 'models', 'training', 'electron/node'],
  'electron/app/disk': ['core', 'electron/node'],
  'electron/app/jobs': ['core'],
  'electron/app/web': ['core', 'electron/node', ...APP('disk', 'download', 'scenes')],
  'electron/app/project': ['core', 'electron/node', ...APP('disk', 'scenes')],
  'electron/app/scenes': ['core', 'training/dataset', 'electron/node', ...APP('disk', 'jobs')],
  'electron/app/devices': ['core', 'models', 'electron/engine'],
  'electron/app/models': ['core', 'models', 'electron/engine', ...APP('disk', 'jobs', 'scenes', 'devices')],
  'electron/app/download': ['core', 'models', 'electron/node', ...APP('disk', 'jobs', 'models')],
  'electron/app/datasets': ['core', 'training', 'electron/node', ...APP('disk', 'jobs', 'scenes')],
  'electron/app/search': ['core', 'models', ...APP('disk', 'jobs', 'scenes', 'models')],
  'electron/app/collections': ['core', ...APP('disk', 'jobs', 'scenes', 'models', 'search')],
  'electron/app/change': [
    'core',
    'electron/node',
    ...APP('disk', 'scenes', 'models', 'search', 'collections', 'export'),
  ],
  'electron/app/embeddings': [
    'core',
    'electron/node',
    ...APP('disk', 'scenes', 'models', 'search', 'collections', 'export'),
  ],
  'electron/app/export': [
    'core',
    'electron/node',
    ...APP('disk', 'project', 'scenes', 'models', 'datasets', 'search'),
  ],
  'electron/app/runs': [
    'core',
    'models',
    'training',
    'electron/engine',
    ...APP('disk', 'jobs', 'scenes', 'models'),
  ],
  'electron/app/evaluation': [
    'core',
    'models',
    'training',
    ...APP('disk', 'jobs', 'scenes', 'models', 'search'),
  ],
  'electron/app/process': [
    'core',
    'models',
    'electron/node',
    'electron/engine',
    'electron/app',
    'electron/team',
  ],
  'electron/server': ['core', 'electron/engine', 'electron/app'],
  'electron/team': ['core', ...APP('scenes', 'models', 'search', 'collections')],
  'electron/cli/print': ['core', 'training', 'electron/app'],
  'electron/cli/commands': [
    'core',
    'models',
    'training',
    'electron/node',
    'electron/engine',
    'electron/app',
    'electron/server',
    'electron/team',
    'electron/cli/print',
  ],
  'electron/cli': ['core', 'electron/engine', 'electron/app', 'electron/cli', 'build/build.mjs'],
  'electron/main': [
    'core/errors.ts',
    'core/documents',
    'core/urls',
    'core/rpc',
    'electron/app/disk/data-folder.ts',
    'electron/engine/quiet-environment.ts',
  ],
  'electron/preload': ['core/documents', 'core/rpc'],

  'renderer/ui': ['core/documents', 'core/urls', 'core/style'],
  'renderer/map': ['core/documents', 'core/urls', 'core/geo', 'core/style'],
  'renderer/dock': [],
  'renderer/shell': ['core/errors.ts', 'core/documents', 'core/rpc'],
  'renderer/state': [...PAGE, 'core/serial-queue.ts', 'renderer/map', 'renderer/dock'],
  'renderer/commands': [...PAGE, 'renderer/dock', 'renderer/state'],
  'renderer/features': [
    ...PAGE,
    'core/serial-queue.ts',
    'renderer/map',
    'renderer/dock',
    'renderer/state',
    'renderer/commands',
  ],
  'renderer/window': [...PAGE, 'renderer'],
  'renderer/languages': ['core/documents', 'renderer'],
  renderer: ['renderer', ...PAGE],

  build: ['core', 'models', 'electron'],
  test: ['core', 'models', 'training', 'electron', 'renderer', 'build'],
};

/** External packages that each folder or file may import; `node:` stands for all built-ins. */
const OUTSIDE = {
  core: [],
  'core/portable': ['hyparquet', 'hyparquet-writer'],
  models: [],
  training: [],
  electron: ['node:'],
  'training/torch': ['node:'],
  'electron/main': ['electron', 'node:'],
  'electron/preload': ['electron'],
  'electron/node': [
    'node:',
    'sharp',
    'gdal3.js',
    '@cornerstonejs/codec-openjpeg',
    'zstddec',
    'lerc',
    'hyparquet',
  ],
  'electron/engine': ['node:', 'onnxruntime-node'],
  'electron/server': ['node:', 'ws'],
  'electron/team': ['node:', 'pg', 'pg-boss', 'pg-connection-string', 'pg-copy-streams'],
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

/**
 * The only files that may load ONNX Runtime, tests included. It reports to its maker unless the environment says otherwise before its
 * library is loaded.
 */
const RUNTIME_LOADERS = ['electron/engine/onnx-runtime.ts', 'training/torch/starter/teacher_worker.mjs'];
const LOADS_RUNTIME = /(?:\bfrom|\bimport|\()\s*['"]onnxruntime-node['"/]/;
const REQUIRES_RUNTIME = /\(\s*['"]onnxruntime-node['"/]/;
const QUIETS_RUNTIME =
  /^(?:Object\.assign\(process\.env, QUIET_ENVIRONMENT\)|process\.env\.ORT_DISABLE_TELEMETRY = '1');/m;
const IMPORTS_RUNTIME =
  /^(?:import|export)\s+(?!type\b)[^;'"`]*?\bfrom\s*['"]onnxruntime-node['"/]|^import\s*['"]onnxruntime-node/m;

const IMPORT =
  /^(?:import|export)\s[^;'"`]*?\bfrom\s*['"]([^'"]+)['"]|^import\s*['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]/gm;
const CODE = /\.(ts|tsx|mts|mjs)$/;

const inside = (path, folder) =>
  folder === BASE
    ? /^core\/[^/]+$/.test(path)
    : path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
const isPackage = (name, allowed) =>
  allowed.some(
    (each) => each === '*' || name === each || name.startsWith(/[/:]$/.test(each) ? each : `${each}/`),
  );
const longest = (table, path) =>
  Object.keys(table)
    .filter((name) => inside(path, name))
    .sort((a, b) => b.length - a.length)[0];

/** Imports of a file: package names as written, our files as paths from the root. */
function importsOf(file, text) {
  return [...text.matchAll(IMPORT)].map(([, from, bare, dynamic]) => {
    const specifier = from ?? bare ?? dynamic;
    return specifier.startsWith('.')
      ? { path: posix.normalize(posix.join(posix.dirname(file), specifier.split('?')[0])) }
      : { name: specifier };
  });
}

/** What is wrong with the way a file loads ONNX Runtime; none for a file that does not. */
export function runtimeFaults(file, text) {
  if (!LOADS_RUNTIME.test(text)) return [];
  if (!RUNTIME_LOADERS.includes(file))
    return [
      `${file}: import electron/engine/onnx-runtime.ts instead of onnxruntime-node, which it keeps quiet`,
    ];
  if (IMPORTS_RUNTIME.test(text))
    return [`${file}: an import of onnxruntime-node runs before the environment is set: use require`];
  // Type imports may come first.
  const before = text.slice(0, text.search(REQUIRES_RUNTIME));
  return QUIETS_RUNTIME.test(before)
    ? []
    : [`${file}: set QUIET_ENVIRONMENT, or ORT_DISABLE_TELEMETRY, before onnxruntime-node is loaded`];
}

/** Groups of files that import each other, by Tarjan's strongly connected components. */
export function circles(graph) {
  const seen = new Map();
  const open = [];
  const found = [];
  const visit = (file) => {
    const node = { index: seen.size, low: seen.size, isOpen: true };
    seen.set(file, node);
    open.push(file);
    for (const next of graph.get(file) ?? []) {
      const known = seen.get(next);
      if (known === undefined) node.low = Math.min(node.low, visit(next).low);
      else if (known.isOpen) node.low = Math.min(node.low, known.index);
    }
    if (node.low === node.index) {
      const group = open.splice(open.indexOf(file));
      for (const each of group) seen.get(each).isOpen = false;
      if (group.length > 1) found.push(group.sort());
    }
    return node;
  };
  for (const file of graph.keys()) if (!seen.has(file)) visit(file);
  return found;
}

function check() {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' }).split(
    '\n',
  );
  const gone = new Set(execFileSync('git', ['ls-files', '-d'], { encoding: 'utf8' }).split('\n'));
  const files = listed.filter((file) => CODE.test(file) && !gone.has(file) && /\//.test(file));
  const faults = [];
  const graph = new Map();
  for (const file of files) {
    const room = longest(ROOMS, file);
    const packages = longest(OUTSIDE, file);
    if (room === undefined || packages === undefined) {
      faults.push(`${file}: is in no folder listed in build/check-layers.mjs`);
      continue;
    }
    const text = readFileSync(file, 'utf8');
    faults.push(...runtimeFaults(file, text));
    const targets = importsOf(file, text);
    graph.set(file, new Set(targets.flatMap(({ path }) => (path && CODE.test(path) ? [path] : []))));
    for (const { path, name } of targets) {
      if (path === undefined) {
        if (!isPackage(name, OUTSIDE[packages]))
          faults.push(`${file}: package ${name} may not be imported here`);
      } else if (
        CODE.test(path) &&
        longest(ROOMS, path) !== room &&
        !ROOMS[room].some((each) => inside(path, each))
      )
        faults.push(`${file}: ${room} may not import ${path}`);
    }
  }
  for (const group of circles(graph)) faults.push(`these files import each other: ${group.join(', ')}`);
  return { files: files.length, faults };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files, faults } = check();
  if (faults.length > 0) {
    console.error(faults.join('\n'));
    process.exit(1);
  }
  console.log(`layers: ${files} files follow the import directions, without circles`);
}
