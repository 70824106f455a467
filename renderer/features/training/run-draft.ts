/** Contents of the run form, and the run request made from them. */
import type { DatasetId, ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { RunRequest, TrainedParts } from '../../../core/documents/run.ts';
import { type FittedSettings, fittedSettings } from '../../../core/documents/run-defaults.ts';

export type PartsChoice = 'projections' | 'last-blocks' | 'vision' | 'text' | 'all';
export type PresetId = 'quick' | 'standard' | 'thorough' | 'paper';

export type RunDraft = {
  readonly name: string;
  readonly dataset: DatasetId;
  readonly base: ModelId;
  readonly texts: RunRequest['texts'];
  readonly parts: PartsChoice;
  /** With `last-blocks`. */
  readonly blocks: number;
  readonly optimizer: 'adamw' | 'sgd';
  readonly epochs: number;
  /** Learning rate × 10⁶. */
  readonly rateMillionths: number;
  readonly warmUpSteps: number;
  readonly batch: number;
  /** 0 for no validation. */
  readonly validationPercent: number;
  /** 0: two thirds of the machine's memory. */
  readonly budgetMb: number;
  readonly seed: number;
  /** Everyday sentences serve as counter-examples. */
  readonly everyday: boolean;
  /** Share of the base in the result. */
  readonly keptPercent: number;
  readonly device: RunRequest['device'];
  readonly flips: boolean;
  readonly turns: boolean;
  /** Smallest edge of a random crop, in per cent of the image's shorter edge; 100 for no cropping. */
  readonly cropPercent: number;
  readonly checkpointMinutes: number;
  /** Scene on which `sampleTexts` (one per line) are evaluated after each epoch; null for none. */
  readonly sampleScene: SceneId | null;
  readonly sampleTexts: string;
  readonly sampleSizePx: number;
};

type Preset = Pick<RunDraft, 'parts' | 'blocks' | 'optimizer'>;

/** `paper`: SGD over the whole model with the published learning rate. */
export const PRESETS: Readonly<Record<PresetId, Preset>> = {
  quick: { parts: 'projections', blocks: 2, optimizer: 'adamw' },
  standard: { parts: 'last-blocks', blocks: 2, optimizer: 'adamw' },
  thorough: { parts: 'all', blocks: 2, optimizer: 'adamw' },
  paper: { parts: 'all', blocks: 2, optimizer: 'sgd' },
};

const USUAL_VALIDATION_PERCENT = 10;
const PAPER_EPOCHS = 4;
const THOROUGH = 2;

type Fitted = Pick<
  RunDraft,
  'batch' | 'epochs' | 'rateMillionths' | 'warmUpSteps' | 'everyday' | 'keptPercent'
>;

/** The preset with the settings that fit the pairs; `paper` keeps its published epochs, `thorough` trains twice as long. */
export function presetFor(preset: PresetId, pairs: number): Preset & Fitted {
  const own = PRESETS[preset];
  const trained = pairs - Math.ceil((pairs * USUAL_VALIDATION_PERCENT) / 100);
  const { epochs } = fittedTo(own, trained);
  if (preset === 'paper') return { ...own, ...fittedTo(own, trained, PAPER_EPOCHS) };
  return { ...own, ...fittedTo(own, trained, preset === 'thorough' ? THOROUGH * epochs : epochs) };
}

/** Settings for `trained` pairs. `epochs` are as many as they need, unless given. */
function fittedTo({ parts, blocks, optimizer }: Preset, trained: number, epochs?: number): Fitted {
  const open = { parts: partsOf({ parts, blocks }), optimizer: optimizerOf(optimizer) };
  const { batch, length, learningRate, otherSentences, keptShare } = fittedSettings(
    epochs === undefined ? open : { ...open, length: { kind: 'epochs', epochs } },
    trained,
  );
  return {
    batch,
    epochs: epochsIn(length),
    ...rateOf(learningRate),
    everyday: otherSentences === 'everyday',
    keptPercent: Math.round(100 * keptShare),
  };
}

function epochsIn(length: FittedSettings['length']): number {
  if (length.kind === 'steps') throw new Error('fitted settings count epochs');
  return length.epochs;
}

function rateOf(rate: FittedSettings['learningRate']): Pick<RunDraft, 'rateMillionths' | 'warmUpSteps'> {
  return {
    rateMillionths: Number((rate.rate * 1e6).toPrecision(6)),
    warmUpSteps: rate.kind === 'cosine' ? rate.warmUpSteps : 0,
  };
}

export function newDraft(name: string, dataset: DatasetId, pairs: number, base: ModelId): RunDraft {
  const texts = 'both';
  return {
    ...{ name, dataset, base, texts, ...presetFor('standard', pairs) },
    validationPercent: USUAL_VALIDATION_PERCENT,
    budgetMb: 0,
    seed: 1,
    device: 'cpu',
    flips: false,
    turns: false,
    cropPercent: 100,
    checkpointMinutes: 10,
    sampleScene: null,
    sampleTexts: '',
    sampleSizePx: 512,
  };
}

export function toRequest(draft: RunDraft): RunRequest {
  const { name, dataset, base, texts, optimizer, epochs, batch, validationPercent, budgetMb, seed } = draft;
  return {
    version: 1,
    name: name.trim(),
    base: { kind: 'model', model: base },
    data: { kind: 'collected', dataset },
    texts,
    firstSentenceAsShort: false,
    omega: { kind: 'constant', omega: 0.8 },
    otherSentences: draft.everyday ? 'everyday' : [],
    parts: partsOf(draft),
    positions: 'stretched',
    optimizer: optimizerOf(optimizer),
    learningRate: { kind: 'cosine', rate: draft.rateMillionths / 1e6, warmUpSteps: draft.warmUpSteps },
    largestGradientNorm: 1,
    batch,
    memoryBudgetMb: budgetMb === 0 ? null : budgetMb,
    length: { kind: 'epochs', epochs },
    keptShare: draft.keptPercent / 100,
    seed,
    augmentation: { flips: draft.flips, turns: draft.turns, smallestCrop: draft.cropPercent / 100 },
    validation:
      validationPercent === 0 ? { kind: 'none' } : { kind: 'share', share: validationPercent / 100 },
    checkpointMinutes: draft.checkpointMinutes,
    samples: samplesOf(draft),
    device: draft.device,
    threads: 0,
  };
}

/** Shell command that starts the same run. */
export function equivalentCommand(request: RunRequest): string {
  return `cat > run.json <<'END'\n${JSON.stringify(request, null, 1)}\nEND\nlongsight train run.json`;
}

function samplesOf({ sampleScene, sampleTexts, sampleSizePx }: RunDraft): RunRequest['samples'] {
  const texts = sampleTexts.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  if (sampleScene === null || texts.length === 0) return null;
  return { scene: { kind: 'scene', scene: sampleScene }, texts, sizePx: sampleSizePx };
}

function optimizerOf(kind: RunDraft['optimizer']): RunRequest['optimizer'] {
  return kind === 'sgd'
    ? { kind, momentum: 0.9, dampening: 0.1, weightDecay: 0, decayed: 'all' }
    : { kind, betas: [0.9, 0.98], epsilon: 1e-6, weightDecay: 0.2, decayed: 'matrices' };
}

function partsOf({ parts, blocks }: Pick<RunDraft, 'parts' | 'blocks'>): TrainedParts {
  if (parts === 'vision' || parts === 'text') return { kind: 'tower', tower: parts };
  return parts === 'last-blocks' ? { kind: parts, blocks } : { kind: parts };
}
