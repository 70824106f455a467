/** The scenes of a collection as a listbox that renders only visible rows: date, size and state of each. */
import { type ReactNode, useMemo, useState } from 'react';
import type { CollectionRow } from '../../../core/documents/collection.ts';
import type { CollectionId, ModelId } from '../../../core/documents/ids.ts';
import { useApplication } from '../../state/application-context.ts';
import { useJobs } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { SegmentedField } from '../../ui/fields.tsx';
import { formatCount } from '../../ui/format.ts';
import rows from '../../ui/row-list.module.css';
import { RowListbox } from '../../ui/row-listbox.tsx';
import { openCollectionScene } from './collection-map-actions.ts';
import { dayOf, sizeInWords } from './collection-words.ts';
import { isOpen, jobOf } from './index-actions.ts';
import { type SceneState, sceneState } from './scene-state.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { useCollectionScenes, useCollectionStates, useFreshStates } from './use-collections.ts';

const ROW_PX = 44;

type Shown = 'all' | 'waiting' | 'fault';
type Stated = { readonly row: CollectionRow; readonly state: SceneState };
type Props = { readonly collection: CollectionId; readonly model: ModelId };

export function SceneRows({ collection, model }: Props): ReactNode {
  const scenes = useCollectionScenes(collection).data;
  const states = useCollectionStates(collection, model).data;
  const job = jobOf(useJobs(), collection, model);
  useFreshStates(collection, model, job && isOpen(job) ? job.phase : null);
  const [shown, setShown] = useState<Shown>('all');
  const all = useMemo(() => {
    const stateOf = sceneState(states);
    return (scenes ?? []).map((row): Stated => ({ row, state: stateOf(row) }));
  }, [scenes, states]);
  const listed = useMemo(
    () => (shown === 'all' ? all : all.filter(({ state }) => state.kind === shown)),
    [all, shown],
  );
  if (all.length === 0) return null;
  const count = (kind: SceneState['kind']): string =>
    formatCount(all.filter(({ state }) => state.kind === kind).length);
  return (
    <>
      <div className={style.filter}>
        <SegmentedField
          label={strings.shown}
          value={shown}
          choices={[
            { id: 'all', label: strings.all(formatCount(all.length)) },
            { id: 'waiting', label: strings.notIndexed(count('waiting')) },
            { id: 'fault', label: strings.problems(count('fault')) },
          ]}
          onChange={setShown}
        />
      </div>
      <Rows key={shown} collection={collection} listed={listed} />
    </>
  );
}

function Rows({
  collection,
  listed,
}: {
  readonly collection: CollectionId;
  readonly listed: readonly Stated[];
}): ReactNode {
  const app = useApplication();
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const open = ({ row, state }: Stated): void => {
    if (state.kind !== 'fault' || row.fault === null)
      attempt(app, strings.opening(row.name), () => openCollectionScene(app, collection, row));
  };
  return (
    <RowListbox
      label={strings.sceneList}
      rows={listed}
      rowPx={ROW_PX}
      active={listed.findIndex(({ row }) => row.key === activeKey)}
      idOf={({ row }) => `scene-${row.key}`}
      rowClass={style.scene}
      onSelect={({ row }) => setActiveKey(row.key)}
      onOpen={open}
    >
      {(stated) => <SceneRow {...stated} />}
    </RowListbox>
  );
}

function SceneRow({ row, state }: Stated): ReactNode {
  const { place, date, fault } = row;
  const details = state.kind === 'fault' ? state.reason : sizeInWords(row);
  return (
    <>
      <span className={rows.words}>
        <span className={style.name} title={place}>
          {place}
        </span>
        <span className={rows.meta} title={details}>
          {details}
        </span>
      </span>
      <span className={style.state}>
        <span title={date ? strings.dateFrom[date.from] : ''}>
          {date ? dayOf(date.date) : strings.noDate}
        </span>
        <span data-state={state.kind}>
          {fault === null ? strings.states[state.kind] : strings.cannotBeRead}
        </span>
      </span>
    </>
  );
}
