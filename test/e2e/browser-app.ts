/**
 * The whole application with an empty data folder: in headless Chromium, on the browser host as started by `npm run serve`; or, with
 * LONGSIGHT_E2E_TARGET=electron (`npm run test:electron`), in the real Electron.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { test } from 'vitest';
import { type StartedApp, startElectronApp } from './electron-app.ts';

export const repository = fileURLToPath(new URL('../../', import.meta.url));

const CHROMIUM =
  process.env.LONGSIGHT_CHROMIUM ??
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
    existsSync(path),
  );

const isElectron = process.env.LONGSIGHT_E2E_TARGET === 'electron';

/** `test`, or a visible skip where there is no Chromium (`LONGSIGHT_CHROMIUM` names one). */
export const browserTest = test.skipIf(!isElectron && CHROMIUM === undefined);

/**
 * `browserTest` of what only a browser has: tabs, uploads, downloads, permissions. In Electron it is skipped, visibly: there the
 * system's own dialogs take these places.
 */
export const hostTest = test.skipIf(isElectron || CHROMIUM === undefined);

/** WebGL without a graphics card. */
const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
];

export type BrowserApp = {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly dataFolder: string;
  /** Console errors, exceptions and violations of the content security policy. `no-faults.ts` expects none after each test. */
  readonly faults: readonly string[];
  readonly close: () => Promise<void>;
};

type Watched = { readonly faults: readonly string[]; readonly tolerated: readonly RegExp[]; checked: number };

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

/** `files` as on the command line; none opens the demo scene. `prepare` fills the data folder before the start; `tolerated` are faults that the tests provoke. */
export async function startBrowserApp(
  files: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
  prepare: (dataFolder: string) => Promise<void> = async () => undefined,
  tolerated: readonly RegExp[] = [],
): Promise<BrowserApp> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'longsight-e2e-'));
  await prepare(dataFolder);
  const started: StartedApp = isElectron
    ? await startElectronApp(files, environment, dataFolder)
    : await startInChromium(files, environment, dataFolder);
  const { page, context } = started;
  context.setDefaultTimeout(60_000);
  const faults = watchFaults(page);
  watched.push({ faults, tolerated, checked: 0 });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`CSP ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`),
    );
  });
  if (started.address !== null) await page.goto(started.address, { timeout: 120_000 });
  const close = async (): Promise<void> => {
    await started.close();
    await rm(dataFolder, { recursive: true, force: true });
  };
  return { page, context, dataFolder, faults, close };
}

async function startInChromium(
  files: readonly string[],
  environment: Readonly<Record<string, string>>,
  dataFolder: string,
): Promise<StartedApp> {
  const host = spawn(process.execPath, ['build/serve.mjs', '--port', '0', ...files], {
    cwd: repository,
    env: { ...process.env, ...environment, LONGSIGHT_HOME: dataFolder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const address = await addressOf(host);
  const browser = await chromium.launch({ executablePath: CHROMIUM!, args: CHROMIUM_ARGUMENTS });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  const page = await context.newPage();
  return { page, context, address, close: () => closeAll(browser, host) };
}

async function closeAll(browser: Browser, host: ChildProcess): Promise<void> {
  await browser.close();
  const gone = new Promise((resolve) => host.once('exit', resolve));
  host.kill('SIGTERM');
  await gone;
}

function addressOf(host: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /open (http:\S+)/.exec(said);
      if (found) resolve(found[1]);
    };
    host.stdout?.on('data', listen);
    host.stderr?.on('data', listen);
    host.once('exit', (code) => reject(new Error(`the host exited with code ${code}: ${said}`)));
  });
}

function watchFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  return faults;
}
