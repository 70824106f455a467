/** Child of a test: the gradient self-test of WebGPU against the CPU, as one JSON line. A device may end its process. */
import { testGradients } from '../../../training/step/gradient-self-test.ts';
import { openOn, openSession } from './run-graph.ts';

process.stdout.write(`${JSON.stringify(await testGradients(openSession, openOn('webgpu')))}\n`);
