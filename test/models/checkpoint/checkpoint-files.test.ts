import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InvalidInput, NotFound, Unsupported } from '../../../core/errors.ts';
import { unattended } from '../../../core/task.ts';
import { openCheckpoint } from '../../../models/checkpoint/checkpoint-files.ts';
import { importCheckpoint } from '../../../models/folder/import-checkpoint.ts';
import type { ModelFolder } from '../../../models/folder/model-folder.ts';
import { storage, temporaryFolder } from '../oracle.ts';
import { safetensorsFile, tinyWeights, type Weights } from '../tiny-weights.ts';

const weights = tinyWeights(248);
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const FIRST = 'model-00001-of-00002.safetensors';
const SECOND = 'model-00002-of-00002.safetensors';
const INDEX = 'model.safetensors.index.json';

let home: string;
beforeAll(async () => {
  home = await temporaryFolder();
});
afterAll(() => rm(home, { recursive: true }));

async function bring(path: string, name: string): Promise<ModelFolder> {
  const files = await openCheckpoint(storage, path);
  try {
    return await importCheckpoint(files, storage, `${home}/models`, name, unattended());
  } finally {
    await files.close();
  }
}

/** Writes the even tensors to the first shard and the odd ones to the second. */
async function writeShards(folder: string): Promise<Record<string, string>> {
  const halves: [Weights, Weights] = [new Map(), new Map()];
  [...weights].forEach(([key, value], i) => {
    halves[i % 2].set(key, value);
  });
  await storage.writeFile(`${folder}/${FIRST}`, safetensorsFile(halves[0]));
  await storage.writeFile(`${folder}/${SECOND}`, safetensorsFile(halves[1]));
  const map = Object.fromEntries([...weights.keys()].map((key, i) => [key, i % 2 === 0 ? FIRST : SECOND]));
  await storage.writeFile(`${folder}/${INDEX}`, encode({ metadata: {}, weight_map: map }));
  return map;
}

describe('a checkpoint in shards', () => {
  test('gives the model of the whole file, opened by its index or by its folder', async () => {
    await storage.writeFile(`${home}/whole/model.safetensors`, safetensorsFile(weights));
    await writeShards(`${home}/shards`);
    const whole = await bring(`${home}/whole/model.safetensors`, 'whole');
    for (const [path, name] of [
      [`${home}/shards/${INDEX}`, 'by-index'],
      [`${home}/shards`, 'by-folder'],
      [`${home}/whole`, 'whole-by-folder'],
    ] as const)
      expect((await bring(path, name)).identity).toEqual({ ...whole.identity, id: name });
  });

  test('is recorded with the SHA-256 of its index and its shards in order', async () => {
    const folder = `${home}/summed`;
    await writeShards(folder);
    const { config } = await bring(folder, 'summed');
    const hash = createHash('sha256');
    for (const name of [INDEX, FIRST, SECOND]) hash.update(await storage.readFile(`${folder}/${name}`));
    expect(config.source).toMatchObject({
      file: INDEX,
      format: 'sharded safetensors',
      sha256: hash.digest('hex'),
    });
  });

  test('with a missing shard is refused, and the error names the shard', async () => {
    const folder = `${home}/incomplete`;
    await writeShards(folder);
    await storage.remove(`${folder}/${SECOND}`);
    await expect(bring(folder, 'incomplete')).rejects.toThrow(NotFound);
    await expect(bring(folder, 'incomplete')).rejects.toThrow(SECOND);
  });

  test('whose index names a tensor that the shard lacks is refused', async () => {
    const folder = `${home}/swapped`;
    const map = await writeShards(folder);
    await storage.writeFile(
      `${folder}/${INDEX}`,
      encode({ weight_map: { ...map, 'ln_final.bias': FIRST, extra: SECOND } }),
    );
    await expect(bring(folder, 'swapped')).rejects.toThrow(/is not in .*shards may belong to another model/);
  });

  test.each(['../secret.safetensors', '/etc/passwd', 'a/b.safetensors', '..', ''])(
    'is read only from the folder of its index, not from %j',
    async (file) => {
      const path = `${home}/escaping/${INDEX}`;
      await storage.writeFile(path, encode({ weight_map: { a: file } }));
      await expect(bring(path, 'escaping')).rejects.toThrow(/not a plain file name/);
    },
  );

  test.each([
    ['is not JSON', new TextEncoder().encode('{"weight_map'), /not JSON/],
    ['is other JSON', encode({ a: 1 }), /no "weight_map"/],
    ['names no shards', encode({ weight_map: {} }), /names 0 shards/],
  ])('whose index %s is refused with the reason', async (_, bytes, message) => {
    const path = `${home}/odd/${INDEX}`;
    await storage.writeFile(path, bytes);
    await expect(bring(path, 'odd')).rejects.toThrow(InvalidInput);
    await expect(bring(path, 'odd')).rejects.toThrow(message);
  });

  test('of torch files is refused', async () => {
    const path = `${home}/torch/pytorch_model.bin.index.json`;
    await storage.writeFile(path, encode({ weight_map: { a: 'pytorch_model-00001-of-00002.bin' } }));
    await expect(bring(path, 'torch')).rejects.toThrow(Unsupported);
  });
});

test('a folder without weights or with several weights files is refused', async () => {
  await storage.writeFile(`${home}/empty/readme.txt`, encode('x'));
  await expect(bring(`${home}/empty`, 'none')).rejects.toThrow(/no weights in this folder/);
  for (const name of ['a.pt', 'b.pt']) await storage.writeFile(`${home}/two/${name}`, encode('x'));
  await expect(bring(`${home}/two`, 'two')).rejects.toThrow(/2 weights files \(a\.pt, b\.pt\): choose one/);
});
