/**
 * Bundles the application into out/: `node build/build.mjs [--force]`.
 * Node side: out/{main,core,engine,server,cli,installed-cli}/index.js, shared parts in out/chunks; threads: out/worker/*.js; preload: out/preload/index.cjs;
 * page: out/renderer, one for each language. A part whose inputs have not changed since its last build is skipped.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { lercBeside } from './vite/lerc-beside.mjs';
import { olWithoutDefaults } from './vite/ol-without-defaults.mjs';
import { olWorkerAsFile } from './vite/ol-worker-as-file.mjs';
import { oneLanguage, WRITTEN_LANGUAGE } from './vite/one-language.mjs';
import { threadEntries } from './vite/thread-entries.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const out = join(root, 'out');
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Only native packages and the modules of Node and Electron stay outside the bundle. */
const external = [
  'electron',
  /^node:/,
  ...builtinModules,
  ...Object.keys(packageJson.dependencies).map((name) => new RegExp(`^${name}(/|$)`)),
];

const sources = {
  main: 'electron/main/index.ts',
  core: 'electron/app/process/main.ts',
  engine: 'electron/engine/main.ts',
  server: 'electron/server/index.ts',
  cli: 'electron/cli/index.ts',
  'installed-cli': 'electron/cli/installed.ts',
};

const threads = ['codec-worker', 'gdal-worker', 'jp2-worker', 'parquet-worker'];

const parts = [
  {
    name: 'node',
    folders: ['core', 'models', 'training', 'electron'],
    /** Folders of the part in out/. */
    outputs: ['main', 'core', 'engine', 'server', 'cli', 'installed-cli', 'chunks'],
    config: (outDir) => ({
      ssr: { noExternal: true, target: 'node' },
      plugins: [threadEntries()],
      build: {
        ssr: true,
        target: 'node20',
        outDir,
        minify: false,
        rolldownOptions: {
          input: Object.fromEntries(
            Object.entries(sources)
              .filter(([, file]) => existsSync(join(root, file)))
              .map(([name, file]) => [`${name}/index`, join(root, file)]),
          ),
          external,
          // Every file must be one folder deep for thread-entries.mjs.
          output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
        },
      },
    }),
  },
  {
    name: 'worker',
    folders: ['core', 'electron/node'],
    outputs: ['worker'],
    config: (outDir) => ({
      ssr: { noExternal: true, target: 'node' },
      plugins: [lercBeside()],
      build: {
        ssr: true,
        target: 'node20',
        outDir,
        minify: false,
        rolldownOptions: {
          input: Object.fromEntries(
            threads.map((name) => [`worker/${name}`, join(root, `electron/node/${name}.mjs`)]),
          ),
          external,
          // The package keeps this folder outside its archive, where nothing is verified: the threads bring all they use.
          output: { entryFileNames: '[name].js', chunkFileNames: 'worker/[name]-[hash].js' },
        },
      },
    }),
  },
  {
    name: 'preload',
    folders: ['core/rpc', 'core/documents', 'electron/preload'],
    outputs: ['preload'],
    config: (outDir) => ({
      ssr: { noExternal: true, target: 'node' },
      build: {
        ssr: true,
        target: 'chrome140',
        outDir,
        minify: false,
        rolldownOptions: {
          input: { 'preload/index': join(root, 'electron/preload/index.ts') },
          external: ['electron'],
          // A sandboxed preload must be one CommonJS file.
          output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
        },
      },
    }),
  },
  {
    name: 'renderer',
    folders: ['core', 'renderer'],
    outputs: ['renderer'],
    config: (outDir) => languages().map((language) => pageConfig(outDir, language)),
  },
];

/** English and each folder of translations. */
function languages() {
  return [
    WRITTEN_LANGUAGE,
    ...readdirSync(join(root, 'renderer/languages')).filter((name) => !name.includes('.')),
  ];
}

function pageConfig(outDir, language) {
  const renderer = join(root, 'renderer');
  const assetsDir = language === WRITTEN_LANGUAGE ? 'assets' : `assets/${language}`;
  return {
    root: renderer,
    base: './',
    plugins: [react(), olWorkerAsFile(), olWithoutDefaults(), oneLanguage(language, renderer)],
    build: {
      target: 'chrome140',
      outDir: join(outDir, 'renderer'),
      assetsDir,
      minify: true,
      assetsInlineLimit: 0,
      // Lists of scripts to fetch ahead would be 3 kB of the first window, and the scripts come from this machine or one nearby.
      modulePreload: {
        polyfill: false,
        resolveDependencies: (_file, needed) => needed.filter((name) => name.endsWith('.css')),
      },
      chunkSizeWarningLimit: 2000,
      rolldownOptions: {
        input: join(renderer, 'index.html'),
        output: {
          chunkFileNames: ({ facadeModuleId, name }) =>
            `${assetsDir}/${panelOf(facadeModuleId) ?? name}-[hash].js`,
          // One file for what the panels share: many small ones compress worse.
          codeSplitting: {
            groups: [{ name: 'shared', test: /[\\/]renderer[\\/]state[\\/]/, minShareCount: 2 }],
          },
        },
      },
    },
  };
}

/** Chunk name of a panel's feature folder, such as `dataset-panel`. */
function panelOf(facade) {
  const feature = /features\/([\w-]+)\/panel\.tsx$/.exec(facade ?? '')?.[1];
  return feature && `${feature}-panel`;
}

const entryOf = {
  node: 'electron',
  worker: 'electron/node/codec-worker.mjs',
  preload: 'electron/preload/index.ts',
  renderer: 'renderer/main.tsx',
};

/** Builds the parts that have changed, all or those named in `only`; returns the names of the parts that were built. */
export async function buildApp({ force = false, only = parts.map(({ name }) => name) } = {}) {
  const built = [];
  for (const part of parts) {
    if (!only.includes(part.name) || !existsSync(join(root, entryOf[part.name]))) continue;
    const digest = digestOf([
      ...part.folders,
      'build/build.mjs',
      'build/vite',
      'package.json',
      'package-lock.json',
    ]);
    const stamp = join(out, `.built-${part.name}`);
    if (!force && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) continue;
    await buildPart(part);
    await writeFile(stamp, digest);
    built.push(part.name);
  }
  return built;
}

/** Builds next to the old files, then swaps folder by folder, so that a failed build keeps the last good one. */
async function buildPart(part) {
  // Another value, inherited from a test runner, would put React's development build into the page.
  process.env.NODE_ENV = 'production';
  const fresh = join(out, `.fresh-${part.name}-${process.pid}`);
  await mkdir(out, { recursive: true });
  try {
    const made = [];
    for (const config of [part.config(fresh)].flat()) made.push(await build(complete(config)));
    await writeFile(
      join(out, bundledPackagesFile(part.name)),
      JSON.stringify(packagesIn(made.flat()), null, 2),
    );
    for (const folder of part.outputs) {
      await rm(join(out, folder), { recursive: true, force: true });
      if (existsSync(join(fresh, folder))) await rename(join(fresh, folder), join(out, folder));
    }
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** File in out/ that lists the npm packages whose code is in the bundles of a part; what is shipped is named in the notices. */
function bundledPackagesFile(part) {
  return `.packages-${part}.json`;
}

/** Paths of the packages below the repository, such as `node_modules/ol`, sorted. */
function packagesIn(outputs) {
  const modules = outputs.flatMap(({ output }) => output).flatMap(({ moduleIds = [] }) => moduleIds);
  const paths = modules
    .map((id) => relative(root, id).replaceAll('\\', '/'))
    .map((id) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0]);
  return [...new Set(paths.filter((path) => path !== undefined))].sort();
}

function complete(config) {
  // The pages of all languages go into one new folder.
  const build = { ...config.build, emptyOutDir: false, reportCompressedSize: false };
  return { configFile: false, root, logLevel: 'warn', publicDir: false, ...config, build };
}

/** Hash of the names, sizes and times of all files under `paths`: changes with a checkout or an edit. */
function digestOf(paths) {
  const digest = createHash('sha256');
  const add = (path) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (!stat) return;
    if (!stat.isDirectory()) digest.update(`${path}\0${stat.size}\0${stat.mtimeMs}\0`);
    else if (path !== 'models/starter' && path !== 'models/calibration')
      for (const name of readdirSync(join(root, path)).sort())
        if (!name.startsWith('.')) add(`${path}/${name}`);
  };
  for (const path of paths) add(path);
  return digest.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  const built = await buildApp({ force: process.argv.includes('--force') });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(built.length > 0 ? `built ${built.join(', ')} in ${seconds} s` : 'out/ is up to date');
}
