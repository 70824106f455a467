/** Validators of run specs, as they arrive in files and from pages. */
import { TEXT_KINDS } from './dataset.ts';
import type { DatasetId, GrantId, ModelId, SceneId } from './ids.ts';
import { ACTIVATIONS } from './model.ts';
import {
  type GrantedPairSource,
  type LearningRate,
  type OmegaSchedule,
  type OptimizerSettings,
  type PairFields,
  type PairSource,
  PICTURE_SCOPES,
  RUN_DEVICES,
  type RunBase,
  type RunRequest,
  type RunSpec,
  type RunSpecOf,
  type SampleScene,
  type TrainedParts,
} from './run.ts';
import {
  id as anId,
  array,
  boolean,
  integer,
  literal,
  nullable,
  number,
  object,
  oneOf,
  pair,
  type Shape,
  string,
} from './shape.ts';

const path = string(32_768);
const share = number(0, 1);
const column = string(256);
const fields: Shape<PairFields> = object({
  image: column,
  long: column,
  short: column,
  group: column,
  class: column,
});
const collected = object({ kind: literal('collected'), dataset: anId<DatasetId>() });
const pairSource: Shape<PairSource> = oneOf({
  files: object({
    kind: literal('files'),
    paths: array(path, 1000),
    fields,
    imageRoot: nullable(path),
    pictures: literal(...PICTURE_SCOPES),
  }),
  collected,
});
const grantedSource: Shape<GrantedPairSource> = oneOf({
  granted: object({ kind: literal('granted'), grants: array(anId<GrantId>(), 1000), fields }),
  collected,
});
const model = object({ kind: literal('model'), model: anId<ModelId>() });
const base: Shape<RunBase> = oneOf({
  model,
  checkpoint: object({
    kind: literal('checkpoint'),
    path,
    activation: nullable(literal(...ACTIVATIONS)),
  }),
});
const scene = object({ kind: literal('scene'), scene: anId<SceneId>() });
const sampleScene: Shape<SampleScene> = oneOf({ scene, file: object({ kind: literal('file'), path }) });

const omega: Shape<OmegaSchedule> = oneOf({
  constant: object({ kind: literal('constant'), omega: share }),
  linear: object({ kind: literal('linear'), from: share, to: share }),
  cosine: object({ kind: literal('cosine'), from: share, to: share }),
});
const parts: Shape<TrainedParts> = oneOf({
  all: object({ kind: literal('all') }),
  tower: object({ kind: literal('tower'), tower: literal('vision', 'text') }),
  'last-blocks': object({ kind: literal('last-blocks'), blocks: integer(1, 1000) }),
  projections: object({ kind: literal('projections') }),
});
const decay = { decayed: literal('all', 'matrices'), weightDecay: number(0, 10) };
const optimizer: Shape<OptimizerSettings> = oneOf({
  sgd: object({ kind: literal('sgd'), momentum: share, dampening: share, ...decay }),
  adamw: object({ kind: literal('adamw'), betas: pair(share), epsilon: number(0, 1), ...decay }),
});
const learningRate: Shape<LearningRate> = oneOf({
  constant: object({ kind: literal('constant'), rate: number(0, 10) }),
  cosine: object({ kind: literal('cosine'), rate: number(0, 10), warmUpSteps: integer(0, 10_000_000) }),
});

export const runSpec: Shape<RunSpec> = specOf(base, pairSource, sampleScene);
export const runRequest: Shape<RunRequest> = specOf(model, grantedSource, scene);

function specOf<Base, Source extends { readonly kind: string }, Scene>(
  aBase: Shape<Base>,
  source: Shape<Source>,
  aScene: Shape<Scene>,
): Shape<RunSpecOf<Base, Source, Scene>> {
  const shape = object({
    version: literal(1),
    name: string(64),
    base: aBase,
    data: source,
    texts: literal(...TEXT_KINDS),
    firstSentenceAsShort: boolean,
    omega,
    parts,
    positions: literal('stored', 'stretched'),
    optimizer,
    learningRate,
    largestGradientNorm: nullable(number(1e-9, 1e9)),
    batch: integer(2, 65_536),
    memoryBudgetMb: nullable(integer(1, 100_000_000)),
    length: oneOf({
      epochs: object({ kind: literal('epochs'), epochs: integer(1, 100_000) }),
      steps: object({ kind: literal('steps'), steps: integer(1, 100_000_000) }),
    }),
    seed: integer(0, 0xffff_ffff),
    augmentation: object({ flips: boolean, turns: boolean, smallestCrop: number(0.1, 1) }),
    validation: oneOf({
      none: object({ kind: literal('none') }),
      share: object({ kind: literal('share'), share: number(0.001, 0.9) }),
      pairs: object({ kind: literal('pairs'), source }),
    }),
    checkpointMinutes: number(0, 100_000),
    samples: nullable(
      object({ scene: aScene, texts: array(string(20_000), 100), sizePx: integer(16, 16_384) }),
    ),
    device: literal(...RUN_DEVICES),
    threads: integer(0, 1024),
  });
  return shape;
}
