/** Toast messages, and the sink for failed actions. */
import type { Application } from './application.ts';
import { isClosed } from './core-link.ts';
import type { Toast } from './view-state.ts';

const SHOWN_AT_MOST = 4;
let lastId = 0;

export function showToast(app: Application, toast: Omit<Toast, 'id'>): void {
  lastId += 1;
  const shown = { ...toast, id: lastId };
  app.view.setState(({ toasts }) => ({
    // A repeated message replaces the previous one.
    toasts: [...toasts.filter((each) => each.text !== toast.text), shown].slice(-SHOWN_AT_MOST),
  }));
}

export function dismissToast(app: Application, id: number): void {
  app.view.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

/** Runs a user action. `what` names the action in the message if it fails. */
export function attempt(app: Application, what: string, action: () => Promise<void>): void {
  void action().catch((error: unknown) => reportFailure(app, what, error));
}

export function reportFailure(app: Application, what: string, error: unknown): void {
  // A lost connection has its own message, shown until the core is back.
  if (isClosed(error) || isAbort(error)) return;
  const text = error instanceof Error ? error.message : String(error);
  showToast(app, { tone: 'bad', title: what, text, link: null });
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
