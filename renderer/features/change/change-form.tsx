/** What is compared: the sentence of the Ask panel, two scenes or two times of a collection, measure and area. */
import type { ReactNode } from 'react';
import type { CollectionId } from '../../../core/documents/ids.ts';
import type { ModelSummary } from '../../../core/documents/model.ts';
import { DIFFERENCE_MEASURES } from '../../../core/documents/search.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import type { ChangeDates, ChangeQuestion } from '../../state/view-state.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/fields.tsx';
import { Notice } from '../../ui/notice.tsx';
import panel from '../../ui/panel.module.css';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { useCollections } from '../collections/use-collections.ts';
import { focusQuery } from '../search/focus-query.ts';
import { meaningfulTerms } from '../search/query-draft.ts';
import { AreaLine } from './area-line.tsx';
import { askDates, sentencesOf } from './change-actions.ts';
import type { ReadyDates } from './ready-dates.ts';
import { SceneFields } from './scene-fields.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';
import { TimeFields } from './time-fields.tsx';

const SCENES = 'scenes';

export function ChangeForm({ model }: { readonly model: ModelSummary }): ReactNode {
  const dates = useView((state) => state.changeDates);
  return (
    <div className={style.form}>
      <Sentence />
      <Where dates={dates} />
      {dates.kind === 'scenes' ? (
        <SceneFields dates={dates} model={model} action={(ready) => <Ask model={model} dates={ready} />} />
      ) : (
        <TimeFields dates={dates} action={(ready) => <Ask model={model} dates={ready} />} />
      )}
    </div>
  );
}

function Sentence(): ReactNode {
  const app = useApplication();
  const terms = meaningfulTerms(useView((state) => state.queryDraft));
  const sentences = sentencesOf(terms);
  const ask = (): void => {
    app.dock.show('search');
    focusQuery();
  };
  if (sentences.length === 0)
    return <Notice title={strings.noSentence} actions={<Button onPress={ask}>{strings.toAsk}</Button>} />;
  return (
    <>
      <p className={style.sentence}>{termsInWords(sentences)}</p>
      {sentences.length < terms.length && <p className={panel.hint}>{strings.windowsLeftOut}</p>}
    </>
  );
}

function Where({ dates }: { readonly dates: ChangeDates }): ReactNode {
  const app = useApplication();
  const { data: all = [] } = useCollections();
  if (all.length === 0) return null;
  const choose = (collection: CollectionId | undefined): void =>
    app.view.setState({
      changeDates: collection
        ? { kind: 'collection', collection, before: null, after: null }
        : { kind: 'scenes', before: null, after: null },
    });
  return (
    <SelectField<string>
      label={strings.where}
      value={dates.kind === 'scenes' ? SCENES : dates.collection}
      choices={[
        { id: SCENES, label: strings.openScenes },
        ...all.map(({ id, name }) => ({ id, label: strings.collectionOf(name) })),
      ]}
      onChange={(chosen) => choose(all.find(({ id }) => id === chosen)?.id)}
    />
  );
}

type AskProps = { readonly model: ModelSummary; readonly dates: ReadyDates };

function Ask({ model, dates }: AskProps): ReactNode {
  const app = useApplication();
  const measure = useView((state) => state.differenceMeasure);
  const area = useView((state) => state.changeArea);
  const terms = sentencesOf(meaningfulTerms(useView((state) => state.queryDraft)));
  const question: ChangeQuestion = { ...dates, model: model.id, terms, area };
  return (
    <>
      <SelectField
        label={strings.measure}
        value={measure}
        choices={DIFFERENCE_MEASURES.map((id) => ({ id, label: strings.measures[id] }))}
        onChange={(differenceMeasure) => app.view.setState({ differenceMeasure })}
      />
      <AreaLine />
      <span className={panel.buttons}>
        <Button
          tone="primary"
          isDisabled={terms.length === 0}
          onPress={() => attempt(app, strings.compare, () => askDates(app, question))}
        >
          {strings.compare}
        </Button>
      </span>
    </>
  );
}
