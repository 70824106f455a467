/** Compiles the SIMD scan kernel to core/search/scan/kernel.generated.ts: `node build/kernel.mjs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const source = new URL('../core/search/scan/dot-f16.as', import.meta.url);
const generated = new URL('../core/search/scan/kernel.generated.ts', import.meta.url);

/** The text of kernel.generated.ts, from the AssemblyScript source. */
export async function compileKernel() {
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
      readFile: (name) => (name === 'kernel.ts' ? readFileSync(source, 'utf8') : null),
      writeFile: (_, contents) => {
        wasm = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`asc: ${stderr.toString()}`, { cause: error });
  const base64 = Buffer.from(wasm).toString('base64');
  return `/** Made by build/kernel.mjs from dot-f16.as; do not edit. */\nexport const KERNEL_BASE64 =\n  '${base64}';\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(generated, await compileKernel());
