/** Makes the code under test of each format ready for inputs. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unattended } from '../../../core/task.ts';
import { findResources } from '../../../electron/app/disk/resources.ts';
import { createCore } from '../../../electron/app/process/create-core.ts';
import { EngineClient } from '../../../electron/engine/engine-client.ts';
import { EngineError } from '../../../electron/engine/engine-error.ts';
import type { NodeHost } from '../../../electron/node/node-host.ts';
import { checkoutHost } from '../checkout-host.ts';
import { readCorpus } from '../corpus.ts';
import type { Format } from '../formats.ts';
import type { Target } from '../outcome.ts';
import { checkpointTarget } from './checkpoint.ts';
import { indexFileTarget } from './index-file.ts';
import { jp2Target } from './jp2.ts';
import { parquetTarget } from './parquet.ts';
import { rpcTarget } from './rpc.ts';
import { stacTarget } from './stac.ts';
import { stateTarget } from './state.ts';
import { tiffTarget } from './tiff.ts';

/** `scratch` is an empty folder. */
export async function openTarget(format: Format, checkout: string, scratch: string): Promise<Target> {
  const host = checkoutHost(checkout);
  switch (format) {
    case 'tiff':
      return tiffTarget(host);
    case 'jp2':
      return jp2Target(host, scratch);
    case 'pickle':
      return checkpointTarget(host, scratch, 'folder/weights.pt');
    case 'safetensors':
      return checkpointTarget(host, scratch, 'folder/weights.safetensors');
    case 'index':
      return indexFileTarget(await readFile(join(checkout, 'test/fixtures/fuzz/index/small.lsix')));
    case 'state':
      return stateTarget(host, await soundStateFiles(checkout));
    case 'rpc':
      return openedRpcTarget(host, checkout, scratch);
    case 'parquet':
      return parquetTarget(
        host,
        scratch,
        await seedNamed(checkout, 'parquet', 'fault-integers-unstated.parquet'),
      );
    case 'stac':
      return stacTarget(host, scratch, await scenesAndDocuments(checkout));
  }
}

async function seedNamed(checkout: string, format: Format, wanted: string): Promise<Uint8Array> {
  const found = (await readCorpus(checkout, format)).find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`test/fixtures/fuzz/${format}: there is no ${wanted}`);
  return found.bytes;
}

/** What the documents and lists name. */
async function scenesAndDocuments(checkout: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const names = ['item.json', 'items.json', 'catalog.json'];
  const documents = (await readCorpus(checkout, 'stac')).filter(({ name }) => names.includes(name));
  const scene = await seedNamed(checkout, 'tiff', 'plain.tif');
  return new Map([['scene.tif', scene], ...documents.map(({ name, bytes }) => [name, bytes] as const)]);
}

/** The seeds of the format by path; those of past faults have names that begin with `fault-`. */
async function soundStateFiles(checkout: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const { name, bytes } of await readCorpus(checkout, 'state')) {
    const end = bytes.indexOf(10);
    if (!name.startsWith('fault-'))
      files.set(new TextDecoder().decode(bytes.subarray(0, end)), bytes.subarray(end + 1));
  }
  for (const file of ['weights.safetensors', 'vision.onnx', 'text.onnx'])
    files.set(`models/mine/${file}`, new Uint8Array(0));
  return files;
}

/** A core with one scene, and engines that do not start. */
async function openedRpcTarget(host: NodeHost, checkout: string, scratch: string): Promise<Target> {
  const startEngine = () => Promise.reject(new EngineError('ENGINE_CRASHED', 'there is no engine here'));
  const core = await createCore({
    host,
    engine: new EngineClient(startEngine),
    probeEngine: new EngineClient(startEngine),
    startEngine,
    dataFolder: scratch,
    resources: findResources({ LONGSIGHT_RESOURCES: checkout }),
    version: 'fuzz',
  });
  const grant = await core.grantRead(join(checkout, 'test/fixtures/geotiff/valid/two_band.tif'));
  const { id } = await core.handlers['scenes.open']({ grant: grant.id }, unattended());
  return rpcTarget(core, id);
}
