/** `npm run serve [-- --port N] [FILE…]`: serves the application to a browser on this machine. */
import { parseArgs } from 'node:util';
import { defaultDataFolder } from '../app/disk/data-folder.ts';
import { forkBuiltEngine } from '../app/process/open-services.ts';
import { serveBrowser } from './serve-browser.ts';

/** Returns once the host listens; SIGINT and SIGTERM close it. */
export async function runHost(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { port: { type: 'string', default: '0' } },
    allowPositionals: true,
  });
  const host = await serveBrowser({
    files: positionals,
    port: Number(values.port),
    dataFolder: defaultDataFolder(),
    startEngine: forkBuiltEngine,
  });
  process.stdout.write(`open ${host.url}\n`);
  const stop = (): void => {
    host.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
