import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ModelId, SceneId } from '../../../../core/documents/ids.ts';
import { InvalidInput, type Unsupported } from '../../../../core/errors.ts';
import { unattended } from '../../../../core/task.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { parseRunSpec } from '../../../../training/run/run-spec.ts';
import { randomSiglip } from '../../../models/siglip/random-siglip.ts';
import { smallVocabulary } from '../../../models/siglip/small-vocabulary.ts';
import { safetensorsFile, type Weights } from '../../../models/tiny-weights.ts';
import { smallStarterResources } from '../../small-starter.ts';

const { signal } = new AbortController();

let folder: string;
let resources: string;
let services: Services;
let scene: SceneId;
const model = 'siglip' as ModelId;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-siglip-'));
  resources = await smallStarterResources();
  services = await createServices({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: join(folder, 'home'),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
  });
  const path = join(folder, 'scene.tif');
  await copyFile(findResources().demoScene, path);
  scene = await services.scenes.openPath(path);
  await services.models.imports.importFile(await bring('model', randomSiglip(3)), model, unattended());
}, 180_000);

afterAll(async () => {
  await services.close();
  for (const each of [folder, resources]) await rm(each, { recursive: true });
});

/** A folder with the weights, and with a vocabulary unless that is left out. */
async function bring(name: string, weights: Weights, vocabulary = true): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  await writeFile(join(path, 'model.safetensors'), safetensorsFile(weights));
  if (vocabulary) await writeFile(join(path, 'tokenizer.json'), smallVocabulary());
  return path;
}

describe('a SigLIP model', () => {
  test('is described before its import, without a question about its activation', async () => {
    const summary = await services.models.inspect(join(folder, 'model'));
    expect(summary).toMatchObject({
      layout: 'longsight (SigLIP)',
      architecture: 'ViT of width 64, patch 8, 32 px, SigLIP',
      contextLength: 16,
      activation: { value: 'gelu_tanh' },
    });
  });

  test('tokenizes with its own vocabulary, and says where a text is cut', async () => {
    const { ids, count, limit } = await services.models.tokenize(model, 'A red roof');
    expect({ ids, count, limit }).toEqual({ ids: [4, 9, 10, 1], count: 4, limit: 16 });
    expect(await services.models.tokenize(model, 'zzzz '.repeat(20))).toMatchObject({ truncated: true });
  });

  test('indexes a scene and answers sentences and example windows with cosines', async () => {
    const { grid } = await services.indexes.plan(scene, model, [512]);
    await services.indexes.build(scene, model, grid, unattended());
    const terms = [{ kind: 'text', text: 'ships in the harbour', weight: 1 }] as const;
    const { hits, verdict } = await services.queries.run({ scene, model, terms, hits: 5 }, signal);
    expect(hits).toHaveLength(5);
    for (const { score } of hits) expect(Math.abs(score)).toBeLessThanOrEqual(1);
    expect(verdict.kind).toBe('not-calibrated');
    const [{ window }] = hits;
    const example = [{ kind: 'window', window, weight: 1 }] as const;
    const alike = await services.queries.run({ scene, model, terms: example, hits: 1 }, signal);
    expect(alike.hits[0]).toMatchObject({ window });
    expect(alike.hits[0].score).toBeCloseTo(1, 4);
  });

  test('gives the probability of a cosine, which a CLIP does not have', async () => {
    const probability = await services.models.probability(model);
    expect(probability!(0.12)).toBeCloseTo(0.5, 5);
    expect(probability!(0.2)).toBeCloseTo(1 / (1 + Math.exp(-8)), 6);
    expect(await services.models.probability(await services.models.find(null))).toBeNull();
  });

  test('cannot be fine-tuned, and the plan says so', async () => {
    const spec = parseRunSpec(
      JSON.stringify({
        name: 'tuned',
        base: { kind: 'model', model },
        data: { kind: 'files', paths: ['a.json'] },
      }),
      join(folder, 'spec.json'),
    );
    const message = 'model siglip is a SigLIP model: only CLIP models can be used for fine-tuning';
    await expect(services.runs.plan(spec, unattended())).rejects.toThrow(message);
    await expect(services.runs.create(spec)).rejects.toThrow(message);
  });

  test('has no relevance maps, and says so', async () => {
    const picture = { widthPx: 1, heightPx: 1, rgb: new Uint8Array(3) };
    await expect(services.relevance.ofPicture(model, picture, ['a'], null)).rejects.toThrow(
      'model siglip is a SigLIP model: only CLIP models can be used for relevance maps',
    );
  });

  test('can be imported again from its own folder', async () => {
    const weights = join(folder, 'home/models', model, 'weights.safetensors');
    const again = await services.models.imports.importFile(weights, 'again', unattended());
    expect(again).toMatchObject({ activation: 'gelu_tanh', contextLength: 16 });
    const [first, second] = await Promise.all(
      [model, 'again' as ModelId].map((id) => services.models.identity(id)),
    );
    expect({ ...second, id: '', precision: '' }).toEqual({ ...first, id: '', precision: '' });
  });
});

describe('an import is refused by name', () => {
  test.each<[string, () => Promise<string>, RegExp, typeof InvalidInput | typeof Unsupported]>([
    [
      'without a vocabulary',
      () => bring('bare', randomSiglip(4), false),
      /needs its vocabulary: put spiece\.model or tokenizer\.json .* into the same folder/,
      InvalidInput,
    ],
    [
      'with a scale that is no logarithm',
      () => {
        const weights = randomSiglip(5);
        weights.get('logit_scale')!.elements[0] = 100;
        return bring('scale', weights);
      },
      /logit_scale is 100, expected the logarithm/,
      InvalidInput,
    ],
    [
      'of an image tower that gives one vector for everything',
      () => {
        const weights = randomSiglip(6);
        weights.get('visual.conv1.weight')!.elements.fill(0);
        return bring('blind', weights);
      },
      /model\.safetensors: the image tower gives the same features for two different pictures/,
      InvalidInput,
    ],
    [
      'of a text tower of zeros',
      () => {
        const weights = randomSiglip(7);
        weights.get('token_embedding.weight')!.elements.fill(0);
        return bring('deaf', weights);
      },
      /the text tower gives the same features for two different sentences/,
      InvalidInput,
    ],
  ])('%s, and leaves nothing behind', async (_, path, message, Kind) => {
    const importing = services.models.imports.importFile(await path(), 'refused', unattended());
    await expect(importing).rejects.toThrow(Kind);
    await expect(importing).rejects.toThrow(message);
    expect((await readdir(join(folder, 'home/models'))).filter((name) => name.includes('refused'))).toEqual(
      [],
    );
  });

  test('with an activation that was chosen', async () => {
    await expect(
      services.models.imports.importFile(join(folder, 'model'), 'chosen', unattended(), {
        activation: 'gelu',
      }),
    ).rejects.toThrow('a SigLIP model states its activation itself');
  });
});
