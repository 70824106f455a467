/**
 * `--self-test`: runs the whole chain once, in a hidden window and a temporary data folder: page, scheme, port, core, engine on
 * every device, index, query. Prints one JSON report; exit code 0 when every step succeeds.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { app, type BrowserWindow } from 'electron';
import type { DeviceReport } from '../../core/documents/app.ts';
import type { ModelId } from '../../core/documents/ids.ts';
import type { SceneDetail } from '../../core/documents/scene.ts';
import { type Client, connectClient } from '../../core/rpc/client.ts';
import { PROTOCOL } from '../../core/rpc/contract.ts';
import { portOverMainSidePort } from '../../core/rpc/message-port.ts';
import { toWireError } from '../../core/rpc/protocol.ts';
import { tilesUrl } from '../../core/urls/tile-url.ts';
import type { CoreProcess } from './core-process.ts';
import { demoScenePath } from './demo-scene.ts';
import { FileDialogs } from './file-dialogs.ts';
import { GivenFiles } from './given-files.ts';
import { answerPageRequests } from './page-requests.ts';
import { loadPage, openPageWindow } from './page-window.ts';
import { startCore } from './start-core.ts';

const LIMIT_MS = 180_000;
const SENTENCE = 'a steel bridge over a brown river';

type Step = { readonly name: string; readonly ok: boolean; readonly ms: number; readonly found: unknown };

/** Also writes the report to `output`, for platforms where a window program has no stdout. */
export async function runSelfTest(output: string | null): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'longsight-self-test-'));
  process.env.LONGSIGHT_HOME = folder;
  const steps: Step[] = [];
  const timer = setTimeout(() => finish('the self-test took too long'), LIMIT_MS);
  const core = startCore((reason) => finish(reason));

  function finish(fault: string | null): void {
    clearTimeout(timer);
    const ok = fault === null && steps.every((step) => step.ok);
    const { electron, chrome, node } = process.versions;
    const platform = `${process.platform} ${process.arch}`;
    const report = { ok, fault, version: app.getVersion(), electron, chrome, node, platform, steps };
    const text = `${JSON.stringify(report, null, 2)}\n`;
    process.stdout.write(text);
    if (output !== null) writeFileSync(output, text);
    rmSync(folder, { recursive: true, force: true });
    app.exit(ok ? 0 : 1);
  }

  try {
    await runSteps(core, steps);
    await core.close();
    finish(null);
  } catch (error) {
    finish(toWireError(error).message);
  }
}

async function runSteps(core: CoreProcess, steps: Step[]): Promise<void> {
  const step = async <T>(name: string, run: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    try {
      const found = await run();
      steps.push({ name, ok: true, ms: Math.round(performance.now() - started), found });
      return found;
    } catch (error) {
      steps.push({ name, ok: false, ms: Math.round(performance.now() - started), found: toWireError(error) });
      throw error;
    }
  };
  const window = openPageWindow({ hidden: true });
  answerPageRequests(core, new GivenFiles(), new FileDialogs(() => null));
  const client = connectClient(portOverMainSidePort(await core.connect()));

  await step('core', async () => {
    const { protocol, platform } = await client.call('app.info', null);
    if (protocol !== PROTOCOL) throw new Error(`protocol ${protocol}, expected ${PROTOCOL}`);
    return platform;
  });
  await step('page', async () => {
    await loadPage(window);
    return inPage(
      window,
      '({ origin: location.origin, bridge: typeof window.longsight, node: typeof require })',
    );
  });
  await step('port', () =>
    inPage(
      window,
      `new Promise((resolve, reject) => {
        addEventListener('message', ({ data, ports }) => { if (data === 'longsight:core-port') resolve(ports.length); });
        longsight.connect().then((outcome) => { if (!outcome.ok) reject(new Error(outcome.error.message)); }, reject);
      })`,
    ),
  );
  const scene = await step('scene', () => openDemo(core, client));
  await step('tile', () => fetchInPage(window, `${tilesUrl(scene, scene.defaultStyle)}/0/0/0`));
  await step('devices', () => triedDevices(client));
  const [model] = await step('models', () => client.call('models.list', null));
  if (model === undefined) throw new Error('there is no model');
  await step('index', () => indexScene(client, scene, model.id));
  await step('query', async () => {
    const terms = [{ kind: 'text' as const, text: SENTENCE, weight: 1 }];
    const { hits, map } = await client.call('query.run', {
      area: null,
      sizesPx: null,
      isRecorded: true,
      scene: scene.id,
      model: model.id,
      terms,
      hits: 3,
    });
    return { hits, map: await fetchInPage(window, map.url) };
  });
}

async function openDemo(core: CoreProcess, client: Client): Promise<SceneDetail> {
  const outcome = await core.grant(demoScenePath(), 'read');
  if (!outcome.ok) throw new Error(outcome.error.message);
  if (outcome.value === null) throw new Error('no grant');
  return client.call('scenes.open', { grant: outcome.value.id });
}

/** Polls until every candidate device has been tested. */
async function triedDevices(client: Client): Promise<DeviceReport> {
  for (;;) {
    const report = await client.call('app.device', null);
    if (report.devices.every(({ state }) => state !== 'waiting' && state !== 'testing')) return report;
    await sleep(200);
  }
}

async function indexScene(client: Client, scene: SceneDetail, model: ModelId): Promise<unknown> {
  const plan = await client.call('index.plan', { scene: scene.id, model, sizesPx: null, view: null });
  const spec = { kind: 'index' as const, scene: scene.id, model, grid: plan.grid };
  const id = await client.call('jobs.start', { spec });
  for (;;) {
    const job = (await client.call('jobs.list', null)).find((each) => each.id === id);
    if (job?.state === 'done') return { windows: plan.windows };
    if (job?.state !== 'waiting' && job?.state !== 'running') throw new Error(JSON.stringify(job));
    await sleep(200);
  }
}

function fetchInPage(window: BrowserWindow, url: string): Promise<unknown> {
  return inPage(
    window,
    `fetch(${JSON.stringify(url)}).then(async (answer) => {
      const bytes = (await answer.arrayBuffer()).byteLength;
      if (!answer.ok || bytes === 0) throw new Error(answer.status + ', ' + bytes + ' bytes');
      return { status: answer.status, type: answer.headers.get('content-type'), bytes };
    })`,
  );
}

function inPage(window: BrowserWindow, code: string): Promise<unknown> {
  return window.webContents.executeJavaScript(code);
}
