/** Starting the whole application in headless Chromium, outside of tests too: the browser host, as by `npm run serve`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Found from the working directory: benchmarks run from a bundle elsewhere. */
const repository = process.cwd();

export const CHROMIUM =
  process.env.LONGSIGHT_CHROMIUM ??
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
    existsSync(path),
  );

/** WebGL without a graphics card. */
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
];

export type RunningApp = {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly dataFolder: string;
  /** Console errors, exceptions and violations of the content security policy. `no-faults.ts` expects none after each test. */
  readonly faults: readonly string[];
  readonly close: () => Promise<void>;
};

/**
 * `files` as on the command line; none opens the demo scene. `prepare` fills the data folder before the start; `chromiumArguments` come
 * after the usual ones.
 */
export async function launchApp(
  files: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
  prepare: (dataFolder: string) => Promise<void> = async () => undefined,
  chromiumArguments: readonly string[] = [],
): Promise<RunningApp> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'longsight-e2e-'));
  await prepare(dataFolder);
  const host = spawn(process.execPath, ['build/serve.mjs', '--port', '0', ...files], {
    cwd: repository,
    env: { ...process.env, ...environment, LONGSIGHT_HOME: dataFolder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await addressOf(host);
  const args = [...CHROMIUM_ARGUMENTS, ...chromiumArguments];
  const browser = await chromium.launch({ executablePath: CHROMIUM!, args });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const faults = await watchFaults(page);
  await page.goto(url, { timeout: 120_000 });
  return { page, context, dataFolder, faults, close: () => closeAll(browser, host, dataFolder) };
}

async function closeAll(browser: Browser, host: ChildProcess, dataFolder: string): Promise<void> {
  await browser.close();
  const gone = new Promise((resolve) => host.once('exit', resolve));
  host.kill('SIGTERM');
  await gone;
  await rm(dataFolder, { recursive: true, force: true });
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

/** Faults of the page from now on; the array grows. */
export async function watchFaults(page: Page): Promise<readonly string[]> {
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`CSP ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`),
    );
  });
  return faults;
}
