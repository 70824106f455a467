/** Long work as its callee sees it: when to stop, and where to report. */

/** `done` of `total` units (windows, blocks, bytes); `phase` is a short present participle ("reading", "encoding"). */
export type Progress = {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  /** Given where `done` and `total` are to be read as an amount of data. */
  readonly unit?: 'bytes';
  /** Resident, of the process that does the work, where it is not the core's own. */
  readonly memoryBytes?: number;
};

export type Task = {
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
};

/** A task nobody watches and nobody stops. */
export function unattended(): Task {
  return { signal: new AbortController().signal, report: () => undefined };
}
