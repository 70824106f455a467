/** A pattern over file names that gives the scenes' dates; shows what it gives before it is used. */
import { type ReactNode, useDeferredValue, useMemo, useRef, useState } from 'react';
import type { CollectionRow, CollectionSummary, TriedDate } from '../../../core/documents/collection.ts';
import { useApplication } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { formatCount } from '../../ui/format.ts';
import panel from '../../ui/panel.module.css';
import { useRowWindow } from '../../ui/use-row-window.ts';
import { setDates } from './change-collection.ts';
import { dayOf } from './collection-words.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { useCollectionScenes, useTriedDates } from './use-collections.ts';

const ROW_PX = 26;
const NO_TRIED: readonly TriedDate[] = [];
const NO_SCENES: readonly CollectionRow[] = [];

type Props = { readonly collection: CollectionSummary; readonly onClose: () => void };

export function DatesDialog({ collection, onClose }: Props): ReactNode {
  const app = useApplication();
  const { id, datePattern: set } = collection;
  const scenes = useCollectionScenes(id).data ?? NO_SCENES;
  const [pattern, setPattern] = useState(set ?? '');
  const wanted = useDeferredValue(pattern.trim());
  const { data, error, isPlaceholderData } = useTriedDates(id, wanted);
  const tried = wanted === '' || error ? NO_TRIED : (data ?? NO_TRIED);
  const found = tried.filter(({ date }) => date !== null).length;
  const apply = (next: string | null): void => {
    onClose();
    attempt(app, strings.dates, () => setDates(app, id, next));
  };
  return (
    <ModalDialog
      title={strings.datesTitle}
      onClose={onClose}
      actions={
        <>
          {set !== null && <Button onPress={() => apply(null)}>{strings.noPattern}</Button>}
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button
            tone="primary"
            isDisabled={found === 0 || isPlaceholderData || wanted !== pattern.trim()}
            onPress={() => apply(wanted)}
          >
            {strings.usePattern}
          </Button>
        </>
      }
    >
      <div className={panel.form}>
        <p className={panel.hint}>{strings.datesHint}</p>
        <TextInput
          label={strings.pattern}
          value={pattern}
          onChange={setPattern}
          placeholder={strings.patternExample}
          error={error ? error.message : null}
        />
        <p role="status">
          {tried.length > 0 && strings.datesFound(formatCount(found), formatCount(tried.length))}
        </p>
        <TriedRows scenes={scenes} tried={tried} />
      </div>
    </ModalDialog>
  );
}

function TriedRows({
  scenes,
  tried,
}: {
  readonly scenes: readonly CollectionRow[];
  readonly tried: readonly TriedDate[];
}): ReactNode {
  'use no memo';
  const scroller = useRef<HTMLDivElement>(null);
  const dates = useMemo(() => new Map(tried.map(({ key, date }) => [key, date])), [tried]);
  const virtualizer = useRowWindow(scroller, scenes.length, ROW_PX, -1);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section ref={scroller} className={style.tried} tabIndex={0} aria-label={strings.preview}>
      <ul style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const { key, name, date } = scenes[index];
          const now = date ? dayOf(date.date) : strings.noDate;
          const then = dates.get(key) ?? null;
          return (
            <li key={key} style={{ transform: `translateY(${start}px)` }}>
              <span className={style.triedName} title={name}>
                {name}
              </span>
              <span className={panel.hint}>{now}</span>
              <span data-found={then !== null || undefined}>{then === null ? '' : `→ ${then}`}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
