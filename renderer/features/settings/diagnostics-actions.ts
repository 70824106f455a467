/** Asks the core about the installation and the present work. */
import type { Diagnosis } from '../../../core/documents/app.ts';
import { type Application, activeModelNow, activeSceneNow } from '../../state/application.ts';
import { showToast } from '../../state/toasts.ts';
import { strings } from './strings.ts';

/** Without `withPaths` the text names files, but not the folders they are in. */
export function diagnose(app: Application, withPaths: boolean): Promise<Diagnosis> {
  const model = activeModelNow(app);
  return app.core.call('app.diagnose', {
    scene: activeSceneNow(app),
    model: model === null ? null : model.id,
    withPaths,
  });
}

export async function copyDiagnostics(app: Application, withPaths: boolean): Promise<void> {
  const { text } = await diagnose(app, withPaths);
  await navigator.clipboard.writeText(text);
  showToast(app, { tone: 'good', title: strings.copied, text: strings.copiedText, link: null });
}
