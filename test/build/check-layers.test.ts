import { expect, test } from 'vitest';
import { runtimeFaults } from '../../build/check-layers.mjs';

/** Not in the lines themselves: this file is checked too. */
const RUNTIME = 'onnxruntime-node';
const HOME = 'electron/engine/onnx-runtime.ts';
const ways = [
  `import { Tensor } from '${RUNTIME}';`,
  `import '${RUNTIME}';`,
  `const ort = await import('${RUNTIME}');`,
  `const ort = require('${RUNTIME}');`,
  `const ort = createRequire(import.meta.url)('${RUNTIME}');`,
  `export { Tensor } from "${RUNTIME}";`,
  `import { binding } from '${RUNTIME}/dist/binding.js';`,
];

test.each(ways)('no other file may load ONNX Runtime: %s', (line) => {
  expect(runtimeFaults('electron/engine/tensors.ts', `${line}\n`)).toHaveLength(1);
  expect(runtimeFaults('test/models/ops.test.ts', `${line}\n`)).toHaveLength(1);
});

test('the file that keeps it quiet may require it after the environment is set, and import its types', () => {
  const types = `import type * as OnnxRuntime from '${RUNTIME}';\n`;
  const quiet = 'Object.assign(process.env, QUIET_ENVIRONMENT);\n';
  expect(runtimeFaults(HOME, `${types}${quiet}${ways[4]}\n`)).toEqual([]);
  expect(runtimeFaults(HOME, `${types}${ways[4]}\n${quiet}`)).toHaveLength(1);
  expect(runtimeFaults(HOME, `${types}// ${quiet}${ways[4]}\n`)).toHaveLength(1);
  for (const line of [ways[0], ways[1], ways[5]])
    expect(runtimeFaults(HOME, `${quiet}${types}${line}\n`), line).toHaveLength(1);
});

test('its name in a list or a path is no import', () => {
  expect(runtimeFaults('build/build.mjs', "const external = ['onnxruntime-node', 'sharp'];\n")).toEqual([]);
  expect(runtimeFaults('build/a.mjs', "join(modules, 'onnxruntime-node/bin');\n")).toEqual([]);
});
