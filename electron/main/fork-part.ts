/** Utility processes of the application: the core, its engines, the command line. */
import { fileURLToPath } from 'node:url';
import { app, type UtilityProcess, utilityProcess } from 'electron';

export type Part = 'core' | 'engine' | 'cli';

const ENTRIES: Readonly<Record<Part, URL>> = {
  core: new URL('../core/index.js', import.meta.url),
  engine: new URL('../engine/index.js', import.meta.url),
  cli: new URL('../installed-cli/index.js', import.meta.url),
};

/** `ready` must have come. Their stdout and stderr are ours. */
export function forkPart(part: Part, args: readonly string[] = []): UtilityProcess {
  return utilityProcess.fork(fileURLToPath(ENTRIES[part]), [...args], {
    serviceName: `Longsight ${part}`,
    stdio: 'inherit',
    env: childEnvironment(),
  });
}

/** Without what would change how Node starts; with the place of the bundled model and demo scene. */
function childEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, ELECTRON_RUN_AS_NODE: _asNode, ...environment } = process.env;
  return app.isPackaged ? { LONGSIGHT_RESOURCES: process.resourcesPath, ...environment } : environment;
}
