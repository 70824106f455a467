/**
 * The whole application for tests, each page watched for faults: in headless Chromium, or, with LONGSIGHT_E2E_TARGET=electron
 * (`npm run test:electron`), in the real Electron.
 */
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';
import { launchElectronApp } from './electron-app.ts';
import { CHROMIUM, launchApp, type RunningApp } from './launch-app.ts';

export const repository = fileURLToPath(new URL('../../', import.meta.url));
export type BrowserApp = RunningApp;

const isElectron = process.env.LONGSIGHT_E2E_TARGET === 'electron';

/** Only the map is drawn by WebGL, and not the page around it too: half of the browser's processor time where no graphics card is. */
const LIGHT = ['--disable-gpu-compositing'];

/** `test`, or a visible skip where there is no Chromium (`LONGSIGHT_CHROMIUM` names one). */
export const browserTest = test.skipIf(!isElectron && CHROMIUM === undefined);

/**
 * `browserTest` of what only a browser has: tabs, uploads, downloads, permissions. In Electron it is skipped, visibly: there the
 * system's own dialogs take these places.
 */
export const hostTest = test.skipIf(isElectron || CHROMIUM === undefined);

type Watched = {
  readonly app: RunningApp;
  readonly faults: readonly string[];
  readonly tolerated: readonly RegExp[];
  checked: number;
};

/** All applications that this test file has started. */
const watched: Watched[] = [];

/** Faults of all pages that no earlier check has returned, without those that their test tolerates. */
export function faultsSinceLastCheck(): readonly string[] {
  return watched.flatMap((each) => {
    const fresh = each.faults.slice(each.checked);
    each.checked = each.faults.length;
    const unexpected = fresh.filter((fault) => !each.tolerated.some((pattern) => pattern.test(fault)));
    return [...new Set(unexpected)];
  });
}

/** What each page shows and has loaded, for the log of a test that failed: some faults come once in a hundred runs. */
export async function describePages(): Promise<readonly string[]> {
  const shown = watched.map(({ app: { page } }) =>
    Promise.race([
      page.evaluate(() => {
        const loaded = performance
          .getEntriesByType('resource')
          .map(({ name, startTime, duration }) =>
            [name.split('/').at(-1), Math.round(startTime), Math.round(duration)].join(' '),
          );
        return [document.readyState, document.body.innerText.slice(0, 1000), ...loaded.slice(-40)].join('\n');
      }),
      new Promise<string>((resolve) => setTimeout(() => resolve('the page does not answer'), 5000)),
    ]).catch(() => 'closed'),
  );
  return Promise.all(shown);
}

/** As `launchApp`; `tolerated` are faults that the tests provoke. */
export async function startBrowserApp(
  files: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
  prepare: (dataFolder: string) => Promise<void> = async () => undefined,
  tolerated: readonly RegExp[] = [],
): Promise<BrowserApp> {
  const app = isElectron
    ? await launchElectronApp(files, environment, prepare)
    : await launchApp(files, environment, prepare, LIGHT);
  watched.push({ app, faults: app.faults, tolerated, checked: 0 });
  return app;
}
