/** Page of the stand-in: runs the built preload, sends `fetch` to the scheme's handler and messages to its own window. */
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

export class Page {
  listeners = new Set();
  ipcListeners = new Map();
  filePaths = new WeakMap();

  constructor(contents, url, { ipcMain, protocol }) {
    this.contents = contents;
    this.frame = {
      url,
      parent: null,
      postMessage: (channel, message, ports) => this.deliver(channel, [message], ports),
    };
    this.ipcMain = ipcMain;
    this.window = {
      location: { origin: 'app://bundle', href: url },
      fetch: (path, init) => protocol.handlers.get('app')(new Request(new URL(path, url), init)),
      addEventListener: (_event, listener) => this.listeners.add(listener),
      removeEventListener: (_event, listener) => this.listeners.delete(listener),
      postMessage: (data, targetOrigin, ports = []) => this.post(data, targetOrigin, ports),
      setTimeout,
      console,
    };
    this.context = vm.createContext(this.window);
    this.global = vm.runInContext('globalThis', this.context);
    this.window.window = this.global;
    this.runPreload(contents.preload);
  }

  /** Runs the preload, which may require only `electron`, as in a sandbox. */
  runPreload(file) {
    const require = (name) => {
      if (name !== 'electron') throw new Error(`stand-in: a sandboxed preload cannot require ${name}`);
      return this.rendererElectron();
    };
    const run = vm.compileFunction(readFileSync(file, 'utf8'), ['require', 'exports', 'module', 'window']);
    run(require, {}, { exports: {} }, this.window);
  }

  rendererElectron() {
    return {
      contextBridge: {
        exposeInMainWorld: (name, api) => {
          this.window[name] = api;
        },
      },
      ipcRenderer: {
        invoke: (channel, ...args) => this.invoke(channel, args),
        send: (channel, ...args) => this.ipcMain.emit(channel, this.event(), ...structuredClone(args)),
        on: (channel, listener) => {
          this.ipcListeners.set(channel, [...(this.ipcListeners.get(channel) ?? []), listener]);
        },
        off: (channel, listener) => {
          const others = (this.ipcListeners.get(channel) ?? []).filter((each) => each !== listener);
          this.ipcListeners.set(channel, others);
        },
      },
      webUtils: { getPathForFile: (file) => this.filePaths.get(file) ?? '' },
    };
  }

  event(frame = this.frame) {
    return { sender: this.contents, senderFrame: frame };
  }

  async invoke(channel, args, frame = this.frame) {
    const handler = this.ipcMain.handlers.get(channel);
    if (handler === undefined) throw new Error(`stand-in: no handler for ${channel}`);
    return structuredClone(await handler(this.event(frame), ...structuredClone(args)));
  }

  /** Delivers a message from main to the preload's `ipcRenderer.on` listeners. */
  deliver(channel, args, ports) {
    const event = { ports: ports.map(asDomPort) };
    for (const listener of this.ipcListeners.get(channel) ?? []) listener(event, ...args);
  }

  /** `window.postMessage`: calls the page's own listeners asynchronously. */
  post(data, targetOrigin, ports) {
    if (targetOrigin !== '/') throw new Error(`stand-in: expected target origin "/", got ${targetOrigin}`);
    queueMicrotask(() => {
      for (const listener of [...this.listeners]) listener({ data, ports, source: this.global });
    });
  }

  async run(code) {
    return structuredClone(await vm.runInContext(code, this.context));
  }
}

/** A port that is transferred to a page arrives as a DOM port. */
function asDomPort(port) {
  return {
    postMessage: (data) => port.postMessage(data),
    addEventListener: (event, listener) => port.on(event, listener),
    start: () => port.start(),
    close: () => port.close(),
  };
}
