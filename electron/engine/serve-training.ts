/** Engine's side of training: serves one run or plan in a process of its own, which can be killed, and reports progress. */
import { constants, setPriority, totalmem } from 'node:os';
import type { RunSpec } from '../../core/documents/run.ts';
import type { Port } from '../../core/rpc/port.ts';
import type { Progress } from '../../core/task.ts';
import { planRun } from '../../training/run/plan-run.ts';
import { readRunSpec } from '../../training/run/run-folder.ts';
import { train } from '../../training/run/train.ts';
import type { TrainingRoom } from '../../training/run/training-room.ts';
import { createNodeHost } from '../node/node-host.ts';
import { WORKER_ENTRIES } from '../node/worker-entries.ts';
import { engineModel } from './engine-model.ts';
import { OnnxTowers } from './onnx-towers.ts';
import type { TrainingReply, TrainingRequest } from './training-messages.ts';
import { trainingSessions } from './training-sessions.ts';

export async function serveTraining(port: Port, request: TrainingRequest): Promise<void> {
  // Queries asked meanwhile take precedence.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  port.post(await answer(request, (reply) => port.post(reply)));
}

async function answer(
  { work, ...request }: TrainingRequest,
  tell: (reply: TrainingReply) => void,
): Promise<TrainingReply> {
  const host = createNodeHost(WORKER_ENTRIES);
  const roomFor = async ({ device }: Pick<RunSpec, 'device'>): Promise<TrainingRoom> => ({
    storage: host.storage,
    codecs: host.codecs,
    openSession: await trainingSessions({ device, threads: request.threads }, task),
    openTowers: (path, model) =>
      OnnxTowers.load(engineModel({ ...model, path }, { device: 'cpu', threads: request.threads })),
    ...request.folders,
    machineMemoryBytes: totalmem(),
  });
  const task = {
    // Never aborted: a run is stopped by killing the process or by the stop file.
    signal: new AbortController().signal,
    report: (progress: Progress) =>
      tell({ kind: 'progress', progress: { ...progress, memoryBytes: process.memoryUsage.rss() } }),
  };
  try {
    if (work.kind === 'plan')
      return { kind: 'planned', plan: await planRun(await roomFor(work.spec), work.spec, task) };
    const room = await roomFor(await readRunSpec(host.storage, work.folder));
    return { kind: 'ended', how: await train(room, work.folder, task) };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  } finally {
    await host.close();
  }
}
