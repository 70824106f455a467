/** What the desktop does about jobs: keeps the machine awake while one runs, and tells the user when a long one has ended. */
import { app, BrowserWindow, Notification, powerSaveBlocker } from 'electron';
import type { CoreToMain } from '../../core/rpc/main-messages.ts';
import { mainStrings } from './main-strings.ts';

export type JobMessage = Extract<CoreToMain, { readonly kind: 'jobs-at-work' | 'job-ended' }>;

/** As in build/electron-builder.yml: Windows shows messages only of applications that it knows. */
const APP_ID = 'org.longsight.app';

/** Call after `ready`. `showWindow` is called when the user clicks the message. */
export function heedJobs(showWindow: () => void): (message: JobMessage) => void {
  if (process.platform === 'win32') app.setAppUserModelId(APP_ID);
  let blocker: number | null = null;
  return (message) => {
    if (message.kind === 'job-ended') {
      // Whoever looks at a window sees it there.
      if (BrowserWindow.getFocusedWindow() === null) tell(message, showWindow);
    } else if (message.isAtWork) {
      // The display may sleep.
      blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    } else if (blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  };
}

function tell({ title, state }: Extract<JobMessage, { kind: 'job-ended' }>, showWindow: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title: 'Longsight', body: mainStrings().jobEnded[state](title) });
  notification.on('click', showWindow);
  notification.show();
}
