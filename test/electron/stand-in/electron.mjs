/** Stand-in for the module `electron` under Node: records the calls of main and enforces the rules that are easy to break. */
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Page } from './page.mjs';
import { assertPorts, closeEndsOf, MessageChannelMain, moveTo, route, sendTo } from './ports.mjs';

export { MessageChannelMain };

/** State that the driver reads and sets. */
export const seen = {
  windows: [],
  processes: [],
  errorBoxes: [],
  dialogs: [],
  dialogAnswers: [],
  menu: null,
  awake: [],
  notifications: [],
  switches: [],
  hostResolver: null,
  schemes: [],
  sandboxed: false,
  quitting: false,
};
export const setup = JSON.parse(process.env.STAND_IN_SETUP);

let isReady = false;
const requireReady = (what) => {
  if (!isReady) throw new Error(`stand-in: ${what} before ready`);
};
const requireNotReady = (what) => {
  if (isReady) throw new Error(`stand-in: ${what} after ready`);
};

class App extends EventEmitter {
  isPackaged = setup.isPackaged;
  ready = new Promise((resolve) => {
    this.becomeReady = () => {
      isReady = true;
      resolve();
      this.emit('ready');
    };
  });
  commandLine = {
    appendSwitch: (name, value) => {
      // Chromium would not read it any more.
      requireNotReady(`the switch ${name}`);
      seen.switches.push(value === undefined ? [name] : [name, value]);
    },
  };

  whenReady() {
    return this.ready;
  }
  enableSandbox() {
    requireNotReady('enableSandbox');
    seen.sandboxed = true;
  }
  disableHardwareAcceleration() {
    requireNotReady('disableHardwareAcceleration');
  }
  configureHostResolver(options) {
    requireReady('configureHostResolver');
    seen.hostResolver = options;
  }
  requestSingleInstanceLock() {
    return setup.gotLock;
  }
  getPreferredSystemLanguages() {
    requireReady('getPreferredSystemLanguages');
    return setup.languages;
  }
  getPath() {
    return setup.userData;
  }
  getAppPath() {
    return setup.appPath;
  }
  getVersion() {
    return '0.0.0';
  }
  quit() {
    seen.quitting = true;
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (!prevented) this.exit(0);
  }
  exit(code) {
    for (const child of seen.processes) child.kill();
    process.stdout.write('', () => process.exit(code));
  }
}
export const app = new App();

class Session {
  webRequest = {
    onBeforeRequest: (listener) => {
      this.beforeRequest = listener;
    },
  };
  setPermissionRequestHandler(handler) {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler) {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler) {
    this.devicePermission = handler;
  }
  setSpellCheckerEnabled(enabled) {
    this.spellChecker = enabled;
  }
}
export const session = { defaultSession: new Session() };

export const protocol = {
  handlers: new Map(),
  registerSchemesAsPrivileged: (schemes) => {
    requireNotReady('registerSchemesAsPrivileged');
    seen.schemes = schemes;
  },
  handle: (scheme, handler) => {
    requireReady('protocol.handle');
    protocol.handlers.set(scheme, handler);
  },
};

class IpcMain extends EventEmitter {
  handlers = new Map();
  handle(channel, handler) {
    if (this.handlers.has(channel)) throw new Error(`stand-in: second handler for ${channel}`);
    this.handlers.set(channel, handler);
  }
}
export const ipcMain = new IpcMain();

class WebContents extends EventEmitter {
  constructor(window, preload) {
    super();
    this.window = window;
    this.preload = preload;
    this.page = null;
  }
  setWindowOpenHandler(handler) {
    this.windowOpen = handler;
  }
  setWebRTCIPHandlingPolicy(policy) {
    this.webRtcPolicy = policy;
  }
  isDestroyed() {
    return this.window.destroyed;
  }
  getURL() {
    return this.window.url;
  }
  send(channel, ...args) {
    this.page.deliver(channel, structuredClone(args), []);
  }
  executeJavaScript(code) {
    return this.page.run(code);
  }
}

export class BrowserWindow extends EventEmitter {
  static getAllWindows = () => seen.windows.filter((window) => !window.destroyed);
  static getFocusedWindow = () => (seen.isFocused ? seen.windows[0] : null);

  constructor(options) {
    super();
    requireReady('BrowserWindow');
    this.options = options;
    this.shown = options.show !== false;
    this.destroyed = false;
    this.webContents = new WebContents(this, options.webPreferences.preload);
    seen.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  /** Runs the preload as a sandboxed page does, then requests the document from the scheme's handler. */
  async loadURL(url) {
    this.url = url;
    this.webContents.page = new Page(this.webContents, url, { ipcMain, protocol });
    const answer = await protocol.handlers.get('app')(new Request(url));
    if (!answer.ok) throw new Error(`ERR_FAILED ${answer.status} ${url}`);
    this.emit('ready-to-show');
    this.webContents.emit('did-finish-load');
  }
  async reload() {
    await this.loadURL(this.url);
  }
  show() {
    this.shown = true;
  }
  isMinimized() {
    return this.minimized === true;
  }
  restore() {
    this.minimized = false;
  }
  focus() {
    this.focused = true;
  }
  close() {
    this.destroyed = true;
    this.emit('closed');
    if (BrowserWindow.getAllWindows().length === 0) app.emit('window-all-closed');
  }
}

export const dialog = {
  showErrorBox: (title, text) => seen.errorBoxes.push({ title, text }),
  showOpenDialog: async (...args) => {
    seen.dialogs.push(args.at(-1));
    return seen.dialogAnswers.shift() ?? { canceled: true, filePaths: [] };
  },
  showSaveDialog: async (...args) => {
    seen.dialogs.push(args.at(-1));
    return seen.dialogAnswers.shift() ?? { canceled: true, filePath: '' };
  },
};

export const Menu = {
  buildFromTemplate: (template) => template,
  setApplicationMenu: (menu) => {
    seen.menu = menu;
  },
};

export const powerSaveBlocker = {
  start: (type) => {
    requireReady('powerSaveBlocker.start');
    seen.awake.push(type);
    return seen.awake.length;
  },
  stop: (id) => {
    if (typeof seen.awake[id - 1] !== 'string') throw new Error(`stand-in: nothing is blocked by ${id}`);
    seen.awake[id - 1] = null;
  },
};

export class Notification extends EventEmitter {
  static isSupported = () => true;
  constructor(options) {
    super();
    this.options = options;
  }
  show() {
    seen.notifications.push(this);
  }
}

class UtilityProcess extends EventEmitter {
  constructor(entry, args, options) {
    super();
    this.serviceName = options.serviceName;
    this.environment = options.env;
    this.alive = true;
    this.child = fork(entry, args, {
      serialization: 'advanced',
      env: options.env,
      execArgv: ['--import', fileURLToPath(new URL('./child.mjs', import.meta.url))],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.pid = this.child.pid;
    this.child.on('message', (message) => {
      if (message.kind === 'from-child') this.emit('message', message.data);
      else route({ kind: message.kind.slice('port-'.length), end: message.end, data: message.data });
    });
    this.child.once('exit', (code) => {
      this.alive = false;
      closeEndsOf(this.child);
      this.emit('exit', code ?? 1);
    });
  }
  postMessage(data, transfer = []) {
    assertPorts(transfer);
    const ends = transfer.map((port) => moveTo(this.child, port));
    sendTo(this.child, { data: structuredClone(data), ends });
  }
  kill() {
    return this.child.kill('SIGKILL');
  }
}
export const utilityProcess = {
  fork: (entry, args, options) => {
    requireReady('utilityProcess.fork');
    const child = new UtilityProcess(entry, args, options);
    seen.processes.push(child);
    return child;
  },
};
