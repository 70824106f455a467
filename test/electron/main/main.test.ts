import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Grant } from '../../../core/documents/ids.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import { PROTOCOL } from '../../../core/rpc/contract.ts';
import type { Outcome } from '../../../core/rpc/main-messages.ts';
import { smallStarterResources } from '../small-starter.ts';
import { type MainUnderTest, root, type Setup, startMain } from './main-under-test.ts';

const demo = join(root, 'build/demo/manila_bridge.tif');
const _page = { url: 'app://bundle/', parent: null };
const running: MainUnderTest[] = [];

async function started(setup: Setup = {}): Promise<MainUnderTest> {
  const main = await startMain(setup);
  running.push(main);
  await expect.poll(async () => (await main.ask<{ shown: boolean }[]>('windows'))[0]?.shown).toBe(true);
  return main;
}

afterEach(async () => {
  for (const main of running.splice(0)) await main.close();
});

type Answer = { status: number; headers: Record<string, string>; text: string; bytes: number };
type State = {
  errorBoxes: { title: string; text: string }[];
  dialogs: { defaultPath: string }[];
  schemes: unknown[];
  sandboxed: boolean;
  switches: [string, string?][];
  hostResolver: unknown;
  menuLabels: string[];
  processes: { serviceName: string; alive: boolean; environment: Record<string, string> }[];
};

/** Page code that connects through the bridge and calls one method of the contract. */
const call = (method: string, input: unknown): string => `(async () => {
  if (!window.corePort) {
    const arrived = new Promise((resolve) => addEventListener('message', ({ data, ports, source }) => {
      if (data === 'longsight:core-port' && source === window) resolve(ports[0]);
    }));
    const outcome = await longsight.connect();
    if (!outcome.ok) throw new Error(outcome.error.message);
    window.corePort = await arrived;
    window.corePort.start();
    window.waiting = new Map();
    window.corePort.addEventListener('message', ({ data }) => { if (data.kind !== 'prog') window.waiting.get(data.id)?.(data); });
    window.corePort.addEventListener('close', () => { window.corePort = null; });
  }
  const id = window.lastId = (window.lastId ?? 0) + 1;
  const answer = new Promise((resolve) => window.waiting.set(id, resolve));
  window.corePort.postMessage({ kind: 'req', id, method: ${JSON.stringify(method)}, input: ${JSON.stringify(input)} });
  return answer;
})()`;

test('the window is sandboxed, isolated and shown when it is ready', async () => {
  const main = await started();
  const [window] =
    await main.ask<{ options: Record<string, unknown>; shown: boolean; url: string }[]>('windows');
  expect(window?.url).toBe('app://bundle/');
  expect(window?.shown).toBe(true);
  expect(window?.options.webPreferences).toEqual({
    preload: join(root, 'out/preload/index.cjs'),
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    spellcheck: false,
    navigateOnDragDrop: false,
  });
  const { sandboxed, schemes, menuLabels } = await main.ask<State>('state');
  expect(sandboxed).toBe(true);
  expect(schemes).toEqual([
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
  expect(menuLabels).toEqual(['File', 'Edit', 'View', 'Window']);
});

test('the app scheme serves the page and nothing outside it, always with the security headers', async () => {
  const main = await started();
  const status = async (url: string): Promise<number> => {
    const { status: code, headers } = await main.ask<Answer>('fetch', url);
    expect(headers['content-security-policy'], url).toContain("default-src 'none'");
    expect(headers['x-content-type-options'], url).toBe('nosniff');
    return code;
  };
  expect(await status('app://bundle/')).toBe(200);
  expect(await status('app://bundle/index.html')).toBe(200);
  expect(await status('app://bundle/none.js')).toBe(404);
  expect(await status('app://other/index.html')).toBe(404);
  expect(await status('app://bundle/..%2f..%2fpackage.json')).toBe(403);
  expect(await status('app://bundle/%5c..%5cpackage.json')).toBe(403);
  expect(await status('app://bundle/.built-node')).toBe(403);
  expect(await status('app://bundle/%')).toBe(400);
  expect(await status('app://bundle/data/none')).toBe(404);
  expect((await main.ask<Answer>('fetch', 'app://bundle/data/x', { method: 'DELETE' })).status).toBe(405);
});

test('permissions, the network, navigation and new windows are denied', async () => {
  const main = await started();
  expect(await main.ask('permissions')).toEqual([false, false, false, false]);
  for (const url of ['https://example.org/', 'http://127.0.0.1/', 'ws://127.0.0.1/', 'file:///etc/passwd'])
    expect(await main.ask('isCancelled', url), url).toBe(true);
  for (const url of ['app://bundle/x', 'blob:app://bundle/1', 'devtools://devtools/x'])
    expect(await main.ask('isCancelled', url), url).toBe(false);
  for (const event of ['will-navigate', 'will-redirect', 'will-attach-webview'])
    expect(await main.ask('isPrevented', event), event).toBe(true);
  // A page may load itself again.
  expect(await main.ask('isPrevented', 'will-navigate', 'app://bundle/')).toBe(false);
  expect(await main.ask('windowOpen', 'https://example.org/')).toEqual({ action: 'deny' });
});

test('page and menus are in the language that the system prefers, until the user chooses another', async () => {
  const main = await started({ languages: ['de-AT', 'en'] });
  const page = async (): Promise<string> => (await main.ask<Answer>('fetch', 'app://bundle/')).text;
  const menus = async (): Promise<string[]> => (await main.ask<State>('state')).menuLabels;
  expect(await page()).toContain('<html lang="de">');
  expect(await menus()).toEqual(['Datei', 'Bearbeiten', 'Ansicht', 'Fenster']);
  const settings = { keepsAwake: true, notifies: true, language: 'es' };
  expect(await main.ask('inPage', call('app.setSettings', settings))).toMatchObject({ value: settings });
  await main.ask('reload');
  expect(await page()).toContain('<html lang="es">');
  expect(await menus()).toEqual(['Archivo', 'Edición', 'Ver', 'Ventana']);
  expect((await main.ask<Answer>('fetch', 'app://bundle/index.html')).text).toContain('<html lang="en">');
});

test('Chromium may look up no name, search no proxy, check no spelling and open no WebRTC route', async () => {
  const main = await started();
  const { switches, hostResolver } = await main.ask<State>('state');
  expect(switches).toEqual([
    ['host-resolver-rules', 'MAP * ~NOTFOUND'],
    ['no-proxy-server'],
    ['disable-background-networking'],
    ['disable-component-update'],
    ['disable-domain-reliability'],
    ['no-pings'],
  ]);
  expect(hostResolver).toEqual({ secureDnsMode: 'off', enableBuiltInResolver: false });
  expect(await main.ask('networkUse')).toEqual({
    spellChecker: false,
    webRtcPolicy: 'disable_non_proxied_udp',
  });
});

test('main asks Electron for nothing that reports, updates or fetches', async () => {
  const text = await readFile(join(root, 'out/main/index.js'), 'utf8');
  const names = [...text.matchAll(/import \{([^}]+)\} from "electron"/g)].flatMap(([, list]) =>
    list.split(',').map((name) => name.trim()),
  );
  expect(names).toContain('app');
  for (const name of ['crashReporter', 'autoUpdater', 'net', 'pushNotifications', 'inAppPurchase', 'shell'])
    expect(names).not.toContain(name);
});

test('requests are answered only for our own top-level page and for valid arguments', async () => {
  const main = await started();
  const refused = async (channel: string, args: unknown[], frame?: unknown): Promise<void> => {
    const outcome = await main.ask<Outcome<unknown>>('invoke', channel, args, frame);
    expect(outcome, `${channel} ${JSON.stringify(args)}`).toMatchObject({
      ok: false,
      error: { code: 'INVALID' },
    });
  };
  for (const frame of [
    null,
    { url: 'https://example.org/', parent: null },
    { url: 'app://other/', parent: null },
    { url: 'app://bundle/', parent: {} },
  ]) {
    await refused('connect', [], frame);
    await refused('pick', ['raster'], frame);
    await refused('grant-dropped', [[demo]], frame);
    await refused('save-as', ['a.tif'], frame);
  }
  await refused('connect', ['x']);
  await refused('pick', ['anything']);
  await refused('pick', ['raster', 'model']);
  await refused('grant-dropped', [demo]);
  await refused('grant-dropped', [[5]]);
  await refused('grant-dropped', [['relative.tif']]);
  await refused('grant-dropped', [['']]);
  await refused('save-as', [{}]);
  expect(await main.ask('inPage', 'typeof longsight.ipcRenderer + typeof window.ipcRenderer')).toBe(
    'undefinedundefined',
  );
});

test('picked, dropped and saved files become grants, and the next dialog opens in the same folder', async () => {
  const main = await started();
  const file = join(main.folder, 'scène.tif');
  await copyFile(demo, file);
  expect(await main.ask('inPage', "longsight.pick('raster')")).toEqual({ ok: true, value: [] });
  await main.ask('answerDialog', { canceled: false, filePaths: [file] });
  const picked = await main.ask<Outcome<Grant[]>>('inPage', "longsight.pick('raster')");
  expect(picked).toEqual({
    ok: true,
    value: [{ id: expect.stringMatching(/^[\w-]{36}$/), name: 'scène.tif' }],
  });
  expect(await main.ask('drop', [file])).toMatchObject({ ok: true, value: [{ name: 'scène.tif' }] });
  expect(await main.ask('drop', [null])).toMatchObject({ ok: false });
  expect(await main.ask('drop', [main.folder])).toMatchObject({
    ok: true,
    value: [{ name: basename(main.folder) }],
  });
  expect(await main.ask('inPage', "longsight.saveAs('map.tif')")).toEqual({ ok: true, value: null });
  await main.ask('answerDialog', { canceled: false, filePath: join(main.folder, 'map.tif') });
  expect(await main.ask('inPage', "longsight.saveAs('../map.tif')")).toMatchObject({
    ok: true,
    value: { name: 'map.tif' },
  });
  const { dialogs } = await main.ask<State>('state');
  expect(dialogs.at(-1)?.defaultPath).toBe(join(main.folder, '__map.tif'));
});

test('a folder is granted only where a folder is asked for, and a list only as a file', async () => {
  const main = await started();
  const answer = { canceled: false, filePaths: [main.folder] };
  await main.ask('answerDialog', answer);
  expect(await main.ask('inPage', "longsight.pick('folder')")).toMatchObject({
    ok: true,
    value: [{ name: basename(main.folder) }],
  });
  for (const kind of ['list', 'raster', 'pairs']) {
    await main.ask('answerDialog', answer);
    expect(await main.ask('inPage', `longsight.pick('${kind}')`), kind).toMatchObject({
      ok: false,
      error: { code: 'INVALID' },
    });
  }
});

test('the page calls the core and gets tiles of a granted scene', async () => {
  const main = await started({ args: [demo] });
  expect(await main.ask('inPage', call('app.info', null))).toMatchObject({
    kind: 'res',
    value: { protocol: PROTOCOL },
  });
  const granted = main.ask<Grant[]>('inPage', 'new Promise((resolve) => longsight.onFilesGiven(resolve))');
  const [grant] = await granted;
  expect(grant?.name).toBe('manila_bridge.tif');
  const opened = await main.ask<{ value: { id: string; content: string; tileLevels: number } }>(
    'inPage',
    call('scenes.open', { grant: grant?.id }),
  );
  expect(opened.value).toMatchObject({ widthPx: 2048, heightPx: 2048 });
  const { id, content } = opened.value;
  const tile = await main.ask<Answer>('fetch', `app://bundle/tiles/${id}/${content}/0~1~2~none/0/0/0`);
  expect(tile.status, tile.text).toBe(200);
  expect(tile.headers['content-type']).toBe('image/webp');
  expect(Number(tile.headers['content-length'])).toBe(tile.bytes);
  expect(tile.headers['content-security-policy']).toContain("default-src 'none'");
  expect(await main.ask('inPage', call('scenes.open', { grant: 'never-given' }))).toMatchObject({
    kind: 'err',
  });
});

test('the first start opens the demo scene, the next start does not, and only one core can use the data folder', async () => {
  const home = await mkdtemp(join(tmpdir(), 'longsight-home-'));
  const env = { LONGSIGHT_HOME: home };
  const first = await started({ env });
  const [grant] = await first.ask<Grant[]>(
    'inPage',
    'new Promise((resolve) => longsight.onFilesGiven(resolve))',
  );
  expect(grant?.name).toBe('manila_bridge.tif');
  const opened = await first.ask<{ value: SceneDetail }>('inPage', call('scenes.open', { grant: grant?.id }));
  const { id: scene, modelView } = opened.value;
  const layer = { scene, visible: true, opacity: 1, gamma: 1, style: modelView };
  const transaction = { kind: 'add-layer', layer, at: 0 };
  expect(await first.ask('inPage', call('project.apply', { transaction }))).toMatchObject({ kind: 'res' });

  const beside = await startMain({ env });
  running.push(beside);
  expect((await beside.exited).code).toBe(1);

  await first.ask('closeWindow').catch(() => null);
  await first.exited;
  const next = await started({ env });
  await next.ask('inPage', 'window.given = []; longsight.onFilesGiven((grants) => given.push(...grants)); 0');
  await next.ask('inPage', call('app.info', null));
  expect(await next.ask('inPage', 'given')).toEqual([]);
  await rm(home, { recursive: true, force: true });
});

test('files from the command line, the file manager, a second start and the menu reach the page', async () => {
  const main = await started({ args: [demo] });
  const file = join(main.folder, 'second.tif');
  await copyFile(demo, file);
  await main.ask(
    'inPage',
    'window.given = []; longsight.onFilesGiven((grants) => given.push(...grants.map(({ name }) => name))); 0',
  );
  const given = (): Promise<string[]> => main.ask('inPage', 'given');
  await expect.poll(given).toEqual(['manila_bridge.tif']);
  await main.ask('openFile', file);
  await expect.poll(given).toEqual(['manila_bridge.tif', 'second.tif']);
  await main.ask('secondInstance', ['electron', root, '--flag', 'second.tif'], main.folder);
  await expect.poll(given).toHaveLength(3);
  await main.ask('answerDialog', { canceled: false, filePaths: [file] });
  await main.ask('clickMenu', 'File', 'Open Scene…');
  await expect.poll(given).toHaveLength(4);
  await main.ask('openFile', join(main.folder, 'absent.tif'));
  await expect.poll(async () => (await main.ask<State>('state')).errorBoxes).toHaveLength(1);
  const [window] = await main.ask<{ focused: boolean }[]>('windows');
  expect(window?.focused).toBe(true);
});

test('child processes start without the environment variables that change how Node runs', async () => {
  const main = await started({ env: { NODE_OPTIONS: '--no-warnings', ELECTRON_RUN_AS_NODE: '1' } });
  const { processes } = await main.ask<State>('state');
  expect(processes.map(({ serviceName }) => serviceName)).toEqual(['Longsight core']);
  expect(processes[0]?.environment).not.toHaveProperty('NODE_OPTIONS');
  expect(processes[0]?.environment).not.toHaveProperty('ELECTRON_RUN_AS_NODE');
  expect(processes[0]?.environment).toMatchObject({ ORT_DISABLE_TELEMETRY: '1' });
});

test('a core that dies is restarted, and the page reconnects and finds its scene', async () => {
  const main = await started({ args: [demo] });
  const [grant] = await main.ask<Grant[]>(
    'inPage',
    'new Promise((resolve) => longsight.onFilesGiven(resolve))',
  );
  await main.ask('inPage', call('scenes.open', { grant: grant?.id }));
  await main.ask('kill', 'Longsight core');
  await expect.poll(() => main.ask('inPage', 'window.corePort === null')).toBe(true);
  const scenes = await main.ask<{ value: unknown[] }>('inPage', call('scenes.list', null));
  expect(scenes.value).toHaveLength(1);
  const { processes } = await main.ask<State>('state');
  expect(
    processes.filter(({ serviceName }) => serviceName === 'Longsight core').map(({ alive }) => alive),
  ).toEqual([false, true]);
});

test('a granted file can still be opened after the core has died', async () => {
  const main = await started({ args: [demo] });
  const [grant] = await main.ask<Grant[]>(
    'inPage',
    'new Promise((resolve) => longsight.onFilesGiven(resolve))',
  );
  await main.ask('inPage', call('app.info', null));
  await main.ask('kill', 'Longsight core');
  await expect.poll(() => main.ask('inPage', 'window.corePort === null')).toBe(true);
  expect(await main.ask('inPage', call('scenes.open', { grant: grant?.id }))).toMatchObject({
    kind: 'res',
    value: { name: 'manila_bridge.tif' },
  });
});

test('main exits with code 1 if the core cannot start', async () => {
  const broken = await startMain({ env: { LONGSIGHT_HOME: '/dev/null/data' } });
  running.push(broken);
  const { code } = await broken.exited;
  expect(code).toBe(1);
});

test('a second instance exits with code 0', async () => {
  const main = await startMain({ gotLock: false });
  running.push(main);
  expect((await main.exited).code).toBe(0);
});

test('closing the window ends the application with code 0', async () => {
  const main = await started({ args: [demo] });
  await main.ask('inPage', call('app.info', null));
  await main.ask('closeWindow').catch(() => null);
  expect((await main.exited).code).toBe(0);
});

test('the installed command line runs a command and returns its exit code', async () => {
  const run = async (...args: string[]): Promise<{ code: number | null; stdout: string }> => {
    const main = await startMain({ args: ['--cli', '--', ...args] });
    running.push(main);
    return main.exited;
  };
  const { code, stdout } = await run('info', '--json', demo);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ widthPx: 2048 });
  expect((await run('no-such-command')).code).toBe(2);
});

test('a job survives a crash of its engine and can be cancelled', async () => {
  const resources = await smallStarterResources();
  const main = await started({ args: [demo], env: { LONGSIGHT_RESOURCES: resources } });
  const [grant] = await main.ask<Grant[]>(
    'inPage',
    'new Promise((resolve) => longsight.onFilesGiven(resolve))',
  );
  const ask = async <T>(method: string, input: unknown): Promise<T> => {
    const answer = await main.ask<{ value?: T; error?: unknown }>('inPage', call(method, input));
    if (answer.error !== undefined) throw new Error(JSON.stringify(answer.error));
    return answer.value as T;
  };
  const { id: scene } = await ask<{ id: string }>('scenes.open', { grant: grant?.id });
  const grid = { kind: 'sliding', sizesPx: [64], strideShare: 0.25 };
  const engines = async (): Promise<boolean[]> => {
    const { processes } = await main.ask<State>('state');
    return processes
      .filter(({ serviceName }) => serviceName === 'Longsight engine')
      .map(({ alive }) => alive);
  };
  const stateOf = async (job: string): Promise<string | undefined> =>
    (await ask<{ id: string; state: string }[]>('jobs.list', null)).find(({ id }) => id === job)?.state;

  const job = await ask<string>('jobs.start', { spec: { kind: 'index', scene, model: 'starter', grid } });
  await expect.poll(engines).toEqual([true]);
  await main.ask('kill', 'Longsight engine');
  await expect.poll(engines).toEqual([false, true]);
  expect(await stateOf(job)).toBe('running');
  await ask('jobs.cancel', { job });
  await expect.poll(() => stateOf(job)).toBe('cancelled');
  await rm(resources, { recursive: true });
});

test('the self-test runs every step and reports them', { timeout: 180_000 }, async () => {
  const resources = await smallStarterResources();
  const main = await startMain({ args: ['--self-test'], env: { LONGSIGHT_RESOURCES: resources } });
  running.push(main);
  const { code, stdout } = await main.exited;
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ ok: true, fault: null });
  expect(report.steps.map(({ name }: { name: string }) => name)).toEqual([
    'core',
    'page',
    'port',
    'scene',
    'tile',
    'devices',
    'models',
    'index',
    'query',
  ]);
  expect(code).toBe(0);
  await rm(resources, { recursive: true });
});

test('the built preload is one CommonJS file that requires only electron', async () => {
  const text = await readFile(join(root, 'out/preload/index.cjs'), 'utf8');
  expect(text).not.toMatch(/^import /m);
  expect([...text.matchAll(/require\(["']([^"']+)["']\)/g)].map(([, name]) => name)).toEqual(['electron']);
});

test('the machine stays awake while jobs run, also not after the core has died', async () => {
  const main = await started();
  expect(await main.ask('awake')).toEqual([]);
  await main.ask('fromCore', { kind: 'jobs-at-work', isAtWork: true });
  await main.ask('fromCore', { kind: 'jobs-at-work', isAtWork: true });
  expect(await main.ask('awake')).toEqual(['prevent-app-suspension']);
  await main.ask('fromCore', { kind: 'jobs-at-work', isAtWork: false });
  expect(await main.ask('awake')).toEqual([]);
  await main.ask('fromCore', { kind: 'jobs-at-work', isAtWork: true });
  await main.ask('kill', 'Longsight core');
  await expect.poll(() => main.ask('awake')).toEqual([]);
});

test('the end of a long job is told when no window has the focus, and a click brings the window back', async () => {
  const main = await started();
  const ended = { kind: 'job-ended', title: 'Index harbour.tif', state: 'done' };
  await main.ask('focus', true);
  await main.ask('fromCore', ended);
  expect(await main.ask('notifications')).toEqual([]);
  await main.ask('focus', false);
  await main.ask('fromCore', ended);
  expect(await main.ask('notifications')).toEqual([
    { title: 'Longsight', body: 'Index harbour.tif is done' },
  ]);
  await main.ask('clickNotification');
  expect((await main.ask<{ focused: boolean }[]>('windows'))[0]?.focused).toBe(true);
});

test('a job that runs in the core keeps the machine awake until it ends', async () => {
  const main = await started({ args: [demo] });
  const spec = { kind: 'calibrate-model', model: 'starter', falseAlarmRate: null };
  const { value: job } = await main.ask<{ value: string }>('inPage', call('jobs.start', { spec }));
  await expect.poll(() => main.ask('awake')).toEqual(['prevent-app-suspension']);
  await main.ask('inPage', call('jobs.cancel', { job }));
  await expect.poll(() => main.ask('awake')).toEqual([]);
});
