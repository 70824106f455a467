/** The formats that are fuzzed, and how inputs of each are changed. */
import { mutateIndexFile } from './mutate/index-file.ts';
import { mutateJp2 } from './mutate/jp2.ts';
import type { Mutator } from './mutate/mutator.ts';
import { mutateParquet } from './mutate/parquet.ts';
import { mutatePickle } from './mutate/pickle.ts';
import { mutateRpc } from './mutate/rpc.ts';
import { mutateSafetensors } from './mutate/safetensors.ts';
import { mutateStac } from './mutate/stac.ts';
import { mutateState } from './mutate/state.ts';
import { mutateTiff } from './mutate/tiff.ts';

export const FORMATS = [
  'tiff',
  'jp2',
  'pickle',
  'safetensors',
  'state',
  'index',
  'rpc',
  'parquet',
  'stac',
] as const;
export type Format = (typeof FORMATS)[number];

export const MUTATORS: Readonly<Record<Format, Mutator>> = {
  tiff: mutateTiff,
  jp2: mutateJp2,
  pickle: mutatePickle,
  safetensors: mutateSafetensors,
  state: mutateState,
  index: mutateIndexFile,
  rpc: mutateRpc,
  parquet: mutateParquet,
  stac: mutateStac,
};
