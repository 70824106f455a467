/** Form for a new evaluation: data, models, task. The data is checked before anything can start. */
import { type ReactNode, useState } from 'react';
import type { PageEvaluationRequest } from '../../../core/documents/evaluation.ts';
import type { ModelId } from '../../../core/documents/ids.ts';
import { useApplication } from '../../state/application-context.ts';
import { useModels } from '../../state/core-queries.ts';
import type { EvaluationProposal } from '../../state/view-state.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/fields.tsx';
import { Notice } from '../../ui/notice.tsx';
import panel from '../../ui/panel.module.css';
import { CheckView } from './check-view.tsx';
import { DataField } from './data-field.tsx';
import { type EvaluationDraft, newDraft, requestsOf, TASK_KINDS } from './evaluation-draft.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { TaskSettings } from './task-settings.tsx';

type Props = { readonly proposal: EvaluationProposal; readonly active: ModelId };

const NO_MODEL = 'none';
const TASKS = TASK_KINDS.map((id) => ({ id, label: strings.tasks[id] }));

export function EvaluationForm({ proposal, active }: Props): ReactNode {
  const app = useApplication();
  const [draft, setDraft] = useState<EvaluationDraft>(() => {
    const [a, b] = proposal.models ?? [active, null];
    return newDraft(proposal.data, a, b);
  });
  const [checked, setChecked] = useState<readonly PageEvaluationRequest[] | null>(null);
  const [splits, setSplits] = useState<readonly string[]>([]);
  const change = (part: Partial<EvaluationDraft>): void => setDraft((now) => ({ ...now, ...part }));
  const { requests, fault } = readRequests(draft);
  const isChecked = checked !== null && JSON.stringify(checked) === JSON.stringify(requests);
  const check = (): void => {
    // The files may have changed since the last check.
    app.cache.removeQueries({ queryKey: ['evaluationCheck'] });
    setChecked(requests);
  };
  return (
    <>
      <p className={panel.hint}>{strings.intro}</p>
      <DataField
        data={draft.data}
        proposed={proposal.data}
        onChange={(data) => {
          setSplits([]);
          change({ data, split: null });
        }}
      />
      <SelectField
        label={strings.task}
        value={draft.task}
        choices={TASKS}
        onChange={(task) => change({ task })}
      />
      <p className={panel.hint}>{strings.dataHints[draft.task]}</p>
      <ModelFields draft={draft} change={change} />
      <TaskSettings draft={draft} change={change} splits={splits} />
      {fault !== null && (
        <Notice tone="bad" title={strings.wrongSettings}>
          {fault}
        </Notice>
      )}
      {!isChecked && (
        <span className={panel.buttons}>
          <Button tone="primary" isDisabled={requests.length === 0} onPress={check}>
            {strings.check}
          </Button>
          {draft.data === null && <small>{strings.noData}</small>}
        </span>
      )}
      {isChecked && (
        <CheckView
          requests={checked}
          onSplits={setSplits}
          onAgain={check}
          onStarted={() => setChecked(null)}
        />
      )}
    </>
  );
}

/** Settings that cannot be read make no request. */
function readRequests(draft: EvaluationDraft): {
  readonly requests: readonly PageEvaluationRequest[];
  readonly fault: string | null;
} {
  try {
    return { requests: requestsOf(draft), fault: null };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { requests: [], fault: error.message };
  }
}

type ModelProps = {
  readonly draft: EvaluationDraft;
  readonly change: (part: Partial<EvaluationDraft>) => void;
};

function ModelFields({ draft, change }: ModelProps): ReactNode {
  const models = useModels().map(({ id, name }) => ({ id, label: name }));
  return (
    <div className={style.grid}>
      <SelectField
        label={strings.modelA}
        value={draft.a}
        choices={models}
        onChange={(a) => change({ a, ...(a === draft.b && { b: null }) })}
      />
      <SelectField<string>
        label={strings.modelB}
        value={draft.b ?? NO_MODEL}
        choices={[{ id: NO_MODEL, label: strings.noModel }, ...models.filter(({ id }) => id !== draft.a)]}
        onChange={(id) => {
          const model = models.find((each) => each.id === id);
          change({ b: model ? model.id : null });
        }}
      />
    </div>
  );
}
