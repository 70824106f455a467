/** `longsight serve`: serves the application to a browser. */
import { resolve } from 'node:path';
import { defaultDataFolder } from '../../app/disk/data-folder.ts';
import { serveBrowser } from '../../server/serve-browser.ts';
import { type Command, numberOption, UsageError } from './command.ts';

const LARGEST_PORT = 65_535;

export const serveCommand: Command = {
  name: 'serve',
  usage: 'serve [--port N] [SCENE.tif]…',
  summary: 'serve the application to a browser on this machine',
  options: { port: { type: 'string' } },
  run: async (invocation) => {
    const { positionals, startEngine, signal, console } = invocation;
    const port = numberOption(invocation, 'port', 0);
    if (!Number.isSafeInteger(port) || port < 0 || port > LARGEST_PORT)
      throw new UsageError(`--port: expected a number from 0 to ${LARGEST_PORT}`);
    const files = positionals.map((file) => resolve(file));
    const host = await serveBrowser({ files, port, dataFolder: defaultDataFolder(), startEngine });
    console.result({ url: host.url }, `open ${host.url}`);
    await new Promise<void>((done) => {
      if (signal.aborted) done();
      else signal.addEventListener('abort', () => done(), { once: true });
    });
    await host.close();
  },
};
