/** Model description for an engine process, from its folder and the chosen device. */
import type { DeviceName } from '../../core/documents/app.ts';
import { embeddingIdentity } from '../../core/encoder.ts';
import type { EncoderModel } from '../../models/encoder/encoder.ts';
import type { EngineModel } from './engine-messages.ts';

export type EngineModelOptions = {
  readonly device: DeviceName;
  /** Threads of one run; 0 for one per core. */
  readonly threads: number;
};

/** `path` is the folder with the graphs and weights of the identity's precision. */
export function engineModel(
  { path, identity, config }: EncoderModel & { readonly path: string },
  options: EngineModelOptions,
): EngineModel {
  const { precision, imageSizePx, embeddingDim, contextLength } = identity;
  const { pixelMean, pixelStd, pooling } = config.conventions;
  const statistics = { pixelMean, pixelStd };
  return {
    ...{ path, identity: embeddingIdentity(identity), precision, imageSizePx, embeddingDim },
    ...{ statistics, pooling, contextLength },
    ...options,
  };
}
