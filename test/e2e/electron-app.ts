/** The application in the real Electron, started from the checkout with an empty data folder and a profile of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type BrowserContext, type Page } from 'playwright-core';

const repository = fileURLToPath(new URL('../../', import.meta.url));

export type StartedApp = {
  readonly page: Page;
  readonly context: BrowserContext;
  /** To be opened in the page; null where the application has done that. */
  readonly address: string | null;
  readonly close: () => Promise<void>;
};

/** `files` as on the command line; `dataFolder` is the application's own. */
export async function startElectronApp(
  files: readonly string[],
  environment: Readonly<Record<string, string>>,
  dataFolder: string,
): Promise<StartedApp> {
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
  const page = await app.firstWindow({ timeout: 120_000 });
  await page.setViewportSize({ width: 1440, height: 900 });
  const close = async (): Promise<void> => {
    await app.close();
    await rm(profile, { recursive: true, force: true });
  };
  return { page, context: app.context(), address: null, close };
}
