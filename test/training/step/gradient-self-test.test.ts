import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { describe, expect, test } from 'vitest';
import { testGradients } from '../../../training/step/gradient-self-test.ts';
import type { OpenSession } from '../../../training/step/graph-session.ts';
import { SOFTWARE_VULKAN, webGpuTest } from '../../software-vulkan.ts';
import { openSession, openUnoptimized } from './run-graph.ts';

const PATIENCE_MS = 300_000;

describe('the gradient self-test', () => {
  test('trusts a device that rounds differently', async () => {
    const { trusted, worst } = await testGradients(openSession, openUnoptimized);
    expect(trusted, `${worst.key}: ${worst.error}`).toBe(true);
    expect(worst.error).toBeLessThan(2e-5);
  });

  webGpuTest('trusts WebGPU', { timeout: PATIENCE_MS }, async () => {
    const { trusted, worst } = JSON.parse(await gradientsOnWebGpu());
    expect(trusted, `${worst.key}: ${worst.error}`).toBe(true);
    expect(worst.error).toBeLessThan(2e-5);
    // Equal bits would mean that the CPU did the work.
    expect(worst.error).toBeGreaterThan(0);
  });

  test.each<[string, (value: number) => number]>([
    ['computes with an error of 0.1 %', (value) => value * (1 + 1e-3)],
    ['returns NaN', () => Number.NaN],
  ])('does not trust a device that %s', async (_, spoil) => {
    const { trusted } = await testGradients(openSession, spoilt(spoil));
    expect(trusted).toBe(false);
  });

  test('does not trust a device with one wrong gradient, and names it', async () => {
    const last = (value: number, name: string, names: readonly string[]) =>
      name === names.at(-1) ? -value : value;
    const { trusted, worst } = await testGradients(openSession, spoilt(last));
    expect(trusted).toBe(false);
    expect(worst.key).not.toBe('loss');
    expect(worst.error).toBeCloseTo(2, 4);
  });
});

/** Opens sessions of a device whose results are changed. */
function spoilt(change: (value: number, name: string, names: readonly string[]) => number): OpenSession {
  return async (graph) => {
    const session = await openSession(graph);
    const names = graph.outputs.map(({ name }) => name);
    return {
      run: async (feeds) =>
        Object.fromEntries(
          Object.entries(await session.run(feeds)).map(([name, elements]) => [
            name,
            elements.map((value) => change(value, name, names)),
          ]),
        ),
      release: () => session.release(),
    };
  };
}

/** Runs the self-test of WebGPU in a process that starts with the driver in its environment. */
async function gradientsOnWebGpu(): Promise<string> {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  // The bundle must be where `onnxruntime-node` resolves.
  const outDir = await mkdtemp(join(root, 'node_modules/.longsight-gradients-'));
  try {
    await build({
      root,
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: fileURLToPath(new URL('./web-gpu-gradients.ts', import.meta.url)),
        outDir,
        emptyOutDir: false,
        rollupOptions: { output: { entryFileNames: 'child.mjs' } },
      },
      ssr: { noExternal: true, external: ['onnxruntime-node'] },
    });
    const env = { ...process.env, ...SOFTWARE_VULKAN };
    const { stdout } = await promisify(execFile)(process.execPath, [join(outDir, 'child.mjs')], { env });
    return stdout;
  } finally {
    await rm(outDir, { recursive: true });
  }
}
