/** What the window shows of the project's file: its name in the title, with a mark for unsaved changes, and what a crash left. */
import { useEffect } from 'react';
import { useApplication } from '../state/application-context.ts';
import { useProjectState } from '../state/core-queries.ts';
import { strings } from './strings.ts';

export function useProjectWindow(): void {
  const app = useApplication();
  const { name, isChanged, isRecovered } = useProjectState();
  useEffect(() => {
    const plain = name ? name.replace(/\.longsight$/i, '') : strings.untitled;
    document.title = `${isChanged ? '*' : ''}${plain} — ${strings.title}`;
  }, [name, isChanged]);
  useEffect(() => {
    if (isRecovered) app.view.setState({ dialog: { kind: 'project', about: 'crash' } });
  }, [app, isRecovered]);
}
