/**
 * Ramp, range, opacity and threshold of the similarity map. Changing them never runs the model. Each field subscribes only to the
 * values that it shows: while a slider moves, the others are not rendered again.
 */
import { memo, type ReactNode } from 'react';
import type { QueryResult } from '../../../core/documents/search.ts';
import { useView } from '../../state/application-context.ts';
import { kindFor } from '../../state/map-kind.ts';
import { useSimilarity } from '../../state/use-similarity-paint.ts';
import { SliderField } from '../../ui/fields.tsx';
import { MapKindField } from './map-kind-field.tsx';
import { strings } from './map-strings.ts';
import { RampFields } from './ramp-fields.tsx';
import { ScoreFields } from './score-fields.tsx';
import { SeloFields } from './selo-fields.tsx';
import { SharpenField } from './sharpen-field.tsx';
import style from './style.module.css';
import { useStyleChanges } from './use-style-changes.ts';

type Props = { readonly result: QueryResult };

export const SimilarityStyling = memo(function SimilarityStyling({ result }: Props): ReactNode {
  const kind = kindFor(
    useView((state) => state.mapKind),
    result,
  );
  if (kind.kind === 'selo')
    return (
      <div className={style.fields}>
        <MapKindField result={result} />
        <SeloFields result={result} kind={kind} />
      </div>
    );
  return (
    <div className={style.fields}>
      <MapKindField result={result} />
      <RampFields />
      <SharpenField result={result} />
      <ScoreFields result={result} />
      <OpacityField />
    </div>
  );
});

function OpacityField(): ReactNode {
  const opacity = useSimilarity(({ opacity }) => opacity);
  const { preview, commit } = useStyleChanges();
  return (
    <SliderField
      label={strings.opacity}
      value={opacity}
      min={0}
      max={1}
      step={0.01}
      format={{ style: 'percent' }}
      onChange={(next) => preview({ opacity: next })}
      onCommit={(next) => commit({ opacity: next })}
    />
  );
}
