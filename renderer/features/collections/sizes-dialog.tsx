/** Window sizes for indexing a collection: each scene's own, one size on the ground, or one in pixels, and what they cost. */
import { type ReactNode, useState } from 'react';
import {
  type CollectionPlan,
  type CollectionSizes,
  DEFAULT_SIZES,
} from '../../../core/documents/collection.ts';
import type { CollectionId, ModelId } from '../../../core/documents/ids.ts';
import { useApplication } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { SegmentedField } from '../../ui/fields.tsx';
import { formatBytes, formatCount, formatMetres, formatSeconds } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import panel from '../../ui/panel.module.css';
import { strings as common } from '../../ui/strings.ts';
import { isAllowedPx, SizesField } from '../indexing/sizes-field.tsx';
import { strings as indexing } from '../indexing/strings.ts';
import { indexWith } from './index-actions.ts';
import { strings } from './strings.ts';
import { useCollectionPlan } from './use-collections.ts';

const RULES = ['own', 'm', 'px'] as const;
type Rule = (typeof RULES)[number];
type Props = { readonly collection: CollectionId; readonly model: ModelId; readonly onClose: () => void };

export function SizesDialog({ collection, model, onClose }: Props): ReactNode {
  const app = useApplication();
  const [rule, setRule] = useState<Rule>('own');
  const [edited, setEdited] = useState<readonly number[] | null>(null);
  const typical = useCollectionPlan(collection, model, DEFAULT_SIZES).data?.typical ?? null;
  const sizes = rule === 'own' ? [] : (edited ?? typicalIn(rule, typical));
  const isValid = rule === 'own' || (sizes.length > 0 && sizes.every(rule === 'm' ? isLength : isAllowedPx));
  const asked = isValid ? spec(rule, sizes) : DEFAULT_SIZES;
  const { data: plan, error, isPlaceholderData: isOld } = useCollectionPlan(collection, model, asked);
  const start = (): void => {
    onClose();
    attempt(app, strings.index, () => indexWith(app, collection, model, asked));
  };
  return (
    <ModalDialog
      title={strings.sizesTitle}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button tone="primary" isDisabled={!plan || !isValid || isOld} onPress={start}>
            {indexing.start}
          </Button>
        </>
      }
    >
      <div className={panel.form}>
        <SegmentedField<Rule>
          label={strings.sizeRule}
          value={rule}
          choices={RULES.map((id) => ({ id, label: strings.sizeRules[id] }))}
          onChange={(next) => {
            setRule(next);
            setEdited(null);
          }}
        />
        <p className={panel.hint}>{strings.sizeHints[rule]}</p>
        {rule !== 'own' && (
          <SizesField
            sizes={sizes}
            unit={rule}
            units={null}
            onChange={setEdited}
            onReset={() => setEdited(null)}
          />
        )}
        {!isValid && <Notice tone="bad" title={rule === 'm' ? strings.badLength : indexing.badSize} />}
        {error && <Notice tone="bad" title={error.message} />}
        <div aria-live="polite">{plan ? <Facts rows={planRows(plan)} /> : !error && indexing.planning}</div>
        <p className={panel.hint}>{strings.indexedStay}</p>
      </div>
    </ModalDialog>
  );
}

function spec(rule: Rule, sizes: readonly number[]): CollectionSizes {
  if (rule === 'own') return DEFAULT_SIZES;
  return rule === 'px' ? { ...DEFAULT_SIZES, sizesPx: sizes } : { ...DEFAULT_SIZES, sizesMetres: sizes };
}

/** What a scene of the collection would have, in metres rounded for people. */
function typicalIn(rule: 'm' | 'px', typical: CollectionPlan['typical']): readonly number[] {
  if (typical === null) return [];
  const { sizesPx, metresPerPixel } = typical;
  return rule === 'px' ? sizesPx : sizesPx.map((px) => Math.round(px * (metresPerPixel ?? 1)));
}

function isLength(metres: number): boolean {
  return metres > 0 && metres < 1e6;
}

function planRows(plan: CollectionPlan): readonly (readonly [string, string])[] {
  const { scenes, scenesDone, windows, windowsDone, seconds, bytes, typical } = plan;
  const smallest = typical?.smallestThingMetres ?? null;
  return [
    [strings.toIndex, strings.ofScenes(formatCount(scenes - scenesDone), formatCount(scenes))],
    [indexing.windows, formatCount(windows - windowsDone)],
    [indexing.time, formatSeconds(seconds)],
    [indexing.disk, formatBytes(bytes)],
    ...(smallest === null ? [] : ([[indexing.smallest, indexing.about(formatMetres(smallest))]] as const)),
  ];
}
