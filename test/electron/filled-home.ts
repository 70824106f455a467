/** A data folder with every kind of state file in it, made by the application itself. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DatasetId, SceneId } from '../../core/documents/ids.ts';
import { unattended } from '../../core/task.ts';
import { findResources } from '../../electron/app/disk/resources.ts';
import { PinnedSums } from '../../electron/app/download/pinned-sums.ts';
import type { Core } from '../../electron/app/process/core.ts';
import type { Services } from '../../electron/app/process/create-services.ts';
import { NodeStorage } from '../../electron/node/node-storage.ts';
import { parseRunSpec } from '../../training/run/run-spec.ts';
import { fillDesk, fillEvaluations, fillFromIndex, jobDone } from './filled-parts.ts';

/** The address of a file whose checksum was noted when it was downloaded. */
export const PINNED = 'https://x/y';

const { signal } = new AbortController();
const context = { signal, report: () => undefined };

/**
 * Fills the data folder `base` of `core`. Two of everything, where there can be two, so that a test can damage one. Resolves with the
 * scene.
 */
export async function fillHome(
  base: string,
  resources: string,
  core: Core,
  services: Services,
): Promise<SceneId> {
  const upload = join(base, 'uploads', 'one', 'scene.tif');
  await mkdir(dirname(upload), { recursive: true });
  await copyFile(findResources().demoScene, upload);
  const call = core.handlers;
  const grant = await core.grantRead(upload);
  const detail = await call['scenes.open']({ grant: grant.id }, context);
  const scene = await services.scenes.openPath(upload);
  await services.models.list();
  const weights = join(resources, 'models/starter/model.safetensors');
  const { id: model } = await services.models.imports.importTrained(
    weights,
    'mine',
    { run: 'r' as never, checkpoint: 'step-1', base: { kind: 'model', model: 'starter' as never } },
    {
      activation: 'quick_gelu',
      conventions: (await services.models.folderOf('starter' as never)).config.conventions,
      trainedGroundMetres: null,
    },
    unattended(),
  );
  const folder = join(base, 'models', 'mine');
  await services.models.calibrations.calibrate(model, null, unattended());
  await writeFile(join(folder, 'precisions.json'), '{}');
  const grid = (await services.indexes.plan(scene, model, [1024])).grid;
  await call['project.apply'](
    {
      transaction: {
        kind: 'add-layer',
        at: 0,
        layer: { scene, visible: true, opacity: 1, gamma: 1, style: detail.defaultStyle },
      } as never,
    },
    context,
  );
  await jobDone(core, { kind: 'index', scene, model, grid });
  const filling = { base, core, scene, file: upload, model };
  await fillDesk(filling);
  await fillFromIndex(filling);
  await call['app.chooseDevice']({ device: 'cpu' }, context);
  await call['assistant.set'](
    { url: 'http://127.0.0.1:1/v1', model: 'm', key: 'k', timeoutSeconds: 5 } as never,
    context,
  );
  await call['models.setDownloadSettings'](
    { mirror: 'https://mirror.example', proxy: null } as never,
    context,
  );
  await new PinnedSums(new NodeStorage(), join(base, 'downloads/sums.json')).pin(PINNED, 'a'.repeat(64), 9);
  // The application writes it when a store has answered.
  await writeFile(join(base, 'team.json'), '{"address":"postgresql://127.0.0.1:1/team"}');
  await mkdir(join(base, 'downloads/other'));
  await writeFile(join(base, 'downloads/other/weights.bin'), 'part');
  await writeFile(join(base, 'downloads/other/weights.bin.json'), '{"origin":"https://x/y","sizeBytes":9}');
  const datasets: DatasetId[] = [];
  for (const name of ['first', 'second']) {
    const dataset = await services.datasets.create(name);
    datasets.push(dataset);
    const window = { col: 1024, row: 512, widthPx: 64, heightPx: 64 };
    const other = { ...window, row: 1024 };
    await services.datasets.addWindows(
      dataset,
      scene,
      [window, other].map((each) => ({
        window: each,
        short: 'a bridge',
        long: '',
        source: 'drawn' as const,
      })),
      signal,
    );
    const spec = { name, base: { kind: 'model', model: 'starter' }, data: { kind: 'collected', dataset } };
    await services.runs.create(parseRunSpec(JSON.stringify(spec), join(base, 'spec.json')));
  }
  await fillEvaluations(filling, datasets);
  return scene;
}
