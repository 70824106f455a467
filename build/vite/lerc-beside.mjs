/** Vite plugin: the WebAssembly of the package `lerc` as a file beside the thread that reads it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export function lercBeside() {
  return {
    name: 'longsight:lerc-beside',
    generateBundle() {
      const source = readFileSync(createRequire(import.meta.url).resolve('lerc/lerc-wasm.wasm'));
      this.emitFile({ type: 'asset', fileName: 'worker/lerc-wasm.wasm', source });
    },
  };
}
