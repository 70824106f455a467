/**
 * Entry of Electron's main process. Everything before `ready` happens here, synchronously: `ready` fires only after this
 * module has been evaluated, so awaiting it at the top level would hang.
 */
import { app, dialog, protocol } from 'electron';
import { bootWindow } from './boot-window.ts';
import { GivenFiles } from './given-files.ts';
import { runInstalledCommand } from './installed-command.ts';
import { mainStrings } from './main-strings.ts';
import { PAGE_SCHEME } from './page-scheme.ts';
import { runSelfTest } from './self-test.ts';
import { readStartMode } from './start-mode.ts';
import { forbidNameLookups, forbidNetwork } from './stay-offline.ts';

const mode = readStartMode(process.argv, app.isPackaged);

app.enableSandbox();
forbidNetwork();
protocol.registerSchemesAsPrivileged([PAGE_SCHEME]);
const given = new GivenFiles();

if (mode.kind === 'command') {
  app.commandLine.appendSwitch('ozone-platform', 'headless');
  app.disableHardwareAcceleration();
  start(() => runInstalledCommand(mode.args));
} else if (mode.kind === 'self-test') {
  start(() => runSelfTest(mode.output));
} else if (app.requestSingleInstanceLock()) {
  given.add(mode.files);
  app.on('open-file', (event, path) => {
    event.preventDefault();
    given.add([path]);
  });
  app.on('second-instance', (_event, argv, folder) => {
    const again = readStartMode(argv, app.isPackaged, folder);
    if (again.kind === 'window') given.add(again.files);
  });
  start(() => bootWindow(given));
} else {
  app.quit();
}

function start(boot: () => Promise<void>): void {
  app
    .whenReady()
    .then(forbidNameLookups)
    .then(boot)
    .catch((error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (mode.kind === 'window') dialog.showErrorBox(mainStrings().cannotStart, text);
      else process.stderr.write(`${text}\n`);
      app.exit(1);
    });
}
