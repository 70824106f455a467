/** Toasts in the corner. Failures stay until dismissed; others disappear after a while. */
import { X } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useApplication, useView } from '../state/application-context.ts';
import { dismissToast } from '../state/toasts.ts';
import type { Toast } from '../state/view-state.ts';
import { IconButton } from '../ui/button.tsx';
import { strings } from './strings.ts';
import style from './window.module.css';

const SHOWN_MS = 5000;

export function Toasts(): ReactNode {
  const toasts = useView((state) => state.toasts);
  return (
    <section className={style.toasts} aria-label={strings.messages}>
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { readonly toast: Toast }): ReactNode {
  const app = useApplication();
  const { id, tone, title, text, link } = toast;
  useEffect(() => {
    if (tone === 'bad') return undefined;
    const timer = setTimeout(() => dismissToast(app, id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [app, id, tone]);
  return (
    <div className={style.toast} data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      <div className={style.toastWords}>
        <strong>{title}</strong>
        <span>{text}</span>
        {link && (
          <a href={link.url} download={link.fileName}>
            {link.label}
          </a>
        )}
      </div>
      <IconButton label={strings.dismiss} icon={X} onPress={() => dismissToast(app, id)} />
    </div>
  );
}
