/** Dialogs about the project's file. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useApplication } from '../../state/application-context.ts';
import { useProjectState } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import type { DialogOf } from '../../state/view-state.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { strings as common } from '../../ui/strings.ts';
import { keepRecovered, openRecent, projectName, revertProject, saveProject } from './project-actions.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { titles } from './titles.ts';

type Props = { readonly onClose: () => void };
type UnsavedProps = Props & { readonly replace: () => Promise<void> };

export function ProjectDialog({ about, onClose }: DialogOf<'project'> & Props): ReactNode {
  if (about === 'recent') return <RecentDialog onClose={onClose} />;
  if (about === 'revert') return <RevertDialog onClose={onClose} />;
  if (about === 'crash') return <RecoveredDialog onClose={onClose} />;
  return <UnsavedDialog replace={about.replace} onClose={onClose} />;
}

function UnsavedDialog({ replace, onClose }: UnsavedProps): ReactNode {
  const app = useApplication();
  const name = projectName(useProjectState());
  const discard = (): void => {
    onClose();
    attempt(app, strings.discard, replace);
  };
  const save = (): void =>
    attempt(app, titles.save, async () => {
      if (!(await saveProject(app))) return;
      onClose();
      await replace();
    });
  return (
    <ModalDialog
      title={strings.unsavedTitle(name)}
      onClose={onClose}
      widthRem={28}
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button tone="danger" onPress={discard}>
            {strings.discard}
          </Button>
          <Button tone="primary" autoFocus onPress={save}>
            {strings.save}
          </Button>
        </>
      }
    >
      <p>{strings.unsavedText}</p>
    </ModalDialog>
  );
}

function RevertDialog({ onClose }: Props): ReactNode {
  const app = useApplication();
  const name = projectName(useProjectState());
  return (
    <ConfirmDialog
      title={strings.revertTitle(name)}
      text={strings.revertText}
      action={strings.revert}
      onConfirm={() => attempt(app, titles.revert, () => revertProject(app))}
      onClose={onClose}
    />
  );
}

/** Closing it keeps the changes: nothing is lost by looking away. */
function RecoveredDialog({ onClose }: Props): ReactNode {
  const app = useApplication();
  const name = projectName(useProjectState());
  const keep = (): void => {
    onClose();
    attempt(app, strings.keep, () => keepRecovered(app));
  };
  const goBack = (): void => {
    onClose();
    attempt(app, titles.revert, () => revertProject(app));
  };
  return (
    <ModalDialog
      title={strings.recoveredTitle}
      onClose={keep}
      widthRem={30}
      actions={
        <>
          <Button onPress={goBack}>{strings.goBack}</Button>
          <Button tone="primary" autoFocus onPress={keep}>
            {strings.keep}
          </Button>
        </>
      }
    >
      <p>{strings.recoveredText(name)}</p>
    </ModalDialog>
  );
}

function RecentDialog({ onClose }: Props): ReactNode {
  const app = useApplication();
  const { data: recent } = useQuery({
    queryKey: ['recentProjects'],
    queryFn: () => app.core.call('project.recent', null),
    gcTime: 0,
  });
  const open = (id: string, name: string): void => {
    onClose();
    attempt(app, titles.open, () => openRecent(app, id, name));
  };
  return (
    <ModalDialog title={strings.recentTitle} onClose={onClose}>
      {recent && recent.length === 0 && <p>{strings.noRecent}</p>}
      <ul className={style.recent}>
        {recent?.map(({ id, name, folder }) => (
          <li key={id}>
            <Button tone="link" onPress={() => open(id, name)}>
              {name}
            </Button>
            <span className={style.folder} title={folder}>
              {folder}
            </span>
          </li>
        ))}
      </ul>
    </ModalDialog>
  );
}
