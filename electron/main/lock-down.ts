/** What pages may not do: leave, open windows, ask for permissions, reach the network. */
import { app, type Session, type WebContents } from 'electron';

const ALLOWED_PROTOCOLS = ['app:', 'blob:', 'devtools:'];

/** Before the first page of the session is loaded. */
export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
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
