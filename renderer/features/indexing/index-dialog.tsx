/** Choice of window sizes before indexing, with the number of windows, time and disk space. */
import { Plus, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { SceneId } from '../../../core/documents/ids.ts';
import type { ModelSummary } from '../../../core/documents/model.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import type { IndexPlan } from '../../../core/documents/search.ts';
import { useApplication } from '../../state/application-context.ts';
import { useActiveModel, useIndexes, useIndexPlan, useScene } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { NumberInput, SegmentedField } from '../../ui/fields.tsx';
import { formatBytes, formatCount, formatMetres, formatNumber, formatSeconds } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { strings as common } from '../../ui/strings.ts';
import { indexOf, skippedWords } from '../scenes/index-badge.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

const SMALLEST_PX = 16;
const LARGEST_PX = 16_384;
const SIZES_AT_MOST = 8;

type Unit = 'px' | 'm';
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
  const isValid = edited === null || (edited.length > 0 && edited.every(isAllowed));
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
          sizesPx={sizesPx}
          metresPerPixel={scene.metresPerPixel}
          onChange={setEdited}
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
    ...(plan.smallestThingMetres === null
      ? []
      : ([[strings.smallest, strings.smallestMetres(formatMetres(plan.smallestThingMetres))]] as const)),
  ];
}

type SizesFieldProps = {
  readonly sizesPx: readonly number[];
  readonly metresPerPixel: number | null;
  readonly onChange: (sizesPx: readonly number[]) => void;
  readonly onReset: () => void;
};

function SizesField({ sizesPx, metresPerPixel, onChange, onReset }: SizesFieldProps): ReactNode {
  const [unit, setUnit] = useState<Unit>('px');
  const factor = unit === 'm' && metresPerPixel !== null ? metresPerPixel : 1;
  return (
    <fieldset className={style.sizes}>
      <legend>{strings.sizes}</legend>
      {metresPerPixel !== null && (
        <SegmentedField<Unit>
          label={strings.unit}
          value={unit}
          choices={[
            { id: 'px', label: strings.pixels },
            { id: 'm', label: strings.metres },
          ]}
          onChange={setUnit}
        />
      )}
      <div className={style.sizeList}>
        {sizesPx.map((size, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a size is known by its place only
          <div key={i} className={style.size}>
            <NumberInput
              hidesLabel
              label={strings.size(i + 1)}
              unit={unit}
              digits={unit === 'm' ? 1 : 0}
              value={size * factor}
              onChange={(value) => onChange(sizesPx.with(i, Math.round(value / factor)))}
            />
            <IconButton
              label={strings.removeSize(i + 1)}
              icon={X}
              isDisabled={sizesPx.length === 1}
              onPress={() => onChange(sizesPx.toSpliced(i, 1))}
            />
          </div>
        ))}
      </div>
      <div className={style.sizeActions}>
        <Button
          tone="quiet"
          icon={Plus}
          isDisabled={sizesPx.length === 0 || sizesPx.length >= SIZES_AT_MOST}
          onPress={() => onChange([...sizesPx, Math.min(LARGEST_PX, (sizesPx.at(-1) ?? SMALLEST_PX) * 2)])}
        >
          {strings.addSize}
        </Button>
        <Button tone="quiet" onPress={onReset}>
          {strings.defaults}
        </Button>
      </div>
    </fieldset>
  );
}

function isAllowed(size: number): boolean {
  return Number.isInteger(size) && size >= SMALLEST_PX && size <= LARGEST_PX;
}
