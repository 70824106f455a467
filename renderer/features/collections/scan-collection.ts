/** Looking for the scenes of a collection. */
import type { CollectionId } from '../../../core/documents/ids.ts';
import type { Application } from '../../state/application.ts';

/** Shows the progress in the panel. What was read before a stop is kept. */
export async function lookAgain(app: Application, collection: CollectionId): Promise<void> {
  const abort = new AbortController();
  const cancel = (): void => abort.abort(new DOMException('stopped', 'AbortError'));
  const show = (done: number, total: number): void =>
    app.view.setState({ collectionScan: { collection, state: 'running', done, total, cancel } });
  show(0, 0);
  try {
    const report = await app.core.call(
      'collections.scan',
      { collection },
      { signal: abort.signal, onProgress: ({ done, total }) => show(done, total) },
    );
    app.view.setState({ collectionScan: { collection, state: 'done', report } });
  } catch (error) {
    app.view.setState({ collectionScan: null });
    throw error;
  }
}
