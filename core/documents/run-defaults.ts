/** Settings of a run that follow from the number of its pairs. `RUNS.md` has the measurements. */
import { keptShareOf } from './kept-share.ts';
import type { LearningRate, OtherSentences, RunSpec, TrainedParts } from './run.ts';

export type FittedField = 'batch' | 'length' | 'learningRate' | 'otherSentences' | 'keptShare';
export type FittedSettings = Pick<RunSpec, FittedField>;

export const FITTED_FIELDS: readonly FittedField[] = [
  'batch',
  'length',
  'learningRate',
  'otherSentences',
  'keptShare',
];

const LARGEST_BATCH = 64;
const USUAL_EPOCHS = 5;
/** With few pairs an epoch has one or two steps: a run of five epochs would end before it has learnt anything. */
const LEAST_STEPS = 60;
const WARM_UP_SHARE = 0.1;
/** A run of this many steps or fewer has the higher rate; for longer runs the rate falls with the square root of the steps. */
const SHORT_RUN_STEPS = LEAST_STEPS;
const RATES: Readonly<Record<TrainedParts['kind'], { readonly short: number; readonly long: number }>> = {
  projections: { short: 5e-4, long: 5e-4 },
  'last-blocks': { short: 1e-4, long: 5e-5 },
  tower: { short: 5e-5, long: 1e-5 },
  all: { short: 5e-5, long: 1e-5 },
};
/**
 * With fewer pairs, all may show one thing, and then nothing in a batch tells the model what the pictures do not show: everyday sentences
 * do. Half of the base is kept, because a run of so few pictures forgets more than it needs to.
 */
const FEW_PAIRS = 150;
const KEPT_OF_FEW = 0.5;
/** The published rate of SGD, which does not divide by the size of the gradients. */
const SGD_RATE = 3e-4;

/** The settings that `given` leaves open, for `pairs` training pairs (without those for validation); the others are kept. */
export function fittedSettings(
  { parts, optimizer, ...given }: Pick<RunSpec, 'parts' | 'optimizer'> & Partial<FittedSettings>,
  pairs: number,
): FittedSettings {
  const batch = given.batch ?? fittedBatch(pairs);
  const stepsPerEpoch = Math.max(1, Math.floor(pairs / batch));
  const length = given.length ?? {
    kind: 'epochs',
    epochs: Math.max(USUAL_EPOCHS, Math.ceil(LEAST_STEPS / stepsPerEpoch)),
  };
  const steps = length.kind === 'steps' ? length.steps : length.epochs * stepsPerEpoch;
  const isFew = pairs < FEW_PAIRS && optimizer.kind !== 'sgd';
  return {
    batch,
    length,
    learningRate: given.learningRate ?? fittedRate(parts, optimizer, steps),
    otherSentences: given.otherSentences ?? (isFew ? 'everyday' : []),
    keptShare: given.keptShare ?? (isFew ? KEPT_OF_FEW : 0),
  };
}

/** As few batches of equal size as possible, of at most 64 pairs, so that an epoch leaves few pairs out. */
function fittedBatch(pairs: number): number {
  const batches = Math.max(1, Math.ceil(pairs / LARGEST_BATCH));
  return Math.max(2, Math.floor(pairs / batches));
}

function fittedRate({ kind }: TrainedParts, optimizer: RunSpec['optimizer'], steps: number): LearningRate {
  const { short, long } = RATES[kind];
  const byLength = short * Math.min(1, Math.sqrt(SHORT_RUN_STEPS / steps));
  return {
    kind: 'cosine',
    // Two digits, because people read and copy this number.
    rate: optimizer.kind === 'sgd' ? SGD_RATE : Number(Math.max(long, byLength).toPrecision(2)),
    warmUpSteps: Math.ceil(WARM_UP_SHARE * steps),
  };
}

/**
 * A run's fitted settings with the reasons, one sentence each. Settings that the user chose are compared with those
 * that follow from the number of pairs.
 */
export function explainedSettings(spec: RunSpec, pairs: number): readonly string[] {
  const { batch, length, learningRate, parts, optimizer } = spec;
  const open = { parts, optimizer };
  const stepsPerEpoch = Math.max(1, Math.floor(pairs / batch));
  const steps = length.kind === 'steps' ? length.steps : length.epochs * stepsPerEpoch;
  const fitted = fittedSettings(open, pairs);
  const rate = fittedSettings({ ...open, batch, length }, pairs).learningRate;
  return [
    isSame(batch, fitted.batch)
      ? `batch ${batch}: ${batch < pairs ? `${stepsPerEpoch} equal batches of at most ${LARGEST_BATCH}` : 'all training pairs'}`
      : `batch ${batch}, as chosen; ${fitted.batch} would follow from ${pairs} pairs`,
    lengthWords(spec, steps, stepsPerEpoch),
    isSame(learningRate, rate)
      ? `learning rate ${learningRate.rate}${warmUpWords(learningRate)}: fits ${steps} steps of ${partsWords(parts)}`
      : `learning rate ${learningRate.rate}${warmUpWords(learningRate)}, as chosen; ${rate.rate}${warmUpWords(rate)} would fit ${steps} steps of ${partsWords(parts)}`,
    ...othersWords(spec.otherSentences, fitted.otherSentences, pairs),
    ...keptWords(spec, fitted.keptShare, pairs),
  ];
}

/** Nothing to say where none are used and none would follow. */
function othersWords(own: OtherSentences, fitted: OtherSentences, pairs: number): readonly string[] {
  if (own.length === 0)
    return fitted.length === 0
      ? []
      : [`no counter-examples, as chosen; everyday sentences would follow from ${pairs} pairs`];
  const listed = own === 'everyday' ? 'everyday' : String(own.length);
  const why =
    fitted.length === 0
      ? `, as chosen; none would follow from ${pairs} pairs`
      : `: ${pairs} pairs may all show the same thing`;
  return [`${listed} sentences about other things as counter-examples${why}`];
}

function keptWords(spec: RunSpec, fitted: number, pairs: number): readonly string[] {
  const { keptShare, parts } = spec;
  if (keptShare === 0 && fitted === 0) return [];
  const isText = keptShare > 0 && !(parts.kind === 'tower' && parts.tower === 'vision');
  const ofText = isText ? ` (${percent(keptShareOf('text', spec))} in the text tower)` : '';
  const kept = `${percent(keptShare)} of the base is kept in the result${ofText}`;
  return [
    keptShare === fitted
      ? `${kept}: ${pairs} pairs would make it forget other things`
      : `${kept}, as chosen; ${percent(fitted)} would follow from ${pairs} pairs`,
  ];
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** Settings with which a run of `steps` steps learns little or nothing, one sentence each. */
export function doubtfulSettings({ learningRate }: RunSpec, steps: number): readonly string[] {
  if (learningRate.kind === 'constant' || learningRate.warmUpSteps < steps) return [];
  return [
    `all ${steps} steps lie inside the warm-up of ${learningRate.warmUpSteps}: the learning rate never reaches ${learningRate.rate}, and little is learnt; shorten the warm-up or train longer`,
  ];
}

function lengthWords({ length }: RunSpec, steps: number, stepsPerEpoch: number): string {
  const counted = `${steps} steps, ${stepsPerEpoch} per epoch`;
  if (length.kind === 'epochs' && length.epochs > USUAL_EPOCHS && steps < LEAST_STEPS + stepsPerEpoch)
    return `${length.epochs} epochs (${counted}): a run needs about ${LEAST_STEPS} steps to learn`;
  const few = steps < LEAST_STEPS ? `: fewer than the ${LEAST_STEPS} that a run needs` : '';
  return length.kind === 'epochs' ? `${length.epochs} epochs (${counted})${few}` : `${counted}${few}`;
}

function warmUpWords(rate: LearningRate): string {
  return rate.kind === 'constant' ? ', constant' : ` after ${rate.warmUpSteps} warm-up steps`;
}

function partsWords(parts: TrainedParts): string {
  switch (parts.kind) {
    case 'all':
      return 'the whole model';
    case 'tower':
      return parts.tower === 'vision' ? 'the image tower' : 'the text tower';
    case 'last-blocks':
      return `the last ${parts.blocks} blocks`;
    case 'projections':
      return 'the projections';
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
