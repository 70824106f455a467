/** Options of the services under plain Node and in a utility process: host, engine, folders. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NotFound } from '../../../core/errors.ts';
import { EngineClient } from '../../engine/engine-client.ts';
import type { EngineConnection, StartEngine } from '../../engine/engine-messages.ts';
import { forkEngine } from '../../engine/fork-engine.ts';
import { createNodeHost } from '../../node/node-host.ts';
import { WORKER_ENTRIES } from '../../node/worker-entries.ts';
import { defaultDataFolder } from '../disk/data-folder.ts';
import { findResources } from '../disk/resources.ts';
import type { ServiceOptions } from './create-services.ts';

export function serviceOptions(startEngine: StartEngine): ServiceOptions {
  return {
    host: createNodeHost(WORKER_ENTRIES),
    engine: new EngineClient(startEngine),
    probeEngine: new EngineClient(startEngine),
    startEngine,
    dataFolder: defaultDataFolder(),
    resources: findResources(),
  };
}

/** Forks the built engine (plain Node): the one beside this bundle, or in out/ of the checkout when run from source. */
export function forkBuiltEngine(): EngineConnection {
  return forkEngine(builtEngine());
}

function builtEngine(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    for (const relative of ['engine/index.js', 'out/engine/index.js']) {
      const entry = join(folder, relative);
      if (existsSync(entry)) return entry;
    }
    if (folder === dirname(folder)) throw new NotFound('the engine is not built: run `npm run build` first');
  }
}
