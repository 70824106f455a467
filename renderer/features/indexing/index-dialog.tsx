/** Choice of window sizes before indexing, with the number of windows, time and disk space. */
import { type ReactNode, useState } from 'react';
import type { SceneId } from '../../../core/documents/ids.ts';
import type { ModelSummary } from '../../../core/documents/model.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import type { IndexPlan } from '../../../core/documents/search.ts';
import { useApplication } from '../../state/application-context.ts';
import { useActiveModel, useIndexes, useIndexPlan, useScene } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { SegmentedField } from '../../ui/fields.tsx';
import { formatBytes, formatCount, formatMetres, formatNumber, formatSeconds } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { strings as common } from '../../ui/strings.ts';
import { indexOf, skippedWords } from '../scenes/index-badge.ts';
import { isAllowedPx, SizesField, type SizeUnit } from './sizes-field.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = { readonly scene: SceneId; readonly onClose: () => void };

export function IndexDialog({ scene: id, onClose }: Props): ReactNode {
  const scene = useScene(id);
  const model = useActiveModel();
  return scene && model ? <IndexForm scene={scene} model={model} onClose={onClose} /> : null;
}

type FormProps = {
  readonly scene: SceneDetail;
  readonly model: ModelSummary;
  readonly onClose: () => void;
};

function IndexForm({ scene, model, onClose }: FormProps): ReactNode {
  const app = useApplication();
  const index = indexOf(useIndexes(scene.id).data, model.id);
  const [edited, setEdited] = useState<readonly number[] | null>(null);
  const [unit, setUnit] = useState<SizeUnit>('px');
  const factor = unit === 'm' && scene.metresPerPixel !== null ? scene.metresPerPixel : 1;
  const isValid = edited === null || (edited.length > 0 && edited.every(isAllowedPx));
  // Start stays enabled while the same plan is refetched: only a plan for other sizes (placeholder data) disables it.
  const {
    data: plan,
    error,
    isPlaceholderData: isOld,
  } = useIndexPlan(scene.id, model.id, isValid ? edited : null, null);
  const sizesPx = edited ?? (plan ? plan.grid.sizesPx : []);
  const start = async (grid: IndexPlan['grid']): Promise<void> => {
    await app.core.call('jobs.start', {
      spec: { kind: 'index', scene: scene.id, model: model.id, grid },
    });
  };
  return (
    <ModalDialog
      title={strings.title(scene.name)}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button
            tone="primary"
            isDisabled={!plan || !isValid || isOld}
            onPress={() => {
              onClose();
              if (plan) attempt(app, strings.title(scene.name), () => start(plan.grid));
            }}
          >
            {strings.start}
          </Button>
        </>
      }
    >
      <div className={style.form}>
        <p>{strings.explain(model.name)}</p>
        {index && index.state === 'complete' && (
          <Notice title={strings.exists}>
            {strings.existsText} {skippedWords(index)}
          </Notice>
        )}
        <SizesField
          sizes={sizesPx.map((px) => px * factor)}
          unit={unit}
          units={
            scene.metresPerPixel !== null && (
              <SegmentedField<SizeUnit>
                label={strings.unit}
                value={unit}
                choices={[
                  { id: 'px', label: strings.pixels },
                  { id: 'm', label: strings.metres },
                ]}
                onChange={setUnit}
              />
            )
          }
          onChange={(sizes) => setEdited(sizes.map((size) => Math.round(size / factor)))}
          onReset={() => setEdited(null)}
        />
        {!isValid && <Notice tone="bad" title={strings.badSize} />}
        <p className={style.muted}>{strings.stride}</p>
        {error && <Notice tone="bad" title={error.message} />}
        <div className={style.plan} aria-live="polite">
          {plan ? <Facts rows={planRows(plan)} /> : !error && strings.planning}
        </div>
      </div>
    </ModalDialog>
  );
}

function planRows(plan: IndexPlan): readonly (readonly [string, string])[] {
  const rate = formatNumber(plan.windowsPerSecond, plan.windowsPerSecond >= 10 ? 0 : 1);
  return [
    [strings.windows, formatCount(plan.windows)],
    [strings.time, strings.rate(formatSeconds(plan.seconds), rate)],
    [strings.disk, formatBytes(plan.bytes)],
    ...(plan.memoryBytes === null
      ? []
      : ([[strings.memory, strings.about(formatBytes(plan.memoryBytes))]] as const)),
    ...(plan.smallestThingMetres === null
      ? []
      : ([[strings.smallest, strings.about(formatMetres(plan.smallestThingMetres))]] as const)),
  ];
}
