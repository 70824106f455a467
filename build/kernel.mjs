/** Compiles the SIMD kernels into their generated modules: `node build/kernel.mjs`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/** AssemblyScript source → the module made from it. */
const KERNELS = {
  'core/raster/codec/kernel/blocks.as': 'core/raster/codec/kernel/blocks.generated.ts',
  'core/search/scan/dot-f16.as': 'core/search/scan/kernel.generated.ts',
  'core/metrics/products.as': 'core/metrics/products.generated.ts',
  'core/selo/box-filter.as': 'core/selo/box-filter.generated.ts',
  'models/preprocess/resample.as': 'models/preprocess/resample.generated.ts',
};

/** The text of the module generated from an AssemblyScript source; `source` is a path from the root. */
export async function compileKernel(source) {
  let wasm = null;
  const { error, stderr } = await asc.main(
    [
      'kernel.ts',
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '--importMemory',
      '--outFile',
      'kernel.wasm',
    ],
    {
      readFile: (name) => sourceText(source, name),
      writeFile: (_, contents) => {
        wasm = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`asc: ${stderr.toString()}`, { cause: error });
  const base64 = Buffer.from(wasm).toString('base64');
  return `/** Made by build/kernel.mjs from ${basename(source)}; do not edit. */\nexport const KERNEL_BASE64 =\n  '${base64}';\n`;
}

/** The text that asc asks for as `name`: the source, or a file beside it that it imports. */
function sourceText(source, name) {
  if (name === 'kernel.ts') return readFileSync(fromRoot(source), 'utf8');
  const beside = fromRoot(join(dirname(source), name.replace(/\.ts$/, '.as')));
  return existsSync(beside) ? readFileSync(beside, 'utf8') : null;
}

function fromRoot(path) {
  return new URL(`../${path}`, import.meta.url);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [source, generated] of Object.entries(KERNELS))
    writeFileSync(fromRoot(generated), await compileKernel(source));
