/** What pages may not do: leave, open windows, ask for permissions (but for copying text), reach the network. */
import { app, type Session, type WebContents } from 'electron';

/** Text to the clipboard, after the user's click. */
const COPYING = 'clipboard-sanitized-write';

const ALLOWED_PROTOCOLS = ['app:', 'blob:', 'devtools:'];

/** Before the first page of the session is loaded. */
export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide) => decide(permission === COPYING));
  session.setPermissionCheckHandler((_contents, permission) => permission === COPYING);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: !isAllowed(url) }));
}

/** For every page that will ever be made. */
export function lockDownPages(): void {
  app.on('web-contents-created', (_event, contents) => lockDownPage(contents));
}

function lockDownPage(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

function isAllowed(url: string): boolean {
  return ALLOWED_PROTOCOLS.includes(new URL(url).protocol);
}
