/** Copies the question of the current result as a command of `longsight`. */
import type { Application } from '../../state/application.ts';
import { showToast } from '../../state/toasts.ts';
import { resultNow } from '../results/result-actions.ts';
import { strings } from './strings.ts';

export async function copyCommand(app: Application): Promise<void> {
  const result = resultNow(app);
  if (!result) return;
  const command = await app.core.call('query.command', { query: result.id });
  await navigator.clipboard.writeText(command);
  showToast(app, { tone: 'good', title: strings.copied, text: command, link: null });
}
