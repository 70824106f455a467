/** The current query, run with two models: choice of models, map mode and both ranked lists. */
import { type ReactNode, useState } from 'react';
import type { ModelId } from '../../../core/documents/ids.ts';
import type { ModelSummary } from '../../../core/documents/model.ts';
import {
  type ComparedQuery,
  type ComparedResults,
  DIFFERENCE_MEASURES,
  type Query,
} from '../../../core/documents/search.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useActiveModel, useIndexes, useJobs, useModels } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { useActiveQuery } from '../../state/use-query.ts';
import { NOT_COMPARED } from '../../state/view-state.ts';
import { Button } from '../../ui/button.tsx';
import { coreStrings } from '../../ui/core-strings.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SegmentedField, SelectField } from '../../ui/fields.tsx';
import { Notice } from '../../ui/notice.tsx';
import panel from '../../ui/panel.module.css';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { indexJob } from '../scenes/index-badge.ts';
import { indexLikeOther } from './compare-actions.ts';
import { COMPARED_VIEWS } from './compared-views.ts';
import { HitPairs } from './hit-pairs.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';
import { useCompared } from './use-comparison.ts';

export default function ComparePanel(): ReactNode {
  const query = useActiveQuery();
  const models = useModels();
  if (models.length < 2) return <EmptyState title={strings.oneModel}>{strings.oneModelText}</EmptyState>;
  if (!query) return <EmptyState title={strings.nothing}>{strings.nothingText}</EmptyState>;
  return <Choice query={query} models={models} />;
}

type ChoiceProps = { readonly query: Query; readonly models: readonly ModelSummary[] };

function Choice({ query, models }: ChoiceProps): ReactNode {
  const app = useApplication();
  const active = useActiveModel();
  const compared = useView((state) => state.compared);
  const proposed = useView((state) => state.modelsToCompare);
  const first = compared ?? presentPair(proposed, models) ?? firstPair(models, active);
  const [a, setA] = useState<ModelId>(first.a);
  const [b, setB] = useState<ModelId>(first.b);
  const [known, setKnown] = useState(compared);
  // A comparison started elsewhere also sets the models here.
  if (compared !== known) {
    setKnown(compared);
    if (compared) {
      setA(compared.a);
      setB(compared.b);
    }
  }
  const choices = models.map(({ id, name }) => ({ id, label: name }));
  const { scene, terms, area } = query;
  const show = (): void => app.view.setState({ ...NOT_COMPARED, compared: { scene, a, b, terms, area } });
  const isShown =
    compared !== null &&
    compared.a === a &&
    compared.b === b &&
    compared.scene === scene &&
    JSON.stringify([compared.terms, compared.area]) === JSON.stringify([terms, area]);
  const missing = useMissing(query, [a, b]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={panel.scrolling} tabIndex={0} aria-label={strings.compare}>
      <p className={style.query}>{termsInWords(terms)}</p>
      <div className={style.models}>
        <SelectField label={strings.a} value={a} choices={choices} onChange={setA} />
        <SelectField label={strings.b} value={b} choices={choices} onChange={setB} />
      </div>
      {a === b && <Notice title={strings.same} />}
      {a !== b &&
        missing.map((model) => (
          <NeedsIndex key={model} query={query} model={model} other={model === a ? b : a} />
        ))}
      <span className={style.buttons}>
        <Button tone="primary" isDisabled={a === b || missing.length > 0 || isShown} onPress={show}>
          {strings.show}
        </Button>
        {compared && <Button onPress={() => app.view.setState({ compared: null })}>{strings.close}</Button>}
      </span>
      {isShown && missing.length === 0 && <Shown />}
    </section>
  );
}

/** Null if a model of the pair was deleted since. */
function presentPair(
  pair: Pick<ComparedQuery, 'a' | 'b'> | null,
  models: readonly ModelSummary[],
): Pick<ComparedQuery, 'a' | 'b'> | null {
  const isThere = (model: ModelId): boolean => models.some(({ id }) => id === model);
  return pair !== null && isThere(pair.a) && isThere(pair.b) ? pair : null;
}

/** The active model as B, another one as A. `models` has two or more entries. */
function firstPair(
  models: readonly ModelSummary[],
  active: ModelSummary | null,
): Pick<ComparedQuery, 'a' | 'b'> {
  const b = active ?? models[1];
  const [a] = models.filter(({ id }) => id !== b.id);
  return { a: a.id, b: b.id };
}

/** Models without a complete index of the scene; maps of different parts cannot be compared. */
function useMissing({ scene }: Query, models: readonly ModelId[]): readonly ModelId[] {
  const { data: indexes = [] } = useIndexes(scene);
  const isReady = (id: ModelId): boolean =>
    indexes.some(
      ({ model, state, answers }) => model === id && state === 'complete' && answers === 'by-default',
    );
  return models.filter((id) => !isReady(id));
}

type NeedsIndexProps = { readonly query: Query; readonly model: ModelId; readonly other: ModelId };

function NeedsIndex({ query: { scene }, model, other }: NeedsIndexProps): ReactNode {
  const app = useApplication();
  const job = indexJob(useJobs(), scene, model);
  if (job)
    return (
      <Notice title={strings.indexing(model)}>
        <ProgressBar
          label={coreStrings.said(job.title)}
          share={job.total > 0 ? job.done / job.total : null}
        />
      </Notice>
    );
  const index = (): void => attempt(app, strings.indexNow, () => indexLikeOther(app, scene, model, other));
  return (
    <Notice
      tone="warn"
      title={strings.needsIndex(model)}
      actions={<Button onPress={index}>{strings.indexNow}</Button>}
    >
      {strings.needsIndexText}
    </Notice>
  );
}

function Shown(): ReactNode {
  const { data, error } = useCompared();
  if (error)
    return (
      <Notice tone="bad" title={strings.failed}>
        {error.message}
      </Notice>
    );
  if (!data)
    return (
      <div role="status">
        <p>{strings.asking}</p>
        <ProgressBar label={strings.asking} share={null} />
      </div>
    );
  return <Results results={data} />;
}

function Results({ results }: { readonly results: ComparedResults }): ReactNode {
  const app = useApplication();
  const view = useView((state) => state.comparedView);
  const measure = useView((state) => state.differenceMeasure);
  return (
    <>
      <SegmentedField
        label={strings.view}
        value={view}
        choices={COMPARED_VIEWS.map((id) => ({ id, label: strings.views[id] }))}
        onChange={(comparedView) => app.view.setState({ comparedView })}
      />
      {view === 'difference' && (
        <>
          <SelectField
            label={strings.measure}
            value={measure}
            choices={DIFFERENCE_MEASURES.map((id) => ({ id, label: strings.measures[id] }))}
            onChange={(differenceMeasure) => app.view.setState({ differenceMeasure })}
          />
          <p className={style.hint}>{strings.measureHint}</p>
        </>
      )}
      <HitPairs results={results} />
    </>
  );
}
