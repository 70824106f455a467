/** Jobs as they are kept in `jobs.json`, and how the file is read. */
import type { JobId } from '../../../core/documents/ids.ts';
import type { JobSpec, JobState } from '../../../core/documents/job.ts';
import { storedJob } from '../../../core/documents/job-shapes.ts';
import { array } from '../../../core/documents/shape.ts';
import type { Faults } from '../../../core/faults.ts';
import type { Storage } from '../../../core/host.ts';
import { readOrSetAside, readStateFile } from '../../../core/state-file.ts';

export type StoredJob = {
  readonly id: JobId;
  readonly spec: JobSpec;
  readonly title: string;
  readonly startedAt: string;
  state: JobState;
  phase: string;
  done: number;
  total: number;
  unit: 'bytes' | null;
  elapsedSeconds: number;
  error: string | null;
};

const storedJobs = array(storedJob);

/** Null for a new or a damaged table, which is moved aside. */
export function readStoredJobs(
  storage: Storage,
  path: string,
  faults: Faults,
): Promise<readonly StoredJob[] | null> {
  return readOrSetAside(storage, path, faults, 'the job list starts empty', () =>
    readStateFile(storage, path, storedJobs),
  );
}
