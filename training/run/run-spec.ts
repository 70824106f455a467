/** `spec.json` of a run as written by people: omitted fields have defaults, and paths are relative to the file. */

import type { PairSource, RunSpec } from '../../core/documents/run.ts';
import { FITTED_FIELDS, type FittedField, fittedSettings } from '../../core/documents/run-defaults.ts';
import { runSpec } from '../../core/documents/run-shapes.ts';
import { InvalidInput } from '../../core/errors.ts';
import { isJsonObject, type JsonObject } from '../../core/json-object.ts';
import { OUR_FIELDS } from '../dataset/caption-pair.ts';
import { PAPER_OMEGA } from '../loss/omega-schedule.ts';
import { CLIP_ADAMW } from '../optimizer/adamw.ts';
import { PAPER_SGD } from '../optimizer/sgd.ts';

/**
 * Fine-tuning of the last blocks, which is feasible on a CPU. Only `name`, `base` and `data` have no default. Fitted fields stand in
 * until the pairs are counted, except in a stored spec: an earlier version had no counter-examples and kept nothing of the base.
 */
const DEFAULTS: JsonObject = {
  version: 1,
  texts: 'both',
  otherSentences: [],
  firstSentenceAsShort: false,
  omega: PAPER_OMEGA,
  parts: { kind: 'last-blocks', blocks: 2 },
  positions: 'stretched',
  optimizer: { kind: 'adamw' },
  learningRate: { kind: 'cosine', rate: 5e-5, warmUpSteps: 10 },
  largestGradientNorm: 1,
  batch: 64,
  memoryBudgetMb: null,
  length: { kind: 'epochs', epochs: 5 },
  keptShare: 0,
  seed: 1,
  augmentation: {},
  validation: { kind: 'share', share: 0.1 },
  checkpointMinutes: 10,
  samples: null,
  device: 'cpu',
  threads: 0,
};

const OPTIMIZERS: Readonly<Record<string, JsonObject>> = {
  sgd: { ...PAPER_SGD, decayed: 'all' },
  adamw: { ...CLIP_ADAMW, decayed: 'matrices' },
};

const NO_AUGMENTATION: JsonObject = { flips: false, turns: false, smallestCrop: 1 };

/** A spec whose `open` fields still have to be fitted to the number of pairs. */
export type WrittenSpec = { readonly spec: RunSpec; readonly open: readonly FittedField[] };

/** `path` is absolute. Throws `InvalidInput` naming the path and the first wrong field. */
export function parseRunSpec(text: string, path: string): RunSpec {
  return parseWrittenSpec(text, path).spec;
}

/** Parses a spec as people write it. `path` is absolute. Throws `InvalidInput` naming the path and the first wrong field. */
export function parseWrittenSpec(text: string, path: string): WrittenSpec {
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput(`${path}: ${text.trim() === '' ? 'the file is empty' : 'is not JSON'}`, { cause });
  }
  if (!isJsonObject(written)) throw new InvalidInput(`${path}: expected an object that describes a run`);
  const spec = runSpec(withDefaults(written), path);
  checkRunSpec(spec, path);
  return {
    spec: withAbsolutePaths(spec, path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)),
    open: FITTED_FIELDS.filter((field) => !Object.hasOwn(written, field)),
  };
}

/** The whole spec, for a number of training pairs (without those for validation). */
export function fittedSpec({ spec, open }: WrittenSpec, pairs: number): RunSpec {
  const { parts, optimizer } = spec;
  const given = Object.fromEntries(
    FITTED_FIELDS.flatMap((field) => (open.includes(field) ? [] : [[field, spec[field]]])),
  );
  return { ...spec, ...fittedSettings({ parts, optimizer, ...given }, pairs) };
}

/** Checks that concern several fields. `at` is for the message. */
export function checkRunSpec(spec: RunSpec, at: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(spec.name) || spec.name.endsWith('.'))
    throw new InvalidInput(
      `${at}.name: ${JSON.stringify(spec.name)}: use letters, digits, ".", "_" and "-", starting with a letter or digit`,
    );
  if (spec.firstSentenceAsShort && spec.texts === 'long')
    throw new InvalidInput(
      `${at}.firstSentenceAsShort: has no effect with texts "long", since short texts are not compared: remove it or change texts`,
    );
  for (const source of [spec.data, spec.validation.kind === 'pairs' ? spec.validation.source : spec.data])
    if (source.kind === 'files' && source.paths.length === 0)
      throw new InvalidInput(`${at}.data.paths: name at least one file of caption pairs`);
  if (spec.learningRate.rate === 0)
    throw new InvalidInput(`${at}.learningRate.rate: 0 would not change the model: set a positive rate`);
}

function withDefaults(written: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...DEFAULTS, ...written };
  const { base, optimizer, augmentation, data, validation } = merged;
  if (isJsonObject(base) && base.kind === 'checkpoint') merged.base = { activation: null, ...base };
  if (isJsonObject(optimizer)) merged.optimizer = { ...OPTIMIZERS[String(optimizer.kind)], ...optimizer };
  if (isJsonObject(augmentation)) merged.augmentation = { ...NO_AUGMENTATION, ...augmentation };
  merged.data = withSourceDefaults(data);
  if (isJsonObject(validation) && validation.kind === 'pairs')
    merged.validation = { ...validation, source: withSourceDefaults(validation.source) };
  return merged;
}

function withSourceDefaults(source: unknown): unknown {
  if (!isJsonObject(source) || source.kind !== 'files') return source;
  const fields = isJsonObject(source.fields) ? { ...OUR_FIELDS, ...source.fields } : source.fields;
  return { imageRoot: null, pictures: 'anywhere', ...source, fields: fields ?? OUR_FIELDS };
}

function withAbsolutePaths(spec: RunSpec, folder: string): RunSpec {
  const absolute = (path: string) => (/^([/\\]|[a-zA-Z]:[/\\])/.test(path) ? path : `${folder}${path}`);
  const source = (each: PairSource): PairSource =>
    each.kind === 'files'
      ? { ...each, paths: each.paths.map(absolute), imageRoot: each.imageRoot && absolute(each.imageRoot) }
      : each;
  const { base, validation, samples } = spec;
  return {
    ...spec,
    base: base.kind === 'checkpoint' ? { ...base, path: absolute(base.path) } : base,
    data: source(spec.data),
    validation:
      validation.kind === 'pairs' ? { ...validation, source: source(validation.source) } : validation,
    samples:
      samples?.scene.kind === 'file'
        ? { ...samples, scene: { ...samples.scene, path: absolute(samples.scene.path) } }
        : samples,
  };
}
