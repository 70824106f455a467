/**
 * Runs a built main under the stand-in, with operations that the test requests over IPC. As in Electron, `ready` comes only
 * after the main module has been evaluated.
 */
import { register } from 'node:module';
import { resolve as absolute } from 'node:path';
import { pathToFileURL } from 'node:url';

register('./resolve.mjs', import.meta.url);
const { app, BrowserWindow, ipcMain, protocol, seen, session, setup } = await import('./electron.mjs');
if (setup.isPackaged) process.resourcesPath = setup.resourcesPath;
process.argv = [process.argv[0], ...setup.argv];

const operations = {
  windows: () =>
    seen.windows.map(({ options, shown, url, focused = false }) => ({ options, shown, url, focused })),
  state: () => ({
    errorBoxes: seen.errorBoxes,
    dialogs: seen.dialogs,
    schemes: seen.schemes,
    sandboxed: seen.sandboxed,
    switches: seen.switches,
    hostResolver: seen.hostResolver,
    menuLabels: seen.menu?.map(({ label, role }) => label ?? role) ?? [],
    processes: seen.processes.map(({ serviceName, alive, environment }) => ({
      serviceName,
      alive,
      environment,
    })),
  }),
  /** What keeps the machine awake now. */
  awake: () => seen.awake.filter((each) => each !== null),
  notifications: () => seen.notifications.map(({ options }) => options),
  clickNotification: () => seen.notifications.at(-1).emit('click'),
  focus: (isFocused) => {
    seen.isFocused = isFocused;
  },
  /** A message of the core process, as if it had sent it. */
  fromCore: (message) => {
    seen.processes.find((each) => each.serviceName.includes('core') && each.alive).emit('message', message);
  },
  fetch: async (url, init) => {
    const answer = await protocol.handlers.get('app')(new Request(url, init));
    const bytes = Buffer.from(await answer.arrayBuffer());
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      text: bytes.toString(),
      bytes: bytes.length,
    };
  },
  fetchAborted: async (url, afterMs) => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), afterMs);
    const request = new Request(url, { signal: abort.signal });
    return (await protocol.handlers.get('app')(request)).status;
  },
  /** `frame` replaces the frame of our own page: null, or that of a foreign page or a subframe. */
  invoke: (channel, args, frame) =>
    pageNow().invoke(channel, args, frame === undefined ? pageNow().frame : frame),
  send: (channel, args, frame) => {
    ipcMain.emit(channel, { sender: pageNow().contents, senderFrame: frame }, ...args);
  },
  inPage: (code) => pageNow().run(code),
  /** Drops files with these paths on the page, through the preload. */
  drop: (paths) => {
    const page = pageNow();
    const files = paths.map((path) => {
      const file = {};
      if (path !== null) page.filePaths.set(file, path);
      return file;
    });
    return page.window.longsight.grantDropped(files);
  },
  permissions: () => {
    const { permissionRequest, permissionCheck, devicePermission } = session.defaultSession;
    const asked = new Promise((resolve) => permissionRequest({}, 'geolocation', resolve));
    return asked.then((request) => [
      request,
      permissionCheck(null, 'clipboard-read', ''),
      // Only copying text is allowed.
      !permissionCheck(null, 'clipboard-sanitized-write', ''),
      devicePermission({}),
    ]);
  },
  isCancelled: (url) =>
    new Promise((resolve) => session.defaultSession.beforeRequest({ url }, ({ cancel }) => resolve(cancel))),
  networkUse: () => ({
    spellChecker: session.defaultSession.spellChecker,
    webRtcPolicy: contentsNow().webRtcPolicy,
  }),
  isPrevented: (event, url) => {
    let prevented = false;
    contentsNow().emit(event, { url, preventDefault: () => (prevented = true) });
    return prevented;
  },
  windowOpen: (url) => contentsNow().windowOpen({ url }),
  answerDialog: (answer) => {
    seen.dialogAnswers.push(answer);
  },
  clickMenu: (menu, item) =>
    seen.menu
      .find(({ label }) => label === menu)
      .submenu.find(({ label }) => label === item)
      .click(),
  openFile: (path) => app.emit('open-file', { preventDefault: () => undefined }, path),
  secondInstance: (argv, folder) => app.emit('second-instance', {}, argv, absolute(folder)),
  kill: (serviceName) =>
    seen.processes
      .filter((each) => each.serviceName === serviceName && each.alive)
      .map((each) => each.kill()),
  reload: () => BrowserWindow.getAllWindows()[0].reload(),
  closeWindow: () => BrowserWindow.getAllWindows()[0].close(),
};

const contentsNow = () => BrowserWindow.getAllWindows()[0].webContents;
const pageNow = () => contentsNow().page;

process.on('message', async ({ id, operation, args }) => {
  try {
    const value = await operations[operation](...args);
    process.send({ id, value: value ?? null });
  } catch (error) {
    process.send({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
process.on('disconnect', () => app.exit(0));

await import(pathToFileURL(setup.main).href);
app.becomeReady();
process.send({ ready: true });
