/** The application in the real Electron, started from the checkout with an empty data folder and a profile of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from 'playwright-core';
import { type RunningApp, watchFaults } from './launch-app.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** As `launchApp`. */
export async function launchElectronApp(
  files: readonly string[],
  environment: Readonly<Record<string, string>>,
  prepare: (dataFolder: string) => Promise<void>,
): Promise<RunningApp> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'longsight-e2e-'));
  await prepare(dataFolder);
  const profile = await mkdtemp(join(tmpdir(), 'longsight-profile-'));
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  // No executable: Playwright then starts Electron with its own loader, which holds `ready` back until it is attached.
  const app = await _electron.launch({
    args: [repository, `--user-data-dir=${profile}`, ...files],
    cwd: repository,
    env: { ...Object.fromEntries(inherited), ...environment, LONGSIGHT_HOME: dataFolder },
    timeout: 120_000,
  });
  const context = app.context();
  context.setDefaultTimeout(60_000);
  const page = await app.firstWindow({ timeout: 120_000 });
  const faults = await watchFaults(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  const close = async (): Promise<void> => {
    await app.close();
    for (const folder of [dataFolder, profile]) await rm(folder, { recursive: true, force: true });
  };
  return { page, context, dataFolder, faults, close };
}
