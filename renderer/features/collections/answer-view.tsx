/** The answer of a collection: a verdict for all of it, the ranked hits over all scenes, and the scenes with theirs. */
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { CollectionAnswer } from '../../../core/documents/collection.ts';
import type { CollectionId } from '../../../core/documents/ids.ts';
import { TEAM } from '../../../core/documents/team.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { refetch } from '../../state/refetch.ts';
import type { CollectionQuestion } from '../../state/view-state.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { SegmentedField } from '../../ui/fields.tsx';
import { formatCount } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import panel from '../../ui/panel.module.css';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { VerdictLine } from '../results/verdict-line.tsx';
import { HitReviews } from '../team/hit-reviews.tsx';
import { strings as teamStrings } from '../team/strings.ts';
import { rankingInWords } from '../team/team-words.ts';
import { AnswerHits } from './answer-hits.tsx';
import { AnswerScenes } from './answer-scenes.tsx';
import { closeAnswer } from './ask-collection.ts';
import { partInWords } from './part-in-words.ts';
import { SaveMenu } from './save-menu.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';
import { collectionKeys, useCollectionAnswer, useCollections } from './use-collections.ts';

export default function AnswerView({ question }: { readonly question: CollectionQuestion }): ReactNode {
  const app = useApplication();
  const { data: answer, error, isFetching } = useCollectionAnswer(question);
  const name = useAskedName(question.collection);
  const again = (): void => refetch(app.cache, { queryKey: collectionKeys.answer(question) });
  const part = partInWords(question);
  const words = termsInWords(question.terms);
  return (
    <section className={style.view} aria-label={strings.answer}>
      <div className={style.top}>
        <div className={style.head}>
          <p className={style.question} title={words}>
            {words}
          </p>
          <IconButton label={strings.close} icon={X} onPress={() => closeAnswer(app)} />
        </div>
        <p className={panel.hint}>
          {[name, part, answer && askedInWords(answer)].filter(Boolean).join(' · ')}
        </p>
        {error && (
          <Notice
            tone="bad"
            title={strings.askFailed}
            actions={<Button onPress={again}>{strings.again}</Button>}
          >
            {error.message}
          </Notice>
        )}
        {!answer && !error && (
          <div role="status">
            <p>{strings.asking}</p>
            <ProgressBar label={strings.asking} share={null} />
          </div>
        )}
      </div>
      {answer && !error && <Answer answer={answer} isFetching={isFetching} />}
    </section>
  );
}

type Shown = 'hits' | 'scenes';

function Answer({
  answer,
  isFetching,
}: {
  readonly answer: CollectionAnswer;
  readonly isFetching: boolean;
}): ReactNode {
  const app = useApplication();
  const [shown, setShown] = useState<Shown>('hits');
  const active = useView((state) => state.collectionHit);
  const { hits, scenes, notIndexed, verdict, collection } = answer;
  const activeHit = hits.find(({ rank }) => rank === active);
  return (
    <>
      <div className={style.top} aria-busy={isFetching}>
        <VerdictLine verdict={verdict} />
        {notIndexed > 0 && (
          <Notice
            tone="warn"
            title={strings.notAsked(formatCount(notIndexed))}
            actions={
              <Button
                onPress={() => {
                  if (collection !== TEAM) app.view.setState({ collection });
                  app.dock.show(collection === TEAM ? 'team' : 'collections');
                }}
              >
                {strings.showCollection}
              </Button>
            }
          />
        )}
        <div className={style.toolLine}>
          <SegmentedField
            label={strings.shown}
            value={shown}
            choices={[
              { id: 'hits', label: strings.hits(formatCount(hits.length)) },
              { id: 'scenes', label: strings.scenesWithHits(formatCount(scenes.length)) },
            ]}
            onChange={setShown}
          />
          <SaveMenu answer={answer} />
        </div>
      </div>
      {shown === 'hits' ? <AnswerHits answer={answer} active={active} /> : <AnswerScenes answer={answer} />}
      {collection === TEAM && activeHit && <HitReviews answer={answer} hit={activeHit} />}
    </>
  );
}

/** Undefined until it is known. */
function useAskedName(id: CollectionId): string | undefined {
  const collection = byId(useCollections().data ?? [], id);
  return id === TEAM ? teamStrings.store : collection?.name;
}

function askedInWords({ windows, scenesAsked, ranking }: CollectionAnswer): string {
  const asked = strings.asked(formatCount(windows), formatCount(scenesAsked));
  return ranking === null ? asked : `${asked}, ${rankingInWords(ranking)}`;
}
