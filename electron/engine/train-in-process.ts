/** Core's side of a training process: started for one request, killed at its end or when it is cancelled. */
import type { Task } from '../../core/task.ts';
import { EngineError } from './engine-error.ts';
import type { EngineConnection } from './engine-messages.ts';
import type { TrainingReply, TrainingRequest } from './training-messages.ts';

type Answer = Exclude<TrainingReply, { readonly kind: 'progress' | 'failed' }>;

/** Rejects with the abort's reason at once, and with `EngineError` if the process fails or dies. */
export async function trainInProcess(
  start: () => EngineConnection | Promise<EngineConnection>,
  request: TrainingRequest,
  { signal, report }: Task,
): Promise<Answer> {
  signal.throwIfAborted();
  const connection = await start();
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const abort = () => reject(signal.reason);
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort, { once: true });
      connection.port.onClose((reason) => reject(new EngineError('ENGINE_CRASHED', reason)));
      connection.port.onMessage((message) => {
        const reply = message as TrainingReply;
        if (reply.kind === 'progress') report(reply.progress);
        else if (reply.kind === 'failed') reject(new EngineError('ENGINE_FAILED', reply.message));
        else resolve(reply);
      });
      connection.port.post(request);
    });
  } finally {
    connection.kill();
  }
}
