/** Starts the application with its window, after `ready`. */
import { app, BrowserWindow, dialog } from 'electron';
import { toWireError } from '../../core/rpc/protocol.ts';
import type { CoreProcess } from './core-process.ts';
import { demoScenePath } from './demo-scene.ts';
import { FileDialogs } from './file-dialogs.ts';
import type { GivenFiles } from './given-files.ts';
import { heedJobs } from './job-messages.ts';
import { mainStrings } from './main-strings.ts';
import { setMenu } from './menu.ts';
import { answerPageRequests } from './page-requests.ts';
import { loadPage, openPageWindow } from './page-window.ts';
import { startCore } from './start-core.ts';

export async function bootWindow(given: GivenFiles): Promise<void> {
  const core = startCore(
    (reason) => {
      dialog.showErrorBox(mainStrings().mustClose, reason);
      app.exit(1);
    },
    heedJobs(() => bringToFront(window)),
  );
  let window: BrowserWindow | null = null;
  const showMenu = (): void =>
    setMenu(() => dialogs.pick('raster').then((paths) => given.add(paths), reportFault));
  const show = async (): Promise<void> => {
    const opened = openPageWindow({ hidden: false });
    window = opened;
    opened.on('closed', () => {
      window = null;
      given.deliverTo(null);
    });
    // A page is loaded again to change its language.
    opened.webContents.on('did-finish-load', showMenu);
    await loadPage(opened);
  };
  const dialogs = new FileDialogs(() => window);

  const showAgain = (): void => {
    if (BrowserWindow.getAllWindows().length === 0) show().catch(reportFault);
  };

  // The first start opens the demo scene.
  if (given.isEmpty) given.add([demoScenePath()], 'read-if-first');
  answerPageRequests(core, given, dialogs);
  showMenu();
  app.on('second-instance', () => bringToFront(window));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('activate', showAgain);
  closeCoreBeforeQuit(core);
  await show();
  // On macOS the application keeps running without a window.
  given.onWaiting = showAgain;
}

function bringToFront(window: BrowserWindow | null): void {
  if (window?.isMinimized()) window.restore();
  window?.focus();
}

/** Delays quitting until jobs have stopped at their last acknowledged state. */
function closeCoreBeforeQuit(core: CoreProcess): void {
  let closed = false;
  app.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    core.close().then(
      () => {
        closed = true;
        app.quit();
      },
      (error: unknown) => {
        reportFault(error);
        app.exit(1);
      },
    );
  });
}

function reportFault(error: unknown): void {
  dialog.showErrorBox('Longsight', toWireError(error).message);
}
