/** Plan of a run: problems in the data, cost on this machine, start button, equivalent command. */
import { type ReactNode, useEffect, useRef } from 'react';
import type { PartsPlan, RunPlan, RunRequest, TrainedParts } from '../../../core/documents/run.ts';
import { useApplication } from '../../state/application-context.ts';
import { useRunPlan } from '../../state/run-queries.ts';
import { attempt, showToast } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes, formatSeconds } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { planStrings } from './plan-strings.ts';
import { equivalentCommand } from './run-draft.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { startRun } from './training-actions.ts';

type Props = { readonly request: RunRequest; readonly onStarted: () => void };

/** Below a long form, so it comes into sight by itself. */
export function PlanView(props: Props): ReactNode {
  const block = useRef<HTMLDivElement>(null);
  const { data, error } = useRunPlan(props.request);
  const isThere = data !== undefined || error !== null;
  useEffect(() => {
    block.current?.scrollIntoView({ block: isThere ? 'start' : 'nearest' });
  }, [isThere]);
  return (
    <div ref={block} className={style.form}>
      <PlanParts {...props} />
    </div>
  );
}

function PlanParts({ request, onStarted }: Props): ReactNode {
  const app = useApplication();
  const start = async (): Promise<void> => {
    await startRun(app, request);
    onStarted();
  };
  const { data: plan, error } = useRunPlan(request);
  if (error)
    return (
      <Notice tone="bad" title={strings.checkFailed}>
        {error.message}
      </Notice>
    );
  if (!plan)
    return (
      <div role="status">
        <p>{strings.checking}</p>
        <ProgressBar label={strings.checking} share={null} />
      </div>
    );
  const own = plan.choices.find(({ parts }) => isSame(parts, request.parts));
  return (
    <>
      <Verdict plan={plan} />
      {plan.doubts.length > 0 && (
        <Notice tone="warn" title={strings.doubtful}>
          {plan.doubts.map(planStrings.said).join(' ')}
        </Notice>
      )}
      <p>{strings.planned(plan.pairs, plan.validationPairs, plan.steps)}</p>
      <ul className={style.settings} aria-label={strings.settings}>
        {plan.settings.map((setting) => (
          <li key={setting}>{planStrings.said(setting)}</li>
        ))}
      </ul>
      {own ? <Cost plan={own} request={request} /> : <Notice tone="warn" title={strings.tooLarge} />}
      <Others plans={plan.choices.filter((each) => each !== own)} />
      <span className={style.buttons}>
        <Button
          tone="primary"
          isDisabled={plan.errors > 0 || !own}
          onPress={() => attempt(app, strings.start, start)}
        >
          {strings.start}
        </Button>
      </span>
      <Equivalent request={request} />
    </>
  );
}

function Verdict({ plan: { errors, warnings } }: { readonly plan: RunPlan }): ReactNode {
  const app = useApplication();
  if (errors === 0 && warnings === 0) return <Notice tone="good" title={strings.fine} />;
  const see = (): void => {
    app.view.setState({ datasetView: 'check' });
    app.dock.show('dataset');
  };
  return (
    <Notice
      tone={errors > 0 ? 'bad' : 'warn'}
      title={errors > 0 ? strings.cannotStart(errors) : strings.warned(warnings)}
      actions={<Button onPress={see}>{strings.seeCheck}</Button>}
    />
  );
}

type CostProps = { readonly plan: PartsPlan; readonly request: RunRequest };

function Cost({ plan, request: { batch, device } }: CostProps): ReactNode {
  return (
    <p>
      <strong>{costOf(plan)}</strong> {strings.onDevice[device]}
      {plan.chunkRows < batch && <> {strings.chunks(plan.chunkRows, batch)}</>}
    </p>
  );
}

function Others({ plans }: { readonly plans: readonly PartsPlan[] }): ReactNode {
  if (plans.length === 0) return null;
  return (
    <details className={style.details}>
      <summary>{strings.others}</summary>
      <ul>
        {plans.map((plan) => (
          <li key={JSON.stringify(plan.parts)}>
            {partsName(plan.parts)}: {costOf(plan)}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Equivalent({ request }: { readonly request: RunRequest }): ReactNode {
  const app = useApplication();
  const command = equivalentCommand(request);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(command);
    showToast(app, { tone: 'good', title: strings.copied, text: '', link: null });
  };
  return (
    <details className={style.details}>
      <summary>{strings.command}</summary>
      <Button onPress={() => attempt(app, strings.copy, copy)}>{strings.copy}</Button>
      <pre>{command}</pre>
    </details>
  );
}

function costOf({ seconds, memoryBytes, diskBytes }: PartsPlan): string {
  return strings.cost(formatSeconds(Math.max(1, seconds)), formatBytes(memoryBytes), formatBytes(diskBytes));
}

function partsName(parts: TrainedParts): string {
  return strings.partsChoices[parts.kind === 'tower' ? parts.tower : parts.kind];
}

function isSame(a: TrainedParts, b: TrainedParts): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
