/** The answer of a collection: a verdict for all of it, the ranked hits over all scenes, and the scenes with theirs. */
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { CollectionAnswer } from '../../../core/documents/collection.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { refetch } from '../../state/refetch.ts';
import type { CollectionQuestion } from '../../state/view-state.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { SegmentedField } from '../../ui/fields.tsx';
import { formatCount } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { VerdictLine } from '../results/verdict-line.tsx';
import { AnswerHits } from './answer-hits.tsx';
import { AnswerScenes } from './answer-scenes.tsx';
import { partInWords } from './part-in-words.ts';
import { SaveMenu } from './save-menu.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';
import { collectionKeys, useCollectionAnswer, useCollections } from './use-collections.ts';

export default function AnswerView({ question }: { readonly question: CollectionQuestion }): ReactNode {
  const app = useApplication();
  const { data: answer, error, isFetching } = useCollectionAnswer(question);
  const collection = byId(useCollections().data ?? [], question.collection);
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
          <IconButton label={strings.close} icon={X} XX />
        </div>
        <p className={style.hint}>
          {[collection?.name, part, answer && askedInWords(answer)].filter(Boolean).join(' · ')}
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
                  app.view.setState({ collection });
                  app.dock.show('collections');
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
    </>
  );
}

function askedInWords({ windows, scenesAsked }: CollectionAnswer): string {
  return strings.asked(formatCount(windows), formatCount(scenesAsked));
}
