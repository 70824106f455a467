/** Environment of a run: files, pictures, sessions and the machine. */
import type { Codecs, Storage } from '../../core/host.ts';
import type { EncoderModel } from '../../models/encoder/encoder.ts';
import type { TowerRunner } from '../../models/encoder/tower-runner.ts';
import type { OpenSession } from '../step/graph-session.ts';

export type TrainingRoom = {
  readonly storage: Storage;
  readonly codecs: Codecs;
  readonly openSession: OpenSession;
  /** Opens the towers of a folder with weights and graphs, as search does. */
  readonly openTowers: (
    folder: string,
    model: EncoderModel,
  ) => Promise<TowerRunner & { release(): Promise<void> }>;
  /** Folders inside the data folder. */
  readonly models: string;
  readonly datasets: string;
  readonly machineMemoryBytes: number;
};
