/** Task handle passed to long work: an abort signal and a progress callback. */

/** `done` of `total` units (windows, blocks, bytes); `phase` is a present participle such as "reading" or "encoding". */
export type Progress = {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  /** Set when `done` and `total` are an amount of data. */
  readonly unit?: 'bytes';
  /** Resident memory of the working process, if that is not the core process. */
  readonly memoryBytes?: number;
};

export type Task<P = Progress> = {
  readonly signal: AbortSignal;
  readonly report: (progress: P) => void;
};

/** A task without progress reports that is never aborted. */
export function unattended(): Task {
  return { signal: new AbortController().signal, report: () => undefined };
}
