/** The card of a file that is being read. */
import type { ProgressOf } from '../../../core/rpc/contract.ts';
import type { Application } from '../../state/application.ts';

export type OpeningOptions = {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ProgressOf<'scenes.open'>) => void;
};

/** Shows that the file is being read while `open` is under way. */
export async function whileOpening<T>(
  app: Application,
  name: string,
  open: (options: OpeningOptions) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const cancel = (): void => abort.abort(new DOMException(`${name}: stopped`, 'AbortError'));
  const show = (share: number | null): void =>
    app.view.setState(({ opening }) => ({
      opening: [...opening.filter((each) => each.cancel !== cancel), { name, share, cancel }],
    }));
  show(null);
  try {
    return await open({
      signal: abort.signal,
      onProgress: ({ phase, done, total }) => show(phase === 'reading' && total > 0 ? done / total : null),
    });
  } finally {
    app.view.setState(({ opening }) => ({ opening: opening.filter((each) => each.cancel !== cancel) }));
  }
}
