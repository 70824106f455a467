/** Gradient self-test of WebGPU against the CPU, printed as one line of JSON. Runs in a child process, because a device may end it. */
import { testGradients } from '../../../training/step/gradient-self-test.ts';
import { openOn, openSession } from './run-graph.ts';

process.stdout.write(`${JSON.stringify(await testGradients(openSession, openOn('webgpu')))}\n`);
