/** `longsight serve`: the application in a browser. */
import { resolve } from 'node:path';
import { defaultDataFolder } from '../../app/disk/data-folder.ts';
import { serveBrowser } from '../../server/serve-browser.ts';
import { type Command, numberOption, UsageError } from './command.ts';

const LARGEST_PORT = 65_535;

export const serveCommand: Command = {
  name: 'serve',
  usage: 'serve [--port N] [SCENE.tif]…',
  summary: 'the application in a browser on this machine',
  options: { port: { type: 'string' } },
  run: async (invocation) => {
    const { positionals, startEngine, signal, console } = invocation;
    const port = numberOption(invocation, 'port', 0);
    if (!Number.isSafeInteger(port) || port < 0 || port > LARGEST_PORT)
      throw new UsageError(`--port: expected 0 to ${LARGEST_PORT}`);
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
