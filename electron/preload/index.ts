/** Preload script, the only link between the page and Electron: five functions, no `ipcRenderer`, no events. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Grant } from '../../core/documents/ids.ts';
import { BRIDGE_NAME, type Bridge, PORT_MESSAGE } from '../../core/rpc/bridge.ts';

const bridge: Bridge = {
  connect: () => ipcRenderer.invoke('connect'),
  pick: (kind) => ipcRenderer.invoke('pick', kind),
  grantDropped: (files) =>
    ipcRenderer.invoke(
      'grant-dropped',
      files.map((file) => webUtils.getPathForFile(file)),
    ),
  saveAs: (suggestedName) => ipcRenderer.invoke('save-as', suggestedName),
  onFilesGiven: (listener) => {
    const heard = (_event: unknown, grants: readonly Grant[]): void => listener(grants);
    ipcRenderer.on('files-given', heard);
    ipcRenderer.send('listen-files');
    return () => ipcRenderer.off('files-given', heard);
  },
};

// Neither `invoke` nor the context bridge can carry a port, so it is posted to the page's window.
ipcRenderer.on('core-port', ({ ports }) => window.postMessage(PORT_MESSAGE, '/', [...ports]));
contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge);
