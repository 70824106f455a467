/** Keeps Chromium off the network. The core process fetches with Node what the user requests from other machines. */
import { app } from 'electron';

/** The first two suffice for today's Electron; the others stop services of Chromium that it does not contain. */
const SWITCHES: readonly (readonly [name: string, value?: string])[] = [
  // No name resolves to an address, whichever part of Chromium asks.
  ['host-resolver-rules', 'MAP * ~NOTFOUND'],
  // No search for a proxy: under Windows' usual settings that asks the local network for `wpad`.
  ['no-proxy-server'],
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-domain-reliability'],
  ['no-pings'],
];

/** Must be called before `ready`, because Chromium reads its switches once. */
export function forbidNetwork(): void {
  for (const each of SWITCHES) app.commandLine.appendSwitch(...each);
}

/** Must be called after `ready`. Without it, Chromium looks up a name of Google's to test whether the system's name server speaks HTTPS. */
export function forbidNameLookups(): void {
  app.configureHostResolver({ secureDnsMode: 'off', enableBuiltInResolver: false });
}
