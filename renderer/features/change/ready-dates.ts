/** What the fields of the panel give: two dates that can be compared. */
import type { ChangeQuestion } from '../../state/view-state.ts';

type OfKind<K extends ChangeQuestion['kind']> = Extract<ChangeQuestion, { readonly kind: K }>;

export type ReadyDates =
  | Pick<OfKind<'scenes'>, 'kind' | 'before' | 'after'>
  | Pick<OfKind<'collection'>, 'kind' | 'collection' | 'before' | 'after'>;
