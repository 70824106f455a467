/**
 * A worker of the team store in a process that a test kills: `ADDRESS NAME MS_PER_BATCH`. Its encoder projects mean colours; with
 * -1 ms it does nothing. It says "ready" once it is connected, and begins at the end of stdin.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Encoder } from '../../../core/encoder.ts';
import { createNodeHost } from '../../../electron/node/node-host.ts';
import { WORKER_ENTRIES } from '../../../electron/node/worker-entries.ts';
import { modelOf } from '../../../electron/team/index-rows.ts';
import { connectPostgres } from '../../../electron/team/postgres.ts';
import { reachableShares } from '../../../electron/team/reachable-shares.ts';
import { listShares } from '../../../electron/team/shares-table.ts';
import { runWorker } from '../../../electron/team/worker.ts';
import { projectionEncoder, syntheticBank } from '../../core/search/synthetic-scene.ts';

const [address, name, pauseMs] = process.argv.slice(2);
const stub = projectionEncoder();
const slow: Encoder = {
  ...stub,
  encodeImages: async (images, signal) => {
    if (Number(pauseMs) < 0) return new Float32Array(images.length * stub.model.embeddingDim).fill(0.1);
    await wait(Number(pauseMs));
    return stub.encodeImages(images, signal);
  },
};
const db = await connectPostgres(address);
const host = createNodeHost(WORKER_ENTRIES);
const model = await modelOf(db, stub.model);
if (model === null) throw new Error('the store does not know the model');
const shares = await reachableShares(host.storage, await listShares(db));
process.stdout.write('ready\n');
for await (const _ of process.stdin);
await runWorker(
  {
    ...{ db, host, name, device: 'cpu', slots: 2, drains: true },
    shares,
    encoders: new Map([[model, { encoder: slow, bank: syntheticBank() }]]),
    onBlock: () => undefined,
    onFailure: (reason) => console.error(`${name}: ${reason}`),
  },
  new AbortController().signal,
);
await db.close();
await host.close();
