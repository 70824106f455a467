/** What the team says of the selected hit of its store. */
import { Check, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CollectionAnswer, PageCollectionHit } from '../../../core/documents/collection.ts';
import type { HitJudgement } from '../../../core/documents/reviews.ts';
import { useApplication } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import { IconButton } from '../../ui/button.tsx';
import { NoteField } from '../../ui/note-field.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';
import { isOfPlace, judgeTeamHit, reviewHit } from './team-actions.ts';
import { reviewInWords } from './team-words.ts';
import { useTeamReviews } from './use-team.ts';

type Props = { readonly answer: CollectionAnswer; readonly hit: PageCollectionHit };

export function HitReviews({ answer: { terms }, hit }: Props): ReactNode {
  const app = useApplication();
  const ofHit = useTeamReviews(terms).filter((review) => isOfPlace(review, hit));
  const own = ofHit.find(({ isOwn }) => isOwn);
  const judge = (judgement: HitJudgement): void => {
    const label = judgement === 'accepted' ? strings.accept : strings.reject;
    attempt(app, label, () => judgeTeamHit(app, hit, terms, judgement));
  };
  return (
    <section className={style.reviews} aria-label={strings.reviews}>
      <p role="status">{ofHit.length === 0 ? strings.nobody : ofHit.map(reviewInWords).join(', ')}</p>
      <IconButton
        label={strings.accept}
        icon={Check}
        isOn={own?.judgement === 'accepted'}
        onPress={() => judge('accepted')}
      />
      <IconButton
        label={strings.reject}
        icon={X}
        isOn={own?.judgement === 'rejected'}
        onPress={() => judge('rejected')}
      />
      <NoteField
        key={`${hit.key} ${JSON.stringify(hit.window)}`}
        label={strings.note}
        stored={own?.note ?? ''}
        onCommit={(note) =>
          attempt(app, strings.note, () => reviewHit(app, hit, terms, own?.judgement ?? null, note))
        }
      />
    </section>
  );
}
