/** Serves the whole application to a browser: core, engine and HTTP host in this Node process and its children. */
import { fileURLToPath } from 'node:url';
import { version } from '../../package.json';
import { createCore } from '../app/process/create-core.ts';
import { serviceOptions } from '../app/process/open-services.ts';
import type { StartEngine } from '../engine/engine-messages.ts';
import { type RunningHost, startHost } from './start-host.ts';

export type ServeOptions = {
  /** Opened at start. Without files, the first start opens the demo scene. */
  readonly files: readonly string[];
  /** 0 chooses a free port. */
  readonly port: number;
  readonly dataFolder: string;
  readonly startEngine: StartEngine;
};

/** Throws `Busy` while another core holds the data folder. */
export async function serveBrowser(options: ServeOptions): Promise<RunningHost> {
  const { files, port, dataFolder, startEngine } = options;
  const services = { ...serviceOptions(startEngine), dataFolder };
  const core = await createCore({ ...services, version });
  services.host.startAhead();
  try {
    const opened = files.length > 0 || !core.isFirstStart() ? files : [services.resources.demoScene];
    const rendererFolder = fileURLToPath(new URL('../renderer/', import.meta.url));
    return await startHost({ core, rendererFolder, files: opened, port });
  } catch (error) {
    await core.close();
    throw error;
  }
}
