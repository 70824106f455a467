/** Makes a collection of folders, files, lists and catalogues, or adds them to one. */
import { FileImage, FileText, FolderOpen, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { CollectionId, Grant } from '../../../core/documents/ids.ts';
import { useApplication } from '../../state/application-context.ts';
import { attempt, reportFailure } from '../../state/toasts.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { SelectField, TextInput } from '../../ui/fields.tsx';
import panel from '../../ui/panel.module.css';
import { addSources } from './change-collection.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { titles } from './titles.ts';
import { useCollections } from './use-collections.ts';

const NEW = 'new';

type Props = {
  readonly grants: readonly Grant[];
  readonly to: CollectionId | null;
  readonly onClose: () => void;
};

export function AddScenesDialog({ grants: given, to: proposed, onClose }: Props): ReactNode {
  const app = useApplication();
  const { data: all = [] } = useCollections();
  const [grants, setGrants] = useState(given);
  const [to, setTo] = useState(proposed);
  /** Null until the user writes one. */
  const [ownName, setOwnName] = useState<string | null>(null);
  const name = ownName ?? nameAfter(grants);
  const isTaken = to === null && all.some((each) => each.name === name);
  const add = (): void => {
    onClose();
    addSources(app, grants, to, name.trim()).catch((error: unknown) =>
      reportFailure(app, to === null ? titles.newCollection : strings.addScenes, error),
    );
  };
  return (
    <ModalDialog
      title={to === null ? strings.newTitle : strings.addScenes}
      onClose={onClose}
      widthRem={30}
      actions={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button
            tone="primary"
            isDisabled={grants.length === 0 || isTaken || (to === null && name.trim() === '')}
            onPress={add}
          >
            {to === null ? strings.create : strings.add}
          </Button>
        </>
      }
    >
      <div className={panel.form}>
        {all.length > 0 && (
          <SelectField<string>
            label={strings.into}
            value={to ?? NEW}
            choices={[
              { id: NEW, label: strings.newOne },
              ...all.map(({ id, name }) => ({ id, label: name })),
            ]}
            onChange={(id) => setTo(all.find((each) => each.id === id)?.id ?? null)}
          />
        )}
        <SourceButtons onPicked={(more) => setGrants((before) => [...before, ...more])} />
        <ul className={style.sources} aria-label={strings.sources}>
          {grants.map((grant) => (
            <li key={grant.id}>
              <span>{grant.name}</span>
              <IconButton
                label={strings.leaveOut(grant.name)}
                icon={X}
                onPress={() => setGrants((before) => before.filter((each) => each !== grant))}
              />
            </li>
          ))}
        </ul>
        {to === null && (
          <TextInput
            label={strings.name}
            value={name}
            onChange={setOwnName}
            error={isTaken ? strings.taken : null}
          />
        )}
      </div>
    </ModalDialog>
  );
}

function SourceButtons({ onPicked }: { readonly onPicked: (grants: readonly Grant[]) => void }): ReactNode {
  const app = useApplication();
  const pick = (what: string, choose: () => Promise<readonly Grant[]>): void =>
    attempt(app, what, async () => onPicked(await choose()));
  const data = async (kind: 'folder' | 'list'): Promise<readonly Grant[]> => {
    const grant = await app.shell.pickData(kind);
    return grant === null ? [] : [grant];
  };
  return (
    <>
      <p className={panel.hint}>{strings.sourcesHint}</p>
      <span className={panel.buttons}>
        <Button icon={FolderOpen} onPress={() => pick(strings.folder, () => data('folder'))}>
          {strings.folder}
        </Button>
        <Button icon={FileImage} onPress={() => pick(strings.files, () => app.shell.pickRasters())}>
          {strings.files}
        </Button>
        <Button icon={FileText} onPress={() => pick(strings.list, () => data('list'))}>
          {strings.list}
        </Button>
      </span>
    </>
  );
}

/** The first source without its ending. */
function nameAfter(grants: readonly Grant[]): string {
  return grants.length === 0 ? '' : grants[0].name.replace(/\.[A-Za-z]{3,7}$/, '');
}
