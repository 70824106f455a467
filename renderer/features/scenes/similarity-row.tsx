/** The similarity map as the topmost row of the layers. */
import type { ReactNode } from 'react';
import { applyTransaction } from '../../state/application.ts';
import { useApplication } from '../../state/application-context.ts';
import { useProject, useQueryResult } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { useAnswerableQuery } from '../../state/use-query.ts';
import { CheckField } from '../../ui/fields.tsx';
import { RampSwatch } from '../../ui/ramp-swatch.tsx';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function SimilarityRow(): ReactNode {
  const app = useApplication();
  const { similarity } = useProject();
  const result = useQueryResult(useAnswerableQuery()).data;
  if (!result) return null;
  const words = termsInWords(result.terms);
  return (
    <div className={style.similarity}>
      <CheckField
        label={strings.visibility(strings.similarity)}
        isSelected={similarity.visible}
        onChange={(visible) =>
          attempt(app, strings.similarity, () =>
            applyTransaction(app, { kind: 'set-similarity', style: { ...similarity, visible } }),
          )
        }
      >
        {null}
      </CheckField>
      <RampSwatch ramp={similarity.ramp} reversed={similarity.reversed} fadeLow={similarity.fadeLow} />
      <span className={style.name} title={words}>
        {strings.similarityOf(words)}
      </span>
    </div>
  );
}
