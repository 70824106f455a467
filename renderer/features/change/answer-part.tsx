/** The answer: how the change is spread, the places that gained and those that lost, and their export. */
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { CHANGE_KINDS, PLACE_FORMATS } from '../../../core/documents/change.ts';
import { EXPORT_FORMATS } from '../../../core/documents/export-products.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import type { ChangeQuestion } from '../../state/view-state.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { coreStrings } from '../../ui/core-strings.ts';
import { SegmentedField } from '../../ui/fields.tsx';
import { formatCount } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import panel from '../../ui/panel.module.css';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { type ExportEntry, ExportMenu } from '../exporting/export-menu.tsx';
import { strings as exporting } from '../exporting/strings.ts';
import { askDates, closeChange } from './change-actions.ts';
import { changeInWords } from './change-words.ts';
import { PlaceList } from './place-list.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';
import { type Change, useChange } from './use-change.ts';

export function AnswerPart({ question }: { readonly question: ChangeQuestion }): ReactNode {
  const app = useApplication();
  const { change, error } = useChange(question);
  const words = termsInWords(question.terms);
  const again = (): void => attempt(app, strings.compare, () => askDates(app, question));
  return (
    <div className={style.answer}>
      <div className={style.head}>
        <strong title={words}>{words}</strong>
        <IconButton label={strings.close} icon={X} onPress={() => closeChange(app)} />
      </div>
      {error ? (
        <Notice tone="bad" title={strings.failed} actions={<Button onPress={again}>{strings.again}</Button>}>
          {error.message}
        </Notice>
      ) : change ? (
        <Found change={change} />
      ) : (
        <Comparing />
      )}
    </div>
  );
}

function Comparing(): ReactNode {
  const progress = useView((state) => state.changeProgress);
  return (
    <div role="status">
      <p>
        {progress
          ? strings.comparingPairs(formatCount(progress.done), formatCount(progress.total))
          : strings.comparing}
      </p>
      <ProgressBar
        label={strings.comparing}
        share={progress && progress.total > 0 ? progress.done / progress.total : null}
      />
    </div>
  );
}

function Found({ change }: { readonly change: Change }): ReactNode {
  const app = useApplication();
  const { kind } = useView((state) => state.changePlace);
  const notes = new Set(change.pairs.flatMap(({ note }) => note ?? []));
  return (
    <>
      <p className={panel.hint}>{changeInWords(change)}</p>
      {[...notes].map((note) => (
        <Notice key={note} tone="warn" title={strings.hardToCompare}>
          {coreStrings.said(note)}
        </Notice>
      ))}
      <div className={style.toolLine}>
        <SegmentedField
          label={strings.shown}
          value={kind}
          choices={CHANGE_KINDS.map((id) => ({ id, label: strings[id](formatCount(change[id].length)) }))}
          onChange={(next) => app.view.setState({ changePlace: { kind: next, rank: null } })}
        />
        <ExportMenu
          entries={useExports(change)}
          isDisabled={!('map' in change) && change.gained.length + change.lost.length === 0}
        />
      </div>
      <PlaceList change={change} kind={kind} />
    </>
  );
}

function useExports(change: Change): readonly ExportEntry[] {
  const { core } = useApplication();
  const places = PLACE_FORMATS.map(
    (format): ExportEntry => ({
      label: strings.placesAs(exporting.formats[format]),
      fileName: `change.${format}`,
      make: (target) => core.call('change.export', { change: change.id, product: 'places', format, target }),
    }),
  );
  const difference: ExportEntry = {
    label: strings.differenceAs(exporting.formats.cog),
    fileName: `change.${EXPORT_FORMATS.cog.ending}`,
    make: (target) =>
      core.call('change.export', { change: change.id, product: 'difference', format: 'cog', target }),
  };
  return 'map' in change ? [...places, difference] : places;
}
