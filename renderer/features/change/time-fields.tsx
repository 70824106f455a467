/** Two times of a collection. */
import type { ReactNode } from 'react';
import { useApplication } from '../../state/application-context.ts';
import type { ChangeDates } from '../../state/view-state.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/fields.tsx';
import { formatCount } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { useCollectionScenes } from '../collections/use-collections.ts';
import { areInOrder, type Period, periodsOf, proposedPeriods } from './periods.ts';
import type { ReadyDates } from './ready-dates.ts';
import { strings } from './strings.ts';

type Props = {
  readonly dates: Extract<ChangeDates, { readonly kind: 'collection' }>;
  readonly action: (ready: ReadyDates) => ReactNode;
};

export function TimeFields({ dates, action }: Props): ReactNode {
  const app = useApplication();
  const rows = useCollectionScenes(dates.collection).data;
  if (rows === undefined) return null;
  const periods = periodsOf(rows);
  const proposed = proposedPeriods(periods);
  if (proposed === null) return <NoDates />;
  const { collection } = dates;
  const [before, after] = [dates.before ?? proposed.before, dates.after ?? proposed.after];
  const choices = periods.map(choiceOf);
  const change = (next: { readonly before?: string; readonly after?: string }): void =>
    app.view.setState({ changeDates: { ...dates, ...next } });
  return (
    <>
      <SelectField<string>
        label={strings.before}
        value={before}
        choices={choices}
        onChange={(name) => change({ before: name })}
      />
      <SelectField<string>
        label={strings.after}
        value={after}
        choices={choices}
        onChange={(name) => change({ after: name })}
      />
      {areInOrder(before, after) ? (
        action({ kind: 'collection', collection, before, after })
      ) : (
        <Notice title={strings.sameTimes} />
      )}
    </>
  );
}

function NoDates(): ReactNode {
  const app = useApplication();
  return (
    <Notice
      title={strings.noDates}
      actions={<Button onPress={() => app.dock.show('collections')}>{strings.toCollections}</Button>}
    >
      {strings.noDatesText}
    </Notice>
  );
}

function choiceOf({ name, scenes }: Period) {
  return { id: name, label: strings.period(name, formatCount(scenes), scenes) };
}
