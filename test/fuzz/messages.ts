/** Messages between a campaign and the process that runs the code under test. */
import type { Outcome } from './outcome.ts';

export type RunRequest = { readonly id: number; readonly input: Uint8Array };

export type RunReply = {
  readonly id: number;
  readonly outcome: Outcome;
  /** Branches, with how often they ran in powers of two, that no input of this process had reached. */
  readonly newBranches: number;
  /** Processor time of all threads. */
  readonly cpuMs: number;
  /** Highest resident memory of the process so far. */
  readonly peakBytes: number;
};

/** Sent once, when the process is ready for inputs. */
export type ReadyMessage = { readonly ready: true; readonly peakBytes: number };
