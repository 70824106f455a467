/** Starts GDAL as WebAssembly in the thread that imports this. Plain JavaScript, like the threads; gdal3.js itself is never bundled. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute } from 'node:path';

const require = createRequire(import.meta.url);

/** Messages of GDAL since the list was emptied: lines that start with `ERROR` or `Warning`. */
export const complaints = [];

export async function startGdal() {
  const entry = require.resolve('gdal3.js/node.js');
  // The package reads its data at ".//" + path, which cannot reach another drive.
  const { readFileSync } = fs;
  fs.readFileSync = (path, options) => {
    const rest = typeof path === 'string' && path.startsWith('.//') ? path.slice(2) : '';
    return readFileSync(isAbsolute(rest) ? rest : path, options);
  };
  return require('gdal3.js/node.js')({
    path: `${dirname(entry)}/dist/package`,
    useWorker: false,
    logHandler: () => undefined,
    errorHandler: (text) => complaints.push(text),
  });
}

export function messageOf(error) {
  if (error?.message) return error.message;
  // GDAL in WebAssembly also throws plain objects.
  return typeof error === 'object' ? JSON.stringify(error) : String(error);
}

/** A null-terminated list of C strings in GDAL's memory. */
export function stringList(Module, texts) {
  const pointers = texts.map((text) => {
    const size = Module.lengthBytesUTF8(text) + 1;
    const at = Module._malloc(size);
    Module.stringToUTF8(text, at, size);
    return at;
  });
  const pointer = Module._malloc(4 * (texts.length + 1));
  for (const [i, at] of [...pointers, 0].entries()) Module.setValue(pointer + 4 * i, at, '*');
  const free = () => {
    for (const at of [...pointers, pointer]) Module._free(at);
  };
  return { pointer, free };
}
