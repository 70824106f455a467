/** Restricts pages: no navigation, no windows, no permissions except copying text, no network. */
import { app, type Session, type WebContents } from 'electron';

/** Writing text to the clipboard after a click. */
const COPYING = 'clipboard-sanitized-write';

const ALLOWED_PROTOCOLS = ['app:', 'blob:', 'devtools:'];

/** Call before the first page of the session is loaded. */
export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide) => decide(permission === COPYING));
  session.setPermissionCheckHandler((_contents, permission) => permission === COPYING);
  session.setDevicePermissionHandler(() => false);
  // A spell checker downloads its dictionaries.
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: !isAllowed(url) }));
}

/** Applies to every page created from now on. */
export function lockDownPages(): void {
  app.on('web-contents-created', (_event, contents) => lockDownPage(contents));
}

function lockDownPage(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    // A page may load itself again.
    if (event.url !== contents.getURL()) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

function isAllowed(url: string): boolean {
  return ALLOWED_PROTOCOLS.includes(new URL(url).protocol);
}
