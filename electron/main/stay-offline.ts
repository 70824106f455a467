/** Keeps Chromium off the network. Whatever the user asks for from other machines, the core process fetches with Node. */
import { app } from 'electron';

/** The first two suffice for today's Electron; the others stop services of Chromium that it does not contain. */
const SWITCHES: readonly (readonly [name: string, value?: string])[] = [
  // No name has an address, whoever asks.
  ['host-resolver-rules', 'MAP * ~NOTFOUND'],
  // No search for a proxy: under Windows' usual settings that asks the local network for `wpad`.
  ['no-proxy-server'],
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-domain-reliability'],
  ['no-pings'],
];

/** Call before `ready`: Chromium reads its switches once. */
export function forbidNetwork(): void {
  for (const each of SWITCHES) app.commandLine.appendSwitch(...each);
}

/** Call after `ready`. Otherwise Chromium tests with a name of Google's whether the system's name server speaks HTTPS. */
export function forbidNameLookups(): void {
  app.configureHostResolver({ secureDnsMode: 'off', enableBuiltInResolver: false });
}
