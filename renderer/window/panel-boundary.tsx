/** Error boundary of a panel: shows the error and keeps the rest of the window working. */
import { Component, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { strings } from './strings.ts';
import style from './window.module.css';

type Props = { readonly children: ReactNode };
type State = { readonly error: Error | null };

export class PanelBoundary extends Component<Props, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div className={style.fault}>
        <Notice
          tone="bad"
          title={strings.fatal}
          actions={<Button onPress={() => location.reload()}>{strings.reload}</Button>}
        >
          {error.message}
        </Notice>
      </div>
    );
  }
}
