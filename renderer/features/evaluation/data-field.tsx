/** Choice of the data: a collected data set, or a folder or file from the system's dialog. */
import { FileText, FolderOpen } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Grant } from '../../../core/documents/ids.ts';
import { nameInId } from '../../../core/documents/stamped-id.ts';
import { useApplication } from '../../state/application-context.ts';
import { useDatasets } from '../../state/dataset-queries.ts';
import { attempt } from '../../state/toasts.ts';
import type { ProposedData } from '../../state/view-state.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/fields.tsx';
import type { DraftData } from './evaluation-draft.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = {
  readonly data: DraftData | null;
  readonly proposed: ProposedData | null;
  readonly onChange: (data: DraftData) => void;
};

export function DataField({ data, proposed, onChange }: Props): ReactNode {
  const app = useApplication();
  const { data: datasets = [] } = useDatasets();
  /** Chosen since the form was opened. */
  const [granted, setGranted] = useState<readonly Grant[]>([]);
  const choices = [
    ...(proposed !== null && proposed.kind === 'held-out'
      ? [{ id: idOf(proposed), label: strings.heldOut(nameInId(proposed.run)), data: proposed }]
      : []),
    ...datasets
      .filter(({ pairs }) => pairs > 0)
      .map(({ id: dataset, name, pairs }) => ({
        ...{ id: `dataset ${dataset}`, label: strings.collected(name, pairs) },
        data: { kind: 'collected', dataset } as const,
      })),
    ...granted.map(({ id: grant, name }) => ({
      ...{ id: `grant ${grant}`, label: name },
      data: { kind: 'granted', grant, name } as const,
    })),
  ];
  const pick = async (kind: 'folder' | 'list'): Promise<void> => {
    const grant = await app.shell.pickData(kind);
    if (grant === null) return;
    setGranted((before) => [...before, grant]);
    onChange({ kind: 'granted', grant: grant.id, name: grant.name });
  };
  return (
    <div className={style.data}>
      <SelectField
        label={strings.data}
        value={data && idOf(data)}
        choices={choices}
        isDisabled={choices.length === 0}
        {...(choices.length === 0 && { placeholder: strings.noSets })}
        onChange={(id) => {
          const chosen = choices.find((each) => each.id === id);
          if (chosen) onChange(chosen.data);
        }}
      />
      <Button icon={FolderOpen} onPress={() => attempt(app, strings.chooseFolder, () => pick('folder'))}>
        {strings.folder}
      </Button>
      <Button icon={FileText} onPress={() => attempt(app, strings.chooseList, () => pick('list'))}>
        {strings.list}
      </Button>
    </div>
  );
}

function idOf(data: DraftData): string {
  switch (data.kind) {
    case 'collected':
      return `dataset ${data.dataset}`;
    case 'held-out':
      return `run ${data.run}`;
    case 'granted':
      return `grant ${data.grant}`;
  }
}
