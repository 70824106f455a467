/** Two open scenes that overlap, and what is missing to compare them. */
import { ArrowUpDown } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SceneId } from '../../../core/documents/ids.ts';
import type { ModelSummary } from '../../../core/documents/model.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import { answeringIndex } from '../../state/answering.ts';
import { useApplication } from '../../state/application-context.ts';
import { useIndexes, useJobs, useProject, useScenes } from '../../state/core-queries.ts';
import { layerOf } from '../../state/layer-of.ts';
import { attempt } from '../../state/toasts.ts';
import type { ChangeDates } from '../../state/view-state.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { SelectField } from '../../ui/fields.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { indexJob } from '../scenes/index-badge.ts';
import { indexLike } from './change-actions.ts';
import { type ChosenScenes, chosenScenes, sharePlace } from './chosen-scenes.ts';
import type { ReadyDates } from './ready-dates.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = {
  readonly dates: Extract<ChangeDates, { readonly kind: 'scenes' }>;
  readonly model: ModelSummary;
  readonly action: (ready: ReadyDates) => ReactNode;
};

export function SceneFields({ dates, model, action }: Props): ReactNode {
  const { activeScene, layers } = useProject();
  const scenes = useScenes().filter(({ id }) => layerOf(layers, id));
  const chosen = chosenScenes(scenes, activeScene, dates);
  if (chosen === null) return <Notice title={strings.noPair}>{strings.noPairText}</Notice>;
  const { before, after } = chosen;
  return (
    <>
      <Choice scenes={scenes} chosen={chosen} />
      <NeedsIndex scene={before} other={after} model={model} />
      <NeedsIndex scene={after} other={before} model={model} />
      {action({ kind: 'scenes', before: before.id, after: after.id })}
    </>
  );
}

type ChoiceProps = { readonly scenes: readonly SceneDetail[]; readonly chosen: ChosenScenes };

function Choice({ scenes, chosen: { before, after } }: ChoiceProps): ReactNode {
  const app = useApplication();
  const choose = (first: SceneId, second: SceneId | null): void =>
    app.view.setState({ changeDates: { kind: 'scenes', before: first, after: second } });
  const withPartner = scenes.filter((one) => scenes.some((other) => sharePlace(one, other)));
  return (
    <div className={style.dates}>
      <SelectField<string>
        label={strings.before}
        value={before.id}
        choices={withPartner.map(choiceOf)}
        onChange={(id) => {
          const next = scenes.find((each) => each.id === id);
          if (next) choose(next.id, sharePlace(next, after) ? after.id : null);
        }}
      />
      <SelectField<string>
        label={strings.after}
        value={after.id}
        choices={scenes.filter((each) => sharePlace(before, each)).map(choiceOf)}
        onChange={(id) => choose(before.id, scenes.find((each) => each.id === id)?.id ?? null)}
      />
      <IconButton label={strings.swap} icon={ArrowUpDown} onPress={() => choose(after.id, before.id)} />
    </div>
  );
}

function choiceOf({ id, name, date }: SceneDetail) {
  return { id, label: date === null ? name : strings.dated(date.slice(0, 10), name) };
}

type NeedsIndexProps = {
  readonly scene: SceneDetail;
  readonly other: SceneDetail;
  readonly model: ModelSummary;
};

function NeedsIndex({ scene, other, model }: NeedsIndexProps): ReactNode {
  const app = useApplication();
  const { data: indexes } = useIndexes(scene.id);
  const job = indexJob(useJobs(), scene.id, model.id);
  if (job)
    return (
      <Notice title={strings.indexing(scene.name)}>
        <ProgressBar label={job.title} share={job.total > 0 ? job.done / job.total : null} />
      </Notice>
    );
  if (!indexes || answeringIndex(indexes, { scene: scene.id, model: model.id }, null)) return null;
  const index = (): void => attempt(app, strings.indexNow, () => indexLike(app, scene, other, model.id));
  return (
    <Notice
      tone="warn"
      title={strings.needsIndex(scene.name)}
      actions={<Button onPress={index}>{strings.indexNow}</Button>}
    >
      {strings.needsIndexText}
    </Notice>
  );
}
