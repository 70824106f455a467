/** The shell in Electron: the preload bridge opens the port and file dialogs and turns dropped files into grants. */
import { type Bridge, connectBridge } from '../../core/rpc/bridge.ts';
import type { Outcome } from '../../core/rpc/main-messages.ts';
import type { Shell } from '../../core/rpc/shell.ts';

declare global {
  interface Window {
    readonly longsight?: Bridge;
  }
}

export function electronShell(bridge: Bridge): Shell {
  return {
    kind: 'electron',
    connect: (signal) => connectBridge(bridge, window, signal),
    pickRasters: async () => unwrap(await bridge.pick('raster')),
    pickPairs: async () => unwrap(await bridge.pick('pairs')),
    pickProject: async () => unwrap(await bridge.pick('project')),
    pickModel: async () => unwrap(await bridge.pick('model')),
    pickData: async (kind) => unwrap(await bridge.pick(kind))[0] ?? null,
    grantDropped: async (files) => unwrap(await bridge.grantDropped(files)),
    grantFolder: async (folder) => unwrap(await bridge.grantDropped([folder]))[0],
    saveAs: async (suggestedName) => unwrap(await bridge.saveAs(suggestedName)),
    onFilesGiven: (listener) => bridge.onFilesGiven((grants) => void listener(grants).catch(reportError)),
  };
}

function unwrap<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}
