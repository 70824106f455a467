/** Validators of run specs, as they arrive in files and from pages. */
import { TEXT_KINDS } from './dataset.ts';
import type { DatasetId, GrantId, ModelId, SceneId } from './ids.ts';
import { ACTIVATIONS } from './model.ts';
import {
  type GrantedPairSource,
  type LearningRate,
  type OmegaSchedule,
  type OptimizerSettings,
  type OtherSentences,
  type PairFields,
  type PairSource,
  PICTURE_SCOPES,
  RUN_DEVICES,
  type RunBase,
  type RunLogEntry,
  type RunRequest,
  type RunSpec,
  type RunSpecOf,
  type SampleScene,
  type TrainedParts,
} from './run.ts';
import {
  absentAs,
  id as anId,
  array,
  atLeast,
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
export const runBase: Shape<RunBase> = oneOf({
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

const sentences = array(string(20_000), 10_000);
const otherSentences: Shape<OtherSentences> = (value, at) =>
  value === 'everyday' ? value : sentences(value, at);

const at = string(64);
const step = integer(0, Number.MAX_SAFE_INTEGER);
const some = nullable(number());

/** A line of `log.jsonl`; PyTorch's trainer and later versions may write more fields. */
export const runLogEntry = oneOf({
  created: atLeast({ kind: literal('created'), at }),
  started: atLeast({
    kind: literal('started'),
    at,
    baseSha256: string(),
    dataSha256: string(),
    chunkRows: absentAs(null, nullable(step)),
    activation: literal(...ACTIVATIONS),
    steps: step,
    stepsPerEpoch: step,
    pairs: step,
    validationPairs: step,
  }),
  resumed: atLeast({ kind: literal('resumed'), at, step }),
  // JSON has no number for a loss that is not finite.
  step: atLeast({ kind: literal('step'), step, total: some, long: some, short: some }),
  validation: atLeast({ kind: literal('validation'), step, epoch: step, meanRecall: number() }),
  samples: atLeast({ kind: literal('samples'), step, answers: array(atLeast({ text: string() })) }),
  checkpoint: atLeast({ kind: literal('checkpoint'), step, folder: string() }),
  stopped: atLeast({ kind: literal('stopped'), at, step }),
  failed: atLeast({ kind: literal('failed'), at, step, reason: string(100_000) }),
  done: atLeast({ kind: literal('done'), at, step, folder: string() }),
  model: atLeast({ kind: literal('model'), at, model: anId<ModelId>() }),
}) as Shape<RunLogEntry>;

export const runSpec: Shape<RunSpec> = specOf(runBase, pairSource, sampleScene);
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
    otherSentences,
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
    keptShare: number(0, 0.99),
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
