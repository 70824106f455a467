/** Switch for sharpened maps, with the progress of sharpening. */
import type { ReactNode } from 'react';
import type { QueryResult, SharpenedQuery } from '../../../core/documents/search.ts';
import { useApplication } from '../../state/application-context.ts';
import { useSharpened, useSharpens } from '../../state/core-queries.ts';
import { CheckField } from '../../ui/fields.tsx';
import { formatCount } from '../../ui/format.ts';
import { strings } from './map-strings.ts';
import { PatchField } from './patch-field.tsx';
import style from './style.module.css';

export function SharpenField({ result }: { readonly result: QueryResult }): ReactNode {
  const app = useApplication();
  const sharpens = useSharpens(result.model);
  const { data, error, isFetching } = useSharpened(result);
  const state = error
    ? error.message
    : isFetching
      ? strings.sharpening
      : data
        ? sharpenedBy(data)
        : strings.sharpenHint;
  return (
    <div>
      <CheckField isSelected={sharpens} onChange={(next) => app.view.setState({ sharpens: next })}>
        {strings.sharpen}
      </CheckField>
      <p className={style.muted}>{state}</p>
      {sharpens && <PatchField result={result} />}
    </div>
  );
}

function sharpenedBy({ windows, isWhole }: SharpenedQuery): string {
  return isWhole ? strings.sharpenedWhole : strings.sharpened(formatCount(windows));
}
