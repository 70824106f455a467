/** What the application does with a state file. */
import type { Faults } from '../../../core/faults.ts';
import type { Host } from '../../../core/host.ts';
import type { MemoryStorage } from '../memory-storage.ts';

export type StateFolder = { readonly host: Host; readonly storage: MemoryStorage; readonly faults: Faults };

export type StateReader = {
  /** The answer as a page gets it, or a part of it. */
  readonly read: (state: StateFolder, path: string) => Promise<unknown>;
  /** Nothing of the user's is in the file, so that it may be replaced. */
  readonly isMadeAnew?: boolean;
};
