/** System menu with the platform's usual items; the application's own commands are in the page. */
import { BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';
import { mainStrings } from './main-strings.ts';

const LINE = { type: 'separator' } as const;

/** Call again when the language has changed. */
export function setMenu(openScene: () => void): void {
  const isMac = process.platform === 'darwin';
  const template = [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    fileMenu(openScene, isMac),
    editMenu(),
    viewMenu(),
    windowMenu(),
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function fileMenu(openScene: () => void, isMac: boolean): MenuItemConstructorOptions {
  const { file, openScene: label, close, quit } = mainStrings();
  return {
    label: file,
    submenu: [
      { label, click: openScene },
      LINE,
      isMac ? { role: 'close', label: close } : { role: 'quit', label: quit },
    ],
  };
}

function editMenu(): MenuItemConstructorOptions {
  const { edit, undo, redo, cut, copy, paste, selectAll } = mainStrings();
  return {
    label: edit,
    submenu: [
      { role: 'undo', label: undo },
      { role: 'redo', label: redo },
      LINE,
      { role: 'cut', label: cut },
      { role: 'copy', label: copy },
      { role: 'paste', label: paste },
      { role: 'selectAll', label: selectAll },
    ],
  };
}

function viewMenu(): MenuItemConstructorOptions {
  const { view, resetZoom, zoomIn, zoomOut, fullScreen, reload, developerTools } = mainStrings();
  return {
    label: view,
    submenu: [
      { role: 'resetZoom', label: resetZoom },
      { role: 'zoomIn', label: zoomIn },
      { role: 'zoomOut', label: zoomOut },
      { role: 'togglefullscreen', label: fullScreen },
      LINE,
      { label: reload, click: () => BrowserWindow.getFocusedWindow()?.reload() },
      { role: 'toggleDevTools', label: developerTools },
    ],
  };
}

function windowMenu(): MenuItemConstructorOptions {
  const { window, minimize, close } = mainStrings();
  return {
    // The role makes it the system's window menu on a Mac.
    role: 'windowMenu',
    label: window,
    submenu: [
      { role: 'minimize', label: minimize },
      { role: 'close', label: close },
    ],
  };
}
