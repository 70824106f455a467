/** The whole application for a browser: core, engine and HTTP host in this Node process and its children. */
import { fileURLToPath } from 'node:url';
import { version } from '../../package.json';
import type { Core } from '../core-process/core.ts';
import { createCore } from '../core-process/create-core.ts';
import { createNodeHost } from '../core-process/host/node-host.ts';
import { findResources } from '../core-process/services/resources.ts';
import { WORKER_ENTRIES } from '../core-process/worker-entries.ts';
import { EngineClient } from '../engine-process/engine-client.ts';
import type { EngineConnection } from '../engine-process/engine-messages.ts';
import { type RunningHost, startHost } from './start-host.ts';

export type ServeOptions = {
  /** Opened at start; none shows the demo scene to a user who has opened nothing yet. */
  readonly files: readonly string[];
  /** 0 takes a free one. */
  readonly port: number;
  readonly dataFolder: string;
  readonly startEngine: () => EngineConnection | Promise<EngineConnection>;
};

/** Throws `Busy` while another core holds the data folder. */
export async function serveBrowser({
  files,
  port,
  dataFolder,
  startEngine,
}: ServeOptions): Promise<RunningHost> {
  const resources = findResources();
  const core = await createCore({
    host: createNodeHost(WORKER_ENTRIES),
    engine: new EngineClient(startEngine),
    dataFolder,
    resources,
    version,
  });
  try {
    const opened = files.length > 0 || (await hasScenes(core)) ? files : [resources.demoScene];
    const rendererFolder = fileURLToPath(new URL('../renderer/', import.meta.url));
    return await startHost({ core, rendererFolder, files: opened, port });
  } catch (error) {
    await core.close();
    throw error;
  }
}

async function hasScenes({ handlers }: Core): Promise<boolean> {
  const context = { signal: new AbortController().signal, report: () => undefined };
  return (await handlers['scenes.list'](null, context)).length > 0;
}
