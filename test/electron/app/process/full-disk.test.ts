import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelId, SceneId } from '../../../../core/documents/ids.ts';
import { Unsupported } from '../../../../core/errors.ts';
import type { AppendFile } from '../../../../core/host.ts';
import { unattended } from '../../../../core/task.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { createCore } from '../../../../electron/app/process/create-core.ts';
import { createServices } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { NodeStorage } from '../../../../electron/node/node-storage.ts';
import { smallStarterResources } from '../../small-starter.ts';

const { signal } = new AbortController();
const task = { signal, report: () => undefined };
const FULL = 'the disk is full';
let home: string;
let resources: string;
let scenePath: string;
let scene: SceneId;

/** A disk that takes no byte more once it is full. */
class Disk extends NodeStorage {
  isFull = false;

  override writeFile(path: string, bytes: Uint8Array): Promise<void> {
    if (this.isFull) return Promise.reject(new Unsupported(`${path}: ${FULL}`));
    return super.writeFile(path, bytes);
  }

  override openAppend(path: string): Promise<AppendFile> {
    if (this.isFull) return Promise.reject(new Unsupported(`${path}: ${FULL}`));
    return super.openAppend(path);
  }
}

function optionsOn(storage: Disk) {
  const options = serviceOptions(forkBuiltEngine);
  return {
    ...options,
    host: { ...options.host, storage },
    dataFolder: join(home, 'data'),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
    version: 'test',
  };
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'longsight-full-'));
  resources = await smallStarterResources();
  scenePath = join(home, 'scene.tif');
  await copyFile(findResources().demoScene, scenePath);
  const services = await createServices(optionsOn(new Disk()));
  scene = await services.scenes.openPath(scenePath);
  const model = await services.models.find(null);
  const { grid } = await services.indexes.plan(scene, model, [1024]);
  await services.indexes.build(scene, model, grid, unattended());
  await services.close();
});

afterAll(async () => {
  for (const folder of [home, resources]) await rm(folder, { recursive: true });
});

test('on a full disk a question is answered, a change is refused and not made, and the end comes', async () => {
  const disk = new Disk();
  const core = await createCore(optionsOn(disk));
  disk.isFull = true;
  const result = await core.handlers['query.run'](
    {
      scene,
      model: 'starter' as ModelId,
      terms: [{ kind: 'text', text: 'a bridge', weight: 1 }],
      hits: 3,
      area: null,
      sizesPx: null,
      isRecorded: true,
    },
    task,
  );
  expect(result.hits).toHaveLength(3);
  expect(await core.handlers['app.faults'](null, task)).toEqual([
    expect.stringMatching(/^the question is not in the list of questions: .*project\.json: the disk is full/),
  ]);
  const before = await core.handlers['project.get'](null, task);
  const { defaultStyle: style } = (await core.handlers['scenes.list'](null, task))[0]!;
  const transaction = {
    kind: 'add-layer',
    at: 0,
    layer: { scene, visible: true, opacity: 1, gamma: 1, style },
  } as const;
  await expect(core.handlers['project.apply']({ transaction }, task)).rejects.toThrow(FULL);
  expect(await core.handlers['project.get'](null, task)).toEqual(before);

  // The job table cannot be saved; everything else is closed all the same.
  await expect(core.close()).rejects.toThrow(FULL);
  expect(existsSync(join(home, 'data', 'project.json.lock'))).toBe(false);
});

test('where nothing can be written, a scene is opened and asked, and its record is not kept', async () => {
  const disk = new Disk();
  const services = await createServices(optionsOn(disk));
  const other = join(home, 'other.tif');
  await copyFile(scenePath, other);
  disk.isFull = true;
  const id = await services.scenes.openPath(other);
  expect((await services.scenes.detail(id)).widthPx).toBe(2048);
  expect(services.faults.list()).toEqual([
    expect.stringMatching(/other\.tif: the scene is open, but will not be remembered: .*the disk is full/),
  ]);
  await services.scenes.openPath(scenePath);
  const asked = { scene, model: await services.models.find(null), hits: 1 };
  const terms = [{ kind: 'text', text: 'a bridge', weight: 1 }] as const;
  expect((await services.queries.run({ ...asked, terms }, signal)).hits).toHaveLength(1);
  const { modelView } = await services.scenes.detail(scene);
  await expect(services.scenes.setModelView(scene, modelView)).rejects.toThrow(FULL);
  disk.isFull = false;
  await services.close();
  expect(await readdir(join(home, 'data', 'scenes'))).toEqual([`${scene}.json`]);
});

test('a scene that cannot be described leaves no open file', async () => {
  const options = optionsOn(new Disk());
  const transform = () => Promise.reject(new Error('the authority is away'));
  const services = await createServices({
    ...options,
    host: {
      ...options.host,
      crs: {
        ...options.host.crs,
        describe: (stub) => options.host.crs.describe(stub),
        named: (text) => options.host.crs.named(text),
        transform,
      },
    },
  });
  const third = join(home, 'third.tif');
  await copyFile(scenePath, third);
  await expect(services.scenes.openPath(third)).rejects.toThrow('the authority is away');
  if (process.platform === 'linux') {
    const { readlink } = await import('node:fs/promises');
    const open = await Promise.all(
      (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
    );
    expect(open).not.toContain(third);
  }
  await services.close();
});
