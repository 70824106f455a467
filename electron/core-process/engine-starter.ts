/** How this process gets engine processes: a Node process forks them, a utility process of Electron asks main. */
import { fileURLToPath } from 'node:url';
import type { EngineConnection } from '../engine-process/engine-messages.ts';
import { forkEngine } from '../engine-process/fork-engine.ts';
import { LinkToMain } from './link-to-main.ts';

/** For processes that main did not start as the core: the browser host and the command line. Call it once. */
export function engineStarter(): () => EngineConnection | Promise<EngineConnection> {
  if (!('parentPort' in process)) return () => forkEngine(fileURLToPath(ENGINE_ENTRY));
  const link = new LinkToMain((message) => {
    // Ctrl-C reaches main; the command listens for the signal as it does under Node.
    if (message.kind === 'interrupt') process.emit('SIGINT');
  });
  return () => link.startEngine();
}

/** Of the bundle: a fork cannot run TypeScript. */
const ENGINE_ENTRY = new URL('../engine/index.js', import.meta.url);
