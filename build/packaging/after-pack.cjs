/**
 * Stops packaging unless the package contains exactly the target's native libraries: a wrong one would fail only on the user's machine.
 * Then lists what the package contains, with its licences.
 */
const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const PLATFORMS = { darwin: 'darwin', mas: 'darwin', win32: 'win32', linux: 'linux' };

/** Indexed by electron-builder's Arch numbers. */
const ARCHITECTURES = ['ia32', 'x64', 'armv7l', 'arm64', 'universal'];

exports.default = async ({ appOutDir, electronPlatformName, arch, packager }) => {
  const platform = PLATFORMS[electronPlatformName];
  const architecture = ARCHITECTURES[arch];
  const target = `${platform}/${architecture}`;
  const resources = packager.getResourcesDir(appOutDir);
  const modules = join(resources, 'app.asar.unpacked/node_modules');

  const runtimes = join(modules, 'onnxruntime-node/bin/napi-v6');
  const found = readdirSync(runtimes).flatMap((system) =>
    readdirSync(join(runtimes, system)).map((each) => `${system}/${each}`),
  );
  if (found.length !== 1 || found[0] !== target)
    throw new Error(`onnxruntime-node: expected ${target} alone, found ${found.join(', ')}`);
  const needed = [
    join(runtimes, target, 'onnxruntime_binding.node'),
    join(modules, `@img/sharp-${platform}-${architecture}/lib`),
    join(modules, 'gdal3.js/dist/package/gdal3WebAssembly.wasm'),
    join(modules, '@cornerstonejs/codec-openjpeg/dist/openjpegwasm_decode.wasm'),
    join(resources, 'app.asar.unpacked/out/worker/gdal-worker.js'),
    join(resources, 'app.asar.unpacked/out/worker/jp2-worker.js'),
    join(resources, 'models/starter/model.safetensors'),
    join(resources, 'build/demo/manila_bridge.tif'),
    join(resources, 'bin', platform === 'win32' ? 'longsight.cmd' : 'longsight'),
  ];
  const missing = needed.filter((path) => !existsSync(path));
  if (missing.length > 0) throw new Error(`the package for ${target} lacks ${missing.join(', ')}`);
  const { listContents } = await import('../release/list-contents.mjs');
  listContents(resources);
};
