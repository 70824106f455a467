/** Files shipped with the application: the starter model and the demo scene. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NotFound } from '../../../core/errors.ts';

export type Resources = {
  readonly starterFolder: string;
  readonly demoScene: string;
  /** Folder with the demo scene's index for the starter model, made by `npm run demo:index`. */
  readonly demoIndex: string;
  /** Calibration pictures and sentences. */
  readonly calibrationFolder: string;
};

const STARTER = join('models', 'starter');

/** Under `LONGSIGHT_RESOURCES` in the installed application, else in the checkout that contains this file. Throws `NotFound`. */
export function findResources(environment: NodeJS.ProcessEnv = process.env): Resources {
  const root = environment.LONGSIGHT_RESOURCES ?? checkoutRoot(dirname(fileURLToPath(import.meta.url)));
  return {
    starterFolder: join(root, STARTER),
    demoScene: join(root, 'build', 'demo', 'manila_bridge.tif'),
    demoIndex: join(root, 'build', 'demo', 'index'),
    calibrationFolder: join(root, 'models', 'calibration'),
  };
}

/** The nearest folder above that contains the starter model: source and bundle are at different depths. */
function checkoutRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, STARTER))) return folder;
    if (folder === dirname(folder))
      throw new NotFound(
        `no ${STARTER} above ${from}: set LONGSIGHT_RESOURCES to the folder that contains it`,
      );
  }
}
