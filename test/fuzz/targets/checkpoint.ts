/** Imports the input as the weights of a model. For pickles and safetensors. */
import type { Host } from '../../../core/host.ts';
import { unattended } from '../../../core/task.ts';
import { oneFile } from '../../../models/checkpoint/checkpoint-files.ts';
import { readCheckpoint } from '../../../models/checkpoint/read-checkpoint.ts';
import { importCheckpoint } from '../../../models/folder/import-checkpoint.ts';
import { memorySource } from '../../models/memory-source.ts';
import { type Target, TargetFault } from '../outcome.ts';

/** `homes` is an empty folder on disk: weights are written there. */
export function checkpointTarget(host: Host, homes: string, fileName: string): Target {
  let count = 0;
  return {
    fileName: () => fileName,
    run: async (input) => {
      const source = memorySource(fileName, input);
      await readCheckpoint(source);
      const models = `${homes}/${++count}`;
      try {
        await importCheckpoint(oneFile(source), host.storage, models, 'm', unattended(), {
          activation: 'quick_gelu',
        });
      } catch (error) {
        const left = await host.storage.list(models);
        if (left.length > 0) throw new TargetFault(`a refused import leaves ${left.join(', ')}`);
        throw error;
      } finally {
        await host.storage.remove(models);
      }
    },
  };
}
