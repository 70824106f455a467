/** Window that shows the page. */
import { fileURLToPath } from 'node:url';
import { BrowserWindow } from 'electron';
import { PAGE_ORIGIN } from './page-scheme.ts';

const PRELOAD = fileURLToPath(new URL('../preload/index.cjs', import.meta.url));

/** Opens an empty window; a hidden one stays hidden. */
export function openPageWindow({ hidden }: { readonly hidden: boolean }): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 720,
    minHeight: 450,
    show: false,
    title: 'Longsight',
    webPreferences: {
      preload: PRELOAD,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  });
  if (!hidden) window.once('ready-to-show', () => window.show());
  return window;
}

export function loadPage(window: BrowserWindow): Promise<void> {
  return window.loadURL(`${PAGE_ORIGIN}/`);
}
