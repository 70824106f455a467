/** Forks the utility processes of the application: the core, its engines, the command line. */
import { fileURLToPath } from 'node:url';
import { app, type UtilityProcess, utilityProcess } from 'electron';
import { QUIET_ENVIRONMENT } from '../engine/quiet-environment.ts';

export type Part = 'core' | 'engine' | 'cli';

const ENTRIES: Readonly<Record<Part, URL>> = {
  core: new URL('../core/index.js', import.meta.url),
  engine: new URL('../engine/index.js', import.meta.url),
  cli: new URL('../installed-cli/index.js', import.meta.url),
};

/** Call after `ready`. The process shares our stdout and stderr. */
export function forkPart(part: Part, args: readonly string[] = []): UtilityProcess {
  return utilityProcess.fork(fileURLToPath(ENTRIES[part]), [...args], {
    serviceName: `Longsight ${part}`,
    stdio: 'inherit',
    env: childEnvironment(),
  });
}

/**
 * The environment without variables that change how Node starts, plus what keeps libraries quiet and the path of the bundled model and
 * demo scene.
 */
function childEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, ELECTRON_RUN_AS_NODE: _asNode, ...rest } = process.env;
  const environment = { ...rest, ...QUIET_ENVIRONMENT };
  return app.isPackaged ? { LONGSIGHT_RESOURCES: process.resourcesPath, ...environment } : environment;
}
