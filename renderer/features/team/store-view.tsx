/** The team store: where it is, what it holds, what its workers do, what was asked. */
import { LogOut, Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { TEAM, type TeamOverview, type TeamStore } from '../../../core/documents/team.ts';
import { useApplication } from '../../state/application-context.ts';
import { refetch } from '../../state/refetch.ts';
import { attempt } from '../../state/toasts.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatBytes, formatCount } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import panel from '../../ui/panel.module.css';
import { askThisCollection } from '../collections/ask-collection.ts';
import { QuestionList } from './question-list.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';
import { disconnect } from './team-actions.ts';
import { placeOf, rankingInWords, sharesNotReached } from './team-words.ts';
import { teamKeys, useTeamOverview } from './use-team.ts';
import { WorkPart } from './work-part.tsx';

export function StoreView({ store }: { readonly store: TeamStore }): ReactNode {
  const app = useApplication();
  const { data: overview, error } = useTeamOverview();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={panel.scrolling} tabIndex={0} aria-label={strings.store}>
      <Head store={store} overview={overview} />
      {error && (
        <Notice
          tone="bad"
          title={strings.cannotConnect}
          actions={
            <Button onPress={() => refetch(app.cache, { queryKey: teamKeys.overview })}>
              {strings.again}
            </Button>
          }
        >
          {error.message}
        </Notice>
      )}
      {!overview && !error && <p role="status">{strings.connecting}</p>}
      {overview && !error && (
        <>
          <Holdings overview={overview} />
          <WorkPart overview={overview} />
          <QuestionList />
        </>
      )}
    </section>
  );
}

type HeadProps = { readonly store: TeamStore; readonly overview: TeamOverview | undefined };

function Head({ store: { address, isOfEnvironment }, overview }: HeadProps): ReactNode {
  const app = useApplication();
  const place = placeOf(address);
  const who = overview && strings.as(overview.user, strings.roles[overview.role]);
  return (
    <div className={style.head}>
      <span className={style.words}>
        <h2 title={place}>{place}</h2>
        <small className={style.hint}>
          {[who, ...(isOfEnvironment ? [strings.ofEnvironment] : [])].filter(Boolean).join(' · ')}
        </small>
      </span>
      <Button
        icon={Search}
        isDisabled={!overview || overview.indexesComplete === 0}
        onPress={() => askThisCollection(app, TEAM)}
      >
        {strings.ask}
      </Button>
      {!isOfEnvironment && (
        <IconButton
          label={strings.disconnect}
          icon={LogOut}
          onPress={() => attempt(app, strings.disconnect, () => disconnect(app))}
        />
      )}
    </div>
  );
}

function Holdings({ overview }: { readonly overview: TeamOverview }): ReactNode {
  const { scenes, indexes, indexesComplete, bytes, rankings } = overview;
  const unreached = sharesNotReached(overview);
  return (
    <div className={style.part}>
      <p>
        {strings.scenes(
          formatCount(scenes),
          formatCount(indexesComplete),
          formatCount(indexes),
          formatBytes(bytes),
        )}
      </p>
      {rankings.map((ranking) => (
        <p key={ranking.model} className={style.hint}>
          {strings.measured(ranking.model, rankingInWords(ranking))}
        </p>
      ))}
      {unreached !== '' && (
        <Notice tone="warn" title={strings.notReached(unreached)}>
          {strings.notReachedText}
        </Notice>
      )}
    </div>
  );
}
