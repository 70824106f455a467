/** The colours of the similarity map. */
import type { ReactNode } from 'react';
import { RAMPS, type Ramp } from '../../../core/documents/project.ts';
import { isPerceptual } from '../../../core/style/ramps.ts';
import { useSimilarity } from '../../state/use-similarity-paint.ts';
import { CheckField, SelectField } from '../../ui/fields.tsx';
import { RampSwatch } from '../../ui/ramp-swatch.tsx';
import { strings } from './map-strings.ts';
import style from './style.module.css';
import { useStyleChanges } from './use-style-changes.ts';

export function RampFields(): ReactNode {
  const ramp = useSimilarity(({ ramp }) => ramp);
  const reversed = useSimilarity(({ reversed }) => reversed);
  const fadeLow = useSimilarity(({ fadeLow }) => fadeLow);
  const stretchToScene = useSimilarity(({ stretchToScene }) => stretchToScene);
  const { commit } = useStyleChanges();
  return (
    <>
      <SelectField<Ramp>
        isInline
        label={strings.ramp}
        value={ramp}
        choices={RAMPS.map((id) => ({
          id,
          label: isPerceptual(id) ? id : strings.notPerceptual(id),
          swatch: <RampSwatch ramp={id} reversed={reversed} fadeLow={false} widthPx={64} />,
        }))}
        onChange={(next) => commit({ ramp: next })}
      />
      <div className={style.checks}>
        <CheckField isSelected={reversed} onChange={(next) => commit({ reversed: next })}>
          {strings.reversed}
        </CheckField>
        <CheckField isSelected={fadeLow} onChange={(next) => commit({ fadeLow: next })}>
          {strings.fadeLow}
        </CheckField>
        <CheckField isSelected={stretchToScene} onChange={(next) => commit({ stretchToScene: next })}>
          {strings.stretchToScene}
        </CheckField>
      </div>
      {stretchToScene && <p className={style.warning}>{strings.stretchWarning}</p>}
    </>
  );
}
